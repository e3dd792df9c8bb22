"""The gates of clearance in full, met by direct SQL: silence, equities, splits, rulings, transfers, carry-over."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.vocabulary import Response
from tests.db.clearance_rows import (
    a_carry_over,
    a_hold_extension,
    a_move,
    a_ruling,
    a_send_back,
    a_transfer,
    a_transfer_answer,
    an_equity_act,
    an_extension,
    brought,
)
from tests.db.direct_sql import (
    COMMITTED,
    DRAFTED_BY,
    OWNER,
    SOON,
    WORKER,
    DirectSql,
    Row,
    a_hold,
    a_release,
    a_sign_off,
    a_small_approved_case,
    a_small_case,
    a_small_draft,
    an_approval,
)
from tests.office import APPROVER, COORDINATORS, RELEASER, Office, View

pytestmark = pytest.mark.asyncio

PRESIDENT = "president"
CHECK = "23514"
BY_TIME = {"response": "cleared_by_default", "office": "time"}


async def announced(office: Office, *, but: str) -> View:
    """A round that announced default clearance; one agency has not answered, and has opened the text."""
    case = await office.circulate(await a_small_draft(office), by=DRAFTED_BY, default_clearance=True)
    case = await office.clear(case, but=but)
    await office.read(case, COORDINATORS[but])
    return case


def advance(direct: DirectSql, by: str) -> None:
    assert direct.run(OWNER, f"UPDATE sec.clock SET shift = '{by}'") == COMMITTED


async def test_silence_clears_by_time_alone_and_not_before_its_time(office: Office, direct: DirectSql) -> None:
    case = await announced(office, but="commerce")
    row = a_sign_off(case, "commerce", **BY_TIME)
    assert direct.insert("commerce.ita", "sign_off", row) == "OV003 only_time_clears_by_default"
    assert direct.insert_as_time("sign_off", row, WORKER) == "OV003 no_proven_receipt"  # no full time since
    advance(direct, "90 days")
    assert direct.insert_as_time("sign_off", row | {"response": "concur"}, WORKER) == "OV003 not_coordinator"
    assert direct.insert_as_time("sign_off", row, WORKER) == COMMITTED
    assert direct.insert_as_time("sign_off", row | {"id": uuid4()}, WORKER) == "OV003 the_agency_spoke"


async def test_silence_does_not_clear_before_an_extension_is_over(office: Office, direct: DirectSql) -> None:
    case = await announced(office, but="commerce")
    due = datetime.fromisoformat(case["round"]["suspense"])
    more = an_extension(case, "commerce", until=due + timedelta(days=3))
    assert direct.insert("commerce.ita", "extension", more) == COMMITTED
    advance(direct, str(due + timedelta(days=1) - datetime.now(UTC)))
    row = a_sign_off(case, "commerce", **BY_TIME)
    assert direct.insert_as_time("sign_off", row, WORKER) == "OV003 before_its_time"


async def test_silence_does_not_clear_without_receipt(office: Office, direct: DirectSql) -> None:
    case = await office.circulate(await a_small_draft(office), by=DRAFTED_BY, default_clearance=True)
    advance(direct, "90 days")
    row = a_sign_off(case, "commerce", **BY_TIME)
    assert direct.insert_as_time("sign_off", row, WORKER) == "OV003 no_proven_receipt"


@pytest.mark.parametrize("agency", ["nsc", "state"])
async def test_silence_never_clears_for_the_nsc_or_the_action_agency(
    office: Office, direct: DirectSql, agency: str
) -> None:
    case = await announced(office, but=agency)
    advance(direct, "90 days")
    assert direct.insert_as_time("sign_off", a_sign_off(case, agency, **BY_TIME), WORKER) == "OV003 never_by_default"


async def test_silence_does_not_clear_over_a_hold(office: Office, direct: DirectSql) -> None:
    case = await announced(office, but="commerce")
    assert direct.insert("commerce.ita", "hold", a_hold(case, "commerce")) == COMMITTED
    advance(direct, "90 days")
    row = a_sign_off(case, "commerce", **BY_TIME)
    assert direct.insert_as_time("sign_off", row, WORKER) == "OV003 the_agency_spoke"


async def test_more_time_is_asked_for_by_the_agency_itself(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    for forged in ({}, {"office": "nsc.asia"}):
        row = an_extension(case, "commerce", **forged)
        assert direct.insert("nsc.asia", "extension", row) == "OV003 not_coordinator"


async def test_a_hold_is_extended_by_its_own_agency(office: Office, direct: DirectSql) -> None:
    case, other = await a_small_case(office), await a_small_case(office)
    hold = a_hold(case, "commerce")
    assert direct.insert("commerce.ita", "hold", hold) == COMMITTED
    by_another = a_hold_extension(case, hold["id"], office="nsc.asia")
    assert direct.insert("nsc.asia", "hold_extension", by_another) == "OV003 not_coordinator"
    elsewhere = a_hold_extension(other, hold["id"])
    assert direct.insert("commerce.ita", "hold_extension", elsewhere) == "OV003 no_such_hold"
    later = datetime.now(UTC) + timedelta(days=175)
    for forged, why in (({"until": SOON}, "OV003 until_out_of_range"), ({}, COMMITTED), ({"until": later}, COMMITTED)):
        assert direct.insert("commerce.ita", "hold_extension", a_hold_extension(case, hold["id"]) | forged) == why
    once_more = a_hold_extension(case, hold["id"], until=later + timedelta(days=1))
    assert direct.insert("commerce.ita", "hold_extension", once_more) == "OV003 extensions_used_up"


@pytest.mark.parametrize(
    ("by", "act", "in_office", "why"),
    [
        ("commerce.ita", "granted", "commerce.ita", "OV003 not_action_office"),
        ("commerce.ita", "granted", DRAFTED_BY, "OV003 not_action_office"),
        ("nsc.asia", "refused", "nsc.asia", "OV003 not_action_office"),
        ("commerce.ita", "claimed", "commerce.ita", "OV003 not_coordinator"),
        (DRAFTED_BY, "imposed", DRAFTED_BY, "OV003 not_nsc"),
        ("commerce.ita", "imposed", "nsc.asia", "OV003 not_nsc"),
        (DRAFTED_BY, "granted", DRAFTED_BY, COMMITTED),
        ("apnsa", "imposed", "nsc.apnsa", COMMITTED),
    ],
)
async def test_an_equity_is_claimed_granted_and_imposed_by_whom_it_belongs_to(
    office: Office, direct: DirectSql, by: str, act: str, in_office: str, why: str
) -> None:
    case = await a_small_case(office)
    assert direct.insert(by, "equity_act", an_equity_act(case, "defense", act, office=in_office)) == why


async def test_a_granted_equity_must_clear(office: Office, direct: DirectSql) -> None:
    case = await a_small_approved_case(office)
    granted = an_equity_act(case, "defense", "granted", office=DRAFTED_BY)
    assert direct.insert(DRAFTED_BY, "equity_act", granted) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 clearance_missing"


async def redrafted(office: Office, direct: DirectSql, *, objecting: bool = False) -> tuple[View, object]:
    """Commerce answered the first version; the second is circulated and its policy has changed to always."""
    case = await office.clear(await a_small_case(office), but="commerce")
    case = await (office.nonconcur(case, "commerce") if objecting else office.sign(case, "commerce"))
    case = await office.circulate(await office.redraft(case, "Quite other words.", by=DRAFTED_BY), by=DRAFTED_BY)
    assert direct.run(OWNER, "UPDATE agency SET carry_over = 'always' WHERE code = 'commerce'") == COMMITTED
    [(signed,)] = direct.ask(OWNER, "SELECT id FROM sign_off WHERE agency = 'commerce' AND case_id = %s", case["id"])
    return case, signed


@pytest.mark.parametrize(
    ("forged", "why"),
    [
        ({"policy": "unchanged_paragraphs"}, "OV003 not_the_agencys_policy"),
        ({"policy": "never"}, "OV003 not_the_agencys_policy"),
        ({"sign_off": UUID(int=7)}, "OV003 nothing_to_carry_over"),
        ({"agency": "state"}, "OV003 nothing_to_carry_over"),
        ({"from_version": 2}, "OV003 nothing_to_carry_over"),
        ({"version": 1}, "OV003 not_the_current_text"),
        ({"digest": "0" * 64}, "OV003 not_the_current_text"),
        ({"proof": ""}, CHECK),
        ({"office": "commerce.ita"}, "OV003 not_action_office"),
        ({}, COMMITTED),
    ],
    ids=str,
)
async def test_a_forged_carry_over_is_refused(office: Office, direct: DirectSql, forged: Row, why: str) -> None:
    case, signed = await redrafted(office, direct)
    assert direct.insert(DRAFTED_BY, "carry_over", a_carry_over(case, "commerce", signed) | forged) == why


@pytest.mark.parametrize("policy", ["unchanged_paragraphs", "administrative_changes"])
async def test_no_response_is_carried_over_to_other_words(office: Office, direct: DirectSql, policy: str) -> None:
    case, signed = await redrafted(office, direct)
    assert direct.run(OWNER, f"UPDATE agency SET carry_over = '{policy}' WHERE code = 'commerce'") == COMMITTED
    row = a_carry_over(case, "commerce", signed) | {"policy": policy}
    assert direct.insert(DRAFTED_BY, "carry_over", row) == "OV003 nothing_to_carry_over"


async def test_only_the_latest_response_is_carried_over_and_no_nonconcurrence(
    office: Office, direct: DirectSql
) -> None:
    case, signed = await redrafted(office, direct, objecting=True)
    row = a_carry_over(case, "commerce", signed)
    assert direct.insert(DRAFTED_BY, "carry_over", row) == "OV003 nothing_to_carry_over"
    case, signed = await redrafted(office, direct)
    await office.sign(case, "commerce", Response.CONCUR)
    row = a_carry_over(case, "commerce", signed)
    assert direct.insert(DRAFTED_BY, "carry_over", row) == "OV003 nothing_to_carry_over"


async def nonconcurred(office: Office) -> View:
    return await office.nonconcur(await office.clear(await a_small_case(office), but="commerce"), "commerce")


@pytest.mark.parametrize(
    ("by", "outcome", "rung", "forged", "why"),
    [
        ("apnsa", "president_a", "president", {"office": "nsc.apnsa"}, "OV003 only_the_president"),
        ("apnsa", "president_a", "president", {}, "OV003 only_the_president"),
        (PRESIDENT, "president_a", "nsc", {}, "OV003 not_at_that_rung"),
        (PRESIDENT, "president_a", "president", {"digest": "0" * 64}, "OV003 not_the_current_text"),
        (DRAFTED_BY, "clause_controls", "president", {"office": DRAFTED_BY}, "OV003 not_the_decider"),
        (DRAFTED_BY, "clause_controls", "president", {"office": "ig.japan"}, "OV003 not_the_decider"),
        (PRESIDENT, "president_a", "president", {"split": UUID(int=7)}, "OV003 not_at_that_rung"),
        (PRESIDENT, "agreed", "president", {}, CHECK),
        (PRESIDENT, "president_a", "president", {}, COMMITTED),
    ],
)
async def test_a_ruling_is_made_at_its_rung_by_the_decider(
    office: Office, direct: DirectSql, by: str, outcome: str, rung: str, forged: Row, why: str
) -> None:
    case = await nonconcurred(office)
    row = a_ruling(case, brought(direct, case, "president"), outcome, rung) | forged
    assert direct.insert(by, "ruling", row) == why


async def test_the_president_decides_nothing_below_him(office: Office, direct: DirectSql) -> None:
    case = await nonconcurred(office)
    row = a_ruling(case, brought(direct, case, "ig"), "president_a", "ig")
    assert direct.insert(PRESIDENT, "ruling", row) == "OV003 only_the_president"


async def test_who_drafted_does_not_rule(office: Office, direct: DirectSql) -> None:
    case = await nonconcurred(office)
    direct.appoint(DRAFTED_BY, "white-house.president", "president")
    row = a_ruling(case, brought(direct, case, "president"), "president_a", "president")
    assert direct.insert(DRAFTED_BY, "ruling", row) == "OV003 duties_separated"


async def test_time_refers_a_split_up_when_it_is_due_and_not_before(office: Office, direct: DirectSql) -> None:
    case = await nonconcurred(office)
    row = a_move(case, brought(direct, case), "ig", cause="time", office="time", due_at=SOON)
    assert direct.insert_as_time("split_move", row, WORKER) == CHECK
    [(at,)] = direct.ask(OWNER, "SELECT max(at) FROM split_move WHERE case_id = %s", case["id"])
    early, due = row | {"due_at": at + timedelta(hours=23)}, row | {"due_at": at + timedelta(days=2)}
    advance(direct, "10 days")
    assert direct.insert_as_time("split_move", early, WORKER) == "OV003 before_its_time"
    assert direct.insert_as_time("split_move", due | {"rung": "sig_iep"}, WORKER) == "OV003 before_its_time"
    assert direct.insert(DRAFTED_BY, "split_move", due) == "OV003 only_time_refers_up"
    assert direct.insert_as_time("split_move", due, WORKER) == COMMITTED


async def test_a_person_moves_no_split_in_the_name_of_time(office: Office, direct: DirectSql) -> None:
    case = await nonconcurred(office)
    row = a_move(case, brought(direct, case), "ig", cause="refer_up", office="time")
    assert direct.insert_as_time("split_move", row, WORKER) == "OV003 not_ruled"
    ruled = a_ruling(case, row["split"], "refer_up", "working_group", office=DRAFTED_BY)
    assert direct.insert(DRAFTED_BY, "ruling", ruled) == COMMITTED
    assert direct.insert_as_time("split_move", row, WORKER) == "OV003 not_ruled"
    assert direct.insert("apnsa", "split_move", row | {"office": "nsc.apnsa"}) == "OV003 not_ruled"


async def test_after_ninety_days_time_brings_a_split_before_the_nsc(office: Office, direct: DirectSql) -> None:
    case = await nonconcurred(office)
    row = a_move(case, brought(direct, case), "nsc", cause="time", office="time")
    [(at,)] = direct.ask(OWNER, "SELECT at FROM split WHERE case_id = %s", case["id"])
    advance(direct, "100 days")
    early, due = row | {"due_at": at + timedelta(days=89)}, row | {"due_at": at + timedelta(days=90)}
    assert direct.insert_as_time("split_move", early, WORKER) == "OV003 before_its_time"
    assert direct.insert_as_time("split_move", due | {"rung": "president"}, WORKER) == "OV003 before_its_time"
    assert direct.insert_as_time("split_move", due, WORKER) == COMMITTED
    again = row | {"id": uuid4(), "due_at": at + timedelta(days=91)}
    assert direct.insert_as_time("split_move", again, WORKER) == "OV003 before_its_time"


async def test_a_transfer_is_answered_by_the_other_office(office: Office, direct: DirectSql) -> None:
    case, other = await a_small_draft(office), await a_small_draft(office)
    asked = a_transfer(case, "state.ea-j")
    assert direct.insert(DRAFTED_BY, "transfer", asked) == COMMITTED
    answer = a_transfer_answer(case, asked["id"])
    for by, row in (
        (DRAFTED_BY, answer | {"office": DRAFTED_BY}),
        (DRAFTED_BY, answer),
        ("state.eb", answer | {"office": "state.eb"}),
        ("state.ea-j", a_transfer_answer(other, asked["id"])),
    ):
        assert direct.insert(by, "transfer_answer", row) == "OV003 not_your_transfer"
    assert direct.insert("state.ea-j", "transfer_answer", answer) == COMMITTED
    assert (await office.look(case))["action_office"] == "state.ea-j"


@pytest.mark.parametrize(
    ("by", "in_office"), [(DRAFTED_BY, DRAFTED_BY), ("state.ea-j", APPROVER), ("commerce.usit", "commerce.usit")]
)
async def test_only_the_approving_official_sends_back(
    office: Office, direct: DirectSql, by: str, in_office: str
) -> None:
    case = await office.clear(await a_small_case(office))
    assert direct.insert(by, "send_back", a_send_back(case, office=in_office)) == "OV003 not_approver"
    assert direct.insert(APPROVER, "send_back", a_send_back(case, version=7)) == "OV003 not_the_current_text"


async def test_a_version_that_was_sent_back_is_not_released(office: Office, direct: DirectSql) -> None:
    case = await a_small_approved_case(office)
    assert direct.insert(APPROVER, "send_back", a_send_back(case)) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 sent_back"


async def test_nothing_is_released_while_a_split_is_open(office: Office, direct: DirectSql) -> None:
    case = await office.nonconcur(await a_small_approved_case(office), "commerce")
    brought(direct, case)
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 split_open"


async def test_a_split_that_is_over_leaves_the_nonconcurrence(office: Office, direct: DirectSql) -> None:
    case = await nonconcurred(office)
    ruling = a_ruling(case, brought(direct, case), "compromise", "working_group", office=DRAFTED_BY)
    assert direct.insert(DRAFTED_BY, "ruling", ruling) == COMMITTED
    assert direct.insert(APPROVER, "approval", an_approval(case, APPROVER)) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 nonconcurrence"


async def test_a_controlling_clause_does_not_carry_over_a_department(office: Office, direct: DirectSql) -> None:
    case = await office.nonconcur(await office.clear(await a_small_case(office), but="nsc"), "nsc")
    row = a_ruling(case, brought(direct, case, "ig"), "clause_controls", "ig", clauses=["ECO-9"], office="ig.japan")
    assert direct.insert("ig.japan", "ruling", row) == COMMITTED
    case = await office.nonconcur(case, "commerce")
    assert direct.insert(APPROVER, "approval", an_approval(case, APPROVER)) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 nonconcurrence"


async def test_over_a_nonconcurrence_the_president_alone_opens_the_gate(office: Office, direct: DirectSql) -> None:
    case = await nonconcurred(office)
    assert direct.insert(APPROVER, "approval", an_approval(case, APPROVER)) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 nonconcurrence"
    row = a_ruling(case, brought(direct, case, "president"), "president_a", "president")
    assert direct.insert(PRESIDENT, "ruling", row) == COMMITTED
    await office.dispose_all(case, by=DRAFTED_BY)
    assert direct.insert(RELEASER, "release", a_release(case)) == COMMITTED
