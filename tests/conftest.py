"""What tests stand on: one PostgreSQL server a test process, one database a test, cloned from a migrated template."""

from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import psycopg
import pytest
import pytest_asyncio
from psycopg import sql

from casework.register import load_directive, load_people
from db.engine import Database
from embedded.plan import DIRECTIVE, PEOPLE
from embedded.postgres import PostgresServer
from migrations.run import upgrade
from tests.committee import Committee
from tests.delegation import Delegation
from tests.office import Office
from tests.watching import Watch

OWNER = "onevoice_owner"
TEMPLATE = "onevoice"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A server for the whole test process. Without fsync: tests do not outlive a power failure."""
    with PostgresServer(tmp_path_factory.mktemp("postgres") / "data", fsync=False) as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def template(postgres: PostgresServer) -> str:
    """The database that every test's own is cloned from: migrated, with NSDD-62 and its people."""
    upgrade(postgres.url(OWNER))
    db = Database(postgres.url(OWNER), size=1)
    await load_directive(db, DIRECTIVE)
    await load_people(db, PEOPLE)
    await db.close()
    return TEMPLATE


@pytest.fixture
def database(postgres: PostgresServer, template: str) -> Iterator[str]:
    """The name of a database of this test's own."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres.conninfo("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier(OWNER)
            )
        )
        yield name
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest_asyncio.fixture(loop_scope="session")
async def app_db(postgres: PostgresServer, database: str) -> AsyncIterator[Database]:
    """As the API: role onevoice_app."""
    db = Database(postgres.url("onevoice_app", database), size=10)
    yield db
    await db.close()


@pytest_asyncio.fixture(loop_scope="session")
async def worker_db(postgres: PostgresServer, database: str) -> AsyncIterator[Database]:
    """As the worker: role onevoice_worker."""
    db = Database(postgres.url("onevoice_worker", database), size=4)
    yield db
    await db.close()


@pytest_asyncio.fixture(loop_scope="session")
async def owner_db(postgres: PostgresServer, database: str) -> AsyncIterator[Database]:
    """As the owner: migrations, the register, the clock."""
    db = Database(postgres.url("onevoice_owner", database), size=2)
    yield db
    await db.close()


@pytest_asyncio.fixture(loop_scope="session")
async def verifier_db(postgres: PostgresServer, database: str) -> AsyncIterator[Database]:
    """As the verifier: reads everything."""
    db = Database(postgres.url("onevoice_verifier", database), size=1)
    yield db
    await db.close()


@pytest.fixture
def office(app_db: Database) -> Office:
    """Officers at work on this test's database."""
    return Office(app_db)


@pytest.fixture
def delegation(office: Office) -> Delegation:
    """A delegation that negotiates on air services."""
    return Delegation(office)


@pytest.fixture
def committee(app_db: Database) -> Committee:
    """The same officers at trade actions and enforcement cases."""
    return Committee(app_db)


@pytest.fixture
def watch(app_db: Database) -> Watch:
    """The same officers at assessments."""
    return Watch(app_db)
