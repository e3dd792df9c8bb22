"""Evidence of what no case shows alone, for verification: written apart from the gates, and read by instants.

Acts in different cases that could undo one another meet on a row that they count up before they are stamped, so their
instants are in the order in which they were let through.
"""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field where it is judged

_LINK = (
    "SELECT l.id, l.at, e.at AS ended_at, (regexp_split_to_array(l.link, '/'))[1] AS kind,"
    " (regexp_split_to_array(l.link, '/'))[2]::uuid AS first, (regexp_split_to_array(l.link, '/'))[3]::uuid AS second,"
    " l.case_id FROM case_link l LEFT JOIN case_link_end e ON e.link = l.id"
)
_LEVER = (
    "SELECT c.id, c.procedure, e.directive, l.name, c.mandate = ANY (l.certifies) AS certifies FROM case_file c"
    " JOIN directive_edition e ON e.id = c.edition_id JOIN lever l ON l.edition_id = c.edition_id"
    " AND c.mandate = ANY (l.mandates)"
)
LINKS = text(
    f"WITH links AS ({_LINK}) SELECT l.case_id::text AS case, l.id::text AS link, f.id IS NOT NULL AND s.id IS NOT NULL"
    " AS both_there, l.case_id = CASE WHEN s.level > f.level THEN s.id ELSE f.id END AS in_its_place,"
    " l.first <> l.second AS apart FROM links l LEFT JOIN case_file f ON f.id = l.first"
    " LEFT JOIN case_file s ON s.id = l.second"
)
WAITING = text(
    f"WITH links AS ({_LINK}) SELECT r.case_id::text AS case, l.kind,"
    " CASE WHEN l.kind = 'supersedes' THEN false ELSE EXISTS (SELECT FROM release o WHERE o.case_id = l.second"
    " AND o.at < r.at) AND NOT EXISTS (SELECT FROM recall b WHERE b.case_id = l.second AND b.at < r.at) END AS met"
    " FROM release r JOIN links l ON l.at < r.at AND (l.ended_at IS NULL OR l.ended_at > r.at)"
    " AND ((l.kind = 'prerequisite' AND l.first = r.case_id) OR (l.kind = 'supersedes' AND l.second = r.case_id))"
)
_PULLS = (
    "SELECT r.case_id, r.at, 0 AS share FROM release r UNION ALL SELECT m.case_id, m.at,"
    " (m.detail ->> 'share')::integer FROM milestone m WHERE m.name = 'tranche_released'"
)
LEVERS = text(
    f"WITH levers AS ({_LEVER}), pulls AS ({_PULLS}), certified AS (SELECT v.directive, v.name, k.at,"
    " d.at AS decided_at, d.finding FROM certification k JOIN levers v ON v.id = k.case_id AND v.certifies"
    " LEFT JOIN certification_decision d ON d.certification = k.id)"
    " SELECT p.case_id::text AS case, p.share, EXISTS (SELECT FROM certified k WHERE (k.directive, k.name) ="
    " (v.directive, v.name) AND k.at < p.at AND (k.decided_at IS NULL OR k.decided_at > p.at)) AS held,"
    " coalesce((SELECT k.finding FROM certified k WHERE (k.directive, k.name) = (v.directive, v.name)"
    " AND k.decided_at < p.at ORDER BY k.decided_at DESC LIMIT 1), '') AS finding,"
    " (SELECT coalesce(sum(o.share), 0) FROM pulls o WHERE o.case_id = p.case_id AND o.at <= p.at) AS total"
    " FROM pulls p JOIN levers v ON v.id = p.case_id AND NOT v.certifies AND v.procedure = 'trade_action'"
)
PRESSURE = text(
    "WITH gone AS (SELECT r.case_id, r.at, m.counterpart, c.edition_id, b.at AS recalled_at FROM release r"
    " JOIN case_file c ON c.id = r.case_id AND c.procedure = 'demarche'"
    " JOIN mandate m ON m.edition_id = c.edition_id AND m.code = c.mandate LEFT JOIN recall b ON b.case_id = c.id)"
    " SELECT g.case_id::text AS case, a.demarches_a_week AS most, (SELECT count(*) FROM gone o WHERE o.at < g.at"
    " AND o.at > g.at - interval '7 days' AND o.counterpart = g.counterpart"
    " AND (o.recalled_at IS NULL OR o.recalled_at > g.at)) AS before, coalesce((SELECT s.not_before IS NULL"
    " OR s.not_before <= g.at FROM sequencing s WHERE s.case_id = g.case_id AND s.at < g.at ORDER BY s.at DESC"
    " LIMIT 1), false) AS sequenced FROM gone g JOIN pressure_gauge a ON a.edition_id = g.edition_id"
    " AND a.counterpart = g.counterpart AND a.then_it = 'wait'"
)
TOLD = text(
    "SELECT k.id::text AS case, k.level, r.at, v.canonical AS said, t.level AS line, t.canonical AS tear_line,"
    " (SELECT array_agg(f.canonical) FROM text_version f WHERE f.case_id = p.id AND f.at < r.at) AS finding"
    " FROM case_file k JOIN case_file p ON p.id = k.parent AND p.procedure = 'enforcement'"
    " JOIN release r ON r.case_id = k.id JOIN text_version v ON v.case_id = k.id AND v.version = r.version"
    " LEFT JOIN LATERAL (SELECT x.* FROM tear_line x WHERE x.case_id = p.id AND (SELECT w.outcome"
    " FROM tear_line_review w WHERE w.tear_line = x.id AND w.at < r.at ORDER BY w.at DESC LIMIT 1) = 'releasable'"
    " ORDER BY x.number DESC LIMIT 1) t ON true WHERE k.procedure = 'demarche'"
)
MADE = text(
    "SELECT m.case_id::text AS case, EXISTS (SELECT FROM case_file k JOIN milestone d ON d.case_id = k.id"
    " AND d.name = 'delivered' AND d.at < m.at WHERE k.parent = m.case_id AND k.procedure = 'demarche') AS delivered"
    " FROM milestone m JOIN case_file c ON c.id = m.case_id AND c.procedure = 'enforcement'"
    " WHERE m.name = 'demarche_made' AND m.outcome = 'delivered'"
)

PLANS = text(
    "SELECT m.case_id::text AS case, m.detail ->> 'baseline' AS baseline FROM milestone m"
    " JOIN case_file c ON c.id = m.case_id AND c.procedure = 'monitoring' WHERE m.name = 'plan_set'"
)
# The last period: the case of the mandate whose assessment had gone out last when this one was opened.
RETURNS = text(
    "SELECT m.case_id::text AS case, m.outcome, m.detail ->> 'value' AS value, (SELECT o.detail ->> 'value'"
    " FROM milestone o WHERE o.case_id = before.case_id AND (o.name, o.agency) = ('returned', m.agency)"
    " ORDER BY o.at DESC LIMIT 1) AS last_value FROM milestone m"
    " JOIN case_file c ON c.id = m.case_id AND c.procedure = 'monitoring'"
    " LEFT JOIN LATERAL (SELECT r.case_id FROM release r JOIN case_file k ON k.id = r.case_id"
    "   AND k.procedure = 'monitoring' AND k.mandate = c.mandate"
    "   WHERE r.at < c.at AND k.id IS DISTINCT FROM c.parent ORDER BY r.at DESC LIMIT 1) before"
    " ON true WHERE m.name = 'returned'"
)
FOLLOWED_UP = text(
    "SELECT m.case_id::text AS case, (SELECT n.outcome FROM milestone n WHERE (n.case_id, n.name) = (m.case_id,"
    " 'reviewed') AND n.at < m.at) AS found, ARRAY(SELECT k.procedure FROM case_file k WHERE k.parent = m.case_id"
    " AND k.at < m.at AND k.at > (SELECT n.at FROM milestone n WHERE (n.case_id, n.name) = (m.case_id, 'reviewed'))"
    " AND NOT EXISTS (SELECT FROM withdrawal w WHERE w.case_id = k.id AND w.at < m.at)"
    " AND NOT EXISTS (SELECT FROM recall x WHERE x.case_id = k.id AND x.at < m.at)) AS opened"
    " FROM milestone m JOIN case_file c ON c.id = m.case_id AND c.procedure = 'monitoring' WHERE m.name = 'followed_up'"
)


async def rows(tx: AsyncConnection, of: Any) -> AsyncIterator[Row]:  # Any: one of the statements above
    """The rows of one of the statements above, a few at a time."""
    async for row in (await tx.stream(of.execution_options(yield_per=100))).mappings():
        yield dict(row)
