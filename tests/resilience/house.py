"""The whole stack in a process of its own, on a temporary folder, with handles to kill its parts."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from embedded.processes import is_alive, wait_until
from embedded.stack import Stack, running_stack

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
THEIRS = ("TEMPORAL_", "ONEVOICE_", "PG", "DATABASE_URL", "OIDC_")
"""Variables that would lead the stack to other servers."""


@dataclass(frozen=True)
class House:
    """A running stack. Process ids change when a part is started again; addresses do not."""

    data: Path

    def stack(self) -> Stack:
        found = running_stack(self.data)
        assert found is not None, "the supervisor is gone"
        return found

    def kill(self, part: str) -> int:
        """Kill a part without warning; returns the process id that it had."""
        pid = self.stack().pids[part]
        os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda: not is_alive(pid), PATIENCE)
        return pid

    def is_back(self, part: str, killed: int) -> bool:
        """Whether the supervisor has started the part again since that kill."""
        return self.stack().pids.get(part) not in {None, killed}

    def await_back(self, part: str, killed: int) -> None:
        assert wait_until(lambda: self.is_back(part, killed), PATIENCE), part

    @contextmanager
    def supervisor_asleep(self) -> Iterator[None]:
        """Let nobody start again what is killed, until the end of the context."""
        supervisor = self.stack().supervisor
        os.kill(supervisor, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(supervisor, signal.SIGCONT)

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """What the database says, as the verifier, who reads all and writes nothing."""
        url = self.stack().environment["ONEVOICE_VERIFIER_DATABASE_URL"].replace("+psycopg", "")
        with psycopg.connect(url) as connection:
            return connection.execute(statement.encode(), values).fetchall()


@contextmanager
def a_house(data: Path) -> Iterator[House]:
    """Start everything on a folder; stop everything at the end."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(THEIRS)}
    with (data / "terminal").open("ab") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "up"],
            cwd=ROOT,
            env=env | {"ONEVOICE_DATA": str(data)},
            stdout=terminal,
            stderr=terminal,
        )
    try:
        wait_until(lambda: running_stack(data) is not None or process.poll() is not None, PATIENCE)
        assert running_stack(data) is not None, (data / "terminal").read_text(encoding="utf-8")
        yield House(data)
    finally:
        process.terminate()
        assert process.wait(PATIENCE) == 0
