"""`onevoice checkpoint`, `key`, `certificate`, `bundle` and `verify` on the real whole stack, and offline beside it."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.test_case_commands import DRAFTER, Shell, shell

# The stack has PostgreSQL, Temporal, worker and API: one at a time is enough for a small machine.
pytestmark = pytest.mark.xdist_group("whole_stack")

__all__ = ["shell"]


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """A command takes the stack's addresses into its environment: here they go again with it."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def edit(case: str, old: str, new: str) -> str:
    """The statement that changes a word in the case's approval."""
    where = f"case_id = '{case}' AND kind = 'approval'"
    return f"UPDATE ledger SET body = replace(body, '{old}', '{new}') WHERE {where}"


def tamper(shell: Shell, *statements: str) -> None:
    """As a superuser, past every trigger."""
    socket = shell.data / "socket"
    url = f"postgresql://postgres@/onevoice?host={socket}&port=5432"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement.encode())


def test_from_release_to_proof(shell: Shell, tmp_path: Path) -> None:
    """A text is released, logged, countersigned, certified, carried away and checked; then the record is changed."""
    keys, bundle, whole = shell.data / "agency_keys", tmp_path / "bundle.tar", tmp_path / "all.tar"
    number, certificate = shell.released(), tmp_path / "release.jws"
    assert "is enrolled for state until" in shell.page(
        f"key enrol --as state.custodian --agency state --key {keys}/state"
    )
    assert "is enrolled for commerce" in shell.page(
        f"key enrol --as commerce.custodian --agency commerce --key {keys}/commerce --days 30"
    )
    assert "not_custodian" in shell.refused(f"key enrol --as {DRAFTER} --agency state --key {keys}/state")
    signed = re.fullmatch(r"Checkpoint (\d+) is signed, and a copy is in .*/checkpoints\.\n", shell.page("checkpoint"))
    assert signed is not None
    one = signed[1]
    first = shell.run(f"checkpoint countersign --as state.custodian --key {keys}/state")
    assert "Compare it: one-voice.local/" in first.stderr
    shell.run(f"checkpoint countersign {one} --as commerce.custodian --key {keys}/commerce --kept {tmp_path}/kept")
    assert "countersigned by state, commerce" in shell.page("checkpoint list --as auditor")
    shell.page("checkpoint")
    assert f"It continues checkpoint {one}." in shell.page(
        f"checkpoint countersign --as state.custodian --key {keys}/state"
    )
    assert shell.page(f"checkpoint show {one} --as auditor").count("\n— ") == 3
    assert f"is in checkpoint {one} of one-voice.local/" in shell.page(f"checkpoint proof {number} --as {DRAFTER}")
    assert shell.json(f"checkpoint proof {number} --as {DRAFTER} --seq 2")["seq"] == 2
    assert "countersigned  commerce" in shell.page("key list --as auditor")
    log_key = shell.page("key prepare").removeprefix("The log's key: ").strip()
    assert f"The certificate of {number} is in" in shell.page(
        f"certificate get {number} --as embassy.tokyo --out {certificate}"
    )
    assert shell.page(f"bundle export --as embassy.tokyo --case {number} --texts --out {bundle}").startswith("SECRET: ")
    assert shell.page(f"bundle export --as auditor --all --out {whole}").startswith("SECRET: ")
    words = tmp_path / "cable.txt"
    words.write_text("(S) The moratorium was agreed.\n\n(C) Deliver soon.\n", encoding="utf-8")
    page = shell.page(f"certificate verify {certificate} --bundle {bundle} --key {log_key} --text {words}")
    assert "is that text, to the letter." in page
    alone = shell.run(f"certificate verify {certificate} --bundle {bundle} --json")
    assert "The keys are the bundle's own. Compare the log's with one that you trust" in alone.stderr
    assert json.loads(alone.stdout)["good"] is True
    listed = shell.page("key list --as auditor").splitlines()
    certifying = next(line.split()[-1] for line in listed if " certificates " in line)
    bare = shell.run(f"certificate verify {certificate} --key {certifying}")
    assert (bare.exit_code, "that the release is in the log is not checked" in bare.stderr) == (0, True)
    assert shell.page(f"certificate verify {certificate} --key {certifying} --key {log_key}")
    assert "Sound: " in shell.page(f"verify --offline {bundle} --key {log_key}")
    assert "Sound: " in shell.page(f"verify --offline {whole} --copies {shell.data}/checkpoints")
    assert "Sound: " in shell.page("verify")
    record_changed(shell, number, whole)


def record_changed(shell: Shell, number: str, whole: Path) -> None:
    """Another office in an approval: both ways of checking name the case; put right again, nothing is left to say."""
    case = shell.json(f"case show {number} --as auditor")["id"]
    tamper(shell, edit(case, "state.", "State."))
    done = shell.run("verify --json")
    assert done.exit_code == 1
    breaches = [b for check in json.loads(done.stdout)["checks"] for b in check["breaches"]]
    assert {b["case"] for b in breaches} == {case}
    assert any("its hash is not that of what it says" in b["what"] for b in breaches)
    shell.page(f"bundle export --as auditor --all --out {whole}")
    offline = shell.run(f"verify --offline {whole} --copies {shell.data}/checkpoints --json")
    assert offline.exit_code == 1
    tamper(shell, edit(case, "State.", "state."))
    assert "Sound: " in shell.page("verify")


def test_a_log_that_forgot_is_not_countersigned(shell: Shell, tmp_path: Path) -> None:
    """The agency's own copy says that there was more; and a log that was cut gets no signature of its own."""
    key = tmp_path / "nsc"
    key.write_text((shell.data / "agency_keys" / "nsc").read_text(encoding="utf-8"), encoding="utf-8")
    shell.page(f"key enrol --as nsc.custodian --agency nsc --key {key}")
    shell.page("checkpoint")
    shell.run(f"checkpoint countersign --as nsc.custodian --key {key}")
    memory = key.with_name("nsc.countersigned")
    kept = json.loads(memory.read_text(encoding="utf-8"))
    root = kept["note"].splitlines()[2]
    memory.write_text(json.dumps(kept).replace(root, "A" * 43 + "="), encoding="utf-8")
    shell.page("checkpoint")
    refused = shell.refused(f"checkpoint countersign --as nsc.custodian --key {key}")
    assert "does not continue checkpoint" in refused
    assert "Nothing was signed." in refused
    last = shell.data / "checkpoints" / f"{kept['number'] + 9:08}.checkpoint"
    last.write_text(kept["note"], encoding="utf-8")
    assert "Nothing was signed: a checkpoint that was signed and kept outside is not" in shell.refused("checkpoint")
    assert shell.run("verify").exit_code == 1
    last.unlink()
    public = shell.page("key list --as auditor --json")
    mine = next(json.loads(one["body"])["key"] for one in json.loads(public)["items"] if '"nsc"' in one["body"])
    assert "Withdrawn" in shell.page(f"key withdraw {mine} --as nsc.custodian")
    memory.unlink()
    assert "key_not_in_force" in shell.run(f"checkpoint countersign --as nsc.custodian --key {key}").stderr


def test_keys_are_made_and_read(shell: Shell, tmp_path: Path) -> None:
    made = shell.page(f"key generate --name one-voice.example/state --out {tmp_path}/state")
    assert made.startswith("one-voice.example/state+")
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o600
    assert "is there already" in shell.refused(f"key generate --name x --out {tmp_path}/state")
    assert "without space or plus" in shell.refused(f"key generate --name 'a b' --out {tmp_path}/other")
    (tmp_path / "noise").write_text("noise", encoding="utf-8")
    assert "holds no private key" in shell.refused(
        f"key enrol --as state.custodian --agency state --key {tmp_path}/noise"
    )
    wrong = shell.refused(f"key enrol --as state.custodian --agency state --key {tmp_path}/state")
    assert "(422 key_refused)" in wrong


def test_what_is_wrong_is_one_line(shell: Shell, tmp_path: Path) -> None:
    opened = shell.opened()
    for arguments, said in (
        (f"certificate get {opened} --as {DRAFTER} --out {tmp_path}/x", "(409 not_released)"),
        (f"bundle export --as {DRAFTER} --out {tmp_path}/x", "Give --case once or more, or --all."),
        (
            f"bundle export --as {DRAFTER} --all --case {opened} --out {tmp_path}/x",
            "Give --case once or more, or --all.",
        ),
        (f"checkpoint show 999 --as {DRAFTER}", "(404 not_found)"),
        ("key withdraw nonsense+x --as state.custodian", "That is not a public key."),
    ):
        assert said in shell.refused(arguments), arguments
