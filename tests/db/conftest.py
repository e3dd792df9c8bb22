"""What the tests of the database's fences stand on."""

import pytest

from embedded.postgres import PostgresServer
from tests.db.direct_sql import DirectSql


@pytest.fixture
def direct(postgres: PostgresServer, database: str) -> DirectSql:
    """Direct SQL on this test's database."""
    return DirectSql(postgres, database)
