"""What is cleared under a negotiation: each of these cases is a text that goes out, and is in hand."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.vocabulary import Stage

from workflows.contracts import CaseRef
from workflows.sending import Sending


@workflow.defn(name="Instruction")
class Instruction(Sending):
    """Instructions to a delegation for a round."""

    @workflow.init
    def __init__(self, case: CaseRef) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseRef) -> str:
        """Cleared, sent, and in the delegation's hands."""
        del case
        await self.sent()
        await self.past(Stage.DELIVERY)
        return await self.ended()


@workflow.defn(name="Fallback")
class Fallback(Sending):
    """What the delegation may fall back on, known to it and to those who cleared it alone."""

    @workflow.init
    def __init__(self, case: CaseRef) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseRef) -> str:
        """Cleared, sent, and in the delegation's hands."""
        del case
        await self.sent()
        await self.past(Stage.DELIVERY)
        return await self.ended()


@workflow.defn(name="AgreementText")
class AgreementText(Sending):
    """The text of an agreement, from the first draft to the copy that is signed."""

    @workflow.init
    def __init__(self, case: CaseRef) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseRef) -> str:
        """Cleared, approved by L, and out for signature to the letter as it was initialled."""
        del case
        await self.sent()
        return await self.ended()


@workflow.defn(name="SigningAuthority")
class SigningAuthority(Sending):
    """The second step of Circular 175, where authority was given to negotiate only; or full powers."""

    @workflow.init
    def __init__(self, case: CaseRef) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseRef) -> str:
        """Cleared, checked by L, approved at its grade, given."""
        del case
        await self.sent()
        return await self.ended()
