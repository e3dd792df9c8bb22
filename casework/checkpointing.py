"""A checkpoint: the log grows over all that is committed, its root is signed outside the database, and kept there.

The key signs nothing that contradicts what it signed before (C2SP tlog-checkpoint): the copies outside say what that
was, and a database that has gone back to an older copy of itself gets no signature.
"""

from collections.abc import AsyncIterator, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from casework.desk import translated
from db import log
from db.engine import Database
from proofs import merkle, notes
from proofs.outside import Leaf, Outside

LEAVES_A_BLOCK = 1_024
"""The tree grows by whole blocks, so that its size tells no more than how many times so much was written."""

_MANY = 10_000


class LogInconsistentError(Exception):
    """The log is not the continuation of what was signed before. Nothing was signed; `code` says what was found."""

    def __init__(self, code: str, number: int) -> None:
        super().__init__(f"{code} (checkpoint {number})")
        self.code = code
        self.number = number


async def make_checkpoint(
    db: Database, key: notes.PrivateKey, outside: Outside, *, cycle: str | None = None, block: int = LEAVES_A_BLOCK
) -> int:
    """Make the next checkpoint and keep it outside.

    Args:
        db: as the role onevoice_worker.
        key: the log's key; its name is the log's origin.
        outside: where copies are kept.
        cycle: what the checkpoint is for, such as a day; for the same cycle again the one that was made is named.
        block: the tree's size is a multiple of it.

    Returns:
        The checkpoint's number.

    Raises:
        LogInconsistentError: the database contradicts what was signed before.
        Unavailable: the database cannot decide now; nothing was signed, or asking again gives what was.
    """
    async with translated(), db.begin() as tx:
        await log.take_time(tx)
        made = await log.checkpoint_of_cycle(tx, cycle) if cycle else None
        if made is None:
            made = await _grow_and_sign(tx, key, outside, cycle, block)
    await keep_outside(db, key.public_key, outside)
    return made


async def _grow_and_sign(
    tx: AsyncConnection, key: notes.PrivateKey, outside: Outside, cycle: str | None, block: int
) -> int:
    size = await log.grow(tx, block)
    await _must_continue(tx, key.public_key, outside, size)
    root = await _root(tx, size)
    head = notes.Checkpoint(origin=key.name, size=size, root=root)
    note = notes.Note(text=head.text(), signatures=(notes.sign_note(key, head.text()),))
    return await log.add_checkpoint(tx, cycle=cycle, size=size, root=root, note=str(note))


async def _root(tx: AsyncConnection, size: int) -> bytes:
    nodes = merkle.nodes((0, size))
    hashes = await log.node_hashes(tx, nodes)
    return merkle.fold([hashes[node] for node in nodes])


async def _must_continue(tx: AsyncConnection, key: notes.PublicKey, outside: Outside, size: int) -> None:
    """Hold the tree to the last checkpoint in the database, and that one to the last copy outside."""
    last = await log.last_checkpoint(tx)
    kept = outside.numbers()
    if kept:
        in_database = await log.checkpoint(tx, kept[-1])
        if in_database is None:
            raise LogInconsistentError("rolled_back", kept[-1])
        if in_database["note"] != outside.note(kept[-1]):
            raise LogInconsistentError("forked", kept[-1])
    if last is None:
        return
    head = signed_head(last["note"], key, last["number"])
    ranges = merkle.consistency_ranges(head.size, size)
    hashes = await log.node_hashes(tx, merkle.needed(ranges))
    proof = merkle.path(ranges, lambda node: hashes.get(node, b""))
    root = await _root(tx, size)
    if not merkle.is_consistent(old=head.size, old_root=head.root, new=size, new_root=root, proof=proof):
        raise LogInconsistentError("log_rewritten", last["number"])


def signed_head(written: str, key: notes.PublicKey, number: int) -> notes.Checkpoint:
    """What a stored checkpoint says, if the log's key signed it.

    Raises:
        LogInconsistentError: it did not; `not_signed`.
    """
    try:
        note = notes.read_note(written)
        head = notes.read_checkpoint(note.text)
    except notes.NoteError as error:
        raise LogInconsistentError("not_signed", number) from error
    if not notes.opened(note, [key]):
        raise LogInconsistentError("not_signed", number)
    return head


async def keep_outside(db: Database, key: notes.PublicKey, outside: Outside) -> None:
    """Copy to the outside whatever was signed and is not there yet: a crash between signing and keeping is made good.

    Raises:
        LogInconsistentError: a checkpoint in the database is not signed by the log's key.
        Unavailable: the database cannot be read now.
    """
    outside.pin(key)
    kept = set(outside.numbers())
    async with translated(), db.begin() as tx:
        await log.take_time(tx)
        for row in await log.checkpoints(tx, after=max(kept, default=0), limit=_MANY):
            signed_head(row["note"], key, row["number"])
            await outside.keep(row["number"], row["note"], _leaves(tx, row["number"]))


async def _leaves(tx: AsyncConnection, number: int) -> AsyncIterator[Sequence[Leaf]]:
    async for rows in log.leaves_of(tx, number):
        yield [
            Leaf(
                place=row["place"],
                case=row["case_id"],
                seq=row["seq"],
                entry=bytes(row["entry"] or b""),
                nonce=None if row["nonce"] is None else bytes(row["nonce"]),
            )
            for row in rows
        ]
