"""The calendar on which suspenses run: Washington's working days, with its holidays and closures."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from casework.holidays_observed import tokyo, washington
from domain.case import Round
from domain.meeting_plan import Holidays
from domain.procedure import TOKYO_TIME, WASHINGTON_TIME
from domain.working_days import (
    CLOSE_OF_BUSINESS,
    TOKYO,
    WASHINGTON,
    Precedence,
    add_working_days,
    is_working_day,
    reminders,
    suspense,
)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    return washington(range(year - 1, year + 3))


def customary_suspense(circulated_at: datetime, precedence: Precedence) -> datetime:
    """The suspense that a precedence gives, on Washington's calendar (UTC instant)."""
    return suspense(circulated_at, precedence, _holidays(circulated_at.year), WASHINGTON)


def coming_reminders(circulated_at: datetime, due: datetime, precedence: str) -> tuple[tuple[str, datetime], ...]:
    """The reminders of a round: half time, and the last working day."""
    del precedence  # a flash round is told by its length
    return tuple(
        (kind.value, at) for kind, at in reminders(circulated_at, due, _holidays(circulated_at.year), WASHINGTON)
    )


@lru_cache(maxsize=16)
def _holidays_in_tokyo(year: int) -> frozenset[date]:
    return tokyo(range(year - 1, year + 3))


def after_working_days(since: datetime, days: int, calendar: str) -> datetime:
    """Close of business so many working days after an instant, on Washington's calendar or on Tokyo's."""
    there = calendar == TOKYO_TIME
    zone = TOKYO if there else WASHINGTON
    holidays = _holidays_in_tokyo(since.year) if there else _holidays(since.year)
    day = add_working_days(since.astimezone(zone).date(), days, holidays)
    return datetime.combine(day, CLOSE_OF_BUSINESS, zone).astimezone(UTC)


def holidays_around(moment: datetime) -> Holidays:
    """The days on which each capital's offices are closed, from the year before an instant to two years after it."""
    return {WASHINGTON_TIME: _holidays(moment.year), TOKYO_TIME: _holidays_in_tokyo(moment.year)}


def working_days_between(since: datetime, until: datetime) -> int:
    """How many of Washington's working days began after one instant and not after the other."""
    day, last = since.astimezone(WASHINGTON).date(), until.astimezone(WASHINGTON).date()
    holidays, count = _holidays(since.year), 0
    while day < last:
        day += timedelta(days=1)
        count += is_working_day(day, holidays)
    return count


def full_time_after(received_at: datetime, on: Round) -> datetime:
    """When an agency that received the text at this instant will have had the time that the round announced.

    The customary time of the precedence counted anew from receipt; a suspense of another length, as many hours again.
    """
    customary = customary_suspense(on.circulated_at, Precedence(on.precedence))
    if on.suspense == customary:
        return customary_suspense(received_at, Precedence(on.precedence))
    return received_at + (on.suspense - on.circulated_at)
