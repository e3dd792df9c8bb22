"""Finding words among all positions and released texts that a person may see: the same, or alike by their sketch."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is used

MOST_BY_KEY = 64
"""Of texts that share a key, how many are looked at, the latest first: what stands everywhere tells nothing apart."""
MOST_THE_SAME = 500
"""Of texts with exactly the same words, how many are looked at, the latest first, for one that is in force."""
MOST_ALIKE = 5

_WHAT = (
    "t.id, t.position, t.of_case, t.paragraph, t.part,"
    " (SELECT jsonb_build_object('issue', p.issue, 'counterpart', p.counterpart, 'audience', p.audience, 'level',"
    " p.level,"
    "   'in_force', in_force(p.id, sec.now()), 'from', lower(y.valid), 'ahead', lower(y.valid) > sec.now(), 'to',"
    " upper(y.valid), 'retired_at',"
    "   (SELECT x.at FROM position_retired x WHERE x.position = p.id),"
    "   'superseded_by', (SELECT n.id FROM position n WHERE n.supersedes = p.id),"
    "   'number', (SELECT c.number FROM adoption a JOIN case_file c ON c.id = a.case_id WHERE a.id = p.id),"
    "   'version', (SELECT a.version FROM adoption a WHERE a.id = p.id))"
    "   FROM position p LEFT JOIN position_period y ON y.position = p.id AND upper_inf(y.known) WHERE p.id ="
    " t.position)"
    " AS of_position,"
    " (SELECT jsonb_build_object('number', c.number, 'version', r.version, 'released_at', r.at, 'level', c.level,"
    "   'recalled_at', (SELECT x.at FROM recall x WHERE x.case_id = c.id),"
    "   'stale', (SELECT s.on_position FROM stale(c.id, r.version, sec.now()) s LIMIT 1))"
    "   FROM case_file c JOIN release r ON r.case_id = c.id WHERE c.id = t.of_case) AS of_release"
)
_EXACT = text(
    f"SELECT asked.n, {_WHAT} FROM unnest(CAST(:words AS text[])) WITH ORDINALITY asked (words, n)"
    " CROSS JOIN LATERAL (SELECT s.* FROM (SELECT k.* FROM known_text k WHERE k.exact = exact_form(asked.words)"
    f"   ORDER BY k.id DESC LIMIT {MOST_THE_SAME}) s"
    "   ORDER BY s.position IS NOT NULL AND in_force(s.position, sec.now()) DESC, s.id DESC LIMIT 20) t"
)
# Each step is bounded, however many texts there are: 32 keys to a text asked, so many texts to a key, so many kept.
_ALIKE = text(
    "WITH keys AS MATERIALIZED (SELECT asked.n, k.key FROM unnest(CAST(:words AS text[])) WITH ORDINALITY asked"
    " (words, n)"
    "   CROSS JOIN LATERAL unnest(sketch(asked.words)) k (key)),"
    " hits AS MATERIALIZED (SELECT keys.n, h.text_id, count(*) AS shared FROM keys CROSS JOIN LATERAL"
    f"   (SELECT k.text_id FROM known_key k WHERE k.key = keys.key ORDER BY k.text_id DESC LIMIT {MOST_BY_KEY}) h"
    " GROUP BY keys.n, h.text_id),"
    " best AS (SELECT n, text_id, shared, row_number() OVER (PARTITION BY n ORDER BY shared DESC, text_id) AS place"
    " FROM hits)"
    f" SELECT best.n, best.shared, {_WHAT} FROM best JOIN known_text t ON t.id = best.text_id"
    f" WHERE best.place <= {MOST_ALIKE} ORDER BY best.n, best.place"
)


async def exactly(tx: AsyncConnection, words: list[str]) -> tuple[Row, ...]:
    """Known texts of exactly these words; `n` counts the given ones from 1."""
    return tuple(dict(row) for row in (await tx.execute(_EXACT, {"words": words})).mappings())


async def alike(tx: AsyncConnection, words: list[str]) -> tuple[Row, ...]:
    """The known texts most like each of the given ones, the best first."""
    return tuple(dict(row) for row in (await tx.execute(_ALIKE, {"words": words})).mappings())


_PARTS = text(
    "SELECT w.part, w.paragraph, w.text FROM position_part w WHERE w.position = :id ORDER BY w.paragraph LIMIT 500"
)
_RELEASED = text(
    "SELECT v.canonical, v.equities FROM release r JOIN text_words v ON (v.case_id, v.version) = (r.case_id,"
    " r.version)"
    " WHERE r.case_id = :id"
)


async def words_of_position(tx: AsyncConnection, position: UUID) -> tuple[Row, ...]:
    """The paragraphs of a position that the person may read, in the order of the text that it was made of."""
    return tuple(dict(row) for row in (await tx.execute(_PARTS, {"id": position})).mappings())


async def words_of_release(tx: AsyncConnection, case_id: UUID) -> Row | None:
    """The released text of a case."""
    found = (await tx.execute(_RELEASED, {"id": case_id})).mappings().first()
    return None if found is None else dict(found)
