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
from embedded.demo import play
from embedded.processes import wait_until
from embedded.stack import running_stack
from embedded.story import coordinators

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
    assert whats.index("milestone") < whats.index("approval") < whats.index("release")
    assert {i["data"]["digest"] for i in told["timeline"] if i["what"] in ("approval", "release")} == {out["digest"]}


def test_a_nonconcurrence_changed_the_words_and_the_first_responses_count_for_nothing(told: Json) -> None:
    drafts = [item["data"]["digest"] for item in told["timeline"] if item["what"] == "text_version"]
    assert len(drafts) == 2
    assert told["case"]["release"]["digest"] == drafts[1] != drafts[0]
    assert signed(told, drafts[0]).keys() < MUST_CLEAR
    assert signed(told, drafts[0], "nonconcur").keys() == {"defense"}
    words = {item["data"]["agency"]: item["words"] for item in told["timeline"] if item["what"] == "comment"}
    assert words.keys() == {"ustr", "defense", "energy"}
    assert all(words[agency]["comment"] and words[agency]["proposed"] for agency in ("ustr", "defense"))


def test_an_old_text_and_a_release_by_another_department_are_refused(told: Json) -> None:
    refused = [(r["who"], r["status"], r["code"]) for r in told["refused"]]
    assert refused == [
        ("treasury.oasia", 412, "text_changed"),
        ("commerce.ita", 403, "not_releaser"),
        ("embassy.tokyo", 409, "below_instructed_level"),
    ]
    assert [step["status"] for step in told["steps"] if step["status"] != 201] == [412, 403, 409]


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


@pytest.fixture(scope="module")
def split(data: Path) -> Json:
    """What `onevoice demo --story split --json` said."""
    found: Json = answered(data, "demo --story split --json")
    return found


@pytest.fixture(scope="module")
def silence(data: Path) -> Json:
    """What `onevoice demo --story silence --json` said."""
    found: Json = answered(data, "demo --story silence --json")
    return found


def of_kind(told: Json, what: str) -> list[Json]:
    return [item for item in told["timeline"] if item["what"] == what]


def test_the_split_of_september_climbs_the_ladder_and_only_the_president_decides(split: Json) -> None:
    argued = split["split"]
    assert [move["rung"] for move in argued["moves"]] == ["working_group", "ig", "sig_iep", "nsc", "president"]
    assert [ruling["outcome"] for ruling in argued["rulings"]] == [*["refer_up"] * 4, "president_b"]
    assert [(r["who"], r["status"], r["code"]) for r in split["refused"]] == [("apnsa", 403, "only_the_president")]


def test_the_split_goes_out_in_the_words_that_the_president_bound(split: Json) -> None:
    case, decision = split["case"], split["split"]["rulings"][-1]
    assert (case["stage"], case["release"]["version"]) == ("closed", 2)
    assert case["release"]["digest"] == decision["digest"]
    assert not signed(split, decision["digest"])
    first = of_kind(split, "text_version")[0]["data"]["digest"]
    assert signed(split, first).keys() == MUST_CLEAR - {"defense", "ustr"}


def test_both_sides_of_the_split_stay_in_the_record(split: Json) -> None:
    assert split["case"]["split"]["dissents"] == ["defense"]
    assert {position["agency"] for position in split["split"]["positions"]} == {"defense", "state"}
    assert all(item["words"]["recommendation"] for item in of_kind(split, "split_position"))
    assert all(item["words"]["reason"] for item in of_kind(split, "ruling"))
    assert of_kind(split, "split")[0]["words"]["question"] == split["split"]["question"]


def test_silence_clears_after_receipt_and_never_for_the_country_desk(silence: Json) -> None:
    clears = silence["silence_clears_at"]
    assert clears["state"] is None
    assert datetime.fromisoformat(clears["treasury"]) > datetime.fromisoformat(of_kind(silence, "receipt")[0]["at"])
    assert [item["data"]["agency"] for item in of_kind(silence, "receipt")[:2]] == ["treasury", "state"]


def test_before_silence_clears_an_agency_speaks_in_every_way_there_is(silence: Json) -> None:
    whats = {item["what"] for item in silence["timeline"]}
    assert {"extension", "hold", "hold_extension", "hold_end", "equity_act", "carry_over"} <= whats
    assert [item["who"]["subject"] for item in of_kind(silence, "extension")] == ["defense.isa", "defense.asd"]
    assert [(r["who"], r["code"]) for r in silence["refused"]] == [("defense.isa", "higher_grade_needed")]
    assert [item["data"]["agency"] for item in of_kind(silence, "equity_act")] == ["ustr", "ustr", "jcs"]


def test_responses_carried_over_stand_for_the_words_that_left(silence: Json) -> None:
    out = silence["case"]["release"]["digest"]
    carried = {item["data"]["agency"] for item in of_kind(silence, "carry_over") if item["data"]["digest"] == out}
    assert carried == {"defense", "treasury", "ustr"}
    assert signed(silence, out).keys() == (MUST_CLEAR | {"jcs"}) - carried


@pytest.mark.parametrize(
    ("story", "said"),
    [
        ("split", ("refused: 403 only_the_president", "DECISION:  A ____   B ____", "decided    White House")),
        ("silence", ("refused: 403 higher_grade_needed", "The silence of State never clears.", "concur, carried over")),
        ("two-voices", ("refused: 409 position_in_force", "refused: 409 conflict_open", "rules: the text yields")),
        ("aviation", ("refused: 409 departure_open", "refused: 409 text_initialled", "refused: 404 not_found")),
        # Once more on the same stack: the position of the first time is superseded.
        ("two-voices", ("refused: 409 position_in_force", "sees to the drift: disjoint ranges")),
        ("monitoring", ("refused: 422 not_measurable", "refused: 409 stale_copy", "Commerce: unchanged, a stale copy")),
        # Once more: the last quarter of the first time is not this one's.
        ("monitoring", ("refused: 409 nothing_opened", "ECO-1b, still valid")),
    ],
)
def test_a_story_is_a_plain_page_too(data: Path, story: str, said: tuple[str, ...]) -> None:
    done = onevoice(data, f"demo --step 0 --story {story}")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= COLUMNS
    assert [words for words in said if words not in done.stdout] == []


@pytest.mark.usefixtures("split", "silence")
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
        ("directive show no.such", "The API refused (422 malformed): "),
        ("directive show --as nobody", "There is no persona nobody"),
        ("db upgrade nonsense", "The database was left as it is: "),
    ):
        done = onevoice(data, arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(said)
        assert done.stderr.count("\n") == 1
