"""What may go wrong with the stack: a part fails, the stack is refused, somebody asks to stop."""

from pathlib import Path


class PartFailed(Exception):  # noqa: N818 - an event of the stack's life, told in its own words
    """A part of the stack did not start, or is refused as it stands."""

    code = "part_failed"

    def __init__(self, part: str, reason: str, log: Path | None = None) -> None:
        super().__init__(f"{part}: {reason}")
        self.part = part
        self.reason = reason
        self.log = log


class StackRefused(Exception):  # noqa: N818 - nothing went wrong, it is only not to be had
    """The stack may not start: its folder or its port is in use."""

    code = "stack_refused"


class StopRequested(Exception):  # noqa: N818 - not an error: somebody asked
    """The stack was asked to stop while a part was still starting."""
