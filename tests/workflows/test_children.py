"""A case under a case: its workflow is started by its parent's, once, goes its own way, and is never forgotten."""

import asyncio
from uuid import UUID

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from casework.desk import Caller
from casework.releasing import withdraw
from db.engine import Database
from tests.office import DRAFTER, Office, View, seen
from tests.workflows.engine import Engine, eventually, working
from tests.workflows.facts import waiting, wake_again
from tests.workflows.histories import names
from tests.workflows.stories import FOUR_CLEAR, finished, with_child
from workflows.contracts import WAKE, CaseRef
from workflows.procedure import ROLL_OVER_AT, first_attributes

pytestmark = pytest.mark.asyncio


async def started_by(engine: Engine, case: View) -> str | None:
    """Whose workflow started the case's; None if no workflow did."""
    described = await eventually(lambda: engine.description(case))
    assert described is not None
    return described.parent_id


async def parent_and_child(office: Office, engine: Engine) -> tuple[View, View]:
    parent = await engine.sees(await office.open(mandate=FOUR_CLEAR))
    return parent, await engine.sees(await office.open(mandate=FOUR_CLEAR, under=parent))


async def withdrawn(office: Office, case: View) -> View:
    return seen(await withdraw(office.db, Caller(subject=DRAFTER), UUID(case["id"]), reason="Overtaken."))


async def all_told(engine: Engine) -> None:
    await eventually(lambda: waiting(engine.db), lambda wakes: not wakes)


async def test_a_childs_workflow_is_started_by_its_parents(office: Office, engine: Engine) -> None:
    parent, child = await parent_and_child(office, engine)
    assert await started_by(engine, child) == parent["id"]
    assert await started_by(engine, parent) is None
    await all_told(engine)
    child = await office.clear(await office.circulate(child))
    assert await engine.ends(await finished(office, engine, child)) == "closed"
    assert await engine.status(parent) is WorkflowExecutionStatus.RUNNING
    assert await engine.ends(await withdrawn(office, parent)) == "withdrawn"


async def test_a_parent_that_ends_leaves_its_children_at_work(office: Office, engine: Engine) -> None:
    parent, child = await parent_and_child(office, engine)
    assert await engine.ends(await withdrawn(office, parent)) == "withdrawn"
    child = await engine.sees(await office.circulate(child))
    assert await engine.status(child) is WorkflowExecutionStatus.RUNNING
    assert await engine.ends(await withdrawn(office, child)) == "withdrawn"


async def test_a_parent_continued_in_a_new_run_keeps_its_children_and_starts_others(
    office: Office, engine: Engine
) -> None:
    parent, child = await parent_and_child(office, engine)
    first, of_child = await engine.run_id(parent), await engine.run_id(child)
    await asyncio.gather(*(engine.workflow(parent).signal(WAKE) for _ in range(ROLL_OVER_AT)))
    await eventually(lambda: engine.run_id(parent), lambda run: run != first)
    other = await engine.sees(await office.open(mandate=FOUR_CLEAR, under=parent))
    assert await started_by(engine, other) == parent["id"]
    child = await engine.sees(await office.circulate(child))
    assert await engine.run_id(child) == of_child
    for case in (child, other, parent):
        assert await engine.ends(await withdrawn(office, case)) == "withdrawn"


async def test_a_parent_cancelled_by_an_operator_takes_no_child_with_it_and_comes_back(
    office: Office, engine: Engine
) -> None:
    parent, child = await parent_and_child(office, engine)
    await engine.workflow(parent).cancel()
    await eventually(lambda: engine.status(parent), lambda status: status is WorkflowExecutionStatus.CANCELED)
    other = await engine.sees(await office.open(mandate=FOUR_CLEAR, under=parent))
    assert await engine.status(parent) is WorkflowExecutionStatus.RUNNING
    assert await started_by(engine, other) == parent["id"]
    child = await engine.sees(await office.circulate(child))
    for case in (child, other, parent):
        assert await engine.ends(await withdrawn(office, case)) == "withdrawn"


async def test_a_child_whose_parent_is_stuck_is_started_all_the_same(
    office: Office, client: Client, worker_db: Database
) -> None:
    parent = await office.open(mandate=FOUR_CLEAR)
    case = CaseRef(case_id=parent["id"], procedure="demarche")
    await client.start_workflow(
        "Demarche", case, id=case.case_id, task_queue="nobody-listens", search_attributes=first_attributes(case)
    )
    child = await office.open(mandate=FOUR_CLEAR, under=parent)
    async with working(client, worker_db) as engine:
        await engine.sees(child)
        assert await started_by(engine, child) is None
        await all_told(engine)
        assert await engine.ends(await withdrawn(office, child)) == "withdrawn"
        await engine.workflow(parent).terminate()


async def test_a_child_of_a_case_that_is_over_waits_for_nobody(office: Office, engine: Engine) -> None:
    parent = await office.finish(await office.released())
    assert await engine.ends(parent) == "closed"
    child = await engine.sees(await office.open(under=parent))
    assert await started_by(engine, child) is None
    assert await engine.ends(await withdrawn(office, child)) == "withdrawn"


async def test_a_child_is_started_once_however_often_both_are_woken(
    office: Office, engine: Engine, owner_db: Database
) -> None:
    parent, child = await parent_and_child(office, engine)
    run = await engine.run_id(child)
    for _ in range(3):
        await asyncio.gather(wake_again(owner_db, parent), wake_again(owner_db, child))
        await all_told(engine)
    assert await engine.run_id(child) == run
    started = [n for n in names(await engine.history(parent)) if n == "START_CHILD_WORKFLOW_EXECUTION_INITIATED"]
    assert len(started) == 1


async def test_a_child_terminated_by_an_operator_comes_back_and_its_parent_goes_on(
    office: Office, engine: Engine
) -> None:
    parent, child = await parent_and_child(office, engine)
    run = await engine.run_id(child)
    await engine.workflow(child).terminate("an operator's slip")
    child = await office.circulate(child)
    await eventually(lambda: engine.run_id(child), lambda other: other != run)
    await engine.sees(child)
    assert await engine.ends(await withdrawn(office, child)) == "withdrawn"
    parent = await engine.sees(await office.circulate(parent))
    assert await engine.ends(await withdrawn(office, parent)) == "withdrawn"


async def test_children_opened_while_nobody_worked_are_all_started_by_their_parent(
    office: Office, client: Client, worker_db: Database
) -> None:
    parent = await office.open(mandate=FOUR_CLEAR)
    children = [await office.open(mandate=FOUR_CLEAR, under=parent) for _ in range(5)]
    grandchild = await office.open(mandate=FOUR_CLEAR, under=children[0])
    async with working(client, worker_db) as engine:
        for case in (*children, grandchild):
            await engine.sees(case)
        assert [await started_by(engine, child) for child in children] == [parent["id"]] * 5
        assert await started_by(engine, grandchild) == children[0]["id"]
        await all_told(engine)


async def test_a_child_that_ended_before_anybody_came_is_not_started(
    office: Office, client: Client, worker_db: Database
) -> None:
    parent = await office.open(mandate=FOUR_CLEAR)
    child = await withdrawn(office, await office.open(mandate=FOUR_CLEAR, under=parent))
    async with working(client, worker_db) as engine:
        await engine.sees(parent)
        await all_told(engine)
        assert await engine.description(child) is None


async def test_a_worker_that_remembers_no_workflow_starts_children_as_well(
    office: Office, client: Client, worker_db: Database
) -> None:
    async with working(client, worker_db, max_cached_workflows=0) as forgetful:
        assert await forgetful.ends(await with_child(office, forgetful)) == "closed"
