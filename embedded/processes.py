"""Processes of our own: started so that they die with us, logged to a file, ended politely, then not."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from embedded.errors import StopRequested

CHILD = Path(__file__).with_name("child.py")
LOG_LIMIT = 10 * 1024 * 1024
TAIL_LINES = 15
POLL = 0.05


class RunAs(StrEnum):
    """Who a child is: as we are, our own files under an id that is not 0, or the user `nobody`."""

    SELF = "self"
    NAMESPACE = "namespace"
    NOBODY = "nobody"


@dataclass(slots=True)
class StopFlag:
    """Set by a signal handler; a plain flag, because an Event's lock may deadlock inside a handler."""

    requested: bool = False

    def check(self) -> None:
        """Raises StopRequested once somebody asked to stop."""
        if self.requested:
            raise StopRequested


def launched(
    command: Sequence[str], run_as: RunAs = RunAs.SELF, death_signal: signal.Signals = signal.SIGKILL
) -> list[str]:
    """Returns the command line that runs `command` under an identity and dies with this process."""
    head = [sys.executable, "-I", "-S", str(CHILD), str(os.getpid()), str(int(death_signal)), run_as]
    return [*head, *command]


def spawn(
    command: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    run_as: RunAs = RunAs.SELF,
    death_signal: signal.Signals = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    """Starts a child in a session of its own, so that a terminal's Ctrl-C reaches only us.

    The kernel sends `death_signal` when the *thread* that spawned ends: call it from the main thread.
    """
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as sink:
        return subprocess.Popen(  # noqa: S603 - the supervisor's own programs
            launched(command, run_as, death_signal),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=env,
            start_new_session=True,
        )


def run_once(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, run_as: RunAs = RunAs.SELF
) -> subprocess.CompletedProcess[str]:
    """Runs a short program to its end and returns what it said."""
    return subprocess.run(  # noqa: S603 - the supervisor's own programs
        launched(command, run_as),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=env,
        check=False,
        start_new_session=True,
    )


def end(process: subprocess.Popen[bytes], stop_signal: signal.Signals, grace: float) -> bool:
    """Asks a child to end; after `grace` seconds kills its whole group. Returns whether it went by itself."""
    if process.poll() is not None:
        return True
    process.send_signal(stop_signal)
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False
    return True


def wait_until(condition: Callable[[], bool], seconds: float, stop: StopFlag | None = None) -> bool:
    """Polls until the condition holds or the time is up; returns which.

    Raises:
        StopRequested: somebody asked to stop meanwhile.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if stop is not None:
            stop.check()
        if time.monotonic() >= deadline:
            return False
        time.sleep(POLL)
    return True


def tail(log: Path, lines: int = TAIL_LINES) -> list[str]:
    """Returns the last lines of a log; none if there is no log."""
    if not log.exists():
        return []
    with log.open(encoding="utf-8", errors="replace") as source:
        return [line.rstrip("\n") for line in deque(source, lines)]


def is_alive(pid: int) -> bool:
    """Whether a process of that id exists (and is not merely a zombie, where the system tells)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or process_stat(pid)[:1] != ["Z"]


def process_stat(pid: int) -> list[str]:
    """Returns the fields of /proc/PID/stat from the state on; empty where there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rpartition(")")[2].split()
