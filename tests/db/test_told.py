"""What the ledger tells goes to whoever may see the case, and to time without what words could be guessed from."""

import json
from typing import Any

import pytest

from domain.vocabulary import Response
from tests.db.direct_sql import APP, NOT_PRIVILEGED, OWNER, WORKER, DirectSql, a_small_case
from tests.db.test_fence import DESK, hidden_cases
from tests.office import Office, View, a_critical_comment

pytestmark = pytest.mark.asyncio

TOLD = "SELECT sec.told(%s)"
TOLD_TO_TIME = "SELECT sec.told_to_time(%s)"


def told(direct: DirectSql, subject: str, case: View) -> Any:  # Any: JSON, or None where there is nothing to tell
    with direct.entered(subject) as tx:
        [(said,)] = tx.execute(TOLD.encode(), [case["id"]]).fetchall()
    return None if said is None else json.loads(said)


def told_to_time(direct: DirectSql, case: View) -> Any:  # Any: as above
    with direct.connect(WORKER) as tx:
        tx.execute("SELECT sec.enter_time()")
        [(said,)] = tx.execute(TOLD_TO_TIME.encode(), [case["id"]]).fetchall()
    return None if said is None else json.loads(said)


async def test_a_hidden_case_tells_what_a_case_that_is_not_there_tells(office: Office, direct: DirectSql) -> None:
    cases = await hidden_cases(office, direct)
    absent = {**cases["above the clearance"], "id": "5d0c9a0e-6f0b-4c1f-9f5e-0e4b62198210"}
    for why, case in {**cases, "not there": absent}.items():
        assert told(direct, DESK, case) is None, why
    for case in cases.values():
        kinds = [kind for kind, _ in told(direct, "auditor", case)]
        assert ["case_file", *kinds] == direct.ledger(case)


async def test_nobody_is_told_anything(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    assert direct.ask(APP, TOLD, case["id"]) == [(None,)]
    assert direct.ask(WORKER, TOLD_TO_TIME, case["id"]) == [(None,)]


async def test_people_and_time_are_told_by_their_own_functions(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    id_of = f"'{case['id']}'"
    assert direct.run(APP, f"SELECT sec.told_to_time({id_of})") == NOT_PRIVILEGED
    assert direct.run(WORKER, f"SELECT sec.told({id_of})") == NOT_PRIVILEGED
    assert direct.run(WORKER, "SELECT sec.enter_time()", "SELECT body FROM ledger") == NOT_PRIVILEGED


async def test_time_is_told_the_columns_that_are_granted_to_it_and_no_other(office: Office, direct: DirectSql) -> None:
    case = await office.sign(await office.circulated(), "defense", Response.NONCONCUR, a_critical_comment())
    case = await office.dispose_all(case)
    granted = set(
        direct.ask(
            OWNER,
            "SELECT table_name::text, column_name::text FROM information_schema.column_privileges"
            " WHERE grantee = %s AND privilege_type = 'SELECT' AND table_schema = 'public'",
            WORKER,
        )
    )
    seen = told_to_time(direct, case)
    assert ["case_file", *(kind for kind, _ in seen)] == direct.ledger(case)
    assert {(kind, column) for kind, fact in seen for column in fact} <= granted
    full = told(direct, "auditor", case)
    assert [
        (kind, {column: value for column, value in fact.items() if (kind, column) in granted}) for kind, fact in full
    ] == [(kind, fact) for kind, fact in seen]
    assert any(column.endswith("_sha256") for _, fact in full for column in fact)
