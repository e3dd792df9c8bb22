"""A series of consultations as a value: who meets whom, on which calendar its cycles open, what its forum allows."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from uuid import UUID, uuid5

from domain.marking import Level
from domain.vocabulary import Confidence


class Weekday(StrEnum):
    """A day of the week; the order is that of the ISO calendar, Monday first."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def iso(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return list(Weekday).index(self) + 1


class Overlap(StrEnum):
    """What becomes of a cycle that comes due while another one of the series is being opened."""

    SKIP = "skip"
    BUFFER_ONE = "buffer_one"
    BUFFER_ALL = "buffer_all"
    ALLOW_ALL = "allow_all"


LOSES_CYCLES = frozenset({Overlap.SKIP, Overlap.BUFFER_ONE})
"""Policies that drop a cycle when two come due at once, as they do after an outage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """Days on which cycles open: in these months the nth such weekday, or these days of the month.

    Attributes:
        months: 1 to 12.
        weekday: with `ordinal`, such as the second Monday.
        ordinal: 1 to 4; not every month has a fifth.
        days: days of the month, 1 to 28; not every month has the others.
    """

    months: tuple[int, ...]
    weekday: Weekday | None = None
    ordinal: int | None = None
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When the cycles of a series open: the entries' days, at one hour of one zone's clock."""

    entries: tuple[CalendarEntry, ...]
    at: time
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series of consultations, as the directive's file gives it (facts: `domain.md` section 7).

    Attributes:
        code: short and stable; it is part of the schedule's name in the engine.
        mandate: under which its cases are opened.
        us_side, counterparts: the bodies that sit on each side.
        rank: how high it meets.
        marking: of the series itself; at least the mandate's.
        place: where it usually meets.
        meets_at, meets_in: at which hour of which zone's clock it meets, as planned.
        opens: the days on which its cycles open.
        opens_at, zone: at which hour of which zone's clock they open.
        opens_days_before: how many days before its meeting a cycle opens.
        overlap, catch_up_days, jitter_seconds: how the engine opens them: see `docs/procedures/consultation.md`.
        communique: whether the forum may issue one.
        high_level: whether a principal sits there, so that the book needs a point of the principal's own.
    """

    code: str
    title: str
    mandate: str
    marking: Level
    us_side: tuple[str, ...]
    counterparts: tuple[str, ...]
    rank: str
    place: str
    meets_at: str
    meets_in: str
    opens: tuple[CalendarEntry, ...]
    opens_at: str
    zone: str
    opens_days_before: int
    overlap: Overlap
    catch_up_days: int
    jitter_seconds: int
    communique: bool
    high_level: bool
    confidence: Confidence
    reasoning: str

    @property
    def calendar(self) -> Calendar:
        """When its cycles open."""
        return Calendar(entries=self.opens, at=time.fromisoformat(self.opens_at), zone=self.zone)


def cycle_id(series: UUID, opens_at_written: str) -> UUID:
    """The id of the cycle that opens at a scheduled moment, always the same for the same moment.

    Args:
        series: the series' id.
        opens_at_written: the scheduled moment in UTC, as `2027-05-10T13:00:00Z`; never the moment at which it is done.
    """
    return uuid5(series, opens_at_written)
