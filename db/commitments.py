"""Commitments made at meetings: whose each is, by when, whether it is done; and what time has to remind of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

DUE = (
    "coalesce((SELECT a.until FROM commitment_act a WHERE a.commitment = k.id AND a.act = 'extended'"
    " ORDER BY a.at DESC LIMIT 1), k.due_at)"
)
"""By when a commitment is due: as it was recorded, or as it was extended last."""

DONE = (
    "coalesce((SELECT a.act = 'done' FROM commitment_act a WHERE a.commitment = k.id AND a.act <> 'extended'"
    " ORDER BY a.at DESC LIMIT 1), false)"
)
_STATE = f"CASE WHEN {DONE} THEN 'done' WHEN {DUE} < sec.now() THEN 'overdue' ELSE 'open' END"
_LIST = (
    f"SELECT k.id, k.case_id, c.number, c.mandate, k.agency, k.owner, k.text, k.at, {DUE} AS due_at, {_STATE} AS state,"
    " (SELECT coalesce(jsonb_agg(jsonb_build_object('act', a.act, 'until', a.until, 'note', a.note, 'office', a.office,"
    " 'at', a.at) ORDER BY a.at), '[]') FROM commitment_act a WHERE a.commitment = k.id) AS acts"
    " FROM commitment k JOIN case_file c ON c.id = k.case_id"
)
_OF_CASE = text(f"{_LIST} WHERE k.case_id = :case ORDER BY due_at, k.id LIMIT 500")
_ALL = text(
    f"SELECT * FROM ({_LIST}) x WHERE (CAST(:agency AS text) IS NULL OR x.agency = :agency)"
    " AND (CAST(:state AS text) IS NULL OR x.state = :state) ORDER BY x.due_at, x.id LIMIT :limit OFFSET :after"
)


async def of_case(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """The commitments of one case, the soonest first."""
    return tuple(dict(row) for row in (await tx.execute(_OF_CASE, {"case": case_id})).mappings())


async def all_commitments(
    tx: AsyncConnection, *, agency: str | None, state: str | None, after: int, limit: int
) -> tuple[Row, ...]:
    """Commitments in the cases that the person entered may see, the soonest first."""
    given = {"agency": agency, "state": state, "after": after, "limit": limit}
    return tuple(dict(row) for row in (await tx.execute(_ALL, given)).mappings())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Something that time has to note of a commitment, once: its key in the case, and when it was due."""

    case_id: UUID
    key: str
    due_at: datetime


_OPEN = (
    f"SELECT k.id, k.case_id, {DUE} AS due_at FROM commitment k WHERE NOT {DONE}"
    " AND NOT EXISTS (SELECT FROM recall r WHERE r.case_id = k.case_id)"
)
_KEY = "'commitment/' || o.id || '/' || w.word || '/' || to_char(o.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
_TO_NOTE = text(
    f"SELECT o.case_id, {_KEY} AS key, w.at AS due_at FROM ({_OPEN}) o CROSS JOIN LATERAL (VALUES"
    " ('reminder', o.due_at - interval '7 days'), ('overdue', o.due_at)) w (word, at)"
    " WHERE w.at <= sec.now() AND (w.word = 'overdue' OR o.due_at > sec.now())"
    f" AND NOT EXISTS (SELECT FROM time_act t WHERE t.case_id = o.case_id AND t.key = {_KEY})"
    " ORDER BY o.case_id, w.at LIMIT :limit"
)


async def to_note(tx: AsyncConnection, limit: int) -> tuple[Reminder, ...]:
    """What time has to note: a week before a commitment is due, and when it is overdue; by case."""
    return tuple(Reminder(**row) for row in (await tx.execute(_TO_NOTE, {"limit": limit})).mappings())
