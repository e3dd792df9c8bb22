"""The worker process: workflows, activities and the relay. `python -m worker`; SIGTERM stops it in order."""

import asyncio
import gc
import signal
from datetime import timedelta

import structlog
import uvloop
from temporalio.client import Client
from temporalio.worker import Worker

from activities.cases import CaseActivities
from activities.relay import Relay
from db.engine import Database
from db.wakes import nudges
from engine_client import temporal_client
from logs import configure
from runtime import worker_database
from settings import Settings
from workflows.registry import WORKFLOWS

log = structlog.get_logger()

GRACE = timedelta(seconds=20)
LOOK_AT_LEAST_EVERY = 2.0


def build_worker(client: Client, db: Database, task_queue: str, *, max_cached_workflows: int = 1_000) -> Worker:
    """The one worker of production and tests."""
    cases = CaseActivities(db)
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[*WORKFLOWS.values()],
        activities=[cases.look, cases.keep_time],
        max_cached_workflows=max_cached_workflows,
        max_concurrent_workflow_tasks=8,
        max_concurrent_local_activities=8,
        max_concurrent_activities=6,
        graceful_shutdown_timeout=GRACE,
    )


async def serve(settings: Settings) -> None:
    """Run until told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    db = worker_database(settings)
    client = await temporal_client(settings)
    url = db.engine.url.render_as_string(hide_password=False)
    relay = Relay(db, client, settings.task_queue)
    async with build_worker(client, db, settings.task_queue):
        relaying = asyncio.create_task(relay.run(nudges(url, LOOK_AT_LEAST_EVERY)))
        stopping = asyncio.create_task(stop.wait())
        log.info("worker_ready", task_queue=settings.task_queue)
        if settings.ready_file is not None:
            await asyncio.to_thread(settings.ready_file.touch)
        await asyncio.wait({relaying, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if relaying.done():
            relaying.result()
        relaying.cancel()
        await asyncio.gather(relaying, return_exceptions=True)
    await db.close()
    log.info("worker_stopped")


def main() -> None:
    """Run the worker process."""
    configure()
    uvloop.run(serve(Settings()))
    gc.collect()  # or the engine's core may abort at interpreter exit


if __name__ == "__main__":
    main()
