"""What can be measured, who owes a return, and when time tells of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domain.case import CaseFacts, Passed
from domain.monitoring import asks, can_be_measured, clocks, may_take, outstanding
from domain.procedure import Taking
from domain.procedures.monitoring import MONITORING
from domain.refusals import NotNow
from domain.stages import stage
from domain.vocabulary import Capacity, Milestone, Stage
from tests.domain.builders import ACTION_OFFICE, DRAFTER, a_case, an_actor

START = datetime(1983, 1, 3, 14, tzinfo=UTC)


def said(name: Milestone, number: int, outcome: str = "", *, ref: str = "", agency: str = "", days: int = 0) -> Passed:
    at = START + timedelta(minutes=number)
    until = at + timedelta(days=days) if days else None
    return Passed(
        id=UUID(int=number),
        name=name,
        happened_at=at,
        at=at,
        person=DRAFTER,
        outcome=outcome,
        ref=ref,
        agency=agency,
        until=until,
    )


PLAN = said(Milestone.PLAN_SET, 1)
ASKED = (
    said(Milestone.TASKED, 2, "asked", ref="state", days=10),
    said(Milestone.TASKED, 3, "asked", ref="commerce", days=10),
)


def watched(*milestones: Passed) -> CaseFacts:
    return replace(a_case(milestones=milestones), procedure="monitoring")


@pytest.mark.parametrize("baseline", ["0 of 9", "12 per cent", "yes", " No ", "NONE"])
def test_a_figure_and_a_yes_or_no_are_measures(baseline: str) -> None:
    assert can_be_measured(baseline)


@pytest.mark.parametrize("baseline", ["", "improve", "better than before", "yes, mostly"])
def test_nothing_else_is(baseline: str) -> None:
    assert not can_be_measured(baseline)


def test_the_stages_before_the_draft_follow_from_the_steps() -> None:
    given = said(Milestone.RETURNED, 4, "nil", agency="state")
    assert stage(watched()) is Stage.INTAKE
    assert stage(watched(PLAN)) is Stage.TASKING
    assert stage(watched(PLAN, *ASKED)) is Stage.RETURNS
    assert stage(watched(PLAN, *ASKED, given)) is Stage.RETURNS
    closed = said(Milestone.RETURNS_CLOSED, 5, "incomplete")
    assert stage(watched(PLAN, *ASKED, given, closed)) is Stage.DRAFTING


def test_the_latest_word_to_an_agency_counts_and_nil_is_a_return() -> None:
    excused = said(Milestone.TASKED, 4, "excused", ref="commerce")
    given = said(Milestone.RETURNED, 5, "nil", agency="state")
    assert outstanding(watched(PLAN, *ASKED)) == ("commerce", "state")
    assert asks(watched(PLAN, *ASKED, excused)).keys() == {"state"}
    assert outstanding(watched(PLAN, *ASKED, excused, given)) == ()


def test_time_reminds_a_day_before_and_tells_of_who_is_late_by_no_name() -> None:
    facts = watched(PLAN, *ASKED, said(Milestone.RETURNED, 4, "nil", agency="state"))
    until = ASKED[1].at + timedelta(days=10)
    assert [(clock.key, clock.at) for clock in clocks(facts)] == [
        ("returns/2/reminder", until - timedelta(days=1)),
        ("returns/2/overdue", until),
    ]


def test_an_agency_asked_anew_has_its_new_hour_alone() -> None:
    again = said(Milestone.TASKED, 4, "asked", ref="state", days=20)
    keys = {clock.key.rpartition("/")[0] for clock in clocks(watched(PLAN, *ASKED, again))}
    assert keys == {"returns/2", "returns/3"}


def test_nothing_comes_due_once_the_returns_are_closed() -> None:
    assert not list(clocks(watched(PLAN, *ASKED, said(Milestone.RETURNS_CLOSED, 9, "incomplete"))))


def closing(outcome: str, days: int) -> Taking:
    actor = an_actor(DRAFTER, (Capacity.ACTION_OFFICER, "state", ACTION_OFFICE))
    step = MONITORING.step(Milestone.RETURNS_CLOSED)
    assert step is not None
    at = START + timedelta(days=days)
    return Taking(step=step, actor=actor, held=actor.appointments[0], happened_at=at, outcome=outcome)


@pytest.mark.parametrize(("outcome", "days"), [("complete", 5), ("complete", 11), ("incomplete", 5)])
def test_the_returns_are_not_closed_otherwise_than_they_are(outcome: str, days: int) -> None:
    with pytest.raises(NotNow) as refused:
        may_take(watched(PLAN, *ASKED), closing(outcome, days))
    assert (refused.value.code, refused.value.places) == (
        "returns_do_not_fit",
        ({"agency": "commerce"}, {"agency": "state"}),
    )


def test_incomplete_is_only_what_is_late() -> None:
    may_take(watched(PLAN, *ASKED), closing("incomplete", 11))
