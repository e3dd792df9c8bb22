"""The worker of the bare workflow, a process of its own: `python -m benchmarks.bare_worker READY_FILE`."""

import asyncio
import gc
import signal
import sys
from pathlib import Path

from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.worker import Worker

from benchmarks.bare_workflow import TASK_QUEUE, TASK_QUEUE_PLAIN, Bare
from engine_client import temporal_client
from settings import Settings


async def plain_client(client: Client) -> Client:
    """The same connection without payload encryption."""
    config = client.config()
    config["data_converter"] = DataConverter.default
    return Client(**config)


async def serve(ready: Path) -> None:
    """Work until told to stop."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    client = await temporal_client(Settings())
    async with (
        Worker(client, task_queue=TASK_QUEUE, workflows=[Bare]),
        Worker(await plain_client(client), task_queue=TASK_QUEUE_PLAIN, workflows=[Bare]),
    ):
        await asyncio.to_thread(ready.touch)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
    gc.collect()  # or the engine's core may abort at interpreter exit
