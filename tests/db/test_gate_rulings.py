"""The second gates of splits, moves, rulings and reclamas, met by direct SQL: who moves, who rules, who appeals."""

from uuid import uuid4

import pytest

from domain.vocabulary import Ground, Response
from tests.db.clearance_rows import a_move, a_position, a_reclama, a_ruling, a_split, brought, refer_up
from tests.db.direct_sql import (
    COMMITTED,
    DRAFTED_BY,
    OWNER,
    WORKER,
    DirectSql,
    Row,
    a_hold,
    a_hold_end,
    a_small_case,
    a_small_draft,
    a_version,
)
from tests.office import Office, View

pytestmark = pytest.mark.asyncio

PRESIDENT, CHAIR, APNSA = "president", "ig.japan", "apnsa"
AT_NSC = {"office": "nsc.apnsa"}


async def nonconcurred(office: Office, agency: str = "commerce") -> View:
    return await office.nonconcur(await office.clear(await a_small_case(office), but=agency), agency)


def advance(direct: DirectSql, by: str) -> None:
    assert direct.run(OWNER, f"UPDATE sec.clock SET shift = '{by}'") == COMMITTED


# ------------------------------------------------------------------------------------------------ splits


@pytest.mark.parametrize(
    ("by", "forged", "why"),
    [
        ("commerce.ita", {"office": "commerce.ita"}, "OV003 not_action_office"),
        (DRAFTED_BY, {"office": "nsc.asia"}, "OV003 not_action_office"),
        (DRAFTED_BY, {"digest": "0" * 64}, "OV003 not_the_current_text"),
        (DRAFTED_BY, {}, COMMITTED),
        ("nsc.asia", {"office": "nsc.asia"}, COMMITTED),
        (APNSA, AT_NSC, COMMITTED),
    ],
)
async def test_a_split_is_brought_up_by_the_action_office_or_the_nsc(
    office: Office, direct: DirectSql, by: str, forged: Row, why: str
) -> None:
    case = await nonconcurred(office)
    assert direct.insert(by, "split", a_split(case) | forged) == why


async def test_a_split_needs_a_disagreement_or_a_delay_and_there_is_one_at_a_time(
    office: Office, direct: DirectSql
) -> None:
    case = await office.clear(await a_small_case(office), but="commerce")
    assert direct.insert(DRAFTED_BY, "split", a_split(case)) == "OV003 no_disagreement"
    advance(direct, "30 days")
    assert direct.insert(DRAFTED_BY, "split", a_split(case)) == COMMITTED
    assert direct.insert(DRAFTED_BY, "split", a_split(case)) == "OV003 split_open"


async def test_a_delaying_office_is_ground_enough_for_a_split(office: Office, direct: DirectSql) -> None:
    draft = await a_small_draft(office)
    case = await office.clear(await office.circulate(draft, by=DRAFTED_BY, offices=("state.l",)))
    assert direct.insert(DRAFTED_BY, "split", a_split(case)) == "OV003 no_disagreement"
    advance(direct, "30 days")
    assert direct.insert(DRAFTED_BY, "split", a_split(case)) == COMMITTED


# ------------------------------------------------------------------------------------------------ moves


async def test_a_split_begins_at_the_foot_of_its_own_ladder(office: Office, direct: DirectSql) -> None:
    case = await nonconcurred(office)
    split = a_split(case)
    assert direct.insert(DRAFTED_BY, "split", split) == COMMITTED
    row = a_move(case, split["id"], "working_group")
    for wrong in ({"rung": "ig"}, {"rung": "president"}, {"rung": "tpsc"}, {"cause": "refer_up"}):
        assert direct.insert(DRAFTED_BY, "split_move", row | wrong) == "OV003 not_at_the_foot"
    assert direct.insert(APNSA, "split_move", row | AT_NSC) == "OV003 not_action_office"
    assert direct.insert(DRAFTED_BY, "split_move", row | {"office": "state.eb"}) == "OV003 not_action_office"
    assert direct.insert(DRAFTED_BY, "split_move", row) == COMMITTED


async def test_nobody_moves_a_split_without_a_ruling_of_their_own(office: Office, direct: DirectSql) -> None:
    case = await nonconcurred(office)
    split = brought(direct, case)
    up = a_move(case, split, "ig", cause="refer_up")
    assert direct.insert(DRAFTED_BY, "split_move", up) == "OV003 not_ruled"
    assert direct.insert(DRAFTED_BY, "split_move", up | {"cause": "opened"}) == "OV003 not_ruled"
    ruled = a_ruling(case, split, "refer_up", "working_group", office=DRAFTED_BY)
    assert direct.insert(DRAFTED_BY, "ruling", ruled) == COMMITTED
    assert direct.insert(APNSA, "split_move", up | AT_NSC) == "OV003 not_ruled"
    assert direct.insert(DRAFTED_BY, "split_move", up | {"cause": "remand"}) == "OV003 not_ruled"
    for rung in ("sig_iep", "sig_fp", "working_group", "tprg"):
        assert direct.insert(DRAFTED_BY, "split_move", up | {"rung": rung}) == "OV003 not_the_next_rung"
    assert direct.insert(DRAFTED_BY, "split_move", up) == COMMITTED
    again = a_move(case, split, "sig_iep", cause="refer_up")
    assert direct.insert(DRAFTED_BY, "split_move", again) == "OV003 not_ruled"  # that ruling has moved it already


async def test_a_remanded_split_goes_one_rung_down(office: Office, direct: DirectSql) -> None:
    case = await nonconcurred(office)
    split = brought(direct, case, "sig_iep")
    ruled = a_ruling(case, split, "remand", "sig_iep", office="sig.iep")
    assert direct.insert("sig.iep", "ruling", ruled) == COMMITTED
    down = a_move(case, split, "ig", cause="remand", office="sig.iep")
    assert direct.insert("sig.iep", "split_move", down | {"rung": "nsc"}) == "OV003 not_the_next_rung"
    assert direct.insert("sig.iep", "split_move", down) == COMMITTED


async def test_a_split_that_is_over_or_another_case_s_is_not_moved(office: Office, direct: DirectSql) -> None:
    case, other = await nonconcurred(office), await nonconcurred(office)
    split, theirs = brought(direct, case), brought(direct, other)
    foreign = a_move(case, theirs, "ig", cause="refer_up")
    assert direct.insert(DRAFTED_BY, "split_move", foreign) == "OV003 no_split"
    ruled = a_ruling(case, split, "compromise", "working_group", office=DRAFTED_BY)
    assert direct.insert(DRAFTED_BY, "ruling", ruled) == COMMITTED
    late = a_move(case, split, "ig", cause="time", office="time", due_at="1983-01-01")
    assert direct.insert_as_time("split_move", late, WORKER) == "OV003 no_split"


# ------------------------------------------------------------------------------------------------ rulings


@pytest.mark.parametrize(
    ("by", "rung", "outcome", "forged", "why"),
    [
        (DRAFTED_BY, "working_group", "compromise", {"office": DRAFTED_BY}, COMMITTED),
        (APNSA, "working_group", "compromise", AT_NSC, "OV003 not_the_decider"),
        ("commerce.ita", "working_group", "compromise", {"office": "commerce.ita"}, "OV003 not_the_decider"),
        (CHAIR, "ig", "compromise", {"office": CHAIR}, COMMITTED),
        (CHAIR, "ig", "remand", {"office": CHAIR}, COMMITTED),
        (DRAFTED_BY, "ig", "compromise", {"office": DRAFTED_BY}, "OV003 not_the_decider"),
        (DRAFTED_BY, "ig", "compromise", {"office": CHAIR}, "OV003 not_the_decider"),
        ("sig.fp", "ig", "compromise", {"office": "sig.fp"}, "OV003 not_the_decider"),
        ("sig.fp", "ig", "clause_controls", {"office": "sig.fp", "clauses": ["ECO-9"]}, "OV003 not_the_decider"),
        (PRESIDENT, "ig", "remand", {}, "OV003 not_the_decider"),
        (APNSA, "ig", "remand", AT_NSC, "OV003 not_the_decider"),
        (APNSA, "ig", "refer_up", AT_NSC, COMMITTED),
        ("nsc.asia", "ig", "refer_up", {"office": "nsc.asia"}, "OV003 not_the_decider"),
        (APNSA, "nsc", "compromise", AT_NSC, COMMITTED),
        ("nsc.asia", "nsc", "compromise", {"office": "nsc.asia"}, "OV003 not_the_decider"),
        (PRESIDENT, "president", "compromise", {}, COMMITTED),
        (PRESIDENT, "president", "refer_up", {}, "OV003 top_of_the_ladder"),
        (CHAIR, "ig", "compromise", {"office": CHAIR, "digest": "0" * 64}, "OV003 not_the_current_text"),
        (CHAIR, "ig", "clause_controls", {"office": CHAIR}, "OV003 clause_missing"),
        (CHAIR, "ig", "clause_controls", {"office": CHAIR, "clauses": ["ECO-9"]}, "OV003 department_nonconcurs"),
        (DRAFTED_BY, "ig", "withdrawn", {"office": DRAFTED_BY}, "OV003 still_nonconcurring"),
        (CHAIR, "ig", "withdrawn", {"office": CHAIR}, "OV003 not_the_decider"),
        ("commerce.ita", "ig", "withdrawn", {"office": "commerce.ita"}, "OV003 not_the_decider"),
    ],
)
async def test_each_ruling_is_for_whoever_speaks_at_that_rung(
    office: Office, direct: DirectSql, by: str, rung: str, outcome: str, forged: Row, why: str
) -> None:
    case = await nonconcurred(office)
    row = a_ruling(case, brought(direct, case, rung), outcome, rung) | forged
    assert direct.insert(by, "ruling", row) == why


@pytest.mark.parametrize(
    ("by", "in_office"), [(DRAFTED_BY, DRAFTED_BY), ("nsc.asia", "nsc.asia"), (APNSA, "nsc.apnsa")]
)
async def test_a_split_is_taken_back_once_nobody_nonconcurs(
    office: Office, direct: DirectSql, by: str, in_office: str
) -> None:
    case = await nonconcurred(office)
    split = brought(direct, case, "ig")
    await office.sign(case, "commerce")
    row = a_ruling(case, split, "withdrawn", "ig", office=in_office)
    assert direct.insert(by, "ruling", row) == COMMITTED


async def test_a_split_is_not_taken_back_over_an_office_that_does_not_concur(office: Office, direct: DirectSql) -> None:
    draft = await office.circulate(await a_small_draft(office), by=DRAFTED_BY, offices=("state.l",))
    case = await office.answer_for(draft, "state.l", Response.NONCONCUR, Ground.LAW)
    row = a_ruling(case, brought(direct, case), "withdrawn", "working_group", office=DRAFTED_BY)
    assert direct.insert(DRAFTED_BY, "ruling", row) == "OV003 still_nonconcurring"


async def test_a_split_is_not_remanded_below_its_foot(office: Office, direct: DirectSql) -> None:
    case = await nonconcurred(office)
    direct.appoint("state.l", DRAFTED_BY, "action_officer")
    row = a_ruling(case, brought(direct, case), "remand", "working_group", office=DRAFTED_BY)
    assert direct.insert("state.l", "ruling", row) == "OV003 foot_of_the_ladder"


@pytest.mark.parametrize("who", [DRAFTED_BY, "nsc.asia", "commerce.ita"], ids=["wrote", "signed", "nonconcurred"])
async def test_who_wrote_or_signed_decides_nothing(office: Office, direct: DirectSql, who: str) -> None:
    case = await nonconcurred(office)
    split = brought(direct, case, "ig")
    direct.appoint(who, CHAIR, "chair")
    row = a_ruling(case, split, "remand", "ig", office=CHAIR)
    assert direct.insert(who, "ruling", row) == "OV003 duties_separated"
    assert direct.insert(who, "ruling", row | {"outcome": "compromise"}) == COMMITTED  # conciliation decides nothing


async def test_who_argued_or_answered_for_an_office_decides_nothing(office: Office, direct: DirectSql) -> None:
    draft = await office.circulate(await a_small_draft(office), by=DRAFTED_BY, offices=("state.l",))
    case = await office.nonconcur(await office.answer_for(draft, "state.l"), "commerce")
    split = brought(direct, case, "ig")
    argued = a_position(case, split, "commerce", office="commerce.ita")
    assert direct.insert("commerce.as", "split_position", argued) == COMMITTED
    for who in ("commerce.as", "state.l"):
        direct.appoint(who, CHAIR, "chair")
        row = a_ruling(case, split, "remand", "ig", office=CHAIR)
        assert direct.insert(who, "ruling", row) == "OV003 duties_separated"


async def test_the_president_is_appointed_at_the_white_house(office: Office, direct: DirectSql) -> None:
    case = await nonconcurred(office)
    direct.appoint("state.p", "state.p", "president")
    row = a_ruling(case, brought(direct, case, "president"), "president_a", "president", office="state.p")
    assert direct.insert("state.p", "ruling", row) == "OV003 only_the_president"


async def test_president_a_is_the_text_on_which_the_split_arose(office: Office, direct: DirectSql) -> None:
    case = await nonconcurred(office)
    split = brought(direct, case, "president")
    too_soon = a_ruling(case, split, "president_b", "president")
    assert direct.insert(PRESIDENT, "ruling", too_soon) == "OV003 not_the_words_of_b"
    assert direct.insert(DRAFTED_BY, "text_version", a_version(case)) == COMMITTED
    case = await office.look(case)
    row = a_ruling(case, split, "president_a", "president")
    assert direct.insert(PRESIDENT, "ruling", row) == "OV003 not_the_text_of_the_split"
    assert direct.insert(PRESIDENT, "ruling", row | {"outcome": "president_b"}) == COMMITTED


async def test_a_ruling_is_of_a_split_of_its_own_case(office: Office, direct: DirectSql) -> None:
    case, other = await nonconcurred(office), await nonconcurred(office)
    brought(direct, case)
    row = a_ruling(case, brought(direct, other), "compromise", "working_group", office=DRAFTED_BY)
    assert direct.insert(DRAFTED_BY, "ruling", row) == "OV003 no_split"


# ------------------------------------------------------------------------------------------------ reclamas


async def decided(office: Office, direct: DirectSql, agency: str = "commerce") -> tuple[View, object]:
    case = await nonconcurred(office, agency)
    split = brought(direct, case, "president")
    assert direct.insert(PRESIDENT, "ruling", a_ruling(case, split, "president_a", "president")) == COMMITTED
    return case, split


async def test_a_reclama_is_made_by_a_higher_grade_than_signed_the_losing_position(
    office: Office, direct: DirectSql
) -> None:
    case, split = await decided(office, direct)
    row = a_reclama(case, split, "commerce")
    assert direct.insert("commerce.ita", "reclama", row) == "OV003 higher_grade_needed"
    direct.appoint("commerce.noaa", "commerce.ita", "coordinator", 1)
    assert direct.insert("commerce.noaa", "reclama", row) == "OV003 higher_grade_needed"
    assert direct.insert("commerce.as", "reclama", row | {"grade": 1}) == COMMITTED
    assert direct.ask(OWNER, "SELECT grade FROM reclama WHERE case_id = %s", case["id"]) == [(4,)]


@pytest.mark.parametrize("where", ["position", "hold"])
async def test_whoever_signed_the_position_or_the_hold_counts(office: Office, direct: DirectSql, where: str) -> None:
    case = await nonconcurred(office)
    split = brought(direct, case, "president")
    if where == "position":
        argued = a_position(case, split, "commerce", office="commerce.ita")
        assert direct.insert("commerce.as", "split_position", argued) == COMMITTED
    else:
        hold = a_hold(case, "commerce", becomes="nonconcurrence", until="1983-01-01")
        assert direct.insert("commerce.as", "hold", hold) == COMMITTED
        ended = a_hold_end(case, hold["id"], how="became_nonconcurrence", office="time", reason="")
        assert direct.insert_as_time("hold_end", ended, WORKER) == COMMITTED
    assert direct.insert(PRESIDENT, "ruling", a_ruling(case, split, "president_a", "president")) == COMMITTED
    row = a_reclama(case, split, "commerce")
    assert direct.insert("commerce.as", "reclama", row) == "OV003 higher_grade_needed"
    direct.appoint("commerce.usit", "commerce.ita", "coordinator", 5)
    assert direct.insert("commerce.usit", "reclama", row) == COMMITTED


async def test_a_reclama_follows_a_ruling_and_is_the_loser_s(office: Office, direct: DirectSql) -> None:
    case = await nonconcurred(office)
    split = brought(direct, case, "nsc")
    row = a_reclama(case, split, "commerce")
    assert direct.insert("commerce.as", "reclama", row) == "OV003 no_ruling"
    refer_up(direct, case, split, "nsc", "president")
    assert direct.insert("commerce.as", "reclama", row) == "OV003 no_ruling"
    assert direct.insert(PRESIDENT, "ruling", a_ruling(case, split, "president_a", "president")) == COMMITTED
    direct.appoint("nsc.exec", "nsc.asia", "coordinator", 6)
    won = a_reclama(case, split, "nsc")
    assert direct.insert("nsc.exec", "reclama", won) == "OV003 did_not_lose"
    elsewhere = a_reclama(case, uuid4(), "commerce")
    assert direct.insert("commerce.as", "reclama", elsewhere) == "OV003 no_ruling"
    assert direct.insert("commerce.as", "reclama", row) == COMMITTED
