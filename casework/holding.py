"""Holds: a temporary stop by a named official, with a reason, what would lift it, and an end."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from casework.desk import CaseAct, case_act
from casework.words import REASON, check_line
from domain.case import CaseFacts, Hold
from domain.holding import LONGEST_HOLD, may_extend_hold, may_hold, may_lift
from domain.refusals import Malformed, NotNow, NotThere
from domain.reserving import is_reserve, may_keep_reserving, may_reserve
from domain.vocabulary import HoldBecomes, HoldEnd, HoldKind

"""The longest hold there is a record of (the 1267 Committee's, six months)."""


@case_act(status=201)
async def place_hold(
    act: CaseAct,
    *,
    agency: str,
    kind: HoldKind,
    reason: str,
    lifts_when: str,
    until: datetime,
    becomes: HoldBecomes = HoldBecomes.LAPSE,
) -> CaseFacts:
    """Stop the text for a time: nothing is released while a hold is open."""
    facts = act.facts
    office = may_hold(act.actor, facts, agency)
    if until <= act.now:
        raise Malformed("until_in_the_past", "A hold ends in the future.")
    if until > act.now + LONGEST_HOLD:
        raise Malformed("until_out_of_range", f"A hold ends within {LONGEST_HOLD.days} days.")
    if is_reserve(facts, kind):
        may_reserve(facts, agency, until, becomes, act.now)
    hold_id = uuid4()
    at = await act.record(
        "hold",
        id=hold_id,
        agency=agency,
        kind=kind.value,
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        lifts_when=check_line("lifts_when", lifts_when, limit=REASON, multiline=True),
        until=until,
        becomes=becomes.value,
        office=office,
    )
    hold = Hold(
        id=hold_id, agency=agency, kind=kind, placed_by=act.actor.person, placed_at=at, until=until, becomes=becomes
    )
    return replace(facts, holds=(*facts.holds, hold))


@case_act(status=200)
async def lift_hold(act: CaseAct, hold_id: UUID, *, reason: str) -> CaseFacts:
    """End a hold, by the agency that placed it, with a reason."""
    facts = act.facts
    hold = next((h for h in facts.holds if h.id == hold_id), None)
    if hold is None:
        raise NotThere
    office = may_lift(act.actor, facts, hold.agency)
    if hold.ended is not None:
        raise NotNow("hold_already_ended", "That hold has ended already.")
    at = await act.record(
        "hold_end",
        hold=hold_id,
        how="lifted",
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    return replace(
        facts, holds=tuple(replace(h, ended=HoldEnd.LIFTED, ended_at=at) if h.id == hold_id else h for h in facts.holds)
    )


@case_act(status=201)
async def extend_hold(act: CaseAct, hold_id: UUID, *, until: datetime, reason: str) -> CaseFacts:
    """Keep a hold for longer: by its agency, before it ends, at most twice."""
    facts = act.facts
    hold = next((h for h in facts.holds if h.id == hold_id), None)
    if hold is None:
        raise NotThere
    office = may_extend_hold(act.actor, facts, hold, until, act.now)
    if is_reserve(facts, hold.kind):
        may_keep_reserving(hold, until)
    await act.record(
        "hold_extension",
        hold=hold_id,
        until=until,
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    extended = replace(hold, until=until, extensions=hold.extensions + 1)
    return replace(facts, holds=tuple(extended if h.id == hold_id else h for h in facts.holds))
