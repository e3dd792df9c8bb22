"""Every further procedure on the engine from its opening to its end; and its recorded run under today's code."""

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from embedded.temporal_server import NAMESPACE
from engine_client import data_converter
from tests.delegation import Delegation
from tests.office import Office
from tests.workflows.engine import Engine
from tests.workflows.procedure_stories import TOLD
from tests.workflows.record_histories import FOLDER, RECORDED_WITH
from workflows.registry import WORKFLOWS

pytestmark = pytest.mark.asyncio

ROUNDS = 200
FAR_UNDER = 2_000
"""The engine warns at 10,240 events."""

STORIES = [(procedure, name) for procedure, stories in TOLD.items() for name in stories]


@pytest.mark.parametrize(("procedure", "name"), STORIES)
async def test_a_case_runs_from_its_opening_to_its_end(
    office: Office, engine: Engine, procedure: str, name: str
) -> None:
    case = await TOLD[procedure][name](office, engine)
    assert (case["procedure"], case["stage"], await engine.ends(case)) == (procedure, "closed", "closed")


@pytest.mark.parametrize(("procedure", "name"), STORIES)
async def test_a_recorded_run_is_replayed_as_it_went(procedure: str, name: str) -> None:
    written = (FOLDER / procedure / f"{name}.json").read_text(encoding="utf-8")
    replayer = Replayer(
        workflows=[WORKFLOWS[procedure]],
        namespace=NAMESPACE,
        data_converter=data_converter(RECORDED_WITH, NAMESPACE),
    )
    history = WorkflowHistory.from_json("recorded", written)
    assert (await replayer.replay_workflow(history, raise_on_replay_failure=False)).replay_failure is None


async def test_a_negotiation_of_two_hundred_rounds_stays_far_under_the_history_s_limits(
    office: Office, engine: Engine
) -> None:
    delegation = Delegation(office)
    case = await engine.sees(await delegation.seated())
    for number in range(1, ROUNDS + 1):
        case = await delegation.round(case, number)
    case = await engine.sees(case)
    assert len((await engine.history(case)).events) < FAR_UNDER
    assert len([m for m in case["milestones"] if m["name"] == "round_held"]) == ROUNDS
