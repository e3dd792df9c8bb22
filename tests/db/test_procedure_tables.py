"""The procedures' tables in the database say what `domain/procedures/` says: the gate and the rules go by one table."""

from dataclasses import replace
from itertools import pairwise

import pytest

from domain.case import CaseFacts, Passed
from domain.procedure import ProcedureRules, Step
from domain.procedures.registry import PROCEDURES
from domain.procedures.trade_action import COUNSEL
from domain.vocabulary import Milestone, Place
from tests.db.direct_sql import OWNER, DirectSql
from tests.domain.builders import a_case, a_milestone

STEPS = (
    "SELECT name, place, stage, capacity, agency, office, grade, acting, passes, optional, by_mandate, only_if,"
    " only_if_outcomes, walls, admits, lapses_with, ordinal FROM procedure_step WHERE procedure = %s"
    " ORDER BY ordinal, name"
)


def told(step: Step) -> tuple[object, ...]:
    name, outcomes = step.only_if or (None, frozenset())
    return (
        step.name.value,
        step.place.value,
        step.stage.value,
        step.capacity.value,
        step.agency,
        step.office,
        int(step.grade),
        step.acting,
        sorted(step.passes),
        step.optional,
        step.by_mandate,
        name.value if name else None,
        sorted(outcomes),
        sorted(step.walls),
        sorted(step.admits),
        step.lapses_with,
    )


@pytest.mark.parametrize("rules", PROCEDURES.values(), ids=lambda rules: rules.name)
def test_the_steps_are_the_same(direct: DirectSql, rules: ProcedureRules) -> None:
    rows = [
        (*row[:8], sorted(row[8]), *row[9:12], *(sorted(listed) for listed in row[12:15]), row[15])
        for row in direct.ask(OWNER, STEPS, rules.name)
    ]
    assert sorted(rows, key=repr) == sorted((told(step) for step in rules.steps), key=repr)


@pytest.mark.parametrize("rules", PROCEDURES.values(), ids=lambda rules: rules.name)
def test_the_order_of_what_follows_release_is_the_same(direct: DirectSql, rules: ProcedureRules) -> None:
    ordinal = {row[0]: row[-1] for row in direct.ask(OWNER, STEPS, rules.name)}
    after = [step for step in rules.steps if step.place is Place.AFTER]
    for earlier, later in pairwise(after):
        assert ordinal[later.name] - ordinal[earlier.name] >= (0 if later.beside else 1)
        assert (ordinal[later.name] == ordinal[earlier.name]) is later.beside


@pytest.mark.parametrize("rules", PROCEDURES.values(), ids=lambda rules: rules.name)
def test_the_ways_out_and_the_cases_above_are_the_same(direct: DirectSql, rules: ProcedureRules) -> None:
    out = direct.ask(OWNER, "SELECT channel, agency, capacity FROM procedure_release WHERE procedure = %s", rules.name)
    assert set(out) == {(channel.value, rules.out.agency, rules.out.capacity.value) for channel in rules.out.channels}
    under = direct.ask(OWNER, "SELECT parent, need_to_know FROM procedure_under WHERE procedure = %s", rules.name)
    assert set(under) == {(parent, rules.need_to_know) for parent in rules.under}


def found(outcome: str, procedure: str) -> CaseFacts:
    said = Passed(
        id=a_case().id,
        name=Milestone.AGREEMENT_DETERMINED,
        happened_at=a_case().opened_at,
        at=a_case().opened_at,
        person=a_milestone(Milestone.DELIVERED).person,
        outcome=outcome,
    )
    return replace(a_case(milestones=(said,)), procedure=procedure)


@pytest.mark.parametrize("outcome", ["one_step", "two_steps", "blanket", "full_powers", "non_binding"])
def test_the_approvers_are_the_same(direct: DirectSql, outcome: str) -> None:
    rows = "SELECT capacity, agency, grade, acting FROM procedure_approval WHERE procedure = %s AND found = %s"
    needed = PROCEDURES["negotiation"].approver(found(outcome, "negotiation"))
    asked = {("approver", needed.agency, int(needed.grade), needed.acting)}
    asked |= {("president", "any", 8, False)} if needed.president else set()
    assert set(direct.ask(OWNER, rows, "negotiation", outcome)) == asked
    assert set(direct.ask(OWNER, rows, "signing_authority", outcome)) == asked


def test_the_approver_of_a_text_is_the_same(direct: DirectSql) -> None:
    needed = PROCEDURES["agreement_text"].approver(replace(a_case(), procedure="agreement_text"))
    rows = direct.ask(OWNER, "SELECT agency, grade, acting FROM procedure_approval WHERE procedure = 'agreement_text'")
    assert rows == [(needed.agency, int(needed.grade), needed.acting)]


def test_the_database_knows_the_same_counsel(direct: DirectSql) -> None:
    agencies = [code for (code,) in direct.ask(OWNER, "SELECT code FROM agency")]
    held = {agency: direct.ask(OWNER, "SELECT counsel_of(%s)", agency)[0][0] for agency in agencies}
    assert {agency: office for agency, office in held.items() if office} == COUNSEL
