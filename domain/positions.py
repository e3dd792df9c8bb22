"""Positions of record: how a text's paragraphs make one, who may adopt it, and what a case rests on.

One voice: one position in force for each issue, counterpart and audience at any instant (architecture, invariant 2), of
cleared and approved words and no others (`domain.md`, one-voice invariants 1-3).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.assertions import Audience
from domain.case import CaseFacts
from domain.contradictions import ConflictOutcome, Finding
from domain.marking import Level
from domain.people import Actor
from domain.refusals import Malformed, NotYours
from domain.text import Paragraph
from domain.vocabulary import Capacity, Right


class Part(StrEnum):
    """What a paragraph is in a position."""

    BOTTOM_LINE = "bottom_line"
    TALKING_POINTS = "talking_points"
    FALLBACK = "fallback"
    DO_NOT_SAY = "do_not_say"


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionDraft:
    """How a version would become a position. Paragraphs are counted from 1.

    Attributes:
        audience: to whom it speaks.
        bottom_line: what is held in the end.
        talking_points: how it is put.
        fallback: what may be given if need be, by those on `fallback_access` only.
        do_not_say: what is not said.
        access: agencies that may read it; None for all that have an equity in the issue.
        fallback_access: agencies that may read the fallback.
        supersedes: the position in whose place it is to come; cleared with the words.
        until: when it ends by itself.
    """

    audience: Audience
    bottom_line: tuple[int, ...]
    talking_points: tuple[int, ...] = ()
    fallback: tuple[int, ...] = ()
    do_not_say: tuple[int, ...] = ()
    access: tuple[str, ...] | None = None
    fallback_access: tuple[str, ...] = ()
    supersedes: UUID | None = None
    until: datetime | None = None

    def named(self) -> tuple[int, ...]:
        """Every paragraph that it names."""
        return (*self.bottom_line, *self.talking_points, *self.fallback, *self.do_not_say)


def check_draft(draft: PositionDraft, paragraphs: tuple[Paragraph, ...], issue_level: Level, now: datetime) -> None:
    """Refuse a draft that could not become a position.

    A paragraph is one part at most. The bottom line can be read by whoever is cleared for the issue, so that nobody
    who may know of the position lacks it. What is public is unclassified (NSDD-62, clause SEC-5).

    Raises:
        Malformed: `no_such_paragraph`, `paragraph_in_two_parts`, `fallback_needs_access`, `part_marked_too_high`,
            `until_in_the_past`.
    """
    named = draft.named()
    if any(not 1 <= number <= len(paragraphs) for number in named):
        raise Malformed("no_such_paragraph", f"Paragraphs are counted from 1 to {len(paragraphs)}.")
    if len(set(named)) != len(named):
        raise Malformed("paragraph_in_two_parts", "A paragraph is one part of a position at most.")
    if bool(draft.fallback) != bool(draft.fallback_access):
        raise Malformed(
            "fallback_needs_access", "A fallback has a list of agencies that may know it, and only a fallback."
        )
    public = draft.audience is Audience.PUBLIC
    limited = draft.bottom_line + (draft.talking_points if public else ())
    most = Level.U if public else issue_level
    if any(paragraphs[number - 1].marking > most for number in limited):
        raise Malformed(
            "part_marked_too_high", f"These parts are marked {most.name} at most; put what is higher elsewhere."
        )
    if draft.until is not None and draft.until <= now:
        raise Malformed("until_in_the_past", "The position would have ended already.")


def may_adopt(actor: Actor, facts: CaseFacts, issue_level: Level) -> str:
    """The action office brings a position into force; cleared for the issue, so that no refusal is news to it.

    Raises:
        NotYours: not an action officer of the action office; or not cleared for all that may be held on the issue.
    """
    office = actor.office_for(Capacity.ACTION_OFFICER, agency=facts.action_agency, office=facts.action_office)
    if office is None:
        raise NotYours("not_action_office", f"Only the action office ({facts.action_office}) may adopt a position.")
    if actor.clearance < issue_level:
        raise NotYours("not_cleared_for_issue", "Positions on this issue are adopted by people cleared for all of it.")
    return office


def may_end(actor: Actor, facts: CaseFacts) -> str:
    """The action office of the case that a position came from ends it."""
    office = actor.office_for(Capacity.ACTION_OFFICER, agency=facts.action_agency, office=facts.action_office)
    if office is None:
        raise NotYours("not_action_office", f"Only the action office ({facts.action_office}) may end its position.")
    return office


def may_raise(actor: Actor, facts: CaseFacts) -> str:
    """Who says that a text contradicts a position where only a person sees it: until that is ruled on, the text stops.

    Whoever has a right of clearance, the action office or the NSC: information gives none (2 FAM 1211).
    """
    seats = facts.seats or facts.mandate_rights
    speaks = {facts.action_agency, "nsc", *(seat.agency for seat in seats if seat.right is not Right.INFO)}
    for held in actor.appointments:
        if held.agency in speaks:
            return held.office
    raise NotYours("no_clearance_right", "An agency that is only informed stops no text: comment, or claim an equity.")


def may_rule_on_conflict(actor: Actor, outcome: ConflictOutcome) -> str:
    """Who says what becomes of a contradiction.

    What directive and position mean, a chair, the Assistant to the President or the President says; that a text may go
    out against them, the President alone (`domain.md` fact 7: the Assistant's power is procedural).
    """
    president = actor.office_for(Capacity.PRESIDENT)
    if president is not None:
        return president
    if outcome is ConflictOutcome.TEXT_STANDS:
        raise NotYours(
            "only_the_president", "That a text goes out against a position or the directive is the President's."
        )
    office = actor.office_for(Capacity.CHAIR) or actor.office_for(Capacity.APNSA)
    if office is None:
        raise NotYours("not_the_decider", "A chair, the Assistant to the President or the President rules on that.")
    return office


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A position that a text rests on, and what became of it; `successor` speaks in its place now."""

    position: UUID
    in_force: bool
    cited: bool
    successor: UUID | None = None
    reaffirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenConflict:
    """A contradiction that blocks the text."""

    id: UUID
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a case's current text rests on, as far as the person who asks may see it.

    Attributes:
        rests: the positions.
        missing: positions in force on the case's own issue that it does not rest on.
        conflicts: contradictions that are open.
        drafted: whether the text is drafted to become a position.
        position: the position that it has become.
    """

    rests: tuple[Rest, ...] = ()
    missing: tuple[UUID, ...] = ()
    conflicts: tuple[OpenConflict, ...] = field(default=())
    drafted: Audience | None = None
    position: UUID | None = None

    @property
    def stale(self) -> tuple[Rest, ...]:
        """What it rests on and is no longer in force."""
        return tuple(rest for rest in self.rests if not rest.in_force)


def needs_reclear(facts: CaseFacts, basis: Basis) -> bool:
    """Whether an open text has to be cleared again, because a position that it rests on has ended."""
    return facts.release is None and not facts.withdrawn and bool(basis.stale)


def stopped(facts: CaseFacts, basis: Basis, *, delivered: bool) -> bool:
    """Whether a released text may not be delivered as things stand."""
    waiting = facts.release is not None and not facts.recalled and not delivered
    return waiting and any(not rest.reaffirmed for rest in basis.stale)


def not_cited(facts: CaseFacts, basis: Basis) -> tuple[UUID, ...]:
    """Positions in force on the issue that an open text does not rest on; what went out is judged by its own hour."""
    return () if facts.release is not None or facts.withdrawn else basis.missing


def position_lacks(facts: CaseFacts, basis: Basis) -> Iterable[str]:
    """What of positions and contradictions forbids release now, as codes."""
    if facts.release is not None or facts.withdrawn:
        return
    if basis.stale:
        yield "position_not_in_force"
    if basis.missing:
        yield "position_not_cited"
    if basis.conflicts:
        yield "conflict_open"
