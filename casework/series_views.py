"""What a person is shown of a series: its definition, its state, its next cycles, what was done to it."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from casework.calendars import holidays_around
from casework.desk import reading
from casework.views import instant
from db import series as rows
from db.engine import Database
from domain.marking import Level
from domain.meeting_plan import meeting_after
from domain.refusals import NotThere
from domain.series import Weekday
from domain.series_schedule import coming, is_paused

View = dict[str, object]
AHEAD = timedelta(days=3 * 366)
SHOWN = 10


async def series_view(tx: AsyncConnection, code: str) -> View:
    """One series in full. Its last key is its version.

    Raises:
        NotThere: no such series, or not for this person to know.
    """
    found = await rows.one_series(tx, code)
    if found is None:
        raise NotThere
    acts = await rows.acts_with_words(tx, found["id"], 50)
    opened = await rows.cycles(tx, found["id"], 20)
    return {
        **_line(found, SHOWN),
        "reasoning": found["reasoning"],
        "confidence": found["confidence"],
        "opens": [_entry(entry) for entry in found["opens"]],
        "opens_at": found["opens_at"].strftime("%H:%M"),
        "zone": found["zone"],
        "meets_at": found["meets_at"].strftime("%H:%M"),
        "opens_days_before": found["opens_days_before"],
        "overlap": found["overlap"],
        "catch_up_days": found["catch_up_days"],
        "jitter_seconds": found["jitter_seconds"],
        "engine": _engine(found),
        "acts": [_act(act) for act in acts],
        "cycles": [_cycle(cycle) for cycle in opened],
        "version": found["ledger_seq"],
    }


def _line(found: rows.Row, how_many: int) -> View:
    series = rows.series_of(found)
    now: datetime = found["now"]
    return {
        "series": found["code"],
        "directive": found["directive"],
        "mandate": found["mandate"],
        "title": found["title"],
        "marking": Level(found["level"]).name,
        "us_side": list(found["us_side"]),
        "counterparts": list(found["counterparts"]),
        "rank": found["rank"],
        "place": found["place"],
        "meets_in": found["meets_in"],
        "action_office": found["action_office"],
        "communique": found["communique"],
        "high_level": found["high_level"],
        "in_force": found["in_force"],
        "paused": is_paused(series.acts),
        "next": [] if not found["in_force"] else preview(series, now, how_many),
    }


def preview(series: rows.SeriesRow, now: datetime, how_many: int) -> list[View]:
    """The next cycles as the calendar and the acts have them, whether or not the series is paused."""
    return [
        {
            "opens_at": instant(one.opens_at),
            "meeting_at": instant(
                one.meeting_at
                or meeting_after(
                    one.opens_at,
                    series.opens_days_before,
                    series.meets_at,
                    series.meets_in,
                    holidays_around(one.opens_at + timedelta(days=series.opens_days_before)),
                )
            ),
            "origin": one.origin.value,
        }
        for one in coming(series.calendar, series.acts, now, now + AHEAD)[:how_many]
    ]


def _entry(entry: rows.Row) -> View:
    weekday = list(Weekday)[entry["weekday"] - 1].value if "weekday" in entry else None
    return {
        "months": entry["months"],
        "weekday": weekday,
        "ordinal": entry.get("ordinal"),
        "days": entry.get("days", []),
    }


def _engine(found: rows.Row) -> View | None:
    """How the schedule stood in the engine when the worker last looked, jitter and all."""
    applied = found["applied"]
    if applied is None:
        return None
    applied_at = datetime.fromisoformat(applied["applied_at"])
    acts = rows.series_of(found).acts
    return {
        "applied_at": instant(applied_at),
        "in_step": not acts or acts[-1].at < applied_at,
        "paused": applied["paused"],
        "paused_there": applied["paused_there"],
        "next": [instant(datetime.fromisoformat(at)) for at in applied["coming"]],
    }


def _act(act: rows.Row) -> View:
    return {
        "act": act["act"],
        "opens_at": instant(act["opens_at"]),
        "moved_to": instant(act["moved_to"]),
        "meeting_at": instant(act["meeting_at"]),
        "reason": act["reason"],
        "by": act["name"],
        "office": act["office"],
        "at": instant(act["at"]),
    }


def _cycle(cycle: rows.Row) -> View:
    of = cycle["case_id"]
    return {
        "id": str(cycle["id"]),
        "opens_at": instant(cycle["opens_at"]),
        "meeting_at": instant(cycle["meeting_at"]),
        "cause": cycle["cause"],
        "opened_at": instant(cycle["at"]),
        "case": None if of is None else {"id": str(of), "number": cycle["number"], "stage": cycle["stage"]},
    }


async def every_series(db: Database, subject: str) -> View:
    """The series that a person may see, each with its next three cycles."""
    async with reading(db, subject) as (tx, _):
        found = await rows.every_series(tx)
    return {"items": [_line(row, 3) for row in found]}


async def one_series(db: Database, subject: str, code: str) -> View:
    """One series in full, or NotThere."""
    async with reading(db, subject) as (tx, _):
        return await series_view(tx, code)
