"""The next date of a mandate: the earliest of what its cases wait for, its deadlines and its series' cycles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class DateKind(StrEnum):
    """What sort of date it is."""

    SUSPENSE = "suspense"
    CLOCK = "clock"
    CYCLE = "cycle"
    DEADLINE = "deadline"
    CHECK = "check"
    """The yearly one, whether the mandate still holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDate:
    """A date that something under a mandate has.

    Attributes:
        name: The stage that a suspense or a milestone is of, the clock's key, the series' code, the deadline's name.
        at: The instant; of a deadline the end of its day.
        day: The day in Washington.
        case: The case that waits, if it is one that does.
    """

    kind: DateKind
    name: str
    at: datetime
    day: date
    case: UUID | None = None


def next_date(dates: Iterable[NextDate], now: datetime) -> NextDate | None:
    """The earliest date that is still of concern.

    What an open case waits for is, though it has passed: it is late; so is a yearly check. Of the directive's own
    deadlines those to come are; one that has passed is told only where there is nothing else.
    """
    every = sorted(dates, key=lambda one: (one.at, one.kind, one.name))
    of_concern = (one for one in every if one.case is not None or one.at > now or one.kind is DateKind.CHECK)
    passed = (one for one in reversed(every) if one.kind is DateKind.DEADLINE)
    return next(of_concern, None) or next(passed, None)
