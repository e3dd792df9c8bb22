"""What goes into a bundle: rows as the person entered may see them, in order, some at a time."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field

CASES_AT_ONCE = 100
_ROWS_AT_ONCE = 500
_TEXTS_AT_ONCE = 20  # each may have 1.6 megabytes


async def hold_still(tx: AsyncConnection) -> None:
    """Let this transaction see one instant throughout; comes first in it."""
    await tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    for setting in ("timezone = 'UTC'", "statement_timeout = '2min'", "idle_in_transaction_session_timeout = '2min'"):
        await tx.execute(text(f"SET LOCAL {setting}"))


_CASES = text(
    "SELECT id FROM case_file WHERE (CAST(:after AS uuid) IS NULL OR id > :after)"
    " AND (CAST(:chosen AS uuid[]) IS NULL OR id = ANY (:chosen)) ORDER BY id LIMIT :limit"
)


async def case_ids(tx: AsyncConnection, chosen: Sequence[UUID] | None) -> AsyncIterator[list[UUID]]:
    """The cases that may be seen, by id, some at a time."""
    after: UUID | None = None
    while True:
        given = {"after": after, "chosen": None if chosen is None else list(chosen), "limit": CASES_AT_ONCE}
        found = list((await tx.execute(_CASES, given)).scalars())
        if not found:
            return
        yield found
        after = found[-1]


_LEVEL = text(
    "SELECT coalesce(max(level), 0) FROM case_file WHERE CAST(:chosen AS uuid[]) IS NULL OR id = ANY (:chosen)"
)


async def highest_level(tx: AsyncConnection, chosen: Sequence[UUID] | None) -> int:
    """The highest marking among the cases; nothing above it goes in."""
    given = {"chosen": None if chosen is None else list(chosen)}
    return int((await tx.execute(_LEVEL, given)).scalar_one())


async def _rows(tx: AsyncConnection, statement: str, at_once: int, **given: object) -> AsyncIterator[Row]:
    streamed = await tx.stream(text(statement).execution_options(yield_per=at_once), given)
    async for row in streamed.mappings():
        yield dict(row)


def about(tx: AsyncConnection, ids: Sequence[UUID]) -> AsyncIterator[Row]:
    """What each case is called, and how it is marked."""
    statement = (
        "SELECT c.id, c.number, c.level, e.directive, e.edition FROM case_file c"
        " JOIN directive_edition e ON e.id = c.edition_id WHERE c.id = ANY (:ids) ORDER BY c.id"
    )
    return _rows(tx, statement, _ROWS_AT_ONCE, ids=list(ids))


def entries(tx: AsyncConnection, ids: Sequence[UUID]) -> AsyncIterator[Row]:
    """Every entry of these cases' ledgers, whatever its kind."""
    statement = (
        "SELECT case_id, seq, at, actor::text AS actor, kind, fact_id, body, prev, hash FROM ledger"
        " WHERE case_id = ANY (:ids) ORDER BY case_id, seq"
    )
    return _rows(tx, statement, _ROWS_AT_ONCE, ids=list(ids))


def texts(tx: AsyncConnection, ids: Sequence[UUID]) -> AsyncIterator[Row]:
    """The words of those of these cases that were released: each version, with its paragraphs' equities."""
    statement = (
        "SELECT v.case_id, v.version, v.digest, w.canonical, w.equities::text AS equities FROM text_version v"
        " JOIN text_words w ON (w.case_id, w.version) = (v.case_id, v.version)"
        " WHERE v.case_id = ANY (:ids) AND EXISTS (SELECT FROM release r WHERE r.case_id = v.case_id)"
        " ORDER BY v.case_id, v.version"
    )
    return _rows(tx, statement, _TEXTS_AT_ONCE, ids=list(ids))


def clauses(tx: AsyncConnection, chosen: Sequence[UUID] | None, level: int) -> AsyncIterator[Row]:
    """The clauses up to a marking, as far as the person is cleared for them, of the editions the cases are under."""
    statement = (
        "SELECT e.directive, e.edition, c.code, c.section, c.level, c.summary FROM clause c"
        " JOIN directive_edition e ON e.id = c.edition_id WHERE c.edition_id IN (SELECT edition_id FROM case_file"
        "  WHERE CAST(:chosen AS uuid[]) IS NULL OR id = ANY (:chosen)) AND c.level <= :level"
        " ORDER BY e.directive, e.edition, c.ordinal"
    )
    return _rows(tx, statement, _ROWS_AT_ONCE, chosen=None if chosen is None else list(chosen), level=level)


def offices(tx: AsyncConnection) -> AsyncIterator[Row]:
    """Offices and their agencies."""
    return _rows(tx, "SELECT code, agency FROM office ORDER BY code", _ROWS_AT_ONCE)


def departments(tx: AsyncConnection) -> AsyncIterator[Row]:
    """Agencies that are Departments."""
    return _rows(tx, "SELECT code FROM agency WHERE kind = 'department' ORDER BY code", _ROWS_AT_ONCE)


def appointments(tx: AsyncConnection, chosen: Sequence[UUID] | None) -> AsyncIterator[Row]:
    """The appointments of whoever acted in these cases or in the record of keys; ids only."""
    statement = (
        "SELECT a.person::text AS person, a.office, a.capacity, a.grade, to_jsonb(a.valid_from) #>> '{}' AS begins,"
        " to_jsonb(a.valid_to) #>> '{}' AS ends FROM appointment a WHERE a.person IN (SELECT l.actor FROM ledger l"
        "  WHERE CAST(:chosen AS uuid[]) IS NULL OR l.case_id = ANY (:chosen) UNION SELECT k.actor FROM key_record k)"
        " ORDER BY a.person, a.office, a.capacity, a.valid_from"
    )
    return _rows(tx, statement, _ROWS_AT_ONCE, chosen=None if chosen is None else list(chosen))


def leaves(tx: AsyncConnection) -> AsyncIterator[Row]:
    """Every leaf of the log, with what stands in it as far as that may be seen."""
    statement = (
        "SELECT n.place, n.hash, f.case_id::text AS case_id, f.seq, f.nonce FROM log_node n"
        " LEFT JOIN log_leaf f ON f.place = n.place WHERE n.level = 0 ORDER BY n.place"
    )
    return _rows(tx, statement, _ROWS_AT_ONCE)


async def released(tx: AsyncConnection, ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """Those of these cases that were released."""
    statement = text("SELECT case_id FROM release WHERE case_id = ANY (:ids) ORDER BY case_id")
    return tuple((await tx.execute(statement, {"ids": list(ids)})).scalars())
