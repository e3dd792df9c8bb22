"""Whether a mandate lies idle: nobody has done anything under it for so long."""

from datetime import datetime, timedelta
from typing import Final

IDLE: Final = timedelta(days=90)
"""Ours: a mandate that is reviewed and not acted on dies unseen (`domain.md` B7, rows 6 and 8)."""


def without_action(last_action: datetime | None, now: datetime, *, since: datetime) -> bool:
    """Whether a mandate has had no action for 90 days.

    Args:
        last_action: When somebody last put something on record in one of its cases; None if nobody ever has.
        now: This instant.
        since: When the mandate was first loaded. Where there is no action, the days count from here.
    """
    return now >= idle_from(last_action, since=since)


def idle_from(last_action: datetime | None, *, since: datetime) -> datetime:
    """From when on it has had none for 90 days."""
    return (last_action or since) + IDLE
