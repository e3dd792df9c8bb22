"""What each paragraph is in the directive: preamble, lead-in, clause, heading, or what stands behind the end."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from domain.scans.paragraphs import is_distribution, is_heading, is_roster
from domain.scans.portions import Portion
from domain.scans.signs import SENTENCE_END


class Role(StrEnum):
    """What a paragraph does."""

    PREAMBLE = "preamble"
    LEAD_IN = "lead-in"
    CLAUSE = "clause"
    HEADING = "heading"
    DISTRIBUTION = "distribution"
    STRAY = "stray"
    CLOSING = "closing"


_FEW: Final = 3


def roles_of(portions: Sequence[Portion]) -> tuple[Role, ...]:
    """Return each paragraph's role.

    The preamble is the first paragraph without a label, if no clause stands before it. A paragraph that ends in a colon
    leads in what follows. Whatever else says something is a clause: to take too much for a clause loses nothing.
    """
    roles = [_alone(portion) for portion in portions]
    for at, role in enumerate(roles):
        if role is Role.HEADING and portions[at].label and not _heads_something(portions, roles, at):
            roles[at] = Role.CLAUSE
    for at in range(len(roles) - 1, -1, -1):
        if roles[at] is Role.LEAD_IN and not _leads_something(portions, roles, at):
            short = len(portions[at].text.split()) <= 5 and not portions[at].label
            roles[at] = Role.CLOSING if short else Role.CLAUSE
    _find_preamble(portions, roles)
    _close(roles)
    return tuple(roles)


def _alone(portion: Portion) -> Role:
    """A paragraph's role as far as its own words tell it."""
    text = portion.text
    if not text:
        return Role.STRAY
    if portion.label is None and is_distribution(text):
        return Role.DISTRIBUTION
    if text.endswith(":"):
        return Role.LEAD_IN
    bullet = portion.paragraph.placed is not None and portion.paragraph.placed.chosen.style == "bullet"
    if portion.label is not None:
        heads = is_heading(text) and len(text.split()) <= 8 and not portion.marks and not bullet
        return Role.HEADING if heads else Role.CLAUSE
    if is_heading(text) or (is_roster(text) and not portion.marks):
        return Role.HEADING
    few = len(text.split()) <= _FEW and not portion.marks and not SENTENCE_END.search(text)
    return Role.STRAY if few else Role.CLAUSE


def _depth(portion: Portion) -> int:
    """How deep a paragraph lies; a paragraph without a label below every other."""
    return portion.paragraph.placed.depth if portion.paragraph.placed else 1_000


def _heads_something(portions: Sequence[Portion], roles: Sequence[Role], at: int) -> bool:
    """Whether something lies below a labelled heading."""
    behind = next((n for n in range(at + 1, len(portions)) if roles[n] is not Role.STRAY), None)
    return behind is not None and _depth(portions[behind]) > _depth(portions[at])


def _leads_something(portions: Sequence[Portion], roles: Sequence[Role], at: int) -> bool:
    """Whether clauses follow a lead-in before a heading or the end; below it, if it has a label itself."""
    behind = next((n for n in range(at + 1, len(portions)) if roles[n] is not Role.STRAY), None)
    if behind is None or roles[behind] not in (Role.CLAUSE, Role.LEAD_IN):
        return False
    return portions[at].label is None or _depth(portions[behind]) > _depth(portions[at])


def _find_preamble(portions: Sequence[Portion], roles: list[Role]) -> None:
    said = [at for at, role in enumerate(roles) if role in (Role.CLAUSE, Role.LEAD_IN)]
    clauses = [at for at in said if roles[at] is Role.CLAUSE]
    if said and portions[said[0]].label is None and clauses not in ([], [said[0]]):
        roles[said[0]] = Role.PREAMBLE


def _close(roles: list[Role]) -> None:
    """Behind the last clause, headings and strays are signatures, stamps and lists of offices."""
    last = max((at for at, role in enumerate(roles) if role in (Role.CLAUSE, Role.PREAMBLE)), default=len(roles))
    for at in range(last + 1, len(roles)):
        roles[at] = Role.DISTRIBUTION if roles[at] is Role.DISTRIBUTION else Role.CLOSING
