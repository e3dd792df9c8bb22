"""What a text is held against: positions in force, other open texts, and the contradictions already found in it."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is used

_POSITIONS = text(
    "SELECT p.id, p.issue, p.audience, p.level,"
    " (SELECT coalesce(jsonb_agg(a.statement || jsonb_build_object('issue', a.issue, 'level', a.level) ORDER BY"
    " a.ordinal),"
    "   '[]') FROM position_assertion a WHERE a.position = p.id AND a.part IS DISTINCT FROM 'fallback') AS assertions,"
    " (SELECT coalesce(jsonb_agg(jsonb_build_object('text', w.text, 'level', w.level) ORDER BY w.part, w.ordinal),"
    " '[]')"
    "   FROM position_part w WHERE w.position = p.id AND w.part IN ('talking_points', 'fallback')) AS words"
    " FROM position p WHERE p.counterpart = :counterpart AND p.issue = ANY (:issues) AND in_force(p.id, sec.now())"
    " AND NOT EXISTS (SELECT FROM adoption a WHERE a.id = p.id AND a.case_id = :id) ORDER BY p.adopted_at LIMIT 200"
)


async def positions_on(tx: AsyncConnection, case_id: UUID, issues: list[str], counterpart: str) -> tuple[Row, ...]:
    """Positions in force on these issues, other than those made of the case's own texts."""
    given = {"id": case_id, "issues": issues, "counterpart": counterpart}
    return tuple(dict(row) for row in (await tx.execute(_POSITIONS, given)).mappings())


# What became a position is held against as that, and what rests on the one to be superseded will be cleared again.
# A text that is not yet out, whose readers are no fewer than this one's and that is marked no higher: that the two
# contradict each other is then news to nobody who may not know of the other.
_OTHERS = text(
    "SELECT o.id, o.head_version AS version, o.level, coalesce(jsonb_agg(a.statement || jsonb_build_object('issue',"
    " a.issue)"
    " ORDER BY a.ordinal), '[]') AS assertions"
    " FROM assertion a JOIN case_file o ON o.id = a.case_id AND o.head_version = a.version"
    " JOIN mandate m ON (m.edition_id, m.code) = (o.edition_id, o.mandate), case_file c"
    " WHERE c.id = :id AND o.id <> c.id AND a.issue = ANY (:issues) AND m.counterpart = :counterpart AND o.level <="
    " c.level"
    " AND o.access @> c.access AND o.stage IN ('drafting', 'clearance', 'split', 'approval', 'release', 'delivery')"
    " AND NOT EXISTS (SELECT FROM adoption x WHERE (x.case_id, x.version) = (o.id, o.head_version))"
    " AND NOT EXISTS (SELECT FROM cite k WHERE (k.case_id, k.version) = (o.id, o.head_version)"
    "   AND k.position = CAST(:supersedes AS uuid))"
    " GROUP BY o.id ORDER BY o.at LIMIT 200"
)


async def other_texts(
    tx: AsyncConnection, case_id: UUID, issues: list[str], counterpart: str, supersedes: UUID | None
) -> tuple[Row, ...]:
    """What other cases' current texts assert on these issues, until they are delivered."""
    given = {"id": case_id, "issues": issues, "counterpart": counterpart, "supersedes": supersedes}
    return tuple(dict(row) for row in (await tx.execute(_OTHERS, given)).mappings())


_CONFLICTS = text(
    "SELECT k.id, k.version, k.kind, k.level, k.with_position, k.with_case, k.with_version, k.with_mandate,"
    " k.likeness, k.detail,"
    " k.at, p.name, (SELECT o.number FROM case_file o WHERE o.id = k.with_case) AS with_number,"
    " (SELECT jsonb_build_object('id', r.id, 'outcome', r.outcome, 'reason', r.reason, 'precedent', r.precedent,"
    " 'office',"
    "   r.office, 'at', r.at) FROM conflict_ruling r WHERE r.conflict = k.id) AS ruling,"
    " (SELECT coalesce(jsonb_agg(jsonb_build_object('ruling', r.id, 'case', c.number, 'case_id', c.id, 'version',"
    " e.version,"
    "   'outcome', r.outcome, 'reason', r.reason, 'office', r.office, 'at', r.at, 'detail', e.detail) ORDER BY r.at"
    " DESC), '[]')"
    "   FROM conflict e JOIN conflict_ruling r ON r.conflict = e.id JOIN case_file c ON c.id = e.case_id"
    "   WHERE e.likeness = k.likeness AND e.id <> k.id AND r.at < coalesce((SELECT u.at FROM conflict_ruling u"
    "     WHERE u.conflict = k.id), 'infinity')) AS precedents"
    " FROM conflict k JOIN person p ON p.id = k.person WHERE k.case_id = :id ORDER BY k.at LIMIT 500"
)


async def conflicts(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """The case's contradictions with their rulings, and what was ruled before on a like pair."""
    return tuple(dict(row) for row in (await tx.execute(_CONFLICTS, {"id": case_id})).mappings())


async def audience_of(tx: AsyncConnection, case_id: UUID, version: int) -> str:
    """To whom that version speaks."""
    statement = text("SELECT text_audience(:id, :version)")
    found: str = (await tx.execute(statement, {"id": case_id, "version": version})).scalar_one()
    return found
