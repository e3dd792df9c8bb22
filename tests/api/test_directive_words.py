"""The words of an imported directive over HTTP: to whoever is cleared for the clause."""

from pathlib import Path

import pytest

from casework.register import load_directive
from db.engine import Database
from tests.api.served import Api
from tests.casework.completing import a_completed_directive


@pytest.mark.asyncio
async def test_a_clauses_words_go_to_whoever_is_cleared_for_it(api: Api, owner_db: Database, tmp_path: Path) -> None:
    await load_directive(owner_db, a_completed_directive(tmp_path))
    low, high = (api.as_(who).look("/directives/NSDD-901") for who in ("commerce.desk", "apnsa"))
    assert (len(low["clauses"]), len(high["clauses"])) == (6, 7)
    closed = next(clause for clause in high["clauses"] if clause["marking"] == "TS")
    assert closed["text"].startswith("Keep to ourselves how the places to be inspected are chosen.")
    assert closed["marked"] == "(TS)"
    assert closed["text"] not in str(low)
    assert all(clause["text"] for clause in low["clauses"])
