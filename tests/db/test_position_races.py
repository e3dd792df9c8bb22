"""A position that changes against what rests on it, and two voices at once: never both, at any isolation level.

The bench proves itself: with the conflict on the voice's row taken out, the same races find a breach.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import psycopg
import pytest
import pytest_asyncio
from psycopg import IsolationLevel

from domain.vocabulary import Milestone
from tests.casework.voices import DRAFTER, Voices, a_position, a_text, drafted
from tests.db.direct_sql import (
    APP,
    COMMITTED,
    OWNER,
    DirectSql,
    Row,
    a_milestone,
    a_release,
    broken_links,
    insertion,
    what_went_wrong,
)
from tests.db.position_rows import an_adoption
from tests.office import POST, RELEASER, Office, View

pytestmark = pytest.mark.asyncio

ROUNDS = 8
LEVELS = (IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE)
LONGEST = 0.006  # seconds that a contender dawdles: about as long as its transaction takes
LOST_BY_SNAPSHOT = "40001"
NO_CONFLICT = (
    "CREATE OR REPLACE FUNCTION bump_voices(positions uuid[], own_issue text, own_counterpart text) RETURNS void"
    " LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ SELECT $$"
)
Connection = psycopg.AsyncConnection[tuple[object, ...]]
Side = tuple[str, str, Row]  # who, into which table, what


@dataclass(frozen=True)
class Track:
    """Two connections that race, and chance, which says who dawdles."""

    direct: DirectSql
    lanes: tuple[Connection, Connection]
    chance: random.Random

    async def race(self, level: IsolationLevel, *sides: Side) -> tuple[str, ...]:
        """Both at once; what became of each."""
        start = asyncio.Barrier(2)
        lanes = zip(self.lanes, sides, strict=True)
        return tuple(await asyncio.gather(*(self._run(lane, level, start, *side) for lane, side in lanes)))

    async def _run(
        self, lane: Connection, level: IsolationLevel, start: asyncio.Barrier, subject: str, table: str, row: Row
    ) -> str:
        await lane.set_isolation_level(level)
        await lane.execute("SELECT * FROM sec.enter(%s)", [subject])  # from here on the snapshot stands, where one does
        await start.wait()
        await asyncio.sleep(self.chance.uniform(0, LONGEST))
        try:
            await lane.execute(insertion(table, row), list(row.values()))
            await asyncio.sleep(self.chance.uniform(0, LONGEST))
            await lane.commit()
        except psycopg.Error as error:
            await lane.rollback()
            return what_went_wrong(error)
        return COMMITTED

    def on_an_ended_position(self, kind: str) -> int:
        """How many of a kind are of an instant at which it was known that what they rest on had ended."""
        where = " AND x.name = 'delivered'" if kind == "milestone" else ""
        breach = (
            f"SELECT count(*) FROM {kind} x JOIN cite k ON k.case_id = x.case_id JOIN adoption n"
            f" ON n.supersedes = k.position WHERE n.known_from <= x.at AND n.in_force_from <= x.at{where}"
        )
        [(count,)] = self.direct.ask(OWNER, breach)
        return int(count)

    def voices_at_once(self) -> int:
        """How many pairs speak at the same time, as known at any one instant."""
        [(count,)] = self.direct.ask(
            OWNER,
            "SELECT count(*) FROM position_period a JOIN position_period b ON a.ctid < b.ctid"
            " AND (a.issue, a.counterpart, a.audience) = (b.issue, b.counterpart, b.audience)"
            " AND a.valid && b.valid AND a.known && b.known",
        )
        return int(count)


@pytest_asyncio.fixture(loop_scope="session")
async def track(direct: DirectSql) -> AsyncIterator[Track]:
    where = direct.server.conninfo(APP, direct.database)
    async with await psycopg.AsyncConnection.connect(where) as one, await psycopg.AsyncConnection.connect(where) as two:
        yield Track(direct, (one, two), random.Random())  # noqa: S311 - chance for a race, not for a secret


@pytest.fixture
def voices(office: Office) -> Voices:
    return Voices(office)


async def to_supersede(voices: Voices, old: View) -> View:
    """A text that is cleared, approved and drafted to take the place of a position."""
    position = old["basis"]["position"]
    stands_on = drafted(a_position(supersedes=UUID(position)), cites=(position,))
    return await voices.approved(await voices.open(a_text(stands_on=stands_on)))


async def superseded(voices: Voices, source: View, outcome: str) -> View:
    """The case whose position is in force after a race; a supersession that lost is done again."""
    return await (voices.look(source) if outcome == COMMITTED else voices.adopt(source))


async def test_a_release_and_the_end_of_what_it_rests_on_are_never_both_so(voices: Voices, track: Track) -> None:
    source = await voices.in_force()
    wins: Counter[str] = Counter()
    for level in LEVELS:
        for _ in range(ROUNDS):
            case = await voices.approved(await voices.citing(source["basis"]["position"]))
            successor = await to_supersede(voices, source)
            released, adopted = await track.race(
                level, (RELEASER, "release", a_release(case)), (DRAFTER, "adoption", an_adoption(successor))
            )
            assert track.on_an_ended_position("release") == 0
            assert broken_links(track.direct, case) == broken_links(track.direct, successor) == []
            assert released in {COMMITTED, "OV003 position_not_in_force", LOST_BY_SNAPSHOT}
            assert adopted in {COMMITTED, LOST_BY_SNAPSHOT}
            wins["release" if released == COMMITTED else "adoption"] += 1
            source = await superseded(voices, successor, adopted)
    assert set(wins) == {"release", "adoption"}, "a race that one side always wins proves nothing"
    assert track.voices_at_once() == 0


async def test_a_delivery_and_the_end_of_what_it_rests_on_are_never_both_so(voices: Voices, track: Track) -> None:
    source = await voices.in_force()
    for level in LEVELS:
        for _ in range(ROUNDS // 2):
            case = await voices.released(source["basis"]["position"])
            successor = await to_supersede(voices, source)
            delivered = a_milestone(case, Milestone.DELIVERED.value)
            told, adopted = await track.race(
                level, (POST, "milestone", delivered), (DRAFTER, "adoption", an_adoption(successor))
            )
            assert track.on_an_ended_position("milestone") == 0
            assert told in {COMMITTED, "OV003 position_superseded", LOST_BY_SNAPSHOT}
            source = await superseded(voices, successor, adopted)


@pytest.mark.parametrize("conflict", ["with the conflict", "with the constraint alone"])
async def test_two_voices_at_once_are_one(voices: Voices, track: Track, conflict: str) -> None:
    if conflict == "with the constraint alone":
        assert track.direct.run(OWNER, NO_CONFLICT) == COMMITTED
    for level in LEVELS:
        for _ in range(ROUNDS // 2):
            texts = [await voices.approved(await voices.open()) for _ in range(2)]
            outcomes = await track.race(level, *((DRAFTER, "adoption", an_adoption(text)) for text in texts))
            assert sorted(outcomes, key=lambda o: o == COMMITTED)[1] == COMMITTED, outcomes
            assert set(outcomes) - {COMMITTED} <= {"OV003 position_in_force", LOST_BY_SNAPSHOT}
            assert track.voices_at_once() == 0
            winner = texts[outcomes.index(COMMITTED)]
            await voices.end(await voices.look(winner))


async def test_without_the_conflict_the_same_race_finds_a_breach(voices: Voices, track: Track) -> None:
    assert track.direct.run(OWNER, NO_CONFLICT) == COMMITTED
    source = await voices.in_force()
    for _ in range(5 * ROUNDS):
        case = await voices.approved(await voices.citing(source["basis"]["position"]))
        successor = await to_supersede(voices, source)
        _, adopted = await track.race(
            IsolationLevel.READ_COMMITTED,
            (RELEASER, "release", a_release(case)),
            (DRAFTER, "adoption", an_adoption(successor)),
        )
        if track.on_an_ended_position("release"):
            return
        source = await superseded(voices, successor, adopted)
    pytest.fail("the bench does not notice that the conflict is gone")
