"""Monitoring (`domain.md` 8(b) B7): planned, tasked, returned, assessed, cleared, reviewed by the NSC, followed up."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.vocabulary import Stage

from workflows.contracts import CaseRef
from workflows.procedure import Procedure


@workflow.defn(name="Monitoring")
class Monitoring(Procedure):
    """One period's assessment of a mandate. What it sets off is a case, and a workflow, of its own."""

    @workflow.init
    def __init__(self, case: CaseRef) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseRef) -> str:
        """Walk the procedure. Returns the stage in which the case ended."""
        del case
        await self.planned()
        await self.tasked()
        await self.returned()
        await self.assessed_cleared_and_released()
        await self.reviewed_by_the_nsc()
        await self.followed_up()
        return await self.ended()

    async def planned(self) -> None:
        """The action office has set an indicator that can be measured, its baseline and its owner."""
        await self.past(Stage.INTAKE)

    async def tasked(self) -> None:
        """Agencies are asked for their returns, each by an hour."""
        await self.past(Stage.TASKING)

    async def returned(self) -> None:
        """They have returned, nil or not; who has not is reminded, then overdue, then left out by the action office."""
        await self.past(Stage.RETURNS)

    async def assessed_cleared_and_released(self) -> None:
        """The assessment is drafted, cleared, scored as on track, at risk, off or unknown, approved and let out."""
        await self.cleared_and_let_out()

    async def reviewed_by_the_nsc(self) -> None:
        """The NSC accepts it, returns it, or has something opened."""
        await self.past(Stage.NSC_REVIEW)

    async def followed_up(self) -> None:
        """What it asked for is open under this case."""
        await self.past(Stage.FOLLOW_UP)
