"""What of positions waits for a person: to adopt, clear again, rule on, acknowledge. Rows as the inbox has them."""

from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

_COLUMNS = (
    "c.id, c.number, e.directive, c.mandate, c.procedure, c.title, c.level, c.stage, c.action_agency, c.action_office,"
    " c.suspense, c.due_key, c.due_at, c.head_version, c.ledger_seq, c.at"
)
_HELD = "a.person = sec.person() AND a.valid_from <= sec.now() AND (a.valid_to IS NULL OR a.valid_to > sec.now())"
_ENDED = "('closed', 'withdrawn', 'recalled')"


def _holds(capacities: str, of: str) -> str:
    return (
        "EXISTS (SELECT FROM appointment a JOIN office o ON o.code = a.office"
        f" WHERE {_HELD} AND a.capacity IN ({capacities}) AND {of})"
    )


def _waiting(act: str, where: str, *, agency: str = "NULL::text", joined: str = "") -> str:
    return (
        f"SELECT '{act}' AS act, {agency} AS agency, {_COLUMNS} FROM case_file c"
        f" JOIN directive_edition e ON e.id = c.edition_id {joined} WHERE {where}"
    )


_ACTION_OFFICE = _holds("'action_officer'", "a.office = c.action_office")
_WROTE = (
    "(c.person = sec.person() OR EXISTS (SELECT FROM text_version v WHERE v.case_id = c.id AND v.person = sec.person())"
    " OR EXISTS (SELECT FROM clearance_round r WHERE r.case_id = c.id AND r.person = sec.person()))"
)
_COORDINATES = _holds("'coordinator'", "o.agency = asked.agency")
_DECIDES = _holds("'chair', 'apnsa', 'president'", "true")
_TODO: Final = " UNION ALL ".join(
    (
        _waiting(
            "adopt",
            f"{_ACTION_OFFICE} AND c.stage NOT IN ('drafting', 'clearance', 'split', 'withdrawn', 'recalled')"
            " AND NOT EXISTS (SELECT FROM adoption x WHERE (x.case_id, x.version) = (c.id, c.head_version))"
            " AND EXISTS (SELECT FROM approval p WHERE (p.case_id, p.version) = (c.id, c.head_version))",
            joined="JOIN position_draft d ON (d.case_id, d.version) = (c.id, c.head_version)",
        ),
        _waiting("reclear", f"{_ACTION_OFFICE} AND c.stage NOT IN {_ENDED} AND needs_reclear(c.id, c.head_version)"),
        _waiting(
            "reaffirm",
            f"c.stage = 'delivery' AND NOT {_WROTE} AND {_COORDINATES}"
            " AND EXISTS (SELECT FROM stopped_by(c.id, sec.now()) s WHERE successor(s.on_position, sec.now()) IS NOT"
            " NULL"
            "   AND NOT EXISTS (SELECT FROM reaffirmation f WHERE f.case_id = c.id AND f.agency = asked.agency"
            "     AND f.position = successor(s.on_position, sec.now())))",
            agency="asked.agency",
            joined="JOIN release r ON r.case_id = c.id"
            " CROSS JOIN LATERAL (SELECT DISTINCT unnest(q.must_clear) FROM clearance_round q WHERE q.case_id = c.id"
            "   AND q.version = r.version) asked (agency)",
        ),
        _waiting(
            "rule_on_conflict",
            f"c.stage NOT IN {_ENDED} AND {_DECIDES} AND NOT {_WROTE}"
            " AND EXISTS (SELECT FROM conflict k WHERE k.case_id = c.id AND k.version = c.head_version"
            "   AND NOT EXISTS (SELECT FROM conflict_ruling u WHERE u.conflict = k.id))",
        ),
        _waiting(
            "acknowledge",
            "EXISTS (SELECT FROM appointment a JOIN office o ON o.code = a.office WHERE"
            f" {_HELD} AND (a.capacity = 'post' AND a.office = h.holder"
            "   OR a.capacity IN ('coordinator', 'action_officer') AND o.agency = h.holder))"
            " AND EXISTS (SELECT FROM notices_of(c.id) n WHERE NOT EXISTS (SELECT FROM acknowledgement y"
            "   WHERE (y.case_id, y.notice, y.holder) = (c.id, n.notice, h.holder)))",
            agency="h.holder",
            joined="JOIN release r ON r.case_id = c.id CROSS JOIN LATERAL holders_of(c.id) h",
        ),
    )
)
_PAGE = text(f"SELECT * FROM ({_TODO}) todo ORDER BY at, id, act, agency LIMIT :limit")


async def waiting(tx: AsyncConnection, limit: int) -> tuple[Row, ...]:
    """What of positions waits for the person entered, the oldest case first."""
    return tuple(dict(row) for row in (await tx.execute(_PAGE, {"limit": limit})).mappings())
