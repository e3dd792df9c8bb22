"""The holidays of Washington and Tokyo."""

from datetime import date

import pytest

from casework.holidays_observed import EXECUTIVE_ORDER_CLOSURES, tokyo, washington


def test_federal_holidays_of_1982_are_those_observed() -> None:
    working_week = sorted(day for day in washington([1982]) if day.weekday() < 5)
    assert working_week == [
        date(1982, 1, 1), date(1982, 2, 15), date(1982, 5, 31), date(1982, 7, 5), date(1982, 9, 6),
        date(1982, 10, 11), date(1982, 11, 11), date(1982, 11, 25), date(1982, 12, 24), date(1982, 12, 31),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "day",
    [
        date(1986, 12, 26), date(1994, 4, 27), date(1997, 12, 26), date(2001, 12, 24), date(2004, 6, 11),
        date(2007, 1, 2), date(2015, 12, 24), date(2018, 12, 5), date(2018, 12, 24), date(2019, 12, 24),
        date(2020, 12, 24), date(2024, 12, 24), date(2025, 1, 9), date(2025, 12, 24), date(2025, 12, 26),
    ],
    ids=str,
)  # fmt: skip
def test_the_days_on_which_a_president_closed_the_departments_are_not_working_days(day: date) -> None:
    assert day in washington([day.year])


def test_a_closure_is_in_the_table_only_on_a_day_that_would_be_worked() -> None:
    assert all(day.weekday() < 5 for day in EXECUTIVE_ORDER_CLOSURES)


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(1981, 1, 20), True),
        (date(1985, 1, 20), False),  # a Sunday: Monday is kept
        (date(1985, 1, 21), True),
        (date(1983, 1, 20), False),
        (date(2021, 1, 20), True),
    ],
    ids=str,
)
def test_inauguration_day_is_kept_in_washington(day: date, closed: bool) -> None:  # noqa: FBT001 - a table's column
    assert (day in washington([day.year])) is closed


def test_a_day_of_the_district_alone_is_worked() -> None:
    assert date(2024, 4, 16) not in washington([2024])


def test_years_are_joined_and_no_others_come_with_them() -> None:
    assert washington([1982, 1983]) == washington([1982]) | washington([1983])
    assert {day.year for day in washington(range(1982, 1985))} == {1982, 1983, 1984}
    assert washington([]) == frozenset()


def test_tokyo_keeps_its_holidays_their_substitutes_and_the_turn_of_the_year() -> None:
    closed = tokyo([1982, 1983])
    assert {date(1982, 3, 22), date(1982, 4, 29), date(1982, 10, 11)} <= closed
    assert {date(1982, 12, day) for day in (29, 30, 31)} | {date(1983, 1, day) for day in (1, 2, 3)} <= closed
    assert date(1983, 1, 4) not in closed
    assert date(1982, 11, 11) not in closed
