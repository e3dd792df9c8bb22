"""The demo on the real whole stack, as anybody would play it, and what the other commands say of it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from embedded.client import ApiRefused, Client, Json
from embedded.demo import coordinators, play
from embedded.processes import wait_until
from embedded.stack import running_stack

# The stack has PostgreSQL, Temporal, worker and API: one at a time is enough for a small machine.
pytestmark = pytest.mark.xdist_group("whole_stack")

PATIENCE = 120.0
MUST_CLEAR = {"state", "defense", "commerce", "ustr", "cia", "treasury", "justice", "nsc"}
COLUMNS = 100


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a stack that runs as long as this module's tests."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    log = folder.with_name("terminal")
    with log.open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "up"], env=_environment(folder), stdout=terminal, stderr=terminal
        )
    try:
        wait_until(lambda: running_stack(folder) is not None or process.poll() is not None, PATIENCE)
        assert running_stack(folder) is not None, log.read_text(encoding="utf-8")
        yield folder
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0, log.read_text(encoding="utf-8")
    finally:
        process.kill()
        process.wait()


def _environment(data: Path) -> dict[str, str]:
    ours = ("ONEVOICE_", "DATABASE_URL", "TEMPORAL_", "OIDC_", "COLUMNS", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "ONEVOICE_DATA": str(data)}


def onevoice(data: Path, arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments.split()],
        env=_environment(data),
        capture_output=True,
        text=True,
        check=False,
    )


def answered(data: Path, arguments: str) -> Any:
    done = onevoice(data, arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def told(data: Path) -> Json:
    """What `onevoice demo --json` said."""
    found: Json = answered(data, "demo --json")
    return found


def signed(told: Json, digest: str, response: str = "concur") -> dict[str, Json]:
    """By agency, the sign-offs of the timeline on one digest."""
    return {
        item["data"]["agency"]: item
        for item in told["timeline"]
        if item["what"] == "sign_off" and item["data"]["digest"] == digest and item["data"]["response"] == response
    }


def test_the_timeline_tells_who_cleared_which_words_when(told: Json) -> None:
    case = told["case"]
    out = case["release"]
    assert case["stage"] == "closed"
    cleared = signed(told, out["digest"])
    assert cleared.keys() == MUST_CLEAR
    assert {agency: item["who"]["subject"] for agency, item in cleared.items()} == {
        agency: subject for agency, subject in coordinators().items() if agency in MUST_CLEAR
    }
    released_at = datetime.fromisoformat(out["at"])
    assert all(datetime.fromisoformat(item["at"]) < released_at for item in cleared.values())
    whats = [item["what"] for item in told["timeline"]]
    assert whats.index("approval") < whats.index("release") < whats.index("milestone")
    assert {i["data"]["digest"] for i in told["timeline"] if i["what"] in ("approval", "release")} == {out["digest"]}


def test_a_nonconcurrence_changed_the_words_and_the_first_responses_count_for_nothing(told: Json) -> None:
    drafts = [item["data"]["digest"] for item in told["timeline"] if item["what"] == "text_version"]
    assert len(drafts) == 2
    assert told["case"]["release"]["digest"] == drafts[1] != drafts[0]
    assert signed(told, drafts[0]).keys() < MUST_CLEAR
    assert signed(told, drafts[0], "nonconcur").keys() == {"defense"}
    words = [item["words"] for item in told["timeline"] if item["what"] == "comment"]
    assert all(word["comment"] and word["proposed"] for word in words)


def test_an_old_text_and_a_release_by_another_department_are_refused(told: Json) -> None:
    refused = [(r["who"], r["status"], r["code"]) for r in told["refused"]]
    assert refused == [("treasury.oasia", 412, "text_changed"), ("commerce.ita", 403, "not_releaser")]
    assert [step["status"] for step in told["steps"] if step["status"] != 201] == [412, 403]


def test_the_document_has_the_ledgers_last_hash(told: Json) -> None:
    assert told["ledger"]["entries"] == len(told["timeline"]) == told["case"]["version"]
    assert len(told["ledger"]["last_hash"]) == 64


def test_the_page_is_plain_and_tells_the_same(data: Path) -> None:
    done = onevoice(data, "demo --step 0")
    assert (done.returncode, done.stderr) == (0, "")
    page = done.stdout
    assert "\x1b" not in page
    assert max(map(len, page.splitlines())) <= COLUMNS
    assert page.count("Round 1 on version 1") == 2
    assert page.count("stale: the words changed") == 5
    assert "refused: 412 text_changed" in page
    assert "refused: 403 not_releaser" in page
    assert "[-an answer-]{+the findings on both+}" in page
    for agency, subject in coordinators().items():
        if agency in MUST_CLEAR:
            assert any("cleared" in line and f" {subject} " in line for line in page.splitlines())
    assert "Washington time. The record keeps UTC" in page
    assert "onevoice verify" in page


class Forger(Client):
    """Signs the current text where the demo would sign an old one."""

    def act(self, persona: str, path: str, body: Mapping[str, object], *, key: str | None = None) -> Json:
        if path.endswith("/sign-offs"):
            case = self.get(persona, path.removesuffix("/sign-offs"))
            with suppress(ApiRefused):
                self.act(case["action_office"], path.replace("/sign-offs", "/circulation"), {})
            body = {**body, "digest": case["text"]["digest"]}
        return super().act(persona, path, body, key=key)


def test_a_refusal_that_fails_to_come_ends_the_demo(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stack = running_stack(data)
    assert stack is not None
    with Forger(stack) as client:
        assert play(client, as_json=True, pause=0) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "treasury.oasia concurs for Treasury, with the old text in hand, and was let." in " ".join(said.err.split())


def test_what_the_demo_left_is_sound(data: Path, told: Json) -> None:
    verdict = answered(data, "verify --json")
    assert verdict["sound"] is True
    chain = next(check for check in verdict["checks"] if check["name"] == "ledger_chain")
    assert chain["looked_at"] >= told["ledger"]["entries"]
    assert onevoice(data, "verify").stdout.splitlines()[-1].startswith("Sound: ")


def test_a_desk_cleared_for_secret_is_shown_fourteen_clauses(data: Path) -> None:
    seen = answered(data, "directive show --as commerce.desk --json")
    assert len(seen["clauses"]) == 14
    assert {clause["marking"] for clause in seen["clauses"]} == {"C", "S"}
    assert seen["title"] is None
    assert len(answered(data, "directive show --json")["clauses"]) == 20
    page = onevoice(data, "directive show --as commerce.desk").stdout
    assert "(TS)" not in page
    assert "ECO-10" in page


def test_a_token_is_printed_alone(data: Path) -> None:
    done = onevoice(data, "token state.eb")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count(".") == 2
    assert len(done.stdout.split()) == 1


def test_what_is_refused_is_one_line(data: Path) -> None:
    for arguments, said in (
        ("token nobody", "There is no persona nobody; `onevoice personas` lists them."),
        ("directive show NSDD-99", "The API refused (404 not_found): "),
        ("directive show nonsense", "The API refused (422 malformed): "),
        ("directive show --as nobody", "There is no persona nobody"),
        ("db upgrade nonsense", "The database was left as it is: "),
    ):
        done = onevoice(data, arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(said)
        assert done.stderr.count("\n") == 1
