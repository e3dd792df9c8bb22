"""Who is appointed to what now: the register as those who have entered may see it."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

_IN_FORCE = text(
    "SELECT o.agency, a.office, a.capacity, a.grade, p.name, p.subject, a.valid_from, a.valid_to, a.instrument,"
    " f.name AS acting_for FROM appointment a JOIN office o ON o.code = a.office JOIN person p ON p.id = a.person"
    " LEFT JOIN person f ON f.id = a.acting_for"
    " WHERE p.active AND a.valid_from <= sec.now() AND (a.valid_to IS NULL OR a.valid_to > sec.now())"
    " AND (CAST(:agency AS text) IS NULL OR o.agency = :agency)"
    " AND (CAST(:capacity AS text) IS NULL OR a.capacity = :capacity)"
    " ORDER BY o.agency, a.office, a.capacity, a.grade DESC, p.subject LIMIT :limit"
)


async def in_force(tx: AsyncConnection, *, agency: str | None, capacity: str | None, limit: int) -> tuple[Row, ...]:
    """Appointments in force now, by agency and office, the highest grade first."""
    given = {"agency": agency, "capacity": capacity, "limit": limit}
    return tuple(dict(row) for row in (await tx.execute(_IN_FORCE, given)).mappings())
