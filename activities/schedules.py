"""The engine's schedules as the facts want them: built from a wanted schedule, compared, created, updated, paused."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleBackfill,
    ScheduleCalendarSpec,
    ScheduleDescription,
    ScheduleHandle,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.service import RPCError, RPCStatusCode

from casework.series_time import WantedSchedule
from domain.series import CalendarEntry
from domain.working_days import OPENING, WASHINGTON
from workflows.opener import OpenCycle, RemindOfCommitments
from workflows.series_contracts import SeriesRef

OURS: Final = "One Voice: "
"""How a note of ours begins. Notes are plain text in the engine: they hold codes, never what somebody wrote."""

_OPEN = OURS + "as the calendar has it"
_PAUSED = OURS + "paused by an officer, who said why there"
_LEFT_OUT = OURS + "no longer in the directive"
_OVERLAPS = {
    "skip": ScheduleOverlapPolicy.SKIP,
    "buffer_one": ScheduleOverlapPolicy.BUFFER_ONE,
    "buffer_all": ScheduleOverlapPolicy.BUFFER_ALL,
    "allow_all": ScheduleOverlapPolicy.ALLOW_ALL,
}
COMMITMENTS_SCHEDULE: Final = "commitments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """How a schedule stands in the engine. `paused_there`: by an operator of the engine, not by an act of ours."""

    paused: bool
    paused_there: bool
    coming: tuple[datetime, ...]


def schedule_id(wanted: WantedSchedule) -> str:
    """By what a series' schedule is known in the engine."""
    return f"series/{wanted.directive}/{wanted.code}"


async def apply(client: Client, task_queue: str, wanted: WantedSchedule) -> Stands:
    """Bring one schedule in step with the facts, whatever it is now; returns how it stands then.

    One that is not there is made, and catches up with what it missed while it was not. Whatever an operator of the
    engine paused stays paused, with the note that they gave.

    Raises:
        RPCError: the engine does not answer.
    """
    handle = client.get_schedule_handle(schedule_id(wanted))
    want = _schedule(wanted, task_queue)
    try:
        described = await handle.describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        described = await _made(client, wanted, want)
    if not _same(described.schedule, want):
        await handle.update(_put(want))
        described = await handle.describe()
    state = described.schedule.state
    return Stands(
        paused=state.paused,
        paused_there=state.paused and not (state.note or "").startswith(OURS),
        coming=tuple(described.info.next_action_times),
    )


async def _made(client: Client, wanted: WantedSchedule, want: Schedule) -> ScheduleDescription:
    try:
        handle: ScheduleHandle = await client.create_schedule(schedule_id(wanted), want)
    except ScheduleAlreadyRunningError:
        return await client.get_schedule_handle(schedule_id(wanted)).describe()
    if wanted.in_force:
        # Each cycle has its id from its scheduled moment, so that what was opened before is not opened again.
        await handle.backfill(
            ScheduleBackfill(start_at=wanted.since, end_at=wanted.now, overlap=ScheduleOverlapPolicy.BUFFER_ALL)
        )
    return await handle.describe()


def _schedule(wanted: WantedSchedule, task_queue: str) -> Schedule:
    zone = ZoneInfo(wanted.calendar.zone)
    note = _OPEN if wanted.in_force and not wanted.paused else _PAUSED if wanted.in_force else _LEFT_OUT
    return Schedule(
        action=ScheduleActionStartWorkflow(
            OpenCycle.run,
            SeriesRef(series_id=str(wanted.series_id)),
            id=f"cycle/{wanted.directive}/{wanted.code}",
            task_queue=task_queue,
        ),
        spec=ScheduleSpec(
            calendars=[
                *(_entry(entry, wanted) for entry in wanted.calendar.entries),
                *(_moment(at, zone) for at in wanted.added),
            ],
            skip=[_moment(at, zone) for at in wanted.left_out],
            jitter=wanted.jitter or None,
            time_zone_name=wanted.calendar.zone,
        ),
        policy=SchedulePolicy(overlap=_OVERLAPS[wanted.overlap], catchup_window=wanted.catch_up),
        state=ScheduleState(note=note, paused=wanted.paused or not wanted.in_force),
    )


def _entry(entry: CalendarEntry, wanted: WantedSchedule) -> ScheduleCalendarSpec:
    at = wanted.calendar.at
    days, weekdays = tuple(map(_one, entry.days)), (_range(0, 6),)
    if entry.weekday is not None and entry.ordinal is not None:
        days = (_range(entry.ordinal * 7 - 6, entry.ordinal * 7),)
        weekdays = (_one(entry.weekday.iso % 7),)  # the engine counts from Sunday, 0
    return ScheduleCalendarSpec(
        second=(_one(at.second),),
        minute=(_one(at.minute),),
        hour=(_one(at.hour),),
        day_of_month=days,
        month=tuple(map(_one, entry.months)),
        year=(),
        day_of_week=weekdays,
    )


def _moment(at: datetime, zone: ZoneInfo) -> ScheduleCalendarSpec:
    """That very second on its zone's clock. A skip that names the day alone would match its midnight only."""
    local = at.astimezone(zone)
    return ScheduleCalendarSpec(
        second=(_one(local.second),),
        minute=(_one(local.minute),),
        hour=(_one(local.hour),),
        day_of_month=(_one(local.day),),
        month=(_one(local.month),),
        year=(_one(local.year),),
        day_of_week=(_range(0, 6),),
    )


def _one(number: int) -> ScheduleRange:
    return _range(number, number)


def _range(start: int, end: int) -> ScheduleRange:
    """Written out as the engine gives it back, so that the two can be compared."""
    return ScheduleRange(start=start, end=end, step=1)


def _put(want: Schedule) -> Callable[[ScheduleUpdateInput], ScheduleUpdate]:
    """What changes a schedule to what is wanted, keeping an operator's own pause and note."""

    def put(given: ScheduleUpdateInput) -> ScheduleUpdate:
        return ScheduleUpdate(schedule=replace(want, state=_state(given.description.schedule.state, want.state)))

    return put


def _state(found: ScheduleState, want: ScheduleState) -> ScheduleState:
    operators = found.paused and not (found.note or "").startswith(OURS)
    return found if operators else want


def _same(found: Schedule, want: Schedule) -> bool:
    """Whether nothing is to be done: calendar, policy and state are as they should be. What it starts never changes."""
    return (
        _facts_of(found.spec) == _facts_of(want.spec)
        and found.policy == want.policy
        and found.state == _state(found.state, want.state)
    )


def _facts_of(spec: ScheduleSpec) -> tuple[object, ...]:
    return (
        list(map(_numbers, spec.calendars)),
        sorted(map(_numbers, spec.skip)),
        spec.jitter or timedelta(),
        spec.time_zone_name,
        list(spec.intervals),
        list(spec.cron_expressions),
        (spec.start_at, spec.end_at),
    )


def _numbers(calendar: ScheduleCalendarSpec) -> tuple[tuple[tuple[int, int, int], ...], ...]:
    fields = (calendar.second, calendar.minute, calendar.hour, calendar.day_of_month, calendar.month, calendar.year)
    return tuple(tuple((r.start, r.end, r.step) for r in field) for field in (*fields, calendar.day_of_week))


async def keep_commitments_reminded(client: Client, task_queue: str) -> None:
    """See to it that commitments are looked at every morning, at Washington's opening.

    Raises:
        RPCError: the engine does not answer.
    """
    schedule = Schedule(
        action=ScheduleActionStartWorkflow(RemindOfCommitments.run, id="commitments", task_queue=task_queue),
        spec=ScheduleSpec(calendars=[ScheduleCalendarSpec(hour=(_one(OPENING.hour),))], time_zone_name=WASHINGTON.key),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.BUFFER_ONE),
        state=ScheduleState(note=OURS + "every morning"),
    )
    with contextlib.suppress(ScheduleAlreadyRunningError):
        await client.create_schedule(COMMITMENTS_SCHEDULE, schedule)
