"""What a case's row says of where it stands follows from the facts; whatever else it says harms nobody."""

from uuid import UUID

import pytest

from casework import reading
from casework.desk import reading as looking
from tests.db.direct_sql import COMMITTED, DRAFTED_BY, OWNER, DirectSql, a_small_case
from tests.office import Office

pytestmark = pytest.mark.asyncio

STANDS = "SELECT stage, due_key, due_at, suspense FROM case_file WHERE id = %s"


def say(direct: DirectSql, case: dict[str, object], what: str) -> str:
    """As the application's own role, which may write where a case stands."""
    with direct.entered(DRAFTED_BY) as tx:
        tx.execute(f"UPDATE case_file SET {what} WHERE id = '{case['id']}'".encode())
        tx.commit()
    return COMMITTED


@pytest.mark.parametrize("what", ["stage = 'of a newer release'", "due_key = NULL, due_at = NULL", "suspense = now()"])
async def test_a_row_that_says_something_else_is_read_and_mended_by_the_next_act(
    office: Office, direct: DirectSql, what: str
) -> None:
    case, untouched = await a_small_case(office), await a_small_case(office)
    say(direct, case, what)
    seen = await reading.one_case(office.db, DRAFTED_BY, UUID(str(case["id"])))
    assert seen["stage"] == case["stage"]
    for one in (case, untouched):
        await office.sign(one, "commerce")
    [mended], [other] = (direct.ask(OWNER, STANDS, one["id"]) for one in (case, untouched))
    assert mended[:2] == other[:2]
    assert None not in mended


@pytest.mark.parametrize("column", ["due_at", "suspense"])
@pytest.mark.parametrize("moment", ["infinity", "-infinity", "10000-01-01", "0044-03-15 BC"])
async def test_a_moment_is_one_that_can_be_read(office: Office, direct: DirectSql, column: str, moment: str) -> None:
    case = await a_small_case(office)
    refused = direct.run(OWNER, f"UPDATE case_file SET {column} = '{moment}' WHERE id = '{case['id']}'")
    assert refused == "23514"  # check_violation


async def test_what_is_written_while_only_looking_is_gone(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    async with looking(office.db, DRAFTED_BY) as (tx, _):
        await tx.exec_driver_sql(f"UPDATE case_file SET stage = 'drafting' WHERE id = '{case['id']}'")
    assert direct.ask(OWNER, "SELECT stage FROM case_file WHERE id = %s", case["id"]) == [(case["stage"],)]
