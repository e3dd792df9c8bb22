"""When a mandate is to be asked again whether it still holds, and from when on it is idle."""

from datetime import UTC, datetime, timedelta

from domain.idle import IDLE, idle_from, without_action
from domain.mandates import check_due

SINCE = datetime(1982, 10, 25, 14, tzinfo=UTC)


def test_a_check_is_due_a_year_after_the_last_one_or_after_the_beginning() -> None:
    leap = datetime(1984, 2, 29, tzinfo=UTC)
    assert check_due(None, since=SINCE) == datetime(1983, 10, 25, 14, tzinfo=UTC)
    assert check_due(leap, since=SINCE) == datetime(1985, 2, 28, tzinfo=UTC)


def test_it_is_idle_from_that_very_instant_on() -> None:
    acted = SINCE + timedelta(days=30)
    assert idle_from(None, since=SINCE) == SINCE + IDLE
    over = idle_from(acted, since=SINCE)
    assert without_action(acted, over, since=SINCE)
    assert not without_action(acted, over - timedelta(seconds=1), since=SINCE)
