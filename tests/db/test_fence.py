"""The second fence: nobody reads, counts or joins, or learns from a refusal, what is not theirs to know."""

from uuid import UUID, uuid4

import psycopg
import pytest

from domain.marking import Level
from domain.refusals import NotThere
from tests.db.clearance_rows import rows_of_clearance
from tests.db.coordination_rows import rows_of_coordination
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
    Row,
    a_comment,
    a_disposition,
    a_hold,
    a_hold_end,
    a_milestone,
    a_recall,
    a_release,
    a_round,
    a_sign_off,
    a_small_case,
    a_small_draft,
    a_version,
    a_withdrawal,
    an_approval,
    an_opening,
    insert_into,
    what_went_wrong,
)
from tests.db.position_rows import rows_of_positions
from tests.office import Office, View, a_draft

pytestmark = pytest.mark.asyncio

DESK = "commerce.desk"
CONTENT = sorted(
    {
        *FACTS,
        "agency",
        "directive_edition",
        "clause",
        "mandate",
        "mandate_equity",
        "office",
        "appointment",
        "answer",
        "case_file",
        "ledger",
        "lever",
        "pressure_gauge",
    }
)


def count(direct: DirectSql, subject: str, question: str, *values: object) -> int:
    with direct.entered(subject) as tx:
        [found] = tx.execute(question.encode(), values).fetchall()
        return int(found[0])


@pytest.mark.parametrize("table", CONTENT)
async def test_without_a_person_there_is_nothing_to_see(office: Office, direct: DirectSql, table: str) -> None:
    await a_small_case(office)
    assert direct.ask(APP, f"SELECT count(*) FROM {table}") == [(0,)]


async def test_without_a_person_there_is_nobody_to_see(direct: DirectSql) -> None:
    assert direct.ask(APP, "SELECT count(subject) FROM person") == [(0,)]


async def test_a_person_cleared_for_secret_sees_fourteen_of_twenty_clauses(direct: DirectSql) -> None:
    clauses = "SELECT count(*) FROM clause WHERE code NOT IN ('TITLE', 'PRE')"
    assert count(direct, "commerce.desk", clauses) == 14
    assert count(direct, "nsc.asia", clauses) == 20
    assert count(direct, "commerce.desk", "SELECT coalesce(max(level), 0) FROM clause") == Level.S


async def test_a_mandate_above_a_person_s_clearance_leaves_no_trace(direct: DirectSql) -> None:
    secret = {code for (code,) in direct.ask(OWNER, "SELECT code FROM mandate WHERE level > %s", Level.S)}
    assert "ECO-6a" in secret
    with direct.entered("commerce.desk") as tx:
        for question in (
            "SELECT code FROM mandate",
            "SELECT mandate FROM mandate_equity",
            "SELECT e.mandate FROM mandate_equity e JOIN agency a ON a.code = e.agency",
            "SELECT m.code FROM agency a LEFT JOIN mandate m ON m.action_agency = a.code",
        ):
            seen = {code for (code,) in tx.execute(question.encode()).fetchall()}
            assert seen, question
            assert not seen & secret, question


async def hidden_cases(office: Office, direct: DirectSql) -> dict[str, View]:
    """Cases that the Japan desk at Commerce, cleared for S, may not know of."""
    above = await office.circulated(draft=a_draft(marking=Level.TS), level=Level.TS)
    not_asked = await a_small_draft(office)
    assert direct.insert(DRAFTED_BY, "clearance_round", a_round(not_asked, "state", "nsc")) == COMMITTED
    return {
        "above the clearance": above,
        "not circulated": await a_small_draft(office),
        "not on the list": await office.look(not_asked),
    }


async def test_a_hidden_case_is_not_there(office: Office, direct: DirectSql) -> None:
    seen = await a_small_case(office)
    hidden = await hidden_cases(office, direct)
    for case in hidden.values():
        with pytest.raises(NotThere):
            await office.look(case, by=DESK)
    for table in sorted(FACTS | {"ledger"}):
        with direct.entered(DESK) as tx:
            assert {case_id for (case_id,) in tx.execute(f"SELECT case_id FROM {table}".encode())} <= {UUID(seen["id"])}
    with direct.entered(DESK) as tx:
        assert tx.execute("SELECT id FROM case_file").fetchall() == [(UUID(seen["id"]),)]
        assert tx.execute("SELECT id FROM case_file FOR NO KEY UPDATE").fetchall() == [(UUID(seen["id"]),)]
        assert tx.execute("UPDATE case_file SET stage = stage RETURNING id").fetchall() == [(UUID(seen["id"]),)]
        joined = (
            "SELECT count(*) FROM agency a LEFT JOIN case_file c ON c.action_agency = a.code WHERE c.id IS NOT NULL"
        )
        assert tx.execute(joined.encode()).fetchall() == [(1,)]


async def test_whoever_watches_sees_all_up_to_their_level(office: Office, direct: DirectSql) -> None:
    await a_small_case(office)
    await hidden_cases(office, direct)
    for subject in ("nsc.asia", "auditor"):
        assert count(direct, subject, "SELECT count(*) FROM case_file") == 4
        assert direct.run(OWNER, f"UPDATE person SET level = 2 WHERE subject = '{subject}'") == COMMITTED
        assert count(direct, subject, "SELECT count(*) FROM case_file") == 3
        assert count(direct, subject, "SELECT count(*) FROM text_version") == 3


def rows_about(case: View) -> dict[str, Row]:
    """One row for every table of facts that the API may write, as the Japan desk would forge it."""
    mine = {"office": DESK}
    return {
        "text_version": a_version(case) | mine,
        "clearance_round": a_round(case, "state") | mine,
        "sign_off": a_sign_off(case, "commerce") | mine,
        "comment": a_comment(case, "commerce", uuid4()),
        "comment_disposition": a_disposition(case, uuid4()) | mine,
        "hold": a_hold(case, "commerce") | mine,
        "hold_end": a_hold_end(case, uuid4()) | mine,
        "approval": an_approval(case, DESK),
        "release": a_release(case) | mine,
        "milestone": a_milestone(case) | mine,
        "withdrawal": a_withdrawal(case) | mine,
        "recall": a_recall(case) | mine,
        **rows_of_clearance(case, "commerce", DESK),
        **rows_of_coordination(case, DESK),
        **rows_of_positions(case, "commerce", DESK),
    }


async def test_writing_to_a_hidden_case_says_what_it_says_of_none(office: Office, direct: DirectSql) -> None:
    assert rows_about(await a_small_draft(office)).keys() == FACTS - {"time_act"}
    for why, case in (await hidden_cases(office, direct)).items():
        for table, row in rows_about(case).items():
            outcomes = {direct.insert(DESK, table, row), direct.insert(DESK, table, row | {"case_id": uuid4()})}
            assert (why, table, outcomes) == (why, table, {"OV004 no_such_case"})


async def test_a_hidden_case_s_lock_is_not_felt(office: Office, direct: DirectSql) -> None:
    case = await a_small_draft(office)
    row = a_hold(case, "commerce", office=DESK)
    with direct.connect(OWNER) as other, direct.entered(DESK) as tx:
        other.execute("SELECT FROM case_file FOR UPDATE")
        tx.execute("SET lock_timeout = '2s'")
        with pytest.raises(psycopg.Error) as refused:
            insert_into(tx, "hold", row)
    assert what_went_wrong(refused.value) == "OV004 no_such_case"


async def test_opening_under_a_hidden_mandate_says_what_it_says_of_none(direct: DirectSql) -> None:
    direct.appoint(DESK, "state.eb", "action_officer")
    hidden = an_opening(direct, "ECO-6a")
    outcomes = {direct.insert(DESK, "case_file", row) for row in (hidden, hidden | {"mandate": "ECO-99"})}
    assert outcomes == {"OV003 not_as_mandated"}


async def test_a_case_is_not_opened_above_one_s_clearance(direct: DirectSql) -> None:
    direct.appoint(DESK, DRAFTED_BY, "action_officer")
    assert direct.insert(DESK, "case_file", an_opening(direct, "ECO-9a", level=3)) == NOT_PRIVILEGED
    assert direct.insert(DESK, "case_file", an_opening(direct, "ECO-9a", level=2)) == COMMITTED


async def test_time_sees_no_words(direct: DirectSql) -> None:
    columns = direct.ask(
        OWNER,
        "SELECT c.table_name, c.column_name FROM information_schema.columns c WHERE c.table_schema = 'public'"
        " AND has_column_privilege(%s, c.table_name::regclass, c.column_name, 'SELECT')",
        WORKER,
    )
    numbers_and_hashes = {"ledger", "checkpoint", "log_leaf", "log_node", "key_record"}
    calendar = {"series", "series_act", "series_wake", "cycle", "series_edition", "series_applied", "directive_edition"}
    planned = {"instruction", "meeting", "topic", "topic_decision", "commitment", "commitment_act"}
    known = FACTS | planned | {"case_file", "wake", "agency"} | numbers_and_hashes | calendar
    assert {table for table, _ in columns} - known == set()
    assert {column for table, column in columns if table == "ledger"} == {"case_id", "seq", "hash"}
    words = {
        "title",
        "number",
        "canonical",
        "text",
        "proposed",
        "note",
        "reason",
        "lifts_when",
        "short_fuse_reason",
        "detail",
        "body",
        "subject",
        "summary",
        "question",
        "recommendation",
        "alternative",
        "argument",
        "name",
    }
    told = {(table, column) for table, column in columns if column in words}
    assert told == {("milestone", "name"), *(("checkpoint", one) for one in ("number", "note")), ("key_record", "body")}
    assert ("text_version", "equities") not in columns
    for question in (
        "title FROM case_file",
        "* FROM text_version",
        "text FROM comment",
        "reason FROM hold",
        "name FROM person",
        "reason FROM withdrawal",
        "reason FROM ruling",
        "question FROM split",
        "recommendation FROM split_position",
        "argument FROM reclama",
        "name FROM agency",
        "* FROM ledger",
        "* FROM answer",
    ):
        assert direct.run(WORKER, "SELECT sec.enter_time()", f"SELECT {question}") == NOT_PRIVILEGED


async def test_the_verifier_only_reads(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    assert direct.ask(VERIFIER, "SELECT id FROM case_file") == [(UUID(case["id"]),)]
    for privilege in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER"):
        may = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        assert direct.ask(OWNER, f"{may} AND has_table_privilege(%s, oid, %s)", VERIFIER, privilege) == []
    assert direct.run(VERIFIER, "SELECT * FROM answer") == NOT_PRIVILEGED


async def test_every_table_is_behind_the_fence(direct: DirectSql) -> None:
    open_ones = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
        " AND NOT (relrowsecurity AND relforcerowsecurity) AND relname <> 'alembic_version'"
    )
    assert direct.ask(OWNER, open_ones) == [("text_words",)]  # a view with its own question: sec.reads_words
    unguarded = "SELECT c FROM unnest(%s::text[]) c WHERE NOT EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c)"
    assert direct.ask(OWNER, unguarded, CONTENT) == []


async def test_no_working_role_stands_above_the_fence(direct: DirectSql) -> None:
    above = (
        "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s) AND (rolsuper OR rolbypassrls OR rolcreaterole"
        " OR rolcreatedb OR rolreplication OR pg_has_role(rolname, 'onevoice_owner', 'MEMBER'))"
    )
    assert direct.ask(OWNER, above, [APP, WORKER, VERIFIER]) == []
    owned = "SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner)::text = ANY (%s)"
    assert direct.ask(OWNER, owned, [APP, WORKER, VERIFIER]) == []
    open_to_all = (
        "SELECT p.proname FROM pg_proc p WHERE p.pronamespace IN ('public'::regnamespace, 'sec'::regnamespace)"
        " AND pg_get_userbyid(p.proowner) = 'onevoice_owner' AND has_function_privilege('public', p.oid, 'EXECUTE')"
    )
    assert direct.ask(OWNER, open_to_all) == []
