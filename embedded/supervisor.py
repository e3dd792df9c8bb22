"""Starts the parts of the stack in order, watches them, starts again what dies, and stops all in reverse."""

import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from embedded.errors import PartFailed, StopRequested
from embedded.parts import Member
from embedded.processes import StopFlag
from embedded.progress import Progress

WATCH_SECONDS = 0.2
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """How long to wait before a dead part is started again: doubling, and forgotten once it ran for long.

    Attributes:
        first, longest: the first and the longest wait, seconds.
        forgotten: seconds of life after which the next death counts as the first again.
    """

    first: float = 1.0
    longest: float = 30.0
    forgotten: float = 60.0


@dataclass(slots=True)
class Watched:
    """A part that is to run: when it last started, and, while it is dead, when to start it again."""

    member: Member
    delay: float
    started: float = field(default_factory=time.monotonic)
    due: float | None = None


@contextmanager
def stopping_on_signals() -> Iterator[StopFlag]:
    """Turns Ctrl-C, SIGTERM and a closed terminal into a flag, while the context lasts."""
    flag = StopFlag()

    def ask(_number: int, _frame: FrameType | None) -> None:
        flag.requested = True

    # Under nohup a closed terminal is ignored, and stays so.
    ignored = signal.SIGHUP if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else None
    before = {number: signal.signal(number, ask) for number in STOP_SIGNALS if number is not ignored}
    try:
        yield flag
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Supervisor:
    """Runs members until asked to stop.

    Args:
        members: in the order of their start; each may need those before it.
        progress: where to say what happens.
        changed: called with the process ids by name when all runs, and again after each new start.
        ended: called before the first part is stopped.
        backoff: how long to wait before a dead part is started again.
    """

    def __init__(
        self,
        members: Sequence[Member],
        progress: Progress,
        *,
        changed: Callable[[Mapping[str, int]], None],
        ended: Callable[[], None],
        backoff: Backoff | None = None,
    ) -> None:
        self._members = members
        self._progress = progress
        self._changed = changed
        self._ended = ended
        self._backoff = backoff or Backoff()
        self._running: list[Member] = []

    def run(self, all_up: Callable[[], None]) -> int:
        """Starts all, calls `all_up`, watches until asked to stop, stops all.

        Returns:
            The exit code: 0 after a stop that was asked for, 1 if a part did not start.
        """
        with stopping_on_signals() as stop:
            try:
                self._start_all(stop)
                self._changed(self._pids())
                all_up()
                self._watch(stop)
            except PartFailed as failure:
                self._progress.failed(failure)
                return 1
            except StopRequested:
                return 0
            finally:
                self._ended()
                self._stop_all()

    def _start_all(self, stop: StopFlag) -> None:
        for member in self._members:
            stop.check()
            # Noted before it starts, so that one that fails half-way is stopped too.
            self._running.append(member)
            with self._progress.step(member.name, member.about):
                member.start(stop)
            if member.one_shot:
                self._running.remove(member)

    def _stop_all(self) -> None:
        while self._running:
            member = self._running.pop()
            self._progress.stopped(member.name, member.stop())

    def _pids(self) -> dict[str, int]:
        return {member.name: member.pid for member in self._running if member.pid is not None}

    def _watch(self, stop: StopFlag) -> NoReturn:
        watched = [Watched(member, self._backoff.first) for member in self._running]
        while True:
            for one in watched:
                stop.check()
                self._tend(one, stop)
            time.sleep(WATCH_SECONDS)

    def _tend(self, one: Watched, stop: StopFlag) -> None:
        if one.due is None:
            if one.member.alive():
                return
            self._note_death(one)
        elif time.monotonic() >= one.due:
            self._start_again(one, stop)

    def _note_death(self, one: Watched) -> None:
        now = time.monotonic()
        if now - one.started >= self._backoff.forgotten:
            one.delay = self._backoff.first
        one.due = now + one.delay
        self._progress.say(f"{one.member.name} died; starting it again in {one.delay:g} s", "yellow")
        one.delay = min(2 * one.delay, self._backoff.longest)

    def _start_again(self, one: Watched, stop: StopFlag) -> None:
        try:
            with self._progress.step(one.member.name, "started again"):
                one.member.start(stop)
        except PartFailed as failure:
            self._progress.say(f"{failure}; trying again in {one.delay:g} s", "yellow")
            one.due = time.monotonic() + one.delay
            one.delay = min(2 * one.delay, self._backoff.longest)
            return
        one.due, one.started = None, time.monotonic()
        self._changed(self._pids())
