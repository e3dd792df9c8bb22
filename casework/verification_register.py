"""Verification of the register: its ledger's chain, and that every row on which a right rests is as that says."""

import hashlib
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

from casework.verification_record import sha256_of
from db.evidence import instant
from db.evidence_rights import RegisterEntry, Row


@dataclass(slots=True, kw_only=True)
class RegisterBook:
    """The register's ledger read to its end: how many entries, what is wrong with them, what they last say of each row.

    Only a hash of each last word is held, so that memory grows with the rows of the register and no more.
    """

    entries: int = 0
    wrong: list[str] = field(default_factory=list)
    last_said: dict[tuple[str, str], str] = field(default_factory=dict)


def entry_hash(entry: RegisterEntry) -> bytes:
    """SHA-256 of the entry before and of all that this one says (docs/ledger.md)."""
    at = instant(entry.at).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    said = "|".join((str(entry.seq), at, entry.kind, entry.body))
    return hashlib.sha256(entry.prev + said.encode()).digest()


def fingerprint(row: Row) -> str:
    """What a row says, in one form."""
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()


async def read_book(entries: AsyncIterator[RegisterEntry]) -> RegisterBook:
    """Follow the chain, entry by entry."""
    book, before = RegisterBook(), b""
    async for entry in entries:
        book.entries += 1
        if entry.seq != book.entries:
            book.wrong.append(f"seq {entry.seq}: stands where seq {book.entries} belongs")
        if entry.prev != before:
            book.wrong.append(f"seq {entry.seq}: does not follow from the entry before it")
        if entry_hash(entry) != entry.hash:
            book.wrong.append(f"seq {entry.seq}: its hash is not that of what it says")
        before = entry.hash
        try:
            book.last_said[entry.kind, entry.fact_id] = fingerprint(json.loads(entry.body))
        except (ValueError, RecursionError):
            book.wrong.append(f"seq {entry.seq}: is not JSON")
    return book


def _kept(row: Row, name: str | None) -> Row:
    """A person's row as the ledger keeps it: the name as its hash."""
    return {column: value for column, value in row.items() if column != "name"} | {"name_sha256": sha256_of(name)}


async def row_breaks(
    book: RegisterBook, rows: AsyncIterator[tuple[str, str, Row, str | None]]
) -> tuple[int, tuple[str, ...]]:
    """How many rows there are, and which of them are not as the register's ledger last said, or are gone."""
    wrong: list[str] = []
    left = dict(book.last_said)
    count = 0
    async for table, key, row, name in rows:
        count += 1
        said = left.pop((table, key), None)
        if said is None:
            wrong.append(f"{table} {key}: has no entry")
        elif said != fingerprint(_kept(row, name) if table == "person" else row):
            wrong.append(f"{table} {key}: differs from its last entry")
    wrong += [f"{table} {key}: is gone" for table, key in sorted(left)]
    return count, tuple(wrong)


def rows_hash(rows: Iterable[str]) -> str:
    """SHA-256 over the rows of a table, in the order of their bytes, a line each."""
    return hashlib.sha256(b"\n".join(sorted(row.encode() for row in rows))).hexdigest()
