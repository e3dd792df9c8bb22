"""The enforcement case (`domain.md` 8(b) B6): deconflicted, found, sanitised, taken to Japan, acted on, closed."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.vocabulary import Stage

from workflows.contracts import CaseRef
from workflows.procedure import Procedure


@workflow.defn(name="Enforcement")
class Enforcement(Procedure):
    """One leak, from the allegation to the lessons. Its demarche is a case, and a workflow, of its own."""

    @workflow.init
    def __init__(self, case: CaseRef) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseRef) -> str:
        """Walk the procedure. Returns the stage in which the case ended."""
        del case
        await self.allegation_logged()
        await self.deconflicted()
        await self.finding_cleared_and_released()
        while await self.in_any(*AFTER_THE_FINDING):
            await self.sanitised()
            await self.demarche_made()
            await self.counterpart_acted()
            await self.measures_taken()
            await self.reviewed_by_the_partners()
            await self.lessons_recorded()
        return await self.ended()

    async def allegation_logged(self) -> None:
        """The allegation is on file, its source under seal."""
        await self.past(Stage.INTAKE)

    async def deconflicted(self) -> None:
        """Commerce, Customs and Justice agree who leads, within five working days."""
        await self.past(Stage.DECONFLICTION)

    async def finding_cleared_and_released(self) -> None:
        """The technical finding is referred, thirty days and thirty more, approved and released."""
        await self.cleared_and_let_out()

    async def sanitised(self) -> None:
        """Its owner has said what may be told."""
        await self.past(Stage.TEAR_LINE)

    async def demarche_made(self) -> None:
        """A demarche under this case has told it."""
        await self.past(Stage.DEMARCHE)

    async def counterpart_acted(self) -> None:
        """What Japan did is known, verified or an assurance only."""
        await self.past(Stage.COUNTERPART_ACTION)

    async def measures_taken(self) -> None:
        """Our own measures are taken; where Defense recommended against, the President decided and Congress knows."""
        await self.past(Stage.MEASURES, Stage.PRESIDENTIAL_DECISION, Stage.CONGRESS)

    async def reviewed_by_the_partners(self) -> None:
        """COCOM has decided, or sixty days have made it final."""
        await self.past(Stage.MULTILATERAL, Stage.MULTILATERAL_WAIT)

    async def lessons_recorded(self) -> None:
        """What is to be learned is on record."""
        await self.past(Stage.LESSONS)


AFTER_THE_FINDING = (
    *(Stage.TEAR_LINE, Stage.DEMARCHE, Stage.COUNTERPART_ACTION, Stage.MEASURES),
    *(Stage.PRESIDENTIAL_DECISION, Stage.CONGRESS, Stage.MULTILATERAL, Stage.MULTILATERAL_WAIT, Stage.LESSONS),
)
"""Defense may recommend, and bring the President in, at any of them."""
