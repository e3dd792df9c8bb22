"""Assessments for tests: a method is an act, by whose act it usually is."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from casework.desk import Caller
from casework.passing import Said, pass_milestone
from domain.marking import Level
from domain.vocabulary import Milestone
from tests.committee import Committee
from tests.office import View, seen

USTR, SCORER, APPROVER, RELEASER = "ustr.japan", "ustr.austr", "ustr.deputy", "ustr.exec"
NSC = "nsc.asia"
RETURNS = {"commerce": "commerce.ita", "state": "state.ea-j"}
WORDS = "Of nine measures announced, four are met in practice."
PLAN: dict[str, Any] = {
    "indicator": "Announced measures that firms meet in practice",
    "baseline": "0 of 9",
    "owner": USTR,
}


@dataclass(frozen=True)
class Watch(Committee):
    """Shorthand for one period of ECO-1b. Every method returns the case as it is answered."""

    async def begun(self, mandate: str = "ECO-1b", by: str = USTR, under: View | None = None) -> View:
        return await self.open_as(by, mandate, (WORDS, Level.C), level=Level.C, under=under)

    async def take(
        self,
        case: View,
        name: Milestone,
        by: str,
        *,
        until: datetime | None = None,
        at: datetime | None = None,
        **said: Any,
    ) -> View:
        codes = {code: said.pop(code, None) for code in ("outcome", "ref")}
        heard = Said(note="For the record.", detail=said, until=until, **codes)
        on, happened = UUID(case["id"]), at or datetime.now(UTC)
        return seen(await pass_milestone(self.db, Caller(subject=by), on, name=name, happened_at=happened, said=heard))

    async def planned(self, case: View | None = None) -> View:
        return await self.take(case or await self.begun(), Milestone.PLAN_SET, USTR, **PLAN)

    async def task(self, case: View, agency: str, *, outcome: str = "asked", days: float = 10) -> View:
        until = datetime.now(UTC) + timedelta(days=days) if outcome == "asked" else None
        return await self.take(case, Milestone.TASKED, USTR, ref=agency, outcome=outcome, until=until)

    async def tasked(self, case: View | None = None) -> View:
        case = await self.planned(case)
        for agency in RETURNS:
            case = await self.task(case, agency)
        return case

    async def give(self, case: View, agency: str, value: str | None = None, outcome: str | None = None) -> View:
        found: dict[str, Any] = {"outcome": outcome or ("nil" if value is None else "value")}
        found |= {} if value is None else {"value": value}
        return await self.take(case, Milestone.RETURNED, RETURNS.get(agency, agency), **found)

    async def close(self, case: View, outcome: str = "complete") -> View:
        return await self.take(case, Milestone.RETURNS_CLOSED, USTR, outcome=outcome)

    async def returned(self, case: View | None = None, value: str = "Four of nine.", outcome: str = "value") -> View:
        """Commerce returns a value, State nil; the returns are closed."""
        case = await self.give(await self.tasked(case), "commerce", value, outcome)
        return await self.close(await self.give(case, "state"))

    async def score(self, case: View, outcome: str = "at_risk", by: str = SCORER) -> View:
        return await self.take(case, Milestone.SCORED, by, outcome=outcome)

    async def assessed(self, case: View | None = None) -> View:
        """Cleared, scored, approved and out: before the NSC."""
        case = await self.all_clear(await self.circulate_as(await self.returned(case), USTR))
        case = await self.approve(await self.score(case), by=APPROVER)
        return await self.let_out(case, "interagency_memo", RELEASER)

    async def assessed_anew(self) -> View:
        """The next period, in which Commerce copied its return and says so."""
        case = await self.returned(await self.begun(), outcome="unchanged")
        return await self.all_clear(await self.circulate_as(case, USTR))

    async def review(self, case: View, outcome: str, by: str = "nsc.exec") -> View:
        return await self.take(case, Milestone.REVIEWED, by, outcome=outcome)

    async def follow_up(self, case: View) -> View:
        return await self.take(case, Milestone.FOLLOWED_UP, USTR)

    async def objection(self, under: View) -> View:
        """The demarche that is opened under an assessment, under the mandate for objections."""
        words = ("We object to the standard as applied.", Level.C)
        return await self.open_as("state.eb", "ECO-1c", words, level=Level.C, procedure="demarche", under=under)
