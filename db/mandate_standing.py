"""What has been done under a directive's mandates: their cases, as far as the person entered may see them."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

SHOWN: Final = 20
"""Cases of a mandate that are shown beside it; the list of cases has all of them."""

# What time notes is no action, nor is opening a text; a link may be one of which the person does not see the end.
ACTED: Final = (
    "(SELECT l.at FROM ledger l WHERE l.case_id = c.id AND l.actor IS NOT NULL"
    " AND l.kind NOT IN ('receipt', 'case_link', 'case_link_end', 'topic_link') ORDER BY l.seq DESC LIMIT 1)"
)
"""When a person last acted in the case `c`."""

# A reminder is no date of its own: the suspense is, of which it reminds.
_CLOCK = "CASE WHEN c.due_key !~ '/(half_time|last_working_day)$' THEN c.due_at END"
_CASES = text(
    "WITH seen AS MATERIALIZED (SELECT c.id, c.number, c.mandate, c.procedure, c.title, c.level, c.stage, c.suspense,"
    f" c.due_key, {_CLOCK} AS clock_at, {ACTED} AS acted_at,"
    " c.stage NOT IN ('closed', 'withdrawn', 'recalled') AS is_open"
    " FROM case_file c WHERE c.mandate = ANY (:mandates)),"
    " placed AS (SELECT *, count(*) OVER every AS in_all, count(*) FILTER (WHERE is_open) OVER every AS open_cases,"
    " max(acted_at) OVER every AS last_action,"
    " row_number() OVER (PARTITION BY mandate ORDER BY is_open DESC, acted_at DESC NULLS LAST, id) AS place,"
    " row_number() OVER (PARTITION BY mandate ORDER BY is_open DESC, least(suspense, clock_at) NULLS LAST, id) AS turn"
    " FROM seen WINDOW every AS (PARTITION BY mandate))"
    " SELECT * FROM placed WHERE place <= :shown OR turn = 1 ORDER BY mandate, place LIMIT 10000"
)


async def cases_under(tx: AsyncConnection, mandates: Sequence[str]) -> tuple[Row, ...]:
    """The cases of each of these mandates, the open ones first, and those acted on last before others.

    Each mandate has at most `SHOWN` of them by `place`, and the one that waits for the earliest date, with `turn` 1.
    Every row tells of its mandate how many cases it has, how many are open, and when somebody acted last.
    """
    given = {"mandates": list(mandates), "shown": SHOWN}
    return tuple(dict(row) for row in (await tx.execute(_CASES, given)).mappings())
