"""The daily checkpoint: a schedule that is there once, one checkpoint an hour that it names, and no words in it."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import Client, ScheduleOverlapPolicy, WorkflowFailureError
from temporalio.exceptions import ActivityError, ApplicationError

from activities.checkpointing import CATCH_UP, DAILY, CheckpointActivities, ensure_daily
from casework.key_keeping import prepare_keys
from db.engine import Database
from proofs import ed25519, notes
from proofs.outside import Outside
from tests.casework.logbook import CERTIFICATE_SEED, LOG_KEY
from tests.office import Office
from tests.workflows.engine import eventually
from worker import build_worker
from workflows.checkpointing import Checkpointing

pytestmark = pytest.mark.asyncio


async def runs(client: Client) -> list[str]:
    """Those that the schedule started."""
    found = client.list_workflows("WorkflowType = 'Checkpointing'")
    return [one.id async for one in found if one.id.startswith(f"{DAILY}-")]


async def test_the_schedule_is_there_once_and_an_operators_pause_stays(client: Client) -> None:
    queue = f"test-{uuid4().hex}"
    await ensure_daily(client, queue)
    handle = client.get_schedule_handle(DAILY)
    await handle.pause(note="Under maintenance.")
    await ensure_daily(client, queue)
    found = await handle.describe()
    assert (found.schedule.state.paused, found.schedule.state.note) == (True, "Under maintenance.")
    assert found.schedule.policy.overlap is ScheduleOverlapPolicy.BUFFER_ONE
    assert found.schedule.policy.catchup_window == CATCH_UP
    first, second = found.info.next_action_times[:2]
    assert (first.hour, first.minute, second - first) == (5, 15, timedelta(days=1))
    await handle.delete()


async def test_it_makes_one_checkpoint_for_the_hour_it_names(
    client: Client, worker_db: Database, owner_db: Database, office: Office, tmp_path: Path
) -> None:
    await office.circulated()
    await prepare_keys(owner_db, LOG_KEY.public_key, ed25519.public_of(CERTIFICATE_SEED))
    queue, outside = f"test-{uuid4().hex}", Outside(tmp_path)
    checkpoints = CheckpointActivities(worker_db, LOG_KEY, outside)
    await ensure_daily(client, queue)
    async with build_worker(client, worker_db, queue, checkpoints=checkpoints):
        await client.get_schedule_handle(DAILY).trigger()
        (started,) = await eventually(lambda: runs(client), lambda ids: len(ids) == 1)
        assert await client.get_workflow_handle(started).result() == 1
        # The same hour again, as after a back-fill: the checkpoint that was made.
        again = await client.execute_workflow(Checkpointing.run, id=started, task_queue=queue)
        assert (again, outside.numbers()) == (1, (1,))
        history = await client.get_workflow_handle(started).fetch_history()
        assert LOG_KEY.name not in history.to_json()
    await client.get_schedule_handle(DAILY).delete()
    assert notes.opened(notes.read_note(outside.note(1)), [LOG_KEY.public_key])


async def test_a_log_that_contradicts_itself_fails_for_good_and_says_so(
    client: Client, worker_db: Database, owner_db: Database, tmp_path: Path
) -> None:
    await prepare_keys(owner_db, LOG_KEY.public_key, ed25519.public_of(CERTIFICATE_SEED))
    queue, outside = f"test-{uuid4().hex}", Outside(tmp_path)
    checkpoints = CheckpointActivities(worker_db, LOG_KEY, outside)
    (tmp_path / "00000007.checkpoint").write_text("kept from a database that there is no more", encoding="utf-8")
    async with build_worker(client, worker_db, queue, checkpoints=checkpoints):
        with pytest.raises(WorkflowFailureError) as failed:
            await client.execute_workflow(Checkpointing.run, id=uuid4().hex, task_queue=queue)
    assert isinstance(failed.value.cause, ActivityError)
    assert isinstance(failed.value.cause.cause, ApplicationError)
    assert failed.value.cause.cause.type == "log_inconsistent"
