"""The database's tables of procedures are those of the rules, to the last column; and so is who is whose counsel."""

from typing import Any

import pytest

from domain.procedure import Step
from domain.procedures.registry import PROCEDURES
from domain.procedures.trade_action import COUNSEL
from domain.vocabulary import Place
from tests.db.direct_sql import OWNER, DirectSql

COLUMNS = (
    "name, place, stage, capacity, agency, office, grade, acting, passes, optional, by_mandate, only_if,"
    " only_if_outcomes, walls, admits, lapses_with"
)


def as_row(step: Step) -> list[Any]:  # whatever a column holds
    """A step as its row has it, lists sorted."""
    name, outcomes = step.only_if or (None, frozenset[str]())
    return [
        *(step.name.value, step.place.value, step.stage.value, step.capacity.value, step.agency, step.office),
        *(int(step.grade), step.acting, sorted(step.passes), step.optional, step.by_mandate),
        *(name.value if name else None, sorted(outcomes), sorted(step.walls), sorted(step.admits), step.lapses_with),
    ]


def rows_at(direct: DirectSql, procedure: str, place: Place) -> list[list[Any]]:  # the same
    question = f"SELECT {COLUMNS} FROM procedure_step WHERE (procedure, place) = (%s, %s) ORDER BY ordinal"
    found = direct.ask(OWNER, question, procedure, place.value)
    return [[sorted(value) if isinstance(value, list) else value for value in row] for row in found]


@pytest.mark.parametrize("procedure", sorted(PROCEDURES))
def test_a_procedures_steps_are_rows_in_their_order(direct: DirectSql, procedure: str) -> None:
    for place in Place:
        steps = [as_row(step) for step in PROCEDURES[procedure].steps if step.place is place]
        rows = rows_at(direct, procedure, place)
        # Only what follows a release has an order; checks and keys are taken in any.
        key = (lambda _: "") if place in (Place.OPENING, Place.AFTER) else (lambda row: str(row[0]))
        assert sorted(rows, key=key) == sorted(steps, key=key)


@pytest.mark.parametrize("procedure", sorted(PROCEDURES))
def test_a_procedures_ways_out_are_rows(direct: DirectSql, procedure: str) -> None:
    question = "SELECT channel, agency, capacity FROM procedure_release WHERE procedure = %s"
    out = PROCEDURES[procedure].out
    rules = {(channel.value, out.agency, out.capacity.value) for channel in out.channels}
    assert set(direct.ask(OWNER, question, procedure)) == rules


def test_the_database_knows_the_same_counsel(direct: DirectSql) -> None:
    agencies = [code for (code,) in direct.ask(OWNER, "SELECT code FROM agency")]
    held = {agency: direct.ask(OWNER, "SELECT counsel_of(%s)", agency)[0][0] for agency in agencies}
    assert {agency: office for agency, office in held.items() if office} == COUNSEL
