"""A clause's own words and mark: kept as imported, seen by whoever is cleared for the clause, and by nobody else."""

from pathlib import Path

import pytest

from casework.directive_file import DirectiveInvalid
from casework.directive_views import one_directive
from casework.register import load_directive
from db.engine import Database
from tests.casework.completing import a_completed_directive
from tests.db.direct_sql import OWNER, WORKER, DirectSql
from tests.domain.scans.samples import read

pytestmark = pytest.mark.asyncio
NSDD_62 = Path(__file__).parents[2] / "directives" / "nsdd_62.yaml"
CLOSE = "how the places to be inspected are chosen"
"""Words of the one clause of the imported directive that is marked (TS)."""


async def test_an_imported_directives_words_and_marks_are_kept_as_they_came(
    owner_db: Database, app_db: Database, tmp_path: Path
) -> None:
    loaded = await load_directive(owner_db, a_completed_directive(tmp_path))
    assert (loaded.directive, loaded.edition, loaded.clauses) == ("NSDD-901", 1, 7)
    seen = await one_directive(app_db, "apnsa", "NSDD-901")
    reading = read("bullets")
    clauses = seen["clauses"]
    assert isinstance(clauses, list)
    assert [clause["text"] for clause in clauses] == [clause.text for clause in reading.clauses]
    assert [clause["marked"] for clause in clauses] == [clause.marked for clause in reading.clauses]
    assert isinstance(seen["preamble"], dict)
    assert reading.preamble is not None
    assert (seen["preamble"]["text"], seen["preamble"]["marked"]) == (reading.preamble.text, "(S)")
    assert isinstance(seen["title"], dict)
    assert (seen["title"]["text"], seen["title"]["marked"]) == (None, "(C)")


async def test_words_above_ones_clearance_are_not_there(
    owner_db: Database, app_db: Database, direct: DirectSql, tmp_path: Path
) -> None:
    await load_directive(owner_db, a_completed_directive(tmp_path))
    low, high = [await one_directive(app_db, who, "NSDD-901") for who in ("commerce.desk", "apnsa")]
    assert CLOSE in str(high)
    assert CLOSE not in str(low)
    assert isinstance(low["clauses"], list)
    assert len(low["clauses"]) == 6
    found = "SELECT count(*) FROM clause WHERE text LIKE %s OR marked = '(TS)'"
    for who, number in (("commerce.desk", 0), ("apnsa", 1)):
        with direct.entered(who) as tx:
            assert tx.execute(found, [f"%{CLOSE}%"]).fetchall() == [(number,)]
    assert direct.run(WORKER, "SELECT text FROM clause") == "42501"


async def test_a_directive_without_the_papers_words_has_none(app_db: Database) -> None:
    seen = await one_directive(app_db, "apnsa", "NSDD-62")
    assert isinstance(seen["clauses"], list)
    assert {clause["text"] for clause in seen["clauses"]} == {None}
    assert {clause["marked"] for clause in seen["clauses"]} == {None}


async def test_no_words_are_told_from_empty_ones(direct: DirectSql) -> None:
    for column in ("text", "marked"):
        assert direct.run(OWNER, f"UPDATE clause SET {column} = ''") == "23514"


async def test_words_added_to_a_directive_are_another_edition(owner_db: Database, tmp_path: Path) -> None:
    path = a_completed_directive(tmp_path)
    assert (await load_directive(owner_db, path)).edition == 1
    assert not (await load_directive(owner_db, path)).is_new
    without = "\n".join(line for line in path.read_text(encoding="utf-8").split("\n") if "marked:" not in line)
    path.write_text(without, encoding="utf-8")
    assert (await load_directive(owner_db, path)).edition == 2


async def test_a_mandates_code_belongs_to_one_directive(owner_db: Database, tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    text = NSDD_62.read_text(encoding="utf-8").replace("id: NSDD-62", "id: NSDD-63")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DirectiveInvalid) as refused:
        await load_directive(owner_db, path)
    assert len(refused.value.problems) == 26
    first = refused.value.problems[0]
    assert first.message == "mandate code 'SEC-1' is one of NSDD-62 already: choose another"
    assert text.split("\n")[first.line - 1] == "  - code: SEC-1"
    assert not (await load_directive(owner_db, NSDD_62)).is_new
