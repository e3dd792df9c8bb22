"""Splits: the one of September 1982 from nonconcurrence to the President, and what may not be ruled below him."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from casework.desk import Caller
from casework.equities import equity
from casework.handing import answer_transfer, ask_transfer, send_back
from casework.memo import the_splits
from casework.splitting import bring_to_decision, file_position, make_reclama, rule
from casework.timekeeping import keep_time
from db.engine import Database
from domain.refusals import ChangedUnderYou, NotNow, NotYours
from domain.vocabulary import EquityAct, Outcome
from tests.casework.test_time_in_clearance import instant, set_clock
from tests.office import APPROVER, DRAFTER, FIRST, SECOND, Office, View, seen

pytestmark = pytest.mark.asyncio

SENTENCE = "The active help of the Administration, from the President down, is needed at high-level talks."


async def nonconcurred(office: Office, agency: str = "defense") -> View:
    return await office.nonconcur(await office.clear(await office.circulated(), but=agency), agency)


async def opened(office: Office, case: View, by: str = DRAFTER) -> View:
    question = "Shall the text ask for the active help of the President?"
    return seen(await bring_to_decision(office.db, Caller(subject=by), UUID(case["id"]), question=question))


async def position(
    office: Office, case: View, agency: str, by: str, words: str, alternative: str | None = None
) -> View:
    return seen(
        await file_position(
            office.db,
            Caller(subject=by),
            UUID(case["id"]),
            agency=agency,
            recommendation=words,
            alternative=alternative,
        )
    )


async def ruled(office: Office, case: View, outcome: Outcome, by: str, *clauses: str) -> View:
    return seen(
        await rule(
            office.db,
            Caller(subject=by),
            UUID(case["id"]),
            outcome=outcome,
            reason="So decided.",
            digest=case["text"]["digest"],
            clauses=clauses,
        )
    )


async def before_the_president(office: Office, case: View) -> View:
    case = await ruled(office, case, Outcome.REFER_UP, DRAFTER)
    case = await ruled(office, case, Outcome.REFER_UP, "ig.japan")
    case = await ruled(office, case, Outcome.REFER_UP, "sig.iep")
    return await ruled(office, case, Outcome.REFER_UP, "apnsa")


async def test_the_split_of_september_1982(office: Office) -> None:
    case = await nonconcurred(office)
    case = await opened(office, case)
    assert (case["stage"], case["split"]["rung"]) == ("split", "working_group")
    case = await position(office, case, "defense", "defense.isa", "Add the sentence.", SENTENCE)
    case = await position(
        office, case, "state", DRAFTER, "No objection in substance; the President should not speak of himself."
    )
    case = await before_the_president(office, case)
    assert case["split"]["name_1982"] == "The President"
    memo = (await the_splits(office.db, "apnsa", UUID(case["id"])))["items"][0]["memo"]  # type: ignore[index] # a view
    assert any(SENTENCE in line for line in memo)
    with pytest.raises(NotNow, match="not_the_words_of_b"):
        await ruled(office, case, Outcome.PRESIDENT_B, "president")
    with pytest.raises(NotNow, match="not_the_words_of_b"):
        await ruled(office, await office.redraft(case, FIRST, SECOND, "Other words."), Outcome.PRESIDENT_B, "president")
    case = await office.redraft(await office.look(case), FIRST, SECOND, SENTENCE)
    case = await ruled(office, case, Outcome.PRESIDENT_B, "president")
    assert (case["stage"], case["split"]["ruling"], case["split"]["dissents"]) == (
        "approval",
        "president_b",
        ["defense"],
    )
    case = await office.release(await office.approve(case))
    assert case["release"]["version"] == 3
    told = (await the_splits(office.db, "auditor", UUID(case["id"])))["items"][0]  # type: ignore[index] # a view
    assert {p["agency"] for p in told["positions"]} == {"state", "defense"}


async def test_the_president_may_decide_for_the_text_as_it_stands(office: Office) -> None:
    case = await before_the_president(office, await opened(office, await nonconcurred(office)))
    case = await ruled(office, case, Outcome.PRESIDENT_A, "president")
    assert {"lack": "critical_comment_open", "agency": "defense"} in case["blocked_by"]
    case = await office.dispose_all(case)
    assert (await office.release(await office.approve(case)))["stage"] == "delivery"


async def test_nobody_below_the_president_rules_over_a_department(office: Office) -> None:
    case = await opened(office, await nonconcurred(office))
    for by in ("apnsa", "sig.iep", "president"):
        with pytest.raises((NotYours, NotNow)):
            await ruled(office, case, Outcome.PRESIDENT_A, by)
    case = await ruled(office, case, Outcome.REFER_UP, DRAFTER)
    with pytest.raises(NotNow) as refused:
        await ruled(office, case, Outcome.CLAUSE_CONTROLS, "ig.japan", "ECO-6")
    assert refused.value.code == "department_nonconcurs"


async def test_a_clause_may_be_ruled_to_control_over_an_agency_that_is_no_department(office: Office) -> None:
    case = await opened(office, await nonconcurred(office, "cia"))
    case = await ruled(office, case, Outcome.REFER_UP, DRAFTER)
    case = await ruled(office, case, Outcome.CLAUSE_CONTROLS, "ig.japan", "ECO-6")
    case = await office.dispose_all(case)
    assert (case["stage"], case["split"]["dissents"]) == ("approval", ["cia"])
    assert (await office.release(await office.approve(case)))["stage"] == "delivery"


async def by_clause(office: Office, case: View) -> View:
    """Before the IG, whose chair rules that a clause controls; the comments are answered."""
    case = await ruled(office, await opened(office, case), Outcome.REFER_UP, DRAFTER)
    return await office.dispose_all(await ruled(office, case, Outcome.CLAUSE_CONTROLS, "ig.japan", "ECO-6"))


async def but_three(office: Office, **terms: Any) -> View:  # what its round is to be
    """CIA nonconcurs; USTR and the NSC have not answered; every Department has."""
    case = await office.check(await office.circulate(await office.open(), **terms))
    for seat in case["round"]["agencies"]:
        if seat["right"] == "must_clear" and seat["agency"] not in {"cia", "nsc", "ustr"}:
            case = await office.sign(case, seat["agency"])
    return await office.nonconcur(case, "cia")


async def test_a_clause_does_not_clear_for_those_who_have_not_answered(office: Office) -> None:
    case = await by_clause(office, await but_three(office))
    missing = [{"lack": "clearance_missing", "agency": agency} for agency in ("nsc", "ustr")]
    assert case["stage"] == "clearance"
    assert sorted(case["blocked_by"][:2], key=lambda o: o["agency"]) == missing
    with pytest.raises(NotNow):
        await office.approve(case)
    case = await office.sign(case, "ustr")
    assert missing[0] in case["blocked_by"]
    case = await office.sign(case, "nsc")
    assert case["stage"] == "approval"
    assert (await office.release(await office.approve(case)))["stage"] == "delivery"


async def test_a_clause_is_ruled_over_an_agency_that_let_its_time_go_by(office: Office, owner_db: Database) -> None:
    case = await but_three(office)
    await set_clock(owner_db, instant(case["round"]["suspense"]) + timedelta(seconds=1))
    case = await by_clause(office, case)
    assert case["stage"] == "clearance"
    assert {"lack": "clearance_missing", "agency": "nsc"} in case["blocked_by"]  # it answers for the President
    assert {"lack": "clearance_missing", "agency": "ustr"} not in case["blocked_by"]
    case = await office.sign(case, "nsc")
    assert (await office.release(await office.approve(case)))["stage"] == "delivery"


async def test_what_is_objected_after_a_ruling_was_not_ruled_on(office: Office) -> None:
    case = await by_clause(office, await nonconcurred(office, "cia"))
    case = await office.dispose_all(await office.nonconcur(case, "ustr"))
    assert {"lack": "nonconcurrence", "agency": "ustr"} in case["blocked_by"]
    again = await office.dispose_all(await office.nonconcur(case, "cia"))
    assert {"lack": "nonconcurrence", "agency": "cia"} in again["blocked_by"]


async def test_an_equity_given_after_a_ruling_is_heard(office: Office, owner_db: Database) -> None:
    case = await nonconcurred(office, "cia")
    await set_clock(owner_db, instant(case["round"]["suspense"]) + timedelta(seconds=1))
    case = await by_clause(office, case)
    by, what = Caller(subject="apnsa"), EquityAct.IMPOSED
    case = seen(await equity(office.db, by, UUID(case["id"]), agency="energy", what=what, reason="It is theirs."))
    assert {"lack": "clearance_missing", "agency": "energy"} in case["blocked_by"]


async def test_a_compromise_goes_back_to_be_cleared(office: Office) -> None:
    case = await ruled(office, await opened(office, await nonconcurred(office)), Outcome.COMPROMISE, DRAFTER)
    assert case["stage"] == "clearance"
    case = await office.circulate(await office.redraft(case, "Words that all can live with."))
    case = await office.clear(case)
    assert case["stage"] == "approval"


async def test_a_remand_sends_a_split_down_a_rung(office: Office) -> None:
    case = await ruled(office, await opened(office, await nonconcurred(office)), Outcome.REFER_UP, DRAFTER)
    case = await ruled(office, case, Outcome.REMAND, "ig.japan")
    assert case["split"]["rung"] == "working_group"


async def test_a_ruling_binds_the_words_and_no_others(office: Office) -> None:
    case = await before_the_president(office, await opened(office, await nonconcurred(office)))
    with pytest.raises(ChangedUnderYou):
        await ruled(office, {**case, "text": {"digest": "0" * 64}}, Outcome.PRESIDENT_A, "president")
    case = await ruled(office, case, Outcome.PRESIDENT_A, "president")
    case = await office.redraft(case, "Other words after the decision.")
    assert case["stage"] == "drafting"
    case = await office.circulate(case)
    assert {"lack": "nonconcurrence", "agency": "defense"} in case["blocked_by"]


async def test_a_losing_agency_may_make_one_reclama(office: Office) -> None:
    case = await before_the_president(office, await opened(office, await nonconcurred(office)))
    case = await ruled(office, case, Outcome.PRESIDENT_A, "president")
    case_id = UUID(case["id"])
    with pytest.raises(NotYours):
        await make_reclama(office.db, Caller(subject="defense.isa"), case_id, agency="defense", argument="New facts.")
    case = seen(
        await make_reclama(office.db, Caller(subject="defense.asd"), case_id, agency="defense", argument="New facts.")
    )
    assert case["stage"] == "split"
    case = await ruled(office, case, Outcome.PRESIDENT_A, "president")
    with pytest.raises(NotNow) as refused:
        await make_reclama(office.db, Caller(subject="defense.asd"), case_id, agency="defense", argument="Again.")
    assert refused.value.code == "reclama_used_up"
    assert (await office.release(await office.approve(await office.dispose_all(case))))["stage"] == "delivery"


async def when_due(office: Office, worker: Database, owner: Database, case: View) -> View:
    await set_clock(owner, instant(case["due"]["at"]) + timedelta(seconds=1))
    await keep_time(worker, UUID(case["id"]))
    return await office.look(case)


async def test_time_refers_a_split_up_rung_by_rung(office: Office, worker_db: Database, owner_db: Database) -> None:
    case = await opened(office, await nonconcurred(office))
    seen_at = [case["split"]["rung"]]
    while case["due"] is not None:
        case = await when_due(office, worker_db, owner_db, case)
        seen_at.append(case["split"]["rung"])
    assert seen_at == ["working_group", "ig", "sig_iep", "nsc", "president", "president"]
    assert case["overdue"] is True  # time decides nothing


async def test_after_ninety_days_a_split_is_before_the_nsc_whatever_the_chairs_do(
    office: Office, worker_db: Database, owner_db: Database
) -> None:
    case = await opened(office, await nonconcurred(office))
    for _ in range(60):
        case = await when_due(office, worker_db, owner_db, case)
        if case["split"]["rung"] == "nsc":
            break
        case = await ruled(office, case, Outcome.REMAND, "ig.japan")
    assert case["split"]["rung"] == "nsc"
    waited = instant(case["split"]["since"]) - instant(case["split"]["opened_at"])
    assert timedelta(days=90) <= waited < timedelta(days=95)


async def test_a_delaying_office_does_not_stop_the_action_office(office: Office, owner_db: Database) -> None:
    case = await office.clear(await office.circulated(), but="treasury")
    with pytest.raises(NotNow) as refused:
        await opened(office, case)
    assert refused.value.code == "no_disagreement"
    await set_clock(owner_db, instant(case["round"]["suspense"]) + timedelta(seconds=1))
    assert (await opened(office, case))["stage"] == "split"


async def test_the_database_lets_only_the_president_decide(office: Office, app_db: Database) -> None:
    case = await opened(office, await nonconcurred(office))
    async with app_db.engine.connect() as tx:
        await tx.execute(text("SELECT sec.enter('apnsa')"))
        with pytest.raises(Exception, match=r"only_the_president|not_at_that_rung"):
            await tx.execute(
                text(
                    "INSERT INTO ruling (id, case_id, split, rung, outcome, version, digest, clauses, reason,"
                    " notational, office) VALUES (gen_random_uuid(), :id, :split, 'working_group', 'president_a', 1,"
                    " :digest, '{}', 'So.', false, 'nsc.apnsa')"
                ),
                {"id": case["id"], "split": case["split"]["id"], "digest": case["text"]["digest"]},
            )
        await tx.rollback()


async def test_a_text_that_was_sent_back_needs_a_new_version(office: Office) -> None:
    case = await office.cleared()
    case = seen(await send_back(office.db, Caller(subject=APPROVER), UUID(case["id"]), reason="Too long."))
    assert case["stage"] == "drafting"
    with pytest.raises(NotNow) as refused:
        await office.circulate(case)
    assert refused.value.code == "sent_back"
    case = await office.clear(await office.circulate(await office.redraft(case, "Shorter.")))
    assert case["stage"] == "approval"


async def test_action_moves_only_when_the_other_office_accepts(office: Office) -> None:
    case = await office.open()
    asked = seen(
        await ask_transfer(
            office.db, Caller(subject=DRAFTER), UUID(case["id"]), to_office="state.ea-j", reason="It is theirs."
        )
    )
    assert asked["action_office"] == "state.eb"
    with pytest.raises(NotYours):
        await answer_transfer(office.db, Caller(subject=DRAFTER), UUID(case["id"]), accepted=True, reason="Yes.")
    case = seen(
        await answer_transfer(office.db, Caller(subject="state.ea-j"), UUID(case["id"]), accepted=True, reason="Yes.")
    )
    assert case["action_office"] == "state.ea-j"
    assert (await office.circulate(case, by="state.ea-j"))["stage"] == "clearance"
