"""What tests of casework stand on besides."""

from collections.abc import Iterator

import pytest

from embedded.postgres import PostgresServer
from tests.casework.forger import Forger, forger


@pytest.fixture
def hand(postgres: PostgresServer, database: str) -> Iterator[Forger]:
    """A superuser's hand in this test's database."""
    with forger(postgres, database) as forging:
        yield forging
