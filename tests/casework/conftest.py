"""What tests of casework stand on besides."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from db.engine import Database
from embedded.postgres import PostgresServer
from tests.casework.forger import Forger, forger
from tests.casework.logbook import Logbook
from tests.casework.stories import Stories
from tests.db.direct_sql import DirectSql
from tests.office import Office


@pytest.fixture
def hand(postgres: PostgresServer, database: str) -> Iterator[Forger]:
    """A superuser's hand in this test's database."""
    with forger(postgres, database) as forging:
        yield forging


@pytest.fixture
def direct(postgres: PostgresServer, database: str) -> DirectSql:
    """Direct SQL on this test's database, as any role."""
    return DirectSql(postgres, database)


@pytest.fixture
def stories(office: Office, worker_db: Database, owner_db: Database) -> Stories:
    """Whole cases, told on this test's database."""
    return Stories(office, worker_db, owner_db)


@pytest_asyncio.fixture(loop_scope="session")
async def logbook(
    app_db: Database, worker_db: Database, owner_db: Database, verifier_db: Database, tmp_path: Path
) -> Logbook:
    """This test's log, with its keys set up."""
    made = Logbook(app_db, worker_db, owner_db, verifier_db, tmp_path / "checkpoints")
    await made.prepare()
    return made
