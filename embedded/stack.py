"""The running stack as other commands see it: one lock, and one file with its addresses and environment."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from embedded.errors import StackRefused
from embedded.private_files import write_private
from embedded.processes import is_alive, process_stat

FILE = "stack.json"
LOCK = "lock"
# Where /proc/PID/stat has the start time, counted from the state field.
START_TIME_FIELD = 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """What runs on a data folder.

    Attributes:
        environment: the variables given to the children (secrets among them).
        api_url: where the API and the pages answer.
        temporal_ui_url: Temporal's Web UI; None if Temporal is not ours.
        supervisor: the supervisor's process id.
        supervisor_started: when that process started, in the kernel's ticks; empty where the system has none.
        pids: each long-running part's process id.
    """

    environment: Mapping[str, str]
    api_url: str
    temporal_ui_url: str | None
    supervisor: int
    supervisor_started: str
    pids: Mapping[str, int]


def started_at(pid: int) -> str:
    """Returns a process's start time in kernel ticks, which tells it from a later one of the same id."""
    fields = process_stat(pid)
    return fields[START_TIME_FIELD] if len(fields) > START_TIME_FIELD else ""


def write_stack(data: Path, stack: Stack) -> None:
    """Writes `<data>/stack.json`, whole or not at all, for its owner only."""
    write_private(data / FILE, json.dumps(asdict(stack), indent=2) + "\n")


def remove_stack(data: Path) -> None:
    """Removes `<data>/stack.json`: nothing runs any more."""
    (data / FILE).unlink(missing_ok=True)


def ended_uncleanly(data: Path) -> bool:
    """Whether the last supervisor on this folder was killed, so that its children may still be going."""
    return (data / FILE).exists()


def running_stack(data: Path) -> Stack | None:
    """Returns the stack that runs on the folder, or None if none does."""
    try:
        found = json.loads((data / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if found.keys() != {field.name for field in fields(Stack)}:
        return None
    stack = Stack(**found)
    same = is_alive(stack.supervisor) and started_at(stack.supervisor) == stack.supervisor_started
    return stack if same else None


@contextmanager
def sole_use(data: Path) -> Iterator[None]:
    """Holds the data folder's lock; the kernel lets it go when this process ends, however it ends.

    Raises:
        StackRefused: another supervisor holds it.
    """
    # Python's descriptors are not inherited, so no child keeps the lock after us.
    descriptor = os.open(data / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StackRefused(f"One Voice is already running on {data}") from error
        yield
    finally:
        os.close(descriptor)
