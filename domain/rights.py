"""Who is asked to clear a version, and with what right.

Source: 2 FAM 1211: a right of clearance goes to offices with a substantial interest only. So an agency that clears if
affected must clear a version in which a paragraph touches its equity, and that version alone; where none does, it may
speak, and its silence lapses without meaning: it is no clearance, and nothing waits for it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.case import CaseFacts, Seat
from domain.clearance import nonconcurring
from domain.vocabulary import EquityAct, Exclusion, Milestone, Right

LEGAL_ADVISER: Final = "state.l"
TREATY: Final = "full_powers"
"""What the Legal Adviser finds of what becomes a treaty."""

OFFICES_OF_STEP: Final[Mapping[Exclusion, frozenset[str]]] = MappingProxyType(
    {Exclusion.FULL_POWERS: frozenset({LEGAL_ADVISER}), Exclusion.LEAVES_AUTHORITY: frozenset({LEGAL_ADVISER})}
)
"""Steps that need an office beside its agency: the Legal Adviser (11 FAM 722; a memorandum of law with full powers)."""

STEP_OF_PROCEDURE: Final[Mapping[str, Exclusion]] = MappingProxyType(
    {"public_statement": Exclusion.LOWER_MARKED_RELEASE}
)
"""Procedures of which every text is such a step: what is said in public is drawn from what may not be."""


def seats_for(facts: CaseFacts, in_text: frozenset[str]) -> tuple[Seat, ...]:
    """The mandate's rights, and must-clear for whoever has an equity in the case, whatever the mandate says.

    That is: an equity in a paragraph of this version, one granted or imposed, and a nonconcurrence that nobody has
    lifted yet.

    Args:
        facts: the case.
        in_text: the agencies with an equity in a paragraph of the version to be circulated.
    """
    given = {e.agency for e in facts.equities if e.act in (EquityAct.GRANTED, EquityAct.IMPOSED)}
    rights = {seat.agency: seat.right for seat in facts.mandate_rights}
    rights |= dict.fromkeys(in_text | given | set(nonconcurring(facts)), Right.MUST_CLEAR)
    order = list(Right)
    return tuple(
        Seat(agency=agency, right=right)
        for agency, right in sorted(rights.items(), key=lambda item: (order.index(item[1]), item[0]))
    )


def exclusion_for(facts: CaseFacts, said: Exclusion | None, *, lowers_a_mark: bool) -> Exclusion | None:
    """Why no silence clears in the round to come; None if it may.

    What the action office says of the step; else what an earlier round of the case was, for a step does not become
    another by a redraft; else what the procedure is, what the Legal Adviser found of the agreement, or a version marked
    lower than an earlier one.

    Args:
        facts: the case.
        said: what the action office says.
        lowers_a_mark: whether the version's highest mark is below that of an earlier version.
    """
    earlier = next((on.silence_excluded for on in reversed(facts.rounds) if on.silence_excluded), None)
    lowered = Exclusion.LOWER_MARKED_RELEASE if lowers_a_mark else None
    powers = Exclusion.FULL_POWERS if takes_full_powers(facts) else None
    return said or earlier or STEP_OF_PROCEDURE.get(facts.procedure) or powers or lowered


def takes_full_powers(facts: CaseFacts) -> bool:
    """Whether the Legal Adviser found, of this case or the one above it, that it takes full powers (11 FAM 720)."""
    own = facts.latest(Milestone.AGREEMENT_DETERMINED)
    found = [(own.name, own.outcome)] if own else []
    above = facts.above.found if facts.above else ()
    return (Milestone.AGREEMENT_DETERMINED, TREATY) in (*found, *above)


def offices_for(facts: CaseFacts, named: frozenset[str], excluded: Exclusion | None) -> tuple[str, ...]:
    """The offices whose own clearance the round asks: named, asked in an earlier round, or needed by the step."""
    of_step = OFFICES_OF_STEP.get(excluded, frozenset()) if excluded else frozenset()
    return tuple(sorted(named | of_step | set(facts.offices)))
