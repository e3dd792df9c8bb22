"""Trade actions, enforcement cases and what ties cases, for tests: a method is an act, by whose act it usually is."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from casework.certifications import decide_certification, open_certification, the_certifications
from casework.circulation import circulate
from casework.desk import Caller
from casework.holding import place_hold
from casework.linking import end_link, link_cases
from casework.opening import Draft, add_version, open_case
from casework.passing import Said, pass_milestone
from casework.releasing import release
from casework.sealing import seal_source
from casework.sequencing import sequence
from casework.tear_lines import draft_tear_line, review_tear_line
from domain.marking import Level
from domain.refusals import Refusal
from domain.text import Paragraph
from domain.vocabulary import Finding, HoldBecomes, HoldKind, LinkKind, Milestone, Statute
from domain.working_days import Precedence
from tests.office import COORDINATORS, POST, RELEASER, Office, View, seen

SIGNERS = COORDINATORS | {
    "labor": "labor.ilab",
    "cea": "cea.intl",
    "omb": "omb.ia",
    "agriculture": "agriculture.fas",
    "jcs": "jcs.j5",
}
FISHERIES, NOAA, ITA = "state.oes", "commerce.noaa", "commerce.ita"
SECRETARY_OF_STATE, SECRETARY_OF_COMMERCE = "state.secretary", "commerce.secretary"
ALLOCATION = "Japan is allocated a share of this year's fish in the first tranche."
FINDING = (
    ("A machine tool of eight axes was delivered to a yard in the Soviet north.", Level.TS),
    ("Controlled machine tools were diverted through a trading house.", Level.S),
)
LINE = "Controlled machine tools were diverted through a trading house."


def marked(*portions: tuple[str, Level]) -> Draft:
    return Draft(paragraphs=tuple(Paragraph(text=text, marking=marking) for text, marking in portions))


async def refusal(doing: Awaitable[object]) -> str:
    """The code with which an act is refused."""
    try:
        await doing
    except Refusal as refused:
        return refused.code
    return "done"


@dataclass(frozen=True)
class Committee(Office):
    """Shorthand for whole trade actions and enforcement cases. Every method returns the case as it is answered."""

    async def open_as(
        self,
        by: str,
        mandate: str,
        *portions: tuple[str, Level],
        level: Level,
        procedure: str | None = None,
        under: View | None = None,
    ) -> View:
        return seen(
            await open_case(
                self.db,
                Caller(subject=by),
                mandate=mandate,
                procedure=procedure,
                title="A case",
                classification=level,
                draft=marked(*portions),
                parent=UUID(under["id"]) if under else None,
            )
        )

    async def step(self, case: View, name: Milestone, by: str, *, at: datetime | None = None, **said: Any) -> View:
        """A step; `outcome` and `ref` are codes, all else is detail."""
        codes = {code: said.pop(code, None) for code in ("outcome", "ref")}
        heard = Said(note="For the record.", detail={name: str(value) for name, value in said.items()}, **codes)
        case_id, happened = UUID(case["id"]), at or datetime.now(UTC)
        return seen(
            await pass_milestone(self.db, Caller(subject=by), case_id, name=name, happened_at=happened, said=heard)
        )

    async def circulate_as(self, case: View, by: str) -> View:
        return seen(
            await circulate(
                self.db,
                Caller(subject=by),
                UUID(case["id"]),
                precedence=Precedence.ROUTINE,
                suspense=None,
                short_fuse_reason=None,
            )
        )

    async def all_clear(self, case: View) -> View:
        for seat in case["round"]["agencies"]:
            if seat["right"] == "must_clear" and seat["response"] is None:
                case = await self.sign(case, seat["agency"], by=SIGNERS[seat["agency"]])
        return case

    async def let_out(self, case: View, channel: str, by: str) -> View:
        return seen(
            await release(self.db, Caller(subject=by), UUID(case["id"]), digest=case["text"]["digest"], channel=channel)
        )

    async def reworded(self, case: View, by: str, text: str, level: Level = Level.C) -> View:
        return seen(await add_version(self.db, Caller(subject=by), UUID(case["id"]), marked((text, level))))

    # ---- fishery allocations (ECO-8) and whaling certifications (ECO-9b)
    async def allocation(self) -> View:
        """Opened; its fence has not been ruled on."""
        return await self.open_as(FISHERIES, "ECO-8", (ALLOCATION, Level.C), level=Level.C)

    async def fenced(self, case: View, by: str = "state.l", outcome: str = "policy", **detail: Any) -> View:
        return await self.step(case, Milestone.LEGAL_FENCE, by, outcome=outcome, **detail)

    async def optioned(self, case: View, by: str = FISHERIES) -> View:
        options: dict[str, Any] = {"option_a": "Allocate in tranches.", "option_b": "Withhold all."}  # details
        return await self.step(case, Milestone.OPTIONS_TABLED, by, **options)

    async def agreed(self) -> View:
        """An allocation that Commerce and USTR cleared and State approved: it waits for its keys."""
        case = await self.optioned(await self.fenced(await self.allocation()))
        case = await self.all_clear(await self.circulate_as(case, FISHERIES))
        return await self.approve(case)

    async def keyed(self, case: View) -> View:
        case = await self.step(case, Milestone.DETERMINED_STATE, SECRETARY_OF_STATE, outcome="complies")
        return await self.step(case, Milestone.DETERMINED_COMMERCE, SECRETARY_OF_COMMERCE, outcome="complies")

    async def allocated(self) -> View:
        """Released, the partner told: its tranches may go."""
        case = await self.let_out(await self.keyed(await self.agreed()), "agency_letter", RELEASER)
        return await self.step(case, Milestone.CONSULTATION_OFFERED, POST, interlocutor="Director, Fisheries Agency")

    async def tranche(self, case: View, number: int = 1, share: int = 25) -> View:
        return await self.step(case, Milestone.TRANCHE_RELEASED, RELEASER, ref=f"tranche-{number}", share=share)

    async def determined(self, case: View, number: int, *agencies: str, outcome: str = "complies") -> View:
        keys = {
            "state": (Milestone.TRANCHE_DETERMINED_STATE, SECRETARY_OF_STATE),
            "commerce": (Milestone.TRANCHE_DETERMINED_COMMERCE, SECRETARY_OF_COMMERCE),
        }
        for agency in agencies or keys:
            case = await self.step(case, *keys[agency], ref=f"tranche-{number}", outcome=outcome)
        return case

    async def whaling(self, level: Level = Level.C) -> View:
        """A case under the mandate that certifies."""
        words = ("Catches beyond the quota are reported.", level)
        return await self.open_as(NOAA, "ECO-9b", words, level=level, procedure="trade_action")

    async def certify(self, case: View) -> View:
        by = Caller(subject=NOAA)
        statute = Statute.PACKWOOD_MAGNUSON
        return seen(
            await open_certification(self.db, by, UUID(case["id"]), statute=statute, reason="Catches beyond the quota.")
        )

    async def pending(self) -> View:
        return await self.certify(await self.whaling())

    async def decide(self, case: View, finding: Finding, by: str = SECRETARY_OF_COMMERCE) -> View:
        found = await the_certifications(self.db, NOAA, UUID(case["id"]))
        on = UUID(found["items"][-1]["id"])  # type: ignore[index] # a view
        return seen(
            await decide_certification(
                self.db, Caller(subject=by), UUID(case["id"]), on, finding=finding, reason="As the facts are."
            )
        )

    # ---- ties
    async def link(self, case: View, kind: LinkKind, to: View, by: str = "nsc.asia") -> View:
        other = UUID(to["id"])
        return seen(
            await link_cases(self.db, Caller(subject=by), UUID(case["id"]), kind=kind, to=other, reason="They meet.")
        )

    async def unlink(self, case: View, link: str, by: str = "nsc.asia") -> View:
        return seen(await end_link(self.db, Caller(subject=by), UUID(case["id"]), UUID(link), reason="It is settled."))

    async def sequence(self, case: View, by: str = "nsc.asia", not_before: datetime | None = None) -> View:
        return seen(
            await sequence(self.db, Caller(subject=by), UUID(case["id"]), not_before=not_before, reason="First of all.")
        )

    async def reserve(self, case: View, agency: str, days: float = 7, becomes: HoldBecomes = HoldBecomes.LAPSE) -> View:
        return seen(
            await place_hold(
                self.db,
                Caller(subject=SIGNERS[agency]),
                UUID(case["id"]),
                agency=agency,
                kind=HoldKind.POLICY,
                reason="We scrub the paper.",
                lifts_when="It is scrubbed.",
                until=datetime.now(UTC) + timedelta(days=days),
                becomes=becomes,
            )
        )

    # ---- enforcement (ECO-6b)
    async def allegation(self) -> View:
        return await self.open_as(ITA, "ECO-6b", *FINDING, level=Level.TS)

    async def logged(self) -> View:
        return await self.step(await self.allegation(), Milestone.ALLEGATION_LOGGED, ITA)

    async def named(self, case: View, lead: str = "commerce", *agencies: str) -> View:
        by = {"commerce": "commerce.as", "treasury": "treasury.customs", "justice": "justice.criminal"}
        for agency in agencies or by:
            case = await self.step(case, Milestone.LEAD_NAMED, by[agency], outcome=lead)
        return case

    async def deconflicted(self) -> View:
        return await self.step(await self.named(await self.logged()), Milestone.DECONFLICTED, ITA, outcome="commerce")

    async def found(self) -> View:
        """The finding is cleared, approved and out."""
        case = await self.all_clear(await self.circulate_as(await self.deconflicted(), ITA))
        return await self.let_out(await self.approve(case, by="commerce.usit"), "interagency_memo", "commerce.exec")

    async def torn(self, case: View, *portions: tuple[str, Level], by: str = "cia.di", owner: str = "cia") -> View:
        words = marked(*(portions or ((LINE, Level.S),))).paragraphs
        return seen(await draft_tear_line(self.db, Caller(subject=by), UUID(case["id"]), owner=owner, paragraphs=words))

    async def reviewed(self, case: View, number: int = 1, by: str = "cia.oea", *, releasable: bool = True) -> View:
        case_id = UUID(case["id"])
        return seen(
            await review_tear_line(
                self.db, Caller(subject=by), case_id, number, releasable=releasable, reason="The source is safe."
            )
        )

    async def sanitised(self) -> View:
        case = await self.reviewed(await self.torn(await self.found()))
        return await self.step(case, Milestone.SANITISED, ITA, outcome="releasable")

    async def demarche(self, under: View, *portions: tuple[str, Level], level: Level = Level.S) -> View:
        """A demarche under an enforcement case, not circulated yet."""
        words = portions or ((LINE, Level.S), ("We ask that the licence be looked into.", Level.S))
        return await self.open_as("state.eb", "ECO-6a", *words, level=level, procedure="demarche", under=under)

    async def seal(self, case: View, source: str, by: str = ITA, owner: str = "cia") -> View:
        return seen(await seal_source(self.db, Caller(subject=by), UUID(case["id"]), owner=owner, source=source))
