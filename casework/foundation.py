"""What a version stands on: the positions that it cites, what it asserts, and how it would itself become a position."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from casework.desk import CaseAct
from casework.statements import check_assertions, read, stored
from db import directives, positions
from db.facts import case_for_person
from domain.assertions import Assertion, Audience
from domain.marking import Level
from domain.positions import PositionDraft, check_draft
from domain.refusals import Malformed, NotThere
from domain.text import Paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """What is declared with a version. None: as the version before had it; of a position: none."""

    cites: tuple[UUID, ...] | None = None
    assertions: tuple[Assertion, ...] | None = None
    position: PositionDraft | None = None

    @property
    def given(self) -> bool:
        """Whether anything was declared."""
        return (self.cites, self.assertions, self.position) != (None, None, None)


async def foundation_of(act: CaseAct, version: int) -> Foundation:
    """What an earlier version of the case was declared to stand on."""
    row = await positions.basis_of_version(act.tx, act.facts.id, version)
    return Foundation(
        cites=tuple(map(UUID, row["cites"])),
        assertions=tuple(read(one) for one in row["assertions"]),
        position=_draft(row["draft"]) if row["draft"] else None,
    )


def _draft(row: positions.Row) -> PositionDraft:
    return PositionDraft(
        audience=Audience(row["audience"]),
        bottom_line=tuple(row["bottom_line"]),
        talking_points=tuple(row["talking_points"]),
        fallback=tuple(row["fallback"]),
        do_not_say=tuple(row["do_not_say"]),
        access=None if row["access"] is None else tuple(row["access"]),
        fallback_access=tuple(row["fallback_access"]),
        supersedes=UUID(row["supersedes"]) if row["supersedes"] else None,
        until=datetime.fromisoformat(row["until"]) if row["until"] else None,
    )


async def inherited(act: CaseAct, given: Foundation, before: Foundation, paragraphs: int) -> Foundation:
    """What was declared, and of what was not: the cites that still hold, and the assertions whose paragraph is there.

    How a version would become a position is declared with each version anew: its paragraphs are counted there.
    """
    cites, assertions = given.cites, given.assertions
    if cites is None:
        holding = await positions.in_force(act.tx, list(before.cites or ()))
        cites = tuple(one for one in before.cites or () if one in holding)
    if assertions is None:
        assertions = tuple(a for a in before.assertions or () if a.paragraph is None or a.paragraph <= paragraphs)
    return Foundation(cites=cites, assertions=assertions, position=given.position)


async def lay(
    act: CaseAct, number: int, digest: str, paragraphs: Sequence[Paragraph], office: str, given: Foundation
) -> None:
    """Record what a version stands on.

    Raises:
        NotThere: a position that is cited is not there, or not for this person to know.
        NotNow: it is no longer in force.
        Malformed: an assertion or a draft of a position that cannot be so.
    """
    if not given.given:
        return
    given = _on_issue(given, act.row.issue)
    check_assertions(given.assertions or (), len(paragraphs))
    for position in dict.fromkeys(given.cites or ()):
        await act.record("cite", version=number, position=position, office=office)
    for ordinal, one in enumerate(given.assertions or (), 1):
        await act.record(
            "assertion",
            version=number,
            ordinal=ordinal,
            paragraph=one.paragraph,
            issue=one.issue,
            statement=stored(one),
            office=office,
        )
    if given.position is not None:
        await _draft_position(act, number, digest, tuple(paragraphs), office, given.position)


def _on_issue(given: Foundation, issue: str) -> Foundation:
    """An assertion that names no issue is on the case's own."""
    assertions = tuple(one if one.issue else replace(one, issue=issue) for one in given.assertions or ())
    return replace(given, assertions=assertions)


async def _draft_position(
    act: CaseAct, number: int, digest: str, paragraphs: tuple[Paragraph, ...], office: str, draft: PositionDraft
) -> None:
    if act.facts.procedure == "monitoring":
        raise Malformed("no_position_of_monitoring", "An assessment says how things stand; no position is made of it.")
    level = await positions.issue_level(act.tx, act.row.issue, act.row.counterpart)
    if level is None:
        raise NotThere
    check_draft(draft, paragraphs, Level(level), act.now)
    unknown = {*(draft.access or ()), *draft.fallback_access} - await directives.known_agencies(act.tx)
    if unknown:
        raise Malformed("unknown_agency", "There is no agency by that code.", ({"field": "position"},))
    await act.record(
        "position_draft",
        version=number,
        digest=digest,
        audience=draft.audience.value,
        bottom_line=list(draft.bottom_line),
        talking_points=list(draft.talking_points),
        fallback=list(draft.fallback),
        do_not_say=list(draft.do_not_say),
        access=None if draft.access is None else list(draft.access),
        fallback_access=list(draft.fallback_access),
        supersedes=draft.supersedes,
        until=draft.until,
        office=office,
    )


async def reread_basis(act: CaseAct) -> None:
    """Let the answer show what the text rests on now."""
    found = await case_for_person(act.tx, act.facts.id)
    if found is not None:
        act.row = replace(act.row, basis=found[0].basis)
