"""Looking at the log: checkpoints with who countersigned them, proofs of inclusion and of consistency."""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from casework.desk import reading
from casework.reading import hashed_instant
from db import log
from db.engine import Database
from db.facts import case_for_person
from domain.refusals import NotNow, NotThere
from proofs import merkle, notes
from proofs.key_record import LOG

View = dict[str, object]


def origin_of(service_keys: Sequence[log.Row]) -> str:
    """The log's name.

    Raises:
        NotNow: `no_log_key`; nobody has set the log up.
    """
    for row in service_keys:
        said = json.loads(row["body"])
        if said["use"] == LOG:
            return str(said["name"])
    raise NotNow("no_log_key", "The log has no key yet: whoever runs the service sets it up.")


def said_key(row: log.Row) -> notes.PublicKey:
    """The key that an entry of the record enrolled."""
    said = json.loads(row["body"])
    kind = notes.LOG_KEY if said["use"] == LOG else notes.COSIGNER_KEY
    return notes.PublicKey(name=said["name"], kind=kind, public=bytes.fromhex(said["key"]))


def key_entry(row: log.Row) -> View:
    """An entry of the record as it can be checked."""
    return {
        "seq": row["seq"],
        "at": hashed_instant(row["at"]),
        "actor": row["actor"] or "service",
        "act": row["act"],
        "body": row["body"],
        "prev": bytes(row["prev"]).hex(),
        "hash": bytes(row["hash"]).hex(),
    }


def note_with(row: log.Row, lines: Sequence[log.Row]) -> str:
    """A checkpoint's note with the countersignatures under it."""
    note = notes.read_note(row["note"])
    return str(note.under(*(notes.read_signature(json.loads(line["body"])["line"]) for line in lines)))


def _view(row: log.Row, lines: Sequence[log.Row]) -> View:
    mine = [line for line in lines if json.loads(line["body"])["checkpoint"] == row["number"]]
    return {
        "number": row["number"],
        "size": row["size"],
        "root": bytes(row["root"]).hex(),
        "at": hashed_instant(row["at"]),
        "countersigned_by": [{"agency": line["agency"], "at": hashed_instant(line["at"])} for line in mine],
        "note": note_with(row, mine),
    }


async def checkpoint_view(tx: AsyncConnection, row: log.Row) -> View:
    """A checkpoint as it is shown."""
    return _view(row, await log.countersigned(tx, [row["number"]]))


async def the_checkpoints(db: Database, subject: str, *, after: int, limit: int) -> View:
    """Checkpoints that the person may see: all for auditors and custodians, else those of their own cases' entries."""
    async with reading(db, subject) as (tx, _):
        rows = await log.checkpoints(tx, after=after, limit=limit)
        lines = await log.countersigned(tx, [row["number"] for row in rows])
    return {
        "items": [_view(row, lines) for row in rows],
        "next": rows[-1]["number"] if len(rows) == limit else None,
    }


async def one_checkpoint(db: Database, subject: str, number: int) -> View:
    """One of them, or NotThere."""
    async with reading(db, subject) as (tx, _):
        row = await log.checkpoint(tx, number)
        if row is None:
            raise NotThere
        return await checkpoint_view(tx, row)


async def consistency_path(tx: AsyncConnection, old: int, new: int) -> list[str]:
    """The proof that the tree of one size is the beginning of that of another."""
    ranges = merkle.consistency_ranges(old, new)
    hashes = await log.node_hashes(tx, merkle.needed(ranges))
    return [one.hex() for one in merkle.path(ranges, lambda node: hashes.get(node, b""))]


async def inclusion_path(tx: AsyncConnection, place: int, size: int) -> list[str]:
    """The proof that a leaf is in the tree of that size."""
    ranges = merkle.inclusion_ranges(place, size)
    hashes = await log.node_hashes(tx, merkle.needed(ranges))
    return [one.hex() for one in merkle.path(ranges, lambda node: hashes.get(node, b""))]


async def the_consistency(db: Database, subject: str, number: int, earlier: int) -> View:
    """The proof that a checkpoint's tree begins with an earlier one's.

    Raises:
        NotThere: one of them is not there, or not for this person; or they are in the wrong order.
    """
    async with reading(db, subject) as (tx, _):
        new, old = await log.checkpoint(tx, number), await log.checkpoint(tx, earlier)
        if new is None or old is None or old["size"] > new["size"]:
            raise NotThere
        path = await consistency_path(tx, old["size"], new["size"])
    return {"from": earlier, "to": number, "path": path}


async def entry_proof(tx: AsyncConnection, case_id: UUID, seq: int) -> View | None:
    """The proof of the latest entry, up to that seq, that is in the log: against the checkpoint it came in with.

    The hash of an entry commits to all before it, so it is the proof of these too.
    """
    return await _proof_of(tx, await log.logged(tx, case_id, seq))


async def keys_proof(tx: AsyncConnection) -> View | None:
    """The same of the record of keys."""
    return await _proof_of(tx, await log.keys_logged(tx))


async def _proof_of(tx: AsyncConnection, found: log.Row | None) -> View | None:
    row = None if found is None else await log.checkpoint(tx, found["checkpoint"])
    if found is None or row is None:
        return None
    return {
        "seq": found["seq"],
        "hash": bytes(found["hash"]).hex(),
        "place": found["place"],
        "checkpoint": row["number"],
        "path": await inclusion_path(tx, found["place"], row["size"]),
        "log_note": row["note"],
        "note": note_with(row, await log.countersigned(tx, [row["number"]])),
    }


async def the_proof(db: Database, subject: str, case_id: UUID, seq: int | None) -> View:
    """The proof that a case's entry is in the log: that entry's own if a seq is given, else of the latest that is.

    Raises:
        NotThere: no such case, or not for this person to know.
        NotNow: `not_in_the_log_yet`.
    """
    async with reading(db, subject) as (tx, _):
        found = await case_for_person(tx, case_id)
        if found is None:
            raise NotThere
        row, _, _ = found
        if seq is not None and seq > row.ledger_seq:
            raise NotThere
        proof = await entry_proof(tx, case_id, seq or row.ledger_seq)
    if proof is None or seq not in (None, proof["seq"]):
        raise NotNow("not_in_the_log_yet", "No checkpoint has been made over that entry yet.")
    return {"case": str(case_id), **{name: value for name, value in proof.items() if name != "log_note"}}
