"""A wake only says "look again": doubled, late, lost or to nobody, it changes nothing; committed, it arrives."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from sqlalchemy import text
from temporalio.client import Client, WorkflowExecutionStatus

from activities.relay import Relay
from casework.timekeeping import waiting_wakes, wakes_delivered
from db.engine import Database
from db.wakes import Wake
from embedded.parts import PartProcess
from embedded.ports import LOOPBACK, choose_ports
from embedded.temporal_server import NAMESPACE, temporal_part
from engine_client import data_converter
from tests.office import Office
from tests.workflows.engine import Engine, eventually, working
from tests.workflows.facts import kinds, lose_wakes, waiting, wake_again
from tests.workflows.stories import finished
from workflows.contracts import WAKE

pytestmark = pytest.mark.asyncio


async def all_delivered(engine: Engine) -> None:
    await eventually(lambda: waiting(engine.db), lambda wakes: not wakes)


async def test_a_wake_told_three_times_changes_nothing(office: Office, engine: Engine, owner_db: Database) -> None:
    case = await engine.sees(await office.circulated())
    before = await kinds(owner_db, case)
    for _ in range(3):
        await wake_again(owner_db, case)
        await engine.workflow(case).signal(WAKE)
        await all_delivered(engine)
    assert await kinds(owner_db, case) == before
    assert await engine.stage(case) == "clearance"
    case = await finished(office, engine, await office.clear(case))
    assert await engine.ends(case) == "closed"


async def test_a_wake_for_an_ended_case_starts_nothing(office: Office, engine: Engine, owner_db: Database) -> None:
    case = await office.finish(await office.released())
    await engine.ends(case)
    await all_delivered(engine)
    before = await engine.run_id(case)
    await wake_again(owner_db, case)
    await all_delivered(engine)
    assert await engine.run_id(case) == before
    assert await engine.status(case) is WorkflowExecutionStatus.COMPLETED


async def test_a_wake_told_before_an_act_does_not_take_away_the_wake_of_that_act(
    office: Office, worker_db: Database, owner_db: Database
) -> None:
    case = await office.circulated()
    found: list[Wake] = []
    for _ in range(2):
        await lose_wakes(owner_db)
        await wake_again(owner_db, case)
        found += await waiting_wakes(worker_db)
    told, again = found
    assert told.n == again.n
    await wakes_delivered(worker_db, (told,))
    assert await waiting_wakes(worker_db) == (again,)


async def test_a_lost_wake_is_made_good_by_the_next(
    office: Office, client: Client, worker_db: Database, owner_db: Database
) -> None:
    case = await office.circulated()
    await lose_wakes(owner_db)
    async with working(client, worker_db) as engine:
        assert await engine.description(case) is None
        case = await office.clear(case)
        await engine.sees(case)
        assert await engine.ends(await office.finish(await office.release(await office.approve(case)))) == "closed"


async def test_a_workflow_that_was_terminated_walks_again_to_where_the_facts_are(
    office: Office, engine: Engine, owner_db: Database
) -> None:
    case = await engine.sees(await office.approved())
    first = await engine.run_id(case)
    await engine.workflow(case).terminate("an operator's slip")
    case = await office.release(case)
    await eventually(lambda: engine.run_id(case), lambda run: run != first)
    await engine.sees(case)
    assert await engine.ends(await office.finish(case)) == "closed"
    assert (await kinds(owner_db, case)).count("release") == 1


async def test_a_wake_committed_while_it_is_being_delivered_stays(
    office: Office, worker_db: Database, owner_db: Database
) -> None:
    case = await office.open()
    await lose_wakes(owner_db)
    await wake_again(owner_db, case)
    taken = await waiting_wakes(worker_db)
    await office.circulate(case)
    await wakes_delivered(worker_db, taken)
    assert await waiting(worker_db) == {case["id"]: 2}
    await wakes_delivered(worker_db, await waiting_wakes(worker_db))
    assert await waiting(worker_db) == {}


async def test_wakes_raced_by_deliveries_are_never_lost(
    office: Office, worker_db: Database, owner_db: Database
) -> None:
    """Whoever wakes after the relay has looked finds the row still there, whichever of the two commits first."""
    case = await office.open()
    await lose_wakes(owner_db)
    for _ in range(40):
        await wake_again(owner_db, case)
        (taken,) = await waiting_wakes(worker_db)
        await asyncio.gather(wakes_delivered(worker_db, (taken,)), wake_again(owner_db, case))
        assert case["id"] in await waiting(worker_db)
        await lose_wakes(owner_db)


async def test_a_relay_stopped_in_the_middle_stops_listening(
    client: Client, worker_db: Database, owner_db: Database
) -> None:
    told: list[str] = []

    async def nudging() -> AsyncGenerator[None, None]:
        try:
            told.append("nudged")
            yield
        finally:
            told.append("closed")

    nudges = nudging()
    async with owner_db.begin() as tx:
        await tx.execute(text("LOCK TABLE wake"))  # so that the relay is at work when it is stopped
        relay = asyncio.create_task(Relay(worker_db, client, "nobody-listens").run(nudges))
        await eventually(lambda: asyncio.sleep(0, list(told)))
        relay.cancel()
        await asyncio.gather(relay, return_exceptions=True)
    assert told == ["nudged", "closed"]


async def test_acts_go_on_while_temporal_is_down_and_are_told_afterwards(
    office: Office, worker_db: Database, keys: str, tmp_path: Path
) -> None:
    ports = choose_ports(tmp_path, None)
    server = PartProcess(temporal_part(tmp_path, ports.temporal, ports.temporal_ui))
    server.start()
    try:
        address = f"{LOOPBACK}:{ports.temporal}"
        client = await Client.connect(address, namespace=NAMESPACE, data_converter=data_converter(keys, NAMESPACE))
        async with working(client, worker_db) as engine:
            cases = [await engine.sees(await office.circulated()) for _ in range(2)]
            await all_delivered(engine)
            server.stop()
            cases = [await office.approve(await office.clear(case)) for case in cases]
            piled = await waiting(worker_db)
            assert set(piled) == {case["id"] for case in cases}
            assert all(n == 2 for n in piled.values())
            server.start()
            for case in cases:
                await engine.sees(case)
                done = await office.finish(await office.release(case))
                assert await engine.ends(done) == "closed"
    finally:
        server.stop()
