"""The embedded PostgreSQL server: what it keeps, whom it serves, how it comes back."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from embedded.errors import PartFailed
from embedded.postgres import PostgresServer
from embedded.postgres_bootstrap import bootstrap
from embedded.postgres_cluster import read_postmaster
from embedded.processes import RunAs, is_alive, launched, wait_until

ROOT = os.geteuid() == 0
IDENTITIES = [RunAs.NAMESPACE, RunAs.NOBODY] if ROOT else [RunAs.SELF]
PATIENCE = 30.0
HOLD = """
import sys, time
from pathlib import Path
from embedded.postgres import PostgresServer
from embedded.processes import RunAs
server = PostgresServer(Path(sys.argv[1]), fsync=False, run_as=RunAs(sys.argv[2]))
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""
AS_ANOTHER_USER = """
import os, sys
from pathlib import Path
import psycopg
from embedded.postgres import PostgresServer
with PostgresServer(Path(sys.argv[1]), fsync=False) as server:
    with psycopg.connect(server.conninfo("onevoice_app")) as connection:
        print(os.geteuid(), connection.execute("SELECT current_user").fetchone()[0])
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PostgresServer]:
    with PostgresServer(tmp_path / "data", fsync=False) as running:
        yield running


def write_row(server: PostgresServer, value: str) -> None:
    with psycopg.connect(server.conninfo("onevoice_owner")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS public.kept (value text PRIMARY KEY)")
        connection.execute("INSERT INTO public.kept VALUES (%s)", [value])


def rows(server: PostgresServer) -> list[str]:
    with psycopg.connect(server.conninfo("onevoice_owner")) as connection:
        return [row[0] for row in connection.execute("SELECT value FROM public.kept ORDER BY value")]


def setting(server: PostgresServer, name: str) -> str:
    with psycopg.connect(server.conninfo("onevoice_app")) as connection:
        found = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert found is not None
    return str(found[0])


def test_sqlalchemy_connects_as_each_role(server: PostgresServer) -> None:
    for role in ("onevoice_owner", "onevoice_app", "onevoice_worker", "onevoice_verifier"):
        engine = create_engine(server.url(role))
        with engine.connect() as connection:
            assert connection.execute(text("SELECT current_user, current_database()")).one() == (
                role,
                "onevoice",
            )
        engine.dispose()
    engine = create_engine(server.superuser_url("onevoice"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).scalar()
    engine.dispose()


def test_a_restart_keeps_the_data(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path, fsync=False)
    for value in ("a", "b"):
        with server:
            write_row(server, value)
        assert not server.alive()
    with server:
        assert rows(server) == ["a", "b"]


def test_a_killed_server_recovers_what_was_committed(server: PostgresServer) -> None:
    write_row(server, "committed")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert wait_until(lambda: not server.alive(), PATIENCE)
    server.start()
    assert rows(server) == ["committed"]


def test_a_live_server_is_adopted_and_left_running(server: PostgresServer) -> None:
    write_row(server, "here")
    with PostgresServer(server.data, fsync=False) as second:
        assert second.adopted
        assert second.pid == server.pid
        assert rows(second) == ["here"]
    assert server.alive()
    assert rows(server) == ["here"]


def test_a_pid_file_that_names_another_program_does_not_stand_in_the_way(tmp_path: Path) -> None:
    with PostgresServer(tmp_path, fsync=False) as server:
        pid_file = server.cluster / "postmaster.pid"
        lines = pid_file.read_text(encoding="utf-8").splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n", encoding="utf-8")
    assert read_postmaster(server.cluster) is None
    with server:
        assert not server.adopted


def test_a_cluster_of_another_major_version_is_refused(tmp_path: Path) -> None:
    cluster = tmp_path / "postgres"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("9\n", encoding="ascii")
    with pytest.raises(PartFailed, match=r"made by PostgreSQL 9, the programs here are version \d+"):
        PostgresServer(tmp_path).start()
    assert sorted(path.name for path in cluster.iterdir()) == ["PG_VERSION"]


def test_half_a_cluster_is_made_anew(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n", encoding="ascii")
    with PostgresServer(tmp_path, fsync=False) as server:
        assert server.alive()
    assert not half.exists()


def test_two_servers_run_side_by_side(server: PostgresServer, tmp_path: Path) -> None:
    with PostgresServer(tmp_path / "it's another, 50% & more", fsync=False) as other:
        write_row(server, "one")
        write_row(other, "other")
        assert (rows(server), rows(other)) == (["one"], ["other"])


def test_the_users_own_variables_lead_nobody_astray(server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGDATABASE", "elsewhere")
    assert setting(server, "listen_addresses") == ""


def test_a_long_data_folder_gets_a_short_socket_folder(tmp_path: Path) -> None:
    with PostgresServer(tmp_path / ("long" * 30), fsync=False) as server:
        write_row(server, "reached")
        socket_folder = server.socket_folder
        assert server.data not in socket_folder.parents
        assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
    assert not socket_folder.exists()
    with server:
        assert rows(server) == ["reached"]


@pytest.mark.parametrize("fsync", [True, False])
def test_the_settings_that_keep_a_commit_are_on(tmp_path: Path, *, fsync: bool) -> None:
    with PostgresServer(tmp_path, fsync=fsync) as server:
        durable = ("synchronous_commit", "full_page_writes", "data_checksums")
        assert [setting(server, name) for name in durable] == ["on", "on", "on"]
        assert setting(server, "fsync") == ("on" if fsync else "off")


def test_only_our_roles_come_in_and_none_may_do_more_than_its_work(server: PostgresServer) -> None:
    bootstrap(str(server.socket_folder))
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as admin:
        excess = admin.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'onevoice%' AND"
            " (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR NOT rolcanlogin)"
        ).fetchall()
        assert excess == []
        admin.execute("CREATE ROLE passer_by LOGIN")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.conninfo("passer_by"))
    with (
        psycopg.connect(server.conninfo("onevoice_app")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE public.mine ()")


def test_an_error_leaves_no_value_in_the_log(server: PostgresServer) -> None:
    write_row(server, "TALKING-POINT")
    with pytest.raises(psycopg.errors.UniqueViolation):
        write_row(server, "TALKING-POINT")
    log = server.log.read_text(encoding="utf-8")
    assert "duplicate key" in log
    assert "TALKING-POINT" not in log
    assert "INSERT" not in log


@pytest.mark.parametrize("run_as", IDENTITIES)
def test_each_identity_serves_the_same_cluster(tmp_path: Path, run_as: RunAs) -> None:
    for value in ("a", "b"):
        with PostgresServer(tmp_path, fsync=False, run_as=run_as if value == "a" else None) as server:
            write_row(server, value)
    with server:
        assert rows(server) == ["a", "b"]


def test_an_ordinary_user_runs_it_too(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    if ROOT:
        os.chown(data, 65534, 65534)
    command = [sys.executable, "-c", AS_ANOTHER_USER, str(data)]
    run_as = RunAs.NOBODY if ROOT else RunAs.SELF
    said = subprocess.run(launched(command, run_as), capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert said.stdout.split() == [str(65534 if ROOT else os.geteuid()), "onevoice_app"]


@pytest.mark.parametrize("run_as", IDENTITIES)
def test_a_server_does_not_outlive_its_killed_starter(tmp_path: Path, run_as: RunAs) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path), run_as]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        postmaster = int(starter.stdout.readline())
        starter.kill()
    assert wait_until(lambda: not is_alive(postmaster), PATIENCE)
    with PostgresServer(tmp_path, fsync=False) as server:
        assert not server.adopted
