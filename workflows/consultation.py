"""The consultation (`domain.md` 8(b) B1): a cycle of a series, from the topic call to the tasked commitments."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.vocabulary import Stage

from workflows.contracts import CaseRef
from workflows.procedure import Procedure


@workflow.defn(name="Consultation")
class Consultation(Procedure):
    """One cycle. Each step ends at a planned day, of which time makes a note when it passes."""

    @workflow.init
    def __init__(self, case: CaseRef) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseRef) -> str:
        """Walk the procedure. Returns the stage in which the case ended.

        A cancelled meeting and a withdrawn case are facts like any other: every later step finds itself done.
        """
        del case
        await self.agenda_agreed()
        while not await self.book_before_principal():
            await self.papers_drafted()
            await self.cleared()
            await self.split_resolved()
            await self.points_checked()
            await self.approved()
        await self.press_guidance_out()
        await self.meeting_held()
        await self.recorded()
        await self.conclusions_agreed()
        await self.commitments_tasked()
        return await self.ended()

    async def agenda_agreed(self) -> None:
        """The agencies have proposed topics, the action office has said which are in."""
        await self.past(Stage.AGENDA)

    async def papers_drafted(self) -> None:
        """Scope paper and talking papers are circulated."""
        await self.past(Stage.DRAFTING)

    async def cleared(self) -> None:
        """Every must-clear agency has answered to those very words."""
        await self.past(Stage.CLEARANCE)

    async def split_resolved(self) -> None:
        """What was disputed has been ruled on."""
        await self.past(Stage.SPLIT)

    async def points_checked(self) -> None:
        """A high-level book has its principal's point."""
        await self.past(Stage.CHECKS)

    async def approved(self) -> None:
        """The approving official has approved the book."""
        await self.past(Stage.APPROVAL)

    async def book_before_principal(self) -> bool:
        """The book is with the principal, or will not be: False when a change sends it back to be cleared."""
        await self.past(Stage.RELEASE)
        return not await self.in_any(
            *(Stage.AGENDA, Stage.DRAFTING, Stage.CLEARANCE, Stage.SPLIT, Stage.CHECKS, Stage.APPROVAL)
        )

    async def press_guidance_out(self) -> None:
        """Press guidance has gone out, or was waived."""
        await self.past(Stage.PRESS_GUIDANCE)

    async def meeting_held(self) -> None:
        """The meeting was held, or cancelled."""
        await self.past(Stage.MEETING)

    async def recorded(self) -> None:
        """The memorandum of conversation is filed."""
        await self.past(Stage.RECORD)

    async def conclusions_agreed(self) -> None:
        """The summary of conclusions is agreed among the agencies."""
        await self.past(Stage.CONCLUSIONS)

    async def commitments_tasked(self) -> None:
        """Every commitment has an owner and a date."""
        await self.past(Stage.COMMITMENTS)


@workflow.defn(name="SummaryOfConclusions")
class SummaryOfConclusions(Procedure):
    """The agreed record of a meeting, circulated under silence."""

    @workflow.init
    def __init__(self, case: CaseRef) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseRef) -> str:
        """Walk the procedure. Returns the stage in which the case ended."""
        del case
        while not await self.distributed():
            await self.past(Stage.DRAFTING)
            await self.past(Stage.CLEARANCE)
            await self.past(Stage.SPLIT)
            await self.past(Stage.APPROVAL)
        return await self.ended()

    async def distributed(self) -> bool:
        """It is out, or will not be."""
        await self.past(Stage.RELEASE)
        return not await self.in_any(Stage.DRAFTING, Stage.CLEARANCE, Stage.SPLIT, Stage.APPROVAL)
