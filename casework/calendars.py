"""The calendar on which suspenses run: Washington's working days, with its holidays and closures."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from casework.holidays_observed import tokyo, washington
from domain.case import CaseFacts, Round
from domain.meeting_plan import Holidays
from domain.procedure import TOKYO_TIME, WASHINGTON_TIME
from domain.referral import thirty_days_after
from domain.vocabulary import Preset
from domain.working_days import (
    CLOSE_OF_BUSINESS,
    CUSTOMARY,
    TOKYO,
    WASHINGTON,
    Allowed,
    Precedence,
    add_working_days,
    is_working_day,
    reminders,
    suspense,
)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    return washington(range(year - 1, year + 3))


def suspense_after(since: datetime, allowed: Allowed) -> datetime:
    """When a time that begins now is over, on Washington's calendar (UTC instant)."""
    return suspense(since, allowed, _holidays(since.year), WASHINGTON)


@lru_cache(maxsize=4096)
def all_reminders(circulated_at: datetime, due: datetime) -> tuple[tuple[str, datetime], ...]:
    """Every reminder that a round can have: half time, and the last working day."""
    return tuple(
        (kind.value, at) for kind, at in reminders(circulated_at, due, _holidays(circulated_at.year), WASHINGTON)
    )


Reminders = Callable[[datetime, datetime, str], tuple[tuple[str, datetime], ...]]


def reminders_of(facts: CaseFacts) -> Reminders:
    """What the present round reminds of: what was settled at circulation; all there is where nothing was."""
    on = facts.round
    if on is not None and on.reminders is not None:
        settled = on.reminders
        return lambda _since, _due, _precedence: settled
    return lambda since, due, _precedence: all_reminders(since, due)


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

    By statute its days counted anew from receipt; so the precedence's time; a suspense that was named, as many hours
    again.
    """
    if on.preset is Preset.LICENSING_REFERRAL:
        return thirty_days_after(received_at)
    allowed = on.allowed or CUSTOMARY[Precedence(on.precedence)]
    if on.suspense == suspense_after(on.circulated_at, allowed):
        return suspense_after(received_at, allowed)
    return received_at + (on.suspense - on.circulated_at)
