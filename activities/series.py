"""What the workflows of series and commitments ask of the facts. Thin: each calls one function of casework."""

from uuid import UUID

from temporalio import activity
from temporalio.exceptions import ApplicationError

from casework.commitments import remind_of_commitments
from casework.series_time import NoSuchSeriesError, open_due_cycle
from db.engine import Database
from workflows.series_contracts import OPEN_CYCLE, REMIND_OF_COMMITMENTS, CycleOpened, ScheduledCycle


class SeriesActivities:
    """The activities of series, over the worker's pool of connections (role onevoice_worker)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @activity.defn(name=OPEN_CYCLE)
    async def open_cycle(self, cycle: ScheduledCycle) -> CycleOpened:
        """Open the cycle of a scheduled moment; asked again, it says that it is open."""
        try:
            outcome = await open_due_cycle(self._db, UUID(cycle.series_id), cycle.scheduled_at)
        except NoSuchSeriesError as error:
            raise ApplicationError("no_such_series", type="no_such_series", non_retryable=True) from error
        if outcome == "before_its_time":  # the engine's clock is ahead of the facts': ask again in a moment
            raise ApplicationError(outcome, type=outcome)
        return CycleOpened(outcome=outcome)

    @activity.defn(name=REMIND_OF_COMMITMENTS)
    async def remind_of_commitments(self) -> int:
        """Note what has come due of commitments; each thing is keyed, so that a retry repeats nothing."""
        return await remind_of_commitments(self._db)
