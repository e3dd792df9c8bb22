"""The daily checkpoint's activity, and its schedule."""

from datetime import timedelta
from typing import Final

import structlog
from temporalio import activity
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.exceptions import ApplicationError

from casework.checkpointing import LogInconsistentError, make_checkpoint
from db.engine import Database
from proofs.notes import PrivateKey
from proofs.outside import Outside
from workflows.contracts import MAKE_CHECKPOINT

log = structlog.get_logger()

DAILY: Final = "checkpoint-daily"
HOUR, MINUTE = 5, 15
"""In UTC, so that no day has it twice or never; after the working day in Washington, before that of Tokyo ends."""

CATCH_UP: Final = timedelta(hours=24)


class CheckpointActivities:
    """The activity of a worker that holds the log's key (database role onevoice_worker)."""

    def __init__(self, db: Database, key: PrivateKey, outside: Outside) -> None:
        self._db = db
        self._key = key
        self._outside = outside

    @activity.defn(name=MAKE_CHECKPOINT)
    async def make_checkpoint(self, cycle: str) -> int:
        """Make the checkpoint of a cycle; asked again, it names the one that was made."""
        try:
            return await make_checkpoint(self._db, self._key, self._outside, cycle=cycle)
        except LogInconsistentError as error:
            log.error("log_inconsistent", code=error.code, checkpoint=error.number)  # noqa: TRY400 - ids, no traceback
            raise ApplicationError(error.code, type="log_inconsistent", non_retryable=True) from error


async def ensure_daily(client: Client, task_queue: str) -> None:
    """Have the schedule there, once, as it is told here. An operator's pause and note stay."""
    wanted = Schedule(
        action=ScheduleActionStartWorkflow("Checkpointing", id=DAILY, task_queue=task_queue),
        spec=ScheduleSpec(calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(HOUR)], minute=[ScheduleRange(MINUTE)])]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.BUFFER_ONE, catchup_window=CATCH_UP),
    )

    def renewed(now: ScheduleUpdateInput) -> ScheduleUpdate:
        wanted.state = now.description.schedule.state
        return ScheduleUpdate(schedule=wanted)

    try:
        await client.create_schedule(DAILY, wanted)
    except ScheduleAlreadyRunningError:
        await client.get_schedule_handle(DAILY).update(renewed)
