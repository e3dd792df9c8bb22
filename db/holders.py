"""Notices that made a released text stale, who holds it, and what they acknowledged."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

_NOTICES = text(
    "SELECT n.notice, n.kind, n.since, n.by_position, (SELECT c.number FROM case_file c WHERE c.id = n.by_case) AS"
    " by_number,"
    " coalesce((SELECT g.paragraphs FROM page_change g WHERE g.id = n.notice), '{}') AS paragraphs,"
    " coalesce((SELECT x.reason FROM recall x WHERE x.id = n.notice), (SELECT g.reason FROM page_change g WHERE g.id ="
    " n.notice))"
    " AS reason FROM notices_of(:id) n ORDER BY n.since LIMIT 200"
)
_HOLDERS = text("SELECT h.holder, h.is_post FROM holders_of(:id) h ORDER BY h.is_post, h.holder LIMIT 200")
_ACKNOWLEDGED = text(
    "SELECT a.notice, a.holder, a.done, a.at, a.office, p.name FROM acknowledgement a JOIN person p ON p.id = a.person"
    " WHERE a.case_id = :id ORDER BY a.at LIMIT 2000"
)


async def notices(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """What made the case's released text stale, in order."""
    return tuple(dict(row) for row in (await tx.execute(_NOTICES, {"id": case_id})).mappings())


async def holders(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """The agencies on the case's list, and the posts that got the text; nobody before its release."""
    return tuple(dict(row) for row in (await tx.execute(_HOLDERS, {"id": case_id})).mappings())


async def acknowledgements(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """Who said what became of which copy."""
    return tuple(dict(row) for row in (await tx.execute(_ACKNOWLEDGED, {"id": case_id})).mappings())
