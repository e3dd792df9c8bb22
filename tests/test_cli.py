"""The `onevoice` command: its help teaches, what goes wrong is one line that says what to do."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup
from typer.testing import CliRunner, Result

from cli import app
from embedded.client import personas
from embedded.directive_pages import print_directive
from embedded.pages import print_verdict
from embedded.ports import is_free
from embedded.private_files import make_private_folder
from embedded.stack import Stack, started_at, write_stack
from proofs.verdicts import Breach, Check, Verdict

ROOT = Path(__file__).parents[1]
COMMANDS = (
    "up",
    "token",
    "personas",
    "demo",
    "verify",
    "openapi",
    "directive check",
    "directive import",
    "directive load",
    "directive show",
    "people load",
    "people show",
    "practice check",
    "practice load",
    "practice show",
    "holds",
    "db fences",
    "db upgrade",
    "inbox",
    *(f"case {look}" for look in ("list", "show", "read", "timeline", "ledger", "matrix", "advice", "memo")),
    *(f"case {act}" for act in ("open", "redraft", "circulate", "sign", "dispose", "approve", "release", "milestone")),
    *(f"case {act}" for act in ("apply-comments", "answer-for")),
    *(f"case {act}" for act in ("hold", "lift", "extend-hold", "extend", "equity", "split", "position", "rule")),
    *(f"checkpoint {one}" for one in ("list", "show", "proof", "countersign")),
    *(f"key {one}" for one in ("generate", "prepare", "enrol", "withdraw", "list")),
    *("certificate get", "certificate verify", "bundle export"),
    *(f"case {act}" for act in ("reclama", "transfer", "answer-transfer", "send-back", "withdraw", "recall")),
    *(f"case {one}" for one in ("agenda", "certify", "commit", "commitments", "decide", "decide-topic")),
    *(f"case {one}" for one in ("instruct", "link", "links", "meeting", "negotiation", "plan", "report")),
    *(f"case {one}" for one in ("review", "seal", "sequence", "sources", "tear-line", "tear-lines", "topic")),
    *(f"case {one}" for one in ("assessment", "trade", "unlink")),
    *(f"mandate {one}" for one in ("check", "checks")),
    *(f"aftermath {one}" for one in ("acknowledge", "answer", "change-pages", "heard", "holders", "said")),
    *(f"position {one}" for one in ("adopt", "basis", "contradict", "end", "list", "reaffirm", "recheck", "rule")),
    *(f"position {one}" for one in ("show",)),
    *(f"series {one}" for one in ("list", "move", "pause", "preview", "resume", "show", "skip", "trigger")),
    *(f"contact {one}" for one in ("list", "log", "review")),
    *(f"parity {one}" for one in ("list", "log")),
    *("check", "commitments", "exceptions", "pressure", "say"),
)
NEEDS_A_STACK = (
    *("token state.eb", "demo", "verify", "directive load", "directive show", "people load", "db upgrade"),
    *("checkpoint", "key prepare", "key list --as auditor", "bundle export --as auditor --all --out x.tar"),
    *("inbox --as state.eb", "case list --as state.eb", "case withdraw ECO-6a-2222 --as state.eb --reason X"),
)
HEAVY = ("sqlalchemy", "temporalio", "fastapi", "alembic", "rich.table", "ruamel.yaml", "httpx2")


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment in which nothing runs and nothing is named."""
    for name in os.environ:
        if name.startswith("ONEVOICE_") or name in ("DATABASE_URL", "TEMPORAL_ADDRESS", "OIDC_ISSUER"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("ONEVOICE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NO_COLOR", "1")


def run(arguments: str) -> Result:
    """In a thread of its own: a command may open an event loop, and the tests have one already."""
    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(CliRunner().invoke, app, arguments.split()).result()


def named(group: TyperGroup, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from named(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_every_command_is_tested_here() -> None:
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    assert sorted(named(root)) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_by_example(command: str) -> None:
    helped = run(f"{command} --help")
    assert helped.exit_code == 0
    assert "Examples:\n" in helped.stdout
    assert f"  onevoice {command}" in helped.stdout


def test_it_says_which_version_it_is() -> None:
    said = run("--version")
    assert (said.exit_code, said.stdout.strip()) == (0, version("one-voice"))


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, cli\n"
        "for arguments in (['--help'], ['token', '--help'], ['verify', '--help'], ['case', 'rule', '--help']):\n"
        "    try: cli.app(arguments)\n"
        "    except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("command", NEEDS_A_STACK)
def test_without_a_stack_one_line_says_how_to_start_one(command: str) -> None:
    done = run(command)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("No One Voice runs on the data folder ")
    assert "`make run`" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["token state.eb", "directive show", "demo --json"])
def test_an_api_that_does_not_answer_is_told_in_one_line(command: str, tmp_path: Path) -> None:
    data = make_private_folder(tmp_path / "data")
    port = next(port for port in range(49_151, 1_024, -1) if is_free(port))
    nowhere = f"http://127.0.0.1:{port}"
    stack = Stack(
        environment={"OIDC_ISSUER": nowhere, "ONEVOICE_DATA": str(data)},
        api_url=nowhere,
        temporal_ui_url=None,
        supervisor=os.getpid(),
        supervisor_started=started_at(os.getpid()),
        pids={},
    )
    write_stack(data, stack)
    (data / "personas.json").write_text('{"state.eb": "x", "apnsa": "x"}', encoding="utf-8")
    refused = run(command)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"One Voice at {nowhere} does not answer (ConnectError).")
    assert refused.stderr.count("\n") == 1
    assert "There is no persona nobody" in run("token nobody").stderr


@pytest.mark.parametrize("url", ["postgresql+psycopg://onevoice_owner@127.0.0.1:1/onevoice", "nonsense"])
@pytest.mark.parametrize("command", ["directive load", "people load", "db upgrade"])
def test_a_database_that_does_not_answer_is_told_in_one_line(
    command: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEVOICE_OWNER_DATABASE_URL", url)
    done = run(command)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "The database does not answer, or its role may not enter. Is its address right?\n"


def test_a_setting_that_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEVOICE_PORT", "eight thousand")
    refused = run("up")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("The environment is not right. ONEVOICE_PORT: ")
    assert refused.stderr.count("\n") == 1


def test_a_good_directive_is_told_to_be_so() -> None:
    checked = run(f"directive check {ROOT}/directives/nsdd_62.yaml")
    assert checked.exit_code == 0
    assert checked.stdout.startswith("NSDD-62: 20 clauses, 26 mandates, 30 agencies; content ")


def test_a_bad_directive_is_told_with_file_and_line(tmp_path: Path) -> None:
    good = (ROOT / "directives" / "nsdd_62.yaml").read_text(encoding="utf-8")
    bad = good.replace("marking: TS\n    procedure: demarche", "marking: XX\n    procedure: shout", 1)
    bad = bad.replace("handling_note:", "handling_not:", 1)
    path = tmp_path / "bad.yaml"
    path.write_text(bad, encoding="utf-8")
    refused = run(f"directive check {path}")
    assert (refused.exit_code, refused.stdout) == (1, "")
    for wrong in ("marking: XX", "procedure: shout", "handling_not:"):
        line = bad[: bad.index(wrong)].count("\n") + 1
        assert f"{path}:{line}: " in refused.stderr
    assert all(told.startswith(f"{path}:") for told in refused.stderr.splitlines())


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01", b"a: [", b""])
@pytest.mark.parametrize("command", ["directive check", "directive load", "people load"])
def test_a_file_that_is_no_yaml_is_told_with_its_name(
    command: str, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEVOICE_OWNER_DATABASE_URL", "postgresql+psycopg://onevoice_owner@127.0.0.1:1/onevoice")
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    refused = run(f"{command} {path}")
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"{path}:")
    assert "Traceback" not in refused.stderr


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    for command in ("directive check", "directive load", "people load"):
        refused = run(f"{command} {tmp_path}/none.yaml")
        assert refused.exit_code == 2
        assert "does not exist" in refused.stderr


def test_personas_are_a_table_for_people_and_a_list_for_programs() -> None:
    table = run("personas").stdout
    everyone = json.loads(run("personas --json").stdout)
    assert everyone == personas()
    for person in everyone:
        assert f" {person['subject']} " in table
    assert max(map(len, table.splitlines())) <= 100


def test_the_openapi_document_is_printed_whole() -> None:
    document = json.loads(run("openapi").stdout)
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/cases/{case_id}/release" in document["paths"]


def a_clause(code: str, marking: str) -> dict[str, object]:
    said = {"text": None, "marked": None, "summary": f"What {code} orders."}
    return {"code": code, "ordinal": 1, "section": "economic", "marking": marking, "mandates": [], **said}


def test_what_a_directive_does_not_show_is_not_spoken_of(capsys: pytest.CaptureFixture[str]) -> None:
    found = {
        "id": "NSDD-62",
        "edition": 1,
        "dated": "1982-10-25",
        "handling_note": "Declassified.",
        "control": {"log_number": "System II 90754", "copy": "1 of 12", "declassify": "OADR", "study": "NSSD-6"},
        "title": None,
        "preamble": None,
        "clauses": [a_clause("ECO-4", "C"), a_clause("ECO-10", "S")],
        "mandates": [],
    }
    print_directive(found)
    page = capsys.readouterr().out
    assert [line.split()[:2] for line in page.splitlines() if "orders." in line] == [
        ["ECO-4", "(C)"],
        ["ECO-10", "(S)"],
    ]
    assert not any(hint in page.lower() for hint in ("hidden", "not shown", "more", " 2 ", "of 20", "mandates"))


def test_a_directives_own_words_are_shown_below_ours(capsys: pytest.CaptureFixture[str]) -> None:
    kept = {**a_clause("ECO-4", "S"), "text": "Press for it.", "marked": "(S/NF)"}
    whole = {**a_clause("ECO-5", "S"), "text": "Seek it.", "marked": "(S)"}
    found = {
        "id": "NSDD-62",
        "edition": 1,
        "dated": "1982-10-25",
        "handling_note": "Declassified.",
        "control": {},
        "title": None,
        "preamble": None,
        "clauses": [kept, whole],
        "mandates": [],
    }
    print_directive(found)
    page = capsys.readouterr().out
    assert "“Press for it.”  marked (S/NF)" in page
    assert "“Seek it.”" in page
    assert "marked (S) " not in page


def test_each_clause_is_shown_with_how_its_mandates_stand(capsys: pytest.CaptureFixture[str]) -> None:
    deadline = {"kind": "deadline", "name": "decade_ends", "day": "1989-12-31", "case": None, "late": False}
    stands = {"cases": [], "cases_in_all": 0, "last_action_at": None, "next": deadline, "without_action": True}
    shown = {
        "marking": "S",
        "title": "Talks",
        "procedure": "demarche",
        "action_office": "state.eb",
        "equities": {"state": "must_clear"},
    }
    cases = [{"number": f"STATE-82-000{n}", "stage": "in_use"} for n in (1, 2, 3)]
    busy = {
        "cases": cases,
        "cases_in_all": 4,
        "last_action_at": "1982-11-01T15:00:00Z",
        "without_action": False,
        "next": {"kind": "suspense", "name": "clearance", "day": "1982-11-05", "case": "x", "late": True},
    }
    print_directive(
        {
            "id": "NSDD-62",
            "edition": 1,
            "dated": "1982-10-25",
            "handling_note": "Declassified.",
            "control": {},
            "title": None,
            "preamble": None,
            "clauses": [{**a_clause("ECO-4", "S"), "mandates": ["ECO-4a", "ECO-4b"]}],
            "mandates": [
                {**shown, **stands, "code": "ECO-4a", "clauses": ["ECO-4"]},
                {**shown, **busy, "code": "ECO-4b", "clauses": ["ECO-4"]},
            ],
        }
    )
    page = capsys.readouterr().out.partition("How each clause stands")[2]
    assert "idle for 90 days" in page.partition("ECO-4b")[0]
    assert "31 Dec 1989" in page
    assert "decade ends" in page
    busy_rows = "ECO-4b" + page.partition("ECO-4b")[2]
    for said in ("STATE-82-0002 in use", "and 2 more", "1 Nov 1982", "5 Nov 1982 (passed)", "suspense: clearance"):
        assert said in busy_rows
    assert "idle" not in busy_rows


def a_check(name: str, *breaches: Breach) -> Check:
    return Check(name=name, rule=f"The rule of {name}.", looked_at=1234, breaches=breaches)


def test_a_verdict_names_each_check_and_each_breach(capsys: pytest.CaptureFixture[str]) -> None:
    breach = Breach(case="8c2f", what="entry 3 does not follow from entry 2")
    print_verdict(Verdict(checks=(a_check("texts"), a_check("ledger_chain", breach))))
    page = capsys.readouterr().out
    lines = page.splitlines()
    assert any("texts" in line and "1,234" in line and "ok" in line for line in lines)
    assert any("ledger_chain" in line and "BREACH" in line for line in lines)
    assert "ledger_chain: case 8c2f: entry 3 does not follow from entry 2" in page
    assert lines[-1].startswith("1 breach:")
    print_verdict(Verdict(checks=(a_check("texts"),)))
    assert capsys.readouterr().out.splitlines()[-1].startswith("Sound: ")
