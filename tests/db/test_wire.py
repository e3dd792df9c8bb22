"""Statements straight on the driver's connection: values, refusals, lost connections, and SQLAlchemy beside them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from psycopg import DataError
from psycopg.errors import DivisionByZero, UniqueViolation
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import Database, DatabaseUnavailableError, first, firsts, rows, soon
from embedded.postgres import PostgresServer
from tests.db.direct_sql import OWNER, DirectSql

pytestmark = pytest.mark.asyncio

PID = text("SELECT pg_backend_pid() AS pid")
KEEP = text("INSERT INTO kept VALUES (:n)")
KEPT = text("SELECT coalesce(array_agg(n ORDER BY n), '{}') AS all FROM kept")
FAIL = text("SELECT 1 / CAST(:n AS integer)")
AWKWARD = 'a,b "c" {d} \\e ÅŻ 中 NULL'


@pytest_asyncio.fixture(loop_scope="session")
async def one(postgres: PostgresServer, database: str) -> AsyncIterator[Database]:
    """A pool of one connection, and a table to write to."""
    db = Database(postgres.url(OWNER, database), size=1)
    async with db.begin() as tx:
        await first(tx, text("CREATE TABLE kept (n integer PRIMARY KEY)"), {})
    yield db
    await db.close()


async def kept(db: Database) -> object:
    async with db.begin() as tx:
        found = await first(tx, KEPT, {})
    assert found is not None
    return found["all"]


async def pid(db: Database) -> object:
    async with db.begin() as tx:
        found = await first(tx, PID, {})
    assert found is not None
    return found["pid"]


Step = Callable[[AsyncConnection], Awaitable[object] | None]


async def done(db: Database, *steps: Step) -> None:
    """Take these steps in one transaction."""
    async with db.begin() as tx:
        for step in steps:
            doing = step(tx)
            if doing is not None:
                await doing


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", None),
        ("text", ""),
        ("text", AWKWARD),
        ("integer", -7),
        ("boolean", True),
        ("boolean", False),
        ("uuid", UUID("5d0c9a0e-6f0b-4c1f-9f5e-0e4b62198210")),
        ("timestamptz", datetime(1982, 10, 25, 14, 0, 0, 250000, UTC)),
        ("bytea", b"\x00\xff\\x"),
        ("bytea", b"\x00\xff" * 2_000_000),
        ("text[]", []),
        ("text[]", ["", "NULL", AWKWARD]),
        ("bigint[]", [1, 2]),
    ],
)
async def test_a_value_comes_back_as_it_was_sent(one: Database, kind: str, value: object) -> None:
    for _ in range(2):  # prepared, and prepared already
        async with one.begin() as tx:
            assert await first(tx, text(f"SELECT CAST(:v AS {kind}) AS v"), {"v": value}) == {"v": value}


async def test_a_value_of_no_known_form_is_refused_and_harms_nothing(one: Database) -> None:
    with pytest.raises(TypeError):
        await done(one, lambda tx: first(tx, text("SELECT CAST(:v AS text)"), {"v": object()}))
    assert await kept(one) == []


async def test_a_value_that_cannot_be_read_here_is_no_lost_connection(one: Database) -> None:
    before = await pid(one)
    with pytest.raises(DataError):
        async with one.begin() as tx:
            await first(tx, text("SELECT CAST('infinity' AS timestamptz) AS at"), {})
    assert await pid(one) == before


async def test_statements_of_one_flight_see_each_other_in_order(one: Database) -> None:
    async with one.begin() as tx:
        soon(tx, KEEP, {"n": 1})
        nothing, found = await firsts(tx, (KEEP, {"n": 2}), (KEPT, {}))
        assert (nothing, found) == (None, {"all": [1, 2]})
        assert await rows(tx, text("SELECT n FROM kept ORDER BY n"), {}) == [{"n": 1}, {"n": 2}]


async def test_sqlalchemy_and_the_wire_share_the_transaction_whoever_begins_it(one: Database) -> None:
    async with one.begin() as tx:
        await tx.execute(KEEP, {"n": 1})
        assert await first(tx, KEPT, {}) == {"all": [1]}
    async with one.begin() as tx:
        await first(tx, KEEP, {"n": 2})
        assert (await tx.execute(KEPT)).scalar_one() == [1, 2]
        await tx.execute(KEEP, {"n": 3})
    with pytest.raises(DivisionByZero):
        await done(one, lambda tx: tx.execute(KEEP, {"n": 4}), lambda tx: first(tx, FAIL, {"n": 0}))
    assert await kept(one) == [1, 2, 3]


async def test_what_fails_undoes_all_and_nothing_after_it_is_run(one: Database) -> None:
    same = await pid(one)
    for _ in range(2):
        with pytest.raises(DivisionByZero):
            await done(one, lambda tx: firsts(tx, (KEEP, {"n": 1}), (FAIL, {"n": 0}), (KEEP, {"n": 2})))
        assert await kept(one) == []
    assert await pid(one) == same


async def test_what_was_put_off_goes_with_the_commit_or_fails_it(one: Database) -> None:
    async with one.begin() as tx:
        soon(tx, KEEP, {"n": 1})
    assert await kept(one) == [1]
    with pytest.raises(UniqueViolation):
        await done(one, lambda tx: first(tx, KEEP, {"n": 2}), lambda tx: soon(tx, KEEP, {"n": 1}))
    with pytest.raises(DBAPIError):
        await done(one, lambda tx: soon(tx, KEEP, {"n": 3}), lambda tx: tx.execute(FAIL, {"n": 0}))
    assert await kept(one) == [1]


async def test_what_is_written_while_only_looking_is_gone(one: Database) -> None:
    async with one.begin(only_look=True) as tx:
        soon(tx, KEEP, {"n": 1})
        await tx.execute(KEEP, {"n": 2})
        assert await rows(tx, text("SELECT n FROM kept ORDER BY n"), {}) == [{"n": 1}, {"n": 2}]
    assert await kept(one) == []


async def test_an_act_cut_off_while_it_waits_does_nothing_and_its_connection_is_used_no_more(one: Database) -> None:
    before = await pid(one)
    asked = asyncio.Event()

    async def act() -> None:
        async with one.begin() as tx:
            await first(tx, KEEP, {"n": 1})
            asked.set()
            await first(tx, text("SELECT pg_sleep(60)"), {})

    acting = asyncio.create_task(act())
    await asked.wait()
    await asyncio.sleep(0)
    acting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await acting
    assert await kept(one) == []
    assert await pid(one) != before


async def test_a_server_that_hangs_up_is_unavailable_and_the_next_act_has_another_connection(
    one: Database, direct: DirectSql
) -> None:
    process = await pid(one)

    async def hang_up(_: AsyncConnection) -> None:
        assert direct.ask("postgres", "SELECT pg_terminate_backend(%s, 5000)", process) == [(True,)]

    with pytest.raises(DatabaseUnavailableError):
        await done(one, lambda tx: first(tx, PID, {}), hang_up, lambda tx: first(tx, KEEP, {"n": 1}))
    assert await kept(one) == []


async def test_a_server_that_hangs_up_on_a_question_is_unavailable(one: Database) -> None:
    with pytest.raises(DatabaseUnavailableError):
        await done(one, lambda tx: first(tx, text("SELECT pg_terminate_backend(pg_backend_pid())"), {}))
    assert await kept(one) == []


async def test_after_a_restart_one_act_is_told_to_ask_again_and_no_second(
    postgres: PostgresServer, database: str, direct: DirectSql
) -> None:
    db = Database(postgres.url(OWNER, database), size=3)
    pids = await asyncio.gather(*(pid(db) for _ in range(3)))
    assert len(set(pids)) > 1
    for process in set(pids):
        direct.ask("postgres", "SELECT pg_terminate_backend(%s, 5000)", process)
    with pytest.raises(DatabaseUnavailableError):
        await pid(db)
    assert not set(await asyncio.gather(*(pid(db) for _ in range(3)))) & set(pids)
    await db.close()


async def test_statements_forgotten_by_the_server_are_prepared_anew(one: Database) -> None:
    await kept(one)
    with pytest.raises(DatabaseUnavailableError):
        await done(one, lambda tx: tx.execute(text("DEALLOCATE ALL")), lambda tx: first(tx, KEPT, {}))
    assert await kept(one) == []


async def test_a_migration_under_a_prepared_statement_is_got_over(one: Database) -> None:
    everything = text("SELECT * FROM kept")

    async def read() -> list[dict[str, object]]:
        async with one.begin() as tx:
            return await rows(tx, everything, {})

    await read()
    async with one.begin() as tx:
        await tx.execute(text("ALTER TABLE kept ADD COLUMN id uuid"))
    with pytest.raises(DatabaseUnavailableError):
        await read()
    async with one.begin() as tx:
        await first(tx, text("INSERT INTO kept VALUES (1, :id)"), {"id": (made := uuid4())})
    assert await read() == [{"n": 1, "id": made}]
