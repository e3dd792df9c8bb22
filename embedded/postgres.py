"""The embedded PostgreSQL server: our own child, adopted if it runs already, stopped fast and clean."""

import os
import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from embedded.errors import PartFailed
from embedded.postgres_binaries import choose_identity, find_binaries
from embedded.postgres_bootstrap import DATABASE, SUPERUSER, bootstrap, conninfo
from embedded.postgres_cluster import (
    check_version,
    clear_stale_locks,
    configure,
    make_cluster,
    read_postmaster,
    release_socket_folder,
    server_environment,
    socket_folder_of,
)
from embedded.private_files import make_private_folder
from embedded.processes import RunAs, StopFlag, end, is_alive, spawn, wait_until

START_SECONDS = 60.0
# Backends of a killed postmaster may hold its shared memory for a moment.
START_ATTEMPTS = 5
ATTEMPT_SECONDS = 0.5
CONNECT_SECONDS = 5


class PostgresServer:
    """One PostgreSQL server on one data folder; `with PostgresServer(folder) as server:` starts and stops it.

    Attributes:
        name, about: what the supervisor shows.
        adopted: whether the server was running already; such a one is used, but left running at `stop`.
    """

    name = "PostgreSQL"
    about = "facts"
    one_shot = False

    def __init__(self, data: Path, *, fsync: bool = True, log: Path | None = None, run_as: RunAs | None = None) -> None:
        """Chooses folders; starts nothing yet.

        Args:
            data: the stack's data folder, made 0700; the cluster is `<data>/postgres`.
            fsync: off only for tests, which do not outlive a power failure.
            log: where the server's messages go; `<data>/logs/postgres.log` if not given.
            run_as: the identity of the server; by default whatever this machine allows.
        """
        self.data = make_private_folder(data.resolve())
        self.cluster = self.data / "postgres"
        self.log = log or self.data / "logs" / "postgres.log"
        self.socket_folder = socket_folder_of(self.data, self.cluster)
        self.adopted = False
        self._fsync = fsync
        self._run_as = run_as
        self._pid: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The postmaster's process id."""
        return self._pid

    def url(self, role: str, database: str = DATABASE) -> str:
        """Returns the SQLAlchemy URL for a role, through the socket."""
        return conninfo(str(self.socket_folder), role, database).replace("postgresql:", "postgresql+psycopg:", 1)

    def superuser_url(self, database: str = "postgres") -> str:
        """Returns the SQLAlchemy URL for the cluster's superuser."""
        return self.url(SUPERUSER, database)

    def conninfo(self, role: str, database: str = DATABASE) -> str:
        """Returns the same place as libpq and psycopg's own `connect` want it."""
        return conninfo(str(self.socket_folder), role, database)

    def start(self, stop: StopFlag | None = None) -> None:
        """Starts the server, or adopts the one that runs on the folder, and sees to roles and database.

        Raises:
            PartFailed: it cannot be started; the reason says why, the log says more.
            StopRequested: somebody asked to stop meanwhile.
        """
        self.socket_folder = socket_folder_of(self.data, self.cluster)
        if not self._adopt(stop):
            self._launch(stop)
        try:
            bootstrap(str(self.socket_folder))
        except psycopg.Error as error:
            self.stop()
            raise PartFailed(self.name, f"roles and database could not be made: {error}", self.log) from error

    def alive(self) -> bool:
        """Whether the postmaster runs."""
        if self._process is not None:
            return self._process.poll() is None
        return self._pid is not None and is_alive(self._pid)

    def stop(self) -> str:
        """Stops the server: fast, then at once, then by force; an adopted one is left. Says which."""
        process, self._process, self._pid = self._process, None, None
        if process is None:
            return "left running, it was not started here" if self.adopted else "was not running"
        said = "stopped" if end_in_steps(process) else "killed"
        release_socket_folder(self.data, self.socket_folder)
        return said

    def _adopt(self, stop: StopFlag | None) -> bool:
        # A server that is going down also has a live postmaster: wait until it answers or is gone.
        live = read_postmaster(self.cluster)
        if live is None:
            return False
        pid, self.socket_folder = live
        check_version(self.cluster, find_binaries())
        if not wait_until(lambda: not is_alive(pid) or self._answers(), START_SECONDS, stop):
            raise PartFailed(self.name, f"process {pid} holds {self.cluster} and does not answer", self.log)
        self.adopted = self._answers()
        self._pid = pid if self.adopted else None
        return self.adopted

    def _launch(self, stop: StopFlag | None) -> None:
        binaries = find_binaries()
        run_as = self._run_as or choose_identity(binaries, self.data)
        make_cluster(self.cluster, binaries, run_as, fsync=self._fsync)
        configure(self.cluster, self.socket_folder, run_as, fsync=self._fsync)
        for attempt in range(START_ATTEMPTS):
            wait_until(lambda: False, ATTEMPT_SECONDS if attempt else 0.0, stop)
            clear_stale_locks(self.cluster, self.socket_folder)
            process = spawn(
                [binaries.postgres, "-D", str(self.cluster)],
                log=self.log,
                env=server_environment(),
                run_as=run_as,
                # Without us it stops at once and recovers at the next start; a kill would do, this is tidier.
                death_signal=signal.SIGQUIT,
            )
            self._process, self._pid, self.adopted = process, process.pid, False
            if self._settles(process, stop) and process.poll() is None:
                return
        code = process.returncode
        self._process = self._pid = None
        raise PartFailed(self.name, f"ended at its start with code {code}", self.log)

    def _settles(self, process: subprocess.Popen[bytes], stop: StopFlag | None) -> bool:
        settled = wait_until(lambda: process.poll() is not None or self._answers(), START_SECONDS, stop)
        if not settled:
            self.stop()
            raise PartFailed(self.name, f"did not answer within {START_SECONDS:.0f} s", self.log)
        return process.poll() is None

    def _answers(self) -> bool:
        try:
            info = self.conninfo(SUPERUSER, "postgres")
            with psycopg.connect(info, connect_timeout=CONNECT_SECONDS) as connection:
                found = connection.execute("SELECT current_setting('data_directory')").fetchone()
        except psycopg.OperationalError:
            return False
        return found is not None and os.path.realpath(found[0]) == os.path.realpath(self.cluster)


def end_in_steps(process: subprocess.Popen[bytes]) -> bool:
    """Stops a postmaster: fast, then immediate, then a kill. Returns whether it went without the kill."""
    if process.poll() is not None:
        return True
    process.send_signal(signal.SIGINT)
    try:
        process.wait(30.0)
    except subprocess.TimeoutExpired:
        return end(process, signal.SIGQUIT, 10.0)
    return True
