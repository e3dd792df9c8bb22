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
from activities.checkpointing import CheckpointActivities, ensure_daily
from activities.relay import Relay
from activities.series import SeriesActivities
from activities.series_keeper import SeriesKeeper
from db.engine import Database
from db.wakes import SERIES, nudges
from engine_client import temporal_client
from logs import configure
from runtime import checkpoint_key, outside_copies, worker_database
from settings import Settings
from workflows.checkpointing import Checkpointing
from workflows.registry import STARTED_BY_SCHEDULES, WORKFLOWS

log = structlog.get_logger()

GRACE = timedelta(seconds=20)
LOOK_AT_LEAST_EVERY = 2.0


def build_worker(
    client: Client,
    db: Database,
    task_queue: str,
    *,
    checkpoints: CheckpointActivities | None = None,
    max_cached_workflows: int = 1_000,
) -> Worker:
    """The one worker of production and tests; it makes checkpoints if it is given the log's key."""
    cases, series = CaseActivities(db), SeriesActivities(db)
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[*WORKFLOWS.values(), *STARTED_BY_SCHEDULES, *([Checkpointing] if checkpoints else [])],
        activities=[
            cases.look,
            cases.keep_time,
            series.open_cycle,
            series.remind_of_commitments,
            *([checkpoints.make_checkpoint] if checkpoints else []),
        ],
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
    keeper = SeriesKeeper(db, client, settings.task_queue)
    checkpoints = _checkpoints(settings, db)
    if checkpoints is None:
        log.warning("checkpoints_not_set_up")
    else:
        await ensure_daily(client, settings.task_queue)
    async with build_worker(client, db, settings.task_queue, checkpoints=checkpoints):
        relaying = asyncio.create_task(relay.run(nudges(url, LOOK_AT_LEAST_EVERY)))
        keeping = asyncio.create_task(keeper.run(nudges(url, LOOK_AT_LEAST_EVERY, SERIES)))
        stopping = asyncio.create_task(stop.wait())
        log.info("worker_ready", task_queue=settings.task_queue)
        if settings.ready_file is not None:
            await asyncio.to_thread(settings.ready_file.touch)
        await asyncio.wait({relaying, keeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        for loop in (relaying, keeping):
            if loop.done():
                loop.result()
            loop.cancel()
        await asyncio.gather(relaying, keeping, return_exceptions=True)
    await db.close()
    log.info("worker_stopped")


def _checkpoints(settings: Settings, db: Database) -> CheckpointActivities | None:
    key, outside = checkpoint_key(settings), outside_copies(settings)
    return CheckpointActivities(db, key, outside) if key and outside else None


def main() -> None:
    """Run the worker process."""
    configure()
    uvloop.run(serve(Settings()))
    gc.collect()  # or the engine's core may abort at interpreter exit


if __name__ == "__main__":
    main()
