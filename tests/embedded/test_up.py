"""What `onevoice up` runs: ports kept, keys kept, nothing embedded where an address is given."""

import os
import socket
import stat
from pathlib import Path

import pytest

from embedded.errors import StackRefused
from embedded.plan import make_plan
from embedded.ports import Ports, choose_ports, is_free
from embedded.processes import LOG_LIMIT, spawn, tail
from embedded.stack import Stack, running_stack, sole_use, write_stack
from embedded.up import up
from settings import Settings

PORTS = Ports(api=1, temporal=2, temporal_ui=3, identity=4)
ELSEWHERE = ("DATABASE_URL", "TEMPORAL_ADDRESS", "OIDC_ISSUER", "ONEVOICE_PORT", "ONEVOICE_PAYLOAD_KEYS")


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ELSEWHERE:
        monkeypatch.delenv(name, raising=False)


def names(data: Path) -> list[str]:
    return [member.name for member in make_plan(Settings(data=data), data, PORTS).members]


def test_everything_is_embedded_by_default_and_starts_in_this_order(tmp_path: Path) -> None:
    programs = ["migrations", "directive", "people", "keys", "sign-in", "worker", "API"]
    assert names(tmp_path) == ["PostgreSQL", "Temporal", *programs]


def test_nothing_is_embedded_where_an_address_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "TEMPORAL_ADDRESS", "OIDC_ISSUER"):
        monkeypatch.setenv(name, "elsewhere")
    assert names(tmp_path) == ["migrations", "directive", "people", "keys", "worker", "API"]
    plan = make_plan(Settings(data=tmp_path), tmp_path, PORTS)
    assert plan.temporal_ui_url is None
    assert "DATABASE_URL" not in plan.environment
    assert plan.environment["OIDC_ISSUER"] == "elsewhere"


def test_the_children_are_told_all_they_need(tmp_path: Path) -> None:
    environment = make_plan(Settings(data=tmp_path), tmp_path, PORTS).environment
    assert environment["TEMPORAL_ADDRESS"] == "127.0.0.1:2"
    assert environment["TEMPORAL_NAMESPACE"] == "onevoice"
    assert environment["OIDC_ISSUER"] == "http://127.0.0.1:4"
    for variable, role in (
        ("DATABASE_URL", "onevoice_app"),
        ("ONEVOICE_WORKER_DATABASE_URL", "onevoice_worker"),
        ("ONEVOICE_OWNER_DATABASE_URL", "onevoice_owner"),
        ("ONEVOICE_VERIFIER_DATABASE_URL", "onevoice_verifier"),
    ):
        assert environment[variable].startswith(f"postgresql+psycopg://{role}@/onevoice?host=/")


def test_payload_keys_are_made_once(tmp_path: Path) -> None:
    first, second = (make_plan(Settings(data=tmp_path), tmp_path, PORTS).environment for _ in range(2))
    assert first["ONEVOICE_PAYLOAD_KEYS"] == second["ONEVOICE_PAYLOAD_KEYS"]
    assert first["ONEVOICE_PAYLOAD_KEYS"].startswith("k1:")
    assert stat.S_IMODE((tmp_path / "payload_keys").stat().st_mode) == 0o600


def test_ports_are_kept_as_far_as_they_are_free(tmp_path: Path) -> None:
    first = choose_ports(tmp_path, None)
    assert choose_ports(tmp_path, None) == first
    with socket.socket() as other:
        other.bind(("127.0.0.1", first.temporal_ui))
        other.listen()
        assert not is_free(first.temporal_ui)
        second = choose_ports(tmp_path, None)
    assert second.temporal_ui != first.temporal_ui
    assert (second.api, second.temporal, second.identity) == (first.api, first.temporal, first.identity)


def test_a_wanted_port_that_is_taken_refuses_the_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert up(Settings(data=tmp_path, port=taken)) == 2
    assert capsys.readouterr().out.startswith(f"port {taken} is taken by another program")


def test_a_folder_in_use_refuses_the_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sole_use(tmp_path):
        assert up(Settings(data=tmp_path)) == 2
        with pytest.raises(StackRefused), sole_use(tmp_path):
            pass
    assert capsys.readouterr().out == f"One Voice is already running on {tmp_path}\n"


def test_a_part_that_is_missing_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cluster = tmp_path / "postgres"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("9\n", encoding="ascii")
    assert up(Settings(data=tmp_path)) == 1
    said = capsys.readouterr().out
    assert "PostgreSQL failed" in said
    assert "made by PostgreSQL 9" in said
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_a_stack_file_of_a_process_that_is_gone_is_no_running_stack(tmp_path: Path) -> None:
    # Our own id, as if it had been given to us after the supervisor's end.
    left = Stack(
        environment={},
        api_url="",
        temporal_ui_url=None,
        supervisor=os.getpid(),
        supervisor_started="another time",
        pids={},
    )
    write_stack(tmp_path, left)
    assert running_stack(tmp_path) is None
    (tmp_path / "stack.json").write_text('{"of": "another release"}', encoding="utf-8")
    assert running_stack(tmp_path) is None


def test_a_log_that_grew_too_long_begins_anew(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    with log.open("wb") as sink:
        sink.truncate(LOG_LIMIT + 1)
    assert spawn(["/bin/echo", "fresh"], log=log).wait() == 0
    assert tail(log) == ["fresh"]
    assert (tmp_path / "part.log.1").stat().st_size == LOG_LIMIT + 1
