"""Whom a transaction is for: entered once, gone at its end, and never two people in one transaction."""

import pytest
from psycopg import Error

from tests.db.direct_sql import (
    APP,
    COMMITTED,
    DRAFTED_BY,
    NOT_PRIVILEGED,
    OWNER,
    WORKER,
    Connection,
    DirectSql,
    a_sign_off,
    a_small_case,
    insert_into,
    what_went_wrong,
)
from tests.db.test_fence import DESK, hidden_cases
from tests.office import Office

pytestmark = pytest.mark.asyncio

ENTER = "SELECT * FROM sec.enter(%s)"
LOCK_NOT_AVAILABLE = "55P03"


def who(tx: Connection) -> object:
    return tx.execute("SELECT p.subject FROM person p WHERE p.id = sec.person()").fetchall()


def refusal(tx: Connection, statement: str, *values: object) -> str:
    with pytest.raises(Error) as refused:
        tx.execute(statement.encode(), values)
    return what_went_wrong(refused.value)


async def test_a_transaction_is_for_whoever_entered(direct: DirectSql) -> None:
    with direct.connect() as tx:
        assert who(tx) == []
        tx.execute(ENTER, ["nsc.asia"])
        assert who(tx) == [("nsc.asia",)]


async def test_it_is_gone_after_commit_and_after_rollback(direct: DirectSql) -> None:
    with direct.connect() as tx:
        for end in (tx.commit, tx.rollback):
            tx.execute(ENTER, ["nsc.asia"])
            end()
            assert who(tx) == []
            tx.rollback()
    assert direct.ask(OWNER, "SELECT count(*) FROM sec.context") == [(0,)]


TO_ACT_ON = "SELECT * FROM sec.enter(%s, NULL, %s)"


async def test_whoever_enters_to_act_on_a_case_has_it_to_themselves(office: Office, direct: DirectSql) -> None:
    case, other = await a_small_case(office), await a_small_case(office)
    with direct.connect() as first, direct.connect() as second:
        first.execute(TO_ACT_ON, [DRAFTED_BY, case["id"]])
        second.execute("SET LOCAL lock_timeout = '100ms'")
        assert refusal(second, TO_ACT_ON, "commerce.ita", case["id"]) == LOCK_NOT_AVAILABLE
        second.rollback()
        second.execute("SET LOCAL lock_timeout = '100ms'")
        second.execute(TO_ACT_ON, ["commerce.ita", other["id"]])


async def test_whoever_may_not_know_of_a_case_neither_locks_it_nor_waits_for_it(
    office: Office, direct: DirectSql
) -> None:
    for why, case in (await hidden_cases(office, direct)).items():
        with direct.connect(OWNER) as holder, direct.connect() as tx:
            tx.execute("SET LOCAL lock_timeout = '100ms'")
            tx.execute(TO_ACT_ON, [DESK, case["id"]])
            holder.execute("SELECT FROM case_file WHERE id = %s FOR UPDATE NOWAIT", [case["id"]])
            tx.rollback()
            tx.execute("SET LOCAL lock_timeout = '100ms'")
            tx.execute(TO_ACT_ON, [DESK, case["id"]])
            assert who(tx) == [(DESK,)], why


async def test_nobody_enters_twice(direct: DirectSql) -> None:
    with direct.entered("commerce.desk") as tx:
        assert refusal(tx, ENTER, "nsc.asia") == "OV001 already_entered"


async def test_nobody_enters_again_after_going_back_to_a_savepoint(direct: DirectSql) -> None:
    with direct.connect() as tx:
        tx.execute("SAVEPOINT before")
        tx.execute(ENTER, ["commerce.desk"])
        tx.execute("ROLLBACK TO SAVEPOINT before")
        assert who(tx) == []
        assert refusal(tx, ENTER, "nsc.asia") == "OV001 already_entered"


async def test_nobody_enters_again_by_leaving_early(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    with direct.entered("commerce.ita") as tx:
        insert_into(tx, "sign_off", a_sign_off(case, "commerce"))
        tx.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert who(tx) == []
        assert refusal(tx, ENTER, "nsc.asia") == "OV001 already_entered"


async def test_who_left_early_writes_nothing_more(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    with direct.entered("commerce.ita") as tx:
        tx.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(Error) as refused:
            insert_into(tx, "sign_off", a_sign_off(case, "commerce"))
    assert what_went_wrong(refused.value) == "OV001 no_context"


async def test_time_enters_once_too(direct: DirectSql) -> None:
    with direct.connect(WORKER) as tx:
        tx.execute("SELECT sec.enter_time()")
        assert refusal(tx, "SELECT sec.enter_time()") == "OV001 already_entered"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT sec.enter_time()",
        "SELECT * FROM sec.context",
        "INSERT INTO sec.context VALUES (pg_current_xact_id(), NULL, 3, '{state}', true, false)",
        "UPDATE sec.context SET level = 3",
        "DELETE FROM sec.context",
        "SELECT sec.leave()",
        "UPDATE sec.clock SET shift = '1 day'",
    ],
)
async def test_the_api_makes_no_context_by_other_means(direct: DirectSql, statement: str) -> None:
    with direct.entered("commerce.desk") as tx:
        assert refusal(tx, statement) == NOT_PRIVILEGED


async def test_the_worker_enters_as_nobody(direct: DirectSql) -> None:
    assert direct.run(WORKER, "SELECT * FROM sec.enter('nsc.asia')") == NOT_PRIVILEGED


async def test_nobody_is_entered_by_an_unknown_or_an_inactive_subject(direct: DirectSql) -> None:
    assert direct.run(OWNER, "UPDATE person SET active = false WHERE subject = 'nsc.defense'") == COMMITTED
    with direct.connect() as tx:
        for subject in ("nobody", "nsc.defense", "nsc.asia' OR true"):
            assert tx.execute(ENTER, [subject]).fetchall() == []
        assert who(tx) == []


async def test_an_appointment_counts_only_while_it_is_in_force(direct: DirectSql) -> None:
    ended = "UPDATE appointment SET valid_to = '1982-02-01' WHERE office IN ('commerce.desk', 'nsc.asia')"
    assert direct.run(OWNER, ended) == COMMITTED
    for subject in ("commerce.desk", "nsc.asia"):
        with direct.entered(subject) as tx:
            assert tx.execute("SELECT sec.agencies(), sec.watches()").fetchall() == [([], False)]


async def test_what_was_answered_is_seen_by_its_asker_only(direct: DirectSql) -> None:
    kept = (
        "INSERT INTO answer (person, key, route, body_sha256, status, body) VALUES (%s, 'k', 'POST /', '', 201, '{}')"
    )
    with direct.entered("nsc.asia") as tx:
        tx.execute(kept, [direct.id_of("nsc.asia")])
        tx.commit()
    with direct.connect() as tx:
        [found] = tx.execute("SELECT answered_status FROM sec.enter('auditor', 'k')").fetchall()
        assert found == (None,)
        assert tx.execute("SELECT * FROM answer").fetchall() == []
        assert refusal(tx, kept, direct.id_of("nsc.asia")) == NOT_PRIVILEGED
    assert direct.run(APP, "UPDATE answer SET body = ''") == NOT_PRIVILEGED
    assert direct.run(APP, "DELETE FROM answer") == NOT_PRIVILEGED
