"""The log and the record of keys: only the database's own functions add to them, and who sees what of them."""

import asyncio
import hashlib
from pathlib import Path

import pytest
import pytest_asyncio

from db.engine import Database
from proofs import ed25519
from tests.casework.logbook import BLOCK, CERTIFICATE_SEED, Logbook, agency_key
from tests.db.direct_sql import APP, COMMITTED, NOT_PRIVILEGED, OWNER, VERIFIER, WORKER, DirectSql, a_small_case
from tests.office import Office

pytestmark = pytest.mark.asyncio

TABLES = ("checkpoint", "log_leaf", "log_node", "key_record")
FUNCTIONS = {
    "grow_log(16)": {WORKER},
    "add_checkpoint(NULL, 16, sha256('x'), 'x')": {WORKER},
    "enrol_key('state', '{}', '')": {APP},
    "withdraw_key('x')": {APP},
    "add_cosignature(1, 'x', 'x')": {APP},
    'enrol_service_key(\'{"key": "x"}\')': set(),
    "chain_key(NULL, 'enrolled', NULL, '{}')": set(),
    "lock_keys()": set(),
    "must_be_custodian('state')": set(),
    "log_line_hash('x')": set(),
}


@pytest_asyncio.fixture(loop_scope="session")
async def log(
    app_db: Database, worker_db: Database, owner_db: Database, verifier_db: Database, tmp_path: Path
) -> Logbook:
    made = Logbook(app_db, worker_db, owner_db, verifier_db, tmp_path)
    await made.prepare()
    return made


@pytest.mark.parametrize("table", TABLES)
async def test_no_role_changes_or_removes_what_was_logged(direct: DirectSql, table: str) -> None:
    (column, *_) = [
        name
        for (name,) in direct.ask(
            OWNER, "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY 1", table
        )
    ]
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        for role in (APP, WORKER, VERIFIER):
            assert direct.run(role, statement) == NOT_PRIVILEGED
        assert direct.run(OWNER, statement) == "OV002 facts_never_change"


@pytest.mark.parametrize("table", TABLES)
async def test_nobody_adds_a_row_by_hand(direct: DirectSql, table: str) -> None:
    for role, enter in (
        (APP, "SELECT sec.enter('auditor')"),
        (WORKER, "SELECT sec.enter_time()"),
        (VERIFIER, "SELECT 1"),
    ):
        assert direct.run(role, enter, f"INSERT INTO {table} SELECT * FROM {table}") == NOT_PRIVILEGED


@pytest.mark.parametrize("call", FUNCTIONS)
async def test_each_function_is_for_whom_it_is(direct: DirectSql, call: str) -> None:
    for role in (APP, WORKER, VERIFIER):
        allowed = direct.run(role, f"SELECT {call}") != NOT_PRIVILEGED
        assert (call, role, allowed) == (call, role, role in FUNCTIONS[call])


async def test_a_checkpoint_is_over_the_whole_log(direct: DirectSql, log: Logbook) -> None:
    grow = f"SELECT grow_log({BLOCK})"
    for size in (BLOCK - 1, BLOCK + 1, 0):
        add = f"SELECT add_checkpoint(NULL, {size}, sha256('x'), 'x')"
        assert direct.run(WORKER, grow, add) == "OV003 not_the_whole_log"
    for block in (0, -1, 65_537):
        assert direct.run(WORKER, f"SELECT grow_log({block})") == "OV003 block_out_of_range"
    assert await log.checkpoint() == 1


async def test_a_key_is_enrolled_by_its_agencys_custodian_even_past_the_rules(direct: DirectSql, log: Logbook) -> None:
    head = direct.ask(OWNER, "SELECT hash FROM key_record ORDER BY seq DESC LIMIT 1")[0][0].hex()
    said = f'{{"use": "countersigning", "key": "{"a" * 64}"}}'

    def enrol(who: str, what: str = said, on: str = head) -> str:
        return direct.run(APP, f"SELECT sec.enter('{who}')", f"SELECT enrol_key('state', '{what}', '\\x{on}')")

    assert enrol("state.s-s") == enrol("defense.custodian") == "OV003 not_custodian"
    assert enrol("state.custodian", on="00") == "OV003 key_record_moved"
    for what in (said.replace("a" * 64, "x"), said.replace("countersigning", "log"), "{}"):
        assert enrol("state.custodian", what) == "OV003 key_refused"
    assert enrol("state.custodian") == COMMITTED
    assert enrol("state.custodian") == "OV003 key_record_moved"
    public = agency_key("state").public_key.public.hex()
    for call in (f"withdraw_key('{public}')", f"add_cosignature(1, '{public}', 'x')"):
        assert direct.run(APP, "SELECT sec.enter('state.custodian')", f"SELECT {call}") == "OV003 no_such_key"
    assert direct.run(APP, f"SELECT enrol_key('state', '{said}', '')") == "OV003 key_record_moved"
    assert log.outside.numbers() == ()


async def test_only_a_custodian_of_the_key_countersigns_a_checkpoint_that_is_there(
    direct: DirectSql, log: Logbook
) -> None:
    await log.enrol("state")
    await log.checkpoint()
    public = agency_key("state").public_key.public.hex()

    def countersign(who: str, number: int = 1) -> str:
        return direct.run(APP, f"SELECT sec.enter('{who}')", f"SELECT add_cosignature({number}, '{public}', 'x')")

    assert countersign("defense.custodian") == countersign("auditor") == "OV003 not_custodian"
    assert countersign("state.custodian", 2) == "OV003 no_such_checkpoint"
    assert countersign("state.custodian") == COMMITTED


async def test_a_custodian_whose_term_has_ended_does_nothing_more(direct: DirectSql, log: Logbook) -> None:
    await log.enrol("state")
    ended = "UPDATE appointment SET valid_to = now() WHERE capacity = 'custodian'"
    assert direct.run(OWNER, ended) == COMMITTED
    public = agency_key("state").public_key.public.hex()
    withdraw = f"SELECT withdraw_key('{public}')"
    assert direct.run(APP, "SELECT sec.enter('state.custodian')", withdraw) == "OV003 not_custodian"


def count(direct: DirectSql, who: str, what: str) -> int:
    with direct.entered(who) as tx:
        return int(tx.execute(f"SELECT count(*) FROM {what}".encode()).fetchall()[0][0])


async def test_the_logs_size_and_padding_are_for_those_from_whom_nothing_is_hidden(
    office: Office, direct: DirectSql, log: Logbook
) -> None:
    await log.checkpoint()
    case = await a_small_case(office)
    for _ in range(2):
        await log.checkpoint()
    padding, of_case = "log_leaf WHERE nonce IS NOT NULL", f"log_leaf WHERE case_id = '{case['id']}'"
    assert count(direct, "auditor", padding) == 3 * BLOCK - case["version"] - 2
    assert count(direct, "state.ea-j", of_case) == case["version"]
    for who in ("state.ea-j", "state.custodian", "nsc.asia", "apnsa", "justice.criminal"):
        assert (who, count(direct, who, padding)) == (who, 0)
    assert count(direct, "justice.criminal", of_case) == 0
    assert direct.run(OWNER, "UPDATE person SET level = 2 WHERE subject = 'auditor'") == COMMITTED
    assert count(direct, "auditor", padding) == 0
    expected = {"auditor": 3, "state.custodian": 3, "state.ea-j": 2, "justice.criminal": 1}
    assert {who: count(direct, who, "checkpoint") for who in expected} == expected
    with direct.connect() as nobody:
        for table in TABLES:
            assert nobody.execute(f"SELECT count(*) FROM {table}".encode()).fetchall() == [(0,)]


async def test_the_log_waits_for_nobody_who_still_writes(office: Office, direct: DirectSql, log: Logbook) -> None:
    """An open transaction's entry comes with the next checkpoint; it neither blocks this one nor is left out."""
    case = await a_small_case(office)
    with direct.entered("commerce.ita") as tx:
        tx.execute(
            b"INSERT INTO hold (id, case_id, agency, kind, reason, lifts_when, until, office)"
            b" VALUES (gen_random_uuid(), %s, 'commerce', 'legal', 'X', 'X', now() + interval '1 day', 'commerce.ita')",
            [case["id"]],
        )
        await asyncio.wait_for(log.checkpoint(), 20)
        tx.commit()
    held = f"SELECT count(*) FROM log_leaf WHERE case_id = '{case['id']}'"
    assert direct.ask(OWNER, held) == [(case["version"],)]
    await log.checkpoint()
    assert direct.ask(OWNER, held) == [(case["version"] + 1,)]


async def test_the_tree_in_the_database_is_that_of_the_definition(
    office: Office, direct: DirectSql, log: Logbook
) -> None:
    for _ in range(3):
        await office.circulated()
        await log.checkpoint()
    stored = {(level, place): bytes(made) for level, place, made in direct.ask(OWNER, "SELECT * FROM log_node")}
    size = sum(level == 0 for level, _ in stored)
    for (level, place), made in stored.items():
        if level:
            from_below = stored[level - 1, 2 * place], stored[level - 1, 2 * place + 1]
            assert made == hashlib.sha256(b"\x01" + b"".join(from_below)).digest()
    assert {level: sum(one == level for one, _ in stored) for level in {one for one, _ in stored}} == {
        level: size >> level for level in range(size.bit_length())
    }


async def test_the_record_of_keys_is_chained_by_the_database_itself(direct: DirectSql, log: Logbook) -> None:
    await log.enrol("defense")
    rows = direct.ask(OWNER, "SELECT seq, prev, hash FROM key_record ORDER BY seq")
    assert [row[0] for row in rows] == [1, 2, 3]
    assert [bytes(row[1]) for row in rows] == [b"", *(bytes(row[2]) for row in rows[:-1])]
    (enrolled, by), (certificates, nobody) = (
        direct.ask(OWNER, "SELECT body, actor FROM key_record WHERE seq = %s", seq)[0] for seq in (3, 2)
    )
    assert (by, nobody) == (direct.id_of("defense.custodian"), None)
    assert agency_key("defense").public_key.public.hex() in enrolled
    assert ed25519.public_of(CERTIFICATE_SEED).hex() in certificates
