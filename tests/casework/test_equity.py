"""Equities and re-clearance: who is asked, who is asked again, and whose response is carried over with its proof."""

from uuid import UUID

import pytest
from sqlalchemy import text

from casework.desk import Caller
from casework.equities import equity
from casework.opening import Draft, add_version
from db.engine import Database
from domain.marking import Level
from domain.refusals import NotNow, NotYours
from domain.text import Paragraph
from domain.vocabulary import EquityAct, Response
from tests.office import COORDINATORS, DRAFTER, FIRST, SECOND, Office, View, a_draft, seen

pytestmark = pytest.mark.asyncio


async def set_policy(owner: Database, policy: str, *agencies: str) -> None:
    async with owner.begin() as tx:
        await tx.execute(
            text("UPDATE agency SET carry_over = :policy WHERE code = ANY (:agencies)"),
            {"policy": policy, "agencies": list(agencies)},
        )


def two_paragraphs(first: str = FIRST, second: str = SECOND) -> Draft:
    """The first is USTR's and Defense's, the second Commerce's."""
    return Draft(
        paragraphs=(
            Paragraph(text=first, marking=Level.S, equities=("ustr", "defense")),
            Paragraph(text=second, marking=Level.S, equities=("commerce",)),
        )
    )


async def act(office: Office, case: View, agency: str, what: EquityAct, by: str) -> View:
    return seen(
        await equity(
            office.db, Caller(subject=by), UUID(case["id"]), agency=agency, what=what, reason="It is ours too."
        )
    )


def answers(case: View) -> dict[str, str | None]:
    return {s["agency"]: s["response"] for s in case["round"]["agencies"] if s["right"] == "must_clear"}


async def redrafted(office: Office, case: View, draft: Draft) -> View:
    case = seen(await add_version(office.db, Caller(subject=DRAFTER), UUID(case["id"]), draft))
    return await office.circulate(case)


async def test_a_redraft_asks_only_those_whose_paragraphs_changed(office: Office, owner_db: Database) -> None:
    await set_policy(owner_db, "unchanged_paragraphs", "ustr", "defense", "commerce", "treasury")
    case = await office.clear(await office.circulated(draft=two_paragraphs()))
    case = await redrafted(office, case, two_paragraphs(second="We ask for a look into the licence of March."))
    said = answers(case)
    assert (said["ustr"], said["defense"]) == ("concur", "concur")
    assert said["commerce"] is None  # its paragraph changed
    assert said["treasury"] is None  # no paragraph names it, so it clears the whole text
    assert said["cia"] is None  # its policy is never
    carried = {s["agency"] for s in case["round"]["agencies"] if s["carried_over"]}
    assert carried == {"ustr", "defense"}
    case = await office.clear_missing(case)
    assert case["stage"] == "approval"
    assert (await office.finish(await office.release(await office.approve(case))))["stage"] == "closed"


async def test_a_nonconcurrence_survives_a_redraft_until_it_is_lifted(office: Office, owner_db: Database) -> None:
    await set_policy(owner_db, "always", *COORDINATORS)
    case = await office.nonconcur(await office.clear(await office.circulated(), but="defense"), "defense")
    case = await redrafted(office, case, a_draft("Quite other words."))
    assert {"lack": "nonconcurrence", "agency": "defense"} in case["blocked_by"]
    case = await office.sign(case, "defense")
    assert case["stage"] == "checks"


async def test_silence_and_nonconcurrence_are_never_carried(office: Office, owner_db: Database) -> None:
    await set_policy(owner_db, "always", "defense")
    case = await office.nonconcur(await office.circulated(), "defense")
    case = await redrafted(office, case, a_draft("Quite other words."))
    assert answers(case)["defense"] is None


async def test_the_database_carries_nothing_against_an_agencys_policy(office: Office, app_db: Database) -> None:
    case = await office.clear(await office.circulated(draft=two_paragraphs()))
    case = await redrafted(office, case, two_paragraphs(second="Other words."))
    async with app_db.engine.connect() as tx:
        await tx.execute(text("SELECT sec.enter(:who)"), {"who": DRAFTER})
        with pytest.raises(Exception, match="not_the_agencys_policy"):
            await tx.execute(
                text(
                    "INSERT INTO carry_over (case_id, round, version, digest, agency, sign_off, from_version, policy,"
                    " proof, office) SELECT case_id, 2, 2, :digest, agency, id, 1, 'always', repeat('0', 64),"
                    " 'state.eb'"
                    " FROM sign_off WHERE agency = 'ustr'"
                ),
                {"digest": case["text"]["digest"]},
            )
        await tx.rollback()


async def test_an_agency_claims_an_equity_and_the_action_office_decides(office: Office) -> None:
    case = await office.clear(await office.circulated())
    with pytest.raises(NotYours):
        await act(office, case, "energy", EquityAct.GRANTED, by="energy.ia")
    case = await act(office, case, "energy", EquityAct.CLAIMED, by="energy.ia")
    assert case["stage"] == "approval"
    with pytest.raises(NotNow):
        await act(office, case, "energy", EquityAct.CLAIMED, by="energy.ia")
    case = await act(office, case, "energy", EquityAct.GRANTED, by=DRAFTER)
    assert {"lack": "clearance_missing", "agency": "energy"} in case["blocked_by"]
    case = await office.sign(case, "energy")
    assert case["stage"] == "approval"


async def test_the_nsc_imposes_a_clearance(office: Office) -> None:
    case = await office.clear(await office.circulated())
    with pytest.raises(NotYours):
        await act(office, case, "agriculture", EquityAct.IMPOSED, by=DRAFTER)
    case = await act(office, case, "agriculture", EquityAct.IMPOSED, by="apnsa")
    assert case["stage"] == "clearance"
    assert (await office.look(case, by="agriculture.fas"))["id"] == case["id"]
    case = await office.sign(case, "agriculture", by="agriculture.fas")
    assert (await office.release(await office.approve(case)))["stage"] == "delivery"


async def test_an_imposed_clearance_lasts_through_redrafts(office: Office) -> None:
    case = await act(office, await office.circulated(), "agriculture", EquityAct.IMPOSED, by="nsc.asia")
    case = await redrafted(office, case, a_draft("Quite other words."))
    assert "agriculture" in answers(case)


async def test_no_equity_says_why(office: Office) -> None:
    case = await office.circulated()
    with pytest.raises(Exception, match="no_equity_needs_reason"):
        await office.sign(case, "treasury", Response.NO_EQUITY)
