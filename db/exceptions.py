"""What is out of the ordinary about positions, over all that the person entered may see; limited each."""

from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

MOST: Final = 200

_CASE = "c.id AS case_id, c.number, c.level, c.stage, c.action_office"
_RESTS = f"SELECT {_CASE}, b.on_position AS about, successor(b.on_position, sec.now()) AS other, NULL::text AS what,"
_ENDED = "('closed', 'withdrawn', 'recalled')"
QUERIES: Final[dict[str, str]] = {
    "needs_reclear": f"{_RESTS} c.at AS since FROM case_file c"
    " CROSS JOIN LATERAL stale(c.id, c.head_version, sec.now()) b"
    f" WHERE c.stage NOT IN {_ENDED} AND NOT EXISTS (SELECT FROM release r WHERE r.case_id = c.id)",
    "stopped": f"{_RESTS} r.at AS since FROM release r JOIN case_file c ON c.id = r.case_id"
    " CROSS JOIN LATERAL stopped_by(c.id, sec.now()) b WHERE c.stage = 'delivery'",
    # An end that was foreseen is no reason to go back to what was said before it.
    "to_correct": f"{_RESTS} m.at AS since FROM release r JOIN case_file c ON c.id = r.case_id"
    " JOIN milestone m ON m.case_id = c.id AND m.name = 'delivered'"
    " CROSS JOIN LATERAL rests_on(c.id, r.version) b JOIN position p ON p.id = b.on_position"
    " WHERE (EXISTS (SELECT FROM position n WHERE n.supersedes = p.id)"
    "   OR EXISTS (SELECT FROM position_retired x WHERE x.position = p.id)) AND NOT in_force(p.id, sec.now())"
    " AND NOT reaffirmed(c.id, p.id, sec.now())"
    " AND NOT EXISTS (SELECT FROM exception_answer x WHERE x.case_id = c.id AND x.about = p.id)",
    "conflict": f"SELECT {_CASE}, k.id AS about, k.with_position AS other, k.kind AS what, k.at AS since"
    f" FROM conflict k JOIN case_file c ON c.id = k.case_id WHERE c.stage NOT IN {_ENDED}"
    " AND k.version = c.head_version AND NOT EXISTS (SELECT FROM conflict_ruling r WHERE r.conflict = k.id)",
    "drift": f"SELECT {_CASE}, d.id AS about, d.position AS other, d.kind AS what, d.at AS since"
    " FROM drift d JOIN case_file c ON c.id = d.case_id"
    " WHERE NOT EXISTS (SELECT FROM exception_answer x WHERE x.case_id = d.case_id AND x.about = d.id)",
    "stale_copy": f"SELECT {_CASE}, n.notice AS about, NULL::uuid AS other, h.holder AS what, n.since"
    " FROM release r JOIN case_file c ON c.id = r.case_id CROSS JOIN LATERAL notices_of(c.id) n"
    " CROSS JOIN LATERAL holders_of(c.id) h WHERE NOT EXISTS (SELECT FROM acknowledgement a"
    "   WHERE (a.case_id, a.notice, a.holder) = (c.id, n.notice, h.holder))",
    "contact": "SELECT NULL::uuid AS case_id, NULL::text AS number, k.level, NULL::text AS stage,"
    " k.office AS action_office, k.id AS about, NULL::uuid AS other, k.means AS what, k.at AS since FROM contact k"
    " WHERE NOT EXISTS (SELECT FROM contact_review r WHERE r.contact = k.id)",
}
"""kind -> what is so and should not be. `about` is the thing itself, `other` the position that it concerns."""


async def of_kind(tx: AsyncConnection, kind: str) -> tuple[Row, ...]:
    """The exceptions of one kind, the oldest first."""
    statement = text(f"SELECT * FROM ({QUERIES[kind]}) x ORDER BY since, about, what LIMIT {MOST}")
    return tuple(dict(row) for row in (await tx.execute(statement)).mappings())
