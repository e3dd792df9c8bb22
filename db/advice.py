"""What earlier cases teach about whom to ask: counted over the cases that the person entered may see."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

_ASKED = text(
    "WITH mine AS (SELECT c.id, c.mandate, m.issue FROM case_file c LEFT JOIN mandate m"
    "   ON (m.edition_id, m.code) = (c.edition_id, c.mandate) WHERE c.id = :id),"
    " others AS (SELECT c.id FROM mine, case_file c LEFT JOIN mandate m"
    "   ON (m.edition_id, m.code) = (c.edition_id, c.mandate)"
    "   WHERE c.id <> mine.id AND (c.mandate = mine.mandate OR m.issue = mine.issue)),"
    " last AS (SELECT DISTINCT ON (r.case_id) r.case_id, r.must_clear FROM clearance_round r"
    "   JOIN others o ON o.id = r.case_id ORDER BY r.case_id, r.round DESC)"
    " SELECT asked.agency, count(*) AS cases, (SELECT count(*) FROM last) AS of_cases,"
    " (SELECT count(*) FROM comment k JOIN others o ON o.id = k.case_id WHERE k.agency = asked.agency) AS comments"
    " FROM last CROSS JOIN LATERAL unnest(last.must_clear) asked (agency) GROUP BY asked.agency ORDER BY asked.agency"
)
_SHORT_FUSES = text(
    "SELECT count(*) FROM clearance_round r JOIN case_file c ON c.id = r.case_id"
    " WHERE r.short_fuse_reason IS NOT NULL AND c.mandate = (SELECT mandate FROM case_file WHERE id = :id)"
)


async def asked_before(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """Per agency: in how many earlier cases of the mandate or issue it had to clear, of how many; its comments."""
    return tuple(dict(row) for row in (await tx.execute(_ASKED, {"id": case_id})).mappings())


async def short_fuses(tx: AsyncConnection, case_id: UUID) -> int:
    """How often the mandate's rounds were given less than the customary time."""
    found: int = (await tx.execute(_SHORT_FUSES, {"id": case_id})).scalar_one()
    return found
