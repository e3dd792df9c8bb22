"""When terms run, and whether terms that follow one another leave a gap."""

from datetime import UTC, date, datetime

import pytest

from domain.tenure import Tenure, leave_no_gap
from domain.vocabulary import Capacity, Grade


def a_tenure(since: date = date(1982, 1, 1), until: date | None = None) -> Tenure:
    return Tenure(office="state.ea-j", capacity=Capacity.COORDINATOR, since=since, until=until)


def test_a_term_runs_from_midnight_to_midnight_in_washington() -> None:
    held = a_tenure(since=date(1983, 1, 1), until=date(1983, 6, 30))
    assert held.begins == datetime(1983, 1, 1, 5, tzinfo=UTC)
    assert held.ends == datetime(1983, 7, 1, 4, tzinfo=UTC)
    assert a_tenure().ends is None


def test_a_term_may_be_one_day() -> None:
    held = a_tenure(since=date(1983, 4, 24), until=date(1983, 4, 24))
    # On this Sunday the clocks were put forward.
    assert held.ends is not None
    assert (held.ends - held.begins).total_seconds() == 23 * 3600


def test_a_term_is_an_officers_own_unless_more_is_said() -> None:
    assert (a_tenure().grade, a_tenure().acting_for, a_tenure().instrument) == (Grade.OFFICER, None, None)


@pytest.mark.parametrize(
    ("held", "covered"),
    [
        ((), False),
        ((a_tenure(),), True),
        ((a_tenure(until=date(1983, 12, 31)),), True),
        ((a_tenure(until=date(1983, 12, 30)),), False),
        ((a_tenure(since=date(1983, 1, 2)),), False),
        ((a_tenure(since=date(1983, 6, 1)), a_tenure(until=date(1983, 5, 31))), True),
        ((a_tenure(since=date(1983, 6, 2)), a_tenure(until=date(1983, 5, 31))), False),
        ((a_tenure(until=date.max),), True),
    ],
)
def test_each_day_of_a_term_is_looked_for(held: tuple[Tenure, ...], *, covered: bool) -> None:
    assert leave_no_gap(held, a_tenure(since=date(1983, 1, 1), until=date(1983, 12, 31))) is covered


def test_only_a_term_with_no_end_covers_one_with_no_end() -> None:
    assert leave_no_gap((a_tenure(),), a_tenure())
    assert not leave_no_gap((a_tenure(until=date(2090, 1, 1)),), a_tenure())
