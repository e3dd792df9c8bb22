"""Silence: how long an agency has, and when its silence clears (default clearance).

Sources: domain.md section 5. Lapse is a value of its own, never a concurrence (State's "default clearance", S12); the
clock starts with proven receipt; whoever speaks in time, by a response or a hold, is heard (the NATO and OSCE
silence procedures); one extension for the asking, the second by a higher grade (EAA 1979 section 10(e)); the closed
list of steps at which no silence clears.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.case import CaseFacts, Extension, Receipt
from domain.clearance import nonconcurring, open_critical_comments, open_holds, standing
from domain.reading import once
from domain.vocabulary import Exclusion, Right

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


class Bar(StrEnum):
    """Why an agency's silence does not clear, as things stand."""

    NOT_MUST_CLEAR = "not_must_clear"
    NOT_ANNOUNCED = "not_announced"
    FULL_POWERS = Exclusion.FULL_POWERS.value
    PRESIDENTIAL_DECISION = Exclusion.PRESIDENTIAL_DECISION.value
    LOWER_MARKED_RELEASE = Exclusion.LOWER_MARKED_RELEASE.value
    LEAVES_AUTHORITY = Exclusion.LEAVES_AUTHORITY.value
    PRESIDENTS_STAFF = "presidents_staff"
    ACTION_AGENCY = "action_agency"
    SPOKE = "spoke"
    SPLIT_OPEN = "split_open"
    CRITICAL_COMMENT_OPEN = "critical_comment_open"


def bar_to_silence(facts: CaseFacts, agency: str) -> Bar | None:
    """What keeps this agency's silence from clearing in the present round; None if nothing does.

    The closed list: a round that did not announce it, or whose step excludes it; the NSC; the action agency itself,
    whose country desk's clearance is the least a demarche needs (5 FAH-1 H-241); an agency that answered, nonconcurs or
    holds; a split, which is on its way to a decision; and a critical comment of anybody's that nobody has answered:
    the text that silence would clear is then in dispute.
    """
    on = facts.round
    if on is None or not any(seat.agency == agency and seat.right is Right.MUST_CLEAR for seat in facts.seats):
        return Bar.NOT_MUST_CLEAR
    if on.silence_excluded is not None:
        return Bar(on.silence_excluded.value)
    bars = {
        Bar.NOT_ANNOUNCED: not on.default_clearance,
        Bar.PRESIDENTS_STAFF: agency in NEVER_BY_DEFAULT,
        Bar.ACTION_AGENCY: agency == facts.action_agency,
        Bar.SPOKE: _spoke(facts, agency),
        Bar.SPLIT_OPEN: facts.split is not None,
        Bar.CRITICAL_COMMENT_OPEN: bool(open_critical_comments(facts)),
    }
    return next((bar for bar, is_so in bars.items() if is_so), None)


def _spoke(facts: CaseFacts, agency: str) -> bool:
    return (
        agency in standing(facts)
        or agency in nonconcurring(facts)
        or any(hold.agency == agency for hold in open_holds(facts))
    )


def received(facts: CaseFacts, agency: str) -> Receipt | None:
    """The proof that somebody entitled to answer for the agency opened the present round's text."""
    on = facts.round
    return next((r for r in facts.receipts if on and (r.round, r.agency) == (on.number, agency)), None)


def time_ends(facts: CaseFacts, agency: str) -> datetime | None:
    """When this agency's own time is over: not before its suspense, nor before its full time since receipt.

    None: nothing is asked, or nobody entitled has opened the text yet.
    """
    due, receipt = suspense_of(facts, agency), received(facts, agency)
    return None if due is None or receipt is None else max(due, receipt.full_time_at)


def lapses_at(facts: CaseFacts, agency: str) -> datetime | None:
    """When this agency's silence clears; None: never, as things stand."""
    ends = time_ends(facts, agency)
    return ends if ends is not None and bar_to_silence(facts, agency) is None else None


def lapsed_without_meaning(facts: CaseFacts, agency: str, now: datetime) -> bool:
    """Whether an agency that clears if affected let its time go by: nothing follows, and nothing is recorded."""
    due = suspense_of(facts, agency)
    asked = any(seat.agency == agency and seat.right is Right.CLEAR_IF_AFFECTED for seat in facts.seats)
    return asked and due is not None and due <= now and agency not in standing(facts)
