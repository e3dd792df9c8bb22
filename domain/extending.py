"""Who may have more time in a round, and how much (EAA 1979 section 10(e))."""

from datetime import datetime

from domain import referral
from domain.case import CaseFacts, Round
from domain.clearance import standing
from domain.entitlement import appointment_in, clearing, stage_is
from domain.people import Actor, Appointment
from domain.refusals import Malformed, NotNow, NotYours
from domain.silence import MOST_EXTENSIONS, extensions_of, suspense_of, time_ends
from domain.vocabulary import Capacity, Preset, Stage


def longest_extension(facts: CaseFacts, agency: str) -> datetime:
    """Until when an agency may have more time at the most: the round's own time again, or the statute's thirty days.

    Raises:
        NotYours: the agency is not asked.
    """
    on, due = _asked(facts, agency)
    if on.preset is Preset.LICENSING_REFERRAL:
        return referral.thirty_days_more(due)
    return due + (on.suspense - on.circulated_at)


def may_extend(actor: Actor, facts: CaseFacts, agency: str, until: datetime | None, now: datetime) -> Appointment:
    """An agency asks for more time, before its time is over: once for the asking, once more by a higher grade.

    No longer than the round's own time again, or than the statute has it. In a licensing referral once, by the head.

    Args:
        actor: who asks.
        facts: the case.
        agency: for which agency.
        until: until when; None: as long as may be.
        now: the instant of asking.
    """
    held = appointment_in(actor, Capacity.COORDINATOR, agency, "ask for more time for it")
    stage_is(facts, frozenset({Stage.CLEARANCE}), "an extension")
    on, due = _asked(facts, agency)
    if agency in standing(facts):
        raise NotNow("already_answered", f"{agency} has answered to this text.")
    if now >= due:
        raise NotNow("suspense_has_passed", "An extension is asked for before the suspense, not after it.")
    before = extensions_of(facts, agency)
    by_statute = on.preset is Preset.LICENSING_REFERRAL
    most = referral.MOST_EXTENSIONS if by_statute else MOST_EXTENSIONS
    if len(before) >= most:
        raise NotNow("extensions_used_up", f"A round like this is extended for an agency at most so often: {most}.")
    if by_statute:
        held = _head(actor, agency)
    elif before and held.grade <= before[-1].grade:
        raise NotYours("higher_grade_needed", "A second extension is asked for by an official of higher grade.")
    if until is not None and not due < until <= longest_extension(facts, agency):
        raise Malformed(
            "until_out_of_range", "An extension is later than the suspense, by at most the round's own time."
        )
    return held


def _head(actor: Actor, agency: str) -> Appointment:
    head = referral.head_of(actor, agency)
    if head is None:
        raise NotYours("only_the_head", f"The head of {agency}, or who acts as the head, asks for more time here.")
    return head


def _asked(facts: CaseFacts, agency: str) -> tuple[Round, datetime]:
    """The round, and when the agency's time in it is over; by statute that counts from receipt where it is later."""
    on, due = facts.round, suspense_of(facts, agency)
    if on is None or due is None or agency not in clearing(facts):
        raise NotYours("no_clearance_right", f"{agency} has no right of clearance in this round.")
    if on.preset is Preset.LICENSING_REFERRAL:
        return on, max(due, time_ends(facts, agency) or due)
    return on, due
