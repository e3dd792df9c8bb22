"""The agenda of a consultation with its words: topics, who proposed them, what was decided, the cases they touch."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

_TOPICS = text(
    "SELECT t.id, t.agency, t.title, t.office, t.at, d.included, d.reason, d.at AS decided_at,"
    " (SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'number', c.number, 'stage', c.stage)"
    " ORDER BY c.number), '[]') FROM topic_link l JOIN case_file c ON c.id = l.linked WHERE l.topic = t.id) AS links"
    " FROM topic t LEFT JOIN LATERAL (SELECT * FROM topic_decision d WHERE d.topic = t.id ORDER BY d.at DESC LIMIT 1) d"
    " ON true WHERE t.case_id = :case ORDER BY t.at, t.id LIMIT 200"
)
_MEETINGS = text(
    "SELECT m.meets_at, m.reason, m.office, m.at FROM meeting m WHERE m.case_id = :case ORDER BY m.at LIMIT 200"
)
_CHILDREN = text(
    "SELECT c.id, c.number, c.procedure, c.stage FROM case_file c WHERE c.parent = :case ORDER BY c.at, c.id LIMIT 200"
)


async def topics(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """The topics in the order in which they were proposed; of linked cases those that the person entered may see."""
    return tuple(dict(row) for row in (await tx.execute(_TOPICS, {"case": case_id})).mappings())


async def meetings(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """When the meeting was set for, and why it was moved, in order."""
    return tuple(dict(row) for row in (await tx.execute(_MEETINGS, {"case": case_id})).mappings())


async def children(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """The cases under this one that the person entered may see."""
    return tuple(dict(row) for row in (await tx.execute(_CHILDREN, {"case": case_id})).mappings())
