"""What docs/ledger.md says is so: its example, its program, its list of checks."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from casework import reading
from casework.verification import verify_all
from db.engine import Database
from tests.office import Office

pytestmark = pytest.mark.asyncio

PAGE = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")
PROGRAM = PAGE.partition("```python\n")[2].partition("```")[0]


def run_program(case: str, items: list[dict[str, str]]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM, case],
        input=json.dumps(items),
        capture_output=True,
        text=True,
        check=False,
    )


async def ledger_of(office: Office, case: str) -> list[dict[str, str]]:
    shown = await reading.the_ledger(office.db, "auditor", UUID(case), after=0, limit=200)
    items: list[dict[str, str]] = json.loads(json.dumps(shown))["items"]
    return items


async def test_the_worked_example_is_right() -> None:
    entries = re.findall(r"^prev  (\S+)\ntext  (.*)\nhash  (\S+)$", PAGE, re.MULTILINE)
    assert len(entries) == 2
    before = "(none)"
    for prev, said, made in entries:
        assert prev == before
        given = b"" if prev == "(none)" else bytes.fromhex(prev)
        assert hashlib.sha256(given + said.encode()).hexdigest() == made
        before = made


async def test_the_program_on_the_page_checks_what_the_api_gives(office: Office) -> None:
    case = await office.released()
    items = await ledger_of(office, case["id"])
    checked = run_program(case["id"], items)
    assert checked.stdout == f"{len(items)} entries, the last hash is {items[-1]['hash']}\n"
    at = next(n for n, item in enumerate(items) if item["kind"] == "sign_off")
    items[at]["body"] = items[at]["body"].replace("concur", "nonconcur")
    assert run_program(case["id"], items).stderr == f"the chain breaks at entry {at + 1}\n"


async def test_the_page_lists_every_check(verifier_db: Database) -> None:
    verdict = await verify_all(verifier_db)
    table = PAGE.partition("## What `onevoice verify` checks")[2]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == {check.name for check in verdict.checks} | {
        "outside_copies"
    }
