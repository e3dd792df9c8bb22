"""The keeper of series works off all that there is at one nudge, in portions."""

from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest
from temporalio.client import Client

from activities.series_keeper import AT_ONCE, LOOK_AGAIN_AFTER, SeriesKeeper
from db.engine import Database

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("answers", [[AT_ONCE, AT_ONCE, 3], [AT_ONCE, None], [0]])
async def test_one_nudge_is_enough_however_many_series_were_woken(
    worker_db: Database, monkeypatch: pytest.MonkeyPatch, answers: list[int | None]
) -> None:
    ages: list[timedelta] = []

    async def apply_some(_: SeriesKeeper, age: timedelta) -> int | None:
        ages.append(age)
        return answers[len(ages) - 1]

    async def nudges() -> AsyncGenerator[None, None]:
        yield

    monkeypatch.setattr(SeriesKeeper, "apply_some", apply_some)
    await SeriesKeeper(worker_db, Client.__new__(Client), "nobody-listens").run(nudges())
    assert len(ages) == len(answers)
    assert ages == sorted(ages)
    assert ages[-1] < LOOK_AGAIN_AFTER
