"""The logs of no one case: contacts out of channel, and who was consulted (PAR-2)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import first

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

_CONTACT = text(
    "INSERT INTO contact (id, level, agency, counterpart, issue, happened_at, means, with_whom, summary, office)"
    " VALUES (:id, :level, :agency, :counterpart, :issue, :happened_at, :means, :with_whom, :summary, :office)"
    " RETURNING at"
)
_REVIEW = text("INSERT INTO contact_review (contact, note, office) VALUES (:contact, :note, :office) RETURNING at")
_PARITY = text(
    "INSERT INTO parity (id, level, agency, issue, partner, ally, rank, happened_at, note, office)"
    " VALUES (:id, :level, :agency, :issue, :partner, :ally, :rank, :happened_at, :note, :office) RETURNING at"
)


async def log_contact(tx: AsyncConnection, **columns: object) -> None:
    """Insert a contact; person, instant and chain are the database's."""
    await first(tx, _CONTACT, columns)


async def review_contact(tx: AsyncConnection, **columns: object) -> None:
    """Insert the NSC's note on a contact."""
    await first(tx, _REVIEW, columns)


async def log_parity(tx: AsyncConnection, **columns: object) -> None:
    """Insert a consultation."""
    await first(tx, _PARITY, columns)


_CONTACTS = (
    "SELECT c.id, c.level, c.agency, c.counterpart, c.issue, c.happened_at, c.means, c.with_whom, c.summary, c.office,"
    " c.at,"
    " p.name, r.note AS review, r.at AS reviewed_at FROM contact c JOIN person p ON p.id = c.person"
    " LEFT JOIN contact_review r ON r.contact = c.id"
)
_SOME = text(
    f"{_CONTACTS} WHERE (CAST(:before_at AS timestamptz) IS NULL OR (c.at, c.id) < (:before_at, CAST(:before_id AS"
    " uuid)))"
    " ORDER BY c.at DESC, c.id DESC LIMIT :limit"
)
_ONE = text(f"{_CONTACTS} WHERE c.id = :id")


async def contacts(tx: AsyncConnection, before: tuple[datetime, UUID] | None, limit: int) -> tuple[Row, ...]:
    """Contacts, the newest first, one more than the limit if there are more."""
    at, contact = before or (None, None)
    rows = await tx.execute(_SOME, {"before_at": at, "before_id": contact, "limit": limit + 1})
    return tuple(dict(row) for row in rows.mappings())


async def contact(tx: AsyncConnection, contact_id: UUID) -> Row | None:
    """One contact, if the person may see it."""
    found = (await tx.execute(_ONE, {"id": contact_id})).mappings().first()
    return None if found is None else dict(found)


_CONSULTATIONS = text(
    "SELECT c.id, c.level, c.agency, c.issue, c.partner, c.ally, c.rank, c.happened_at, c.note, c.at, p.name FROM"
    " parity c"
    " JOIN person p ON p.id = c.person WHERE CAST(:issue AS text) IS NULL OR c.issue = :issue"
    " ORDER BY c.happened_at DESC, c.id LIMIT :limit"
)


async def consultations(tx: AsyncConnection, issue: str | None, limit: int) -> tuple[Row, ...]:
    """Who was consulted, the latest first."""
    rows = await tx.execute(_CONSULTATIONS, {"issue": issue, "limit": limit})
    return tuple(dict(row) for row in rows.mappings())


_NOW = text("SELECT sec.now()")


async def instant_now(tx: AsyncConnection) -> datetime:
    """The database's instant."""
    found: datetime = (await tx.execute(_NOW)).scalar_one()
    return found
