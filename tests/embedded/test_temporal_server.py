"""The embedded Temporal server: it answers, keeps its store, and keeps it private."""

import asyncio
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from embedded.parts import PartProcess
from embedded.ports import Ports, choose_ports
from embedded.processes import wait_until
from embedded.temporal_server import (
    NAMESPACE,
    SEARCH_ATTRIBUTES,
    answers,
    environment,
    find_temporal,
    temporal_part,
)


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    return choose_ports(tmp_path, None)


@pytest.fixture
def server(tmp_path: Path, ports: Ports) -> Iterator[PartProcess]:
    process = PartProcess(temporal_part(tmp_path, ports.temporal, ports.temporal_ui))
    try:
        process.start()
        yield process
    finally:
        process.stop()


async def begin(address: str) -> None:
    client = await Client.connect(address, namespace=NAMESPACE)
    await client.start_workflow("Unserved", id="case-1", task_queue="nobody-listens")


async def status(address: str) -> WorkflowExecutionStatus | None:
    client = await Client.connect(address, namespace=NAMESPACE)
    return (await client.get_workflow_handle("case-1").describe()).status


def test_a_restart_keeps_what_was_started(server: PartProcess, ports: Ports) -> None:
    address = f"127.0.0.1:{ports.temporal}"
    asyncio.run(begin(address))
    assert server.stop() == "stopped"
    server.start()
    assert asyncio.run(status(address)) == WorkflowExecutionStatus.RUNNING


def test_a_killed_server_keeps_what_was_started(server: PartProcess, ports: Ports) -> None:
    address = f"127.0.0.1:{ports.temporal}"
    asyncio.run(begin(address))
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert wait_until(lambda: not server.alive(), 10.0)
    server.start()
    assert asyncio.run(status(address)) == WorkflowExecutionStatus.RUNNING


def test_the_store_is_its_owners_alone(server: PartProcess, tmp_path: Path) -> None:
    assert server.alive()
    for store in tmp_path.glob("temporal.sqlite*"):
        assert stat.S_IMODE(store.stat().st_mode) == 0o600


def test_it_is_ready_only_with_our_namespace_and_attributes(server: PartProcess, tmp_path: Path, ports: Ports) -> None:
    assert server.alive()
    assert answers(find_temporal(), f"127.0.0.1:{ports.temporal}", environment(tmp_path))
    assert not answers(find_temporal(), f"127.0.0.1:{ports.api}", environment(tmp_path))
    assert set(SEARCH_ATTRIBUTES) == {"Procedure", "Stage", "ActionOffice", "Suspense"}


def test_the_users_own_temporal_settings_are_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "elsewhere:7233")
    assert "TEMPORAL_ADDRESS" not in environment(tmp_path)


def test_an_empty_store_left_by_a_kill_is_made_anew(tmp_path: Path, ports: Ports) -> None:
    (tmp_path / "temporal.sqlite").touch()
    process = PartProcess(temporal_part(tmp_path, ports.temporal, ports.temporal_ui))
    try:
        process.start()
        assert process.alive()
    finally:
        process.stop()
