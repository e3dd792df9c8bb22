"""What stands in the log's leaves, and how entries are chained: the documented bytes, made from the documented parts.

docs/proofs.md has both byte by byte. Nothing here is shared with the database that wrote them.
"""

import hashlib
import re
from typing import Final

from proofs.merkle import leaf_hash

INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def entry_leaf(case: str, seq: int, entry_hash: bytes) -> bytes:
    """The leaf's hash for one entry of a case's ledger."""
    return leaf_hash(f"one-voice/entry/1\n{case}\n{seq}\n{entry_hash.hex()}\n".encode())


def key_leaf(seq: int, entry_hash: bytes) -> bytes:
    """The leaf's hash for one entry of the record of keys."""
    return leaf_hash(f"one-voice/key/1\n{seq}\n{entry_hash.hex()}\n".encode())


def padding_leaf(nonce: bytes) -> bytes:
    """The leaf's hash for padding: nobody who holds a leaf can find a nonce that would explain it as padding."""
    return leaf_hash(f"one-voice/padding/1\n{nonce.hex()}\n".encode())


def chained_hash(prev: bytes, *said: str) -> bytes:
    """The hash of a chained entry: SHA-256 of the hash before, and of all it says with bars between."""
    return hashlib.sha256(prev + "|".join(said).encode()).digest()


def ledger_hash(*, prev: bytes, case: str, seq: int, at: str, actor: str, kind: str, body: str) -> bytes:
    """The hash of an entry of a case's ledger (docs/ledger.md)."""
    return chained_hash(prev, case, str(seq), at, actor, kind, body)


def key_record_hash(*, prev: bytes, seq: int, at: str, actor: str, act: str, body: str) -> bytes:
    """The hash of an entry of the record of keys (docs/proofs.md)."""
    return chained_hash(prev, "keys", str(seq), at, actor, act, body)
