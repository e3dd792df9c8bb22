"""Series of consultations: their definitions by edition, what people did to them, the cycles they opened."""

import json
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import first
from domain.series import Calendar, CalendarEntry, Series, Weekday
from domain.series_schedule import SeriesAct, SeriesActKind

Row = dict[str, Any]  # a row by column name, read field by field where it is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRow:
    """A series as an edition defines it, without its words, and all that was done to it.

    Attributes:
        in_force: it is in the directive's newest edition.
        action_agency, action_office: of its mandate.
        acts: in the order in which they were done.
    """

    id: UUID
    directive: str
    code: str
    in_force: bool
    edition_id: UUID
    mandate: str
    action_agency: str
    action_office: str
    calendar: Calendar
    meets_at: str
    meets_in: str
    opens_days_before: int
    overlap: str
    catch_up_days: int
    jitter_seconds: int
    acts: tuple[SeriesAct, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleRow:
    """A cycle that was opened, for whoever opens its case."""

    id: UUID
    meeting_at: datetime
    opens_days_before: int
    mandate: str


async def insert_series(tx: AsyncConnection, edition_id: UUID, directive: str, series: tuple[Series, ...]) -> None:
    """Store an edition's series; one that was there before keeps its id, its acts and its cycles."""
    for one in series:
        series_id = (
            await tx.execute(
                text(
                    "INSERT INTO series (directive, code) VALUES (:directive, :code)"
                    " ON CONFLICT (directive, code) DO UPDATE SET code = excluded.code RETURNING id"
                ),
                {"directive": directive, "code": one.code},
            )
        ).scalar_one()
        await tx.execute(_INSERT, {"edition_id": edition_id, "series": series_id, **_columns(one)})


_COLUMNS = (
    "mandate title level us_side counterparts rank place meets_at meets_in opens opens_at zone opens_days_before"
    " overlap catch_up_days jitter_seconds communique high_level reasoning confidence"
)
_NAMES = f"edition_id series {_COLUMNS}".split()
_INSERT = text(f"INSERT INTO series_edition ({', '.join(_NAMES)}) VALUES ({', '.join(':' + n for n in _NAMES)})")


def _columns(series: Series) -> dict[str, object]:
    given = {name: getattr(series, name) for name in _COLUMNS.split() if name not in ("level", "opens")}
    return given | {
        "level": int(series.marking),
        "us_side": list(series.us_side),
        "counterparts": list(series.counterparts),
        "opens": json.dumps([_entry(entry) for entry in series.opens]),
        "opens_at": time.fromisoformat(series.opens_at),
        "meets_at": time.fromisoformat(series.meets_at),
        "overlap": series.overlap.value,
        "confidence": series.confidence.value,
    }


def _entry(entry: CalendarEntry) -> dict[str, object]:
    if entry.weekday is None:
        return {"months": list(entry.months), "days": list(entry.days)}
    return {"months": list(entry.months), "weekday": entry.weekday.iso, "ordinal": entry.ordinal}


_NEWEST = "(SELECT max(n.edition) FROM directive_edition n WHERE n.directive = s.directive)"
_ACTS = (
    "(SELECT coalesce(jsonb_agg(jsonb_build_object('act', a.act, 'opens_at', a.opens_at, 'moved_to', a.moved_to,"
    " 'meeting_at', a.meeting_at, 'at', a.at) ORDER BY a.at), '[]') FROM series_act a WHERE a.series = s.id) AS acts"
)
_PLAIN = (
    "s.id, s.directive, s.code, x.edition_id, x.mandate, x.level, x.meets_at, x.meets_in, x.opens, x.opens_at, x.zone,"
    " x.opens_days_before, x.overlap, x.catch_up_days, x.jitter_seconds, x.communique, x.high_level,"
    f" e.edition = {_NEWEST} AS in_force, {_ACTS}"
)
_FROM = "FROM series s JOIN series_edition x ON x.series = s.id JOIN directive_edition e ON e.id = x.edition_id"
_LATEST = (  # the definition that counts: of the latest edition in which the series is
    "x.edition_id = (SELECT y.edition_id FROM series_edition y JOIN directive_edition d ON d.id = y.edition_id"
    " WHERE y.series = s.id ORDER BY d.edition DESC LIMIT 1)"
)
_WORDS = (
    "x.title, x.us_side, x.counterparts, x.rank, x.place, x.reasoning, x.confidence, s.ledger_seq, m.action_agency,"
    " m.action_office,"
    " (SELECT jsonb_build_object('applied_at', p.applied_at, 'paused', p.paused, 'paused_there', p.paused_there,"
    " 'coming', p.coming) FROM series_applied p WHERE p.series = s.id) AS applied,"
    " EXISTS (SELECT FROM series_applied p WHERE p.series = s.id) AS is_applied"
)
_FOR_PEOPLE = (
    f"SELECT {_PLAIN}, {_WORDS}, sec.now() AS now {_FROM}"
    f" JOIN mandate m ON (m.edition_id, m.code) = (x.edition_id, x.mandate) WHERE {_LATEST}"
)
_EVERY = text(f"{_FOR_PEOPLE} AND e.edition = {_NEWEST} ORDER BY s.code LIMIT 200")
_ONE = text(f"{_FOR_PEOPLE} AND s.code = :code ORDER BY e.dated DESC LIMIT 1")


async def every_series(tx: AsyncConnection) -> tuple[Row, ...]:
    """The series in force that the person entered may see, by code."""
    return tuple(dict(row) for row in (await tx.execute(_EVERY)).mappings())


async def one_series(tx: AsyncConnection, code: str) -> Row | None:
    """A series by its code, in force or left out since, if the person entered may see it."""
    found = (await tx.execute(_ONE, {"code": code})).mappings().first()
    return None if found is None else dict(found)


def series_of(row: Row) -> SeriesRow:
    """The series that one row of the statements above, or of time's, tells of."""
    return SeriesRow(
        id=row["id"],
        directive=row["directive"],
        code=row["code"],
        in_force=row["in_force"],
        edition_id=row["edition_id"],
        mandate=row["mandate"],
        action_agency=row.get("action_agency", ""),
        action_office=row.get("action_office", ""),
        calendar=Calendar(
            entries=tuple(
                CalendarEntry(
                    months=tuple(entry["months"]),
                    weekday=list(Weekday)[entry["weekday"] - 1] if "weekday" in entry else None,
                    ordinal=entry.get("ordinal"),
                    days=tuple(entry.get("days", ())),
                )
                for entry in row["opens"]
            ),
            at=row["opens_at"],
            zone=row["zone"],
        ),
        meets_at=row["meets_at"].strftime("%H:%M"),
        meets_in=row["meets_in"],
        opens_days_before=row["opens_days_before"],
        overlap=row["overlap"],
        catch_up_days=row["catch_up_days"],
        jitter_seconds=row["jitter_seconds"],
        acts=tuple(
            SeriesAct(
                kind=SeriesActKind(act["act"]),
                opens_at=_at(act["opens_at"]),
                moved_to=_at(act["moved_to"]),
                meeting_at=_at(act["meeting_at"]),
                at=datetime.fromisoformat(act["at"]),
            )
            for act in row["acts"]
        ),
    )


def _at(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


_SAID = text(
    "SELECT a.id, a.act, a.opens_at, a.moved_to, a.meeting_at, a.reason, a.office, a.at, p.name FROM series_act a"
    " JOIN person p ON p.id = a.person WHERE a.series = :series ORDER BY a.at DESC LIMIT :limit"
)
_CYCLES = text(
    "SELECT y.id, y.opens_at, y.meeting_at, y.cause, y.at, c.id AS case_id, c.number, c.stage FROM cycle y"
    " LEFT JOIN LATERAL (SELECT k.id, k.number, k.stage FROM case_file k WHERE k.cycle = y.id"
    " ORDER BY k.at DESC LIMIT 1) c ON true WHERE y.series = :series ORDER BY y.opens_at DESC LIMIT :limit"
)


async def acts_with_words(tx: AsyncConnection, series: UUID, limit: int) -> tuple[Row, ...]:
    """What was done to a series, by whom and why, the latest first."""
    return tuple(dict(row) for row in (await tx.execute(_SAID, {"series": series, "limit": limit})).mappings())


async def cycles(tx: AsyncConnection, series: UUID, limit: int) -> tuple[Row, ...]:
    """The cycles that a series opened, the latest first, each with its case if the person entered may see that."""
    return tuple(dict(row) for row in (await tx.execute(_CYCLES, {"series": series, "limit": limit})).mappings())


_ACT = text(
    "INSERT INTO series_act (id, series, act, opens_at, moved_to, meeting_at, reason, office)"
    " VALUES (:id, :series, :act, :opens_at, :moved_to, :meeting_at, :reason, :office) RETURNING at"
)
_OPEN = text(
    "INSERT INTO cycle (id, series, edition_id, opens_at, meeting_at, cause, reason, office)"
    " VALUES (:id, :series, :edition_id, :opens_at, :meeting_at, :cause, :reason, :office)"
    " RETURNING at"
)


async def one_at_a_time(tx: AsyncConnection, series: UUID) -> None:
    """Wait until no other transaction opens a cycle of that series, and keep the next one out until the end."""
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:series, 0))"), {"series": str(series)})


async def record_act(tx: AsyncConnection, **columns: object) -> None:
    """Insert one act; person, instant and chain are the database's."""
    await first(tx, _ACT, columns)


async def open_cycle(tx: AsyncConnection, **columns: object) -> None:
    """Insert one cycle; person, instant and chain are the database's."""
    await first(tx, _OPEN, columns)


_OPENED = text("SELECT id FROM cycle WHERE series = :series AND opens_at = :opens_at")


async def cycle_opened(tx: AsyncConnection, series: UUID, opens_at: datetime) -> UUID | None:
    """The cycle that was opened for that moment, if one was."""
    found: UUID | None = (await tx.execute(_OPENED, {"series": series, "opens_at": opens_at})).scalar()
    return found


_CYCLE = text(
    "SELECT y.id, y.meeting_at, x.opens_days_before, x.mandate FROM cycle y"
    " JOIN series_edition x ON (x.edition_id, x.series) = (y.edition_id, y.series) WHERE y.id = :id"
)


async def cycle_of(tx: AsyncConnection, cycle: UUID) -> CycleRow | None:
    """A cycle that was opened, if the person entered may see its series."""
    found = (await tx.execute(_CYCLE, {"id": cycle})).mappings().first()
    return None if found is None else CycleRow(**found)


_WAITING = text(
    "SELECT y.id, y.opens_at, y.meeting_at, s.code, s.directive, x.title, x.mandate, x.level, m.action_office"
    " FROM cycle y JOIN series s ON s.id = y.series"
    " JOIN series_edition x ON (x.edition_id, x.series) = (y.edition_id, y.series)"
    " JOIN mandate m ON (m.edition_id, m.code) = (x.edition_id, x.mandate)"
    " WHERE EXISTS (SELECT FROM appointment a WHERE a.person = sec.person() AND a.office = m.action_office"
    " AND a.capacity = 'action_officer' AND a.valid_from <= sec.now()"
    " AND (a.valid_to IS NULL OR a.valid_to > sec.now()))"
    " AND NOT sec.cycle_is_taken(y.id) AND NOT EXISTS (SELECT FROM (SELECT a.act, a.opens_at FROM series_act a"
    " WHERE a.series = y.series AND (a.opens_at = y.opens_at OR a.moved_to = y.opens_at) ORDER BY a.at DESC LIMIT 1) d"
    " WHERE d.act = 'skip' OR (d.act = 'move' AND d.opens_at = y.opens_at))"
    " ORDER BY y.meeting_at, y.id LIMIT :limit"
)


async def waiting_cycles(tx: AsyncConnection, limit: int) -> tuple[Row, ...]:
    """Cycles that were opened, whose case the person entered should open now; the soonest meeting first."""
    return tuple(dict(row) for row in (await tx.execute(_WAITING, {"limit": limit})).mappings())
