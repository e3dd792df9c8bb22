"""The public statement (`domain.md` 8(b) B4): a use is set, words are cleared and reviewed, used, and retired."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.vocabulary import Stage

from workflows.contracts import CaseRef
from workflows.sending import Sending


@workflow.defn(name="PublicStatement")
class PublicStatement(Sending):
    """One text for the public, from the need for it until it is retired, by its office or by its expiry."""

    @workflow.init
    def __init__(self, case: CaseRef) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseRef) -> str:
        """Walk the procedure. Returns the stage in which the case ended."""
        del case
        await self.sent()
        await self.retired()
        return await self.ended()

    async def opened(self) -> None:
        """The action office says how the words are to be used, and until when."""
        await self.past(Stage.INTAKE)

    async def approved(self) -> None:
        """They are read for what must not go out by oversight, and approved."""
        await self.past(Stage.CHECKS, Stage.APPROVAL)

    async def retired(self) -> None:
        """The words are in use until the action office or their expiry retires them."""
        await self.past(Stage.IN_USE)
