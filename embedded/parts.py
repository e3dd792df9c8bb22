"""A part of the stack as data (what runs, when it is ready, how it ends), and the process it becomes."""

import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import httpx2

from embedded.errors import PartFailed
from embedded.processes import StopFlag, end, spawn, wait_until

HTTP_SECONDS = 2.0


class Member(Protocol):
    """What the supervisor starts, watches and stops."""

    @property
    def name(self) -> str:
        """The part's name, as people read it."""

    @property
    def about(self) -> str:
        """What it is for, in a word or two."""

    @property
    def one_shot(self) -> bool:
        """Whether it does its work and ends."""

    @property
    def pid(self) -> int | None:
        """Its process, while it runs."""

    def start(self, stop: StopFlag | None = None) -> None:
        """Starts it and returns when it is ready, or done if it is a one-shot."""

    def alive(self) -> bool:
        """Whether it runs."""

    def stop(self) -> str:
        """Stops it and says how it went."""


def at_once() -> bool:
    """The ready check of a part that needs none."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A program of the stack.

    Attributes:
        name, about: what the supervisor shows.
        command: the program and its arguments.
        log: where all it says goes.
        env: its whole environment; None: ours.
        ready: whether it does its work; asked again and again until it does.
        start_seconds: how long that may take, or, for a one-shot, its whole run.
        stop_signal, grace: how it is asked to end, and how many seconds it has.
        one_shot: it does its work and ends with code 0.
        ready_file: a file which the program makes when it is ready; removed before each start.
    """

    name: str
    about: str
    command: tuple[str, ...]
    log: Path
    env: Mapping[str, str] | None = field(default=None, repr=False)
    ready: Callable[[], bool] = at_once
    start_seconds: float = 60.0
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    one_shot: bool = False
    ready_file: Path | None = None


class PartProcess:
    """The process of a part."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        """The part's name."""
        return self.part.name

    @property
    def about(self) -> str:
        """What it is for."""
        return self.part.about

    @property
    def one_shot(self) -> bool:
        """Whether it does its work and ends."""
        return self.part.one_shot

    @property
    def pid(self) -> int | None:
        """Its process id, while it runs."""
        return self._process.pid if self._process is not None and self.alive() else None

    def start(self, stop: StopFlag | None = None) -> None:
        """Starts the program and waits until it is ready, or, a one-shot, done.

        Raises:
            PartFailed: it ended early, or with a code other than 0, or took too long.
            StopRequested: somebody asked to stop meanwhile.
        """
        if self.part.ready_file is not None:
            self.part.ready_file.unlink(missing_ok=True)
        process = self._process = spawn(self.part.command, log=self.part.log, env=self.part.env)
        settled = wait_until(lambda: self._settled(process), self.part.start_seconds, stop)
        code = process.poll()
        if code is not None and not (self.part.one_shot and code == 0):
            raise PartFailed(self.name, f"ended at its start with code {code}", self.part.log)
        if not settled:
            self.stop()
            reason = f"not {'done' if self.one_shot else 'ready'} within {self.part.start_seconds:.0f} s"
            raise PartFailed(self.name, reason, self.part.log)

    def _settled(self, process: subprocess.Popen[bytes]) -> bool:
        if process.poll() is not None:
            return True
        if self.part.one_shot:
            return False
        return (self.part.ready_file is None or self.part.ready_file.exists()) and self.part.ready()

    def alive(self) -> bool:
        """Whether the program runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> str:
        """Asks the program to end, and kills it when its time is up."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return "was not running"
        return "stopped" if end(process, self.part.stop_signal, self.part.grace) else "killed"


def http_ready(url: str) -> Callable[[], bool]:
    """Returns a check that a GET of the address answers 200."""

    def check() -> bool:
        try:
            # Without the environment's proxies: the part is on this machine.
            answer = httpx2.get(url, timeout=HTTP_SECONDS, trust_env=False)
        except httpx2.TransportError:
            return False
        return answer.status_code == httpx2.codes.OK

    return check
