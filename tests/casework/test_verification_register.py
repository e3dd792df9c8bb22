"""Verification of the register's own ledger: rights are as it says, and how high somebody was cleared is kept."""

from pathlib import Path

import pytest
from sqlalchemy import text

from casework.practising import load_practice
from casework.register import load_people
from casework.verification import verify_all
from db.engine import Database
from tests.casework.forger import Forger, breaches, breaches_in
from tests.office import COORDINATORS, Office

pytestmark = pytest.mark.asyncio

ROOT = Path(__file__).parents[2]
DEFENSE = COORDINATORS["defense"]


async def run(owner: Database, statement: str) -> None:
    async with owner.begin() as tx:
        await tx.execute(text(statement))


async def codes(verifier: Database) -> set[tuple[str, str]]:
    """(check, what without its key) of everything that is said."""
    return {(check, what.rpartition(": ")[2]) for check, _, what in breaches(await verify_all(verifier))}


async def test_loading_people_and_practices_is_in_the_register_s_ledger(
    owner_db: Database, verifier_db: Database, hand: Forger, tmp_path: Path
) -> None:
    before = hand.count("register_ledger")
    assert before > 200
    await load_people(owner_db, ROOT / "embedded" / "people.yaml")
    assert hand.count("register_ledger") == before  # the same again changes nothing
    fewer = (
        (ROOT / "embedded" / "people.yaml").read_text(encoding="utf-8").replace("clearance: S\n", "clearance: C\n", 1)
    )
    changed = tmp_path / "people.yaml"
    changed.write_text(fewer, encoding="utf-8")
    await load_people(owner_db, changed)
    assert hand.count("register_ledger") == before + 1
    await load_practice(owner_db, ROOT / "directives" / "practice.yaml")
    assert hand.count("register_ledger") == before + 2
    assert breaches(await verify_all(verifier_db)) == set()


FORGED = {
    "UPDATE appointment SET grade = 8 WHERE ctid = (SELECT min(ctid) FROM appointment)": (
        "register",
        "differs from its last entry",
    ),
    "UPDATE person SET name = 'Somebody else' WHERE subject = 'state.l'": ("register", "differs from its last entry"),
    "UPDATE agency SET kind = 'department' WHERE code = 'cia'": ("register", "differs from its last entry"),
    "DELETE FROM appointment WHERE capacity = 'president'": ("register", "is gone"),
    "INSERT INTO office VALUES ('state.new', 'state', 'New')": ("register", "has no entry"),
    "UPDATE mandate_equity SET clearance_right = 'info' WHERE mandate = 'ECO-6a' AND agency = 'defense'": (
        "register",
        "mandate_equity is not as it was loaded",
    ),
    "UPDATE mandate SET level = 1 WHERE code = 'ECO-6a'": ("register", "mandate is not as it was loaded"),
    "UPDATE pressure_gauge SET demarches_a_week = 99": ("register", "pressure_gauge is not as it was loaded"),
    "UPDATE lever SET certifies = '{}'": ("register", "lever is not as it was loaded"),
    "DELETE FROM guardrail_limit": ("register", "guardrail_limit is not as it was loaded"),
    "UPDATE series_edition SET opens_days_before = 1": ("register", "series_edition is not as it was loaded"),
    "UPDATE clause SET level = 0 WHERE code = 'ECO-6'": ("register", "clause is not as it was loaded"),
    "UPDATE edition_content SET tables = edition_hashes(edition_id) - 'lever'": (
        "register",
        "differs from its last entry",
    ),
    "DELETE FROM edition_content": ("register", "lever is not as it was loaded"),
    "UPDATE register_ledger SET body = body || ' ' WHERE seq = 7": (
        "register_ledger",
        "its hash is not that of what it says",
    ),
    "UPDATE register_ledger SET body = 'x' WHERE seq = 7": ("register_ledger", "is not JSON"),
    "DELETE FROM register_ledger WHERE seq = 7": ("register_ledger", "does not follow from the entry before it"),
    "UPDATE register_ledger SET prev = 'x' WHERE seq = 7": (
        "register_ledger",
        "does not follow from the entry before it",
    ),
}


@pytest.mark.parametrize("statement", FORGED)
async def test_a_right_that_was_changed_past_the_ledger_is_named(
    office: Office, verifier_db: Database, hand: Forger, statement: str
) -> None:
    del office
    assert await codes(verifier_db) == set()
    hand.run(statement)
    assert FORGED[statement] in await codes(verifier_db)


async def test_who_was_cleared_then_is_judged_by_then(
    office: Office, verifier_db: Database, owner_db: Database
) -> None:
    case = await office.cleared()
    await run(owner_db, f"UPDATE person SET level = 1 WHERE subject = '{DEFENSE}'")
    assert breaches_in(case, await verify_all(verifier_db)) == set()
    await run(owner_db, f"UPDATE person SET level = 3 WHERE subject = '{DEFENSE}'")
    assert breaches_in(case, await verify_all(verifier_db)) == set()


async def test_who_was_not_cleared_then_is_named_though_they_are_now(
    office: Office, verifier_db: Database, owner_db: Database, hand: Forger
) -> None:
    case = await office.clear(await office.circulated(), but="defense")
    await run(owner_db, f"UPDATE person SET level = 1 WHERE subject = '{DEFENSE}'")
    given = {"agency": "defense", "response": "concur", "round": 1, "office": DEFENSE, "grade": 2}
    seq = hand.forge("sign_off", case["id"], DEFENSE, **given)
    hand.stage(case["id"], "approval")
    hand.run("UPDATE ledger SET at = at WHERE false")
    named = {("sign_offs", f"seq {seq}: sign_off: not_cleared_for_text")}
    assert breaches_in(case, await verify_all(verifier_db)) == named
    # Cleared again long after the signature: a second after the forged one, by the forger's own clock.
    hand.run("UPDATE sec.clock SET shift = '1 hour'")
    await run(owner_db, f"UPDATE person SET level = 3 WHERE subject = '{DEFENSE}'")
    hand.run("UPDATE sec.clock SET shift = '0'")
    assert breaches_in(case, await verify_all(verifier_db)) == named
