"""A capacity held in an office for a time, of one's own or acting for somebody: its days, its grade, its instrument."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from domain.vocabulary import Capacity, Grade
from domain.working_days import WASHINGTON


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A capacity held in an office from one day through another; without `until`, with no end set.

    Attributes:
        grade: the rank in which it is held; for who is acting, the one that the instrument gives.
        acting_for: the subject of the person acted for (leave cover, delegation); None if it is one's own.
        instrument: the reference of the dated paper by which one acts.
    """

    office: str
    capacity: Capacity
    since: date = field(metadata={"key": "from"})
    until: date | None = field(default=None, metadata={"key": "to"})
    grade: Grade = Grade.OFFICER
    acting_for: str | None = None
    instrument: str | None = None

    @property
    def begins(self) -> datetime:
        """The first instant, in UTC: midnight in Washington before the first day."""
        return _midnight(self.since)

    @property
    def ends(self) -> datetime | None:
        """The first instant that is out of it, in UTC: midnight in Washington after the last day."""
        return None if self.until is None else _midnight(self.until + timedelta(days=1))

    def same_seat(self, other: "Tenure") -> bool:
        """Whether both are of one capacity in one office."""
        return (self.office, self.capacity) == (other.office, other.capacity)

    def overlaps(self, other: "Tenure") -> bool:
        """Whether there is a day in both."""
        return self.since <= (other.until or date.max) and other.since <= (self.until or date.max)


def leave_no_gap(held: Iterable[Tenure], term: Tenure) -> bool:
    """Whether each day of `term` is in one of the terms held, which may follow one another."""
    # Counted in ordinals: a file may name the last day there is, which has no day after it.
    last = (term.until or date.max).toordinal()
    missing = term.since.toordinal()
    for one in sorted(held, key=lambda one: one.since):
        if one.since.toordinal() > missing:
            break
        missing = max(missing, (one.until or date.max).toordinal() + 1)
    return missing > last


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), WASHINGTON).astimezone(UTC)
