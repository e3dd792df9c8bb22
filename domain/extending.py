"""Who may have more time in a round, and how much (EAA 1979 section 10(e))."""

from datetime import datetime

from domain.case import CaseFacts
from domain.clearance import standing
from domain.entitlement import appointment_in, clearing, stage_is
from domain.people import Actor, Appointment
from domain.refusals import Malformed, NotNow, NotYours
from domain.silence import MOST_EXTENSIONS, extensions_of, suspense_of
from domain.vocabulary import Capacity, Stage


def may_extend(actor: Actor, facts: CaseFacts, agency: str, until: datetime, now: datetime) -> Appointment:
    """An agency asks for more time, before its suspense: once for the asking, once more by a higher grade.

    No longer than the round's own time again (EAA 1979 section 10(e): one further period of the same length).
    """
    held = appointment_in(actor, Capacity.COORDINATOR, agency, "ask for more time for it")
    stage_is(facts, frozenset({Stage.CLEARANCE}), "an extension")
    due = suspense_of(facts, agency)
    on = facts.round
    if on is None or due is None or agency not in clearing(facts):
        raise NotYours("no_clearance_right", f"{agency} has no right of clearance in this round.")
    if agency in standing(facts):
        raise NotNow("already_answered", f"{agency} has answered to this text.")
    if now >= due:
        raise NotNow("suspense_has_passed", "An extension is asked for before the suspense, not after it.")
    before = extensions_of(facts, agency)
    if len(before) >= MOST_EXTENSIONS:
        raise NotNow("extensions_used_up", f"A round is extended for an agency at most {MOST_EXTENSIONS} times.")
    if before and held.grade <= before[-1].grade:
        raise NotYours("higher_grade_needed", "A second extension is asked for by an official of higher grade.")
    if not due < until <= due + (on.suspense - on.circulated_at):
        raise Malformed(
            "until_out_of_range", "An extension is later than the suspense, by at most the round's own time."
        )
    return held
