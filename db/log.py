"""The log over all ledgers, and the record of keys: growing, reading, appending."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row by column name, read field by field
Node = tuple[int, int]

LEAVES_AT_ONCE = 5_000


async def take_time(tx: AsyncConnection) -> None:
    """Let this transaction take long, and wait for a slow disk and for whoever makes a checkpoint at the moment."""
    for setting in ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"):
        await tx.execute(text(f"SET LOCAL {setting} = '15min'"))


async def grow(tx: AsyncConnection, block: int) -> int:
    """Append to the tree what is committed and not in it yet, and padding to a whole block; its new size."""
    return int((await tx.execute(text("SELECT grow_log(:block)"), {"block": block})).scalar_one())


_ADD = text("SELECT add_checkpoint(:cycle, :size, :root, :note)")


async def add_checkpoint(tx: AsyncConnection, *, cycle: str | None, size: int, root: bytes, note: str) -> int:
    """Add the signed checkpoint over the tree as it stands; its number."""
    given = {"cycle": cycle, "size": size, "root": root, "note": note}
    return int((await tx.execute(_ADD, given)).scalar_one())


_CHECKPOINTS = "SELECT number, cycle, size, root, note, at FROM checkpoint"


async def checkpoint_of_cycle(tx: AsyncConnection, cycle: str) -> int | None:
    """The checkpoint that was made for a cycle, if it was."""
    found = await tx.execute(text("SELECT number FROM checkpoint WHERE cycle = :cycle"), {"cycle": cycle})
    number: int | None = found.scalar_one_or_none()
    return number


async def last_checkpoint(tx: AsyncConnection) -> Row | None:
    """The newest one."""
    found = (await tx.execute(text(f"{_CHECKPOINTS} ORDER BY number DESC LIMIT 1"))).mappings().first()
    return None if found is None else dict(found)


async def checkpoint(tx: AsyncConnection, number: int) -> Row | None:
    """One of them, as far as it may be seen."""
    found = (await tx.execute(text(f"{_CHECKPOINTS} WHERE number = :number"), {"number": number})).mappings().first()
    return None if found is None else dict(found)


async def checkpoints(tx: AsyncConnection, *, after: int, limit: int) -> tuple[Row, ...]:
    """Those with higher numbers, in order, as far as they may be seen."""
    statement = text(f"{_CHECKPOINTS} WHERE number > :after ORDER BY number LIMIT :limit")
    return tuple(dict(row) for row in (await tx.execute(statement, {"after": after, "limit": limit})).mappings())


_NODES = text(
    "SELECT n.level, n.place, n.hash FROM unnest(CAST(:levels AS smallint[]), CAST(:places AS bigint[]))"
    " AS w (level, place) JOIN log_node n ON (n.level, n.place) = (w.level, w.place)"
)


async def node_hashes(tx: AsyncConnection, wanted: Iterable[Node]) -> Mapping[Node, bytes]:
    """The hashes of these nodes of the tree, as far as they are there."""
    asked = sorted(set(wanted))
    given = {"levels": [level for level, _ in asked], "places": [place for _, place in asked]}
    return {(level, place): bytes(made) for level, place, made in await tx.execute(_NODES, given)}


_LEAVES = text(
    "SELECT f.place, f.case_id::text AS case_id, f.seq, f.nonce, coalesce(l.hash, k.hash) AS entry FROM log_leaf f"
    " LEFT JOIN ledger l ON (l.case_id, l.seq) = (f.case_id, f.seq)"
    " LEFT JOIN key_record k ON f.case_id IS NULL AND k.seq = f.seq"
    " WHERE f.checkpoint = :number ORDER BY f.place"
).execution_options(yield_per=LEAVES_AT_ONCE)


async def leaves_of(tx: AsyncConnection, number: int) -> AsyncIterator[Sequence[Row]]:
    """What stands in the leaves that came in with a checkpoint, in order, some at a time."""
    result = await tx.stream(_LEAVES, {"number": number})
    async for rows in result.mappings().partitions():
        yield [dict(row) for row in rows]


_LOGGED = text(
    "SELECT f.place, f.seq, f.checkpoint, l.hash FROM log_leaf f JOIN ledger l USING (case_id, seq)"
    " WHERE f.case_id = :case AND f.seq <= :seq ORDER BY f.seq DESC LIMIT 1"
)


async def logged(tx: AsyncConnection, case_id: UUID, seq: int) -> Row | None:
    """The latest entry of a case, up to that seq, that is in the log: its place, and with which checkpoint it came."""
    found = (await tx.execute(_LOGGED, {"case": case_id, "seq": seq})).mappings().first()
    return None if found is None else dict(found)


_KEYS_LOGGED = text(
    "SELECT f.place, f.seq, f.checkpoint, k.hash FROM log_leaf f JOIN key_record k USING (seq)"
    " WHERE f.case_id IS NULL AND f.nonce IS NULL ORDER BY f.seq DESC LIMIT 1"
)


async def keys_logged(tx: AsyncConnection) -> Row | None:
    """The latest entry of the record of keys that is in the log."""
    found = (await tx.execute(_KEYS_LOGGED)).mappings().first()
    return None if found is None else dict(found)


_KEYS = "SELECT seq, at, actor::text AS actor, act, agency, body, prev, hash FROM key_record"


async def key_record(tx: AsyncConnection, *, after: int, limit: int) -> tuple[Row, ...]:
    """Entries of the record of keys, in order."""
    statement = text(f"{_KEYS} WHERE seq > :after ORDER BY seq LIMIT :limit")
    return tuple(dict(row) for row in (await tx.execute(statement, {"after": after, "limit": limit})).mappings())


async def countersigned(tx: AsyncConnection, numbers: Sequence[int]) -> tuple[Row, ...]:
    """What was countersigned of these checkpoints, in order."""
    statement = text(
        f"{_KEYS} WHERE act = 'countersigned' AND (body::jsonb ->> 'checkpoint')::integer = ANY (:numbers) ORDER BY seq"
    )
    return tuple(dict(row) for row in (await tx.execute(statement, {"numbers": list(numbers)})).mappings())


_ENROLLED = text(f"{_KEYS} WHERE act = 'enrolled' AND body::jsonb ->> 'key' = :key")


async def enrolled(tx: AsyncConnection, key: str) -> Row | None:
    """The entry by which a key came in."""
    found = (await tx.execute(_ENROLLED, {"key": key})).mappings().first()
    return None if found is None else dict(found)


_SERVICE = text(f"{_KEYS} WHERE act = 'enrolled' AND agency IS NULL ORDER BY seq")


async def service_keys(tx: AsyncConnection) -> tuple[Row, ...]:
    """The log's own keys, and those of its certificates, in the order of their coming."""
    return tuple(dict(row) for row in (await tx.execute(_SERVICE)).mappings())


async def key_head(tx: AsyncConnection) -> bytes:
    """The hash of the record's last entry; empty if it has none."""
    found = (await tx.execute(text("SELECT hash FROM key_record ORDER BY seq DESC LIMIT 1"))).scalar_one_or_none()
    return b"" if found is None else bytes(found)


async def enrol(tx: AsyncConnection, agency: str, said: str, head: bytes) -> int:
    """Put an agency's key into the record; its seq. `said` is JSON."""
    given = {"agency": agency, "said": said, "head": head}
    statement = text("SELECT enrol_key(:agency, CAST(:said AS jsonb), :head)")
    return int((await tx.execute(statement, given)).scalar_one())


async def withdraw(tx: AsyncConnection, key: str) -> int:
    """Take a key back from now on; the entry's seq."""
    return int((await tx.execute(text("SELECT withdraw_key(:key)"), {"key": key})).scalar_one())


async def countersign(tx: AsyncConnection, number: int, key: str, line: str) -> int:
    """Add an agency's signature under a checkpoint; the entry's seq. Twice is once."""
    given = {"number": number, "key": key, "line": line}
    return int((await tx.execute(text("SELECT add_cosignature(:number, :key, :line)"), given)).scalar_one())


async def enrol_service_key(tx: AsyncConnection, said: str) -> int:
    """Put one of the log's own keys into the record, as the owner; twice is once."""
    return int((await tx.execute(text("SELECT enrol_service_key(CAST(:said AS jsonb))"), {"said": said})).scalar_one())


async def now(tx: AsyncConnection) -> datetime:
    """The database's instant."""
    found: datetime = (await tx.execute(text("SELECT sec.now()"))).scalar_one()
    return found


async def reads_all(tx: AsyncConnection) -> bool:
    """Whether nothing is hidden from whom this transaction is for."""
    return bool((await tx.execute(text("SELECT sec.reads_all()"))).scalar_one())
