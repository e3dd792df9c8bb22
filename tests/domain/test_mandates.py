"""When a mandate is idle, and when it is to be asked again whether it still holds."""

from datetime import UTC, datetime, timedelta

from domain.mandates import IDLE_AFTER, MandateRecord, check_due, idle_from

SINCE = datetime(1982, 10, 25, 14, tzinfo=UTC)


def test_ninety_days_are_counted_from_the_last_act_or_from_the_beginning() -> None:
    acted = SINCE + timedelta(days=30)
    assert idle_from(MandateRecord(code="ECO-1b", since=SINCE)) == SINCE + IDLE_AFTER
    assert idle_from(MandateRecord(code="ECO-1b", since=SINCE, acted=acted)) == acted + timedelta(days=90)


def test_a_check_is_due_a_year_after_the_last_one_or_after_the_beginning() -> None:
    assert check_due(MandateRecord(code="ECO-1b", since=SINCE)) == datetime(1983, 10, 25, 14, tzinfo=UTC)
    leap = datetime(1984, 2, 29, tzinfo=UTC)
    assert check_due(MandateRecord(code="ECO-1b", since=SINCE, checked=leap)) == datetime(1985, 2, 28, tzinfo=UTC)
