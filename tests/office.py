"""Officers at work, for tests: each method is one act of casework, by the persona whose act it usually is."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from casework import reading
from casework.answering_for_office import answer_for_office
from casework.circulation import circulate
from casework.desk import Answer, Caller
from casework.opening import Draft, add_version, open_case
from casework.passing import Said, pass_milestone
from casework.receiving import open_version
from casework.releasing import approve, release
from casework.signing import CommentLine, dispose, sign_off
from db.engine import Database
from domain.marking import Level
from domain.text import Paragraph
from domain.vocabulary import CommentKind, Disposition, Ground, Milestone, Response
from domain.working_days import Precedence

View = dict[str, Any]  # a case as the API shows it

COORDINATORS = {
    "state": "state.ea-j",
    "defense": "defense.isa",
    "commerce": "commerce.ita",
    "ustr": "ustr.japan",
    "treasury": "treasury.oasia",
    "justice": "justice.criminal",
    "cia": "cia.di",
    "nsc": "nsc.asia",
    "energy": "energy.ia",
}
COUNTRY_DESK = "state.ea-j"
CHECKED = {Milestone.SENSITIVITY_CHECKED: "fit", Milestone.PARITY_CHECKED: "on_par"}
DRAFTER, APPROVER, RELEASER, POST = "state.eb", "state.e", "state.s-s", "embassy.tokyo"
FIRST = "The United States is concerned by the loss of controlled machine tools."
SECOND = "We ask that the responsible ministry look into the export licence."


def a_draft(*texts: str, marking: Level = Level.S, equities: tuple[str, ...] = ("ustr",)) -> Draft:
    return Draft(
        paragraphs=tuple(Paragraph(text=t, marking=marking, equities=equities) for t in texts or (FIRST, SECOND))
    )


def a_critical_comment(text: str = "This goes beyond what the law allows.") -> CommentLine:
    return CommentLine(kind=CommentKind.CRITICAL, text=text, paragraph=1, ground=Ground.LAW)


def seen(answer: Answer) -> View:
    view: View = json.loads(answer.body)
    return view


@dataclass(frozen=True)
class Office:
    """Shorthand for a whole demarche. Every method returns the case as it is answered."""

    db: Database

    async def open(
        self,
        draft: Draft | None = None,
        *,
        level: Level = Level.S,
        mandate: str = "ECO-6a",
        by: str = DRAFTER,
        under: View | None = None,
    ) -> View:
        return seen(
            await open_case(
                self.db,
                Caller(subject=by),
                mandate=mandate,
                procedure=None,
                title="Machine tools",
                classification=level,
                draft=draft or a_draft(),
                parent=UUID(under["id"]) if under else None,
            )
        )

    async def redraft(self, case: View, *texts: str, by: str = DRAFTER) -> View:
        return seen(await add_version(self.db, Caller(subject=by), UUID(case["id"]), a_draft(*texts)))

    async def circulate(
        self,
        case: View,
        precedence: Precedence = Precedence.ROUTINE,
        by: str = DRAFTER,
        *,
        default_clearance: bool = False,
        **more: Any,  # what else a round may be asked to be
    ) -> View:
        return seen(
            await circulate(
                self.db,
                Caller(subject=by),
                UUID(case["id"]),
                precedence=precedence,
                default_clearance=default_clearance,
                **{"suspense": None, "short_fuse_reason": None} | more,
            )
        )

    async def answer_for(
        self, case: View, office: str, response: Response = Response.CONCUR, ground: Ground | None = None, by: str = ""
    ) -> View:
        """An office asked beside its agency answers, by the persona of its name if no other is named."""
        opinion = "The statute does not reach this." if ground else None
        return seen(
            await answer_for_office(
                self.db,
                Caller(subject=by or office),
                UUID(case["id"]),
                office=office,
                response=response,
                digest=case["text"]["digest"],
                ground=ground,
                opinion=opinion,
            )
        )

    async def circulated(self, **opening: Any) -> View:
        return await self.circulate(await self.open(**opening))

    async def sign(
        self,
        case: View,
        agency: str,
        response: Response = Response.CONCUR,
        *comments: CommentLine,
        by: str | None = None,
        digest: str | None = None,
        key: str | None = None,
    ) -> View:
        return seen(
            await sign_off(
                self.db,
                Caller(subject=by or COORDINATORS[agency], key=key),
                UUID(case["id"]),
                agency=agency,
                response=response,
                digest=digest or case["text"]["digest"],
                comments=comments,
            )
        )

    async def nonconcur(self, case: View, agency: str) -> View:
        return await self.sign(case, agency, Response.NONCONCUR, a_critical_comment())

    async def clear(self, case: View, *, but: str = "") -> View:
        case = await self.check(case)
        for seat in case["round"]["agencies"]:
            if seat["right"] == "must_clear" and seat["agency"] != but:
                case = await self.sign(case, seat["agency"])
        return case

    async def check(self, case: View) -> View:
        """The country desk reads the current text for its tone and for what the allies were told."""
        for step in case["steps"]:
            if step["place"] == "check" and not step["taken"]:
                name = Milestone(step["name"])
                case = await self.milestone(case, name, by=COUNTRY_DESK, outcome=CHECKED[name])
        return case

    async def dispose_all(self, case: View, by: str = DRAFTER) -> View:
        """The action office answers every comment on the current text."""
        for line in (await reading.the_matrix(self.db, by, UUID(case["id"])))["items"]:  # type: ignore[attr-defined] # a view
            if line["version"] == case["text"]["version"] and line["disposition"] is None:
                case = seen(
                    await dispose(
                        self.db,
                        Caller(subject=by),
                        UUID(case["id"]),
                        UUID(line["id"]),
                        disposition=Disposition.REJECTED,
                        reason="Overtaken by the decision.",
                    )
                )
        return case

    async def clear_missing(self, case: View) -> View:
        case = await self.check(case)
        for obstacle in case["blocked_by"]:
            if obstacle["lack"] == "clearance_missing":
                case = await self.sign(case, obstacle["agency"])
        return case

    async def cleared(self) -> View:
        return await self.clear(await self.circulated())

    async def approve(self, case: View, by: str = APPROVER) -> View:
        return seen(await approve(self.db, Caller(subject=by), UUID(case["id"]), digest=case["text"]["digest"]))

    async def approved(self) -> View:
        return await self.approve(await self.cleared())

    async def release(self, case: View, by: str = RELEASER) -> View:
        return seen(
            await release(
                self.db,
                Caller(subject=by),
                UUID(case["id"]),
                digest=case["text"]["digest"],
                channel="front_channel_cable",
            )
        )

    async def released(self) -> View:
        return await self.release(await self.approved())

    async def milestone(self, case: View, name: Milestone, by: str = POST, **detail: str) -> View:
        return seen(
            await pass_milestone(
                self.db,
                Caller(subject=by),
                UUID(case["id"]),
                name=name,
                happened_at=datetime.now(UTC),
                said=Said(
                    note="As instructed.",
                    outcome=detail.pop("outcome", None),
                    ref=detail.pop("ref", None) or None,
                    detail=detail,
                ),
            )
        )

    async def finish(self, case: View) -> View:
        """From release to the end."""
        case = await self.milestone(case, Milestone.DELIVERED, interlocutor="Director, First North America Division")
        case = await self.milestone(case, Milestone.REPORTED, reference="TOKYO 18928")
        return await self.milestone(case, Milestone.ASSESSED, by=DRAFTER, outcome="satisfied")

    async def read(self, case: View, by: str, version: int | None = None) -> View:
        """Open a version's words, as the API does: a coordinator who does so receives the text."""
        return await open_version(self.db, by, UUID(case["id"]), version or case["text"]["version"], None)

    async def look(self, case: View, by: str = "auditor") -> View:
        return await reading.one_case(self.db, by, UUID(case["id"]))
