"""The calendar of a series, reckoned: which moments it has between two others, and whether a moment is one of them.

A wall clock is what people agree on, so an opening keeps its hour when clocks change. The hours at which clocks are
changed are not allowed in a series (`domain/series_rules.py`), so that no day has its opening twice or not at all.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.series import Calendar, CalendarEntry

_DAY = timedelta(days=1)


def is_opening_day(day: date, entries: tuple[CalendarEntry, ...]) -> bool:
    """Whether cycles open on that day of the calendar's own zone."""
    return any(_fits(day, entry) for entry in entries)


def _fits(day: date, entry: CalendarEntry) -> bool:
    if day.month not in entry.months:
        return False
    if entry.weekday is None:
        return day.day in entry.days
    return day.isoweekday() == entry.weekday.iso and (day.day + 6) // 7 == entry.ordinal


def openings(calendar: Calendar, after: datetime, until: datetime) -> Iterator[datetime]:
    """The scheduled openings after one instant and not after another, in order, in UTC."""
    zone = ZoneInfo(calendar.zone)
    day, last = after.astimezone(zone).date(), until.astimezone(zone).date()
    while day <= last:
        if is_opening_day(day, calendar.entries):
            at = datetime.combine(day, calendar.at, zone).astimezone(UTC)
            if after < at <= until:
                yield at
        day += _DAY


def is_opening(calendar: Calendar, moment: datetime) -> bool:
    """Whether the calendar has an opening at that very instant."""
    local = moment.astimezone(ZoneInfo(calendar.zone))
    return local.time() == calendar.at and is_opening_day(local.date(), calendar.entries)
