"""Directives, their clauses and mandates, as loaded from files: one edition a content."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.guardrails import insert_limits
from db.series import insert_series
from domain.directive import Directive
from domain.guidance import Lint

Row = dict[str, Any]  # a row by column name, read field by field where it is shown

MANDATE_FIELDS = (
    "code title level clauses procedure also counterpart issue action_agency action_office cadence guardrails channels"
    " steps lint non_voting high_level reasoning confidence"
)


LOADING_LOCK = 6_201_983


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateRow:
    """What opening a case under a mandate needs to know of it."""

    edition_id: UUID
    directive: str
    edition: int
    code: str
    procedures: tuple[str, ...]
    issue: str
    counterpart: str
    action_agency: str
    action_office: str


_CURRENT_MANDATE = text(
    "SELECT m.edition_id, e.directive, e.edition, m.code, m.procedure, m.also, m.issue, m.counterpart, m.action_agency,"
    " m.action_office"
    " FROM mandate m JOIN directive_edition e ON e.id = m.edition_id WHERE m.code = :code"
    " ORDER BY e.edition DESC LIMIT 1"
)


async def mandate_in_force(tx: AsyncConnection, code: str) -> MandateRow | None:
    """The mandate of that code in its newest edition, if the person entered may see it."""
    found = (await tx.execute(_CURRENT_MANDATE, {"code": code})).mappings().first()
    if found is None:
        return None
    return MandateRow(
        edition_id=found["edition_id"],
        directive=found["directive"],
        edition=found["edition"],
        code=found["code"],
        procedures=(found["procedure"], *found["also"]),
        issue=found["issue"],
        counterpart=found["counterpart"],
        action_agency=found["action_agency"],
        action_office=found["action_office"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AboveRow:
    """The case under which another one is to be opened."""

    procedure: str
    mandate: str


async def case_above(tx: AsyncConnection, case_id: UUID) -> AboveRow | None:
    """That case, if the person entered may see it."""
    found = (await tx.execute(text("SELECT procedure, mandate FROM case_file WHERE id = :id"), {"id": case_id})).first()
    return None if found is None else AboveRow(procedure=found.procedure, mandate=found.mandate)


async def known_offices(tx: AsyncConnection) -> frozenset[str]:
    """The codes of all offices."""
    return frozenset((await tx.execute(text("SELECT code FROM office"))).scalars())


async def agencies_of(tx: AsyncConnection, offices: Sequence[str]) -> frozenset[str]:
    """The agencies of these offices."""
    found = await tx.execute(text("SELECT agency FROM office WHERE code = ANY (:offices)"), {"offices": list(offices)})
    return frozenset(found.scalars())


async def one_at_a_time(tx: AsyncConnection) -> None:
    """Wait until no other load of a directive or a register runs, and keep the next one out until the end.

    Two at once would take the same edition number, or undo each other's appointments.
    """
    await tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOADING_LOCK})


async def known_agencies(tx: AsyncConnection) -> frozenset[str]:
    """The codes of all agencies."""
    return frozenset((await tx.execute(text("SELECT code FROM agency"))).scalars())


async def carry_policies(tx: AsyncConnection) -> dict[str, str]:
    """Agency -> when its response stands for a new version."""
    return {row.code: row.carry_over for row in await tx.execute(text("SELECT code, carry_over FROM agency"))}


async def edition_of(tx: AsyncConnection, directive: str, sha256: str) -> int | None:
    """The number of the edition with that very content, if it is loaded already."""
    found: int | None = (
        await tx.execute(
            text("SELECT edition FROM directive_edition WHERE directive = :d AND sha256 = :s"),
            {"d": directive, "s": sha256},
        )
    ).scalar()
    return found


async def mandates_elsewhere(tx: AsyncConnection, directive: str, codes: list[str]) -> dict[str, str]:
    """Which of these mandates' codes another directive has, in any edition, and which directive that is."""
    found = await tx.execute(
        text(
            "SELECT DISTINCT m.code, e.directive FROM mandate m JOIN directive_edition e ON e.id = m.edition_id"
            " WHERE e.directive <> :d AND m.code = ANY(:codes)"
        ),
        {"d": directive, "codes": codes},
    )
    return {row.code: row.directive for row in found}


async def insert_edition(tx: AsyncConnection, directive: Directive, sha256: str) -> int:
    """Store a new edition with its clauses and mandates; returns its number."""
    await _agencies(tx, directive)
    edition = (
        await tx.execute(
            text(
                "INSERT INTO directive_edition (directive, edition, sha256, dated, handling_note, control)"
                " SELECT :d, coalesce(max(edition), 0) + 1, :s, :dated, :note, :control"
                " FROM directive_edition WHERE directive = :d RETURNING id, edition"
            ),
            {
                "d": directive.id,
                "s": sha256,
                "dated": directive.date,
                "note": directive.handling_note,
                "control": json.dumps(
                    {
                        "log_number": directive.control.log_number,
                        "copy": directive.control.copy,
                        "declassify": directive.control.declassify,
                        "study": directive.control.study,
                    }
                ),
            },
        )
    ).one()
    await _clauses(tx, directive, edition.id)
    await _mandates(tx, directive, edition.id)
    await _levers(tx, directive, edition.id)
    await insert_series(tx, edition.id, directive.id, directive.series)
    await insert_limits(tx, directive, edition.id)
    number: int = edition.edition
    return number


async def _agencies(tx: AsyncConnection, directive: Directive) -> None:
    await tx.execute(
        text(
            "INSERT INTO agency (code, name, short, kind) VALUES (:code, :name, :short, :kind)"
            " ON CONFLICT (code) DO UPDATE SET name = excluded.name, short = excluded.short, kind = excluded.kind"
        ),
        [{"code": a.code, "name": a.name, "short": a.short, "kind": a.kind.value} for a in directive.agencies],
    )


async def _clauses(tx: AsyncConnection, directive: Directive, edition_id: UUID) -> None:
    title = {
        "e": edition_id,
        "code": "TITLE",
        "ordinal": -1,
        "section": "title",
        "level": int(directive.title_marking),
        "summary": directive.title,
        "text": None,
        "marked": directive.title_marked,
    }
    preamble = {
        "e": edition_id,
        "code": directive.preamble.code,
        "ordinal": 0,
        "section": "preamble",
        "level": int(directive.preamble.marking),
        "summary": f"{directive.preamble.summary} {directive.preamble.guardrail}",
        "text": directive.preamble.text,
        "marked": directive.preamble.marked,
    }
    clauses = [
        {
            "e": edition_id,
            "code": c.code,
            "ordinal": c.ordinal,
            "section": c.section,
            "level": int(c.marking),
            "summary": c.summary,
            "text": c.text,
            "marked": c.marked,
        }
        for c in directive.clauses
    ]
    await tx.execute(
        text(
            "INSERT INTO clause (edition_id, code, ordinal, section, level, summary, text, marked)"
            " VALUES (:e, :code, :ordinal, :section, :level, :summary, :text, :marked)"
        ),
        [title, preamble, *clauses],
    )


async def _mandates(tx: AsyncConnection, directive: Directive, edition_id: UUID) -> None:
    names = [*MANDATE_FIELDS.split(), "deadlines"]
    await tx.execute(
        text(f"INSERT INTO mandate (edition_id, {', '.join(names)}) VALUES (:e, {', '.join(':' + n for n in names)})"),
        [
            {
                "e": edition_id,
                "code": m.code,
                "title": m.title,
                "level": int(m.marking),
                "clauses": list(m.clauses),
                "procedure": m.procedure.value,
                "also": [p.value for p in m.also],
                "counterpart": m.counterpart,
                "issue": m.issue,
                "action_agency": m.action_agency,
                "action_office": m.action_office,
                "cadence": m.cadence,
                "guardrails": list(m.guardrails),
                "channels": list(m.channels),
                "steps": list(m.steps),
                "lint": [kind.value for kind in m.lint],
                "non_voting": list(m.non_voting),
                "high_level": m.high_level,
                "deadlines": json.dumps(
                    [{"name": d.name, "date": d.date.isoformat(), "note": d.note} for d in m.deadlines]
                ),
                "reasoning": m.reasoning,
                "confidence": m.confidence.value,
            }
            for m in directive.mandates
        ],
    )
    await tx.execute(
        text("INSERT INTO mandate_equity (edition_id, mandate, agency, clearance_right) VALUES (:e, :m, :a, :r)"),
        [
            {"e": edition_id, "m": m.code, "a": agency, "r": right}
            for m in directive.mandates
            for right, agencies in (
                ("must_clear", m.must_clear),
                ("clear_if_affected", m.clear_if_affected),
                ("info", m.info),
            )
            for agency in agencies
        ],
    )


async def _levers(tx: AsyncConnection, directive: Directive, edition_id: UUID) -> None:
    for lever in directive.levers:
        await tx.execute(
            text("INSERT INTO lever (edition_id, name, mandates, certifies) VALUES (:e, :name, :mandates, :certifies)"),
            {"e": edition_id, "name": lever.name, "mandates": [*lever.mandates], "certifies": [*lever.certifies]},
        )
    for gauge in directive.pressure:
        await tx.execute(
            text(
                "INSERT INTO pressure_gauge (edition_id, counterpart, demarches_a_week, then_it)"
                " VALUES (:e, :c, :n, :then_it)"
            ),
            {"e": edition_id, "c": gauge.counterpart, "n": gauge.demarches_a_week, "then_it": gauge.then.value},
        )


_EDITION = text(
    "SELECT id, directive, edition, dated, handling_note, control, sec.now() AS now FROM directive_edition"
    " WHERE directive = :d ORDER BY edition DESC LIMIT 1"
)
_CLAUSES = text(
    "SELECT code, ordinal, section, level, summary, text, marked FROM clause"
    " WHERE edition_id = :e ORDER BY ordinal LIMIT 500"
)
_MANDATES = text(
    f"SELECT {', '.join('m.' + n for n in MANDATE_FIELDS.split())}, m.deadlines,"
    " (SELECT coalesce(jsonb_object_agg(q.agency, q.clearance_right), '{}') FROM mandate_equity q"
    "   WHERE q.edition_id = m.edition_id AND q.mandate = m.code) AS equities,"
    " (SELECT min(d.loaded_at) FROM directive_edition d JOIN mandate f ON f.edition_id = d.id AND f.code = m.code"
    "   WHERE d.directive = e.directive) AS loaded_at"
    " FROM mandate m JOIN directive_edition e ON e.id = m.edition_id WHERE m.edition_id = :e ORDER BY m.code LIMIT 500"
)


_LEVERS = text("SELECT name, mandates, certifies FROM lever WHERE edition_id = :e ORDER BY name LIMIT 500")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRows:
    """A directive's newest edition, as much of it as the person entered may see."""

    edition: Row
    clauses: tuple[Row, ...]
    mandates: tuple[Row, ...]
    levers: tuple[Row, ...]


async def newest_edition(tx: AsyncConnection, directive: str) -> EditionRows | None:
    """Read the newest edition with the clauses and mandates at or below the person's clearance."""
    edition = (await tx.execute(_EDITION, {"d": directive})).mappings().first()
    if edition is None:
        return None
    clauses = (await tx.execute(_CLAUSES, {"e": edition["id"]})).mappings().all()
    mandates = (await tx.execute(_MANDATES, {"e": edition["id"]})).mappings().all()
    levers = (await tx.execute(_LEVERS, {"e": edition["id"]})).mappings().all()
    return EditionRows(
        edition=dict(edition),
        clauses=tuple(map(dict, clauses)),
        mandates=tuple(map(dict, mandates)),
        levers=tuple(map(dict, levers)),
    )


async def lint_of(tx: AsyncConnection, case_id: UUID) -> tuple[Lint, ...]:
    """What the public words of a case are read for, by its mandate."""
    found = await tx.execute(
        text(
            "SELECT m.lint FROM case_file c JOIN mandate m ON (m.edition_id, m.code) = (c.edition_id, c.mandate)"
            " WHERE c.id = :id"
        ),
        {"id": case_id},
    )
    return tuple(Lint(kind) for kind in found.scalar_one_or_none() or ())
