"""Evidence of the log, for verification alone: leaves beside what stands in them, nodes, checkpoints, keys."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field

_ROWS_AT_ONCE = 2_000


async def _rows(tx: AsyncConnection, statement: str) -> AsyncIterator[Row]:
    streamed = await tx.stream(text(statement).execution_options(yield_per=_ROWS_AT_ONCE))
    async for row in streamed.mappings():
        yield dict(row)


def leaves(tx: AsyncConnection) -> AsyncIterator[Row]:
    """Every leaf, from whichever side it is there: its place, its hash, what it names, and that entry's hash today."""
    return _rows(
        tx,
        "SELECT coalesce(n.place, f.place) AS place, n.hash, f.checkpoint, f.case_id::text AS case_id, f.seq, f.nonce,"
        " coalesce(l.hash, k.hash) AS entry, EXISTS (SELECT FROM case_file c WHERE c.id = f.case_id) AS case_is_there"
        " FROM (SELECT place, hash FROM log_node WHERE level = 0) n FULL JOIN log_leaf f ON f.place = n.place"
        " LEFT JOIN ledger l ON (l.case_id, l.seq) = (f.case_id, f.seq)"
        " LEFT JOIN key_record k ON f.case_id IS NULL AND k.seq = f.seq ORDER BY 1",
    )


def wrong_nodes(tx: AsyncConnection) -> AsyncIterator[Row]:
    """Inner nodes that are not the hash of the two below them, or are missing where both are there."""
    return _rows(
        tx,
        "SELECT a.level + 1 AS level, a.place / 2 AS place FROM log_node a JOIN log_node b"
        " ON b.level = a.level AND b.place = a.place + 1 LEFT JOIN log_node n"
        " ON n.level = a.level + 1 AND n.place = a.place / 2"
        " WHERE a.place % 2 = 0 AND n.hash IS DISTINCT FROM sha256('\\x01'::bytea || a.hash || b.hash) ORDER BY 1, 2",
    )


def unlogged(tx: AsyncConnection) -> AsyncIterator[Row]:
    """Entries that stand before one that was logged, and were never logged themselves; keys have no case."""
    return _rows(
        tx,
        "SELECT l.case_id::text AS case_id, l.seq FROM ledger l JOIN (SELECT case_id, max(seq) AS last FROM log_leaf"
        "  WHERE case_id IS NOT NULL GROUP BY case_id) w ON w.case_id = l.case_id AND l.seq <= w.last"
        " WHERE NOT EXISTS (SELECT FROM log_leaf f WHERE (f.case_id, f.seq) = (l.case_id, l.seq))"
        " UNION ALL SELECT NULL, k.seq FROM key_record k WHERE k.seq <= (SELECT max(seq) FROM log_leaf"
        "  WHERE case_id IS NULL AND nonce IS NULL) AND NOT EXISTS"
        "  (SELECT FROM log_leaf f WHERE f.case_id IS NULL AND f.nonce IS NULL AND f.seq = k.seq) ORDER BY 1, 2",
    )


def checkpoints(tx: AsyncConnection) -> AsyncIterator[Row]:
    """Every checkpoint, in order."""
    return _rows(tx, "SELECT number, size, root, note, at FROM checkpoint ORDER BY number")


def key_record(tx: AsyncConnection) -> AsyncIterator[Row]:
    """The whole record of keys, in order; instants as PostgreSQL writes them out."""
    return _rows(
        tx,
        "SELECT seq, to_jsonb(at) #>> '{}' AS at, actor::text AS actor, act, body, prev, hash FROM key_record"
        " ORDER BY seq",
    )


def custodians(tx: AsyncConnection) -> AsyncIterator[Row]:
    """Everyone who keeps or kept an agency's keys: person, office, agency, from and until when."""
    return _rows(
        tx,
        "SELECT a.person::text AS person, a.office, o.agency, to_jsonb(a.valid_from) #>> '{}' AS \"from\","
        " to_jsonb(a.valid_to) #>> '{}' AS \"to\" FROM appointment a JOIN office o ON o.code = a.office"
        " WHERE a.capacity = 'custodian'",
    )


_ENTRY_HASHES = text(
    "SELECT w.case_id, w.seq, c.id IS NOT NULL AS case_is_there, l.hash"
    " FROM unnest(CAST(:cases AS uuid[]), CAST(:seqs AS integer[])) AS w (case_id, seq)"
    " LEFT JOIN case_file c ON c.id = w.case_id LEFT JOIN ledger l ON (l.case_id, l.seq) = (w.case_id, w.seq)"
)


async def entry_hashes(
    tx: AsyncConnection, wanted: Sequence[tuple[str, int | None]]
) -> dict[tuple[str, int], tuple[bool, bytes | None]]:
    """For these entries: whether their case is there, and the entry's hash, if it is."""
    if not wanted:
        return {}
    given = {"cases": [UUID(case) for case, _ in wanted], "seqs": [seq for _, seq in wanted]}
    return {
        (str(case), seq): (there, None if made is None else bytes(made))
        for case, seq, there, made in await tx.execute(_ENTRY_HASHES, given)
    }


async def key_hashes(tx: AsyncConnection, seqs: Sequence[int | None]) -> dict[int, bytes]:
    """The hashes of these entries of the record of keys, as far as they are there."""
    if not seqs:
        return {}
    found = await tx.execute(text("SELECT seq, hash FROM key_record WHERE seq = ANY (:seqs)"), {"seqs": list(seqs)})
    return {seq: bytes(made) for seq, made in found}
