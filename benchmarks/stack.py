"""The real stack to measure: one of our own on a temporary folder, or one that runs already."""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded.processes import end, spawn, tail, wait_until
from embedded.stack import Stack, running_stack

START_SECONDS = 180.0
STOP_SECONDS = 90.0
ELSEWHERE = ("DATABASE_URL", "ONEVOICE_", "TEMPORAL_", "OIDC_")


class NoStackError(Exception):
    """There is nothing to measure."""


@contextmanager
def measured_stack(data: Path | None) -> Iterator[Stack]:
    """The stack on `data` if one is given, else a fresh one with its usual settings, stopped and removed afterwards.

    Raises:
        NoStackError: nothing runs on `data`, or the fresh stack did not start.
    """
    if data is not None:
        stack = running_stack(data.resolve())
        if stack is None:
            raise NoStackError(f"No One Voice runs on {data}.")
        yield stack
        return
    with tempfile.TemporaryDirectory(prefix="onevoice-bench-") as folder:
        home = Path(folder)
        env = {name: value for name, value in os.environ.items() if not name.startswith(ELSEWHERE)}
        log = home / "up.log"
        process = spawn([sys.executable, "-m", "cli", "up"], log=log, env={**env, "ONEVOICE_DATA": str(home / "data")})
        try:
            wait_until(lambda: running_stack(home / "data") is not None or process.poll() is not None, START_SECONDS)
            stack = running_stack(home / "data")
            if stack is None:
                raise NoStackError("The stack did not start:\n" + "\n".join(tail(log)))
            yield stack
        finally:
            end(process, signal.SIGTERM, STOP_SECONDS)
