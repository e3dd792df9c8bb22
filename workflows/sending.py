"""A text on its way out, the same in every procedure that clears one: drafted, cleared, checked, approved, released."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.vocabulary import Stage

from workflows.procedure import Procedure


class Sending(Procedure):
    """A procedure around a text that is cleared. What surrounds the clearance its subclasses say."""

    async def sent(self) -> None:
        """The text has gone out, or will not: whatever sends it back to be cleared anew sends the walk back too."""
        while await self.in_any(*BEFORE_RELEASE):
            await self.opened()
            await self.drafted()
            await self.cleared()
            await self.approved()
            await self.released()

    async def opened(self) -> None:
        """What comes before any circulation has been done."""
        await self.past(Stage.INTAKE)

    async def drafted(self) -> None:
        """The action office circulates a text."""
        await self.past(Stage.DRAFTING)

    async def cleared(self) -> None:
        """Every must-clear agency has answered to those very words, and no split is before the ladder."""
        await self.past(Stage.CLEARANCE, Stage.SPLIT)

    async def approved(self) -> None:
        """Its checks are made, and the approving official has approved it."""
        await self.past(Stage.CHECKS, Stage.APPROVAL)

    async def released(self) -> None:
        """Every key is turned, and it has been let out."""
        await self.past(Stage.KEYS, Stage.RELEASE)


BEFORE_RELEASE = (
    Stage.INTAKE,
    Stage.DRAFTING,
    Stage.CLEARANCE,
    Stage.SPLIT,
    Stage.CHECKS,
    Stage.APPROVAL,
    Stage.KEYS,
    Stage.RELEASE,
)
