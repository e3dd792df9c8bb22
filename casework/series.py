"""What a person does to a series: opens a cycle now or plans one, skips or moves one, pauses and resumes.

Each is one transaction that writes a fact; the engine's schedule is brought in step with the facts by the worker
afterwards, so that nothing is lost while the engine is down.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import uuid4
from zoneinfo import ZoneInfo

from casework.calendars import holidays_around
from casework.desk import Act, Answer, Caller, acting
from casework.series_views import series_view
from casework.views import instant
from casework.words import REASON, check_line
from db import series as rows
from db.engine import Database
from domain.meeting_plan import meeting_after
from domain.refusals import ChangedUnderYou, Malformed, NotNow, NotThere
from domain.series import cycle_id
from domain.series_schedule import SeriesActKind, is_paused, may_direct, opening_at

FARTHEST = timedelta(days=3 * 366)
P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDesk:
    """One person doing one thing to one series that they may direct."""

    act: Act
    series: rows.SeriesRow
    office: str
    now: datetime

    async def record(
        self,
        kind: SeriesActKind,
        reason: str,
        *,
        opens_at: datetime | None = None,
        moved_to: datetime | None = None,
        meeting_at: datetime | None = None,
    ) -> None:
        """Insert one act with its reason."""
        await rows.record_act(
            self.act.tx,
            id=uuid4(),
            series=self.series.id,
            act=kind.value,
            opens_at=opens_at,
            moved_to=moved_to,
            meeting_at=meeting_at,
            reason=check_line("reason", reason, limit=REASON, multiline=True),
            office=self.office,
        )


Rule = Callable[Concatenate[SeriesDesk, P], Awaitable[None]]
Door = Callable[Concatenate[Database, Caller, str, P], Awaitable[Answer]]


@asynccontextmanager
async def _directing(act: Act, code: str) -> AsyncIterator[SeriesDesk]:
    found = await rows.one_series(act.tx, code)
    if found is None:
        raise NotThere
    await rows.one_at_a_time(act.tx, found["id"])
    found = await rows.one_series(act.tx, code) or found  # as it is now that nobody else is at it
    series = rows.series_of(found)
    held = may_direct(act.actor, series.action_agency, series.action_office)
    if not series.in_force:
        raise NotNow("series_not_in_force", "The directive's newest edition has no such series any more.")
    if act.caller.if_version not in (None, found["ledger_seq"]):
        raise ChangedUnderYou("case_changed", "The series changed since you read it. Read it again.")
    yield SeriesDesk(act=act, series=series, office=held.office, now=found["now"])


def series_act(rule: Rule[P]) -> Door[P]:
    """Make of "what one act does to one series" a function that is one transaction and answers with the series."""

    @wraps(rule)
    async def door(db: Database, caller: Caller, code: str, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        async with acting(db, caller) as act:
            if act.answered:
                return act.answered
            async with _directing(act, code) as desk:
                await rule(desk, *args, **kwargs)
            return await act.answer(201, await series_view(act.tx, code))

    return door


@series_act
async def pause(desk: SeriesDesk, *, note: str) -> None:
    """Let no cycle open until the series is resumed; what comes due meanwhile is not opened afterwards.

    Raises:
        NotNow: it is paused.
    """
    if is_paused(desk.series.acts):
        raise NotNow("already_paused", "The series is paused.")
    await desk.record(SeriesActKind.PAUSE, note)


@series_act
async def resume(desk: SeriesDesk, *, note: str) -> None:
    """Let cycles open again from now on.

    Raises:
        NotNow: it is not paused.
    """
    if not is_paused(desk.series.acts):
        raise NotNow("not_paused", "The series is not paused.")
    await desk.record(SeriesActKind.RESUME, note)


@series_act
async def open_or_plan(
    desk: SeriesDesk, *, opens_at: datetime | None, meeting_at: datetime | None, reason: str
) -> None:
    """Open a cycle now, or plan one for a day to come.

    Raises:
        Malformed: an opening in the past or too far ahead, or a meeting before its cycle.
        NotNow: a cycle was opened, or opens, at that very moment.
    """
    at = desk.now.replace(microsecond=0) if opens_at is None else opens_at
    if meeting_at is not None and not max(at, desk.now) < meeting_at <= at + FARTHEST:
        raise Malformed("meeting_in_the_past", "The meeting comes after the opening of its cycle.")
    if opens_at is not None:
        _check_planned(desk, opens_at)
        if opening_at(desk.series.calendar, desk.series.acts, opens_at) is not None:
            raise NotNow("already_planned", "A cycle opens at that moment already.")
        await desk.record(SeriesActKind.PLAN, reason, opens_at=opens_at, meeting_at=meeting_at)
        return
    if await rows.cycle_opened(desk.act.tx, desk.series.id, at) is not None:
        raise NotNow("already_opened", "A cycle was opened this very second.")
    await rows.open_cycle(
        desk.act.tx,
        id=cycle_id(desk.series.id, str(instant(at))),
        series=desk.series.id,
        edition_id=desk.series.edition_id,
        opens_at=at,
        meeting_at=meeting_at or planned_meeting_of(desk.series, at),
        cause="person",
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=desk.office,
    )


@series_act
async def skip(desk: SeriesDesk, *, opens_at: datetime, reason: str) -> None:
    """Let one cycle be skipped: one that is to open, or one that was opened and has no case.

    Raises:
        NotThere: no cycle opens, or was opened, at that moment.
        NotNow: its case was opened; withdraw that.
    """
    opened = await rows.cycle_opened(desk.act.tx, desk.series.id, opens_at)
    if opened is None and opening_at(desk.series.calendar, desk.series.acts, opens_at) is None:
        raise NotThere
    await desk.record(SeriesActKind.SKIP, reason, opens_at=opens_at)


@series_act
async def move(desk: SeriesDesk, *, opens_at: datetime, to: datetime, meeting_at: datetime | None, reason: str) -> None:
    """Let one cycle that is to open do so at another moment.

    Raises:
        NotThere: no cycle opens at that moment.
        NotNow: it was opened: its meeting is moved in its case.
        Malformed: a moment in the past, or a meeting before its cycle.
    """
    if opening_at(desk.series.calendar, desk.series.acts, opens_at) is None:
        raise NotThere
    if opens_at <= desk.now or await rows.cycle_opened(desk.act.tx, desk.series.id, opens_at) is not None:
        raise NotNow("already_opened", "That cycle was opened. Move the meeting in its case.")
    _check_planned(desk, to)
    if meeting_at is not None and meeting_at <= to:
        raise Malformed("meeting_in_the_past", "The meeting comes after the opening of its cycle.")
    await desk.record(SeriesActKind.MOVE, reason, opens_at=opens_at, moved_to=to, meeting_at=meeting_at)


def _check_planned(desk: SeriesDesk, at: datetime) -> None:
    """A planned opening lies ahead, is a whole second, and is on its zone's clock once and only once."""
    if not desk.now < at <= desk.now + FARTHEST:
        raise Malformed("opening_in_the_past", "A cycle is planned for a moment ahead, at most three years.")
    local = at.astimezone(ZoneInfo(desk.series.calendar.zone))
    if at.microsecond or local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        raise Malformed("hour_not_on_the_clock", "Choose a whole second, outside the hour at which clocks are changed.")


def planned_meeting_of(series: rows.SeriesRow, opens_at: datetime) -> datetime:
    """When a cycle meets, as planned, that opens at that instant."""
    return meeting_after(
        opens_at,
        series.opens_days_before,
        series.meets_at,
        series.meets_in,
        holidays_around(opens_at + timedelta(days=series.opens_days_before)),
    )
