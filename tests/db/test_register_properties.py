"""Random periods by transactions at once, at random isolation levels: no two of a voice are ever in force together."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import IsolationLevel, errors

from tests.db.direct_sql import OWNER, DirectSql

KEYS = (("whaling", "japan", "private"), ("whaling", "japan", "public"))
LEVELS = (IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE)
REFUSED = (errors.ExclusionViolation, errors.SerializationFailure, errors.DeadlockDetected)
LANES = 4


@dataclass(frozen=True)
class Step:
    """Put a position in force from one day to another (or without end), or end the one that was put in then."""

    key: int
    begins: int
    lasts: int | None
    ends_earlier_one: bool
    level: IsolationLevel
    commits: bool


STEPS = st.lists(
    st.builds(
        Step,
        key=st.integers(0, len(KEYS) - 1),
        begins=st.integers(0, 20),
        lasts=st.one_of(st.none(), st.integers(1, 10)),
        ends_earlier_one=st.booleans(),
        level=st.sampled_from(LEVELS),
        commits=st.sampled_from((True, True, True, False)),
    ),
    min_size=4,
    max_size=24,
)


async def _walk(direct: DirectSql, steps: Sequence[Step], mine: list[UUID]) -> None:
    where = direct.server.conninfo(OWNER, direct.database)
    async with await psycopg.AsyncConnection.connect(where) as lane:
        for step in steps:
            await lane.set_isolation_level(step.level)
            try:
                await _take(lane, step, mine)
                await (lane.commit() if step.commits else lane.rollback())
            except REFUSED:
                await lane.rollback()


async def _take(lane: psycopg.AsyncConnection[tuple[object, ...]], step: Step, mine: list[UUID]) -> None:
    if step.ends_earlier_one and mine:
        await lane.execute(
            "SELECT end_period(%s, timestamptz '2000-01-01' + %s * interval '1 day', clock_timestamp())",
            [mine[-1], step.begins],
        )
    position = uuid4()
    await lane.execute(
        "INSERT INTO position VALUES (%s, %s, %s, %s, 1, '{state}', NULL, NULL, 'state', clock_timestamp())",
        [position, *KEYS[step.key]],
    )
    await asyncio.sleep(0)
    await lane.execute(
        "INSERT INTO position_period SELECT %(id)s, %(issue)s, %(with)s, %(to)s,"
        " tstzrange(timestamptz '2000-01-01' + %(begins)s * interval '1 day',"
        "   timestamptz '2000-01-01' + (%(begins)s + %(lasts)s::int) * interval '1 day'),"
        " tstzrange(clock_timestamp(), NULL)",
        {
            "id": position,
            **dict(zip(("issue", "with", "to"), KEYS[step.key], strict=True)),
            "begins": step.begins,
            "lasts": step.lasts,
        },
    )
    mine.append(position)


TOGETHER = (
    "SELECT count(*) FROM position_period a JOIN position_period b ON a.ctid < b.ctid"
    " AND (a.issue, a.counterpart, a.audience) = (b.issue, b.counterpart, b.audience)"
    " AND a.valid && b.valid AND upper_inf(a.known) AND upper_inf(b.known)"
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walks=st.lists(STEPS, min_size=LANES, max_size=LANES))
def test_random_periods_at_once_never_leave_two_in_force(direct: DirectSql, walks: list[list[Step]]) -> None:
    async def all_at_once() -> None:
        await asyncio.gather(*(_walk(direct, steps, []) for steps in walks))

    asyncio.run(all_at_once())
    assert direct.ask(OWNER, TOGETHER) == [(0,)]


def test_without_the_constraint_the_same_walks_leave_two(direct: DirectSql) -> None:
    """The control: the property is the constraint's."""
    assert direct.run(OWNER, "ALTER TABLE position_period DROP CONSTRAINT one_voice") == "committed"
    steps = [
        Step(key=0, begins=0, lasts=None, ends_earlier_one=False, level=LEVELS[0], commits=True) for _ in range(LANES)
    ]

    async def all_at_once() -> None:
        await asyncio.gather(*(_walk(direct, [step], []) for step in steps))

    asyncio.run(all_at_once())
    assert direct.ask(OWNER, TOGETHER) != [(0,)]
