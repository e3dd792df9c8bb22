"""Working days: when a suspense falls due and when to remind of it, on a department's own calendar.

The calendar comes in as a set of holidays and a zone; the moment comes in too. All moments are aware and
answers are in UTC. A day is reckoned on the local clock, so a suspense keeps its hour when clocks change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

WASHINGTON = ZoneInfo("America/New_York")
"""Suspenses, appointments and their ends are reckoned in Washington, wherever the office is."""

TOKYO = ZoneInfo("Asia/Tokyo")
"""Where a post delivers and reports."""

OPENING = time(9)
CLOSE_OF_BUSINESS = time(17)


class Precedence(StrEnum):
    """How fast a round must be answered: the message precedences (domain.md, vocabulary)."""

    ROUTINE = "routine"
    PRIORITY = "priority"
    IMMEDIATE = "immediate"
    FLASH = "flash"


class ReminderKind(StrEnum):
    """What a reminder tells: half the time has gone, or this is the last day."""

    HALF_TIME = "half_time"
    LAST_WORKING_DAY = "last_working_day"


# domain.md, "Escalation timings": 10 working days is the customary minimum of a Defense component [S14], 5
# that of a State action memorandum [S10]; 2 and 4 hours are marked [M], modelled.
SUSPENSE_WORKING_DAYS: Mapping[Precedence, int] = MappingProxyType(
    {Precedence.ROUTINE: 10, Precedence.PRIORITY: 5, Precedence.IMMEDIATE: 2},
)
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """How long a round runs: so many working days, to close of business, or so many hours on any day."""

    working_days: int | None = None
    hours: int | None = None


CUSTOMARY: Mapping[Precedence, Allowed] = MappingProxyType(
    {
        **{precedence: Allowed(working_days=days) for precedence, days in SUSPENSE_WORKING_DAYS.items()},
        Precedence.FLASH: Allowed(hours=4),
    }
)
"""What each precedence gives where no other practice was loaded."""


class NaiveMomentError(ValueError):
    """A moment came without its zone, and would have been read on the machine's own clock."""

    def __init__(self) -> None:
        super().__init__("A moment must carry its zone.")


def is_working_day(day: date, holidays: frozenset[date]) -> bool:
    """Whether the department is open on this day: Monday to Friday and no holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def add_working_days(day: date, count: int, holidays: frozenset[date]) -> date:
    """Return the `count`th working day after `day`; with 0, the first working day on or after `day`.

    Raises:
        ValueError: `count` is negative.
    """
    if count < 0:
        raise ValueError("Working days are counted forward.")
    if count == 0:
        return add_working_days(day - _DAY, 1, holidays)
    while count:
        day += _DAY
        count -= is_working_day(day, holidays)
    return day


def suspense(circulated_at: datetime, allowed: Allowed, holidays: frozenset[date], zone: ZoneInfo) -> datetime:
    """Return when a round that was circulated at this moment falls due.

    Close of business on the Nth working day after the day of circulation; what is circulated after close of
    business, or when the department is closed, counts from its next working day. Hours run on any day.

    Args:
        circulated_at: An aware moment.
        allowed: How long; see `CUSTOMARY`.
        holidays: The days, beside Saturdays and Sundays, on which the department is closed. They must reach
            past the suspense: a year that is missing has no holidays.
        zone: The department's.

    Returns:
        A moment in UTC.

    Raises:
        NaiveMomentError: `circulated_at` has no zone.
    """
    moment = _aware(circulated_at)
    if allowed.working_days is None:
        return moment + timedelta(hours=allowed.hours or 0)
    counted_from = _day_of_circulation(moment, holidays, zone)
    due = add_working_days(counted_from, allowed.working_days, holidays)
    return _at(due, CLOSE_OF_BUSINESS, zone)


def reminders(
    circulated_at: datetime, suspense_at: datetime, holidays: frozenset[date], zone: ZoneInfo
) -> tuple[tuple[ReminderKind, datetime], ...]:
    """Return when to remind of a suspense, in order, each after circulation and before the suspense.

    `half_time`: at opening on the working day in which half of the working days have gone.
    `last_working_day`: at opening on the suspense's own day, or on the last working day that opens before
    the suspense where its day does not. Where both are the same moment, only the last day is told. A round
    shorter than a day (flash) has one reminder, when half of its hours have gone. domain.md (d) row 3.

    Raises:
        NaiveMomentError: a moment has no zone.
    """
    start, due = _aware(circulated_at), _aware(suspense_at)
    if due <= start:
        return ()
    if due - start < _DAY:
        return ((ReminderKind.HALF_TIME, start + (due - start) / 2),)
    last = _at(_last_day_opening_before(due, holidays, zone), OPENING, zone)
    half = _at(_half_way(start, due, holidays, zone), OPENING, zone)
    told = ((ReminderKind.HALF_TIME, half),) if half < last else ()
    both = (*told, (ReminderKind.LAST_WORKING_DAY, last))
    return tuple((kind, at) for kind, at in both if start < at < due)


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise NaiveMomentError
    return moment.astimezone(UTC)


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)


def _day_of_circulation(moment: datetime, holidays: frozenset[date], zone: ZoneInfo) -> date:
    local = moment.astimezone(zone)
    after_hours = local.time() > CLOSE_OF_BUSINESS
    return add_working_days(local.date() + (_DAY if after_hours else timedelta()), 0, holidays)


def _last_day_opening_before(due: datetime, holidays: frozenset[date], zone: ZoneInfo) -> date:
    day = due.astimezone(zone).date()
    while not is_working_day(day, holidays) or _at(day, OPENING, zone) >= due:
        day -= _DAY
    return day


def _half_way(start: datetime, due: datetime, holidays: frozenset[date], zone: ZoneInfo) -> date:
    first = _day_of_circulation(start, holidays, zone)
    last = due.astimezone(zone).date()
    days = (first + _DAY * ahead for ahead in range(1, (last - first).days + 1))
    working = [day for day in days if is_working_day(day, holidays)]
    return working[(len(working) - 1) // 2] if working else first
