"""Evidence of the register's own ledger, and of the rows that it speaks of."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row as PostgreSQL's to_jsonb gives it

KEYS: Final[Mapping[str, str]] = {
    "agency": "code",
    "office": "code",
    "person": "id",
    "appointment": "id",
    "directive_edition": "id",
    "practice": "id",
    "edition_content": "edition_id",
}
"""Tables on which rights rest, and the column by which the register's ledger names a row."""

EDITION_TABLES: Final = (
    *("clause", "mandate", "mandate_equity", "lever", "pressure_gauge", "guardrail_limit", "series_edition"),
)
"""Tables of which each row belongs to one edition of a directive."""

_ROWS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """One row of the register's ledger. `at` is as PostgreSQL writes it out, in UTC."""

    seq: int
    at: str
    kind: str
    fact_id: str
    body: str
    prev: bytes
    hash: bytes


_ENTRIES = text(
    "SELECT seq, to_jsonb(at) AS at, kind, fact_id, body, prev, hash FROM register_ledger ORDER BY seq"
).execution_options(yield_per=_ROWS_AT_ONCE)


async def register_entries(tx: AsyncConnection) -> AsyncIterator[RegisterEntry]:
    """The register's ledger, in order."""
    async for row in (await tx.stream(_ENTRIES)).mappings():
        yield RegisterEntry(**row)  # the columns above are its fields


async def register_rows(tx: AsyncConnection) -> AsyncIterator[tuple[str, str, Row, str | None]]:
    """Every row on which rights rest: table, key, the row, and a person's name."""
    for table, key in KEYS.items():
        name = "t.name" if table == "person" else "NULL"
        statement = text(f"SELECT t.{key}::text, to_jsonb(t) AS row, {name} FROM {table} t")
        async for fact, row, said in await tx.stream(statement.execution_options(yield_per=_ROWS_AT_ONCE)):
            yield table, fact, row, said


async def editions(tx: AsyncConnection) -> dict[str, Mapping[str, str]]:
    """Each edition -> table -> the hash of its rows as they were loaded; no tables if none was kept."""
    statement = (
        "SELECT e.id::text, c.tables FROM directive_edition e LEFT JOIN edition_content c ON c.edition_id = e.id"
    )
    return {edition: kept or {} for edition, kept in await tx.execute(text(statement))}


async def edition_rows(tx: AsyncConnection, edition: str, table: str) -> list[str]:
    """A table's rows of one edition, each as JSON without what is null."""
    statement = text(
        f"SELECT jsonb_strip_nulls(to_jsonb(t))::text FROM {table} t WHERE edition_id = CAST(:edition AS uuid)"
    )
    return list((await tx.execute(statement, {"edition": edition})).scalars())
