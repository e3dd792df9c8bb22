"""A year of consultation cycles on the engine: every series' schedule opens each of its cycles, once."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from operator import eq

import pytest
from sqlalchemy import text
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from activities.schedules import schedule_id
from activities.series_keeper import SeriesKeeper
from casework.series_time import WantedSchedule, wanted_schedules
from db.engine import Database
from domain.series_schedule import coming
from tests.consulting import Consulting
from tests.office import Office
from tests.workflows.engine import Engine, eventually, working
from tests.workflows.facts import move_clock, now
from tests.workflows.test_time import until_due

pytestmark = pytest.mark.asyncio

STEP, STEPS = timedelta(days=21), 18
"""More than a year in all; a step is shorter than what any schedule catches up with."""
AT_ONCE = timedelta()
ALL, PORTION = 100, 20
MOMENTS = 6


async def opened(owner: Database) -> dict[str, list[datetime]]:
    """By series, when its cycles opened."""
    async with owner.begin() as tx:
        rows = await tx.execute(
            text("SELECT s.code, y.opens_at FROM cycle y JOIN series s ON s.id = y.series ORDER BY y.opens_at")
        )
        found: dict[str, list[datetime]] = {}
        for code, at in rows:
            found.setdefault(code, []).append(at)
    return found


async def test_a_year_of_cycles_is_opened_each_once_by_the_schedules(
    client: Client, worker_db: Database, owner_db: Database
) -> None:
    """Every step is three weeks in which nobody was there, after which the engine has lost its schedules."""
    began = await now(owner_db)
    async with working(client, worker_db) as engine:
        keeper = SeriesKeeper(worker_db, client, engine.task_queue)
        for _ in range(STEPS):
            await move_clock(owner_db, STEP)
            wanted = await wanted_schedules(worker_db, AT_ONCE, ALL)
            for one in wanted:
                with suppress(RPCError):
                    await client.get_schedule_handle(schedule_id(one)).delete()
            for _ in range(0, len(wanted), PORTION):
                assert await keeper.apply_some(AT_ONCE) is not None
            due = due_since(began, await now(owner_db), wanted)
            await eventually(lambda: opened(owner_db), partial(eq, due))
    assert sum(map(len, due.values())) > len(due) >= 10
    assert {code for code, moments in due.items() if len(moments) > 1} >= {"SCG"}


def due_since(began: datetime, until: datetime, wanted: Sequence[WantedSchedule]) -> dict[str, list[datetime]]:
    """By series, when its cycles open by its calendar."""
    found = {
        one.code: [cycle.opens_at for cycle in coming(one.calendar, (), began, until)] for one in wanted if one.in_force
    }
    return {code: moments for code, moments in found.items() if moments}


async def test_a_cycle_runs_from_its_opening_to_its_commitments(
    engine: Engine, office: Office, worker_db: Database, owner_db: Database
) -> None:
    consulting = Consulting(office, worker_db, owner_db)
    case = await engine.sees(await consulting.opened())
    case = await engine.sees(await consulting.held(await consulting.book_up(case)))
    case = await consulting.finish(case)
    assert (case["stage"], await engine.ends(case)) == ("closed", "closed")


async def test_what_is_planned_comes_due_step_by_step(
    skipping: WorkflowEnvironment, office: Office, worker_db: Database, owner_db: Database
) -> None:
    """Both clocks go on to each moment of the plan; time notes it once, when it is due."""
    consulting = Consulting(office, worker_db, owner_db)
    async with working(skipping.client, worker_db) as engine:
        case = await engine.sees(await consulting.opened())
        noted: list[str] = []
        while (case := await consulting.look(case))["due"] is not None and len(noted) < MOMENTS:
            act = await until_due(skipping, owner_db, engine, case)
            assert act.key == case["due"]["key"]
            assert act.at >= datetime.fromisoformat(case["due"]["at"])
            noted.append(act.key)
        assert len(set(noted)) == len(noted) >= 1
        assert await engine.status(case) is WorkflowExecutionStatus.RUNNING
