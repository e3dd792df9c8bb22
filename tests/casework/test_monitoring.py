"""One period's assessment: planned, tasked, returned, scored, cleared, reviewed by the NSC, followed up."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from casework.assessing import the_assessment
from casework.desk import Caller
from casework.opening import open_case
from casework.reading import my_inbox, some_cases
from casework.releasing import withdraw
from casework.timekeeping import keep_time
from db.engine import Database
from db.lists import CaseFilter
from domain.marking import Level
from domain.refusals import NotThere
from domain.vocabulary import Milestone
from tests.casework.test_time_in_clearance import set_clock
from tests.committee import refusal
from tests.office import a_draft, seen
from tests.watching import NSC, PLAN, RETURNS, USTR, Watch

pytestmark = pytest.mark.asyncio


async def test_an_assessment_goes_from_its_plan_to_what_the_nsc_has_opened(watch: Watch) -> None:
    case = await watch.begun()
    assert case["stage"] == "intake"
    case = await watch.planned(case)
    assert case["stage"] == "tasking"
    for agency in RETURNS:
        case = await watch.task(case, agency)
    assert case["stage"] == "returns"
    case = await watch.give(case, "commerce", "Four of nine.")
    case = await watch.give(case, "state")
    case = await watch.close(case)
    assert case["stage"] == "drafting"
    case = await watch.all_clear(await watch.circulate_as(case, USTR))
    assert case["stage"] == "checks"
    case = await watch.approve(await watch.score(case), by="ustr.deputy")
    case = await watch.let_out(case, "interagency_memo", "ustr.exec")
    assert (case["stage"], case["due"]["key"]) == ("nsc_review", "nsc_review/overdue")
    case = await watch.review(case, "open_demarche")
    assert (case["stage"], case["due"]["key"]) == ("follow_up", "follow_up/overdue")
    assert await refusal(watch.follow_up(case)) == "nothing_opened"
    opened = await watch.objection(case)
    case = await watch.follow_up(await watch.look(case))
    assert case["stage"] == "closed"
    told = await the_assessment(watch.db, NSC, UUID(case["id"]))
    assert told["plan"] == PLAN
    assert [(one["agency"], one["outcome"], one["value"], one["stale_copy"]) for one in told["returns"]] == [  # type: ignore[attr-defined] # a view
        ("commerce", "value", "Four of nine.", False),
        ("state", "nil", None, False),
    ]
    assert (told["closed"], told["score"], told["review"]) == ("complete", "at_risk", "open_demarche")
    assert told["opened"] == [{"id": opened["id"], "procedure": "demarche", "stage": "drafting"}]
    # A draft is its action agency's: whoever returned something is not told that it is there.
    assert (await the_assessment(watch.db, "commerce.ita", UUID(case["id"])))["opened"] == []


async def test_what_has_no_measure_is_no_plan(watch: Watch) -> None:
    case = await watch.begun()
    for baseline in ("Improve access.", "better"):
        plan = watch.take(case, Milestone.PLAN_SET, USTR, **PLAN | {"baseline": baseline})
        assert await refusal(plan) == "not_measurable"
    plan = watch.take(case, Milestone.PLAN_SET, USTR, **PLAN | {"owner": "nobody"})
    assert await refusal(plan) == "unknown_office"
    case = await watch.take(case, Milestone.PLAN_SET, USTR, **PLAN | {"baseline": "None"})
    assert case["stage"] == "tasking"


async def test_nothing_is_returned_before_there_is_a_plan(watch: Watch) -> None:
    case = await watch.begun()
    assert await refusal(watch.task(case, "state")) == "out_of_order"
    assert await refusal(watch.circulate_as(case, USTR)) == "steps_missing"


async def test_only_who_was_tasked_returns_and_sees_the_case(watch: Watch) -> None:
    case = await watch.planned()
    assert await refusal(watch.look(case, by="labor.ilab")) == "not_found"
    assert await refusal(watch.task(case, "nobody")) == "unknown_agency"
    assert await refusal(watch.task(case, "labor", days=-1)) == "at_out_of_range"
    missing = watch.take(case, Milestone.TASKED, USTR, ref="labor", outcome="asked")
    assert await refusal(missing) == "detail_missing"
    case = await watch.task(case, "labor")
    waiting = (await my_inbox(watch.db, "labor.ilab", 50))["items"]
    assert [(one["act"], one["step"], one["agency"]) for one in waiting] == [("take_step", "returned", "labor")]  # type: ignore[attr-defined] # a view
    assert await refusal(watch.give(case, "cea.intl")) == "not_found"
    assert await refusal(watch.give(case, NSC)) == "not_tasked"
    case = await watch.give(case, "labor.ilab")
    assert (await my_inbox(watch.db, "labor.ilab", 50))["items"] == []
    assert case["stage"] == "returns"


async def test_a_nil_return_is_one_and_has_no_value(watch: Watch) -> None:
    case = await watch.tasked()
    assert await refusal(watch.give(case, "state", "Something.", "nil")) == "return_does_not_fit"
    assert await refusal(watch.give(case, "state", None, "value")) == "return_does_not_fit"
    case = await watch.give(case, "state")
    case = await watch.give(case, "commerce")
    assert (await watch.close(case))["stage"] == "drafting"


async def test_who_owes_nothing_and_who_is_late_close_the_returns_differently(
    watch: Watch, worker_db: Database, owner_db: Database
) -> None:
    case = await watch.give(await watch.tasked(), "commerce", "Four.")
    assert (case["due"]["key"], await refusal(watch.close(case))) == ("returns/2/reminder", "returns_do_not_fit")
    assert await refusal(watch.close(case, "incomplete")) == "returns_do_not_fit"
    late = datetime.now(UTC) + timedelta(days=10, minutes=1)
    await set_clock(owner_db, late)
    assert await keep_time(worker_db, UUID(case["id"])) == 2
    listed = await some_cases(watch.db, NSC, CaseFilter(exception="overdue"))
    assert [one["id"] for one in listed["items"]] == [case["id"]]  # type: ignore[attr-defined] # a view
    assert await refusal(watch.close(case, "complete")) == "returns_do_not_fit"
    case = await watch.take(case, Milestone.RETURNS_CLOSED, USTR, at=late, outcome="incomplete")
    assert case["stage"] == "drafting"
    async with owner_db.begin() as tx:
        await tx.exec_driver_sql("UPDATE sec.clock SET shift = '0'")
    case = await watch.all_clear(await watch.circulate_as(case, USTR))
    assert await refusal(watch.score(case, "on_track")) == "not_all_returned"
    assert (await watch.score(case, "unknown"))["stage"] == "approval"


async def test_who_is_excused_owes_nothing(watch: Watch) -> None:
    case = await watch.give(await watch.tasked(), "commerce", "Four.")
    assert await refusal(watch.task(case, "labor", outcome="excused")) == "not_tasked"
    case = await watch.task(case, "state", outcome="excused")
    case = await watch.close(case)
    assert case["stage"] == "drafting"
    assert await refusal(watch.give(case, "commerce", "Five.")) == "returns_are_closed"
    assert await refusal(watch.task(case, "labor")) == "returns_are_closed"


async def test_a_copy_of_the_last_period_is_called_one(watch: Watch) -> None:
    await watch.assessed()
    case = await watch.tasked()
    assert await refusal(watch.give(case, "commerce", "Four of nine.")) == "stale_copy"
    assert await refusal(watch.give(case, "commerce", "Five of nine.", "unchanged")) == "not_the_last_return"
    case = await watch.give(case, "commerce", "Four of nine.", "unchanged")
    told = await the_assessment(watch.db, USTR, UUID(case["id"]))
    assert [one["stale_copy"] for one in told["returns"]] == [True, False]  # type: ignore[attr-defined] # a view


async def test_two_periods_at_once_are_not_each_others_last(watch: Watch) -> None:
    first, second = await watch.tasked(), await watch.tasked()
    await watch.give(first, "commerce", "Four.")
    assert (await watch.give(second, "commerce", "Four."))["stage"] == "returns"


async def test_the_score_is_of_the_exact_text_and_by_another_than_its_drafter(watch: Watch) -> None:
    case = await watch.all_clear(await watch.circulate_as(await watch.returned(), USTR))
    assert await refusal(watch.score(case, by=USTR)) == "duties_separated"
    assert await refusal(watch.score(case, by="commerce.as")) == "not_coordinator"
    case = await watch.score(case, "on_track")
    assert case["stage"] == "approval"
    case = await watch.reworded(case, USTR, "Of nine measures, three are met.")
    case = await watch.all_clear(await watch.circulate_as(case, USTR))
    assert case["stage"] == "checks"


async def test_whoever_wrote_it_does_not_review_it(watch: Watch) -> None:
    """PAR-4: the adviser's own staff drafts, nobody stands between, and another of the staff reviews it."""
    case = await watch.begun("PAR-4", "nsc.exec")
    case = await watch.take(case, Milestone.PLAN_SET, "nsc.exec", **PLAN)
    until = datetime.now(UTC) + timedelta(days=10)
    case = await watch.take(case, Milestone.TASKED, "nsc.exec", ref="state", outcome="asked", until=until)
    case = await watch.give(case, "state")
    case = await watch.take(case, Milestone.RETURNS_CLOSED, "nsc.exec", outcome="complete")
    case = await watch.circulate_as(case, "nsc.exec")
    case = await watch.approve(await watch.score(case, by=NSC), by="apnsa")
    case = await watch.let_out(case, "interagency_memo", "nsc.secretariat")
    assert await refusal(watch.review(case, "accepted", by="state.ea-j")) == "not_nsc_staff"
    assert await refusal(watch.review(case, "accepted", by="nsc.exec")) == "duties_separated"
    assert (await watch.review(case, "accepted", by=NSC))["stage"] == "closed"


async def test_what_was_opened_before_the_review_does_not_follow_it(watch: Watch) -> None:
    case = await watch.assessed()
    await watch.objection(case)
    case = await watch.review(await watch.look(case), "open_demarche")
    assert await refusal(watch.follow_up(case)) == "nothing_opened"
    await watch.objection(case)
    assert (await watch.follow_up(await watch.look(case)))["stage"] == "closed"


async def test_what_the_nsc_returns_is_assessed_anew_under_it(watch: Watch) -> None:
    case = await watch.review(await watch.assessed(), "returned")
    await watch.objection(case)
    assert await refusal(watch.follow_up(await watch.look(case))) == "nothing_opened"
    again = await watch.begun(under=case)
    await withdraw(watch.db, Caller(subject=USTR), UUID(again["id"]), reason="Not so.")
    assert await refusal(watch.follow_up(await watch.look(case))) == "nothing_opened"
    await watch.begun(under=case)
    assert (await watch.follow_up(await watch.look(case)))["stage"] == "closed"


@pytest.mark.parametrize(
    ("mandate", "by"),
    [
        ("SEC-1", "state.ea-j"),
        ("ECO-1b", USTR),
        ("ECO-9b", "commerce.noaa"),
        ("PAR-1", "state.ea-j"),
        ("PAR-4", "nsc.exec"),
    ],
)
async def test_each_mandate_that_is_a_watch_is_opened(watch: Watch, mandate: str, by: str) -> None:
    opened = await open_case(
        watch.db,
        Caller(subject=by),
        mandate=mandate,
        procedure=None,
        title="A period",
        classification=Level.C,
        draft=a_draft(marking=Level.C, equities=()),
    )
    assert (seen(opened)["procedure"], seen(opened)["stage"]) == ("monitoring", "intake")


async def test_another_case_has_no_assessment(watch: Watch) -> None:
    case = await watch.open()
    with pytest.raises(NotThere):
        await the_assessment(watch.db, NSC, UUID(case["id"]))
