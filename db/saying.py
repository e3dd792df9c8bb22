"""What was said, and the positions as they stood when it was."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is used

# A text rests on its positions; of one that ended before the meeting, on what took its place by then.
_THEN = text(
    "SELECT p.id, p.level,"
    " (SELECT coalesce(jsonb_agg(a.statement || jsonb_build_object('issue', a.issue, 'level', a.level) ORDER BY"
    " a.ordinal), '[]')"
    "   FROM position_assertion a WHERE a.position = p.id AND a.part IS DISTINCT FROM 'fallback') AS assertions,"
    " (SELECT coalesce(jsonb_agg(jsonb_build_object('part', w.part, 'text', w.text, 'level', w.level) ORDER BY"
    " w.paragraph), '[]')"
    "   FROM position_part w WHERE w.position = p.id) AS parts"
    " FROM position p WHERE EXISTS (SELECT FROM rests_on(:id, :version) r JOIN position o ON o.id = r.on_position"
    "   WHERE (o.issue, o.counterpart, o.audience) = (p.issue, p.counterpart, p.audience))"
    " AND EXISTS (SELECT FROM position_period y WHERE y.position = p.id AND upper_inf(y.known) AND y.valid @> :at)"
    " ORDER BY p.adopted_at LIMIT 50"
)


async def positions_then(tx: AsyncConnection, case_id: UUID, version: int, at: datetime) -> tuple[Row, ...]:
    """The positions that spoke, at an instant, where the version's own did."""
    rows = await tx.execute(_THEN, {"id": case_id, "version": version, "at": at})
    return tuple(dict(row) for row in rows.mappings())


_SAID = text(
    "SELECT s.id, s.happened_at, s.at, s.interlocutor, s.words, s.assertions, n.name,"
    " (SELECT coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'kind', d.kind, 'position', d.position, 'level',"
    " d.level,"
    "   'detail', d.detail, 'answered', EXISTS (SELECT FROM exception_answer x WHERE x.case_id = d.case_id AND x.about"
    " = d.id))"
    "   ORDER BY d.at), '[]') FROM drift d WHERE d.said = s.id) AS drifts"
    " FROM said s JOIN person n ON n.id = s.person WHERE s.case_id = :id ORDER BY s.at LIMIT 200"
)


async def said(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """Every report of what was said on a case, with its drifts."""
    return tuple(dict(row) for row in (await tx.execute(_SAID, {"id": case_id})).mappings())
