"""The meeting of a consultation: set, moved with its whole plan, and what a plan would be if it were moved."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from casework.calendars import holidays_around
from casework.desk import CaseAct, case_act, reading
from casework.views import instant, plan_lines
from casework.words import REASON, check_line
from db import agenda
from db.engine import Database
from db.facts import CaseRow, case_for_person
from domain.case import CaseFacts
from domain.consultation import meeting_of
from domain.consulting import may_set_meeting, of_a_consultation
from domain.meeting import Meeting
from domain.meeting_plan import FULL_CYCLE_DAYS, Planned, closed_in, plan
from domain.refusals import Malformed, NotThere

FARTHEST = timedelta(days=3 * 366)
View = dict[str, object]


def cycle_days(row: CaseRow, facts: CaseFacts, meets_at: datetime) -> int:
    """How long the cycle is: as its series has it; without one, from the opening of the case to the meeting."""
    if row.cycle is not None and facts.meetings:
        return facts.meetings[0].cycle_days
    return min(max((meets_at - facts.opened_at).days, 0), FULL_CYCLE_DAYS)


def planned_for(meets_at: datetime, days: int) -> tuple[Planned, ...]:
    """Every milestone, on the calendars of both capitals."""
    return plan(meets_at, days, holidays_around(meets_at))


async def planned_meeting(act: CaseAct, meets_at: datetime, days: int, office: str) -> None:
    """Set the meeting as the calendar of its series planned it, in the transaction that opens the case."""
    await _record(act, meets_at, days, "As the calendar of the series has it.", office)


async def _record(act: CaseAct, meets_at: datetime, days: int, reason: str, office: str) -> Meeting:
    due = tuple((one.step, one.at) for one in planned_for(meets_at, days))
    meeting_id = uuid4()
    at = await act.record(
        "meeting",
        id=meeting_id,
        meets_at=meets_at,
        cycle_days=days,
        plan={step.value: instant(when) for step, when in due},
        reason=reason,
        office=office,
    )
    return Meeting(id=meeting_id, meets_at=meets_at, cycle_days=days, plan=due, at=at)


def _check_instant(meets_at: datetime, now: datetime) -> None:
    if meets_at <= now:
        raise Malformed("meeting_in_the_past", "The meeting lies ahead.")
    if meets_at > now + FARTHEST:
        raise Malformed("meeting_too_far", "A meeting is planned at most three years ahead.")


@case_act(status=201)
async def set_meeting(act: CaseAct, *, meets_at: datetime, reason: str) -> CaseFacts:
    """Set the meeting, or move it: everything that is planned moves with it.

    Raises:
        NotYours: not an action officer of the action office.
        NotNow: the meeting has been held, or the case has ended.
        Malformed: in the past, too far ahead, or where it is already.
    """
    facts = act.facts
    office = may_set_meeting(act.actor, facts)
    _check_instant(meets_at, act.now)
    before = meeting_of(facts)
    if before is not None and before.meets_at == meets_at:
        raise Malformed("nothing_changed", "The meeting is set for that very hour.")
    said = check_line("reason", reason, limit=REASON, multiline=True)
    meeting = await _record(act, meets_at, cycle_days(act.row, facts, meets_at), said, office)
    return replace(facts, meetings=(*facts.meetings, meeting))


async def the_plan(db: Database, subject: str, case_id: UUID, meets_at: datetime | None) -> View:
    """The plan as it is, or, with another instant, as it would be; nothing is written.

    Raises:
        NotThere: no such case, or not for this person to know.
        Malformed: not a consultation; an instant in the past.
    """
    async with reading(db, subject) as (tx, _):
        found = await case_for_person(tx, case_id)
        if found is None:
            raise NotThere
        row, facts, now = found
        of_a_consultation(facts)
        history = await agenda.meetings(tx, case_id)
    if meets_at is not None:
        _check_instant(meets_at, now)
    meeting = meeting_of(facts)
    on = meets_at or (meeting.meets_at if meeting else None)
    days = 0 if on is None else cycle_days(row, facts, on)
    return {
        "case": str(case_id),
        "meets_at": instant(on),
        "what_if": meets_at is not None,
        "cycle_days": days,
        "closed_in": [] if on is None else list(closed_in(on, holidays_around(on))),
        "milestones": [] if on is None else plan_lines(facts, planned_for(on, days), now),
        "history": [
            {"meets_at": instant(h["meets_at"]), "reason": h["reason"], "by": h["office"], "at": instant(h["at"])}
            for h in history
        ],
    }
