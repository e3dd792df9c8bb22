"""A release against what would stop it, at the same moment: never both, at any isolation level.

The bench proves itself: with the gate's materialised conflict taken out, the same races find a breach.
"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import psycopg
import pytest
import pytest_asyncio
from psycopg import IsolationLevel

from tests.db.direct_sql import (
    APP,
    COMMITTED,
    DRAFTED_BY,
    OWNER,
    DirectSql,
    Row,
    a_hold,
    a_release,
    a_sign_off,
    a_small_approved_case,
    a_version,
    a_withdrawal,
    broken_links,
    insertion,
    what_went_wrong,
)
from tests.office import RELEASER, Office, View

pytestmark = pytest.mark.asyncio

ROUNDS = 20
LEVELS = (IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE)
LONGEST = 0.004  # seconds that a contender dawdles: about as long as its transaction takes
LOST_BY_SNAPSHOT = "40001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opponent:
    """What somebody does to a case that is about to be released, and how release is refused if they were first."""

    subject: str
    table: str
    row: Callable[[View], Row]
    refusal: str


OPPONENTS = {
    "withdrawal": Opponent(subject=DRAFTED_BY, table="withdrawal", row=a_withdrawal, refusal="case_has_ended"),
    "hold": Opponent(
        subject="commerce.ita", table="hold", row=lambda case: a_hold(case, "commerce"), refusal="hold_open"
    ),
    "changed mind": Opponent(
        subject="commerce.ita",
        table="sign_off",
        row=lambda case: a_sign_off(case, "commerce", response="nonconcur"),
        refusal="nonconcurrence",
    ),
    "redraft": Opponent(subject=DRAFTED_BY, table="text_version", row=a_version, refusal="not_the_current_text"),
}
Connection = psycopg.AsyncConnection[tuple[object, ...]]


@dataclass(frozen=True)
class Track:
    """Two connections that race, and chance, which says who dawdles."""

    direct: DirectSql
    lanes: tuple[Connection, Connection]
    chance: random.Random

    async def race(self, case: View, opponent: Opponent, level: IsolationLevel) -> tuple[str, str]:
        """Release and oppose at once; what became of each."""
        start = asyncio.Barrier(2)
        sides = [(RELEASER, "release", a_release(case)), (opponent.subject, opponent.table, opponent.row(case))]
        released, opposed = await asyncio.gather(
            *(self._run(lane, level, start, *side) for lane, side in zip(self.lanes, sides, strict=True))
        )
        return released, opposed

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

    def breaches(self, case: View) -> list[str]:
        """What, by the order of the ledger, stood against the release, or came after it and should not have."""
        against: list[str] = []
        released = False
        found: list[str] = []
        entries = self.direct.ask(OWNER, "SELECT kind, body FROM ledger WHERE case_id = %s ORDER BY seq", case["id"])
        for kind, body in entries[case["version"] :]:
            if kind == "release":
                found += [f"{it} stood against it" for it in against]
                released = True
            elif kind != "sign_off" or json.loads(body)["response"] == "nonconcur":
                against.append(kind)
                found += [f"{kind} after it"] * released
        return found


@pytest_asyncio.fixture(loop_scope="session")
async def track(direct: DirectSql) -> AsyncIterator[Track]:
    where = direct.server.conninfo(APP, direct.database)
    async with await psycopg.AsyncConnection.connect(where) as one, await psycopg.AsyncConnection.connect(where) as two:
        yield Track(direct, (one, two), random.Random())  # noqa: S311 - chance for a race, not for a secret


async def approved_cases(office: Office, count: int) -> list[View]:
    return list(await asyncio.gather(*(a_small_approved_case(office) for _ in range(count))))


@pytest.mark.parametrize("kind", OPPONENTS)
async def test_a_release_and_what_would_stop_it_are_never_both_so(office: Office, track: Track, kind: str) -> None:
    opponent = OPPONENTS[kind]
    wins: Counter[str] = Counter()
    for level in LEVELS:
        for case in await approved_cases(office, ROUNDS):
            released, opposed = await track.race(case, opponent, level)
            assert track.breaches(case) == []
            assert broken_links(track.direct, case) == []
            if released == COMMITTED:
                assert opposed in {"OV003 case_has_ended", LOST_BY_SNAPSHOT}
            else:
                assert (opposed, released in {f"OV003 {opponent.refusal}", LOST_BY_SNAPSHOT}) == (COMMITTED, True)
            wins["release" if released == COMMITTED else kind] += 1
    assert set(wins) == {"release", kind}, "a race that one side always wins proves nothing"
    assert wins.total() == ROUNDS * len(LEVELS)


LOCK = "FOR NO KEY UPDATE OF k"
MOVE = "UPDATE case_file SET ledger_seq = c.seq, ledger_head = chained, last_at = c.at WHERE id = NEW.case_id;"
NUMBER = "k.ledger_seq + 1 AS seq"


def take_out(direct: DirectSql, *parts: str) -> None:
    """Take parts of the gate's conflict out of this database; the ledger is numbered by other means meanwhile."""
    [(definition,)] = direct.ask(OWNER, "SELECT pg_get_functiondef('record_fact'::regproc)")
    for part in parts:
        assert definition.count(part) == 1
        definition = definition.replace(part, "")
    assert definition.count(NUMBER) == 1
    definition = definition.replace(NUMBER, "nextval('public.apart')::integer AS seq")
    assert direct.run(OWNER, "CREATE SEQUENCE public.apart START 1000", definition) == COMMITTED


@pytest.mark.parametrize("kind", OPPONENTS)
@pytest.mark.parametrize(
    ("parts", "level"),
    [
        ((LOCK, MOVE), IsolationLevel.READ_COMMITTED),
        ((LOCK, MOVE), IsolationLevel.REPEATABLE_READ),
        ((MOVE,), IsolationLevel.REPEATABLE_READ),
    ],
    ids=["no conflict, read committed", "no conflict, repeatable read", "a lock alone, repeatable read"],
)
async def test_without_the_conflict_the_same_race_finds_a_breach(
    office: Office, track: Track, kind: str, parts: tuple[str, ...], level: IsolationLevel
) -> None:
    cases = await approved_cases(office, ROUNDS)
    take_out(track.direct, *parts)
    for case in cases:
        await track.race(case, OPPONENTS[kind], level)
        if track.breaches(case):
            return
    pytest.fail("the bench does not notice that the conflict is gone")
