"""The negotiation (`domain.md` 8(b) B3; 11 FAM 720): authority, rounds without number, one text, signature, after."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.vocabulary import Stage

from workflows.contracts import CaseRef
from workflows.sending import Sending


@workflow.defn(name="Negotiation")
class Negotiation(Sending):
    """One negotiation, from the question whether it is one to the end of what it brought about.

    Its instructions, fallbacks, texts and a second authority are cases of their own, whose workflows it starts.
    """

    @workflow.init
    def __init__(self, case: CaseRef) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseRef) -> str:
        """Walk the procedure. Returns the stage in which the case ended.

        What L found decides which steps there are: those that are not of this case are found done, and passed.
        """
        del case
        await self.authorised()
        await self.negotiated()
        await self.text_made_final()
        await self.signed()
        await self.transmitted()
        await self.watched()
        return await self.ended()

    async def authorised(self) -> None:
        """L has said what it is; the request for authority is cleared, approved at its grade and given."""
        await self.sent()

    async def negotiated(self) -> None:
        """Round after round, within authority, until a text is initialled."""
        await self.past(Stage.NEGOTIATION)

    async def text_made_final(self) -> None:
        """Those very words are cleared, approved by L, conformed in each language; the authority to sign is there."""
        await self.past(Stage.FINAL_TEXT)

    async def signed(self) -> None:
        """The authorised signer has signed."""
        await self.past(Stage.SIGNATURE)

    async def transmitted(self) -> None:
        """It is with State and before Congress in the Case Act's days, and in force."""
        await self.past(Stage.TRANSMITTAL)

    async def watched(self) -> None:
        """Where it has an end, that end is decided on before it comes."""
        await self.past(Stage.WATCH)
