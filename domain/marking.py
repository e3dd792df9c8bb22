"""Classification levels and their marks: portion marks, banners, and the derived mark of a whole.

Sources: EO 12356 (in force 1 August 1982) has three levels and portion marks (section 1.5); 32 CFR 2001
and the ISOO marking booklet say how the marks are written, and that the whole is marked at least as high as
its highest portion.
"""

from collections.abc import Iterable
from enum import IntEnum

from domain.refusals import Malformed


class Level(IntEnum):
    """A classification level, in order; the member's name is its portion mark without the parentheses."""

    U = 0
    C = 1
    S = 2
    TS = 3


_BANNERS = {
    Level.U: "UNCLASSIFIED",
    Level.C: "CONFIDENTIAL",
    Level.S: "SECRET",
    Level.TS: "TOP SECRET",
}
_BY_MARK = {level.name: level for level in Level} | {f"({level.name})": level for level in Level}


class UnknownMarkingError(Malformed, ValueError):
    """What was given as a portion mark is none. The mark itself is not quoted: it may be anything."""

    def __init__(self) -> None:
        super().__init__("unknown_marking", "Not a portion mark: write TS, S, C or U.")


def parse_level(mark: str) -> Level:
    """Return the level that a portion mark, `TS` or `(TS)`, names.

    Exactly the written mark: neither case nor spaces are forgiven, because a mark that is guessed at is a
    mark that may be guessed too low (EO 12356 section 1.1(c): in doubt, the higher level).

    Raises:
        UnknownMarkingError: `mark` is not one of the eight spellings.
    """
    level = _BY_MARK.get(mark)
    if level is None:
        raise UnknownMarkingError
    return level


def portion_mark(level: Level) -> str:
    """Return the mark that stands before a portion, such as `(TS)` (EO 12356 section 1.5)."""
    return f"({level.name})"


def banner(level: Level) -> str:
    """Return the line at top and bottom of every page, such as `TOP SECRET` (32 CFR 2001.24)."""
    return _BANNERS[level]


def highest(levels: Iterable[Level]) -> Level:
    """Return the least level at which a whole of these portions may be marked; `U` where there are none.

    The mark of the whole is at least its highest portion and may be higher by compilation (32 CFR 2001), so
    to derive it pass the level that was declared too: `highest([declared, *portions])` never lowers it.
    """
    return max(levels, default=Level.U)
