"""Acts in two cases that may not both be: whoever comes first, never both, at any isolation level.

The bench proves itself: with the ties taken out, the same races find a breach.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import psycopg
import pytest
import pytest_asyncio
from psycopg import IsolationLevel

from domain.vocabulary import LinkKind
from tests.committee import NOAA, Committee
from tests.db.coordination_rows import a_certification, a_link, a_step
from tests.db.direct_sql import (
    APP,
    COMMITTED,
    OWNER,
    DirectSql,
    Row,
    a_recall,
    a_release,
    a_small_approved_case,
    broken_links,
    insertion,
    what_went_wrong,
)
from tests.office import RELEASER, View

pytestmark = pytest.mark.asyncio

ROUNDS = 6
LEVELS = (IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE)
LONGEST = 0.004  # seconds that a contender dawdles: about as long as its transaction takes
LOST_BY_SNAPSHOT = {"40001", "40P01"}
PENDING = "OV003 coordination_pending"

Connection = psycopg.AsyncConnection[tuple[object, ...]]
Side = tuple[str, str, Row]
"""Who inserts which row into which table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Two acts that meet: what is released, and what in another case would have stopped it if it was first."""

    cases: tuple[View, ...]
    released: Side
    stopping: Side


@dataclass(frozen=True)
class Track:
    """Two connections that race, and chance, which says who dawdles."""

    direct: DirectSql
    lanes: tuple[Connection, Connection]
    chance: random.Random

    async def race(self, meeting: Meeting, level: IsolationLevel) -> tuple[str, str]:
        """Both at once; what became of each."""
        start = asyncio.Barrier(2)
        sides = zip(self.lanes, (meeting.released, meeting.stopping), strict=True)
        released, stopped = await asyncio.gather(*(self._run(lane, level, start, *side) for lane, side in sides))
        return released, stopped

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

    def stamped(self, side: Side) -> object:
        """The instant of a committed fact."""
        _, table, row = side
        return self.direct.ask(OWNER, f"SELECT at FROM {table} WHERE id = %s", row["id"])[0][0]


@pytest_asyncio.fixture(loop_scope="session")
async def track(direct: DirectSql) -> AsyncIterator[Track]:
    where = direct.server.conninfo(APP, direct.database)
    async with await psycopg.AsyncConnection.connect(where) as one, await psycopg.AsyncConnection.connect(where) as two:
        yield Track(direct, (one, two), random.Random())  # noqa: S311 - chance for a race, not for a secret


async def tranche_or_certification(committee: Committee) -> Meeting:
    case, whaling = await committee.allocated(), await committee.whaling()
    tranche = a_step(case, "tranche_released", RELEASER, ref="tranche-1", share="25")
    return Meeting(
        cases=(case, whaling),
        released=(RELEASER, "milestone", tranche),
        stopping=(NOAA, "certification", a_certification(whaling)),
    )


async def allocation_or_certification(committee: Committee) -> Meeting:
    case, whaling = await committee.keyed(await committee.agreed()), await committee.whaling()
    return Meeting(
        cases=(case, whaling),
        released=(RELEASER, "release", a_release(case, channel="agency_letter")),
        stopping=(NOAA, "certification", a_certification(whaling)),
    )


async def release_or_prerequisite(committee: Committee) -> Meeting:
    case = await a_small_approved_case(committee)
    other = await committee.open(mandate="ECO-9a", by="state.oes")
    # The link is a fact of the other case, which is marked as high and is its first end.
    link = a_link(case, "prerequisite", other["id"])
    return Meeting(
        cases=(case, other), released=(RELEASER, "release", a_release(case)), stopping=("nsc.asia", "case_link", link)
    )


async def release_or_supersession(committee: Committee) -> Meeting:
    case = await a_small_approved_case(committee)
    other = await committee.open(mandate="ECO-9a", by="state.oes")
    link = a_link(other, "supersedes", case["id"])
    return Meeting(
        cases=(case, other), released=(RELEASER, "release", a_release(case)), stopping=("nsc.asia", "case_link", link)
    )


async def release_or_recall_of_what_it_waits_for(committee: Committee) -> Meeting:
    case, other = await a_small_approved_case(committee), await a_small_approved_case(committee)
    await committee.link(case, LinkKind.PREREQUISITE, other)
    other = await committee.release(other)
    return Meeting(
        cases=(case, other),
        released=(RELEASER, "release", a_release(case)),
        stopping=(RELEASER, "recall", a_recall(other)),
    )


MEETINGS: dict[str, Callable[[Committee], Awaitable[Meeting]]] = {
    "a tranche and a certification": tranche_or_certification,
    "an allocation and a certification": allocation_or_certification,
    "a release and a prerequisite": release_or_prerequisite,
    "a release and a supersession": release_or_supersession,
    "a release and the recall of what it waits for": release_or_recall_of_what_it_waits_for,
}


@pytest.mark.parametrize("kind", MEETINGS)
async def test_what_may_not_both_be_is_never_both_so(committee: Committee, track: Track, kind: str) -> None:
    wins: Counter[str] = Counter()
    for level in LEVELS:
        for _ in range(ROUNDS):
            meeting = await MEETINGS[kind](committee)
            released, stopped = await track.race(meeting, level)
            for case in meeting.cases:
                assert broken_links(track.direct, case) == []
            if released == COMMITTED and stopped == COMMITTED:
                # What was released first may be followed by what would have stopped it, and is stamped before it.
                assert track.stamped(meeting.released) < track.stamped(meeting.stopping)  # type: ignore[operator] # instants
            elif released != COMMITTED:
                assert released in {PENDING, *LOST_BY_SNAPSHOT}
                assert stopped == COMMITTED
            else:
                assert stopped in {"OV003 case_has_ended", *LOST_BY_SNAPSHOT}
            wins["released" if released == COMMITTED else "stopped"] += 1
            let_go(track)
    assert wins.total() == ROUNDS * len(LEVELS)
    assert wins["released"], "a race that one side always wins proves nothing"
    assert wins["stopped"], "a race that one side always wins proves nothing"


def let_go(track: Track) -> None:
    """Decide what a race left pending, so that the next one starts free."""
    decided = (
        "INSERT INTO certification_decision (case_id, certification, finding, reason, office) SELECT k.case_id, k.id,"
        " 'not_certified', 'x', 'commerce.secretary' FROM certification k WHERE NOT EXISTS"
        " (SELECT FROM certification_decision d WHERE d.certification = k.id)"
    )
    assert track.direct.run(APP, "SELECT sec.enter('commerce.secretary')", decided) == COMMITTED


async def test_two_demarches_at_the_edge_of_the_gauge_do_not_both_go(committee: Committee, track: Track) -> None:
    for level in LEVELS:
        assert track.direct.run(OWNER, "UPDATE pressure_gauge SET demarches_a_week = 100") == COMMITTED
        one, two = await a_small_approved_case(committee), await a_small_approved_case(committee)
        gone = "(SELECT count(*) FROM release)"
        edge = f"UPDATE pressure_gauge SET then_it = 'wait', demarches_a_week = {gone} + 1"
        assert track.direct.run(OWNER, edge) == COMMITTED
        meeting = Meeting(
            cases=(one, two),
            released=(RELEASER, "release", a_release(one)),
            stopping=(RELEASER, "release", a_release(two)),
        )
        outcomes = await track.race(meeting, level)
        assert sorted(outcomes).count(COMMITTED) == 1
        assert {o for o in outcomes if o != COMMITTED} <= {PENDING, *LOST_BY_SNAPSHOT}


def take_the_ties_out(direct: DirectSql) -> None:
    """Let nobody count anything up any more."""
    [(definition,)] = direct.ask(OWNER, "SELECT pg_get_functiondef('count_up'::regproc)")
    part = "INSERT INTO tie (key) VALUES (one) ON CONFLICT (key) DO UPDATE SET n = tie.n + 1;"
    assert definition.count(part) == 1
    assert direct.run(OWNER, definition.replace(part, "PERFORM one;")) == COMMITTED


@pytest.mark.parametrize("level", [IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ])
async def test_without_the_ties_the_same_race_finds_a_breach(
    committee: Committee, track: Track, level: IsolationLevel
) -> None:
    take_the_ties_out(track.direct)
    for _ in range(10 * ROUNDS):
        meeting = await tranche_or_certification(committee)
        released, stopped = await track.race(meeting, level)
        both = (released, stopped) == (COMMITTED, COMMITTED)
        if both and track.stamped(meeting.released) > track.stamped(meeting.stopping):  # type: ignore[operator] # instants
            return
        let_go(track)
    pytest.fail("the bench does not notice that the ties are gone")
