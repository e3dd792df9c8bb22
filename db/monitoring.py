"""What monitoring asks of the database: stale copies, a case's returns with their words, and mandates as a whole."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import first
from db.mandate_standing import ACTED

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

_STALE = text("SELECT sec.stale_copy(:id, :agency, :words)")


async def is_stale_copy(tx: AsyncConnection, case_id: UUID, agency: str, words: str) -> bool:
    """Whether these are, letter for letter, the words that the agency returned in the mandate's last period."""
    found: bool = (await tx.execute(_STALE, {"id": case_id, "agency": agency, "words": words})).scalar_one()
    return found


_STEPS = text(
    "SELECT m.name, m.agency, m.outcome, m.ref, m.until, m.note, m.detail, m.office, m.at FROM milestone m"
    " WHERE m.case_id = :id AND m.name IN ('plan_set', 'returned') ORDER BY m.at LIMIT 500"
)


async def plan_and_returns(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """A case's plan and its returns with their words, in order."""
    return tuple(dict(row) for row in (await tx.execute(_STEPS, {"id": case_id})).mappings())


_IN_FORCE = (
    "SELECT m.code, m.level, m.action_office, e.directive,"
    " (SELECT min(x.loaded_at) FROM directive_edition x JOIN mandate y ON y.edition_id = x.id"
    "   WHERE x.directive = e.directive AND y.code = m.code) AS since"
    " FROM mandate m JOIN directive_edition e ON e.id = m.edition_id"
    " WHERE e.edition = (SELECT max(x.edition) FROM directive_edition x WHERE x.directive = e.directive)"
)
_CHECKED = "(SELECT max(k.at) FROM mandate_check k WHERE (k.directive, k.mandate) = (m.directive, m.code))"
_ACTED = f"(SELECT max({ACTED}) FROM case_file c WHERE c.mandate = m.code)"
_MANDATES = text(
    f"SELECT m.*, sec.now() AS now, {_CHECKED} AS checked, {_ACTED} AS acted FROM ({_IN_FORCE}) m"
    " WHERE (SELECT sec.watches()) ORDER BY m.code LIMIT 1000"
)


async def mandates(tx: AsyncConnection) -> tuple[Row, ...]:
    """To whoever watches: each mandate in force, since when, when it was last checked and last acted on by somebody.

    Whoever does not watch sees a part of the cases only, and could not tell an idle mandate from a hidden case.
    """
    return tuple(dict(row) for row in (await tx.execute(_MANDATES)).mappings())


_MANDATE = text(f"SELECT m.* FROM ({_IN_FORCE}) m WHERE m.code = :code")


async def mandate(tx: AsyncConnection, code: str) -> Row | None:
    """A mandate in force, if the person entered may see it."""
    found = (await tx.execute(_MANDATE, {"code": code})).mappings().first()
    return None if found is None else dict(found)


_CHECK = text(
    "INSERT INTO mandate_check (id, level, directive, mandate, verdict, reason, office)"
    " VALUES (:id, :level, :directive, :mandate, :verdict, :reason, :office) RETURNING at"
)


async def record_check(tx: AsyncConnection, **columns: object) -> datetime:
    """Insert a yearly check; person, instant and chain are the database's."""
    stamped = await first(tx, _CHECK, columns)
    assert stamped is not None  # noqa: S101 - an insert that returns
    at: datetime = stamped["at"]
    return at


_CHECKS = text(
    "SELECT k.id, k.level, k.directive, k.mandate, k.verdict, k.reason, k.office, k.at FROM mandate_check k"
    " WHERE k.directive = :directive AND k.mandate = :mandate ORDER BY k.at DESC LIMIT 100"
)


async def checks(tx: AsyncConnection, directive: str, mandate: str) -> tuple[Row, ...]:
    """A mandate's yearly checks, the newest first."""
    found = await tx.execute(_CHECKS, {"directive": directive, "mandate": mandate})
    return tuple(dict(row) for row in found.mappings())


_LAST_CHECKS = text("SELECT mandate, max(at) AS at FROM mandate_check WHERE directive = :directive GROUP BY mandate")


async def last_checks(tx: AsyncConnection, directive: str) -> dict[str, datetime]:
    """By mandate, when it was checked last, as far as this person may know."""
    found = await tx.execute(_LAST_CHECKS, {"directive": directive})
    return {row["mandate"]: row["at"] for row in found.mappings()}
