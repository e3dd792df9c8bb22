"""What a line beside the text can be."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.marking import Level


class FurnitureKind(StrEnum):
    """What a line beside the text is."""

    BANNER = "banner"
    STAMP = "stamp"
    LETTERHEAD = "letterhead"
    PAGE_NUMBER = "page number"
    NUMBER = "number alone"
    NO_WORDS = "no words"
    RUNNING_HEAD = "running head"
    LOG_NUMBER = "log number"
    FILE = "file"
    COPY = "copy"
    DECLASSIFY = "declassification"
    AUTHORITY = "classification authority"
    HANDLING = "handling"
    DATE = "date"


CONTROL: Final = frozenset({
    FurnitureKind.LOG_NUMBER,
    FurnitureKind.FILE,
    FurnitureKind.COPY,
    FurnitureKind.DECLASSIFY,
    FurnitureKind.AUTHORITY,
    FurnitureKind.HANDLING,
    FurnitureKind.DATE,
})  # fmt: skip
"""The kinds that are control data; the others are set aside with their reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What a line is, if it is no text.

    Attributes:
        value: What it says, where that is a datum; empty if it cannot be read.
        level: The level that it names, of a banner, or of a stamp with a banner run into it.
        doubt: Why it may be something else, or say something else.
        anywhere: Whether it is so between two lines of text too; else only where it stands apart from them, since
            a paragraph may be broken so that a date, or `NSDD-39.`, is a line of its own.
    """

    kind: FurnitureKind
    value: str = ""
    level: Level | None = None
    doubt: str | None = None
    anywhere: bool = False
