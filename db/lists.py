"""Lists: cases, a person's inbox, the timeline and the ledger. Filtered, sorted and limited in SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.coordination import IN_CONFLICT, PRESSED
from domain.entitlement import OPENING
from domain.ladder import CHAIRS
from domain.vocabulary import Stage

Row = dict[str, Any]  # a row by column name, read field by field where it is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases are asked for; None means any."""

    mandate: str | None = None
    procedure: str | None = None
    stage: str | None = None
    agency: str | None = None
    exception: str | None = None
    parent: UUID | None = None
    q: str | None = None
    before: tuple[datetime, UUID] | None = None
    limit: int = 50


# A return that an agency was asked for, by the latest word to it, and has not given; `t` is the asking.
_OWED = (
    "(t.name, t.outcome) = ('tasked', 'asked') AND NOT EXISTS (SELECT FROM milestone r WHERE r.case_id = t.case_id"
    " AND (r.name = 'returned' AND r.agency = t.ref OR (r.name, r.ref) = ('tasked', t.ref) AND r.at > t.at))"
)
_EXCEPTIONS = {
    # A reminder that has come due is not yet an overdue case.
    "overdue": "(c.due_key LIKE '%/overdue' AND c.due_at < sec.now()) OR c.suspense < sec.now() OR EXISTS"
    " (SELECT FROM time_act t WHERE t.case_id = c.id AND t.key = CASE c.stage"
    " WHEN 'clearance' THEN 'round-' ||"
    " (SELECT max(r.round) FROM clearance_round r WHERE r.case_id = c.id) || '/overdue'"
    " ELSE c.stage || '/overdue' END)"
    " OR (c.stage = 'returns' AND EXISTS (SELECT FROM milestone t WHERE t.case_id = c.id AND t.until < sec.now()"
    f" AND {_OWED}))",
    "split": "c.stage = 'clearance' AND EXISTS (SELECT FROM (SELECT DISTINCT ON (s.agency) s.response FROM sign_off s"
    " WHERE s.case_id = c.id AND s.version = c.head_version ORDER BY s.agency, s.seq DESC) x"
    " WHERE x.response = 'nonconcur')",
    "hold": "EXISTS (SELECT FROM hold h WHERE h.case_id = c.id AND NOT EXISTS"
    " (SELECT FROM hold_end e WHERE e.hold = h.id)) AND c.stage NOT IN ('closed', 'withdrawn', 'recalled')",
    # Assessed as not enough, and nothing has followed.
    "follow_up": "c.stage = 'closed' AND EXISTS (SELECT FROM milestone m WHERE m.case_id = c.id AND m.name = 'assessed'"
    " AND m.outcome IN ('follow_up', 'escalate')) AND NOT EXISTS (SELECT FROM case_file k WHERE k.parent = c.id)",
    # Said otherwise than cleared, to the public or to the other government.
    "deviation": "EXISTS (SELECT FROM milestone m WHERE m.case_id = c.id AND m.outcome IN ('deviated', 'other_words'))",
    "needs_reclear": "(c.stage = 'drafting' AND c.head_version > 1 AND EXISTS"
    " (SELECT FROM clearance_round r WHERE r.case_id = c.id))"
    " OR (c.stage NOT IN ('closed', 'withdrawn', 'recalled') AND needs_reclear(c.id, c.head_version))",
    "conflict": IN_CONFLICT,
    "pressure": PRESSED,
    "walled": "c.stage = 'walled'",
}

_COLUMNS = (
    "c.id, c.number, e.directive, c.mandate, c.procedure, c.title, c.level, c.stage, c.action_agency, c.action_office,"
    " c.suspense, c.due_key, c.due_at, c.head_version, c.ledger_seq, c.at"
)


async def cases(tx: AsyncConnection, asked: CaseFilter) -> tuple[Row, ...]:
    """Cases that the person entered may see, newest first, one more than the limit if there are more."""
    where = ["true"]
    given: dict[str, object] = {"limit": asked.limit + 1}
    for column in ("mandate", "procedure", "stage", "parent"):
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
_FOR_OFFICE = "EXISTS (SELECT FROM office_clearance k WHERE k.case_id = c.id AND k.person = sec.person())"
_APPROVED = "EXISTS (SELECT FROM approval p WHERE p.case_id = c.id AND p.person = sec.person())"
_ACTION_OFFICE = _holds("action_officer", "a.office = c.action_office")
_BEFORE_RELEASE = "('clearance', 'split', 'checks', 'approval', 'keys', 'release')"
_OPENING = ", ".join(f"'{stage}'" for stage in sorted({Stage.INTAKE, *OPENING}))
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
_OF = "(w.agency = 'any' OR o.agency = CASE w.agency WHEN 'action' THEN c.action_agency ELSE w.agency END)"
_FOUND = (
    "(SELECT m.outcome FROM milestone m WHERE m.case_id IN (c.id, c.parent) AND m.name = x.found_by"
    " ORDER BY m.at DESC LIMIT 1)"
)
# Any approving official of the action agency, unless the procedure asks for others.
_APPROVES = (
    f"EXISTS (SELECT FROM appointment a JOIN office o ON o.code = a.office WHERE {_HELD} AND"
    " (a.capacity = 'approver' AND o.agency = c.action_agency"
    " AND NOT EXISTS (SELECT FROM procedure_approval x WHERE x.procedure = c.procedure)"
    " OR EXISTS (SELECT FROM procedure_approval x WHERE x.procedure = c.procedure AND x.capacity = a.capacity"
    " AND o.agency = CASE x.agency WHEN 'action' THEN c.action_agency WHEN 'any' THEN o.agency ELSE x.agency END"
    f" AND a.grade >= x.grade AND (x.acting OR a.acting_for IS NULL) AND (x.found_by IS NULL OR x.found = {_FOUND}))))"
)
_RELEASES = _holds("releaser", _OF)
_TAKES = (
    "EXISTS (SELECT FROM appointment a JOIN office o ON o.code = a.office"
    f" WHERE {_HELD} AND a.capacity = w.capacity AND {_OF} AND (w.office IS NULL OR w.office = a.office)"
    " AND a.grade >= w.grade AND (w.acting OR a.acting_for IS NULL)"
    " AND (w.capacity <> 'action_officer' OR w.agency <> 'action' OR a.office = c.action_office))"
)
_TAKEN = (
    "coalesce((SELECT w.passes = '{}' OR m.outcome = ANY (w.passes) FROM milestone m WHERE m.case_id = c.id"
    " AND m.name = w.name AND (w.place NOT IN ('check', 'key') OR m.digest = c.head_digest)"
    " ORDER BY m.at DESC LIMIT 1), false)"
)
_BELONGS = (
    "(NOT w.by_mandate OR w.name = ANY (c.steps)) AND (w.only_if IS NULL OR coalesce((SELECT"
    " m.outcome = ANY (w.only_if_outcomes) FROM milestone m WHERE m.case_id = c.id AND m.name = w.only_if"
    " ORDER BY m.at DESC LIMIT 1), false))"
)
# What a step waits for: its stage, which the rules have derived; and, after release, every step before it.
_TURN = (
    "CASE w.place WHEN 'opening' THEN c.stage = w.stage"
    f" WHEN 'check' THEN c.stage IN {_BEFORE_RELEASE} AND NOT {_WROTE}"
    f" WHEN 'key' THEN c.stage IN ('keys', 'approval') AND NOT {_WROTE} ELSE c.stage = w.stage END"
)
_FROM = "FROM case_file c JOIN directive_edition e ON e.id = c.edition_id"


def _waiting(act: str, where: str, *, agency: str = "NULL", step: str = "NULL", joined: str = "") -> str:
    return f"SELECT {act} AS act, {agency} AS agency, {step} AS step, {_COLUMNS} {_FROM} {joined} WHERE {where}"


_INBOX = " UNION ALL ".join(
    (
        _waiting(
            f"CASE WHEN {_SENT_BACK} THEN 'redraft' ELSE 'circulate' END",
            f"c.stage = 'drafting' AND {_ACTION_OFFICE} AND NOT {_SIGNED.format(more='')} AND NOT {_APPROVED}"
            f" AND NOT {_FOR_OFFICE}",
        ),
        _waiting(
            "'sign_off'",
            f"c.stage = 'clearance' AND {_holds('coordinator', 'o.agency = asked.agency')} AND NOT {_WROTE}"
            " AND NOT EXISTS (SELECT FROM sign_off s WHERE s.case_id = c.id AND s.version = c.head_version"
            f" AND s.agency = asked.agency) AND NOT {_SIGNED.format(more='AND s.agency <> asked.agency')}"
            f" AND NOT {_APPROVED} AND NOT {_FOR_OFFICE} AND NOT EXISTS"
            " (SELECT FROM carry_over y WHERE y.case_id = c.id AND y.version = c.head_version"
            " AND y.agency = asked.agency)",
            agency="asked.agency",
            joined="JOIN clearance_round r ON r.case_id = c.id AND r.version = c.head_version"
            " CROSS JOIN LATERAL (SELECT unnest(r.must_clear || r.clear_if_affected) UNION SELECT e.agency"
            " FROM equity_act e WHERE e.case_id = c.id AND e.act IN ('granted', 'imposed')) asked (agency)",
        ),
        _waiting(
            "'answer_for_office'",
            f"c.stage = 'clearance' AND {_holds('coordinator', 'a.office = beside.office')} AND NOT {_WROTE}"
            f" AND NOT {_APPROVED} AND NOT {_SIGNED.format(more='')} AND NOT EXISTS (SELECT FROM office_clearance k"
            " WHERE k.case_id = c.id AND (k.office = beside.office AND k.version = c.head_version"
            "   OR k.office <> beside.office AND k.person = sec.person()))",
            agency="(SELECT o.agency FROM office o WHERE o.code = beside.office)",
            joined="JOIN clearance_round r ON r.case_id = c.id AND r.version = c.head_version"
            " CROSS JOIN LATERAL unnest(r.offices) beside (office)",
        ),
        _waiting(
            "'redraft'",
            f"c.stage = 'clearance' AND {_ACTION_OFFICE} AND NOT {_SIGNED.format(more='')} AND NOT {_APPROVED}"
            f" AND NOT {_FOR_OFFICE} AND EXISTS (SELECT FROM (SELECT DISTINCT ON (s.agency) s.response FROM sign_off s"
            " WHERE s.case_id = c.id ORDER BY s.agency, s.seq DESC) latest WHERE latest.response = 'nonconcur')",
        ),
        _waiting(
            "'answer_claim'",
            f"c.stage IN {_BEFORE_RELEASE} AND {_ACTION_OFFICE} AND claim.act = 'claimed'",
            agency="claim.agency",
            joined="JOIN LATERAL (SELECT DISTINCT ON (e.agency) e.agency, e.act FROM equity_act e"
            " WHERE e.case_id = c.id ORDER BY e.agency, e.at DESC) claim ON true",
        ),
        _waiting(
            "'propose_topic'",
            "c.procedure = 'consultation' AND c.stage = 'agenda'"
            f" AND {_holds('coordinator', 'o.agency = asked.agency')}"
            " AND NOT EXISTS (SELECT FROM topic t WHERE t.case_id = c.id AND t.agency = asked.agency) AND EXISTS"
            " (SELECT FROM milestone m WHERE m.case_id = c.id AND m.name = 'topics_called' AND m.until > sec.now())",
            agency="asked.agency",
            joined="CROSS JOIN LATERAL (SELECT e.key FROM jsonb_each_text(c.equities) e"
            " WHERE e.value IN ('must_clear', 'clear_if_affected')) asked (agency)",
        ),
        _waiting(
            "'decide_topic'",
            f"c.stage = ANY (ARRAY['agenda', 'drafting'] || ARRAY[{_BEFORE_RELEASE[1:-1]}]) AND {_ACTION_OFFICE}"
            " AND NOT EXISTS (SELECT FROM topic_decision d WHERE d.topic = t.id)",
            agency="t.agency",
            joined="JOIN topic t ON t.case_id = c.id",
        ),
        _waiting("'rule'", f"c.stage = 'split' AND {_RULES}"),
        _waiting(
            "'answer_transfer'",
            f"c.stage IN ('drafting', 'agenda', {_OPENING}, {_BEFORE_RELEASE[1:]} AND {_ANSWERS_TRANSFER}",
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
            f"c.stage = 'approval' AND {_APPROVES} AND NOT {_WROTE}"
            f" AND NOT {_SIGNED.format(more='')} AND NOT {_FOR_OFFICE}",
        ),
        _waiting(
            "'release'",
            f"c.stage = 'release' AND NOT {_WROTE} AND NOT {_APPROVED} AND EXISTS (SELECT FROM procedure_release w"
            f" WHERE w.procedure = c.procedure AND {_RELEASES})",
        ),
        _waiting("'withdraw'", f"c.stage = 'walled' AND {_ACTION_OFFICE}"),
        _waiting("'sequence'", f"{PRESSED} AND ({_holds('nsc_staff', 'true')} OR {_holds('apnsa', 'true')})"),
        _waiting(
            "'decide_certification'",
            f"{_holds('approver', 'o.agency = c.action_agency AND a.grade >= 7')} AND k.person <> sec.person()",
            joined="JOIN certification k ON k.case_id = c.id AND NOT EXISTS"
            " (SELECT FROM certification_decision d WHERE d.certification = k.id)",
        ),
        _waiting(
            "'take_step'",
            f"NOT w.optional AND {_BELONGS} AND NOT {_TAKEN} AND {_TURN} AND {_TAKES}",
            step="w.name",
            joined="JOIN procedure_step w ON w.procedure = c.procedure AND w.place <> 'note'",
        ),
        _waiting(
            "'take_step'",
            f"c.stage = 'returns' AND {_OWED} AND {_holds('coordinator', 'o.agency = t.ref')}",
            agency="t.ref",
            step="'returned'",
            joined="JOIN milestone t ON t.case_id = c.id",
        ),
        _waiting(
            "'clear_departure'",
            f"c.stage = 'negotiation' AND NOT {_WROTE} AND EXISTS (SELECT FROM appointment a JOIN office o"
            f" ON o.code = a.office WHERE {_HELD} AND a.capacity = 'coordinator' AND a.grade >= 4"
            " AND CASE a.office WHEN 'state.l' THEN a.office ELSE o.agency END = open_one.seat)",
            agency="split_part(open_one.seat, '.', 1)",
            step="open_one.ref",
            joined="CROSS JOIN LATERAL sec.departure_seats(c.id) open_one",
        ),
    )
)
_INBOX_PAGE = text(
    f"SELECT * FROM ({_INBOX}) todo"
    " ORDER BY coalesce(suspense, due_at, 'infinity'), at, id, act, agency, step LIMIT :limit"
)


async def inbox(tx: AsyncConnection, limit: int) -> tuple[Row, ...]:
    """What waits for the person entered, the soonest suspense first."""
    return tuple(dict(row) for row in (await tx.execute(_INBOX_PAGE, {"limit": limit})).mappings())


# A contradiction with something that the person may not know of is an entry without a body, and no line of a timeline.
_KNOWN = (
    "(l.kind NOT IN ('conflict', 'drift')"
    " OR EXISTS (SELECT FROM conflict f WHERE l.kind = 'conflict' AND f.id::text = l.fact_id)"
    " OR EXISTS (SELECT FROM drift f WHERE l.kind = 'drift' AND f.id::text = l.fact_id))"
)
_LEDGER = text(
    "SELECT l.seq, l.at, l.actor, l.kind, l.fact_id, l.prev, l.hash,"
    f" CASE WHEN {_KNOWN} THEN l.body ELSE '' END AS body FROM ledger l WHERE l.case_id = :id"
    " ORDER BY l.seq LIMIT :limit OFFSET :after"
)


async def ledger(tx: AsyncConnection, case_id: UUID, *, after: int, limit: int) -> tuple[Row, ...]:
    """The case's ledger from one entry on, in order."""
    rows = await tx.execute(_LEDGER, {"id": case_id, "after": after, "limit": limit})
    return tuple(dict(row) for row in rows.mappings())


_TIMELINE = text(
    "SELECT l.seq, l.at, l.kind, l.body, p.name, p.subject, k.text AS comment_text, k.proposed,"
    " coalesce(d.reason, h.reason, x.reason, w.reason, r.reason, q.reason, y.reason, e.reason, u.reason,"
    " b.reason, t.reason, a.reason, lk.reason, lx.reason, ce.reason, c.reason, f.reason, tr.reason,"
    " mt.reason, td.reason) AS reason, tp.title AS topic_title, cm.text AS commitment_text, ca.note AS act_note,"
    " lk.link, i.opinion, s.question, z.recommendation, z.alternative, g.argument,"
    " h.lifts_when, coalesce(m.note, tl.note) AS note, m.detail, n.note AS version_note, o.short_fuse_reason"
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
    " LEFT JOIN text_words n ON (n.case_id, n.version) = (v.case_id, v.version)"
    " LEFT JOIN office_clearance i ON l.kind = 'office_clearance' AND i.case_id = l.case_id AND i.id::text = l.fact_id"
    " LEFT JOIN clearance_round o ON l.kind = 'clearance_round' AND o.id::text = l.fact_id"
    " LEFT JOIN equity_act e ON l.kind = 'equity_act' AND e.case_id = l.case_id AND e.id::text = l.fact_id"
    " LEFT JOIN split s ON l.kind = 'split' AND s.case_id = l.case_id AND s.id::text = l.fact_id"
    " LEFT JOIN split_position z ON l.kind = 'split_position' AND z.case_id = l.case_id AND z.id::text = l.fact_id"
    " LEFT JOIN ruling u ON l.kind = 'ruling' AND u.case_id = l.case_id AND u.id::text = l.fact_id"
    " LEFT JOIN reclama g ON l.kind = 'reclama' AND g.case_id = l.case_id AND g.id::text = l.fact_id"
    " LEFT JOIN send_back b ON l.kind = 'send_back' AND b.case_id = l.case_id AND b.id::text = l.fact_id"
    " LEFT JOIN transfer t ON l.kind = 'transfer' AND t.case_id = l.case_id AND t.id::text = l.fact_id"
    " LEFT JOIN transfer_answer a ON l.kind = 'transfer_answer' AND a.case_id = l.case_id AND a.id::text = l.fact_id"
    " LEFT JOIN case_link lk ON l.kind = 'case_link' AND lk.case_id = l.case_id AND lk.id::text = l.fact_id"
    " LEFT JOIN case_link_end lx ON l.kind = 'case_link_end' AND lx.case_id = l.case_id AND lx.id::text = l.fact_id"
    " LEFT JOIN certification ce ON l.kind = 'certification' AND ce.case_id = l.case_id AND ce.id::text = l.fact_id"
    " LEFT JOIN certification_decision c ON l.kind = 'certification_decision' AND c.case_id = l.case_id"
    " AND c.id::text = l.fact_id"
    " LEFT JOIN sequencing f ON l.kind = 'sequencing' AND f.case_id = l.case_id AND f.id::text = l.fact_id"
    " LEFT JOIN tear_line tl ON l.kind = 'tear_line' AND tl.case_id = l.case_id AND tl.id::text = l.fact_id"
    " LEFT JOIN tear_line_review tr ON l.kind = 'tear_line_review' AND tr.case_id = l.case_id"
    " AND tr.id::text = l.fact_id"
    " LEFT JOIN meeting mt ON l.kind = 'meeting' AND mt.case_id = l.case_id AND mt.id::text = l.fact_id"
    " LEFT JOIN topic tp ON l.kind = 'topic' AND tp.case_id = l.case_id AND tp.id::text = l.fact_id"
    " LEFT JOIN topic_decision td ON l.kind = 'topic_decision' AND td.case_id = l.case_id AND td.id::text = l.fact_id"
    " LEFT JOIN commitment cm ON l.kind = 'commitment' AND cm.case_id = l.case_id AND cm.id::text = l.fact_id"
    " LEFT JOIN commitment_act ca ON l.kind = 'commitment_act' AND ca.case_id = l.case_id AND ca.id::text = l.fact_id"
    # A link of which the person does not see the other end is told by no line.
    " WHERE l.case_id = :id AND l.seq > :after"
    f" AND (l.kind NOT IN ('case_link', 'case_link_end') OR lk.id IS NOT NULL OR lx.id IS NOT NULL) AND {_KNOWN}"
    " ORDER BY l.seq LIMIT :limit"
)


async def timeline(tx: AsyncConnection, case_id: UUID, *, after: int, limit: int) -> tuple[Row, ...]:
    """The case's history with names and words, for those who may see the case."""
    rows = await tx.execute(_TIMELINE, {"id": case_id, "after": after, "limit": limit})
    return tuple(dict(row) for row in rows.mappings())


_VERSION = text(
    "SELECT v.version, v.digest, w.canonical, w.equities, w.note, v.office, v.at FROM text_version v"
    " JOIN text_words w ON (w.case_id, w.version) = (v.case_id, v.version)"
    " WHERE v.case_id = :id AND v.version = :version"
)


async def version(tx: AsyncConnection, case_id: UUID, number: int) -> Row | None:
    """One version with its canonical bytes, if the person entered may read its words.

    Before it is circulated the action agency reads it, and who watches; then everybody who sees the case.
    """
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


_ALTERNATIVES = text("SELECT alternative FROM split_position WHERE split = :split AND alternative IS NOT NULL")


async def alternatives(tx: AsyncConnection, split: UUID) -> tuple[str, ...]:
    """The other words that agencies filed in a split."""
    return tuple((await tx.execute(_ALTERNATIVES, {"split": split})).scalars())
