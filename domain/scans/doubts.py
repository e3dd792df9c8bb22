"""What a reading of a scan is not sure of, line by line, and what it set aside."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

DETERMINED_WITHIN: Final = timedelta(days=30)
"""EO 12356 section 1.1(c): in doubt of the level, safeguard at the higher one until it is determined within 30 days."""


class DoubtKind(StrEnum):
    """What a doubt is about."""

    MARK = "mark"
    DIVISION = "division"
    HYPHENATION = "hyphenation"
    HEADING = "heading"
    CONTROL = "control"
    BANNER = "banner"
    CHARACTER = "character"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing that a person has to look at.

    Attributes:
        line: Counted from 1 through the whole scan, empty lines included.
        page: Counted from 1.
        about: The part that is in doubt: `clause 3`, `preamble`, `title`, `control` or `page`.
        message: What was read, and what it was taken for.
        joined: The word that was made of two parts at a line's end, if any: it stands nowhere so in the scan.
    """

    kind: DoubtKind
    line: int
    page: int
    about: str
    message: str
    joined: str | None = None

    @property
    def asks_for_determination(self) -> bool:
        """Whether an original classification authority must determine a level (EO 12356 section 1.1(c))."""
        return self.kind is DoubtKind.MARK


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A line that is neither a clause nor control data, and why; nothing of a scan is dropped."""

    line: int
    page: int
    text: str
    reason: str


def determine_by(today: date) -> date:
    """Return the last day for determining a level that is in doubt today, in calendar days."""
    return today + DETERMINED_WITHIN
