"""Signed notes and checkpoints in the formats of C2SP: signed-note, tlog-checkpoint, tlog-cosignature (v1, Ed25519)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from proofs import ed25519

LOG_KEY: Final = 0x01
COSIGNER_KEY: Final = 0x04
"""Signature types of the signed-note format: a plain Ed25519 signature, and a cosignature with its time."""

LONGEST_NOTE: Final = 64 * 1024
MOST_SIGNATURES: Final = 100
LARGEST_SIZE: Final = 2**53
LATEST_TIME: Final = 2**63 - 1

_NAME = re.compile(r"[!-*,-~]{1,200}")
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
_LINE = re.compile(r"— ([!-*,-~]{1,200}) ([A-Za-z0-9+/]{4,400}={0,2})")


class NoteError(ValueError):
    """A note, a checkpoint or a key is not written as it has to be; `code` says what."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _key_id(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def _unbase64(written: str) -> bytes:
    try:
        raw = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("base64") from error
    if base64.b64encode(raw).decode() != written:
        raise NoteError("base64")
    return raw


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A key that signatures in notes are checked with. `kind` is LOG_KEY or COSIGNER_KEY."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Its four-byte id, which stands before each signature."""
        return _key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        """Written as C2SP writes it: name, id and key."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateKey:
    """A key that signs notes; `seed` never leaves the process that holds it."""

    name: str
    kind: int
    seed: bytes

    def __repr__(self) -> str:
        """Without the secret."""
        return f"PrivateKey(name={self.name!r}, kind={self.kind})"

    @property
    def public_key(self) -> PublicKey:
        """What others check its signatures with."""
        return PublicKey(name=self.name, kind=self.kind, public=ed25519.public_of(self.seed))

    def written(self) -> str:
        """As it is kept in a file."""
        secret = base64.b64encode(bytes([self.kind]) + self.seed).decode()
        return f"PRIVATE+KEY+{self.name}+{self.public_key.id.hex()}+{secret}"


def _read_key(written: str) -> tuple[str, int, bytes, str]:
    name, separator, rest = written.strip().partition("+")
    key_id, other, material = rest.partition("+")
    if not separator or not other or _NAME.fullmatch(name) is None:
        raise NoteError("key_form")
    raw = _unbase64(material)
    if len(raw) != 33 or raw[0] not in (LOG_KEY, COSIGNER_KEY):
        raise NoteError("key_form")
    return name, raw[0], raw[1:], key_id


def read_public_key(written: str) -> PublicKey:
    """Read a public key as C2SP writes it.

    Raises:
        NoteError: `key_form` or `base64`; it is none, or its id is not its own.
        KeyRefusedError: it must not be trusted.
    """
    name, kind, public, key_id = _read_key(written)
    ed25519.check_public(public)
    key = PublicKey(name=name, kind=kind, public=public)
    if key.id.hex() != key_id:
        raise NoteError("key_form")
    return key


def read_private_key(written: str) -> PrivateKey:
    """Read a private key as it is kept in a file.

    Raises:
        NoteError: `key_form` or `base64`; it is none, or its id is not its own.
    """
    prefix = "PRIVATE+KEY+"
    if not written.startswith(prefix):
        raise NoteError("key_form")
    name, kind, seed, key_id = _read_key(written.removeprefix(prefix))
    key = PrivateKey(name=name, kind=kind, seed=seed)
    if key.public_key.id.hex() != key_id:
        raise NoteError("key_form")
    return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A line under a note: whose (name and key id), and the bytes."""

    name: str
    key_id: bytes
    raw: bytes

    def __str__(self) -> str:
        """The line as it stands there, without its newline."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.raw).decode()}"

    def is_of(self, key: PublicKey) -> bool:
        """Whether it says to be that key's."""
        return (self.name, self.key_id) == (key.name, key.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text, ending in a newline, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        """The whole note."""
        return self.text + "\n" + "".join(f"{one}\n" for one in self.signatures)

    def under(self, *more: Signature) -> "Note":
        """The same note with more signatures under it; one of a key that signed already is left out."""
        kept = list(self.signatures)
        for one in more:
            if all((one.name, one.key_id) != (other.name, other.key_id) for other in kept):
                kept.append(one)
        return Note(text=self.text, signatures=tuple(kept))


def read_signature(line: str) -> Signature:
    """Read one line under a note.

    Raises:
        NoteError: `signature_form` or `base64`.
    """
    parts = _LINE.fullmatch(line)
    raw = _unbase64(parts[2]) if parts else b""
    if parts is None or len(raw) < 5:
        raise NoteError("signature_form")
    return Signature(name=parts[1], key_id=raw[:4], raw=raw[4:])


def read_note(written: str) -> Note:
    """Read a signed note; nothing in it is to be believed yet.

    Raises:
        NoteError: `note_form`, `signature_form` or `base64`.
    """
    text, separator, lines = written.rpartition("\n\n")
    if not separator or len(written) > LONGEST_NOTE or not lines.endswith("\n"):
        raise NoteError("note_form")
    if any(ord(letter) < 0x20 and letter != "\n" for letter in written):
        raise NoteError("note_form")
    signatures = lines[:-1].split("\n")
    if len(signatures) > MOST_SIGNATURES:
        raise NoteError("note_form")
    return Note(text=text + "\n", signatures=tuple(map(read_signature, signatures)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a checkpoint says: which log, how many leaves, and their root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """Read a note's text as a checkpoint; without extension lines.

    Raises:
        NoteError: `checkpoint_form` or `base64`.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or _NAME.fullmatch(lines[0]) is None or _SIZE.fullmatch(lines[1]) is None:
        raise NoteError("checkpoint_form")
    size, root = int(lines[1]), _unbase64(lines[2])
    if size > LARGEST_SIZE or len(root) != 32:
        raise NoteError("checkpoint_form")
    return Checkpoint(origin=lines[0], size=size, root=root)


def sign_note(key: PrivateKey, text: str) -> Signature:
    """Sign a note's text with the log's key."""
    return Signature(name=key.name, key_id=key.public_key.id, raw=ed25519.sign(key.seed, text.encode()))


def cosign_note(key: PrivateKey, text: str, at: int) -> Signature:
    """Cosign a checkpoint's text as of an instant, in seconds since 1970."""
    raw = at.to_bytes(8, "big") + ed25519.sign(key.seed, _cosigned(text, at))
    return Signature(name=key.name, key_id=key.public_key.id, raw=raw)


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def is_good(key: PublicKey, signature: Signature, text: str) -> bool:
    """Whether that line is that key's over that text."""
    if not signature.is_of(key):
        return False
    if key.kind == LOG_KEY:
        return ed25519.is_signed(key.public, signature.raw, text.encode())
    at = cosigned_at(signature)
    return at is not None and ed25519.is_signed(key.public, signature.raw[8:], _cosigned(text, at))


def cosigned_at(signature: Signature) -> int | None:
    """When a cosignature says it was given, in seconds since 1970; None if it is no cosignature."""
    at = int.from_bytes(signature.raw[:8], "big")
    return at if len(signature.raw) == 72 and at <= LATEST_TIME else None


def opened(note: Note, keys: Sequence[PublicKey]) -> bool:
    """Whether one of the keys signed the note, and none that says so did not (C2SP signed-note)."""
    said = [(key, one) for key in keys for one in note.signatures if one.is_of(key)]
    return bool(said) and all(is_good(key, one, note.text) for key, one in said)
