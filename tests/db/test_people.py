"""Loading a register into PostgreSQL: what a load adds, ends and leaves alone, also the second time."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

import psycopg
import pytest
import pytest_asyncio
from psycopg import sql
from sqlalchemy import text

from casework.register import load_directive, load_people
from db import context, directives
from db.engine import Database, DatabaseUnavailableError
from db.people import UnknownAgencyError, replace_register
from domain.marking import Level
from domain.reclearance import CarryPolicy
from domain.register import Office, Person, Policy, Register
from domain.tenure import Tenure
from domain.vocabulary import Capacity
from embedded.postgres import PostgresServer
from migrations.run import upgrade

# One server for the whole file, so on one worker.
pytestmark = [pytest.mark.asyncio, pytest.mark.xdist_group("people")]

ROOT = Path(__file__).parents[2]
OWNER = "onevoice_owner"
MIDNIGHT = datetime(1982, 1, 1, 5, tzinfo=UTC)

DESK = Office(code="state.ea-j", agency="state", name="The country desk")
ISA = Office(code="defense.isa", agency="defense", name="International Security Affairs")


class Term(NamedTuple):
    """A row of the table `appointment`, as it is stored."""

    subject: str
    capacity: str
    valid_from: datetime
    valid_to: datetime | None


def a_tenure(
    capacity: Capacity = Capacity.COORDINATOR, since: date = date(1982, 1, 1), until: date | None = None
) -> Tenure:
    return Tenure(office=DESK.code, capacity=capacity, since=since, until=until)


def a_person(subject: str, *appointments: Tenure, clearance: Level = Level.S) -> Person:
    return Person(subject=subject, name="A name", clearance=clearance, appointments=appointments or (a_tenure(),))


def a_register(*persons: Person, offices: tuple[Office, ...] = (DESK, ISA)) -> Register:
    return Register(offices=offices, persons=persons)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    with PostgresServer(tmp_path_factory.mktemp("people") / "data", fsync=False) as running:
        upgrade(running.url(OWNER))
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def template(server: PostgresServer) -> str:
    database = Database(server.url(OWNER))
    await load_directive(database, ROOT / "directives" / "nsdd_62.yaml")
    await database.close()
    return "onevoice"


@pytest.fixture
def place(server: PostgresServer, template: str) -> str:
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server.conninfo("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier(OWNER)
            )
        )
    return name


@pytest_asyncio.fixture(loop_scope="session")
async def database(server: PostgresServer, place: str) -> AsyncIterator[Database]:
    opened = Database(server.url(OWNER, place))
    yield opened
    await opened.close()


async def load(database: Database, register: Register) -> int:
    async with database.begin() as tx:
        return await replace_register(tx, register)


async def terms(database: Database) -> list[Term]:
    async with database.begin() as tx:
        rows = await tx.execute(
            text(
                "SELECT p.subject, a.capacity, a.valid_from, a.valid_to FROM appointment a"
                " JOIN person p ON p.id = a.person ORDER BY p.subject, a.capacity, a.valid_from"
            )
        )
        return [Term(*row) for row in rows]


async def active(database: Database) -> dict[str, bool]:
    async with database.begin() as tx:
        return {row.subject: row.active for row in await tx.execute(text("SELECT subject, active FROM person"))}


async def row_versions(database: Database) -> Sequence[object]:
    async with database.begin() as tx:
        return (
            await tx.execute(
                text(
                    "SELECT ctid::text, xmin::text FROM office"
                    " UNION ALL SELECT ctid::text, xmin::text FROM person"
                    " UNION ALL SELECT ctid::text, xmin::text FROM appointment"
                )
            )
        ).all()


async def now(database: Database) -> datetime:
    async with database.begin() as tx:
        found: datetime = (await tx.execute(text("SELECT sec.now()"))).scalar_one()
    return found


async def shift_clock(database: Database, by: timedelta) -> None:
    async with database.begin() as tx:
        await tx.execute(text("UPDATE sec.clock SET shift = shift + :by"), {"by": by})


async def test_the_embedded_people_are_loaded_and_loading_them_again_writes_nothing(
    database: Database,
) -> None:
    loaded = await load_people(database, ROOT / "embedded" / "people.yaml")
    first = await row_versions(database)
    assert await load_people(database, ROOT / "embedded" / "people.yaml") == loaded
    assert await row_versions(database) == first
    assert loaded == len(await active(database)) > 40


async def test_a_loaded_person_enters_with_the_appointments_in_force(
    server: PostgresServer, place: str, database: Database
) -> None:
    over = a_tenure(Capacity.APPROVER, until=date(1982, 12, 31))
    await load(database, a_register(a_person("one", a_tenure(), over, clearance=Level.TS)))
    app = Database(server.url("onevoice_app", place))
    async with app.begin() as tx:
        entered = await context.enter(tx, "one", None)
    await app.close()
    assert entered is not None
    actor, _ = entered
    assert actor.clearance is Level.TS
    assert [(held.office, held.agency, held.capacity) for held in actor.appointments] == [
        ("state.ea-j", "state", Capacity.COORDINATOR)
    ]


async def test_terms_are_stored_from_midnight_to_midnight_in_washington(database: Database) -> None:
    held = a_tenure(until=date(1982, 6, 30))
    await load(database, a_register(a_person("one", held)))
    assert await terms(database) == [Term("one", "coordinator", MIDNIGHT, datetime(1982, 7, 1, 4, tzinfo=UTC))]


async def test_who_is_not_in_the_register_any_more_keeps_the_record_and_loses_the_access(
    database: Database,
) -> None:
    await load(database, a_register(a_person("one"), a_person("two")))
    before = await now(database)
    assert await load(database, a_register(a_person("one"))) == 1
    assert await active(database) == {"one": True, "two": False}
    one, two = await terms(database)
    assert one.valid_to is None
    assert two.valid_to is not None
    assert before < two.valid_to < await now(database)


async def test_who_returns_is_the_same_person_and_the_gap_stays_on_record(database: Database) -> None:
    both, alone = a_register(a_person("one"), a_person("two")), a_register(a_person("one"))
    await load(database, both)
    ids = await person_ids(database)
    await load(database, alone)
    assert await load(database, both) == 2
    assert await person_ids(database) == ids
    assert await active(database) == {"one": True, "two": True}
    _, gone, back = await terms(database)
    assert gone.valid_from == MIDNIGHT
    assert gone.valid_to is not None
    assert gone.valid_to < back.valid_from
    assert back.valid_to is None
    settled = await row_versions(database)
    await load(database, both)
    assert await row_versions(database) == settled


async def person_ids(database: Database) -> dict[str, UUID]:
    async with database.begin() as tx:
        return {row.subject: row.id for row in await tx.execute(text("SELECT subject, id FROM person"))}


async def test_another_capacity_ends_one_term_and_begins_another(database: Database) -> None:
    await load(database, a_register(a_person("one")))
    await load(database, a_register(a_person("one", a_tenure(Capacity.APPROVER))))
    begun, ended = await terms(database)
    assert (begun.capacity, begun.valid_from, begun.valid_to) == ("approver", MIDNIGHT, None)
    assert ended.capacity == "coordinator"
    assert ended.valid_to is not None


async def test_an_end_can_be_set_moved_and_taken_back(database: Database) -> None:
    for until, stored in (
        (date(2090, 6, 30), datetime(2090, 7, 1, 4, tzinfo=UTC)),
        (date(2091, 6, 30), datetime(2091, 7, 1, 4, tzinfo=UTC)),
        (None, None),
    ):
        await load(database, a_register(a_person("one", a_tenure(until=until))))
        assert await terms(database) == [Term("one", "coordinator", MIDNIGHT, stored)]


async def test_an_end_that_is_told_too_late_takes_effect_now(database: Database) -> None:
    await load(database, a_register(a_person("one")))
    before = await now(database)
    late = a_register(a_person("one", a_tenure(until=date(1983, 6, 30))))
    await load(database, late)
    (held,) = await terms(database)
    assert held.valid_to is not None
    assert held.valid_to > before
    settled = await row_versions(database)
    await load(database, late)
    assert await row_versions(database) == settled


async def test_a_term_that_ran_out_can_be_followed_by_another(database: Database) -> None:
    first, second = a_tenure(until=date(1983, 6, 30)), a_tenure(since=date(1984, 1, 1))
    await load(database, a_register(a_person("one", first)))
    await load(database, a_register(a_person("one", first, second)))
    assert [held.valid_to for held in await terms(database)] == [datetime(1983, 7, 1, 4, tzinfo=UTC), None]


async def test_a_term_that_has_not_begun_can_be_called_off_and_given_again(database: Database) -> None:
    to_come = a_tenure(Capacity.APPROVER, since=date(2090, 1, 1))
    planned, called_off = a_register(a_person("one", a_tenure(), to_come)), a_register(a_person("one"))
    await load(database, planned)
    await load(database, called_off)
    held, _ = await terms(database)
    assert held.valid_to == held.valid_from + timedelta(microseconds=1)
    settled = await row_versions(database)
    await load(database, called_off)
    assert await row_versions(database) == settled
    await load(database, planned)
    held, _ = await terms(database)
    assert (held.valid_from, held.valid_to) == (datetime(2090, 1, 1, 5, tzinfo=UTC), None)


async def test_time_alone_does_not_make_a_load_change_anything(database: Database) -> None:
    register = a_register(
        a_person(
            "one",
            a_tenure(until=date(2090, 6, 30)),
            a_tenure(since=date(2090, 7, 1), until=date(2091, 6, 30)),
        )
    )
    await load(database, register)
    settled = await row_versions(database)
    for _ in range(2):
        await shift_clock(database, datetime(2090, 8, 1, tzinfo=UTC) - await now(database))
        await load(database, register)
        await shift_clock(database, timedelta(days=365))
        await load(database, register)
        assert await row_versions(database) == settled


async def test_offices_and_people_are_brought_up_to_date(database: Database) -> None:
    await load(database, a_register(a_person("one")))
    await load(
        database,
        a_register(a_person("one", clearance=Level.TS), offices=(replace(DESK, name="Another name"), ISA)),
    )
    async with database.begin() as tx:
        assert (await tx.execute(text("SELECT level FROM person"))).scalar_one() == Level.TS
        name = (await tx.execute(text("SELECT name FROM office WHERE code = 'state.ea-j'"))).scalar_one()
    assert name == "Another name"


async def test_an_office_of_an_unknown_agency_is_refused_and_nothing_is_stored(database: Database) -> None:
    stray = Office(code="treasure.x", agency="treasure", name="An office")
    with pytest.raises(UnknownAgencyError, match=r"'treasure\.x' is of agency 'treasure'") as refused:
        await load(database, a_register(a_person("one"), offices=(DESK, stray)))
    assert (refused.value.agency, refused.value.office) == ("treasure", "treasure.x")
    assert await active(database) == {}


async def policies(database: Database) -> dict[str, str]:
    async with database.begin() as tx:
        kept = await directives.carry_policies(tx)
    return {agency: policy for agency, policy in kept.items() if policy != CarryPolicy.NEVER}


async def test_policies_are_stored_and_who_is_not_listed_is_asked_anew(database: Database) -> None:
    ustr = Policy(agency="ustr", carry_over=CarryPolicy.UNCHANGED_PARAGRAPHS)
    cia = Policy(agency="cia", carry_over=CarryPolicy.ALWAYS)
    await load(database, replace(a_register(a_person("one")), policies=(ustr, cia)))
    assert await policies(database) == {"ustr": "unchanged_paragraphs", "cia": "always"}
    await load(database, replace(a_register(a_person("one")), policies=(ustr,)))
    assert await policies(database) == {"ustr": "unchanged_paragraphs"}
    await load(database, a_register(a_person("one")))
    assert await policies(database) == {}


async def test_a_policy_of_an_unknown_agency_is_refused_and_nothing_is_stored(database: Database) -> None:
    stray = Policy(agency="treasure", carry_over=CarryPolicy.ALWAYS)
    with pytest.raises(UnknownAgencyError, match=r"a policy is of agency 'treasure'") as refused:
        await load(database, replace(a_register(a_person("one")), policies=(stray,)))
    assert (refused.value.agency, refused.value.office) == ("treasure", None)
    assert await active(database) == {}


async def test_a_second_load_waits_for_the_first(database: Database) -> None:
    async def load_impatiently() -> None:
        async with database.begin() as tx:
            await tx.execute(text("SET LOCAL lock_timeout = '50ms'"))
            await directives.one_at_a_time(tx)

    async with database.begin() as first:
        await directives.one_at_a_time(first)
        with pytest.raises(DatabaseUnavailableError):
            await load_impatiently()
    await load_impatiently()
