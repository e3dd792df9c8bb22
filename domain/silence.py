"""Silence: how long an agency has, and when its silence clears (default clearance).

Sources: domain.md section 5. Lapse is a value of its own, never a concurrence (State's "default clearance", S12); the
clock starts with proven receipt; whoever speaks in time, by a response or a hold, is heard (the NATO and OSCE
silence procedures); one extension for the asking, the second by a higher grade (EAA 1979 section 10(e)).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from domain.case import CaseFacts, Extension
from domain.clearance import nonconcurring, open_critical_comments, open_holds, standing
from domain.reading import once
from domain.vocabulary import Right

NEVER_BY_DEFAULT: Final = frozenset({"nsc"})
"""The NSC answers for the President, and no presidential decision is taken by silence (domain.md section 5)."""

MOST_EXTENSIONS: Final = 2


def extensions_of(facts: CaseFacts, agency: str) -> tuple[Extension, ...]:
    """The extensions of one agency in the present round, in order."""
    number = facts.round.number if facts.round else 0
    return tuple(e for e in facts.extensions if e.round == number and e.agency == agency)


def suspense_of(facts: CaseFacts, agency: str) -> datetime | None:
    """Until when one agency has time in the present round, its extensions counted in."""
    on = facts.round
    return None if on is None else max(on.suspense, _extended(facts).get(agency, on.suspense))


@once
def _extended(facts: CaseFacts) -> Mapping[str, datetime]:
    """Until when agencies have extended their time in the present round."""
    number = facts.round.number if facts.round else 0
    until: dict[str, datetime] = {}
    for e in facts.extensions:
        if e.round == number:
            until[e.agency] = max(e.until, until.get(e.agency, e.until))
    return until


def may_lapse(facts: CaseFacts, agency: str) -> bool:
    """Whether silence can clear for this agency at all, as things stand.

    Excluded: a round that did not announce it; the action agency itself, whose country desk's clearance is the least a
    demarche needs (5 FAH-1 H-241); the NSC; an agency with a hold, a nonconcurrence or an open critical comment.
    """
    on = facts.round
    if on is None or not on.default_clearance or agency in NEVER_BY_DEFAULT or agency == facts.action_agency:
        return False
    asked = any(seat.agency == agency and seat.right is Right.MUST_CLEAR for seat in facts.seats)
    spoke = (
        agency in standing(facts)
        or agency in nonconcurring(facts)
        or any(hold.agency == agency for hold in open_holds(facts))
        or any(comment.agency == agency for comment in open_critical_comments(facts))
    )
    return asked and not spoke


def lapses_at(facts: CaseFacts, agency: str) -> datetime | None:
    """When this agency's silence clears: not before its suspense, nor before its full time since receipt.

    None: never, because silence cannot clear for it or nobody entitled has opened the text yet.
    """
    on = facts.round
    if on is None or not may_lapse(facts, agency):
        return None
    due = suspense_of(facts, agency) or on.suspense
    for receipt in facts.receipts:
        if receipt.round == on.number and receipt.agency == agency:
            return max(due, receipt.full_time_at)
    return None
