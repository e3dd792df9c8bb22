"""The directive's guardrails as values: stored with an edition, and read to hold texts against them."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.directive import Directive, GuardrailAssertion

Row = dict[str, Any]  # a row by column name, read field by field where it is used

_INSERT = text(
    "INSERT INTO guardrail_limit (edition_id, mandate, ordinal, level, issue, counterpart, guardrail, statement,"
    " audience)"
    " VALUES (:e, :mandate, :ordinal, :level, :issue, :counterpart, :guardrail, CAST(:statement AS jsonb), :audience)"
)


async def insert_limits(tx: AsyncConnection, directive: Directive, edition_id: UUID) -> None:
    """Store what an edition's guardrails assert; the preamble's hold on every issue."""
    rows = [{"e": edition_id, **row} for row in _rows(directive)]
    if rows:
        await tx.execute(_INSERT, rows)


def _rows(directive: Directive) -> Iterator[Row]:
    pre = directive.preamble
    for ordinal, said in enumerate(pre.assertions, 1):
        yield _row(pre.code, ordinal, int(pre.marking), None, None, pre.guardrail, said)
    for mandate in directive.mandates:
        for ordinal, said in enumerate(mandate.assertions, 1):
            words = mandate.guardrails[said.guardrail - 1]
            yield _row(mandate.code, ordinal, int(mandate.marking), mandate.issue, mandate.counterpart, words, said)


def _row(
    code: str,
    ordinal: int,
    level: int,
    issue: str | None,
    counterpart: str | None,
    words: str,
    said: GuardrailAssertion,
) -> Row:
    statement = {
        name: value
        for name, value in (
            ("measure", said.measure),
            ("polarity", said.polarity.value),
            ("low", said.low),
            ("high", said.high),
            ("unit", said.unit),
            ("actor", said.actor),
        )
        if value is not None
    }
    return {
        "mandate": code,
        "ordinal": ordinal,
        "level": level,
        "issue": issue,
        "counterpart": counterpart,
        "guardrail": words,
        "statement": json.dumps(statement),
        "audience": said.audience.value if said.audience else None,
    }


_LIMITS = text(
    "SELECT l.mandate, l.level, l.issue, l.statement, l.audience, l.guardrail FROM guardrail_limit l JOIN"
    " directive_edition e"
    " ON e.id = l.edition_id WHERE e.edition = (SELECT max(x.edition) FROM directive_edition x WHERE x.directive ="
    " e.directive)"
    " AND (l.issue IS NULL OR l.issue = ANY (:issues)) AND (l.counterpart IS NULL OR l.counterpart = :counterpart)"
    " ORDER BY l.mandate, l.ordinal LIMIT 500"
)


async def limits(tx: AsyncConnection, issues: list[str], counterpart: str) -> tuple[Row, ...]:
    """What the newest editions allow on these issues with that counterpart, as far as the person entered may see it."""
    rows = await tx.execute(_LIMITS, {"issues": issues, "counterpart": counterpart})
    return tuple(dict(row) for row in rows.mappings())
