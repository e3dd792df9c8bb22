"""What belongs to enforcement cases alone: sealed sources, tear-lines, and the case that a demarche is told under."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

_SEALS = text(
    "SELECT x.id, x.sealed ->> 'owner' AS owner, x.sealed ->> 'source' AS source, x.office, x.at FROM source_seal x"
    " WHERE x.case_id = :id ORDER BY x.at LIMIT 100"
)


async def seals(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """The sealed sources that are under this person's eyes: those that they sealed, and their own agency's."""
    return tuple(dict(row) for row in (await tx.execute(_SEALS, {"id": case_id})).mappings())


_TEAR_LINES = text(
    "SELECT t.id, t.number, t.level, t.digest, t.canonical, t.owner, t.note, t.person, t.office, t.at, r.outcome,"
    " r.reason, r.at AS reviewed_at FROM tear_line t LEFT JOIN LATERAL (SELECT * FROM tear_line_review r"
    " WHERE r.tear_line = t.id ORDER BY r.at DESC LIMIT 1) r ON true WHERE t.case_id = :id ORDER BY t.number LIMIT 100"
)


async def tear_lines(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """The case's tear-lines with their latest reviews, in order."""
    return tuple(dict(row) for row in (await tx.execute(_TEAR_LINES, {"id": case_id})).mappings())


_TEXTS = text("SELECT v.canonical FROM text_words v WHERE v.case_id = :id ORDER BY v.version LIMIT 200")


async def texts(tx: AsyncConnection, case_id: UUID) -> tuple[bytes, ...]:
    """The bytes of every version of a case's text."""
    return tuple(bytes(row.canonical) for row in await tx.execute(_TEXTS, {"id": case_id}))


_PROCEDURE = text("SELECT c.procedure FROM case_file c WHERE c.id = :id")


async def procedure_of(tx: AsyncConnection, case_id: UUID) -> str | None:
    """The procedure of a case that the person sees."""
    found: str | None = (await tx.execute(_PROCEDURE, {"id": case_id})).scalar()
    return found
