"""A mandate over time: when anybody last acted on it, and when it is to be asked whether it still holds.

Source: `domain.md` 8(b) B7 row 8, on mandates that nobody acts on and nobody ends. Ninety days and a year are ours.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

IDLE_AFTER: Final = timedelta(days=90)
"""A mandate on which nobody has acted for so long is an exception."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateRecord:
    """A mandate in force, by its dates.

    Attributes:
        since: since when it has been in force here.
        acted: when a person last recorded anything in a case under it; None: never. Time's own acts are none.
        checked: when it was last checked; None: never.
    """

    code: str
    since: datetime
    acted: datetime | None = None
    checked: datetime | None = None


def idle_from(mandate: MandateRecord) -> datetime:
    """From when on it is an exception that nobody has acted on it."""
    return (mandate.acted or mandate.since) + IDLE_AFTER


def check_due(mandate: MandateRecord) -> datetime:
    """When it is to be asked again whether it still holds: a year after the last time, or after it came into force."""
    return _a_year_after(mandate.checked or mandate.since)


def _a_year_after(at: datetime) -> datetime:
    """The same day next year; the last of February for the 29th."""
    return at.replace(year=at.year + 1, day=min(at.day, monthrange(at.year + 1, at.month)[1]))
