"""A consultation planned backwards from its meeting (`domain.md` 8(b) B1): every milestone's day and hour.

The number of days before or after the meeting, T, is the field's. Where it falls on a day on which an office is closed,
it moves: before the meeting to an earlier working day, so that nobody loses time; after it to a later one, so that
nobody is late by a holiday. Washington's days are counted for what Washington does, both capitals' for what both must
do. What is settled before the book is never planned after it. The holidays come in; there is no clock here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.meeting import PlanStep
from domain.procedure import TOKYO_TIME, WASHINGTON_TIME
from domain.working_days import CLOSE_OF_BUSINESS, TOKYO, WASHINGTON, is_working_day

FULL_CYCLE_DAYS = 105
"""How long before its meeting the Security Subcommittee's cycle began: over three and a half months (S40a)."""

SHORTEST_CYCLE_DAYS = 14

Holidays = Mapping[str, frozenset[date]]
"""Calendar -> the days beside Saturdays and Sundays on which its offices are closed."""

ZONES = {WASHINGTON_TIME: WASHINGTON, TOKYO_TIME: TOKYO}
_HERE, _BOTH = (WASHINGTON_TIME,), (WASHINGTON_TIME, TOKYO_TIME)
_DAY = timedelta(days=1)


BEFORE: Mapping[PlanStep, int] = {
    PlanStep.OPEN_CYCLE: FULL_CYCLE_DAYS,
    PlanStep.TOPIC_CALL: 45,
    PlanStep.PAPERS: 30,
    PlanStep.CLEARANCE: 14,
    PlanStep.SPLITS: 7,
}
"""Days before the meeting in a full cycle (B1); a shorter one has them in proportion, see `days_before`."""

BOOK_WORKING_DAYS = 5
"""An action memorandum reaches the principal five working days before it is needed (S/ES rule, S10)."""

PRESS_GUIDANCE_DAYS = 3
AFTER: Mapping[PlanStep, int] = {PlanStep.MEMCON: 2, PlanStep.CONCLUSIONS: 5, PlanStep.COMMITMENTS: 7}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One milestone of a plan.

    Attributes:
        day: on the calendar of whoever does it.
        at: close of business on that day, there, in UTC; of the meeting its own hour.
        moved_from: the day on which it would have been, had that office been open.
    """

    step: PlanStep
    day: date
    at: datetime
    moved_from: date | None = None


def days_before(step: PlanStep, cycle_days: int) -> int:
    """How many days before the meeting a milestone is planned in a cycle of that length.

    Longer cycles keep the customary days. In a shorter one what comes before the last week, in which splits are settled
    and the book lies before the principal, is drawn together in proportion, never past its neighbour.
    """
    customary, last_week = BEFORE[step], BEFORE[PlanStep.SPLITS]
    if cycle_days >= FULL_CYCLE_DAYS:
        return cycle_days if step is PlanStep.OPEN_CYCLE else customary
    spread = (customary - last_week) * max(cycle_days - last_week, 0)
    return last_week + -(-spread // (FULL_CYCLE_DAYS - last_week))


def plan(meets_at: datetime, cycle_days: int, holidays: Holidays) -> tuple[Planned, ...]:
    """Every milestone of a cycle whose meeting is at that instant, in order.

    Args:
        meets_at: the meeting, T; an aware instant.
        cycle_days: how many days before T the cycle opens.
        holidays: of Washington and of Tokyo, reaching from the opening to a month after T.
    """
    book = _book(meets_at, holidays)
    wanted = [_before(step, meets_at, days_before(step, cycle_days), _HERE, holidays) for step in BEFORE]
    made = [one if one.day <= book.day else replace(book, step=one.step, moved_from=one.day) for one in wanted]
    made.append(book)
    made.append(_before(PlanStep.PRESS_GUIDANCE, meets_at, PRESS_GUIDANCE_DAYS, _BOTH, holidays))
    made.append(Planned(step=PlanStep.MEETING, day=_day_of(meets_at, _HERE), at=meets_at.astimezone(UTC)))
    made += [_after(step, meets_at, days, holidays) for step, days in AFTER.items()]
    return tuple(made)


def meeting_after(opens_at: datetime, days: int, hour: str, zone: str, holidays: Holidays) -> datetime:
    """When a series meets, as planned, whose cycle opened at that instant: so many days later at its hour and place.

    The day is moved on to the next on which both capitals work; both send people.
    """
    place = ZoneInfo(zone)
    day = opens_at.astimezone(place).date() + timedelta(days=days)
    while not _open(day, _BOTH, holidays):
        day += _DAY
    return datetime.combine(day, datetime.strptime(hour, "%H:%M").time(), place).astimezone(UTC)  # noqa: DTZ007 - an hour


def closed_in(meets_at: datetime, holidays: Holidays) -> tuple[str, ...]:
    """The capitals that do not work on the day of the meeting, whichever of the two clocks it is read on.

    A Monday morning in Tokyo is a Sunday evening in Washington, and no reason not to meet.
    """
    days = {_day_of(meets_at, (name,)) for name in _BOTH}
    return tuple(name for name in _BOTH if not any(_open(day, (name,), holidays) for day in days))


def _day_of(moment: datetime, calendars: tuple[str, ...]) -> date:
    """The date of an instant; where two capitals differ, the earlier."""
    return min(moment.astimezone(ZONES[name]).date() for name in calendars)


def _open(day: date, calendars: tuple[str, ...], holidays: Holidays) -> bool:
    return all(is_working_day(day, holidays[name]) for name in calendars)


def _close(day: date, calendars: tuple[str, ...]) -> datetime:
    """Close of business that day; where two capitals do it, the first to close."""
    return min(datetime.combine(day, CLOSE_OF_BUSINESS, ZONES[name]).astimezone(UTC) for name in calendars)


def _before(step: PlanStep, meets_at: datetime, days: int, calendars: tuple[str, ...], holidays: Holidays) -> Planned:
    wanted = day = _day_of(meets_at, calendars) - timedelta(days=days)
    while not _open(day, calendars, holidays):
        day -= _DAY
    return Planned(step=step, day=day, at=_close(day, calendars), moved_from=None if day == wanted else wanted)


def _after(step: PlanStep, meets_at: datetime, days: int, holidays: Holidays) -> Planned:
    wanted = day = _day_of(meets_at, _HERE) + timedelta(days=days)
    while not _open(day, _HERE, holidays):
        day += _DAY
    return Planned(step=step, day=day, at=_close(day, _HERE), moved_from=None if day == wanted else wanted)


def _book(meets_at: datetime, holidays: Holidays) -> Planned:
    day, left = _day_of(meets_at, _HERE), BOOK_WORKING_DAYS
    while left:
        day -= _DAY
        left -= _open(day, _HERE, holidays)
    return Planned(step=PlanStep.BOOK, day=day, at=_close(day, _HERE))
