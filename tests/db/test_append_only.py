"""What was recorded stays: no role changes or removes a fact, and nobody works on the fences from inside."""

import hashlib

import psycopg
import pytest
from psycopg import sql

from embedded.postgres_bootstrap import bootstrap
from tests.db.direct_sql import (
    APP,
    COMMITTED,
    DRAFTED_BY,
    FACTS,
    NOT_PRIVILEGED,
    OWNER,
    VERIFIER,
    WORKER,
    DirectSql,
    a_round,
    a_small_case,
    a_small_draft,
    a_version,
    broken_links,
    insert_into,
)
from tests.office import Office

pytestmark = pytest.mark.asyncio

KEPT = sorted({*FACTS, "ledger"})
MOVED_BY_CASEWORK = {"stage", "due_key", "due_at", "suspense"}


def changes(table: str) -> tuple[str, ...]:
    named = sql.Identifier(table).as_string()
    return (
        f"UPDATE {named} SET case_id = case_id",
        f"UPDATE {named} SET at = at WHERE false",
        f"DELETE FROM {named}",
        f"TRUNCATE {named} CASCADE",
    )


@pytest.mark.parametrize("table", KEPT)
async def test_no_role_changes_or_removes_a_fact(direct: DirectSql, table: str) -> None:
    for statement in changes(table):
        for role in (APP, WORKER, VERIFIER):
            assert (statement, role, direct.run(role, statement)) == (statement, role, NOT_PRIVILEGED)
        assert (statement, direct.run(OWNER, statement)) == (statement, "OV002 facts_never_change")


async def test_an_entered_person_changes_no_fact_either(office: Office, direct: DirectSql) -> None:
    await a_small_case(office)
    for table in KEPT:
        for statement in changes(table):
            assert direct.run(APP, "SELECT sec.enter('nsc.asia')", statement) == NOT_PRIVILEGED


async def test_only_the_database_itself_writes_the_ledger(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    forged = f"INSERT INTO ledger VALUES ('{case['id']}', 99, now(), NULL, 'release', 'x', '', '', '')"
    assert direct.run(APP, "SELECT sec.enter('nsc.asia')", forged) == NOT_PRIVILEGED
    assert direct.run(WORKER, "SELECT sec.enter_time()", forged) == NOT_PRIVILEGED
    assert direct.run(VERIFIER, forged) == NOT_PRIVILEGED


async def test_of_a_cases_row_only_stage_and_due_moment_move(direct: DirectSql) -> None:
    columns = {
        name
        for (name,) in direct.ask(
            OWNER, "SELECT column_name FROM information_schema.columns WHERE table_name = 'case_file'"
        )
    }
    for role, enter in ((APP, "SELECT sec.enter('nsc.asia')"), (WORKER, "SELECT sec.enter_time()")):
        moved = {
            name
            for name in columns
            if direct.run(role, enter, f"UPDATE case_file SET {name} = NULL WHERE false") == COMMITTED
        }
        assert moved == MOVED_BY_CASEWORK
        assert direct.run(role, enter, "DELETE FROM case_file") == NOT_PRIVILEGED
        assert direct.run(role, enter, "TRUNCATE case_file CASCADE") == NOT_PRIVILEGED


async def test_not_even_the_owner_removes_a_case(office: Office, direct: DirectSql) -> None:
    await a_small_case(office)
    assert direct.run(OWNER, "DELETE FROM wake", "DELETE FROM case_file") == "23503"
    assert direct.run(OWNER, "TRUNCATE case_file CASCADE") == "OV002 facts_never_change"


@pytest.mark.parametrize("role", [APP, WORKER, VERIFIER])
@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE onevoice_owner",
        "SET SESSION AUTHORIZATION onevoice_owner",
        "SET session_replication_role = replica",
        "ALTER TABLE release DISABLE TRIGGER ALL",
        "ALTER TABLE release DISABLE ROW LEVEL SECURITY",
        "DROP TRIGGER b_gate ON release",
        "DROP POLICY by_level_and_list ON case_file",
        "CREATE OR REPLACE FUNCTION release_gate() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE public.mine (n int)",
        "CREATE TABLE sec.mine (n int)",
        "CREATE TEMP TABLE person (n int)",
        "CREATE SCHEMA mine",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT record_fact()",
        "SELECT refuse('x')",
        "SELECT appointed(NULL, NULL, NULL, NULL, NULL)",
        "INSERT INTO wake (case_id) VALUES (gen_random_uuid())",
        "UPDATE wake SET n = 1",
        "INSERT INTO person (subject, name, level) VALUES ('x', 'x', 3)",
        "UPDATE person SET level = 3",
        "UPDATE appointment SET capacity = 'releaser'",
        "UPDATE office SET agency = 'state'",
        "DELETE FROM mandate_equity",
        "UPDATE mandate SET level = 0",
        "UPDATE clause SET level = 0",
        "UPDATE sec.clock SET shift = '1 year'",
        "UPDATE alembic_version SET version_num = 'x'",
    ],
)
async def test_nobody_works_on_the_fences_from_inside(direct: DirectSql, role: str, statement: str) -> None:
    bootstrap(str(direct.server.socket_folder), direct.database)  # as in production: nobody but the owner makes tables
    assert direct.run(role, statement) == NOT_PRIVILEGED


async def test_the_ledger_is_a_chain_that_anyone_can_recompute(office: Office, direct: DirectSql) -> None:
    case = await office.finish(await office.released())
    assert len(direct.ledger(case)) == case["version"]
    assert broken_links(direct, case) == []


async def test_an_entry_changed_in_spite_of_all_breaks_the_chain(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    forged = f"UPDATE ledger SET actor = '{direct.id_of('nsc.asia')}' WHERE seq = 2 AND case_id = '{case['id']}'"
    allowed = "ALTER TABLE ledger DISABLE TRIGGER never_change"
    assert direct.run(OWNER, allowed, forged) == COMMITTED
    assert broken_links(direct, case) == [2]


@pytest.mark.parametrize("setting", ["bytea_output = escape", "DateStyle = 'German'", "TimeZone = 'Asia/Tokyo'"])
async def test_a_session_s_settings_do_not_change_what_the_ledger_says(
    office: Office, direct: DirectSql, setting: str
) -> None:
    case = await a_small_draft(office)
    row = a_version(case)
    with direct.entered(DRAFTED_BY) as tx:
        tx.execute(f"SET {setting}".encode())
        insert_into(tx, "text_version", row)
        tx.commit()
    written = f"\\x{row['canonical'].hex()}".encode()
    [(kept, at)] = direct.ask(
        OWNER,
        "SELECT body::jsonb ->> 'canonical_sha256', body::jsonb ->> 'at' FROM ledger WHERE fact_id = %s",
        str(row["id"]),
    )
    assert kept == hashlib.sha256(written).hexdigest()
    assert at.endswith("+00:00")
    assert broken_links(direct, case) == []


async def test_an_entry_is_not_left_without_its_fact(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    [(before,)] = direct.ask(OWNER, "SELECT count(*) FROM ledger WHERE case_id = %s", case["id"])
    row = a_round(case, "state") | {"round": 1}
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    skipped = sql.SQL("INSERT INTO clearance_round ({}) VALUES ({}) ON CONFLICT DO NOTHING").format(
        names, sql.SQL(", ").join(map(sql.Placeholder, row))
    )
    with direct.entered(DRAFTED_BY) as tx:
        tx.execute(skipped, row)
        with pytest.raises(psycopg.Error, match="entry_without_fact"):
            tx.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert direct.ask(OWNER, "SELECT count(*) FROM ledger WHERE case_id = %s", case["id"]) == [(before,)]
