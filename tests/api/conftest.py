"""The API as its callers meet it: over HTTP on a loopback port, with a sign-in provider that signs tokens."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.identity import Issuer, identity_app, new_key
from embedded.personas import keep_secrets, read_subjects
from embedded.plan import PEOPLE
from embedded.postgres import PostgresServer
from tests.api.served import Api, Served, served_api


@pytest.fixture(scope="session")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    """The embedded sign-in provider, answering on a port of its own; every persona is its client."""
    with Served() as port:
        issuer = Issuer(
            url=f"http://127.0.0.1:{port.number}",
            audience="one-voice",
            key=new_key(),
            clients=keep_secrets(tmp_path_factory.mktemp("identity"), read_subjects(Path(PEOPLE))),
        )
        port.serve(identity_app(issuer))
        yield issuer


@pytest.fixture
def api(postgres: PostgresServer, database: str, identity: Issuer) -> Iterator[Api]:
    """The API on this test's own database."""
    with served_api(postgres.url("onevoice_app", database), identity) as api:
        yield api
