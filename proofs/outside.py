"""Copies of checkpoints outside the database: a folder to which files are added and in which none is ever changed.

For each checkpoint the signed note, and what stood in the leaves that came in with it: ids and hashes, no words. With
them a changed or missing entry is named; without them a rewritten database can only be found by the agencies' copies.
"""

import os
import re
import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proofs import leaves, notes

KEYS_FILE: Final = "log_keys"
_NOTE_NAME = re.compile(r"([0-9]{8})\.checkpoint")
_LEAF = re.compile(
    r"([0-9]{1,16}) (?:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ([0-9]{1,10}) ([0-9a-f]{64})"
    r"|keys ([0-9]{1,10}) ([0-9a-f]{64})|padding ([0-9a-f]{64}))\n"
)


class OutsideError(Exception):
    """A file of the copies is not as it was written; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """What stood in a leaf: an entry of a case (`case`), of the record of keys (no `case`), or padding (`nonce`)."""

    place: int
    case: str | None = None
    seq: int | None = None
    entry: bytes = b""
    nonce: bytes | None = None

    @property
    def hash(self) -> bytes:
        """The leaf's hash, made of what stands in it."""
        if self.nonce is not None:
            return leaves.padding_leaf(self.nonce)
        if self.case is None:
            return leaves.key_leaf(self.seq or 0, self.entry)
        return leaves.entry_leaf(self.case, self.seq or 0, self.entry)

    @property
    def name(self) -> str:
        """What it is, for a person."""
        if self.nonce is not None:
            return f"leaf {self.place}"
        return f"keys seq {self.seq}" if self.case is None else f"seq {self.seq}"

    def written(self) -> str:
        """Its line."""
        if self.nonce is not None:
            return f"{self.place} padding {self.nonce.hex()}\n"
        return f"{self.place} {self.case or 'keys'} {self.seq} {self.entry.hex()}\n"


def read_leaf(line: str) -> Leaf | None:
    """Read a line; None if it is none."""
    parts = _LEAF.fullmatch(line)
    if parts is None:
        return None
    place = int(parts[1])
    if parts[7]:
        return Leaf(place=place, nonce=bytes.fromhex(parts[7]))
    if parts[5]:
        return Leaf(place=place, seq=int(parts[5]), entry=bytes.fromhex(parts[6]))
    return Leaf(place=place, case=parts[2], seq=int(parts[3]), entry=bytes.fromhex(parts[4]))


@dataclass(frozen=True, slots=True)
class Outside:
    """One folder of copies."""

    folder: Path

    def numbers(self) -> tuple[int, ...]:
        """The checkpoints kept here, in order."""
        if not self.folder.is_dir():
            return ()
        found = (_NOTE_NAME.fullmatch(file.name) for file in self.folder.iterdir())
        return tuple(sorted(int(name[1]) for name in found if name))

    def note(self, number: int) -> str:
        """The signed note of a checkpoint."""
        return (self.folder / f"{number:08}.checkpoint").read_text(encoding="utf-8")

    def leaves(self, number: int) -> Iterator[Leaf]:
        """What stood in the leaves that came in with a checkpoint, in order.

        Raises:
            OutsideError: the file is not there, or not as it was written.
        """
        name = f"{number:08}.leaves"
        try:
            with (self.folder / name).open(encoding="ascii") as source:
                for line in source:
                    found = read_leaf(line)
                    if found is None:
                        raise OutsideError(f"{name} is not as it was written")
                    yield found
        except (FileNotFoundError, UnicodeDecodeError) as error:
            raise OutsideError(f"{name} is not there, or not as it was written") from error

    def keys(self) -> tuple[notes.PublicKey, ...]:
        """The log's public keys, as they were when the copies began.

        Raises:
            OutsideError: the file is not as it was written.
        """
        file = self.folder / KEYS_FILE
        try:
            return tuple(map(notes.read_public_key, file.read_text(encoding="utf-8").split()))
        except FileNotFoundError:
            return ()
        except ValueError as error:
            raise OutsideError(f"{KEYS_FILE} is not as it was written") from error

    def pin(self, key: notes.PublicKey) -> None:
        """Note one of the log's public keys; once noted it stays."""
        if key in self.keys():
            return
        self._make_folder()
        with (self.folder / KEYS_FILE).open("a", encoding="utf-8") as sink:
            sink.write(f"{key}\n")
            sink.flush()
            os.fsync(sink.fileno())

    async def keep(self, number: int, note: str, stood: AsyncIterator[Sequence[Leaf]]) -> None:
        """Keep a checkpoint: the leaves first, the note last, so that a note is never without its leaves."""
        self._make_folder()
        await self._write(f"{number:08}.leaves", ("".join(leaf.written() for leaf in some) async for some in stood))

        async def whole() -> AsyncIterator[str]:
            yield note

        await self._write(f"{number:08}.checkpoint", whole())

    def _make_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def _write(self, name: str, texts: AsyncIterator[str]) -> None:
        """Write a file whole or not at all, for its owner only, and never over one that is there."""
        fresh = self.folder / f".{name}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as sink:
            async for text in texts:
                sink.write(text)
            sink.flush()
            os.fsync(sink.fileno())
        try:
            os.link(fresh, self.folder / name)
        except FileExistsError:
            return  # somebody kept it in the meantime; what it says is checked, not trusted
        finally:
            fresh.unlink()
