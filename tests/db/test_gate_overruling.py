"""What a clause that was ruled to control opens, met by direct SQL: not the NSC, no later objection, no haste."""

from datetime import datetime, timedelta

import pytest

from domain.vocabulary import Response
from tests.db.clearance_rows import a_ruling, an_equity_act, an_extension, brought
from tests.db.direct_sql import (
    COMMITTED,
    DRAFTED_BY,
    OWNER,
    DirectSql,
    a_comment,
    a_hold,
    a_hold_end,
    a_release,
    a_sign_off,
    a_small_case,
    a_small_draft,
    an_approval,
)
from tests.office import APPROVER, RELEASER, Office, View

pytestmark = pytest.mark.asyncio

MISSING, AGAINST = "OV003 clearance_missing", "OV003 nonconcurrence"
CRITICAL = "OV003 critical_comment_open"


def advance(direct: DirectSql, by: str) -> None:
    assert direct.run(OWNER, f"UPDATE sec.clock SET shift = '{by}'") == COMMITTED


async def asked(office: Office) -> View:
    """Asked are State and Commerce, which concur, the NSC, USTR and CIA; CIA alone does not concur."""
    case = await office.circulate(await a_small_draft(office, "ustr", "cia"), by=DRAFTED_BY)
    case = await office.check(case)
    for agency in ("state", "commerce"):
        case = await office.sign(case, agency)
    return await office.nonconcur(case, "cia")


async def by_clause(office: Office, direct: DirectSql, case: View) -> View:
    """The chair of the IG rules, and the text is approved past casework."""
    row = a_ruling(case, brought(direct, case, "ig"), "clause_controls", "ig", clauses=["ECO-9"], office="ig.japan")
    assert direct.insert("ig.japan", "ruling", row) == COMMITTED
    assert direct.insert(APPROVER, "approval", an_approval(case, APPROVER)) == COMMITTED
    return await office.dispose_all(case, by=DRAFTED_BY)


def released(direct: DirectSql, case: View) -> str:
    return direct.insert(RELEASER, "release", a_release(case))


async def test_who_has_not_answered_is_waited_for(office: Office, direct: DirectSql) -> None:
    case = await by_clause(office, direct, await asked(office))
    assert released(direct, case) == MISSING
    case = await office.sign(case, "nsc")
    assert released(direct, case) == MISSING
    case = await office.sign(case, "ustr")
    assert released(direct, case) == COMMITTED


async def test_whose_time_was_over_is_not_waited_for_but_the_nsc_is(office: Office, direct: DirectSql) -> None:
    case = await asked(office)
    advance(direct, "30 days")
    case = await by_clause(office, direct, case)
    assert released(direct, case) == MISSING
    case = await office.sign(case, "nsc")
    assert released(direct, case) == COMMITTED


async def test_a_longer_time_of_its_own_is_waited_for(office: Office, direct: DirectSql) -> None:
    case = await office.sign(await asked(office), "nsc")
    due = datetime.fromisoformat(case["round"]["suspense"])
    more = an_extension(case, "ustr", until=due + timedelta(hours=2), grade=2)
    assert direct.insert("ustr.japan", "extension", more) == COMMITTED
    assert direct.run(OWNER, f"UPDATE sec.clock SET shift = '{due}'::timestamptz + '1 h' - now()") == COMMITTED
    case = await by_clause(office, direct, case)
    advance(direct, "60 days")
    assert released(direct, case) == MISSING


@pytest.mark.parametrize("agency", ["cia", "ustr", "nsc"])
async def test_a_later_objection_is_not_settled(office: Office, direct: DirectSql, agency: str) -> None:
    case = await office.sign(await office.sign(await asked(office), "nsc"), "ustr")
    case = await by_clause(office, direct, case)
    case = await office.dispose_all(await office.nonconcur(case, agency), by=DRAFTED_BY)
    assert released(direct, case) == AGAINST


async def test_a_hold_that_became_an_objection_later_is_not_settled(office: Office, direct: DirectSql) -> None:
    case = await office.sign(await office.sign(await asked(office), "nsc"), "ustr")
    hold = a_hold(case, "cia", becomes="nonconcurrence", until="1983-01-01T00:00:00Z", office="cia.di")
    assert direct.insert("cia.di", "hold", hold) == COMMITTED
    case = await by_clause(office, direct, case)
    ended = a_hold_end(case, hold["id"], how="became_nonconcurrence")
    assert direct.insert_as_time("hold_end", ended) == COMMITTED
    assert released(direct, case) == AGAINST


async def test_the_nsc_s_own_objection_is_not_settled(office: Office, direct: DirectSql) -> None:
    case = await office.nonconcur(await office.sign(await asked(office), "ustr"), "nsc")
    assert released(direct, await by_clause(office, direct, case)) == AGAINST


async def test_an_equity_given_later_is_heard(office: Office, direct: DirectSql) -> None:
    case = await office.sign(await asked(office), "nsc")
    advance(direct, "30 days")
    case = await by_clause(office, direct, case)
    imposed = an_equity_act(case, "ustr", "imposed", office="nsc.apnsa")
    assert direct.insert("apnsa", "equity_act", imposed) == COMMITTED
    assert released(direct, case) == MISSING
    case = await office.sign(case, "ustr")
    assert released(direct, case) == COMMITTED


async def test_what_is_adopted_is_asked_the_same(office: Office, direct: DirectSql) -> None:
    case = await by_clause(office, direct, await asked(office))
    lacks = "SELECT lacks_for_adoption(%s, 1, %s)"
    given = (case["id"], case["text"]["digest"])
    assert direct.ask(OWNER, lacks, *given) == [("not_spoken_for",)]
    await office.sign(await office.sign(case, "ustr"), "nsc")
    assert direct.ask(OWNER, lacks, *given) == [(None,)]
    await office.dispose_all(await office.nonconcur(case, "cia"), by=DRAFTED_BY)
    assert direct.ask(OWNER, lacks, *given) == [("nonconcurrence",)]


# ------------------------------------------------------------------------------------------------ critical comments


@pytest.mark.parametrize("response", ["concur", "concur_with_comment", "no_equity"])
async def test_a_critical_comment_is_a_nonconcurrence_s(office: Office, direct: DirectSql, response: str) -> None:
    case = await a_small_case(office)
    signed = a_sign_off(case, "commerce", response=response)
    assert direct.insert("commerce.ita", "sign_off", signed) == COMMITTED
    comment = a_comment(case, "commerce", signed["id"])
    assert direct.insert("commerce.ita", "comment", comment) == "OV003 comment_is_not_condition"
    assert direct.insert("commerce.ita", "comment", comment | {"kind": "substantive"}) == COMMITTED


async def test_a_critical_comment_on_a_response_that_was_carried_over_keeps_the_text(
    office: Office, direct: DirectSql
) -> None:
    """None comes to be now; one may have been made before the database refused it."""
    case = await a_small_case(office)
    signed = a_sign_off(case, "commerce")
    assert direct.insert("commerce.ita", "sign_off", signed) == COMMITTED
    assert direct.run(OWNER, "ALTER TABLE comment DISABLE TRIGGER b_gate") == COMMITTED
    assert direct.insert("commerce.ita", "comment", a_comment(case, "commerce", signed["id"])) == COMMITTED
    assert direct.run(OWNER, "UPDATE agency SET carry_over = 'always' WHERE code = 'commerce'") == COMMITTED
    case = await office.circulate(await office.redraft(case, "Quite other words.", by=DRAFTED_BY), by=DRAFTED_BY)
    case = await office.clear_missing(case)
    assert {"lack": "critical_comment_open", "agency": "commerce"} in case["blocked_by"]
    assert direct.insert(APPROVER, "approval", an_approval(case, APPROVER)) == COMMITTED
    assert released(direct, case) == CRITICAL
    assert direct.ask(OWNER, "SELECT lacks_for_adoption(%s, 2, %s)", case["id"], case["text"]["digest"]) == [
        ("critical_comment_open",)
    ]
    case = await office.sign(case, "commerce", Response.CONCUR)
    assert released(direct, case) == COMMITTED
