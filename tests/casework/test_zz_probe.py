from datetime import timedelta
from uuid import UUID
import pytest
from sqlalchemy import text
from casework.desk import Caller
from casework.handing import send_back
from casework.receiving import open_version
from casework.splitting import make_reclama
from casework.timekeeping import keep_time
from casework.verification import verify_all
from domain.vocabulary import EquityAct, Outcome
from tests.casework.forger import breaches
from tests.casework.stories import Stories
from tests.casework.test_equity import act, redrafted, set_policy
from tests.casework.test_split import opened, ruled
from tests.casework.test_time_in_clearance import announced, instant, set_clock, seat
from tests.office import APPROVER, a_draft, seen
from casework.opening import add_version
pytestmark = pytest.mark.asyncio

async def test_1_imposed_lapses(stories, verifier_db):
    o = stories.office
    case = await announced(o, but="")
    case = await act(o, case, "agriculture", EquityAct.IMPOSED, by="apnsa")
    await open_version(o.db, "agriculture.fas", UUID(case["id"]), 1, None)
    case = await o.look(case)
    due = instant(seat(case, "agriculture")["silence_clears_at"])
    case = await stories.at(case, due + timedelta(seconds=1))
    assert case["stage"] == "approval"
    assert breaches(await verify_all(verifier_db)) == set()

async def test_2_lifted_then_carried(stories, verifier_db):
    o = stories.office
    await set_policy(stories.owner, "always", "defense")
    case = await stories.hold_that_became_a_nonconcurrence()
    case = await o.sign(case, "defense")
    case = await redrafted(o, case, a_draft("Quite other words."))
    case = await o.clear_missing(case)
    assert case["stage"] == "approval"
    assert breaches(await verify_all(verifier_db)) == set()
    case = await stories.go_out(case)
    assert breaches(await verify_all(verifier_db)) == set()

async def test_4_sent_back_by_president(stories, verifier_db):
    o = stories.office
    case = await stories.decided_as_it_stands()
    await send_back(o.db, Caller(subject=APPROVER), UUID(case["id"]), reason="x")
    case = await o.look(case)
    print(case["stage"], breaches(await verify_all(verifier_db)))
    case = await stories.go_out(case)

async def test_5_reclama_of_a_hold(stories, verifier_db):
    o = stories.office
    case = await stories.hold_that_became_a_nonconcurrence_without_answer() if hasattr(stories, "x") else None
    from tests.casework.test_time_in_clearance import hold
    from domain.vocabulary import HoldBecomes
    case = await hold(o, await o.clear(await o.circulated(), but="defense"), becomes=HoldBecomes.NONCONCURRENCE)
    case = await stories.at(case, instant(case["holds"][0]["until"]) + timedelta(seconds=1))
    from tests.casework.test_split import before_the_president
    case = await before_the_president(o, await opened(o, case))
    case = await ruled(o, case, Outcome.PRESIDENT_A, "president")
    await make_reclama(o.db, Caller(subject="defense.asd"), UUID(case["id"]), agency="defense", argument="x")

async def test_6_clause_on_uncirculated(stories, verifier_db):
    from tests.casework.test_split import nonconcurred, DRAFTER
    o = stories.office
    case = await opened(o, await nonconcurred(o, "cia"))
    case = await ruled(o, case, Outcome.REFER_UP, DRAFTER)
    case = await o.redraft(case, "Other words entirely.")
    case = await ruled(o, case, Outcome.CLAUSE_CONTROLS, "ig.japan", "ECO-6")
    print(case["stage"], case["blocked_by"], breaches(await verify_all(verifier_db)))
    case = await o.circulate(case)

async def test_3_default_over_nonconcurrence(stories, worker_db, verifier_db):
    from tests.casework.test_time_in_clearance import received
    o = stories.office
    case = await o.redraft(await o.nonconcur(await o.circulated(), "defense"), "Other words.")
    case = await o.circulate(case, default_clearance=True)
    await open_version(o.db, "defense.isa", UUID(case["id"]), 2, None)
    await set_clock(stories.owner, instant(case["round"]["suspense"]) + timedelta(days=30))
    async with worker_db.engine.begin() as tx:
        await tx.execute(text("SELECT sec.enter_time()"))
        with pytest.raises(Exception, match="the_agency_spoke"):
            await tx.execute(text("INSERT INTO sign_off (id, case_id, round, version, digest, agency, response, office) VALUES"
                " (gen_random_uuid(), :id, 2, 2, :digest, 'defense', 'cleared_by_default', 'time')"),
                {"id": case["id"], "digest": case["text"]["digest"]})

async def test_7_transfer_to_another_agency(stories, verifier_db):
    from casework.handing import ask_transfer, answer_transfer
    from tests.casework.test_split import DRAFTER
    o = stories.office
    case = await o.circulated()
    await ask_transfer(o.db, Caller(subject=DRAFTER), UUID(case["id"]), to_office="commerce.ita", reason="x")
    await answer_transfer(o.db, Caller(subject="commerce.ita"), UUID(case["id"]), accepted=True, reason="x")
    case = seen(await add_version(o.db, Caller(subject="commerce.ita"), UUID(case["id"]), a_draft("New words.")))
    assert breaches(await verify_all(verifier_db)) == set()
    case = await o.circulate(await o.look(case), by="commerce.ita")
    for s in case["round"]["agencies"]:
        if s["right"] == "must_clear":
            case = await o.sign(case, s["agency"], by="commerce.as" if s["agency"] == "commerce" else None)
    assert breaches(await verify_all(verifier_db)) == set()
    case = await o.release(await o.approve(case, by="commerce.usit"))
    assert breaches(await verify_all(verifier_db)) == set()
