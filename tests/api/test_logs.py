"""What the process says of itself: events and ids, never a title, a text, a comment or a name."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from db.engine import Database
from embedded.identity import Issuer
from embedded.postgres import PostgresServer
from tests.api.officers import Officers, a_critical_comment, a_hold, paragraphs
from tests.api.served import Api, Served, code
from tests.office import DRAFTER

TITLE, WORDS, COMMENT, REASON, NAME, FIELD, KEY = (
    f"{word}-canary" for word in ("title", "words", "comment", "reason", "name", "field", "key")
)
ROOT = Path(__file__).parents[2]


class Process:
    """`python -m api` as the supervisor starts it, with its output kept."""

    def __init__(self, output: Path, database_url: str, issuer: Issuer) -> None:
        with Served() as free:
            self.port = free.number
        self._output = output
        self._file = output.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "api"],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "DATABASE_URL": database_url,
                "OIDC_ISSUER": issuer.url,
                "ONEVOICE_PORT": str(self.port),
            },
            stdout=self._file,
            stderr=subprocess.STDOUT,
        )

    def answers(self, api: Api) -> None:
        """Wait until it does."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                api.http.get("/api/v1/health")
            except httpx2.ConnectError:
                assert self._process.poll() is None, self._output.read_text()
            else:
                return
        pytest.fail("the API does not answer")

    def stop(self) -> str:
        """End it, and hand over all that it wrote."""
        self._process.terminate()
        self._process.wait(timeout=30)
        self._file.close()
        return self._output.read_text(encoding="utf-8")


@pytest.fixture
def process(tmp_path: Path, postgres: PostgresServer, database: str, identity: Issuer) -> Iterator[Process]:
    started = Process(tmp_path / "api.log", postgres.url("onevoice_app", database), identity)
    yield started
    started.stop()


async def owner_does(db: Database, statement: str, **values: object) -> None:
    async with db.begin() as tx:
        await tx.execute(text(statement), values)


def events(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines() if line]


@pytest.mark.asyncio
async def test_no_words_and_no_names_are_in_the_log(process: Process, identity: Issuer, owner_db: Database) -> None:
    await owner_does(owner_db, "UPDATE person SET name = :name", name=NAME)
    api = Api(f"http://127.0.0.1:{process.port}", identity)
    process.answers(api)
    officers = Officers(api)
    case = officers.circulated(title=TITLE, paragraphs=paragraphs(WORDS), note=REASON)
    case = officers.sign(case, "defense", "nonconcur", a_critical_comment(COMMENT, proposed=COMMENT))
    case = officers.act(case, "holds", a_hold("cia", reason=REASON, lifts_when=REASON), "cia.di")
    drafter, path = api.as_(DRAFTER), f"/cases/{case['id']}"
    refused = (
        drafter.post("/cases", {"title": TITLE, FIELD: WORDS}),
        drafter.post("/cases", {"title": TITLE, f"<{FIELD}>": WORDS}),
        drafter.post(f"{path}/versions", {"paragraphs": paragraphs(f"{WORDS}\u200b")}),
        drafter.post(f"{path}/withdrawal", {"reason": f"{REASON}\t"}, idempotency_key=KEY),
        drafter.send(f"{path}/versions", f'{{"note": "{WORDS}"'.encode()),
        drafter.get("/cases", q=f"{TITLE}\u0000"),
        drafter.get("/cases", cursor=WORDS),
        drafter.get("/cases", stage=WORDS),
        drafter.get("/cases", **{WORDS: WORDS}),
        drafter.get(f"/cases/{WORDS}"),
        drafter.get(f"/{WORDS}"),
        api.as_("defense.isa").post(f"{path}/approval", {"digest": "0" * 64}),
        api.bearing(WORDS).get("/inbox"),
    )
    for answer in refused:
        assert answer.is_client_error
        assert not any(word in answer.text for word in (TITLE, WORDS, COMMENT, REASON, NAME, KEY)), answer.text
    api.as_("auditor").look("/cases", q=TITLE)
    for what in ("/versions/1", "/timeline", "/ledger", "/comment-matrix"):
        api.as_("auditor").look(f"{path}{what}")
    # What nobody foresaw: the database no longer has the column that the act writes.
    await owner_does(owner_db, "ALTER TABLE withdrawal RENAME COLUMN reason TO because")
    broken = api.http.post(f"/api/v1{path}/withdrawal", json={"reason": REASON}, headers=drafter.headers)
    assert code(broken) == (500, "fault")
    api.http.close()
    output = process.stop()
    assert {"act_refused", "request_failed"} <= {event["event"] for event in events(output)}
    for word in (TITLE, WORDS, COMMENT, REASON, NAME, FIELD, KEY, "Bearer", identity.url):
        assert word not in output, word


def test_each_line_is_json_with_a_past_event(process: Process, identity: Issuer) -> None:
    api = Api(f"http://127.0.0.1:{process.port}", identity)
    process.answers(api)
    assert code(api.as_("auditor").get("/directives/NSDD-63")) == (404, "not_found")
    api.http.close()
    (event,) = [event for event in events(process.stop()) if event["event"] == "act_refused"]
    assert event.pop("at")
    assert event == {"event": "act_refused", "level": "info", "code": "not_found", "status": 404, "method": "GET"}
