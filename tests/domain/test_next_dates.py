"""Which of a mandate's dates is its next one."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from domain.next_dates import DateKind, NextDate, next_date

NOW = datetime(1983, 2, 1, 12, tzinfo=UTC)


def a_date(kind: DateKind, days: int, case: UUID | None = None) -> NextDate:
    at = NOW + timedelta(days=days)
    return NextDate(kind=kind, name=kind.value, at=at, day=at.date(), case=case)


def test_the_earliest_date_to_come_is_next() -> None:
    cycle, deadline = a_date(DateKind.CYCLE, 9), a_date(DateKind.DEADLINE, 5)
    suspense = a_date(DateKind.SUSPENSE, 7, uuid4())
    assert next_date([cycle, suspense, deadline], NOW) is deadline
    assert next_date([cycle, suspense], NOW) is suspense
    assert next_date([cycle], NOW) is cycle
    assert next_date([], NOW) is None


def test_what_a_case_still_waits_for_is_next_though_it_has_passed() -> None:
    late = a_date(DateKind.SUSPENSE, -3, uuid4())
    assert next_date([a_date(DateKind.DEADLINE, 5), late], NOW) is late


def test_a_deadline_that_has_passed_is_told_where_there_is_nothing_else() -> None:
    older, newer = a_date(DateKind.DEADLINE, -900), a_date(DateKind.DEADLINE, -9)
    assert next_date([newer, older], NOW) is newer
    cycle = a_date(DateKind.CYCLE, 40)
    assert next_date([newer, cycle, older], NOW) is cycle


def test_a_yearly_check_that_is_overdue_is_next() -> None:
    check = a_date(DateKind.CHECK, -40)
    assert next_date([a_date(DateKind.CYCLE, 1), check], NOW) is check
