"""What people do to a series' schedule, and what the schedule is then: acts in order, folded over the calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.people import Actor, Appointment
from domain.refusals import NotYours
from domain.series import Calendar
from domain.series_calendar import is_opening, openings
from domain.vocabulary import Capacity


class SeriesActKind(StrEnum):
    """What may be done to a series. Each has its reason, and stays in the record."""

    PAUSE = "pause"
    RESUME = "resume"
    PLAN = "plan"
    SKIP = "skip"
    MOVE = "move"


class Origin(StrEnum):
    """Why a cycle opens at a moment."""

    CALENDAR = "calendar"
    PLANNED = "planned"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesAct:
    """One act, without its words.

    Attributes:
        opens_at: the opening that is planned, skipped or moved.
        moved_to: to when it is moved.
        meeting_at: when the meeting is then, if whoever planned it said so.
        at: when the act was done.
    """

    kind: SeriesActKind
    opens_at: datetime | None = None
    moved_to: datetime | None = None
    meeting_at: datetime | None = None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A moment at which a cycle opens."""

    opens_at: datetime
    origin: Origin
    meeting_at: datetime | None = None


def is_paused(acts: Iterable[SeriesAct], at: datetime | None = None) -> bool:
    """Whether the series was paused at an instant; as of now without one. What comes due in a pause is not opened."""
    said = [
        act.kind
        for act in acts
        if act.kind in (SeriesActKind.PAUSE, SeriesActKind.RESUME) and (at is None or act.at <= at)
    ]
    return bool(said) and said[-1] is SeriesActKind.PAUSE


def changed(acts: Iterable[SeriesAct]) -> dict[datetime, Opening | None]:
    """Moments about which somebody has decided: the opening there, or None where there is none; the latest counts."""
    decided: dict[datetime, Opening | None] = {}
    for act in acts:
        if act.opens_at is None:
            continue
        match act.kind:
            case SeriesActKind.PLAN:
                decided[act.opens_at] = Opening(opens_at=act.opens_at, origin=Origin.PLANNED, meeting_at=act.meeting_at)
            case SeriesActKind.SKIP:
                decided[act.opens_at] = None
            case SeriesActKind.MOVE if act.moved_to is not None:
                decided[act.opens_at] = None
                decided[act.moved_to] = Opening(opens_at=act.moved_to, origin=Origin.MOVED, meeting_at=act.meeting_at)
    return decided


def opening_at(calendar: Calendar, acts: Iterable[SeriesAct], moment: datetime) -> Opening | None:
    """The opening at that very instant, if there is one."""
    decided = changed(acts)
    if moment in decided:
        return decided[moment]
    return Opening(opens_at=moment, origin=Origin.CALENDAR) if is_opening(calendar, moment) else None


def coming(calendar: Calendar, acts: Iterable[SeriesAct], after: datetime, until: datetime) -> tuple[Opening, ...]:
    """The openings after one instant and not after another, in order, whether or not the series is paused."""
    decided = changed(acts)
    found = {at: one for at, one in decided.items() if one is not None and after < at <= until}
    for at in openings(calendar, after, until):
        if at not in decided:
            found[at] = Opening(opens_at=at, origin=Origin.CALENDAR)
    return tuple(found[at] for at in sorted(found))


def may_direct(actor: Actor, action_agency: str, action_office: str) -> Appointment:
    """Who acts on a series: an action officer of its mandate's action office, or the NSC staff, who keep the calendar.

    PAR-4 charges the NSC with coordination; PAR-3 hangs all cycles on one calendar.
    """
    held = actor.appointed(Capacity.ACTION_OFFICER, agency=action_agency, office=action_office)
    for capacity in (Capacity.NSC_STAFF, Capacity.APNSA):
        held = held or actor.appointed(capacity, agency="nsc")
    if held is None:
        raise NotYours("not_action_office", f"This series is {action_office}'s to direct, or the NSC staff's.")
    return held
