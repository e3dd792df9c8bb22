"""The gate in front of release, met by direct SQL: whatever is lacking, the database itself refuses."""

from uuid import UUID

import pytest

from domain.vocabulary import Milestone
from tests.db.clearance_rows import a_ruling, brought
from tests.db.direct_sql import (
    COMMITTED,
    DRAFTED_BY,
    OWNER,
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
    a_small_approved_case,
    a_small_case,
    a_small_draft,
    a_withdrawal,
    an_approval,
    an_opening,
)
from tests.office import APPROVER, POST, RELEASER, Office, a_draft

pytestmark = pytest.mark.asyncio


async def test_a_text_that_nothing_stands_against_is_released_once(office: Office, direct: DirectSql) -> None:
    case = await a_small_approved_case(office)
    assert direct.insert(RELEASER, "release", a_release(case)) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "23505"
    assert direct.ledger(case).count("release") == 1


async def test_a_missing_clearance_blocks(office: Office, direct: DirectSql) -> None:
    case = await office.clear(await a_small_case(office), but="commerce")
    assert direct.insert(APPROVER, "approval", an_approval(case, APPROVER)) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 clearance_missing"


async def test_a_nonconcurrence_blocks_until_it_is_taken_back(office: Office, direct: DirectSql) -> None:
    case = await a_small_approved_case(office)
    assert direct.insert("commerce.ita", "sign_off", a_sign_off(case, "commerce", response="nonconcur")) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 nonconcurrence"
    assert direct.insert("commerce.ita", "sign_off", a_sign_off(case, "commerce")) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == COMMITTED


async def test_a_nonconcurrence_of_an_agency_that_need_not_clear_blocks_too(office: Office, direct: DirectSql) -> None:
    opened = await office.open(a_draft(equities=()), mandate="ECO-4")
    case = await office.approve(await office.clear(await office.circulate(opened)))
    assert direct.insert("justice.criminal", "sign_off", a_sign_off(case, "justice", response="nonconcur")) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 nonconcurrence"


async def test_an_open_hold_blocks_until_its_agency_lifts_it(office: Office, direct: DirectSql) -> None:
    case = await a_small_approved_case(office)
    hold = a_hold(case, "commerce")
    assert direct.insert("commerce.ita", "hold", hold) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 hold_open"
    by_another = a_hold_end(case, hold["id"], office="nsc.asia")
    assert direct.insert("nsc.asia", "hold_end", by_another) == "OV003 not_coordinator"
    assert direct.insert("commerce.ita", "hold_end", a_hold_end(case, hold["id"])) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == COMMITTED


async def test_a_hold_is_not_placed_for_another_agency(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    assert direct.insert("nsc.asia", "hold", a_hold(case, "commerce")) == "OV003 not_coordinator"
    assert direct.insert("nsc.asia", "hold", a_hold(case, "commerce", office="nsc.asia")) == "OV003 not_coordinator"


async def test_a_hold_is_not_ended_through_another_case(office: Office, direct: DirectSql) -> None:
    case, other = await a_small_approved_case(office), await a_small_case(office)
    hold = a_hold(case, "commerce")
    assert direct.insert("commerce.ita", "hold", hold) == COMMITTED
    assert direct.insert("commerce.ita", "hold_end", a_hold_end(other, hold["id"])) == "OV003 no_such_hold"
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 hold_open"


async def test_time_ends_a_hold_at_its_end_and_not_before(office: Office, direct: DirectSql) -> None:
    case = await a_small_approved_case(office)
    running, over = a_hold(case, "commerce"), a_hold(case, "commerce", until="1983-01-01T00:00:00Z")
    for hold, outcome in ((running, "OV003 hold_not_lapsed"), (over, COMMITTED)):
        assert direct.insert("commerce.ita", "hold", hold) == COMMITTED
        assert direct.insert_as_time("hold_end", a_hold_end(case, hold["id"], how="lapsed")) == outcome


async def test_an_open_critical_comment_blocks_until_it_is_answered(office: Office, direct: DirectSql) -> None:
    case, other = await a_small_approved_case(office), await a_small_case(office)
    signed = a_sign_off(case, "commerce", response="nonconcur")
    comment = a_comment(case, "commerce", signed["id"])
    assert direct.insert("commerce.ita", "sign_off", signed) == COMMITTED
    assert direct.insert("commerce.ita", "comment", comment) == COMMITTED
    decided = a_ruling(case, brought(direct, case, "president"), "president_a", "president")
    assert direct.insert("president", "ruling", decided) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 critical_comment_open"
    assert direct.insert(DRAFTED_BY, "comment_disposition", a_disposition(other, comment["id"])) != COMMITTED
    by_clearer = a_disposition(case, comment["id"], office="commerce.ita")
    assert direct.insert("commerce.ita", "comment_disposition", by_clearer) == "OV003 not_action_office"
    assert direct.insert(DRAFTED_BY, "comment_disposition", a_disposition(case, comment["id"])) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == COMMITTED


@pytest.mark.parametrize("forged", [{"agency": "nsc"}, {"version": 2}, {"sign_off": UUID(int=7)}], ids=str)
async def test_a_comment_belongs_to_its_sign_off(office: Office, direct: DirectSql, forged: Row) -> None:
    case = await a_small_case(office)
    signed = a_sign_off(case, "commerce")
    assert direct.insert("commerce.ita", "sign_off", signed) == COMMITTED
    comment = a_comment(case, "commerce", signed["id"]) | forged
    assert direct.insert("commerce.ita", "comment", comment) == "OV003 not_your_sign_off"


async def test_a_comment_is_by_whoever_signed(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    signed = a_sign_off(case, "commerce")
    assert direct.insert("commerce.ita", "sign_off", signed) == COMMITTED
    assert direct.insert("nsc.asia", "comment", a_comment(case, "commerce", signed["id"])) == "OV003 not_your_sign_off"


async def test_an_earlier_text_is_not_released(office: Office, direct: DirectSql) -> None:
    case = await a_small_approved_case(office)
    later = await office.redraft(case, "Other words.", by=DRAFTED_BY)
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 not_the_current_text"
    assert direct.insert(RELEASER, "release", a_release(later)) == "OV003 not_circulated"
    mixed = a_release(later, digest=case["text"]["digest"])
    assert direct.insert(RELEASER, "release", mixed) == "OV003 not_the_current_text"


async def test_an_earlier_approval_says_nothing_of_a_later_text(office: Office, direct: DirectSql) -> None:
    later = await office.redraft(await a_small_approved_case(office), "Other words.", by=DRAFTED_BY)
    case = await office.clear(await office.circulate(later, by=DRAFTED_BY))
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 not_approved"


async def test_a_text_without_approval_is_not_released(office: Office, direct: DirectSql) -> None:
    case = await office.clear(await a_small_case(office))
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 not_approved"


async def test_a_text_that_was_not_circulated_is_not_released(office: Office, direct: DirectSql) -> None:
    case = await a_small_draft(office)
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 not_circulated"


async def test_a_withdrawn_case_is_not_released(office: Office, direct: DirectSql) -> None:
    case = await a_small_approved_case(office)
    assert direct.insert(DRAFTED_BY, "withdrawal", a_withdrawal(case)) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 case_has_ended"


@pytest.mark.parametrize("by", ["defense.isa", "commerce.ita", "apnsa", "auditor", "embassy.tokyo", "state.ea-j"])
async def test_only_a_releaser_of_state_releases(office: Office, direct: DirectSql, by: str) -> None:
    case = await a_small_approved_case(office)
    outcomes = {direct.insert(by, "release", a_release(case, office=office)) for office in (RELEASER, by)}
    assert outcomes <= {"OV003 only_state_releases", "OV004 no_such_case"}


async def test_a_demarche_goes_by_front_channel_only(office: Office, direct: DirectSql) -> None:
    case = await a_small_approved_case(office)
    assert direct.insert(RELEASER, "release", a_release(case, channel="telephone")) == "OV003 channel_not_allowed"


async def test_a_procedure_without_a_way_out_of_its_own_is_not_opened(direct: DirectSql) -> None:
    row = an_opening(direct, "ECO-8")
    assert direct.run(OWNER, "DELETE FROM procedure_release WHERE procedure = 'trade_action'") == COMMITTED
    assert direct.insert(DRAFTED_BY, "case_file", row) == "OV003 procedure_not_available"


@pytest.mark.parametrize("did", [DRAFTED_BY, APPROVER])
async def test_who_drafted_or_approved_does_not_release(office: Office, direct: DirectSql, did: str) -> None:
    case = await a_small_approved_case(office)
    direct.appoint(did, RELEASER, "releaser")
    assert direct.insert(did, "release", a_release(case)) == "OV003 duties_separated"


async def test_an_agency_left_out_of_the_round_blocks(office: Office, direct: DirectSql) -> None:
    opened = await a_small_draft(office)
    assert direct.insert(DRAFTED_BY, "clearance_round", a_round(opened, "state", "commerce")) == COMMITTED
    case = await office.clear(await office.look(opened))
    assert direct.insert(APPROVER, "approval", an_approval(case, APPROVER)) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 equity_not_asked"


async def test_an_agency_with_an_equity_in_a_paragraph_is_not_left_out(office: Office, direct: DirectSql) -> None:
    opened = await a_small_draft(office, "defense")
    assert direct.insert(DRAFTED_BY, "clearance_round", a_round(opened, "state", "commerce", "nsc")) == COMMITTED
    case = await office.clear(await office.look(opened))
    assert direct.insert(APPROVER, "approval", an_approval(case, APPROVER)) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 equity_not_asked"


async def test_nothing_follows_before_a_release(office: Office, direct: DirectSql) -> None:
    case = await a_small_approved_case(office)
    assert direct.insert(POST, "milestone", a_milestone(case)) == "OV003 not_released"
    assert direct.insert(RELEASER, "recall", a_recall(case)) == "OV003 not_released"


async def test_nothing_follows_a_recall(office: Office, direct: DirectSql) -> None:
    case = await office.release(await a_small_approved_case(office))
    assert direct.insert(RELEASER, "recall", a_recall(case)) == COMMITTED
    assert direct.insert(POST, "milestone", a_milestone(case)) == "OV003 case_has_ended"
    assert direct.insert(RELEASER, "recall", a_recall(case)) == "OV003 case_has_ended"


async def test_what_was_delivered_is_not_recalled(office: Office, direct: DirectSql) -> None:
    case = await office.release(await a_small_approved_case(office))
    await office.milestone(case, Milestone.DELIVERED, interlocutor="Director")
    assert direct.insert(RELEASER, "recall", a_recall(case)) == "OV003 already_delivered"
