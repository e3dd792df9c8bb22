"""Reading the register of positions as the person entered may: by issue and day, one with its words, its dependents."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionFilter:
    """Which positions are asked for; None means any, of a day or an instant of knowledge: now."""

    issue: str | None = None
    counterpart: str | None = None
    audience: str | None = None
    as_of: datetime | None = None
    known_at: datetime | None = None
    before: tuple[datetime, UUID] | None = None
    limit: int = 50


_WORDS = (
    "(SELECT coalesce(jsonb_agg(jsonb_build_object('part', w.part, 'paragraph', w.paragraph, 'level', w.level,"
    " 'text', w.text) ORDER BY w.part, w.ordinal), '[]') FROM position_part w WHERE w.position = p.id) AS parts,"
    " (SELECT coalesce(jsonb_agg(a.statement || jsonb_build_object('issue', a.issue) ORDER BY a.ordinal), '[]')"
    " FROM position_assertion a WHERE a.position = p.id) AS assertions"
)
_COLUMNS = (
    "p.id, p.issue, p.counterpart, p.audience, p.level, p.action_agency, p.adopted_at, p.supersedes,"
    " (SELECT n.id FROM position n WHERE n.supersedes = p.id) AS superseded_by,"
    " (SELECT t.at FROM position_retired t WHERE t.position = p.id) AS retired_at,"
    " (SELECT jsonb_build_object('id', a.case_id, 'number', c.number, 'version', a.version, 'digest', a.digest)"
    "   FROM adoption a JOIN case_file c ON c.id = a.case_id WHERE a.id = p.id) AS source,"
    f" {_WORDS}"
)


async def positions(tx: AsyncConnection, asked: PositionFilter) -> tuple[Row, ...]:
    """Positions in force on a day, as was known at an instant, newest first; one more than the limit if there are."""
    where = ["true"]
    given: dict[str, object] = {"limit": asked.limit + 1, "as_of": asked.as_of, "known_at": asked.known_at}
    for column in ("issue", "counterpart", "audience"):
        if (value := getattr(asked, column)) is not None:
            where.append(f"p.{column} = :{column}")
            given[column] = value
    if asked.before is not None:
        where.append("(p.adopted_at, p.id) < (:before_at, :before_id)")
        given["before_at"], given["before_id"] = asked.before
    statement = (
        "WITH instants AS MATERIALIZED (SELECT coalesce(CAST(:as_of AS timestamptz), sec.now()) AS day,"
        " coalesce(CAST(:known_at AS timestamptz), sec.now()) AS known_at)"
        f" SELECT {_COLUMNS}, lower(y.valid) AS in_force_from, upper(y.valid) AS in_force_to, true AS in_force"
        " FROM position p JOIN position_period y ON y.position = p.id, instants i"
        f" WHERE {' AND '.join(where)} AND y.known @> i.known_at AND y.valid @> i.day"
        " ORDER BY p.adopted_at DESC, p.id DESC LIMIT :limit"
    )
    return tuple(dict(row) for row in (await tx.execute(text(statement), given)).mappings())


_ONE = text(
    f"SELECT {_COLUMNS}, lower(y.valid) AS in_force_from, upper(y.valid) AS in_force_to,"
    " coalesce(y.valid @> sec.now(), false) AS in_force,"
    " (SELECT jsonb_agg(jsonb_build_object('in_force_from', lower(h.valid), 'in_force_to', upper(h.valid),"
    " 'known_from', lower(h.known),"
    "   'known_to', upper(h.known)) ORDER BY lower(h.known)) FROM position_period h WHERE h.position = p.id) AS history"
    " FROM position p LEFT JOIN position_period y ON y.position = p.id AND upper_inf(y.known) WHERE p.id = :id"
)


async def one_position(tx: AsyncConnection, position: UUID) -> Row | None:
    """A position with its words and every period that was ever known of it; None: not there for this person."""
    found = (await tx.execute(_ONE, {"id": position})).mappings().first()
    return None if found is None else dict(found)


_DEPENDENTS = text(
    "SELECT c.id, c.number, c.stage, CASE WHEN in_force(:id, sec.now()) THEN 'rests' WHEN r.case_id IS NULL THEN"
    " 'needs_reclear'"
    " WHEN EXISTS (SELECT FROM milestone m WHERE m.case_id = c.id AND m.name = 'delivered') THEN 'delivered'"
    " WHEN EXISTS (SELECT FROM stopped_by(c.id, sec.now()) s WHERE s.on_position = :id) THEN 'stopped'"
    " ELSE 'reaffirmed' END AS standing,"
    " EXISTS (SELECT FROM exception_answer x WHERE x.case_id = c.id AND x.about = :id) AS corrected"
    " FROM cite k JOIN case_file c ON c.id = k.case_id LEFT JOIN release r ON r.case_id = c.id"
    " WHERE k.position = :id AND k.version = coalesce(r.version, c.head_version)"
    " AND c.stage NOT IN ('withdrawn', 'recalled') ORDER BY c.at LIMIT 500"
)


async def dependents(tx: AsyncConnection, position: UUID) -> tuple[Row, ...]:
    """The texts that rest on a position now, and what a change of it means for each."""
    return tuple(dict(row) for row in (await tx.execute(_DEPENDENTS, {"id": position})).mappings())


_ISSUE_LEVEL = text("SELECT max(level) FROM mandate WHERE issue = :issue AND counterpart = :counterpart")


async def issue_level(tx: AsyncConnection, issue: str, counterpart: str) -> int | None:
    """How high positions on an issue are held, as far as the person may see its mandates; None: no such issue."""
    found: int | None = (await tx.execute(_ISSUE_LEVEL, {"issue": issue, "counterpart": counterpart})).scalar()
    return found


_VISIBLE = text("SELECT p.id FROM position p WHERE p.id = ANY (:ids) AND in_force(p.id, sec.now())")


async def in_force(tx: AsyncConnection, positions: list[UUID]) -> frozenset[UUID]:
    """Those of them that the person may see and that are in force now."""
    return frozenset((await tx.execute(_VISIBLE, {"ids": positions})).scalars())


_KNOWN = text("SELECT p.id FROM position p WHERE p.id = ANY (:ids)")


async def visible(tx: AsyncConnection, positions: list[UUID]) -> frozenset[UUID]:
    """Those of them that the person may see."""
    return frozenset((await tx.execute(_KNOWN, {"ids": positions})).scalars())


_BASIS_OF_VERSION = text(
    "SELECT (SELECT coalesce(jsonb_agg(k.position ORDER BY k.at), '[]') FROM cite k WHERE (k.case_id, k.version) ="
    " (:id, :v)) AS cites,"
    " (SELECT coalesce(jsonb_agg(a.statement || jsonb_build_object('issue', a.issue, 'paragraph', a.paragraph) ORDER"
    " BY a.ordinal),"
    "   '[]') FROM assertion a WHERE (a.case_id, a.version) = (:id, :v)) AS assertions,"
    " (SELECT to_jsonb(d) FROM position_draft d WHERE (d.case_id, d.version) = (:id, :v)) AS draft"
)


async def basis_of_version(tx: AsyncConnection, case_id: UUID, version: int) -> Row:
    """What one version cites and asserts, and how it would make a position."""
    return dict((await tx.execute(_BASIS_OF_VERSION, {"id": case_id, "v": version})).mappings().one())
