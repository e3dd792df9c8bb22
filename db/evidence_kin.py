"""Evidence of the cases around one: the one above it and those under it, as far as its own soundness hangs on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.evidence import instant

Row = dict[str, Any]  # a milestone's row as to_jsonb gives it, without its words


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """One case of the family.

    Attributes:
        texts: (version, digest, when), in order.
        out: the digest that was released, and when; None while nothing was.
        back: when it was called back or withdrawn, if it was.
        milestones: in order.
    """

    id: str
    procedure: str
    mandate: str
    texts: tuple[tuple[int, str, datetime], ...]
    out: tuple[str, datetime] | None
    back: datetime | None
    milestones: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What is around a case: the one above, those under it, and the initiallings of its own text elsewhere."""

    above: Kin | None = None
    under: tuple[Kin, ...] = ()


_COLUMNS = (
    "c.id::text, c.procedure, c.mandate,"
    " ARRAY(SELECT jsonb_build_array(v.version, v.digest, to_jsonb(v.at)) FROM text_version v WHERE v.case_id = c.id"
    "   ORDER BY v.version) AS texts,"
    " (SELECT jsonb_build_array(r.digest, to_jsonb(r.at)) FROM release r WHERE r.case_id = c.id ORDER BY r.at LIMIT 1)"
    "   AS out,"
    " (SELECT to_jsonb(min(b.at)) FROM (SELECT at FROM recall WHERE case_id = c.id UNION ALL"
    "   SELECT at FROM withdrawal WHERE case_id = c.id) b) AS back,"
    " ARRAY(SELECT to_jsonb(m) - ARRAY['note', 'detail'] FROM milestone m WHERE m.case_id = c.id ORDER BY m.at)"
    "   AS milestones"
)
_ABOVE = text(f"SELECT {_COLUMNS} FROM case_file c WHERE c.id = (SELECT k.parent FROM case_file k WHERE k.id = :id)")
_UNDER = text(f"SELECT {_COLUMNS} FROM case_file c WHERE c.parent = :id ORDER BY c.at, c.id")


async def family(tx: AsyncConnection, case_id: str) -> Family:
    """The cases around that one."""
    given = {"id": UUID(case_id)}
    above = (await tx.execute(_ABOVE, given)).mappings().first()
    under = (await tx.execute(_UNDER, given)).mappings().all()
    return Family(above=_kin(above) if above else None, under=tuple(_kin(row) for row in under))


def _kin(row: Any) -> Kin:  # Any: a row of the statements above
    texts: Sequence[tuple[int, str, str]] = row["texts"]
    return Kin(
        id=row["id"],
        procedure=row["procedure"],
        mandate=row["mandate"],
        texts=tuple((version, digest, instant(at)) for version, digest, at in texts),
        out=(row["out"][0], instant(row["out"][1])) if row["out"] else None,
        back=instant(row["back"]) if row["back"] else None,
        milestones=tuple(row["milestones"]),
    )
