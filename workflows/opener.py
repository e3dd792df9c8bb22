"""What schedules start: the opener of a cycle, and the reminder of commitments. Both are short, and no case's."""

from temporalio import workflow
from temporalio.common import SearchAttributeKey

from workflows.options import FOR_EVER, KEEP_TIME_TIMEOUT
from workflows.series_contracts import (
    OPEN_CYCLE,
    REMIND_OF_COMMITMENTS,
    CycleOpened,
    ScheduledCycle,
    SeriesRef,
)

SCHEDULED_START = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")


@workflow.defn(name="OpenCycle")
class OpenCycle:
    """Opens the cycle of a series that its schedule's moment is for."""

    @workflow.run
    async def run(self, series: SeriesRef) -> str:
        """Returns what became of it.

        The moment is the one that the calendar named, without jitter and however late this runs, so that a back-fill or
        a second start is about the same cycle.
        """
        scheduled = workflow.info().typed_search_attributes.get(SCHEDULED_START)
        if scheduled is None:
            return "not_scheduled"
        opened: CycleOpened = await workflow.execute_activity(
            OPEN_CYCLE,
            ScheduledCycle(series_id=series.series_id, scheduled_at=scheduled),
            result_type=CycleOpened,
            start_to_close_timeout=KEEP_TIME_TIMEOUT,
            retry_policy=FOR_EVER,
        )
        return opened.outcome


@workflow.defn(name="RemindOfCommitments")
class RemindOfCommitments:
    """Lets time note what has come due of commitments; once a day."""

    @workflow.run
    async def run(self) -> int:
        """Returns how many things were noted."""
        noted: int = await workflow.execute_activity(
            REMIND_OF_COMMITMENTS,
            result_type=int,
            start_to_close_timeout=KEEP_TIME_TIMEOUT,
            retry_policy=FOR_EVER,
        )
        return noted
