"""Series as time sees them: what the engine has to be told, and what it was told last. No words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.series import _FROM, _LATEST, _PLAIN, SeriesRow, series_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesWake:
    """A series whose schedule has to be looked at; `woken_at` is None where nothing happened since the last look."""

    series: SeriesRow
    woken_at: datetime | None
    first_loaded_at: datetime
    now: datetime


_FOR_TIME = f"SELECT {_PLAIN}, sec.now() AS now"
_SINCE = (
    "(SELECT min(d.loaded_at) FROM series_edition y JOIN directive_edition d ON d.id = y.edition_id"
    " WHERE y.series = s.id) AS first_loaded_at"
)
_DUE = text(
    f"{_FOR_TIME}, {_SINCE}, w.at AS woken_at {_FROM} LEFT JOIN series_wake w ON w.series = s.id"
    " LEFT JOIN series_applied p ON p.series = s.id"
    f" WHERE {_LATEST} AND (w.series IS NOT NULL OR p.applied_at IS NULL"
    " OR p.applied_at < sec.now() - CAST(:age AS interval))"
    " ORDER BY s.code LIMIT :limit"
)
_ONE = text(f"{_FOR_TIME} {_FROM} WHERE {_LATEST} AND s.id = :id")
_DONE = text("DELETE FROM series_wake WHERE series = :series AND at = :at")
_APPLIED = text(
    "INSERT INTO series_applied (series, applied_at, paused, paused_there, coming)"
    " VALUES (:series, sec.now(), :paused, :paused_there, :coming) ON CONFLICT (series) DO UPDATE"
    " SET applied_at = excluded.applied_at, paused = excluded.paused, paused_there = excluded.paused_there,"
    " coming = excluded.coming"
)


async def due(tx: AsyncConnection, age: timedelta, limit: int) -> tuple[SeriesWake, ...]:
    """The series whose schedules have to be looked at: something happened, or nobody has looked for so long."""
    found = (await tx.execute(_DUE, {"age": age, "limit": limit})).mappings()
    return tuple(
        SeriesWake(
            series=series_of(dict(row)),
            woken_at=row["woken_at"],
            first_loaded_at=row["first_loaded_at"],
            now=row["now"],
        )
        for row in found
    )


async def applied(
    tx: AsyncConnection,
    wake: SeriesWake,
    *,
    paused: bool,
    paused_there: bool,
    coming: tuple[datetime, ...],
) -> None:
    """Note how the schedule stands in the engine, and forget the wake unless more came meanwhile."""
    series = wake.series.id
    given = {"series": series, "paused": paused, "paused_there": paused_there, "coming": list(coming)}
    await tx.execute(_APPLIED, given)
    await tx.execute(_DONE, {"series": series, "at": wake.woken_at})


async def series_for_time(tx: AsyncConnection, series: UUID) -> tuple[SeriesRow, datetime] | None:
    """A series and the database's instant."""
    row = (await tx.execute(_ONE, {"id": series})).mappings().first()
    return None if row is None else (series_of(dict(row)), row["now"])
