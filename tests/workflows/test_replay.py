"""Recorded runs replayed by today's workflows: whoever started under yesterday's code goes on under today's."""

import json

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, WorkflowReplayResult

from embedded.temporal_server import NAMESPACE
from engine_client import data_converter
from tests.workflows.altered_demarche import AlteredDemarche
from tests.workflows.histories import names
from tests.workflows.record_histories import HISTORIES, RECORDED_WITH
from tests.workflows.stories import STORIES
from workflows.demarche import Demarche
from workflows.procedure import Procedure

RECORDED = sorted(file.stem for file in HISTORIES.glob("*.json"))


def recorded(story: str) -> WorkflowHistory:
    return WorkflowHistory.from_json("recorded", (HISTORIES / f"{story}.json").read_text(encoding="utf-8"))


async def replay(
    history: WorkflowHistory, run_by: type[Procedure] = Demarche, keys: str = RECORDED_WITH
) -> WorkflowReplayResult:
    replayer = Replayer(workflows=[run_by], namespace=NAMESPACE, data_converter=data_converter(keys, NAMESPACE))
    return await replayer.replay_workflow(history, raise_on_replay_failure=False)


def without_the_first(name: str, story: str) -> WorkflowHistory:
    """A history from which somebody cut an event, and numbered the rest anew."""
    content = json.loads((HISTORIES / f"{story}.json").read_text(encoding="utf-8"))
    events = content["events"]
    cut = next(n for n, event in enumerate(events) if event["eventType"] == f"EVENT_TYPE_{name}")
    del events[cut]
    for number, event in enumerate(events, 1):
        event["eventId"] = str(number)
    return WorkflowHistory.from_json("altered", json.dumps(content))


def test_every_story_is_recorded() -> None:
    assert set(RECORDED) == STORIES.keys()


@pytest.mark.asyncio
@pytest.mark.parametrize("story", RECORDED)
async def test_a_recorded_run_is_replayed_as_it_went(story: str) -> None:
    assert (await replay(recorded(story))).replay_failure is None


@pytest.mark.parametrize(
    ("story", "told"),
    [
        ("redraft", "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES"),
        ("overdue", "TIMER_FIRED"),
        ("overdue", "ACTIVITY_TASK_COMPLETED"),
        ("clean", "TIMER_CANCELED"),
    ],
)
def test_the_recorded_runs_have_what_could_go_wrong(story: str, told: str) -> None:
    assert told in names(recorded(story))


@pytest.mark.asyncio
@pytest.mark.parametrize("story", RECORDED)
async def test_another_order_of_steps_is_noticed(story: str) -> None:
    failure = (await replay(recorded(story), AlteredDemarche)).replay_failure
    assert isinstance(failure, workflow.NondeterminismError)


@pytest.mark.asyncio
@pytest.mark.parametrize("event", ["MARKER_RECORDED", "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES", "TIMER_STARTED"])
async def test_an_altered_history_is_noticed(event: str) -> None:
    failure = (await replay(without_the_first(event, "clean"))).replay_failure
    assert isinstance(failure, workflow.NondeterminismError)


@pytest.mark.asyncio
async def test_without_its_key_no_history_is_replayed(keys: str) -> None:
    assert (await replay(recorded("clean"), keys=keys)).replay_failure is not None
