"""The second gates of rounds, silence, more time and offices, met by direct SQL."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from domain.referral import thirty_days_after, thirty_days_more
from domain.vocabulary import Exclusion, Preset, Response
from domain.working_days import Precedence
from tests.db.clearance_rows import a_receipt, an_extension, an_office_clearance, brought
from tests.db.direct_sql import (
    COMMITTED,
    DRAFTED_BY,
    OWNER,
    SOON,
    WORKER,
    DirectSql,
    Row,
    a_disposition,
    a_release,
    a_round,
    a_sign_off,
    a_small_draft,
    a_version,
    a_withdrawal,
    an_approval,
    committed,
)
from tests.office import APPROVER, COORDINATORS, RELEASER, Office, View, a_critical_comment

pytestmark = pytest.mark.asyncio

L = "state.l"
CHECK = "23514"
BY_TIME = {"response": "cleared_by_default", "office": "time"}
HIGHER = b'{"classification":"S","paragraphs":[{"marking":"S","text":"Other words."}],"type":"one-voice/text/1"}'
LOWER = b'{"classification":"S","paragraphs":[{"marking":"C","text":"Other words."}],"type":"one-voice/text/1"}'
CLEARERS = ("state", "commerce", "nsc")


def the_round(case: View, **changed: object) -> Row:
    return a_round(case, *CLEARERS, **{"offices": [], "suspense": SOON} | changed)


async def announced(office: Office, *, but: str = "commerce", preset: Preset | None = None) -> View:
    """Everybody but one has answered, and that one has opened the text."""
    draft = await a_small_draft(office)
    case = await office.circulate(draft, by=DRAFTED_BY, default_clearance=True, preset=preset)
    case = await office.clear(case, but=but)
    await office.read(case, COORDINATORS[but])
    return await office.look(case)


def advance(direct: DirectSql, by: str) -> None:
    assert direct.run(OWNER, f"UPDATE sec.clock SET shift = '{by}'") == COMMITTED


# ------------------------------------------------------------------------------------------------ rounds


async def test_no_silence_is_announced_for_a_text_marked_lower_than_before(office: Office, direct: DirectSql) -> None:
    case = await a_small_draft(office)
    assert direct.insert(DRAFTED_BY, "text_version", a_version(case, LOWER)) == COMMITTED
    row = the_round(await office.look(case), round=1)
    assert direct.insert(DRAFTED_BY, "clearance_round", row | {"default_clearance": True}) == "OV003 silence_excluded"
    assert direct.insert(DRAFTED_BY, "clearance_round", row) == COMMITTED


async def test_a_text_marked_as_high_as_before_may_be_cleared_by_silence(office: Office, direct: DirectSql) -> None:
    case = await a_small_draft(office)
    assert direct.insert(DRAFTED_BY, "text_version", a_version(case, HIGHER)) == COMMITTED
    row = the_round(await office.look(case), round=1, default_clearance=True)
    assert direct.insert(DRAFTED_BY, "clearance_round", row) == COMMITTED


async def test_a_step_without_silence_stays_one_in_later_rounds(office: Office, direct: DirectSql) -> None:
    case = await a_small_draft(office)
    first = the_round(case, silence_excluded="presidential_decision")
    assert direct.insert(DRAFTED_BY, "clearance_round", first | {"default_clearance": True}) == CHECK
    assert direct.insert(DRAFTED_BY, "clearance_round", first | {"silence_excluded": "haste"}) == CHECK
    assert direct.insert(DRAFTED_BY, "clearance_round", first) == COMMITTED
    case = await office.redraft(case, "Quite other words.", by=DRAFTED_BY)
    later = the_round(case, round=2, default_clearance=True)
    assert direct.insert(DRAFTED_BY, "clearance_round", later) == "OV003 silence_excluded"
    assert direct.insert(DRAFTED_BY, "clearance_round", later | {"default_clearance": False}) == COMMITTED


async def test_what_is_said_in_public_is_not_cleared_by_silence(office: Office, direct: DirectSql) -> None:
    case = await a_small_draft(office)
    assert (
        direct.run(OWNER, f"UPDATE case_file SET procedure = 'public_statement' WHERE id = '{case['id']}'") == COMMITTED
    )
    row = the_round(case, default_clearance=True)
    assert direct.insert(DRAFTED_BY, "clearance_round", row) == "OV003 silence_excluded"
    assert direct.insert(DRAFTED_BY, "clearance_round", row | {"default_clearance": False}) == "OV003 steps_missing"


@pytest.mark.parametrize("step", [Exclusion.FULL_POWERS, Exclusion.LEAVES_AUTHORITY])
async def test_the_legal_adviser_is_asked_where_the_step_needs_him(
    office: Office, direct: DirectSql, step: Exclusion
) -> None:
    case = await a_small_draft(office)
    row = the_round(case, silence_excluded=step.value)
    for offices in ([], None, ["state.pa"]):
        assert direct.insert(DRAFTED_BY, "clearance_round", row | {"offices": offices}) == "OV003 office_not_asked"
    assert direct.insert(DRAFTED_BY, "clearance_round", row | {"offices": [L]}) == COMMITTED


async def test_an_office_that_was_asked_once_is_not_left_out_later(office: Office, direct: DirectSql) -> None:
    case = await office.circulate(await a_small_draft(office), by=DRAFTED_BY, offices=("energy.ia", L))
    assert (await office.look(case, by="energy.ia"))["id"] == case["id"]
    case = await office.redraft(case, "Quite other words.", by=DRAFTED_BY)
    row = the_round(case, round=2)
    assert direct.insert(DRAFTED_BY, "clearance_round", row | {"offices": [L]}) == "OV003 office_not_asked"
    unknown = ["energy.ia", L, "state.nowhere"]
    assert direct.insert(DRAFTED_BY, "clearance_round", row | {"offices": unknown}) == "OV003 unknown_office"
    assert direct.insert(DRAFTED_BY, "clearance_round", row | {"offices": ["energy.ia", L]}) == COMMITTED


async def test_a_licensing_referral_runs_its_thirty_days_and_announces_silence(
    office: Office, direct: DirectSql
) -> None:
    case = await a_small_draft(office)
    due = thirty_days_after(datetime.now(UTC))
    row = the_round(case, preset="licensing_referral", default_clearance=True, suspense=due)
    for hours in (-1, 1):
        wrong = row | {"suspense": due + timedelta(hours=hours)}
        assert direct.insert(DRAFTED_BY, "clearance_round", wrong) == "OV003 not_the_statutory_time"
    assert direct.insert(DRAFTED_BY, "clearance_round", row | {"default_clearance": False}) == CHECK
    assert direct.insert(DRAFTED_BY, "clearance_round", row | {"preset": "my_own"}) == CHECK
    assert direct.insert(DRAFTED_BY, "clearance_round", row) == COMMITTED


# ------------------------------------------------------------------------------------------------ silence


async def test_no_silence_clears_while_a_split_is_open(office: Office, direct: DirectSql) -> None:
    case = await office.circulate(await a_small_draft(office), by=DRAFTED_BY, offices=(L,), default_clearance=True)
    case = await office.clear(case, but="commerce")
    await office.read(case, COORDINATORS["commerce"])
    assert direct.insert(L, "office_clearance", objecting(case)) == COMMITTED
    brought(direct, case)
    advance(direct, "90 days")
    row = a_sign_off(case, "commerce", **BY_TIME)
    assert direct.insert_as_time("sign_off", row, WORKER) == "OV003 split_open"


async def test_no_silence_clears_over_anybody_s_open_critical_comment(office: Office, direct: DirectSql) -> None:
    case = await office.sign(await announced(office), "nsc", Response.NONCONCUR, a_critical_comment())
    advance(direct, "90 days")
    row = a_sign_off(case, "commerce", **BY_TIME)
    assert direct.insert_as_time("sign_off", row, WORKER) == "OV003 critical_comment_open"
    [(comment,)] = direct.ask(OWNER, "SELECT id FROM comment WHERE case_id = %s", case["id"])
    assert direct.insert(DRAFTED_BY, "comment_disposition", a_disposition(case, comment)) == COMMITTED
    assert direct.insert_as_time("sign_off", row, WORKER) == COMMITTED


async def test_a_critical_comment_taken_back_stops_no_silence(office: Office, direct: DirectSql) -> None:
    case = await office.sign(await announced(office), "nsc", Response.NONCONCUR, a_critical_comment())
    await office.sign(case, "nsc")
    advance(direct, "90 days")
    assert direct.insert_as_time("sign_off", a_sign_off(case, "commerce", **BY_TIME), WORKER) == COMMITTED


@pytest.mark.parametrize(
    ("asked", "least"),
    [
        ({}, timedelta(days=10)),
        ({"precedence": Precedence.FLASH}, timedelta(hours=4)),
        ({"preset": Preset.LICENSING_REFERRAL}, timedelta(days=29)),
        ({"suspense": timedelta(days=20)}, timedelta(days=20)),
    ],
    ids=["working days", "hours", "statute", "named"],
)
async def test_a_receipt_gives_the_whole_time_from_then_on(
    office: Office, direct: DirectSql, asked: Row, least: timedelta
) -> None:
    draft = await a_small_draft(office)
    in_time: Row = {
        what: datetime.now(UTC) + said if isinstance(said, timedelta) else said for what, said in asked.items()
    }
    case = await office.circulate(draft, by=DRAFTED_BY, default_clearance=True, **in_time)
    days = 15  # so that the suspense alone would be less than the whole time
    advance(direct, f"{days} days")
    now = datetime.now(UTC) + timedelta(days=days)
    suspense = datetime.fromisoformat(case["round"]["suspense"])
    short = a_receipt(case, "commerce", full_time_at=max(suspense, now + least - timedelta(minutes=2)))
    if suspense < now + least - timedelta(minutes=2):
        assert direct.insert("commerce.ita", "receipt", short) == "OV003 before_its_time"
    enough = short | {"full_time_at": now + least + timedelta(days=3)}
    assert direct.insert("commerce.ita", "receipt", enough) == COMMITTED


# ------------------------------------------------------------------------------------------------ more time


@pytest.mark.parametrize(
    ("by", "forged", "why"),
    [
        ("commerce.ita", {"agency": "commerce"}, COMMITTED),
        ("commerce.ita", {"grade": 4}, "OV003 not_as_appointed"),
        ("commerce.as", {"grade": 4}, COMMITTED),
        ("commerce.ita", {"until": timedelta(0)}, "OV003 until_out_of_range"),
        ("commerce.ita", {"until": timedelta(days=60)}, "OV003 until_out_of_range"),
        ("energy.ia", {"agency": "energy", "office": "energy.ia"}, "OV003 no_clearance_right"),
        ("nsc.asia", {"agency": "nsc", "office": "nsc.asia", "grade": 2}, "OV003 already_answered"),
    ],
)
async def test_more_time_is_asked_for_as_the_rules_have_it(
    office: Office, direct: DirectSql, by: str, forged: Row, why: str
) -> None:
    case = await office.circulate(await a_small_draft(office), by=DRAFTED_BY)
    case = await office.sign(case, "nsc")
    if "until" in forged:
        forged = forged | {"until": datetime.fromisoformat(case["round"]["suspense"]) + forged["until"]}
    # Energy sees the case, and is asked nothing in it.
    assert direct.run(OWNER, f"UPDATE case_file SET access = access || '{{energy}}' WHERE id = '{case['id']}'")
    assert direct.insert(by, "extension", an_extension(case, "commerce") | forged) == why


async def test_no_more_time_is_asked_for_when_it_is_over_or_the_text_is_another(
    office: Office, direct: DirectSql
) -> None:
    case = await office.circulate(await a_small_draft(office), by=DRAFTED_BY)
    row = an_extension(case, "commerce")
    advance(direct, "30 days")
    assert direct.insert("commerce.ita", "extension", row) == "OV003 suspense_has_passed"
    advance(direct, "0")
    await office.redraft(case, "Quite other words.", by=DRAFTED_BY)
    assert direct.insert("commerce.ita", "extension", row) == "OV003 not_the_current_text"


async def test_the_second_time_a_higher_grade_asks_and_there_is_no_third(office: Office, direct: DirectSql) -> None:
    case = await office.circulate(await a_small_draft(office), by=DRAFTED_BY)
    due = datetime.fromisoformat(case["round"]["suspense"])
    rows = [an_extension(case, "commerce", until=due + timedelta(hours=n)) for n in (1, 2, 3)]
    assert direct.insert("commerce.ita", "extension", rows[0]) == COMMITTED
    assert direct.insert("commerce.ita", "extension", rows[1]) == "OV003 higher_grade_needed"
    assert direct.insert("commerce.as", "extension", rows[1] | {"grade": 4}) == COMMITTED
    direct.appoint("commerce.as", "commerce.desk", "coordinator", 6)
    third = rows[2] | {"grade": 6, "office": "commerce.desk"}
    assert direct.insert("commerce.as", "extension", third) == "OV003 extensions_used_up"


async def test_by_statute_the_head_alone_has_thirty_days_more_once(office: Office, direct: DirectSql) -> None:
    direct.appoint("commerce.usit", "commerce.usit", "coordinator", 7)
    case = await announced(office, preset=Preset.LICENSING_REFERRAL)
    [(ends,)] = direct.ask(OWNER, "SELECT full_time_at FROM receipt WHERE case_id = %s", case["id"])
    row = an_extension(case, "commerce", until=ends + timedelta(days=5))
    assert direct.insert("commerce.as", "extension", row | {"grade": 4}) == "OV003 only_the_head"
    by_head = row | {"grade": 7, "office": "commerce.usit"}
    too_long = by_head | {"until": thirty_days_more(ends) + timedelta(seconds=1)}
    assert direct.insert("commerce.usit", "extension", too_long) == "OV003 until_out_of_range"
    assert direct.insert("commerce.usit", "extension", by_head | {"until": thirty_days_more(ends)}) == COMMITTED
    again = by_head | {"id": uuid4(), "until": thirty_days_more(ends) + timedelta(days=1)}
    assert direct.insert("commerce.usit", "extension", again) == "OV003 extensions_used_up"


async def test_by_statute_the_days_count_from_receipt(office: Office, direct: DirectSql) -> None:
    direct.appoint("commerce.usit", "commerce.usit", "coordinator", 7)
    case = await office.circulate(await a_small_draft(office), by=DRAFTED_BY, preset=Preset.LICENSING_REFERRAL)
    advance(direct, "20 days")
    await office.read(case, "commerce.ita")
    [(ends,)] = direct.ask(OWNER, "SELECT full_time_at FROM receipt WHERE case_id = %s", case["id"])
    advance(direct, "40 days")
    row = an_extension(case, "commerce", until=thirty_days_more(ends), grade=7, office="commerce.usit")
    assert direct.insert("commerce.usit", "extension", row) == COMMITTED


# ------------------------------------------------------------------------------------------------ offices


def objecting(case: View, **changed: object) -> Row:
    said = {"response": "nonconcur", "ground": "law", "opinion": "The statute does not reach this."}
    return an_office_clearance(case, L, **said | changed)


async def beside(office: Office) -> View:
    """A round in which the Legal Adviser is asked beside State."""
    return await office.circulate(await a_small_draft(office), by=DRAFTED_BY, offices=(L,))


@pytest.mark.parametrize(
    ("by", "forged", "why"),
    [
        (L, {}, COMMITTED),
        (L, {"response": "nonconcur", "ground": "law", "opinion": "No."}, COMMITTED),
        (L, {"response": "nonconcur"}, CHECK),
        (L, {"response": "nonconcur", "ground": "law", "opinion": ""}, CHECK),
        (L, {"response": "nonconcur", "ground": "taste", "opinion": "No."}, CHECK),
        (L, {"response": "no_equity"}, CHECK),
        (L, {"version": 2}, "OV003 not_the_current_text"),
        (L, {"digest": "0" * 64}, "OV003 not_the_current_text"),
        (L, {"round": 2}, "OV003 not_the_current_text"),
        ("state.ea-j", {"office": "state.ea-j"}, "OV003 office_not_asked"),
        ("state.ea-j", {}, "OV003 not_coordinator"),
        (RELEASER, {}, "OV003 not_coordinator"),
    ],
)
async def test_an_office_answers_for_itself_to_the_current_text(
    office: Office, direct: DirectSql, by: str, forged: Row, why: str
) -> None:
    case = await beside(office)
    assert direct.insert(by, "office_clearance", an_office_clearance(case, L) | forged) == why


async def test_who_wrote_approved_or_signed_answers_for_no_office(office: Office, direct: DirectSql) -> None:
    case = await office.clear(await beside(office))
    for subject in (DRAFTED_BY, APPROVER, "state.ea-j"):
        direct.appoint(subject, L, "coordinator")
    row = an_office_clearance(case, L)
    assert direct.insert(DRAFTED_BY, "office_clearance", row) == "OV003 duties_separated"
    assert direct.insert("state.ea-j", "office_clearance", row) == "OV003 one_human_one_seat"
    assert direct.insert(APPROVER, "approval", an_approval(case, APPROVER)) == COMMITTED
    assert direct.insert(APPROVER, "office_clearance", row) == "OV003 duties_separated"


async def test_who_answered_for_an_office_fills_no_other_seat(office: Office, direct: DirectSql) -> None:
    case = await office.circulate(await a_small_draft(office), by=DRAFTED_BY, offices=(L, "state.ea-j"))
    assert direct.insert(L, "office_clearance", an_office_clearance(case, L)) == COMMITTED
    assert direct.insert(L, "office_clearance", an_office_clearance(case, L)) == COMMITTED  # a mind may be changed
    direct.appoint(L, "state.ea-j", "coordinator")
    other = an_office_clearance(case, "state.ea-j")
    assert direct.insert(L, "office_clearance", other) == "OV003 one_human_one_seat"
    assert direct.insert(L, "sign_off", a_sign_off(case, "state", office=L)) == "OV003 one_human_one_seat"
    direct.appoint(L, DRAFTED_BY, "action_officer")
    direct.appoint(L, APPROVER, "approver")
    assert direct.insert(L, "text_version", a_version(case)) == "OV003 duties_separated"
    case = await office.redraft(case, "Quite other words.", by=DRAFTED_BY)
    row = the_round(case, round=2, offices=[L, "state.ea-j"])
    assert direct.insert(L, "clearance_round", row) == "OV003 duties_separated"


async def test_who_answered_for_an_office_does_not_approve(office: Office, direct: DirectSql) -> None:
    case = await office.clear(await beside(office))
    assert direct.insert(L, "office_clearance", an_office_clearance(case, L)) == COMMITTED
    direct.appoint(L, APPROVER, "approver")
    assert direct.insert(L, "approval", an_approval(case, APPROVER)) == "OV003 duties_separated"


async def test_an_office_is_cleared_for_what_it_answers_to(office: Office, direct: DirectSql) -> None:
    case = await beside(office)
    # The level falls between the entering and the writing.
    with direct.entered(L) as tx:
        assert direct.run(OWNER, f"UPDATE person SET level = 1 WHERE subject = '{L}'") == COMMITTED
        assert committed(tx, "office_clearance", an_office_clearance(case, L)) == "OV003 not_cleared_for_text"


async def test_nothing_goes_out_without_the_offices_that_were_asked(office: Office, direct: DirectSql) -> None:
    case = await office.clear(await beside(office))
    assert direct.insert(APPROVER, "approval", an_approval(case, APPROVER)) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 office_clearance_missing"
    assert direct.insert(L, "office_clearance", objecting(case)) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 office_nonconcurs"
    assert direct.insert(L, "office_clearance", an_office_clearance(case, L)) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == COMMITTED
    assert direct.insert(L, "office_clearance", objecting(case)) == "OV003 case_has_ended"


async def test_an_office_s_answer_to_an_earlier_version_clears_no_later_one(office: Office, direct: DirectSql) -> None:
    case = await office.answer_for(await beside(office), L)
    case = await office.circulate(await office.redraft(case, "Quite other words.", by=DRAFTED_BY), by=DRAFTED_BY)
    case = await office.clear(case)
    assert direct.insert(APPROVER, "approval", an_approval(case, APPROVER)) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(case)) == "OV003 office_clearance_missing"


async def test_no_office_answers_in_a_case_that_was_withdrawn(office: Office, direct: DirectSql) -> None:
    case = await beside(office)
    assert direct.insert(DRAFTED_BY, "withdrawal", a_withdrawal(case)) == COMMITTED
    assert direct.insert(L, "office_clearance", an_office_clearance(case, L)) == "OV003 case_has_ended"
