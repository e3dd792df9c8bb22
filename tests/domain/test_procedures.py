"""Procedures as tables: a case comes to each step in its place, whoever may take it, and to nothing before that."""

from dataclasses import replace

import pytest

from domain.case import CaseFacts
from domain.clearance import Lack
from domain.gate import gate
from domain.passing import may_pass
from domain.people import Actor, Appointment
from domain.procedure import ProcedureRules, Step, WayOut
from domain.procedures import registry
from domain.refusals import Refusal
from domain.stages import stage
from domain.vocabulary import Capacity, Channel, Grade, Milestone, Place, Stage
from tests.domain.builders import DRAFTER, a_case, a_cleared_case, a_milestone, an_approved_case, an_id

NAMES = {
    Place.OPENING: Milestone.DEFERRED,
    Place.CHECK: Milestone.DELIVERED,
    Place.KEY: Milestone.REPORTED,
    Place.AFTER: Milestone.ASSESSED,
}
STAGES = {Place.OPENING: Stage.INTAKE, Place.CHECK: Stage.CHECKS, Place.KEY: Stage.KEYS, Place.AFTER: Stage.ASSESSMENT}
LACKS = {Place.OPENING: Lack.STEP_MISSING, Place.CHECK: Lack.CHECK_MISSING, Place.KEY: Lack.KEY_MISSING}


def a_step(place: Place, **changed: object) -> Step:
    given = {"capacity": Capacity.COORDINATOR, "agency": "defense", "passes": frozenset({"fit"})}
    given |= {"outcomes": frozenset({"fit", "unfit"})}
    return Step(name=NAMES[place], place=place, stage=STAGES[place], **(given | changed))  # type: ignore[arg-type] # as given


@pytest.fixture
def _made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    out = WayOut(agency="state", capacity=Capacity.RELEASER, channels=frozenset(Channel))
    rules = ProcedureRules(name="made_up", steps=tuple(a_step(place) for place in NAMES), out=out)
    monkeypatch.setitem(registry.PROCEDURES, "made_up", rules)


def of_made_up(facts: CaseFacts, *places: Place, outcome: str = "fit") -> CaseFacts:
    taken = tuple(
        replace(a_milestone(NAMES[p], 600 + n), outcome=outcome)
        if p in (Place.OPENING, Place.AFTER)
        else replace(
            a_milestone(NAMES[p], 600 + n), outcome=outcome, version=facts.head.number, digest=facts.head.digest
        )
        for n, p in enumerate(places)
    )
    return replace(facts, procedure="made_up", milestones=taken)


@pytest.mark.usefixtures("_made_up")
def test_a_case_waits_for_each_step_in_its_place() -> None:
    assert stage(of_made_up(a_cleared_case())) is Stage.INTAKE
    assert stage(of_made_up(a_case(), Place.OPENING)) is Stage.DRAFTING
    assert stage(of_made_up(a_cleared_case(), Place.OPENING)) is Stage.CHECKS
    assert stage(of_made_up(a_cleared_case(), Place.OPENING, Place.CHECK)) is Stage.APPROVAL
    assert stage(of_made_up(an_approved_case(), Place.OPENING, Place.CHECK)) is Stage.KEYS
    assert stage(of_made_up(an_approved_case(), Place.OPENING, Place.CHECK, Place.KEY)) is Stage.RELEASE


@pytest.mark.usefixtures("_made_up")
@pytest.mark.parametrize("place", LACKS)
def test_a_step_that_is_not_taken_or_failed_shuts_the_gate(place: Place) -> None:
    others = tuple(p for p in LACKS if p is not place)
    assert [o.lack for o in gate(of_made_up(an_approved_case(), *LACKS))] == []
    assert [o.lack for o in gate(of_made_up(an_approved_case(), *others))] == [LACKS[place]]
    failed = of_made_up(an_approved_case(), *LACKS)
    failed = replace(
        failed,
        milestones=tuple(replace(m, outcome="unfit") if m.name is NAMES[place] else m for m in failed.milestones),
    )
    assert [o.lack for o in gate(failed)] == [LACKS[place]]


@pytest.mark.usefixtures("_made_up")
def test_a_check_of_other_words_says_nothing_of_these() -> None:
    facts = of_made_up(an_approved_case(), *LACKS)
    other = replace(facts, milestones=tuple(replace(m, digest="0" * 64) if m.digest else m for m in facts.milestones))
    assert [o.lack for o in gate(other)] == [Lack.CHECK_MISSING, Lack.KEY_MISSING]


def an_official(number: int = 99, **changed: object) -> Actor:
    held = Appointment(office="defense.1", agency="defense", capacity=Capacity.COORDINATOR)
    held = replace(held, **changed)  # type: ignore[arg-type] # as given
    return Actor(person=an_id(number), subject="x", clearance=a_case().classification, appointments=(held,))  # type: ignore[arg-type] # a uuid


def refused(actor: Actor, facts: CaseFacts, place: Place) -> str | None:
    try:
        may_pass(actor, facts, NAMES[place])
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.usefixtures("_made_up")
def test_a_step_is_taken_by_whom_its_table_names_and_in_its_turn() -> None:
    facts = of_made_up(an_approved_case(), Place.OPENING, Place.CHECK)
    assert refused(an_official(), facts, Place.KEY) is None
    assert refused(an_official(agency="energy"), facts, Place.KEY) == "not_coordinator"
    assert refused(replace(an_official(), person=DRAFTER), facts, Place.KEY) == "duties_separated"
    assert refused(an_official(), facts, Place.AFTER) == "not_in_keys"
    assert refused(an_official(), facts, Place.OPENING) == "not_in_keys"


def test_grade_and_delegation_are_asked_where_the_table_asks_them(monkeypatch: pytest.MonkeyPatch) -> None:
    key = a_step(Place.KEY, grade=Grade.SECRETARY, acting=False, passes=frozenset(), outcomes=frozenset())
    out = WayOut(agency="state", capacity=Capacity.RELEASER, channels=frozenset(Channel))
    monkeypatch.setitem(registry.PROCEDURES, "made_up", ProcedureRules(name="made_up", steps=(key,), out=out))
    facts = of_made_up(an_approved_case())
    assert refused(an_official(), facts, Place.KEY) == "higher_grade_needed"
    assert refused(an_official(grade=Grade.SECRETARY), facts, Place.KEY) is None
    assert refused(an_official(grade=Grade.SECRETARY, acting_for=DRAFTER), facts, Place.KEY) == "not_delegable"


def test_steps_belong_by_mandate_or_by_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = (
        a_step(Place.OPENING, passes=frozenset()),
        a_step(Place.CHECK, by_mandate=True),
        a_step(Place.KEY, only_if=(NAMES[Place.OPENING], frozenset({"unfit"}))),
    )
    out = WayOut(agency="state", capacity=Capacity.RELEASER, channels=frozenset(Channel))
    monkeypatch.setitem(registry.PROCEDURES, "made_up", ProcedureRules(name="made_up", steps=steps, out=out))
    facts = of_made_up(an_approved_case(), Place.OPENING)
    assert gate(facts) == ()
    assert refused(an_official(), facts, Place.CHECK) == "not_in_procedure"
    asked = replace(facts, steps=frozenset({NAMES[Place.CHECK].value}))
    assert [o.lack for o in gate(asked)] == [Lack.CHECK_MISSING]
    found = of_made_up(an_approved_case(), Place.OPENING, outcome="unfit")
    assert [o.lack for o in gate(found)] == [Lack.KEY_MISSING]
