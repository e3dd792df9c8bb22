"""When a mandate lies idle."""

from datetime import UTC, datetime, timedelta

from domain.idle import without_action

NOW = datetime(1983, 2, 1, tzinfo=UTC)


def test_ninety_days_without_action_are_too_many() -> None:
    long_ago = NOW - timedelta(days=400)
    assert not without_action(NOW - timedelta(days=90) + timedelta(seconds=1), NOW, since=long_ago)
    assert without_action(NOW - timedelta(days=90), NOW, since=long_ago)


def test_where_nobody_ever_acted_the_days_count_from_the_loading() -> None:
    assert not without_action(None, NOW, since=NOW - timedelta(days=89))
    assert without_action(None, NOW, since=NOW - timedelta(days=90))
