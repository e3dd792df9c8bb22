"""One real Temporal server a test process, as the embedded stack runs it, and a worker with its relay a test."""

import base64
import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.client import Client
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from db.engine import Database
from embedded.parts import PartProcess
from embedded.ports import LOOPBACK, choose_ports
from embedded.temporal_server import NAMESPACE, find_temporal, temporal_part
from engine_client import data_converter
from tests.workflows.engine import Engine, working
from workflows.procedure import ACTION_OFFICE, PROCEDURE, STAGE, SUSPENSE


@pytest.fixture(scope="session")
def keys() -> str:
    """Keys of payloads, new for every run of the tests."""
    return "test:" + base64.b64encode(os.urandom(32)).decode()


@pytest.fixture(scope="session")
def temporal_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server keeps its store and its log."""
    return tmp_path_factory.mktemp("temporal")


@pytest.fixture(scope="session")
def temporal_address(temporal_folder: Path) -> Iterator[str]:
    """A server for the whole test process, with the command line of the embedded stack."""
    ports = choose_ports(temporal_folder, None)
    server = PartProcess(temporal_part(temporal_folder, ports.temporal, ports.temporal_ui))
    server.start()
    yield f"{LOOPBACK}:{ports.temporal}"
    server.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def client(temporal_address: str, keys: str) -> AsyncIterator[Client]:
    """A way to that server, with our data converter."""
    yield await Client.connect(temporal_address, namespace=NAMESPACE, data_converter=data_converter(keys, NAMESPACE))
    gc.collect()  # or the engine's core may abort at interpreter exit


@pytest_asyncio.fixture(loop_scope="session")
async def engine(client: Client, worker_db: Database) -> AsyncIterator[Engine]:
    """A worker with its relay over this test's database."""
    async with working(client, worker_db) as at_work:
        yield at_work


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def skipping(keys: str) -> AsyncIterator[WorkflowEnvironment]:
    """A server on which each workflow has a clock of its own, moved by `fast_forward` only."""
    env = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        dev_server_existing_path=find_temporal(),
        dev_server_extra_args=["--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"],
        dev_server_log_level="error",
        search_attributes=[PROCEDURE, STAGE, ACTION_OFFICE, SUSPENSE],
        data_converter=data_converter(keys, "default"),
    )
    async with env:
        yield env
    gc.collect()
