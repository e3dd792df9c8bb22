"""The cases under a case, and those under these: rows for a view, as far as the person entered may see them."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

MOST = 500
_UNDER = text(
    "SELECT c.id, c.parent, c.procedure, c.number, c.title, c.stage, c.at, c.head_version, c.head_digest,"
    " (SELECT min(r.at) FROM release r WHERE r.case_id = c.id) AS released_at FROM case_file c"
    " WHERE c.parent = :id OR c.parent IN (SELECT k.id FROM case_file k WHERE k.parent = :id)"
    " ORDER BY c.at DESC, c.id LIMIT :most"
)


async def cases_under(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """Children and grandchildren that the person sees, the newest first; at most 500."""
    return tuple(dict(row) for row in (await tx.execute(_UNDER, {"id": case_id, "most": MOST})).mappings())
