"""What the terminal shows of the stack: a line for each part, its log's end where it failed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rich.console import Console
from rich.text import Text

from embedded.errors import PartFailed
from embedded.processes import tail

NAME_WIDTH = 12
ABOUT_WIDTH = 34


class DeafConsole(Console):
    """A console whose reader may go away; rich would end the program, which has children to stop first."""

    def on_broken_pipe(self) -> None:
        """Goes on in silence."""
        self.quiet = True


class Progress:
    """Lines on a console; plain ones where it is no terminal."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or DeafConsole()

    def say(self, line: str, style: str = "") -> None:
        """Shows one line; a terminal that is gone must not keep the parts from being stopped."""
        with suppress(OSError):
            self._console.print(Text(line, style=style), soft_wrap=True, highlight=False)

    @contextmanager
    def step(self, name: str, about: str) -> Iterator[None]:
        """Shows a part's line when its work is done: its name, what it is, the time taken, ok or failed."""
        began = time.monotonic()
        label = f"{name:<{NAME_WIDTH}} {about:<{ABOUT_WIDTH}}"
        try:
            yield
        except PartFailed:
            self.say(f"{label} {time.monotonic() - began:6.1f} s  failed", "bold red")
            raise
        self.say(f"{label} {time.monotonic() - began:6.1f} s  ok")

    def stopped(self, name: str, how: str) -> None:
        """Shows how a part ended."""
        self.say(f"{name:<{NAME_WIDTH}} {how}")

    def failed(self, failure: PartFailed) -> None:
        """Shows which part failed, why, and the end of its log."""
        self.say(f"{failure.part} failed: {failure.reason}", "bold red")
        if failure.log is not None:
            self._show_log(failure.log)

    def _show_log(self, log: Path) -> None:
        lines = tail(log)
        self.say(f"The last {len(lines)} lines of {log}:")
        for line in lines:
            self.say(f"    {line}", "dim")
