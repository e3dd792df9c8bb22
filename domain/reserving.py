"""A member's reserve in a trade action: a policy hold that buys time to scrub the paper, and is never a veto.

Source: domain.md 8(b) B5, "reserve used as veto". All three limits are ours; fourteen days are what the chair of the
Operating Committee has to decide in export licensing (15 CFR 750.4), the only sourced limit of such a committee.
"""

from datetime import datetime, timedelta
from typing import Final

from domain.case import CaseFacts, Hold
from domain.refusals import Malformed, NotNow
from domain.vocabulary import HoldBecomes, HoldKind

LONGEST_RESERVE: Final = timedelta(days=14)


def is_reserve(facts: CaseFacts, kind: HoldKind) -> bool:
    """Whether a hold of that kind is a reserve in this case."""
    return facts.procedure == "trade_action" and kind is HoldKind.POLICY


def may_reserve(facts: CaseFacts, agency: str, until: datetime, becomes: HoldBecomes, now: datetime) -> None:
    """A reserve lapses by itself within fourteen days, and each member has one in a round."""
    if becomes is not HoldBecomes.LAPSE:
        raise Malformed("reserve_lapses", "A reserve lapses. Who objects nonconcurs, with the ground.")
    if until > now + LONGEST_RESERVE:
        raise Malformed("reserve_too_long", f"A reserve ends within {LONGEST_RESERVE.days} days.")
    since = facts.rounds[-1].circulated_at
    if any(h.agency == agency and h.kind is HoldKind.POLICY and h.placed_at > since for h in facts.holds):
        raise NotNow("reserve_used_up", "Each member reserves once in a round. Who still objects nonconcurs.")


def may_keep_reserving(hold: Hold, until: datetime) -> None:
    """Kept for longer, a reserve still ends within fourteen days of its placing."""
    if until > hold.placed_at + LONGEST_RESERVE:
        raise Malformed("reserve_too_long", f"A reserve ends within {LONGEST_RESERVE.days} days of its placing.")
