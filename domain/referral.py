"""The licensing referral of the Export Administration Act of 1979, section 10(e), as a preset of a round.

The agency has thirty days; if it is silent it is deemed to have no objection; before they are over its head, nobody
else, may notify that more time is needed, and then it has thirty more, once. Calendar days: the Act knows no others.
Ours: a day is Washington's, and the thirtieth runs to its end; the days count from proven receipt where that is later.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from domain.people import Actor, Appointment
from domain.vocabulary import Capacity, Grade
from domain.working_days import WASHINGTON

DAYS: Final = 30
MOST_EXTENSIONS: Final = 1
HEAD: Final = Grade.SECRETARY


def thirty_days_after(since: datetime) -> datetime:
    """The end, in UTC, of the thirtieth of Washington's days after the one in which `since` lies."""
    day = since.astimezone(WASHINGTON).date() + timedelta(days=DAYS + 1)
    return datetime.combine(day, time(), WASHINGTON).astimezone(UTC)


def thirty_days_more(end: datetime) -> datetime:
    """Thirty of Washington's days after the end of the first thirty, in UTC."""
    local = end.astimezone(WASHINGTON)
    return datetime.combine(local.date() + timedelta(days=DAYS), local.time(), WASHINGTON).astimezone(UTC)


def head_of(actor: Actor, agency: str) -> Appointment | None:
    """The appointment by which the actor heads the agency, of their own or acting; None if they do not."""
    held = (one for one in actor.appointments if one.capacity is Capacity.COORDINATOR and one.agency == agency)
    return next((one for one in held if one.grade >= HEAD), None)
