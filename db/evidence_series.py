"""Evidence of series: their definitions, their chains, the acts and cycles, and the cases that hang on them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row as PostgreSQL's to_jsonb gives it, read field by field


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSeries:
    """A series: its row, its chain, its acts and cycles (reasons as written), its definitions by edition."""

    id: UUID
    row: Row
    head: bytes
    entries: tuple[Row, ...]
    facts: tuple[Row, ...]
    editions: tuple[Row, ...]


_SERIES = text("SELECT id, to_jsonb(s) AS row, ledger_head AS head FROM series s ORDER BY directive, code")
_ENTRIES = text(
    "SELECT seq, to_jsonb(at) AS at, actor::text AS actor, kind, fact_id, body, prev, hash FROM series_ledger"
    " WHERE series = :id ORDER BY seq"
)
_FACTS = text(
    "SELECT 'series_act' AS kind, to_jsonb(a) AS row FROM series_act a WHERE a.series = :id"
    " UNION ALL SELECT 'cycle', to_jsonb(y) FROM cycle y WHERE y.series = :id"
)
_EDITIONS = text(
    "SELECT to_jsonb(x) AS definition, to_jsonb(e.loaded_at) AS loaded_at, m.action_agency, m.action_office"
    " FROM series_edition x JOIN directive_edition e ON e.id = x.edition_id"
    " JOIN mandate m ON (m.edition_id, m.code) = (x.edition_id, x.mandate) WHERE x.series = :id ORDER BY e.edition"
)


async def every_series(tx: AsyncConnection) -> AsyncIterator[StoredSeries]:
    """Every series with all that belongs to it, one at a time."""
    for found in (await tx.execute(_SERIES)).mappings().all():
        given = {"id": found["id"]}
        yield StoredSeries(
            id=found["id"],
            row=found["row"],
            head=bytes(found["head"]),
            entries=tuple(dict(row) for row in (await tx.execute(_ENTRIES, given)).mappings()),
            facts=tuple(dict(row) for row in (await tx.execute(_FACTS, given)).mappings()),
            editions=tuple(dict(row) for row in (await tx.execute(_EDITIONS, given)).mappings()),
        )


_OPENINGS = text(
    "SELECT c.id::text AS case, c.mandate, c.high_level, c.communique, c.cycle::text AS cycle,"
    " y.series IS NOT NULL AS there,"
    " x.mandate AS series_mandate, x.high_level AS series_high, x.communique AS series_communique,"
    " coalesce(m.high_level, false) AS mandate_high,"
    " NOT EXISTS (SELECT FROM series_edition s WHERE s.edition_id = c.edition_id AND s.mandate = c.mandate"
    " AND NOT s.communique) AS mandate_communique,"
    " (SELECT count(*) FROM case_file o WHERE o.cycle = c.cycle AND NOT EXISTS"
    " (SELECT FROM withdrawal w WHERE w.case_id = o.id)) AS alive"
    " FROM case_file c LEFT JOIN cycle y ON y.id = c.cycle"
    " LEFT JOIN series_edition x ON (x.edition_id, x.series) = (y.edition_id, y.series)"
    " LEFT JOIN mandate m ON (m.edition_id, m.code) = (c.edition_id, c.mandate) WHERE c.procedure = 'consultation'"
)
_CLAIMS = text(
    "SELECT t.case_id::text AS case, t.name, t.outcome, EXISTS (SELECT FROM case_file k"
    " JOIN release r ON r.case_id = k.id WHERE k.parent = t.case_id AND r.at < t.at AND k.procedure ="
    " CASE t.name WHEN 'press_guidance' THEN 'public_statement' ELSE 'summary_of_conclusions' END"
    " AND NOT EXISTS (SELECT FROM recall x WHERE x.case_id = k.id AND x.at < t.at)) AS so"
    " FROM milestone t WHERE (t.name, t.outcome) IN (('press_guidance', 'issued'), ('conclusions_agreed', 'agreed'))"
)
_COMMUNIQUES = text(
    "WITH RECURSIVE up AS (SELECT r.case_id, c.id, c.parent FROM release r JOIN case_file c ON c.id = r.case_id"
    " WHERE r.channel LIKE '%communique%' UNION SELECT up.case_id, p.id, p.parent FROM up"
    " JOIN case_file p ON p.id = up.parent)"
    " SELECT DISTINCT up.case_id::text AS case FROM up JOIN case_file c ON c.id = up.id"
    " WHERE c.procedure = 'consultation' AND NOT c.communique"
)


async def openings(tx: AsyncConnection) -> tuple[Row, ...]:
    """Every consultation with what its mandate and its series say of it."""
    return tuple(dict(row) for row in (await tx.execute(_OPENINGS)).mappings())


async def claims(tx: AsyncConnection) -> tuple[Row, ...]:
    """Milestones that claim that a case under theirs had gone out, and whether one had."""
    return tuple(dict(row) for row in (await tx.execute(_CLAIMS)).mappings())


async def communiques(tx: AsyncConnection) -> tuple[str, ...]:
    """Cases that went out as a communique under a forum that issues none."""
    return tuple((await tx.execute(_COMMUNIQUES)).scalars())
