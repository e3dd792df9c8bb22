"""The assessment's workflow: it walks with its case, tells of overdue returns, and goes on as it was recorded."""

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from embedded.temporal_server import NAMESPACE
from engine_client import data_converter
from tests.office import Office
from tests.workflows.altered_monitoring import AlteredMonitoring
from tests.workflows.engine import Engine
from tests.workflows.facts import time_acts
from tests.workflows.histories import names
from tests.workflows.record_histories import FOLDER, RECORDED_WITH
from tests.workflows.watch_stories import WATCHED
from workflows.monitoring import Monitoring
from workflows.procedure import Procedure

RECORDED = sorted(file.stem for file in (FOLDER / "monitoring").glob("*.json"))


@pytest.mark.asyncio
@pytest.mark.parametrize("story", WATCHED)
async def test_a_story_ends_closed(office: Office, engine: Engine, story: str) -> None:
    case = await WATCHED[story](office, engine)
    assert await engine.ends(case) == "closed"
    noted = [act.key for act in await time_acts(engine.db, case)]
    assert noted == (["returns/1/overdue"] if story == "overdue" else [])


def recorded(story: str) -> WorkflowHistory:
    return WorkflowHistory.from_json("recorded", (FOLDER / "monitoring" / f"{story}.json").read_text(encoding="utf-8"))


async def replayed(story: str, run_by: type[Procedure]) -> Exception | None:
    replayer = Replayer(
        workflows=[run_by], namespace=NAMESPACE, data_converter=data_converter(RECORDED_WITH, NAMESPACE)
    )
    return (await replayer.replay_workflow(recorded(story), raise_on_replay_failure=False)).replay_failure


def test_every_story_is_recorded() -> None:
    assert set(RECORDED) == WATCHED.keys()


@pytest.mark.asyncio
@pytest.mark.parametrize("story", RECORDED)
async def test_a_recorded_run_is_replayed_as_it_went(story: str) -> None:
    assert await replayed(story, Monitoring) is None


@pytest.mark.asyncio
@pytest.mark.parametrize("story", RECORDED)
async def test_another_order_of_steps_is_noticed(story: str) -> None:
    assert isinstance(await replayed(story, AlteredMonitoring), workflow.NondeterminismError)


@pytest.mark.parametrize(
    ("story", "told"),
    [
        ("overdue", "TIMER_FIRED"),
        ("overdue", "ACTIVITY_TASK_COMPLETED"),
        ("followed_up", "START_CHILD_WORKFLOW_EXECUTION_INITIATED"),
    ],
)
def test_the_recorded_runs_have_what_could_go_wrong(story: str, told: str) -> None:
    assert told in names(recorded(story))
