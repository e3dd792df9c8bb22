"""Who reads a version's words: before circulation the action agency and those who watch, then whoever sees the case."""

import pytest

from tests.db.clearance_rows import a_ruling, a_transfer, a_transfer_answer, brought
from tests.db.direct_sql import (
    APP,
    COMMITTED,
    DRAFTED_BY,
    NOT_PRIVILEGED,
    OWNER,
    DirectSql,
    a_small_case,
    a_version,
)
from tests.office import Office, View

pytestmark = pytest.mark.asyncio

SEE_THE_CASE = (DRAFTED_BY, "state.ea-j", "nsc.asia", "auditor", "commerce.ita")
OF_THE_ACTION_AGENCY, WATCHING = (DRAFTED_BY, "state.ea-j"), ("nsc.asia", "auditor")
WORDS = "SELECT canonical, equities, note FROM text_words WHERE case_id = %s AND version = %s"
ROWS = "SELECT version FROM text_version WHERE case_id = %s ORDER BY version"


def readers(direct: DirectSql, case: View, version: int) -> set[str]:
    found = set()
    for who in SEE_THE_CASE:
        with direct.entered(who) as tx:
            assert len(tx.execute(ROWS, [case["id"]]).fetchall()) >= version  # that there is a version is no secret
            if tx.execute(WORDS, [case["id"], version]).fetchall():
                found.add(who)
    return found


async def redrafted(office: Office, direct: DirectSql) -> View:
    """The first version was circulated, the second is in the drawer."""
    case = await a_small_case(office)
    assert direct.insert(DRAFTED_BY, "text_version", a_version(case)) == COMMITTED
    return await office.look(case)


async def test_a_redraft_is_read_by_the_action_agency_and_those_who_watch_until_it_is_circulated(
    office: Office, direct: DirectSql
) -> None:
    case = await redrafted(office, direct)
    assert readers(direct, case, 1) == set(SEE_THE_CASE)
    assert readers(direct, case, 2) == {*OF_THE_ACTION_AGENCY, *WATCHING}
    await office.circulate(case, by=DRAFTED_BY)
    assert readers(direct, case, 2) == set(SEE_THE_CASE)


async def test_what_is_put_in_while_a_split_is_open_is_before_all_sides(office: Office, direct: DirectSql) -> None:
    case = await office.nonconcur(await a_small_case(office), "commerce")
    split = brought(direct, case)
    assert direct.insert(DRAFTED_BY, "text_version", a_version(case)) == COMMITTED
    case = await office.look(case)
    assert readers(direct, case, 2) == set(SEE_THE_CASE)
    ruled = a_ruling(case, split, "compromise", "working_group", office=DRAFTED_BY)
    assert direct.insert(DRAFTED_BY, "ruling", ruled) == COMMITTED
    assert readers(direct, case, 2) == set(SEE_THE_CASE)  # it was ruled on
    assert direct.insert(DRAFTED_BY, "text_version", a_version(case, b'{"paragraphs":[]}')) == COMMITTED
    assert readers(direct, await office.look(case), 3) == {*OF_THE_ACTION_AGENCY, *WATCHING}


async def test_a_transfer_takes_the_drafts_along(office: Office, direct: DirectSql) -> None:
    case = await redrafted(office, direct)
    asked = a_transfer(case, "commerce.ita")
    assert direct.insert(DRAFTED_BY, "transfer", asked) == COMMITTED
    assert "commerce.ita" not in readers(direct, case, 2)
    answer = a_transfer_answer(case, asked["id"], office="commerce.ita")
    assert direct.insert("commerce.ita", "transfer_answer", answer) == COMMITTED
    assert readers(direct, case, 2) == {"commerce.ita", *WATCHING}


async def test_words_are_read_through_that_door_alone(office: Office, direct: DirectSql) -> None:
    case = await redrafted(office, direct)
    for column in ("canonical", "equities", "note", "*"):
        assert direct.run(APP, f"SELECT {column} FROM text_version") == NOT_PRIVILEGED
    with direct.connect(APP) as tx:  # who has not entered reads nothing
        assert tx.execute("SELECT count(*) FROM text_words").fetchone() == (0,)
    with direct.entered("agriculture.fas") as tx:  # off the list
        assert tx.execute("SELECT count(*) FROM text_words").fetchone() == (0,)
        asked = "SELECT lowers_a_mark(%s, 2), sec.reads_words(%s, 1)"
        assert tx.execute(asked, [case["id"], case["id"]]).fetchone() == (False, False)
    level = f"UPDATE person SET level = 0 WHERE subject = '{DRAFTED_BY}'"
    assert direct.run(OWNER, level) == COMMITTED
    with direct.entered(DRAFTED_BY) as tx:  # not cleared for it
        assert tx.execute(WORDS, [case["id"], 1]).fetchall() == []
