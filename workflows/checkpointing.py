"""The daily checkpoint: a schedule starts this workflow, it does one thing, and ends."""

from temporalio import workflow

from workflows.contracts import MAKE_CHECKPOINT
from workflows.options import CHECKPOINT_TIMEOUT, FOR_EVER


@workflow.defn
class Checkpointing:
    """See to it that there is a checkpoint for this cycle; the cycle is the workflow's id, which names the hour."""

    @workflow.run
    async def run(self) -> int:
        """The checkpoint's number."""
        made: int = await workflow.execute_activity(
            MAKE_CHECKPOINT,
            workflow.info().workflow_id,
            result_type=int,
            start_to_close_timeout=CHECKPOINT_TIMEOUT,
            retry_policy=FOR_EVER,
        )
        return made
