"""An enforcement case from the allegation to the lessons: who leads, what may be told, what it rests on."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from casework.desk import Unavailable
from casework.sealing import the_sources
from casework.tear_lines import the_tear_lines
from domain.marking import Level
from domain.vocabulary import Milestone
from tests.committee import FINDING, ITA, LINE, Committee, refusal
from tests.db.direct_sql import OWNER, DirectSql
from tests.office import POST, View

pytestmark = pytest.mark.asyncio

SECRET = FINDING[0][0]


async def test_a_leak_goes_from_the_allegation_to_the_lessons(committee: Committee) -> None:
    case = await committee.sanitised()
    assert case["stage"] == "demarche"
    told = await committee.all_clear(await committee.circulate_as(await committee.demarche(case), "state.eb"))
    told = await committee.check(told)
    told = await committee.release(await committee.approve(told))
    assert await refusal(committee.step(case, Milestone.DEMARCHE_MADE, ITA, outcome="delivered")) == (
        "demarche_not_delivered"
    )
    await committee.milestone(told, Milestone.DELIVERED, interlocutor="Director")
    case = await committee.step(case, Milestone.DEMARCHE_MADE, ITA, outcome="delivered")
    case = await committee.step(case, Milestone.COUNTERPART_ACTED, POST, outcome="assurance_only", reference="TOKYO 1")
    case = await committee.step(
        case, Milestone.MEASURES_TAKEN, "commerce.usit", outcome="denial_order", reference="48 FR 2"
    )
    case = await committee.step(case, Milestone.MULTILATERAL_SUBMITTED, "state.eb", outcome="not_needed")
    case = await committee.step(case, Milestone.LESSONS_RECORDED, ITA, lessons="Ask sooner.")
    assert case["stage"] == "closed"


async def test_the_allegation_lets_in_those_who_settle_who_leads_and_nobody_else(committee: Committee) -> None:
    case = await committee.allegation()
    assert await refusal(committee.look(case, by="treasury.customs")) == "not_found"
    await committee.step(case, Milestone.ALLEGATION_LOGGED, ITA)
    assert (await committee.look(case, by="treasury.customs"))["stage"] == "deconfliction"
    assert await refusal(committee.look(case, by="defense.isa")) == "not_found"


async def test_the_lead_is_settled_when_all_three_name_it(committee: Committee) -> None:
    case = await committee.logged()
    settled: dict[str, Any] = {"name": Milestone.DECONFLICTED, "by": ITA, "outcome": "justice"}
    assert await refusal(committee.step(case, **settled)) == "no_agreed_lead"
    case = await committee.named(case, "justice", "commerce", "justice")
    case = await committee.named(case, "treasury", "treasury")
    assert await refusal(committee.step(case, **settled)) == "no_agreed_lead"
    case = await committee.named(case, "justice", "treasury")
    case = await committee.step(case, **settled)
    assert case["stage"] == "drafting"


async def test_others_name_no_lead(committee: Committee) -> None:
    case = await committee.logged()
    naming = committee.step(case, Milestone.LEAD_NAMED, "nsc.asia", outcome="commerce")
    assert await refusal(naming) == "not_deconflicting"


async def test_a_sealed_source_is_read_by_two_and_told_to_nobody(committee: Committee) -> None:
    case = await committee.seal(await committee.found(), "A clerk at the trading house.")

    async def read(by: str) -> list[object]:
        items = (await the_sources(committee.db, by, UUID(case["id"])))["items"]
        assert isinstance(items, list)
        return items

    assert [len(await read(by)) for by in (ITA, "cia.di", "cia.oea")] == [1, 1, 1]
    for other in ("nsc.asia", "apnsa", "president", "auditor", "state.ea-j", "commerce.as", "defense.isa"):
        assert await read(other) == []


async def test_a_tear_line_is_its_owners_below_the_case_and_takes_nothing_from_above(committee: Committee) -> None:
    case = await committee.found()
    assert await refusal(committee.torn(case, by="defense.isa")) == "not_coordinator"
    assert await refusal(committee.torn(case, (LINE, Level.TS))) == "not_below_the_case"
    assert await refusal(committee.torn(case, (SECRET, Level.S))) == "above_the_tear_line"
    mixed = f"It is known. {SECRET.upper()}"
    assert await refusal(committee.torn(case, (mixed, Level.S))) == "above_the_tear_line"
    case = await committee.torn(case)
    assert await refusal(committee.reviewed(case, by="cia.di")) == "duties_separated"
    assert await refusal(committee.reviewed(case, by="defense.isa")) == "not_coordinator"
    assert await refusal(committee.reviewed(case, 2)) == "not_found"
    case = await committee.reviewed(case)
    shown = (await the_tear_lines(committee.db, "state.ea-j", UUID(case["id"])))["items"]
    assert [(line["marking"], line["reviewed"]) for line in shown] == [("S", "releasable")]  # type: ignore[attr-defined] # a view


async def test_nothing_is_sanitised_without_a_releasable_tear_line(committee: Committee) -> None:
    case = await committee.torn(await committee.found())
    sanitised: dict[str, Any] = {"name": Milestone.SANITISED, "by": ITA, "outcome": "releasable"}
    assert await refusal(committee.step(case, **sanitised)) == "no_tear_line"
    case = await committee.reviewed(case, releasable=False)
    assert await refusal(committee.step(case, **sanitised)) == "no_tear_line"
    case = await committee.step(case, Milestone.SANITISED, ITA, outcome="nothing_releasable")
    assert case["stage"] == "measures"


async def test_a_demarche_says_what_the_tear_line_says(committee: Committee) -> None:
    early = await committee.demarche(await committee.found())
    assert await refusal(committee.circulate_as(early, "state.eb")) == "no_tear_line"
    case = await committee.sanitised()
    spilled = committee.demarche(case, (LINE, Level.S), (SECRET, Level.S))
    assert await refusal(spilled) == "above_the_tear_line"
    for words, level, code in (
        (((LINE, Level.S),), Level.TS, "above_the_tear_line"),
        ((("We are concerned.", Level.S),), Level.S, "not_on_the_tear_line"),
    ):
        told = await committee.demarche(case, *words, level=level)
        assert await refusal(committee.circulate_as(told, "state.eb")) == code
    told = await committee.circulate_as(await committee.demarche(case), "state.eb")
    assert told["stage"] == "clearance"


async def measured(committee: Committee) -> View:
    case = await committee.reviewed(await committee.torn(await committee.found()))
    return await committee.step(case, Milestone.SANITISED, ITA, outcome="nothing_releasable")


async def test_a_denial_order_is_named(committee: Committee) -> None:
    case = await measured(committee)
    order = committee.step(case, Milestone.MEASURES_TAKEN, "commerce.usit", outcome="denial_order")
    assert await refusal(order) == "order_not_named"


async def test_defense_recommends_the_president_decides_and_congress_is_told(committee: Committee) -> None:
    case = await measured(committee)
    recommended: dict[str, Any] = {"name": Milestone.DEFENSE_RECOMMENDED, "outcome": "disapproval"}
    assert await refusal(committee.step(case, by="defense.usdp", **recommended)) == "higher_grade_needed"
    case = await committee.step(case, by="defense.secretary", **recommended)
    assert case["stage"] == "presidential_decision"
    case = await committee.step(case, Milestone.PRESIDENT_DECIDED, "president", outcome="overruled")
    assert case["stage"] == "congress"
    case = await committee.step(case, Milestone.CONGRESS_TOLD, "nsc.exec", reference="Message of today")
    assert case["stage"] == "measures"


async def submitted(committee: Committee, *, days_ago: float = 0) -> View:
    """Submitted to the partners; of that day only what happened after the release may be said."""
    case = await committee.step(await measured(committee), Milestone.MEASURES_TAKEN, "commerce.usit", outcome="none")
    at = datetime.now(UTC) - timedelta(days=days_ago)
    return await committee.step(case, Milestone.MULTILATERAL_SUBMITTED, "state.eb", at=at, outcome="submitted")


async def test_the_partners_have_sixty_days(committee: Committee) -> None:
    case = await submitted(committee)
    assert case["due"]["key"] == "multilateral_wait/final"
    due = datetime.fromisoformat(case["due"]["at"])
    assert timedelta(days=60) < due - datetime.now(UTC) <= timedelta(days=61)
    case = await committee.step(case, Milestone.MULTILATERAL_DECIDED, "state.eb", outcome="agreed")
    assert case["stage"] == "lessons"


async def test_a_determination_of_detriment_keeps_the_wait_open(committee: Committee) -> None:
    case = await submitted(committee)
    early = committee.step(case, Milestone.DETRIMENT_DETERMINED, "commerce.usit")
    assert await refusal(early) == "higher_grade_needed"
    case = await committee.step(case, Milestone.DETRIMENT_DETERMINED, "commerce.secretary")
    assert (case["stage"], case["due"]) == ("multilateral_wait", None)


async def test_a_demarche_waits_for_whoever_acts_in_the_case_above(committee: Committee, direct: DirectSql) -> None:
    case = await committee.sanitised()
    told = await committee.all_clear(await committee.circulate_as(await committee.demarche(case), "state.eb"))
    told = await committee.approve(await committee.check(told))
    with direct.connect(OWNER) as other:
        other.execute("SELECT FROM case_file WHERE id = %s FOR NO KEY UPDATE", [case["id"]])
        with pytest.raises(Unavailable):  # its tear-line may be under review
            await committee.release(told)
    assert (await committee.release(told))["stage"] == "delivery"
