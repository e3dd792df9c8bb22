"""The trade action (`domain.md` 8(b) B5): fenced, optioned, agreed by the committee, keyed, released, executed."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.vocabulary import Stage

from workflows.contracts import CaseRef
from workflows.procedure import Procedure


@workflow.defn(name="TradeAction")
class TradeAction(Procedure):
    """One trade action, from the petition to what came of it."""

    @workflow.init
    def __init__(self, case: CaseRef) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseRef) -> str:
        """Walk the procedure. Returns the stage in which the case ended.

        A wall, a withdrawal and a recall are facts like any other: every step finds itself done, and the walk ends.
        """
        del case
        while await self.in_any(*BEFORE_THE_ROUND):
            await self.fenced()
            await self.options_tabled()
        await self.agreed_keyed_and_released()
        await self.consultation_offered()
        await self.executed()
        await self.monitored()
        return await self.ended()

    async def fenced(self) -> None:
        """Counsel has ruled that the matter is policy; what is decided on its own record waits behind the wall."""
        await self.past(Stage.INTAKE, Stage.WALLED)

    async def options_tabled(self) -> None:
        """The lead has tabled options that differ."""
        await self.past(Stage.OPTIONS)

    async def agreed_keyed_and_released(self) -> None:
        """TPSC agrees, or TPRG, the principals or the President settle it; both keys are turned; it goes out.

        New words behind a wall that was found late wait for their withdrawal too.
        """
        await self.cleared_and_let_out()
        await self.past(Stage.WALLED)

    async def consultation_offered(self) -> None:
        """The partner has been told."""
        await self.past(Stage.CONSULTATION_OFFER)

    async def executed(self) -> None:
        """It is carried out, tranche by tranche where there are any."""
        await self.past(Stage.EXECUTION)

    async def monitored(self) -> None:
        """What came back for the leverage is on record."""
        await self.past(Stage.MONITORING)


BEFORE_THE_ROUND = (Stage.INTAKE, Stage.OPTIONS, Stage.WALLED)
