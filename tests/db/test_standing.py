"""What a case's row says of where it stands follows from the facts; whatever else it says harms nobody."""

from uuid import UUID

import pytest

from casework import reading
from tests.db.direct_sql import DRAFTED_BY, OWNER, DirectSql, a_small_case
from tests.office import Office, View

pytestmark = pytest.mark.asyncio

STANDS = "SELECT stage, due_key, due_at, suspense FROM case_file WHERE id = %s"


def say(direct: DirectSql, case: View, what: str) -> None:
    """As the application's own role, which may write where a case stands."""
    with direct.entered(DRAFTED_BY) as tx:
        tx.execute(f"UPDATE case_file SET {what} WHERE id = '{case['id']}'".encode())
        tx.commit()


def stands(direct: DirectSql, case: View) -> tuple[object, ...]:
    [found] = direct.ask(OWNER, STANDS, case["id"])
    return found


@pytest.mark.parametrize("what", ["stage = 'of a newer release'", "due_key = NULL, due_at = NULL", "suspense = now()"])
async def test_a_row_that_says_something_else_is_read_and_mended_by_the_next_act(
    office: Office, direct: DirectSql, what: str
) -> None:
    case = await a_small_case(office)
    before = stands(direct, case)
    say(direct, case, what)
    assert stands(direct, case) != before
    seen = await reading.one_case(office.db, DRAFTED_BY, UUID(case["id"]))
    assert seen["stage"] == case["stage"]
    await office.sign(case, "commerce")  # one of several: where the case stands does not change by it
    assert stands(direct, case) == before


@pytest.mark.parametrize("column", ["due_at", "suspense"])
@pytest.mark.parametrize("moment", ["infinity", "-infinity", "10000-01-01", "0044-03-15 BC"])
async def test_a_moment_is_one_that_can_be_read(office: Office, direct: DirectSql, column: str, moment: str) -> None:
    case = await a_small_case(office)
    refused = direct.run(OWNER, f"UPDATE case_file SET {column} = '{moment}' WHERE id = '{case['id']}'")
    assert refused == "23514"  # check_violation
