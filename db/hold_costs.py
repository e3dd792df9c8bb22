"""What holds stopped, for whom: counted over the cases that the person entered may see."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

MOST_COUNTED = 5_000
"""Holds over which costs are summed, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldFilter:
    """Which holds are asked for; None means any."""

    agency: str | None = None
    case: UUID | None = None
    is_open: bool | None = None
    limit: int = 50


_FROM = (
    " FROM hold h JOIN case_file c ON c.id = h.case_id LEFT JOIN hold_end e ON e.hold = h.id"
    # A case that is withdrawn stops nothing any more, whether or not its hold was lifted.
    " LEFT JOIN withdrawal w ON w.case_id = h.case_id"
    " CROSS JOIN LATERAL (SELECT coalesce(e.at, w.at) AS ended_at) x"
    " WHERE (CAST(:agency AS text) IS NULL OR h.agency = :agency)"
    " AND (CAST(:case AS uuid) IS NULL OR h.case_id = :case)"
    " AND (CAST(:is_open AS boolean) IS NULL OR (x.ended_at IS NULL) = :is_open)"
    " ORDER BY h.at DESC, h.id DESC LIMIT :limit"
)
# A cycle that a hold delayed: a round of the case's that came to its suspense while the text was stopped.
_CYCLES = (
    "ARRAY(SELECT r.round FROM clearance_round r WHERE r.case_id = h.case_id AND r.suspense > h.at"
    " AND r.suspense <= coalesce(x.ended_at, sec.now())) AS cycles"
)
_COUNTED = text(
    f"SELECT h.agency, h.case_id, h.at, x.ended_at, x.ended_at IS NULL AS is_open, sec.now() AS now, {_CYCLES}{_FROM}"
)
_SHOWN = text(
    "SELECT h.id, h.case_id, c.number, h.agency, h.kind, h.reason, h.lifts_when, h.office, h.becomes, h.at,"
    " CASE WHEN e.hold IS NULL AND w.case_id IS NOT NULL THEN 'case_withdrawn' ELSE e.how END AS how,"
    " (SELECT p.name FROM person p WHERE p.id = h.person) AS official, x.ended_at,"
    " greatest(h.until, (SELECT max(y.until) FROM hold_extension y WHERE y.hold = h.id)) AS until,"
    f" sec.now() AS now, {_CYCLES}{_FROM}"
)


async def counted(tx: AsyncConnection, asked: HoldFilter) -> tuple[Row, ...]:
    """Every hold asked for, without its words, one more than are counted if there are more."""
    return await _rows(tx, _COUNTED, asked, MOST_COUNTED + 1)


async def shown(tx: AsyncConnection, asked: HoldFilter) -> tuple[Row, ...]:
    """The newest holds asked for, with their words."""
    return await _rows(tx, _SHOWN, asked, asked.limit)


async def _rows(tx: AsyncConnection, statement: TextClause, asked: HoldFilter, limit: int) -> tuple[Row, ...]:
    given = {"agency": asked.agency, "case": asked.case, "is_open": asked.is_open, "limit": limit}
    return tuple(dict(row) for row in (await tx.execute(statement, given)).mappings())
