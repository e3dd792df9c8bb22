"""Who may stop a text for a time, keep it stopped, and let it go (the 1267 Committee's technical holds)."""

from datetime import datetime, timedelta
from typing import Final

from domain.case import CaseFacts, Hold
from domain.entitlement import BEFORE_RELEASE, CIRCULATED, clearing, office_in, stage_is
from domain.people import Actor
from domain.refusals import Malformed, NotNow, NotYours
from domain.silence import MOST_EXTENSIONS
from domain.vocabulary import Capacity

LONGEST_HOLD: Final = timedelta(days=180)
"""From its placing, extensions included; the length is ours."""


def may_hold(actor: Actor, facts: CaseFacts, agency: str) -> str:
    """An agency with a seat, or the NSC, may stop the text for a time, before release."""
    office = office_in(actor, Capacity.COORDINATOR, agency, "place a hold for it")
    stage_is(facts, CIRCULATED, "a hold")
    if agency not in clearing(facts):
        raise NotYours("no_clearance_right", f"{agency} has no right of clearance in this round.")
    return office


def may_lift(actor: Actor, facts: CaseFacts, agency: str) -> str:
    """The agency that placed a hold lifts it."""
    office = office_in(actor, Capacity.COORDINATOR, agency, "lift its hold")
    stage_is(facts, BEFORE_RELEASE, "lifting a hold")
    return office


def may_extend_hold(actor: Actor, facts: CaseFacts, hold: Hold, until: datetime, now: datetime) -> str:
    """The agency that placed a hold extends it, before it ends, at most twice (the 1267 Committee's practice)."""
    office = office_in(actor, Capacity.COORDINATOR, hold.agency, "extend its hold")
    stage_is(facts, BEFORE_RELEASE, "extending a hold")
    if hold.ended is not None or now >= hold.until:
        raise NotNow("hold_already_ended", "That hold has ended already.")
    if hold.extensions >= MOST_EXTENSIONS:
        raise NotNow("extensions_used_up", f"A hold is extended at most {MOST_EXTENSIONS} times.")
    if not hold.until < until <= hold.placed_at + LONGEST_HOLD:
        raise Malformed(
            "until_out_of_range",
            f"An extension ends later than the hold does now, and within {LONGEST_HOLD.days} days of its placing.",
        )
    return office
