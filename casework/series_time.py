"""Time's way into series: opening the cycle that a scheduled moment is for, and what the engine has to be told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from casework.desk import translated
from casework.series import planned_meeting_of
from casework.views import instant
from db import context, series, series_time
from db.engine import Database
from db.series_time import SeriesWake
from domain.refusals import NotNow
from domain.series import Calendar, cycle_id
from domain.series_schedule import changed, is_paused, opening_at

KEPT_BEHIND = timedelta(days=1)
"""Decisions older than the catch-up window and a day cannot matter to the engine any more."""


class NoSuchSeriesError(Exception):
    """The engine asked about a series that is not there."""


async def open_due_cycle(db: Database, series_id: UUID, scheduled_at: datetime) -> str:
    """Open the cycle that a scheduled moment is for, once, however often and however late it is asked.

    Args:
        db: as the worker.
        series_id: the series.
        scheduled_at: the moment that the calendar named; never the moment at which it is done.

    Returns:
        `opened`, `opened_before`, or why none is opened: `not_an_opening`, `series_paused`, `series_not_in_force`,
        `before_its_time`.

    Raises:
        NoSuchSeriesError: there is no such series.
    """
    try:
        async with translated(), db.begin() as tx:
            await context.enter_time(tx)
            await series.one_at_a_time(tx, series_id)
            found = await series_time.series_for_time(tx, series_id)
            if found is None:
                raise NoSuchSeriesError
            one, now = found
            if await series.cycle_opened(tx, series_id, scheduled_at) is not None:
                return "opened_before"
            if (why := _not_to_be_opened(one, scheduled_at, now)) is not None:
                return why
            opening = opening_at(one.calendar, one.acts, scheduled_at)
            await series.open_cycle(
                tx,
                id=cycle_id(series_id, str(instant(scheduled_at))),
                series=series_id,
                edition_id=one.edition_id,
                opens_at=scheduled_at,
                meeting_at=(opening.meeting_at if opening else None) or planned_meeting_of(one, scheduled_at),
                cause="time",
                reason=None,
                office="time",
            )
    except NotNow as refused:  # decided otherwise by somebody in between: the gate's word is the same
        return refused.code
    return "opened"


def _not_to_be_opened(one: series.SeriesRow, scheduled_at: datetime, now: datetime) -> str | None:
    if not one.in_force:
        return "series_not_in_force"
    if opening_at(one.calendar, one.acts, scheduled_at) is None:
        return "not_an_opening"
    if is_paused(one.acts, scheduled_at):
        return "series_paused"
    return "before_its_time" if scheduled_at > now else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSchedule:
    """A schedule as the facts want it in the engine. Codes and instants, no words.

    Attributes:
        code, directive: by which the schedule is named.
        left_out: openings of the calendar that do not happen.
        added: openings beside the calendar.
        paused: by an act here.
        in_force: the directive has it; if not, the schedule is kept and paused.
        since: from when on a schedule that has to be made anew must catch up.
    """

    wake: SeriesWake
    series_id: UUID
    directive: str
    code: str
    calendar: Calendar
    left_out: tuple[datetime, ...]
    added: tuple[datetime, ...]
    overlap: str
    catch_up: timedelta
    jitter: timedelta
    paused: bool
    in_force: bool
    since: datetime
    now: datetime


async def wanted_schedules(db: Database, age: timedelta, limit: int) -> tuple[WantedSchedule, ...]:
    """The schedules that have to be looked at: something happened to the series, or nobody has looked for so long."""
    async with translated(), db.begin(only_look=True) as tx:
        found = await series_time.due(tx, age, limit)
    return tuple(map(_wanted, found))


def _wanted(wake: SeriesWake) -> WantedSchedule:
    one, now = wake.series, wake.now
    catch_up = timedelta(days=one.catch_up_days)
    recent = {at: opening for at, opening in changed(one.acts).items() if at > now - catch_up - KEPT_BEHIND}
    return WantedSchedule(
        wake=wake,
        series_id=one.id,
        directive=one.directive,
        code=one.code,
        calendar=one.calendar,
        left_out=tuple(sorted(at for at, opening in recent.items() if opening is None)),
        added=tuple(sorted(at for at, opening in recent.items() if opening is not None)),
        overlap=one.overlap,
        catch_up=catch_up,
        jitter=timedelta(seconds=one.jitter_seconds),
        paused=is_paused(one.acts),
        in_force=one.in_force,
        since=max(wake.first_loaded_at, now - catch_up),
        now=now,
    )


async def schedule_applied(
    db: Database,
    wanted: WantedSchedule,
    *,
    paused: bool,
    paused_there: bool,
    coming: tuple[datetime, ...],
) -> None:
    """The engine has it as wanted; note how it stands there."""
    async with translated(), db.begin() as tx:
        await series_time.applied(tx, wanted.wake, paused=paused, paused_there=paused_there, coming=coming)
