"""The gates before the last one, met by direct SQL: who signs, approves, drafts, circulates and opens, and on what."""

from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

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
    a_round,
    a_sign_off,
    a_small_approved_case,
    a_small_case,
    a_small_draft,
    a_version,
    a_withdrawal,
    an_approval,
    an_opening,
    insert_into,
    what_went_wrong,
)
from tests.office import APPROVER, Office

pytestmark = pytest.mark.asyncio


async def test_a_sign_off_is_by_whom_the_transaction_is_for(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    forged = {"person": direct.id_of("nsc.asia"), "at": "1982-01-01T00:00:00Z", "seq": 1}
    assert direct.insert("commerce.ita", "sign_off", a_sign_off(case, "commerce", **forged)) == COMMITTED
    [(person, in_time, in_order)] = direct.ask(
        OWNER, "SELECT person, at > now() - interval '1 hour', seq > 1 FROM sign_off WHERE case_id = %s", case["id"]
    )
    assert (person, in_time, in_order) == (direct.id_of("commerce.ita"), True, True)
    [(actor,)] = direct.ask(OWNER, "SELECT actor FROM ledger WHERE case_id = %s AND kind = 'sign_off'", case["id"])
    assert actor == person


async def test_nothing_is_written_without_entering(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    row = a_sign_off(case, "commerce", person=direct.id_of("commerce.ita"))
    with direct.connect() as tx, pytest.raises(psycopg.Error) as refused:
        insert_into(tx, "sign_off", row)
    assert what_went_wrong(refused.value) == "OV001 no_context"


@pytest.mark.parametrize(
    ("by", "agency", "forged", "why"),
    [
        ("defense.isa", "defense", {}, "OV004 no_such_case"),
        ("auditor", "defense", {}, "OV003 no_clearance_right"),
        ("interior.fws", "interior", {"office": "interior.fws"}, "OV003 no_clearance_right"),
        ("commerce.ita", "nsc", {}, "OV003 not_coordinator"),
        ("commerce.ita", "nsc", {"office": "commerce.ita"}, "OV003 not_coordinator"),
        ("commerce.ita", "commerce", {"office": "commerce.noaa"}, "OV003 not_coordinator"),
        ("state.e", "state", {"office": "state.e"}, "OV003 not_coordinator"),
        ("auditor", "commerce", {}, "OV003 not_coordinator"),
        ("commerce.ita", "commerce", {"digest": "0" * 64}, "OV003 not_the_current_text"),
        ("commerce.ita", "commerce", {"version": 2}, "OV003 not_the_current_text"),
        ("commerce.ita", "commerce", {"round": 2}, "OV003 not_the_current_text"),
        ("commerce.ita", "commerce", {"response": "cleared_by_default"}, "OV003 only_time_clears_by_default"),
        ("commerce.ita", "commerce", {"response": "agreed"}, "23514"),
    ],
)
async def test_a_forged_sign_off_is_refused(
    office: Office, direct: DirectSql, by: str, agency: str, forged: Row, why: str
) -> None:
    case = await a_small_case(office)
    assert direct.insert(by, "sign_off", a_sign_off(case, agency) | forged) == why


async def test_an_earlier_text_is_not_signed(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    later = await office.circulate(await office.redraft(case, "Other words.", by=DRAFTED_BY), by=DRAFTED_BY)
    assert direct.insert("commerce.ita", "sign_off", a_sign_off(case, "commerce")) == "OV003 not_the_current_text"
    mixed = a_sign_off(later, "commerce", round=1)
    assert direct.insert("commerce.ita", "sign_off", mixed) == "OV003 not_the_current_text"


async def test_who_drafted_does_not_sign(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    direct.appoint(DRAFTED_BY, "state.ea-j", "coordinator")
    assert direct.insert(DRAFTED_BY, "sign_off", a_sign_off(case, "state")) == "OV003 duties_separated"


async def test_who_approved_does_not_sign(office: Office, direct: DirectSql) -> None:
    case = await a_small_approved_case(office)
    direct.appoint(APPROVER, "state.ea-j", "coordinator")
    assert direct.insert(APPROVER, "sign_off", a_sign_off(case, "state")) == "OV003 duties_separated"


async def test_one_human_fills_one_seat(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    direct.appoint("commerce.ita", "nsc.asia", "coordinator")
    assert direct.insert("commerce.ita", "sign_off", a_sign_off(case, "commerce")) == COMMITTED
    assert direct.insert("commerce.ita", "sign_off", a_sign_off(case, "nsc")) == "OV003 one_human_one_seat"


async def test_a_clearance_taken_away_meanwhile_counts(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    row = a_sign_off(case, "commerce")
    with direct.entered("commerce.ita") as tx:
        direct.run(OWNER, "UPDATE person SET level = 0 WHERE subject = 'commerce.ita'")
        with pytest.raises(psycopg.Error) as refused:
            insert_into(tx, "sign_off", row)
    assert what_went_wrong(refused.value) == "OV003 not_cleared_for_text"
    assert direct.insert("commerce.ita", "sign_off", row) == "OV004 no_such_case"


async def test_an_ended_case_takes_nothing_more(office: Office, direct: DirectSql) -> None:
    gone = await office.release(await a_small_approved_case(office))
    withdrawn = await a_small_approved_case(office)
    assert direct.insert(DRAFTED_BY, "withdrawal", a_withdrawal(withdrawn)) == COMMITTED
    for case in (gone, withdrawn):
        for by, table, row in (
            ("commerce.ita", "sign_off", a_sign_off(case, "commerce", response="nonconcur")),
            ("commerce.ita", "comment", a_comment(case, "commerce", uuid4())),
            ("commerce.ita", "hold", a_hold(case, "commerce")),
            ("commerce.ita", "hold_end", a_hold_end(case, uuid4())),
            ("state.p", "approval", an_approval(case, "state.p")),
            (DRAFTED_BY, "text_version", a_version(case)),
            (DRAFTED_BY, "clearance_round", a_round(case, "state")),
            (DRAFTED_BY, "withdrawal", a_withdrawal(case)),
            (DRAFTED_BY, "comment_disposition", a_disposition(case, uuid4())),
        ):
            assert (table, direct.insert(by, table, row)) == (table, "OV003 case_has_ended")


@pytest.mark.parametrize(
    ("by", "in_office", "why"),
    [
        ("state.ea", "state.ea", "OV003 not_approver"),
        ("commerce.usit", "commerce.usit", "OV003 not_approver"),
        ("commerce.usit", "state.e", "OV003 not_approver"),
        ("apnsa", "nsc.apnsa", "OV003 not_approver"),
        (DRAFTED_BY, "state.e", "OV003 duties_separated"),
        ("state.ea-j", "state.e", "OV003 duties_separated"),
    ],
)
async def test_only_an_approver_of_the_action_agency_with_clean_hands_approves(
    office: Office, direct: DirectSql, by: str, in_office: str, why: str
) -> None:
    case = await office.clear(await a_small_case(office))
    if why.endswith("duties_separated"):
        direct.appoint(by, in_office, "approver")
    assert direct.insert(by, "approval", an_approval(case, in_office)) == why


async def test_only_the_current_text_is_approved(office: Office, direct: DirectSql) -> None:
    case = await office.clear(await a_small_case(office))
    forged = an_approval(case, APPROVER, digest="0" * 64)
    assert direct.insert(APPROVER, "approval", forged) == "OV003 not_the_current_text"
    await office.redraft(case, "Other words.", by=DRAFTED_BY)
    assert direct.insert(APPROVER, "approval", an_approval(case, APPROVER)) == "OV003 not_the_current_text"


@pytest.mark.parametrize("number", [0, 1, 3])
async def test_versions_come_in_order(office: Office, direct: DirectSql, number: int) -> None:
    case = await a_small_draft(office)
    outcome = direct.insert(DRAFTED_BY, "text_version", a_version(case, version=number))
    assert outcome == "OV003 version_out_of_order"


async def test_a_digest_is_that_of_its_text(office: Office, direct: DirectSql) -> None:
    case = await a_small_draft(office)
    assert direct.insert(DRAFTED_BY, "text_version", a_version(case, digest="0" * 64)) == "23514"


async def test_an_earlier_text_is_not_circulated(office: Office, direct: DirectSql) -> None:
    case = await a_small_draft(office)
    await office.redraft(case, "Other words.", by=DRAFTED_BY)
    outcome = direct.insert(DRAFTED_BY, "clearance_round", a_round(case, "state"))
    assert outcome == "OV003 not_the_current_text"


async def test_the_action_office_drafts_circulates_and_withdraws(office: Office, direct: DirectSql) -> None:
    case = await a_small_draft(office)
    for table, row in (
        ("text_version", a_version(case, office="state.eb")),
        ("clearance_round", a_round(case, "state", office="state.eb")),
        ("withdrawal", a_withdrawal(case, office="state.eb")),
        ("text_version", a_version(case)),
        ("clearance_round", a_round(case, "state")),
        ("withdrawal", a_withdrawal(case)),
    ):
        assert (table, direct.insert("state.eb", table, row)) == (table, "OV003 not_action_office")


async def test_who_signed_or_approved_does_not_draft_or_circulate(office: Office, direct: DirectSql) -> None:
    case = await office.redraft(await a_small_approved_case(office), "Other words.", by=DRAFTED_BY)
    for subject in ("state.ea-j", APPROVER):
        direct.appoint(subject, DRAFTED_BY, "action_officer")
        assert direct.insert(subject, "text_version", a_version(case, b"More.")) == "OV003 duties_separated"
        assert direct.insert(subject, "clearance_round", a_round(case, "state")) == "OV003 duties_separated"


async def test_time_clears_nothing_by_default_that_was_not_announced(office: Office, direct: DirectSql) -> None:
    case = await a_small_case(office)
    row = a_sign_off(case, "commerce", response="cleared_by_default")
    assert direct.insert_as_time("sign_off", row) == "OV003 default_clearance_not_announced"


@pytest.mark.parametrize(
    ("by", "forged", "why"),
    [
        ("commerce.ita", {"action_agency": "commerce", "action_office": "commerce.ita"}, "OV003 not_as_mandated"),
        (DRAFTED_BY, {"procedure": "trade_action"}, "OV003 not_as_mandated"),
        (DRAFTED_BY, {"procedure": "none"}, "OV003 not_as_mandated"),
        ("state.eb", {"action_office": "state.eb"}, "OV003 not_as_mandated"),
        ("state.eb", {}, "OV003 not_action_office"),
    ],
)
async def test_a_case_is_opened_as_its_mandate_says(direct: DirectSql, by: str, forged: Row, why: str) -> None:
    assert direct.insert(by, "case_file", an_opening(direct, "ECO-9a") | forged) == why


async def test_what_a_case_is_opened_with_is_not_taken_on_trust(direct: DirectSql) -> None:
    forged = {
        "access": ["interior"],
        "equities": Jsonb({}),
        "head_version": 7,
        "ledger_seq": 7,
        "person": direct.id_of("nsc.asia"),
    }
    row = an_opening(direct, "ECO-9a", **forged)
    assert direct.insert(DRAFTED_BY, "case_file", row) == COMMITTED
    [found] = direct.ask(
        OWNER, "SELECT access, equities, head_version, ledger_seq, person FROM case_file WHERE id = %s", row["id"]
    )
    rights = {"state": "must_clear", "commerce": "must_clear", "nsc": "must_clear", "interior": "info"}
    assert found == (["state"], rights, 0, 1, direct.id_of(DRAFTED_BY))
