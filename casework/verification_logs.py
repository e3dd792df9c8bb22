"""Verification of the logs of no one case: each chain, and that its entries say what the facts say."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from casework.verification_record import sha256_of
from db.evidence import instant

Row = dict[str, Any]  # a row as evidence reads it


def entry_hash(chain_id: str, entry: Row) -> bytes:
    """SHA-256 as of a case's ledger, the chain's id standing where the case's does (docs/ledger.md)."""
    at = instant(entry["at"]).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    said = (chain_id, str(entry["seq"]), at, entry["actor"], entry["kind"], entry["body"])
    return hashlib.sha256(bytes(entry["prev"]) + "|".join(said).encode()).digest()


class Chain:
    """One chain while it is followed."""

    def __init__(self, row: Row) -> None:
        self.name: str = row["name"]
        self._id: str = row["id"]
        self._last = (row["seq"], bytes(row["head"]))
        self._seq = 0
        self._head = b""

    def follow(self, entry: Row) -> Iterator[str]:
        """Say where the next entry does not follow."""
        self._seq += 1
        if entry["seq"] != self._seq:
            yield f"log {self.name}: seq {entry['seq']} stands where seq {self._seq} belongs"
        if bytes(entry["prev"]) != self._head:
            yield f"log {self.name}: seq {entry['seq']} does not follow from the entry before it"
        if entry_hash(self._id, entry) != bytes(entry["hash"]):
            yield f"log {self.name}: seq {entry['seq']}: its hash is not that of what it says"
        self._head = bytes(entry["hash"])

    def end(self) -> Iterator[str]:
        """Say that the chain's row names another end."""
        if self._last != (self._seq, self._head):
            yield f"log {self.name}: its row names seq {self._last[0]} as its last entry, with another hash or number"


def fact_breaks(
    kind: str, fact: str, row: Row, content: Mapping[str, str | None], bodies: dict[str, str]
) -> Iterator[str]:
    """Say that a logged fact has no entry, or differs from it; its entry is taken out of those that wait for one."""
    body = bodies.pop(f"{kind} {fact}", None)
    if body is None:
        yield f"{kind} {fact}: has no entry"
        return
    expected = {**row, **{f"{column}_sha256": sha256_of(value) for column, value in content.items()}}
    if json.loads(body) != expected:
        yield f"{kind} {fact}: differs from its entry"
