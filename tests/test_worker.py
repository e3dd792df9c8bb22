"""The worker process: it says when it works, stops when told, and will not run without its lock and its facts."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from embedded.parts import PartProcess
from embedded.ports import LOOPBACK, choose_ports
from embedded.postgres import PostgresServer
from embedded.processes import wait_until
from embedded.temporal_server import NAMESPACE, temporal_part
from engine_client import temporal_client
from runtime import SettingMissingError, worker_database
from settings import Settings

PATIENCE = 60.0
KEYS = "k1:" + "A" * 43 + "="
OURS = ("TEMPORAL_", "ONEVOICE_", "DATABASE_URL", "OIDC_")


@pytest.fixture
def environment(tmp_path: Path, postgres: PostgresServer, database: str) -> Iterator[dict[str, str]]:
    """All that a worker has to be told, with a Temporal server that runs."""
    ports = choose_ports(tmp_path, None)
    temporal = PartProcess(temporal_part(tmp_path, ports.temporal, ports.temporal_ui))
    temporal.start()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    yield inherited | {
        "ONEVOICE_WORKER_DATABASE_URL": postgres.url("onevoice_worker", database),
        "ONEVOICE_PAYLOAD_KEYS": KEYS,
        "ONEVOICE_READY_FILE": str(tmp_path / "ready"),
        "TEMPORAL_ADDRESS": f"{LOOPBACK}:{ports.temporal}",
        "TEMPORAL_NAMESPACE": NAMESPACE,
        "TEMPORAL_CONFIG_FILE": os.devnull,
    }
    temporal.stop()


@contextmanager
def a_worker(environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as said:
        process = subprocess.Popen([sys.executable, "-m", "worker"], env=environment, stdout=said, stderr=said)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_it_says_when_it_works_and_stops_when_told(environment: dict[str, str], tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    with a_worker(environment, log) as process:
        assert wait_until(lambda: (tmp_path / "ready").exists() or process.poll() is not None, PATIENCE)
        assert process.poll() is None, log.read_text(encoding="utf-8")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    said = log.read_text(encoding="utf-8")
    assert "worker_ready" in said
    assert "worker_stopped" in said
    assert "Traceback" not in said
    assert "A" * 43 not in said


@pytest.mark.asyncio
async def test_it_does_not_go_to_temporal_without_a_lock() -> None:
    with pytest.raises(SettingMissingError, match="ONEVOICE_PAYLOAD_KEYS"):
        await temporal_client(Settings(payload_keys=None))


def test_it_does_not_run_without_its_own_role() -> None:
    with pytest.raises(SettingMissingError, match="ONEVOICE_WORKER_DATABASE_URL"):
        worker_database(Settings(worker_database_url=None))
