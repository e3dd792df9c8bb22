"""The soundness of the series in a directive's file: what cannot be so in a calendar, a forum or a policy."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.directive import Mandate, Procedure
from domain.meeting_plan import SHORTEST_CYCLE_DAYS
from domain.series import LOSES_CYCLES, CalendarEntry, Overlap, Series
from domain.series_calendar import openings
from domain.soundness import Place, Problem, did_you_mean

_CODE: Final = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")
_HOUR: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_CLOCKS_ARE_CHANGED_BEFORE: Final = time(4)
_SAMPLE: Final = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))


def series_problems(series: tuple[Series, ...], mandates: tuple[Mandate, ...]) -> Iterator[Problem]:
    """Everything that is unsound in the series; paths begin at the series' own list."""
    for at, one in enumerate(series):
        if one.code in [earlier.code for earlier in series[:at]]:
            yield Problem(path=(at, "code"), message=f"duplicate code {one.code!r}")
        for rule in _RULES:
            yield from (Problem(path=(at, *found.path), message=found.message) for found in rule(one))
        yield from (
            Problem(path=(at, *found.path), message=found.message) for found in _is_under_a_mandate(one, mandates)
        )


def _is_under_a_mandate(series: Series, mandates: tuple[Mandate, ...]) -> Iterator[Problem]:
    known = {mandate.code: mandate for mandate in mandates}
    mandate = known.get(series.mandate)
    if mandate is None:
        message = f"unknown mandate {series.mandate!r}{did_you_mean(series.mandate, known)}"
        yield Problem(path=("mandate",), message=message)
        return
    if Procedure.CONSULTATION not in mandate.procedures:
        message = f"mandate {mandate.code} is not carried out by consultation: add it to its procedures"
        yield Problem(path=("mandate",), message=message)
    if Procedure.SUMMARY_OF_CONCLUSIONS not in mandate.procedures:
        message = f"mandate {mandate.code} has no summary_of_conclusions, which follows every meeting: add it to `also`"
        yield Problem(path=("mandate",), message=message)
    if series.marking < mandate.marking:
        message = f"marked {series.marking.name}, below its mandate {mandate.code} ({mandate.marking.name})"
        yield Problem(path=("marking",), message=message)


def _code_is_well_formed(series: Series) -> Iterator[Problem]:
    if not _CODE.fullmatch(series.code) or len(series.code) > 20:
        message = f"malformed code {series.code!r}: write it like SSC or TRADE-SUBCABINET, at most 20 characters"
        yield Problem(path=("code",), message=message)


def _both_sides_sit(series: Series) -> Iterator[Problem]:
    for side in ("us_side", "counterparts"):
        if not getattr(series, side):
            yield Problem(path=(side,), message="nobody sits on this side")


def _clocks_are_readable(series: Series) -> Iterator[Problem]:
    for field in ("opens_at", "meets_at"):
        if not _HOUR.fullmatch(getattr(series, field)):
            yield Problem(path=(field,), message=f"malformed hour {getattr(series, field)!r}: write it like '09:00'")
    for field in ("zone", "meets_in"):
        if _zone(getattr(series, field)) is None:
            yield Problem(path=(field,), message=f"unknown time zone {getattr(series, field)!r}")


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _no_opening_is_doubled_or_lost(series: Series) -> Iterator[Problem]:
    """Where clocks are changed, 02:30 is not there on one day a year and 01:30 comes twice on another."""
    zone = _zone(series.zone)
    if zone is None or not _HOUR.fullmatch(series.opens_at):
        return
    summer, winter = (datetime(2026, month, 1, tzinfo=UTC).astimezone(zone).utcoffset() for month in (7, 1))
    if summer != winter and time.fromisoformat(series.opens_at) < _CLOCKS_ARE_CHANGED_BEFORE:
        message = f"at {series.opens_at} clocks in {series.zone} are changed: write 04:00 or later"
        yield Problem(path=("opens_at",), message=message)


def _every_entry_has_days(series: Series) -> Iterator[Problem]:
    if not series.opens:
        yield Problem(path=("opens",), message="no days are given on which its cycles open")
    for at, entry in enumerate(series.opens):
        yield from (Problem(path=("opens", at, *found.path), message=found.message) for found in _entry_problems(entry))


def _entry_problems(entry: CalendarEntry) -> Iterator[Problem]:
    yield from _numbers(("months",), entry.months, 12, "a month is 1 to 12")
    nth = (entry.weekday is not None, entry.ordinal is not None)
    if any(nth) != all(nth):
        yield Problem(path=(), message="a weekday needs its ordinal, and an ordinal its weekday: 'the second monday'")
    if any(nth) == bool(entry.days):
        yield Problem(path=(), message="give either weekday and ordinal, or days of the month")
    if entry.ordinal is not None and not 1 <= entry.ordinal <= 4:
        yield Problem(path=("ordinal",), message="an ordinal is 1 to 4: not every month has a fifth such weekday")
    if entry.days:
        yield from _numbers(("days",), entry.days, 28, "a day is 1 to 28: not every month has the others")


def _numbers(path: Place, numbers: Iterable[int], most: int, rule: str) -> Iterator[Problem]:
    given = tuple(numbers)
    if not given:
        yield Problem(path=path, message="none is given")
    if list(given) != sorted(set(given)):
        yield Problem(path=path, message="write each once, in order")
    if any(not 1 <= number <= most for number in given):
        yield Problem(path=path, message=rule)


def _numbers_are_in_bounds(series: Series) -> Iterator[Problem]:
    bounds = {
        "opens_days_before": (SHORTEST_CYCLE_DAYS, 366),
        "catch_up_days": (1, 365),
        "jitter_seconds": (0, 3_600),
    }
    for field, (least, most) in bounds.items():
        if not least <= getattr(series, field) <= most:
            yield Problem(path=(field,), message=f"{field} is {least} to {most}")


def _no_cycle_is_lost_after_an_outage(series: Series) -> Iterator[Problem]:
    if series.overlap not in LOSES_CYCLES or [*_clocks_are_readable(series), *_every_entry_has_days(series)]:
        return
    coming = list(openings(series.calendar, *_SAMPLE))
    window = timedelta(days=series.catch_up_days)
    if any(later - earlier < window for earlier, later in pairwise(coming)):
        message = (
            f"{series.overlap} would lose a cycle when two come due at once, as after an outage of"
            f" {series.catch_up_days} days: write {Overlap.BUFFER_ALL} or {Overlap.ALLOW_ALL}"
        )
        yield Problem(path=("overlap",), message=message)


_RULES: Final[tuple[Callable[[Series], Iterator[Problem]], ...]] = (
    _code_is_well_formed,
    _both_sides_sit,
    _clocks_are_readable,
    _no_opening_is_doubled_or_lost,
    _every_entry_has_days,
    _numbers_are_in_bounds,
    _no_cycle_is_lost_after_an_outage,
)
