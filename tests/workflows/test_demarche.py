"""A demarche's workflow on a real server over real facts: it ends as the case ends, and costs little."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from casework.desk import Caller
from casework.holding import lift_hold, place_hold
from casework.releasing import withdraw
from db.engine import Database
from domain.vocabulary import HoldKind, Stage
from tests.office import DRAFTER, Office, View, seen
from tests.workflows.engine import Engine, eventually, working
from tests.workflows.facts import kinds, waiting
from tests.workflows.histories import names
from tests.workflows.stories import EIGHT_CLEAR, FOUR_CLEAR, Story, clean, finished, recalled, redraft, withdrawn
from workflows.contracts import WAKE
from workflows.procedure import ACTION_OFFICE, PROCEDURE, ROLL_OVER_AT, STAGE, SUSPENSE

pytestmark = pytest.mark.asyncio

BUDGET = 60
"""Events of a clean demarche, with the workflow looking at every single change."""


async def hold(office: Office, case: View) -> View:
    return seen(
        await place_hold(
            office.db,
            Caller(subject="defense.isa"),
            UUID(case["id"]),
            agency="defense",
            kind=HoldKind.LEGAL,
            reason="General Counsel is reading.",
            lifts_when="Counsel has read it.",
            until=datetime.now(UTC) + timedelta(days=2),
        )
    )


async def lift(office: Office, case: View) -> View:
    on = UUID(case["holds"][0]["id"])
    return seen(
        await lift_hold(office.db, Caller(subject="defense.isa"), UUID(case["id"]), on, reason="Counsel has read it.")
    )


@pytest.mark.parametrize(("mandate", "clearers"), [(FOUR_CLEAR, 4), (EIGHT_CLEAR, 8)])
async def test_a_clean_demarche_ends_closed_within_its_budget(
    office: Office, engine: Engine, mandate: str, clearers: int
) -> None:
    case = await clean(office, engine, mandate)
    assert await engine.ends(case) == Stage.CLOSED
    asked = [seat for seat in case["round"]["agencies"] if seat["right"] == "must_clear"]
    events = names(await engine.history(case))
    assert len(asked) == clearers
    assert len(events) <= BUDGET, events


async def test_sign_offs_cost_the_history_nothing(office: Office, engine: Engine) -> None:
    case = await engine.sees(await office.open(mandate=EIGHT_CLEAR))
    case = await engine.sees(await office.circulate(case))
    before = len((await engine.history(case)).events)
    case = await office.clear(case, but="nsc")
    assert await waiting(engine.db) == {}
    assert len((await engine.history(case)).events) == before
    await engine.sees(await office.sign(case, "nsc"))


async def test_it_is_found_by_its_procedure_stage_office_and_suspense(office: Office, engine: Engine) -> None:
    case = await engine.sees(await office.circulated())
    described = await engine.description(case)
    assert described is not None
    found = described.typed_search_attributes
    assert (found.get(PROCEDURE), found.get(STAGE), found.get(ACTION_OFFICE)) == ("demarche", "clearance", "state.eb")
    assert found.get(SUSPENSE) == datetime.fromisoformat(case["round"]["suspense"])
    case = await engine.sees(await office.clear(case))
    described = await engine.description(case)
    assert described is not None
    assert described.typed_search_attributes.get(SUSPENSE) is None
    assert case["stage"] == "approval"


@pytest.mark.parametrize(("story", "end"), [(redraft, "closed"), (withdrawn, "withdrawn"), (recalled, "recalled")])
async def test_every_way_ends_where_the_case_ends(story: Story, end: str, office: Office, engine: Engine) -> None:
    case = await story(office, engine)
    assert await engine.ends(case) == end == case["stage"]
    assert await engine.stage(case) == end
    assert await engine.status(case) is WorkflowExecutionStatus.COMPLETED


async def test_withdrawal_ends_it_from_every_stage_before_release(office: Office, engine: Engine) -> None:
    for case in (await office.open(), await office.circulated(), await office.cleared(), await office.approved()):
        await engine.sees(case)
        gone = await withdraw(office.db, Caller(subject=DRAFTER), UUID(case["id"]), reason="Overtaken.")
        assert await engine.ends(seen(gone)) == "withdrawn"


async def test_a_hold_pulls_an_approved_text_back_to_clearance(office: Office, engine: Engine) -> None:
    case = await engine.sees(await office.approved())
    assert case["stage"] == "release"
    case = await engine.sees(await hold(office, case))
    assert case["stage"] == "clearance"
    case = await engine.sees(await lift(office, case))
    assert case["stage"] == "release"
    case = await engine.sees(await office.release(case))
    assert await engine.ends(await office.finish(case)) == "closed"


async def test_a_mind_changed_after_approval_is_cleared_again(office: Office, engine: Engine) -> None:
    case = await engine.sees(await office.approved())
    case = await engine.sees(await office.nonconcur(case, "defense"))
    assert case["stage"] == "clearance"
    case = await engine.sees(await office.sign(case, "defense"))
    case = await engine.sees(await office.release(case))
    assert await engine.ends(await office.finish(case)) == "closed"


async def test_a_case_that_outruns_its_workflow_is_caught_up(office: Office, engine: Engine) -> None:
    case = await office.finish(await office.released())
    assert await engine.ends(case) == "closed"


async def test_a_worker_that_remembers_no_workflow_serves_as_well(
    office: Office, client: Client, worker_db: Database
) -> None:
    async with working(client, worker_db, max_cached_workflows=0) as forgetful:
        assert await forgetful.ends(await redraft(office, forgetful)) == "closed"


async def test_a_long_case_is_continued_in_a_new_run_and_still_ends(
    office: Office, engine: Engine, owner_db: Database
) -> None:
    case = await engine.sees(await office.circulated())
    first = await engine.run_id(case)
    await asyncio.gather(*(engine.workflow(case).signal(WAKE) for _ in range(ROLL_OVER_AT)))
    await eventually(lambda: engine.run_id(case), lambda run: run != first)
    assert len((await engine.history(case)).events) < BUDGET
    case = await finished(office, engine, await office.clear(case))
    assert await engine.ends(case) == "closed"
    assert (await kinds(owner_db, case)).count("release") == 1
