"""Lists: cases, a person's inbox, the timeline and the ledger. Filtered, sorted and limited in SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.demarche import RELEASING_AGENCY
from domain.ladder import CHAIRS

Row = dict[str, Any]  # a row by column name, read field by field where it is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases are asked for; None means any."""

    mandate: str | None = None
    procedure: str | None = None
    stage: str | None = None
    agency: str | None = None
    exception: str | None = None
    q: str | None = None
    before: tuple[datetime, UUID] | None = None
    limit: int = 50


_EXCEPTIONS = {
    # A reminder that has come due is not yet an overdue case.
    "overdue": "(c.due_key LIKE '%/overdue' AND c.due_at < sec.now()) OR c.suspense < sec.now() OR EXISTS"
    " (SELECT FROM time_act t WHERE t.case_id = c.id AND t.key = CASE c.stage"
    " WHEN 'clearance' THEN 'round-' ||"
    " (SELECT max(r.round) FROM clearance_round r WHERE r.case_id = c.id) || '/overdue'"
    " ELSE c.stage || '/overdue' END)",
    "split": "c.stage = 'clearance' AND EXISTS (SELECT FROM (SELECT DISTINCT ON (s.agency) s.response FROM sign_off s"
    " WHERE s.case_id = c.id AND s.version = c.head_version ORDER BY s.agency, s.seq DESC) x"
    " WHERE x.response = 'nonconcur')",
    "hold": "EXISTS (SELECT FROM hold h WHERE h.case_id = c.id AND NOT EXISTS"
    " (SELECT FROM hold_end e WHERE e.hold = h.id)) AND c.stage NOT IN ('closed', 'withdrawn', 'recalled')",
    "needs_reclear": "(c.stage = 'drafting' AND c.head_version > 1 AND EXISTS"
    " (SELECT FROM clearance_round r WHERE r.case_id = c.id))"
    " OR (c.stage NOT IN ('closed', 'withdrawn', 'recalled') AND needs_reclear(c.id, c.head_version))",
}

_COLUMNS = (
    "c.id, c.number, e.directive, c.mandate, c.procedure, c.title, c.level, c.stage, c.action_agency, c.action_office,"
    " c.suspense, c.due_key, c.due_at, c.head_version, c.ledger_seq, c.at"
)


async def cases(tx: AsyncConnection, asked: CaseFilter) -> tuple[Row, ...]:
    """Cases that the person entered may see, newest first, one more than the limit if there are more."""
    where = ["true"]
    given: dict[str, object] = {"limit": asked.limit + 1}
    for column in ("mandate", "procedure", "stage"):
        if (value := getattr(asked, column)) is not None:
            where.append(f"c.{column} = :{column}")
            given[column] = value
    if asked.agency is not None:
        where.append(
            "(c.action_agency = :agency OR EXISTS (SELECT FROM clearance_round r WHERE r.case_id = c.id"
            " AND r.version = c.head_version AND :agency = ANY (r.must_clear || r.clear_if_affected)))"
        )
        given["agency"] = asked.agency
    if asked.exception is not None:
        where.append(f"({_EXCEPTIONS[asked.exception]})")
    if asked.q is not None:
        where.append("strpos(lower(c.title), lower(:q)) > 0")
        given["q"] = asked.q
    if asked.before is not None:
        where.append("(c.at, c.id) < (:before_at, :before_id)")
        given["before_at"], given["before_id"] = asked.before
    statement = (
        f"SELECT {_COLUMNS} FROM case_file c JOIN directive_edition e ON e.id = c.edition_id"
        f" WHERE {' AND '.join(where)} ORDER BY c.at DESC, c.id DESC LIMIT :limit"
    )
    return tuple(dict(row) for row in (await tx.execute(text(statement), given)).mappings())


_HELD = "a.person = sec.person() AND a.valid_from <= sec.now() AND (a.valid_to IS NULL OR a.valid_to > sec.now())"


def _holds(capacity: str, of: str) -> str:
    return (
        "EXISTS (SELECT FROM appointment a JOIN office o ON o.code = a.office"
        f" WHERE {_HELD} AND a.capacity = '{capacity}' AND {of})"
    )


_WROTE = (
    "(c.person = sec.person() OR EXISTS (SELECT FROM text_version v WHERE v.case_id = c.id AND v.person = sec.person())"
    " OR EXISTS (SELECT FROM clearance_round r WHERE r.case_id = c.id AND r.person = sec.person()))"
)
_SIGNED = "EXISTS (SELECT FROM sign_off s WHERE s.case_id = c.id AND s.person = sec.person() {more})"
_APPROVED = "EXISTS (SELECT FROM approval p WHERE p.case_id = c.id AND p.person = sec.person())"
_AT_STATE = f"o.agency = '{RELEASING_AGENCY}'"
_ACTION_OFFICE = _holds("action_officer", "a.office = c.action_office")
_BEFORE_RELEASE = "('clearance', 'split', 'approval', 'release')"
_SENT_BACK = "EXISTS (SELECT FROM send_back b WHERE b.case_id = c.id AND b.version = c.head_version)"
_RUNG = "(SELECT m.rung FROM split_move m WHERE m.case_id = c.id ORDER BY m.at DESC LIMIT 1)"
_CHAIR_OF = " ".join(f"WHEN '{rung}' THEN '{office}'" for rung, office in CHAIRS.items())
_RULES = (
    f"CASE {_RUNG} WHEN 'president' THEN {_holds('president', 'true')} WHEN 'nsc' THEN {_holds('apnsa', 'true')}"
    f" WHEN 'working_group' THEN {_ACTION_OFFICE}"
    f" ELSE {_holds('chair', f'a.office = CASE {_RUNG} {_CHAIR_OF} END')} END"
)
_ANSWERS_TRANSFER = _holds(
    "action_officer", "a.office = CASE WHEN t.office = c.action_office THEN t.to_office ELSE c.action_office END"
)
_FROM = "FROM case_file c JOIN directive_edition e ON e.id = c.edition_id"


def _waiting(act: str, where: str, *, agency: str = "NULL", joined: str = "") -> str:
    return f"SELECT {act} AS act, {agency} AS agency, {_COLUMNS} {_FROM} {joined} WHERE {where}"


_INBOX = " UNION ALL ".join(
    (
        _waiting(
            f"CASE WHEN {_SENT_BACK} THEN 'redraft' ELSE 'circulate' END",
            f"c.stage = 'drafting' AND {_ACTION_OFFICE} AND NOT {_SIGNED.format(more='')} AND NOT {_APPROVED}",
        ),
        _waiting(
            "'sign_off'",
            f"c.stage = 'clearance' AND {_holds('coordinator', 'o.agency = asked.agency')} AND NOT {_WROTE}"
            " AND NOT EXISTS (SELECT FROM sign_off s WHERE s.case_id = c.id AND s.version = c.head_version"
            f" AND s.agency = asked.agency) AND NOT {_SIGNED.format(more='AND s.agency <> asked.agency')}"
            f" AND NOT {_APPROVED} AND NOT EXISTS (SELECT FROM carry_over y WHERE y.case_id = c.id"
            " AND y.version = c.head_version AND y.agency = asked.agency)",
            agency="asked.agency",
            joined="JOIN clearance_round r ON r.case_id = c.id AND r.version = c.head_version"
            " CROSS JOIN LATERAL (SELECT unnest(r.must_clear || r.clear_if_affected) UNION SELECT e.agency"
            " FROM equity_act e WHERE e.case_id = c.id AND e.act IN ('granted', 'imposed')) asked (agency)",
        ),
        _waiting(
            "'redraft'",
            f"c.stage = 'clearance' AND {_ACTION_OFFICE} AND NOT {_SIGNED.format(more='')} AND NOT {_APPROVED}"
            " AND EXISTS (SELECT FROM (SELECT DISTINCT ON (s.agency) s.response FROM sign_off s WHERE s.case_id = c.id"
            " ORDER BY s.agency, s.seq DESC) latest WHERE latest.response = 'nonconcur')",
        ),
        _waiting(
            "'answer_claim'",
            f"c.stage IN {_BEFORE_RELEASE} AND {_ACTION_OFFICE} AND claim.act = 'claimed'",
            agency="claim.agency",
            joined="JOIN LATERAL (SELECT DISTINCT ON (e.agency) e.agency, e.act FROM equity_act e"
            " WHERE e.case_id = c.id ORDER BY e.agency, e.at DESC) claim ON true",
        ),
        _waiting("'rule'", f"c.stage = 'split' AND {_RULES}"),
        _waiting(
            "'answer_transfer'",
            f"c.stage IN ('drafting', 'clearance', 'split', 'approval', 'release') AND {_ANSWERS_TRANSFER}",
            joined="JOIN transfer t ON t.case_id = c.id AND NOT EXISTS"
            " (SELECT FROM transfer_answer y WHERE y.transfer = t.id)",
        ),
        _waiting(
            "'dispose'",
            f"c.stage IN {_BEFORE_RELEASE} AND {_ACTION_OFFICE}"
            " AND NOT EXISTS (SELECT FROM comment_disposition d WHERE d.comment = k.id)",
            agency="k.agency",
            joined="JOIN comment k ON k.case_id = c.id AND k.version = c.head_version",
        ),
        _waiting(
            "'approve'",
            f"c.stage = 'approval' AND {_holds('approver', 'o.agency = c.action_agency')} AND NOT {_WROTE}"
            f" AND NOT {_SIGNED.format(more='')}",
        ),
        _waiting(
            "'release'",
            f"c.stage = 'release' AND {_holds('releaser', _AT_STATE)} AND NOT {_WROTE} AND NOT {_APPROVED}",
        ),
        _waiting(
            "CASE c.stage WHEN 'delivery' THEN 'deliver' ELSE 'report' END",
            f"c.stage IN ('delivery', 'report') AND {_holds('post', _AT_STATE)}",
        ),
        _waiting("'assess'", f"c.stage = 'assessment' AND {_ACTION_OFFICE}"),
    )
)
_INBOX_PAGE = text(
    f"SELECT * FROM ({_INBOX}) todo ORDER BY coalesce(suspense, due_at, 'infinity'), at, id, act, agency LIMIT :limit"
)


async def inbox(tx: AsyncConnection, limit: int) -> tuple[Row, ...]:
    """What waits for the person entered, the soonest suspense first."""
    return tuple(dict(row) for row in (await tx.execute(_INBOX_PAGE, {"limit": limit})).mappings())


_LEDGER = text(
    "SELECT l.seq, l.at, l.actor, l.kind, l.fact_id, l.body, l.prev, l.hash FROM ledger l WHERE l.case_id = :id"
    " ORDER BY l.seq LIMIT :limit OFFSET :after"
)


async def ledger(tx: AsyncConnection, case_id: UUID, *, after: int, limit: int) -> tuple[Row, ...]:
    """The case's ledger from one entry on, in order."""
    rows = await tx.execute(_LEDGER, {"id": case_id, "after": after, "limit": limit})
    return tuple(dict(row) for row in rows.mappings())


_TIMELINE = text(
    "SELECT l.seq, l.at, l.kind, l.body, p.name, p.subject, k.text AS comment_text, k.proposed,"
    " coalesce(d.reason, h.reason, x.reason, w.reason, r.reason, q.reason, y.reason, e.reason, u.reason,"
    " b.reason, t.reason, a.reason) AS reason, s.question, z.recommendation, z.alternative, g.argument,"
    " h.lifts_when, m.note, m.detail, v.note AS version_note, o.short_fuse_reason"
    " FROM ledger l LEFT JOIN person p ON p.id = l.actor"
    " LEFT JOIN comment k ON l.kind = 'comment' AND k.id::text = l.fact_id"
    " LEFT JOIN comment_disposition d ON l.kind = 'comment_disposition' AND d.id::text = l.fact_id"
    " LEFT JOIN hold h ON l.kind = 'hold' AND h.id::text = l.fact_id"
    " LEFT JOIN hold_end x ON l.kind = 'hold_end' AND x.id::text = l.fact_id"
    " LEFT JOIN extension q ON l.kind = 'extension' AND q.id::text = l.fact_id"
    " LEFT JOIN hold_extension y ON l.kind = 'hold_extension' AND y.id::text = l.fact_id"
    " LEFT JOIN withdrawal w ON l.kind = 'withdrawal' AND w.id::text = l.fact_id"
    " LEFT JOIN recall r ON l.kind = 'recall' AND r.id::text = l.fact_id"
    " LEFT JOIN milestone m ON l.kind = 'milestone' AND m.id::text = l.fact_id"
    " LEFT JOIN text_version v ON l.kind = 'text_version' AND v.id::text = l.fact_id"
    " LEFT JOIN clearance_round o ON l.kind = 'clearance_round' AND o.id::text = l.fact_id"
    " LEFT JOIN equity_act e ON l.kind = 'equity_act' AND e.case_id = l.case_id AND e.id::text = l.fact_id"
    " LEFT JOIN split s ON l.kind = 'split' AND s.case_id = l.case_id AND s.id::text = l.fact_id"
    " LEFT JOIN split_position z ON l.kind = 'split_position' AND z.case_id = l.case_id AND z.id::text = l.fact_id"
    " LEFT JOIN ruling u ON l.kind = 'ruling' AND u.case_id = l.case_id AND u.id::text = l.fact_id"
    " LEFT JOIN reclama g ON l.kind = 'reclama' AND g.case_id = l.case_id AND g.id::text = l.fact_id"
    " LEFT JOIN send_back b ON l.kind = 'send_back' AND b.case_id = l.case_id AND b.id::text = l.fact_id"
    " LEFT JOIN transfer t ON l.kind = 'transfer' AND t.case_id = l.case_id AND t.id::text = l.fact_id"
    " LEFT JOIN transfer_answer a ON l.kind = 'transfer_answer' AND a.case_id = l.case_id AND a.id::text = l.fact_id"
    " WHERE l.case_id = :id ORDER BY l.seq LIMIT :limit OFFSET :after"
)


async def timeline(tx: AsyncConnection, case_id: UUID, *, after: int, limit: int) -> tuple[Row, ...]:
    """The case's history with names and words, for those who may see the case."""
    rows = await tx.execute(_TIMELINE, {"id": case_id, "after": after, "limit": limit})
    return tuple(dict(row) for row in rows.mappings())


_VERSION = text(
    "SELECT v.version, v.digest, v.canonical, v.equities, v.note, v.office, v.at FROM text_version v"
    " WHERE v.case_id = :id AND v.version = :version"
)


async def version(tx: AsyncConnection, case_id: UUID, number: int) -> Row | None:
    """One version with its canonical bytes, if the person entered may see the case."""
    found = (await tx.execute(_VERSION, {"id": case_id, "version": number})).mappings().first()
    return None if found is None else dict(found)


_MATRIX = text(
    "SELECT k.id, k.version, k.agency, k.kind, k.paragraph, k.text, k.proposed, k.ground, k.at, p.name,"
    " d.disposition, d.reason, d.at AS disposed_at FROM comment k JOIN person p ON p.id = k.person"
    " LEFT JOIN LATERAL"
    " (SELECT * FROM comment_disposition d WHERE d.comment = k.id ORDER BY d.at DESC LIMIT 1) d ON true"
    " WHERE k.case_id = :id ORDER BY k.version, k.paragraph NULLS FIRST, k.at LIMIT 1000"
)


async def comment_matrix(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """Every comment with its latest disposition, by version and paragraph."""
    return tuple(dict(row) for row in (await tx.execute(_MATRIX, {"id": case_id})).mappings())


async def office_exists(tx: AsyncConnection, code: str) -> bool:
    """Whether there is an office by that code."""
    return (await tx.execute(text("SELECT 1 FROM office WHERE code = :code"), {"code": code})).first() is not None


_SPLIT = text(
    "SELECT s.id, s.question, s.version, s.track, s.at, s.office, (SELECT coalesce(jsonb_agg(jsonb_build_object("
    "'agency', p.agency, 'recommendation', p.recommendation, 'alternative', p.alternative, 'office', p.office,"
    " 'at', p.at) ORDER BY p.at), '[]') FROM split_position p WHERE p.split = s.id) AS positions,"
    " (SELECT coalesce(jsonb_agg(jsonb_build_object('rung', m.rung, 'cause', m.cause, 'due_at', m.due_at, 'at', m.at)"
    " ORDER BY m.at), '[]') FROM split_move m WHERE m.split = s.id) AS moves,"
    " (SELECT coalesce(jsonb_agg(jsonb_build_object('outcome', r.outcome, 'rung', r.rung, 'version', r.version,"
    " 'digest', r.digest, 'clauses', r.clauses, 'reason', r.reason, 'notational', r.notational, 'office', r.office,"
    " 'at', r.at) ORDER BY r.at), '[]') FROM ruling r WHERE r.split = s.id) AS rulings,"
    " (SELECT jsonb_build_object('agency', k.agency, 'argument', k.argument, 'at', k.at) FROM reclama k"
    " WHERE k.split = s.id) AS reclama,"
    " (SELECT coalesce(jsonb_agg(jsonb_build_object('agency', k.agency, 'ground', k.ground, 'text', k.text,"
    " 'proposed', k.proposed, 'paragraph', k.paragraph) ORDER BY k.at), '[]') FROM comment k"
    " WHERE k.case_id = s.case_id AND k.version = s.version AND k.kind = 'critical') AS grounds"
    " FROM split s WHERE s.case_id = :id ORDER BY s.at DESC LIMIT 20"
)


async def splits(tx: AsyncConnection, case_id: UUID) -> tuple[Row, ...]:
    """The case's splits with their words, the latest first."""
    return tuple(dict(row) for row in (await tx.execute(_SPLIT, {"id": case_id})).mappings())
