"""Parts of the running stack killed in the middle of work: what was acknowledged stays, once, and cases finish."""

import asyncio
import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from temporalio.client import Client as TemporalClient
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from embedded.client import Client, Json
from embedded.processes import wait_until
from engine_client import data_converter
from tests.office import DRAFTER
from tests.resilience.desk import (
    Journal,
    answers,
    circulated,
    cleared,
    finished,
    flash,
    must_clear,
    opened,
    released,
    sign,
)
from tests.resilience.house import PATIENCE, House, a_house

# One stack at a time on a machine.
pytestmark = pytest.mark.xdist_group("whole_stack")

LATE = "nsc"
"""Answers last, so that a round stays open while the others change their minds."""
CLERKS = ("defense", "commerce", "treasury", "justice")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
def client(house: House) -> Iterator[Client]:
    with Client(house.stack()) as one:
        yield one


async def outcome(house: House, case: Json) -> str | None:
    """How the case's workflow ended; None while it has not, or while nobody can say."""
    env = house.stack().environment
    namespace = env["TEMPORAL_NAMESPACE"]
    try:
        temporal = await TemporalClient.connect(
            env["TEMPORAL_ADDRESS"],
            namespace=namespace,
            data_converter=data_converter(env["ONEVOICE_PAYLOAD_KEYS"], namespace),
        )
        handle = temporal.get_workflow_handle(case["id"], result_type=str)
        if (await handle.describe()).status is not WorkflowExecutionStatus.COMPLETED:
            return None
        answer: str = await handle.result()
    except (RPCError, RuntimeError):  # RuntimeError: no connection
        return None
    return answer


def ends(house: House, case: Json) -> bool:
    """Whether the case's workflow completes, closed."""
    return wait_until(lambda: asyncio.run(outcome(house, case)) == "closed", PATIENCE)


def all_told(house: House, case: Json) -> bool:
    """Whether no wake of the case waits."""
    return not house.rows("SELECT FROM wake WHERE case_id = %s", case["id"])


def recorded(house: House, case: Json, kind: str) -> list[int]:
    found = house.rows("SELECT seq FROM ledger WHERE case_id = %s AND kind = %s ORDER BY seq", case["id"], kind)
    return [int(str(row[0])) for row in found]


def test_a_killed_worker_comes_back_and_finishes_the_case(house: House, client: Client) -> None:
    case = circulated(client)
    assert wait_until(lambda: all_told(house, case), PATIENCE)
    dead = house.kill("worker")
    case = finished(client, released(client, cleared(client, case)))
    assert case["stage"] == "closed"
    house.await_back("worker", dead)
    assert ends(house, case)
    assert len(recorded(house, case, "release")) == 1
    assert wait_until(lambda: all_told(house, case), PATIENCE)


def test_a_child_opened_while_the_worker_or_temporal_is_dead_is_started_once(house: House, client: Client) -> None:
    parent = opened(client)
    assert wait_until(lambda: all_told(house, parent), PATIENCE)
    for part in ("worker", "Temporal"):
        dead = house.kill(part)
        child = opened(client, under=parent)
        child = client.act(DRAFTER, f"/cases/{child['id']}/circulation", {})
        house.await_back(part, dead)
        assert wait_until(lambda case=child: all_told(house, case), PATIENCE)  # type: ignore[misc] # bound at once
        assert ends(house, finished(client, released(client, cleared(client, child))))
        assert len(recorded(house, child, "release")) == 1
    client.act(DRAFTER, f"/cases/{parent['id']}/withdrawal", {"reason": "Overtaken by events."})
    assert wait_until(lambda: asyncio.run(outcome(house, parent)) == "withdrawn", PATIENCE)


def test_sign_offs_are_acknowledged_while_temporal_is_dead_and_the_case_finishes(house: House, client: Client) -> None:
    case = circulated(client)
    clerks = itertools.cycle(agency for agency in must_clear(case) if agency != LATE)
    sign(client, case, LATE, "no_equity")
    dead = house.kill("Temporal")
    acknowledged = 0
    while not house.is_back("Temporal", dead):
        sign(client, case, next(clerks), "no_equity")
        acknowledged += not house.is_back("Temporal", dead)
    assert acknowledged > 0
    case = finished(client, released(client, cleared(client, case)))
    assert ends(house, case)
    assert len(recorded(house, case, "sign_off")) >= acknowledged + len(must_clear(case))


def test_every_sign_off_acknowledged_around_a_killed_database_is_there_once(
    house: House, client: Client, tmp_path: Path
) -> None:
    case = circulated(client)
    stop = Event()

    def clerk(agency: str) -> Journal:
        journal = Journal(tmp_path / f"{agency}.jsonl")
        with Client(house.stack()) as own:
            while not stop.is_set():
                journal.settle(lambda key: sign(own, case, agency, "concur", key))
        return journal

    with ThreadPoolExecutor(len(CLERKS)) as pool:
        at_work = [pool.submit(clerk, agency) for agency in CLERKS]
        assert wait_until(lambda: len(recorded(house, case, "sign_off")) >= 40, PATIENCE)
        dead = house.kill("PostgreSQL")
        house.await_back("PostgreSQL", dead)
        healed = len(recorded(house, case, "sign_off"))
        assert wait_until(lambda: len(recorded(house, case, "sign_off")) >= healed + 40, PATIENCE)
        stop.set()
        journals = [work.result() for work in at_work]
    told = sorted(version for journal in journals for version in journal.acknowledged.values())
    assert told == recorded(house, case, "sign_off")
    assert len(set(told)) == len(told)
    assert sum(journal.unknown for journal in journals) > 0
    assert ends(house, finished(client, released(client, cleared(client, case))))


def test_moments_that_pass_while_all_is_dead_are_kept_once_on_return(house: House, client: Client) -> None:
    case = flash(client)
    assert wait_until(lambda: all_told(house, case), PATIENCE)
    with house.supervisor_asleep():
        dead = {part: house.kill(part) for part in ("worker", "Temporal", "PostgreSQL")}
        suspense = datetime.fromisoformat(case["round"]["suspense"])
        assert wait_until(lambda: datetime.now(UTC) > suspense, PATIENCE)
    for part, pid in dead.items():
        house.await_back(part, pid)
    kept = "SELECT key, at > due_at + interval '0.1 s' FROM time_act WHERE case_id = %s ORDER BY at"
    assert wait_until(lambda: len(house.rows(kept, case["id"])) == 2, PATIENCE)
    assert house.rows(kept, case["id"]) == [("round-1/half_time", True), ("round-1/overdue", True)]
    assert wait_until(lambda: answers(client), PATIENCE)
    assert ends(house, finished(client, released(client, cleared(client, case))))
    assert len(recorded(house, case, "time_act")) == 2
