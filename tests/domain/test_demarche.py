"""The stages of a demarche and its due moments: read off the facts, total, and at one with the gate."""

from datetime import datetime, timedelta

import pytest
from hypothesis import event, given

from domain.case import CaseFacts
from domain.clearance import clearance_obstacles, open_holds
from domain.gate import gate
from domain.ladder import Rung
from domain.moments import Due, DueAct, moments
from domain.procedures.demarche import DEMARCHE
from domain.stages import stage
from domain.vocabulary import ENDED, Milestone, Stage
from tests.domain.builders import (
    a_case,
    a_circulated_case,
    a_cleared_case,
    a_hold,
    a_released_case,
    a_split,
    a_version,
    an_approved_case,
    at,
    cases,
)

HALF, LAST, OVERDUE = "round-1/half_time", "round-1/last_working_day", "round-1/overdue"
HOLD, SPLIT = f"hold/{a_hold().id}", f"split/{a_split().id}"
TOLD = frozenset({HALF, LAST})
WORKING_DAYS = {step.stage: step.working_days for step in DEMARCHE.steps if step.working_days is not None}
DELIVERED, REPORTED, ASSESSED = Milestone.DELIVERED, Milestone.REPORTED, Milestone.ASSESSED


def reminders(circulated_at: datetime, suspense: datetime, _: str) -> tuple[tuple[str, datetime], ...]:
    half = circulated_at + (suspense - circulated_at) / 2
    return (("last_working_day", suspense - timedelta(hours=8)), ("half_time", half))


def after(since: datetime, days: int, calendar: str = "") -> datetime:
    del calendar
    return since + timedelta(days=days)


def due(facts: CaseFacts) -> tuple[Due, ...]:
    return moments(facts, reminders, after)


@given(cases())
def test_a_case_is_in_release_exactly_when_the_gate_is_open(facts: CaseFacts) -> None:
    event(stage(facts))
    assert (stage(facts) is Stage.RELEASE) is (gate(facts) == ())


@given(cases())
def test_every_case_is_in_one_stage_and_the_facts_say_which(facts: CaseFacts) -> None:  # noqa: C901, PLR0912 - one case a stage
    now_in = stage(facts)
    match now_in:
        case Stage.WITHDRAWN:
            assert facts.withdrawn
        case Stage.RECALLED:
            assert facts.recalled
        case Stage.DRAFTING:
            assert facts.round is None or facts.head.number in facts.sent_back
        case Stage.SPLIT:
            assert facts.split is not None
        case Stage.CLEARANCE:
            assert clearance_obstacles(facts)
        case Stage.APPROVAL | Stage.RELEASE | Stage.CHECKS | Stage.KEYS:
            assert not clearance_obstacles(facts)
        case Stage.INTAKE:
            assert facts.release is None
        case Stage.IN_USE:
            assert facts.procedure != "demarche"
        case Stage.DELIVERY:
            assert not facts.passed(DELIVERED)
        case Stage.REPORT:
            assert (facts.passed(DELIVERED), facts.passed(REPORTED)) == (True, False)
        case Stage.ASSESSMENT:
            assert (facts.passed(REPORTED), facts.passed(ASSESSED)) == (True, False)
        case Stage.CLOSED:
            assert all(facts.passed(name) for name in (DELIVERED, REPORTED, ASSESSED))
        case _:
            raise AssertionError(now_in)
    assert (facts.release is not None) is (
        now_in in {Stage.DELIVERY, Stage.REPORT, Stage.ASSESSMENT, Stage.CLOSED, Stage.RECALLED}
    )


@given(cases())
def test_due_moments_come_in_order_once_each_and_only_if_they_have_not_been_seen_to(facts: CaseFacts) -> None:
    coming = due(facts)
    assert list(coming) == sorted(coming, key=lambda one: one.at)
    assert len({one.key for one in coming}) == len(coming)
    assert not {one.key for one in coming} & facts.time_acts


@given(cases())
def test_only_stages_with_a_term_have_due_moments_and_holds_have_their_own(facts: CaseFacts) -> None:
    coming = due(facts)
    holds = {one.key for one in coming if one.act is DueAct.END_HOLD}
    assert holds == ({f"hold/{h.id}" for h in open_holds(facts)} if stage(facts) not in ENDED else set())
    if len(coming) > len(holds):
        assert stage(facts) in {Stage.CLEARANCE, Stage.SPLIT, *WORKING_DAYS}


@pytest.mark.parametrize(
    ("facts", "now_in", "keys"),
    [
        (a_case(), Stage.DRAFTING, ()),
        (a_circulated_case(), Stage.CLEARANCE, (HALF, LAST, OVERDUE)),
        (a_circulated_case(time_acts=frozenset({HALF})), Stage.CLEARANCE, (LAST, OVERDUE)),
        (a_cleared_case(), Stage.APPROVAL, ()),
        (an_approved_case(), Stage.RELEASE, ()),
        (an_approved_case(holds=(a_hold(),), time_acts=TOLD), Stage.CLEARANCE, (OVERDUE, HOLD)),
        (an_approved_case(sent_back=frozenset({1})), Stage.DRAFTING, ()),
        (
            an_approved_case(splits=(a_split(),)),
            Stage.SPLIT,
            (f"{SPLIT}/1/working_group", f"{SPLIT}/1/working_group/cap"),
        ),
        (an_approved_case(splits=(a_split(rung=Rung.NSC),)), Stage.SPLIT, (f"{SPLIT}/4/nsc",)),
        (
            an_approved_case(splits=(a_split(rung=Rung.PRESIDENT),), holds=(a_hold(),)),
            Stage.SPLIT,
            (HOLD, f"{SPLIT}/5/president/overdue"),
        ),
        (an_approved_case(versions=(a_version(), a_version(2))), Stage.DRAFTING, ()),
        (an_approved_case(withdrawn=True), Stage.WITHDRAWN, ()),
        (a_released_case(), Stage.DELIVERY, ("delivery/overdue",)),
        (a_released_case(Milestone.DEFERRED), Stage.DELIVERY, ("delivery/overdue",)),
        (a_released_case(recalled=True), Stage.RECALLED, ()),
        (a_released_case(DELIVERED), Stage.REPORT, ("report/overdue",)),
        (a_released_case(DELIVERED, REPORTED), Stage.ASSESSMENT, ("assessment/overdue",)),
        (a_released_case(DELIVERED, REPORTED, ASSESSED), Stage.CLOSED, ()),
    ],
)
def test_where_a_case_stands_and_what_comes_due(facts: CaseFacts, now_in: Stage, keys: tuple[str, ...]) -> None:
    assert (stage(facts), tuple(one.key for one in due(facts))) == (now_in, keys)


@pytest.mark.parametrize(
    ("facts", "since", "days"),
    [
        (a_released_case(), at(50), 5),
        (a_released_case(DELIVERED), at(501), 2),
        (a_released_case(DELIVERED, REPORTED), at(502), 10),
    ],
)
def test_a_term_runs_from_when_its_stage_was_entered(facts: CaseFacts, since: datetime, days: int) -> None:
    [one] = due(facts)
    assert one.at == after(since, days)
