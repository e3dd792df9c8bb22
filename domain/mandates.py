"""When a mandate is to be asked again whether it still holds (`domain.md` 8(b) B7 row 8). The year is ours."""

from calendar import monthrange
from datetime import datetime


def check_due(last_check: datetime | None, *, since: datetime) -> datetime:
    """A year after the last check, or after the mandate came into force here.

    Args:
        last_check: when it was checked last; None if it never was.
        since: when the mandate was first loaded.
    """
    return _a_year_after(last_check or since)


def _a_year_after(at: datetime) -> datetime:
    """The same day next year; the last of February for the 29th."""
    return at.replace(year=at.year + 1, day=min(at.day, monthrange(at.year + 1, at.month)[1]))
