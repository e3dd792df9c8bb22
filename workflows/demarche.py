"""The demarche (`domain.md` 8(b) B2; 5 FAH-1 H-613): drafted, cleared, approved, released, delivered, reported."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.vocabulary import Stage

from workflows.contracts import CaseRef
from workflows.sending import Sending


@workflow.defn(name="Demarche")
class Demarche(Sending):
    """One demarche, from its first draft to the assessment of the answer."""

    @workflow.init
    def __init__(self, case: CaseRef) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseRef) -> str:
        """Walk the procedure. Returns the stage in which the case ended.

        Withdrawal and recall are facts like any other: every step finds itself done, and the walk ends.
        """
        del case
        await self.sent()
        await self.delivered()
        await self.reported()
        await self.assessed()
        return await self.ended()

    async def delivered(self) -> None:
        """Post has delivered them."""
        await self.past(Stage.DELIVERY)

    async def reported(self) -> None:
        """Post has reported the answer."""
        await self.past(Stage.REPORT)

    async def assessed(self) -> None:
        """The action office has assessed it."""
        await self.past(Stage.ASSESSMENT)
