"""The legal fence of a trade action: whether a matter is policy, or is decided on its own record.

Source: domain.md 8(b) B5 and ECO-7: antidumping and countervailing-duty findings are adjudications, which agencies do
not clear. Who is counsel, and that a paper has two options that differ, is ours.
"""

from collections.abc import Mapping

from domain.case import CaseFacts
from domain.entitlement import apart, drafters
from domain.people import Actor, Appointment
from domain.procedures.trade_action import COUNSEL, ON_THE_RECORD
from domain.refusals import Malformed, NotYours
from domain.vocabulary import Capacity


def may_rule_on_fence(actor: Actor, facts: CaseFacts, outcome: str, record: str | None) -> Appointment:
    """Counsel of the action agency rules, who wrote nothing of the case; what is on the record is named."""
    office = COUNSEL.get(facts.action_agency, "")
    held = actor.appointed(Capacity.COORDINATOR, agency=facts.action_agency, office=office)
    if held is None:
        raise NotYours("not_counsel", f"The fence is ruled on by counsel of {facts.action_agency}: {office}.")
    apart(actor, drafters(facts), "drafted, edited or circulated")
    if outcome == ON_THE_RECORD and record is None:
        raise Malformed("record_not_named", "Name the record on which the matter is decided: `record`.")
    return held


def options_differ(detail: Mapping[str, str]) -> None:
    """An options paper has options: one that stands there twice is none.

    Raises:
        Malformed: two of them are the same words.
    """
    options = [words.strip().lower() for name, words in detail.items() if name.startswith("option_")]
    if len(set(options)) < len(options):
        raise Malformed("options_alike", "Two of the options are the same words: name options that differ.")
