"""Officers at work on positions of record, for tests: each method is one act, by the persona whose act it is."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from casework import adopting, holders, position_views, saying
from casework.contacts import log_contact
from casework.desk import Caller
from casework.foundation import Foundation
from casework.opening import Draft, add_version, open_case
from db.engine import Database
from domain.assertions import Assertion, Audience, Polarity
from domain.contradictions import ConflictOutcome
from domain.marking import Level
from domain.positions import PositionDraft
from domain.text import Paragraph
from tests.office import POST, RELEASER, Office, View, seen

TOLD_IN_POSITIONS = (
    *("assertion", "position_draft", "adoption", "retirement", "cite", "reaffirmation", "conflict", "conflict_ruling"),
    *("said", "drift", "page_change", "acknowledgement", "exception_answer"),
)
"""Kinds of fact that come with positions and not in a plain demarche."""

ISSUE, COUNTERPART = "whaling", "japan"
DRAFTER, APPROVER = "state.oes", "state.e"
MANDATE = "ECO-9a"
"""The demarche that the fewest agencies clear: State, Commerce and the NSC; marked C."""

BOTTOM_LINE = "The United States stands behind the moratorium on commercial whaling."
POINT = "We ask that the quotas of this season be kept to the letter, and that catches be reported every month."
FALLBACK = "If pressed, we could live with a coastal quota that ends within three seasons."
NEVER = "Do not call the objection a breach of the convention."
BACKGROUND = "The embassy reports that the ministry is divided on the matter."


def quota(figure: int, polarity: Polarity = Polarity.AFFIRMS, **given: Any) -> Assertion:
    """An assertion about the quota, in tonnes."""
    usual: dict[str, Any] = {"issue": "", "measure": "coastal-quota", "unit": "tonnes", "actor": "japan"}
    return Assertion(polarity=polarity, low=Decimal(figure), high=Decimal(figure), **{**usual, **given})


def a_position(**given: Any) -> PositionDraft:
    """Paragraph 1 is the bottom line, 2 a talking point, 3 the fallback of State and Commerce, 4 what is not said."""
    usual: dict[str, Any] = {
        "audience": Audience.PRIVATE,
        "bottom_line": (1,),
        "talking_points": (2,),
        "fallback": (3,),
        "do_not_say": (4,),
        "fallback_access": ("state",),
    }
    return PositionDraft(**{**usual, **given})


def a_text(*texts: str, marking: Level = Level.C, stands_on: Foundation | None = None) -> Draft:
    words = texts or (BOTTOM_LINE, POINT, FALLBACK, NEVER, BACKGROUND)
    return Draft(
        paragraphs=tuple(Paragraph(text=text, marking=marking) for text in words),
        foundation=stands_on or Foundation(),
    )


def drafted(position: PositionDraft | None = None, *assertions: Assertion, cites: tuple[str, ...] = ()) -> Foundation:
    return Foundation(cites=tuple(map(UUID, cites)), assertions=assertions, position=position or a_position())


@dataclass(frozen=True)
class Voices:
    """Shorthand for positions on whaling. Every act returns the case as it is answered."""

    office: Office

    @property
    def db(self) -> Database:
        return self.office.db

    async def open(
        self, draft: Draft | None = None, *, level: Level = Level.C, mandate: str = MANDATE, by: str = DRAFTER
    ) -> View:
        return seen(
            await open_case(
                self.db,
                Caller(subject=by),
                mandate=mandate,
                procedure="demarche",
                title="Whaling",
                classification=level,
                draft=draft or a_text(stands_on=drafted()),
            )
        )

    async def redraft(self, case: View, draft: Draft, by: str = DRAFTER) -> View:
        return seen(await add_version(self.db, Caller(subject=by), UUID(case["id"]), draft))

    async def cleared(self, case: View, by: str = DRAFTER) -> View:
        return await self.office.clear(await self.office.circulate(case, by=by))

    async def approved(self, case: View, by: str = DRAFTER, approver: str = APPROVER) -> View:
        return await self.office.approve(await self.cleared(case, by), by=approver)

    async def adopt(self, case: View, by: str = DRAFTER, since: datetime | None = None) -> View:
        return seen(
            await adopting.adopt(
                self.db, Caller(subject=by), UUID(case["id"]), digest=case["text"]["digest"], in_force_from=since
            )
        )

    async def in_force(self, draft: Draft | None = None, **opening: Any) -> View:
        """A case whose text is the position now; its `basis.position` is the position."""
        return await self.adopt(await self.approved(await self.open(draft, **opening)))

    async def successor(self, old: View, *texts: str, since: datetime | None = None, **given: Any) -> View:
        """A second case whose text takes the place of the first one's position."""
        position = old["basis"]["position"]
        assertions = given.pop("assertions", ())
        stands_on = drafted(a_position(supersedes=UUID(position), **given), *assertions, cites=(position,))
        words = texts or (BOTTOM_LINE, "We ask for weekly reports of catches.", FALLBACK, NEVER, BACKGROUND)
        case = await self.approved(await self.open(a_text(*words, stands_on=stands_on)))
        return await self.adopt(case, since=since)

    async def citing(self, *positions: str, texts: tuple[str, ...] = (BOTTOM_LINE,), **opening: Any) -> View:
        """An open demarche that rests on positions."""
        assertions = opening.pop("assertions", ())
        stands_on = Foundation(cites=tuple(map(UUID, positions)), assertions=assertions)
        return await self.open(a_text(*texts, stands_on=stands_on), **opening)

    async def released(self, *positions: str, **given: Any) -> View:
        return await self.release(await self.approved(await self.citing(*positions, **given)))

    async def release(self, case: View) -> View:
        return await self.office.release(case, by=RELEASER)

    async def end(self, case: View, by: str = DRAFTER) -> View:
        position = UUID(case["basis"]["position"])
        return seen(
            await adopting.end_position(
                self.db, Caller(subject=by), UUID(case["id"]), position=position, reason="Overtaken by events."
            )
        )

    async def reaffirm(self, case: View, agency: str, position: str, by: str) -> View:
        return seen(
            await adopting.reaffirm(
                self.db,
                Caller(subject=by),
                UUID(case["id"]),
                agency=agency,
                digest=case["release"]["digest"],
                position=UUID(position),
            )
        )

    async def rule(self, case: View, outcome: ConflictOutcome, by: str, **given: Any) -> View:
        conflict = UUID(given.pop("conflict", None) or case["basis"]["conflicts"][0]["id"])
        usual = {"reason": "Read together, they agree.", "precedent": None, **given}
        return seen(
            await adopting.rule_on_conflict(
                self.db, Caller(subject=by), UUID(case["id"]), conflict, outcome=outcome, **usual
            )
        )

    async def look(self, case: View, by: str = "auditor") -> View:
        return await self.office.look(case, by=by)

    async def basis(self, case: View, by: str = "auditor") -> View:
        return await position_views.the_basis(self.db, by, UUID(case["id"]))

    async def position(self, position: str, by: str = "auditor", compare: str | None = None) -> View:
        other = UUID(compare) if compare else None
        return await position_views.one_position(self.db, by, UUID(position), other)

    async def listed(self, by: str = "auditor", **asked: Any) -> list[View]:
        usual: dict[str, Any] = {"issue": ISSUE, "counterpart": COUNTERPART, "audience": "private"}
        page = await position_views.some_positions(self.db, by, position_views.filter_of(**{**usual, **asked}))
        items: Any = page["items"]
        return list(items)

    async def say(self, by: str, audience: str = "private", on: datetime | None = None, issue: str = ISSUE) -> View:
        return await position_views.what_may_i_say(
            self.db, by, issue=issue, counterpart=COUNTERPART, audience=audience, on=on
        )

    async def said(self, case: View, *words: str, assertions: tuple[Assertion, ...] = (), by: str = POST) -> View:
        return seen(
            await saying.file_said(
                self.db,
                Caller(subject=by),
                UUID(case["id"]),
                happened_at=datetime.now(UTC),
                interlocutor="Director, Fisheries Division",
                words=words,
                assertions=assertions,
            )
        )

    async def acknowledge(self, case: View, notice: str, holder: str, by: str, done: str = "destroyed") -> View:
        return seen(
            await holders.acknowledge(
                self.db, Caller(subject=by), UUID(case["id"]), notice=UUID(notice), holder=holder, done=done
            )
        )

    async def holders(self, case: View, by: str = "auditor") -> View:
        return await holders.the_holders(self.db, by, UUID(case["id"]))

    async def contact(self, by: str = "commerce.ita", level: Level = Level.C) -> View:
        return seen(
            await log_contact(
                self.db,
                Caller(subject=by),
                classification=level,
                counterpart=COUNTERPART,
                issue=ISSUE,
                happened_at=datetime.now(UTC),
                means="social",
                with_whom="First Secretary, Embassy of Japan",
                summary="He asked what the quota would be. I said that I did not know.",
            )
        )


def on_paragraph(assertion: Assertion, paragraph: int) -> Assertion:
    return replace(assertion, paragraph=paragraph)
