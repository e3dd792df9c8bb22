"""Suspenses and reminders on a department's calendar."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.working_days import (
    CLOSE_OF_BUSINESS,
    CUSTOMARY,
    SUSPENSE_WORKING_DAYS,
    NaiveMomentError,
    Precedence,
    ReminderKind,
    add_working_days,
    is_working_day,
    reminders,
    suspense,
)

WASHINGTON = ZoneInfo("America/New_York")
TOKYO = ZoneInfo("Asia/Tokyo")
NONE = frozenset[date]()
AUTUMN_1982 = frozenset({date(1982, 10, 11), date(1982, 11, 11), date(1982, 11, 25), date(1982, 12, 24)})
NEW_YEAR = frozenset({date(1982, 12, 24), date(1982, 12, 31)})

HOLIDAYS = st.frozensets(st.dates(date(1982, 1, 1), date(1983, 12, 31)), max_size=60)
ZONES = st.sampled_from([WASHINGTON, TOKYO, ZoneInfo("Europe/London"), ZoneInfo("UTC")])
MOMENTS = st.datetimes(datetime(1982, 1, 1), datetime(1983, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis takes bounds without a zone
BY_DAYS = st.sampled_from(sorted(SUSPENSE_WORKING_DAYS))


def at(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    """Build a moment on Washington's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=WASHINGTON)


@pytest.mark.parametrize(
    ("circulated", "precedence", "due"),
    [
        (at(1982, 10, 4), Precedence.ROUTINE, at(1982, 10, 19, 17)),  # Columbus Day, 11 October, between
        (at(1982, 10, 4), Precedence.PRIORITY, at(1982, 10, 12, 17)),
        (at(1982, 10, 4), Precedence.IMMEDIATE, at(1982, 10, 6, 17)),
        (at(1982, 10, 4), Precedence.FLASH, at(1982, 10, 4, 16)),
        (at(1982, 10, 8, 17), Precedence.IMMEDIATE, at(1982, 10, 13, 17)),  # Friday, in time
        (at(1982, 10, 8, 17, 1), Precedence.IMMEDIATE, at(1982, 10, 14, 17)),  # counts from Tuesday
        (at(1982, 10, 9), Precedence.IMMEDIATE, at(1982, 10, 14, 17)),  # Saturday
        (at(1982, 10, 11), Precedence.IMMEDIATE, at(1982, 10, 14, 17)),  # the holiday
        (at(1982, 11, 24), Precedence.PRIORITY, at(1982, 12, 2, 17)),  # Thanksgiving
    ],
)
def test_a_suspense_is_close_of_business_on_the_nth_working_day(
    circulated: datetime, precedence: Precedence, due: datetime
) -> None:
    assert suspense(circulated, CUSTOMARY[precedence], AUTUMN_1982, WASHINGTON) == due


def test_a_suspense_runs_over_new_year() -> None:
    due = suspense(at(1982, 12, 22), CUSTOMARY[Precedence.ROUTINE], NEW_YEAR, WASHINGTON)
    assert due == at(1983, 1, 7, 17)


@pytest.mark.parametrize(
    ("circulated", "hours_to_utc"),
    [(at(1982, 4, 23), 4), (at(1982, 10, 29), 5)],
    ids=["spring forward, 25 April", "fall back, 31 October"],
)
def test_a_suspense_keeps_its_hour_when_clocks_change(circulated: datetime, hours_to_utc: int) -> None:
    due = suspense(circulated, CUSTOMARY[Precedence.IMMEDIATE], NONE, WASHINGTON)
    assert due.tzinfo is UTC
    assert due.hour == 17 + hours_to_utc
    assert due.astimezone(WASHINGTON).time() == CLOSE_OF_BUSINESS


@pytest.mark.parametrize("circulated", [at(1982, 4, 25, 1), at(1982, 10, 31, 0, 30)])
def test_a_flash_suspense_is_four_elapsed_hours_through_a_change_of_clocks(circulated: datetime) -> None:
    due = suspense(circulated, CUSTOMARY[Precedence.FLASH], NONE, WASHINGTON)
    assert due - circulated.astimezone(UTC) == timedelta(hours=4)


def test_the_day_of_circulation_is_the_departments_own() -> None:
    sunday_evening = at(1982, 10, 3, 20)
    assert suspense(sunday_evening, CUSTOMARY[Precedence.IMMEDIATE], NONE, TOKYO) == datetime(
        1982, 10, 6, 17, tzinfo=TOKYO
    )
    assert suspense(sunday_evening, CUSTOMARY[Precedence.IMMEDIATE], NONE, WASHINGTON) == at(1982, 10, 6, 17)


@given(MOMENTS, BY_DAYS, HOLIDAYS, ZONES)
def test_a_suspense_is_at_five_on_a_working_day_after_enough_of_them(
    circulated: datetime, precedence: Precedence, holidays: frozenset[date], zone: ZoneInfo
) -> None:
    due = suspense(circulated, CUSTOMARY[precedence], holidays, zone).astimezone(zone)
    assert due.time() == time(17)
    assert is_working_day(due.date(), holidays)
    first = circulated.astimezone(zone).date()
    between = [first + timedelta(days=n) for n in range(1, (due.date() - first).days + 1)]
    assert sum(is_working_day(day, holidays) for day in between) >= SUSPENSE_WORKING_DAYS[precedence]


@given(MOMENTS, MOMENTS, st.sampled_from(Precedence), HOLIDAYS, ZONES)
def test_what_is_circulated_later_is_never_due_sooner(
    one: datetime, other: datetime, precedence: Precedence, holidays: frozenset[date], zone: ZoneInfo
) -> None:
    earlier, later = sorted((one, other))
    assert suspense(earlier, CUSTOMARY[precedence], holidays, zone) <= suspense(
        later, CUSTOMARY[precedence], holidays, zone
    )


@given(st.dates(date(1982, 1, 1), date(1983, 12, 31)), st.integers(0, 30), st.integers(1, 30), HOLIDAYS)
def test_working_days_add_up(day: date, some: int, more: int, holidays: frozenset[date]) -> None:
    reached = add_working_days(add_working_days(day, some, holidays), more, holidays)
    closed = not is_working_day(day, holidays)
    assert reached == add_working_days(day, some + more + (closed and some == 0), holidays)


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(1982, 10, 4), -1, NONE)


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(1982, 10, 4, 12)  # noqa: DTZ001 - what is refused
    with pytest.raises(NaiveMomentError):
        suspense(naive, CUSTOMARY[Precedence.FLASH], NONE, WASHINGTON)
    with pytest.raises(NaiveMomentError):
        reminders(naive, at(1982, 10, 5), NONE, WASHINGTON)


@pytest.mark.parametrize(
    ("precedence", "half"),
    [
        (Precedence.ROUTINE, at(1982, 10, 12, 9)),
        (Precedence.PRIORITY, at(1982, 10, 7, 9)),
        (Precedence.IMMEDIATE, at(1982, 10, 5, 9)),
    ],
)
def test_reminders_come_at_half_time_and_on_the_last_day(precedence: Precedence, half: datetime) -> None:
    circulated = at(1982, 10, 4)
    due = suspense(circulated, CUSTOMARY[precedence], AUTUMN_1982, WASHINGTON)
    last = due.astimezone(WASHINGTON).replace(hour=9)
    assert reminders(circulated, due, AUTUMN_1982, WASHINGTON) == (
        (ReminderKind.HALF_TIME, half),
        (ReminderKind.LAST_WORKING_DAY, last),
    )


def test_a_flash_round_has_one_reminder_after_half_of_its_hours() -> None:
    circulated = at(1982, 10, 4)
    due = suspense(circulated, CUSTOMARY[Precedence.FLASH], NONE, WASHINGTON)
    assert reminders(circulated, due, NONE, WASHINGTON) == ((ReminderKind.HALF_TIME, at(1982, 10, 4, 14)),)


@pytest.mark.parametrize(
    ("due", "last"),
    [
        (at(1982, 10, 10), at(1982, 10, 8, 9)),  # a Sunday was agreed
        (at(1982, 10, 8, 8), at(1982, 10, 7, 9)),  # before opening
        (at(1982, 10, 8, 9, 1), at(1982, 10, 8, 9)),
    ],
)
def test_the_last_day_is_the_last_that_opens_before_the_suspense(due: datetime, last: datetime) -> None:
    assert reminders(at(1982, 10, 4), due, NONE, WASHINGTON)[-1] == (ReminderKind.LAST_WORKING_DAY, last)


def test_half_time_and_last_day_at_one_moment_are_told_once() -> None:
    told = reminders(at(1982, 10, 4), at(1982, 10, 5, 17), NONE, WASHINGTON)
    assert told == ((ReminderKind.LAST_WORKING_DAY, at(1982, 10, 5, 9)),)


def test_a_suspense_over_a_weekend_only_has_no_reminder_left() -> None:
    assert reminders(at(1982, 10, 8), at(1982, 10, 10), NONE, WASHINGTON) == ()


@given(MOMENTS, st.timedeltas(timedelta(days=-1), timedelta(days=60)), HOLIDAYS, ZONES)
def test_reminders_lie_in_order_between_circulation_and_suspense(
    circulated: datetime, running: timedelta, holidays: frozenset[date], zone: ZoneInfo
) -> None:
    told = reminders(circulated, circulated + running, holidays, zone)
    moments = [circulated, *(moment for _, moment in told), circulated + running]
    assert not told or all(a < b for a, b in pairwise(moments))
    assert len({kind for kind, _ in told}) == len(told)
