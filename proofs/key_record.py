"""The record of keys, checked: its chain, proofs of possession, who enrolled, and which keys spoke for whom when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from proofs import ed25519, notes
from proofs.leaves import key_record_hash
from proofs.register import Register, instant
from proofs.strict_json import JsonRefusedError, read_json

Json = Mapping[str, Any]  # an entry's body, read field by field

LOG, CERTIFICATES, COUNTERSIGNING = "log", "certificates", "countersigning"
USES: Final = frozenset({LOG, CERTIFICATES, COUNTERSIGNING})


def possession_statement(
    *, origin: str, agency: str, name: str, key: str, valid_from: str, valid_to: str | None, head: bytes
) -> bytes:
    """What a key signs to show that whoever enrols it has it: for this agency, this log, this place in the record.

    The head of the record is the challenge: it was never the same before, and moves with the enrolment.
    """
    said = ("one-voice/key-enrolment/1", origin, agency, name, key, valid_from, valid_to or "-", head.hex() or "-")
    return "".join(f"{one}\n" for one in said).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEntry:
    """One entry of the record: `at` in the ledger's own form, `actor` a person's id or `service`."""

    seq: int
    at: str
    actor: str
    act: str
    body: str
    prev: bytes
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolledKey:
    """A key and its time. `seq`: by which entry it came in; `withdrawn_at`: when it was taken back, if it was."""

    seq: int
    use: str
    agency: str | None
    name: str
    public: bytes
    valid_from: datetime
    valid_to: datetime
    withdrawn_at: datetime | None = None

    @property
    def note_key(self) -> notes.PublicKey:
        """The same as a key of notes."""
        kind = notes.LOG_KEY if self.use == LOG else notes.COSIGNER_KEY
        return notes.PublicKey(name=self.name, kind=kind, public=self.public)

    def in_force(self, at: datetime) -> bool:
        """Whether it spoke at that instant."""
        withdrawn = self.withdrawn_at is not None and self.withdrawn_at <= at
        return self.valid_from <= at < self.valid_to and not withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Countersignature:
    """What an agency's key signed: which checkpoint, the line, when it was taken in, and the entry's seq."""

    seq: int
    checkpoint: int
    key: str
    line: str
    at: datetime


@dataclass(slots=True)
class KeyRecord:
    """The record while it is gone through, and what came of it."""

    register: Register | None = None
    head: bytes = b""
    count: int = 0
    last_at: str = ""
    keys: dict[str, EnrolledKey] = field(default_factory=dict)
    countersigned: list[Countersignature] = field(default_factory=list)

    def of_use(self, use: str) -> tuple[EnrolledKey, ...]:
        """The keys for one use."""
        return tuple(key for key in self.keys.values() if key.use == use)

    def take_in(self, entry: RecordEntry) -> Iterator[str]:
        """Go on by one entry; say what is wrong with it."""
        self.count += 1
        if entry.seq != self.count:
            yield f"keys seq {entry.seq}: stands where seq {self.count} belongs"
        if entry.prev != self.head:
            yield f"keys seq {entry.seq}: does not follow from the entry before it"
        made = key_record_hash(
            prev=entry.prev, seq=entry.seq, at=entry.at, actor=entry.actor, act=entry.act, body=entry.body
        )
        if made != entry.hash:
            yield f"keys seq {entry.seq}: its hash is not that of what it says"
        if entry.at <= self.last_at:
            yield f"keys seq {entry.seq}: is not later than the entry before it"
        challenge, self.head, self.last_at = self.head, entry.hash, entry.at
        try:
            said = read_json(entry.body)
            yield from (f"keys seq {entry.seq}: {code}" for code in self._act(entry, said, challenge))
        except (JsonRefusedError, KeyError, TypeError, ValueError):
            yield f"keys seq {entry.seq}: is not readable"

    def _act(self, entry: RecordEntry, said: Json, challenge: bytes) -> Iterator[str]:
        at = instant(entry.at)
        if entry.actor != "service" and not self._is_custodian(entry.actor, said["agency"], at):
            yield "not_custodian"
        match entry.act:
            case "enrolled":
                yield from self._enrol(entry, said, challenge)
            case "withdrawn":
                key = self.keys.get(said["key"])
                if key is None or key.agency != said["agency"]:
                    yield "no_such_key"
                else:
                    self.keys[said["key"]] = replace(key, withdrawn_at=at)
            case "countersigned":
                signed = Countersignature(
                    seq=entry.seq, checkpoint=int(said["checkpoint"]), key=said["key"], line=said["line"], at=at
                )
                self.countersigned.append(signed)
            case _:
                yield "no_such_act"

    def _is_custodian(self, person: str, agency: str | None, at: datetime) -> bool:
        if self.register is None:
            return True
        return any(
            who == person and capacity == "custodian" and self.register.appointed(who, office, agency, capacity, at)
            for who, office, capacity in self.register.terms
        )

    def _enrol(self, entry: RecordEntry, said: Json, challenge: bytes) -> Iterator[str]:
        public = bytes.fromhex(said["key"])
        try:
            ed25519.check_public(public)
        except ed25519.KeyRefusedError as refused:
            yield refused.code
        if said["key"] in self.keys:
            yield "key_known"
        service = said["use"] in (LOG, CERTIFICATES)
        if said["use"] not in USES or service != (said["agency"] is None) or service != (entry.actor == "service"):
            yield "key_of_another_use"
        if not service and said["name"] != f"{self.origin}/{said['agency']}":
            yield "key_of_another_name"
        key = EnrolledKey(
            seq=entry.seq,
            use=said["use"],
            agency=said["agency"],
            name=said["name"],
            public=public,
            valid_from=instant(said["valid_from"]),
            valid_to=instant(said["valid_to"]),
        )
        if not service and not ed25519.is_signed(
            public, bytes.fromhex(said["possession"]), self._stated(said, challenge)
        ):
            yield "possession_not_proved"
        self.keys[said["key"]] = key

    def _stated(self, said: Json, challenge: bytes) -> bytes:
        return possession_statement(
            origin=self.origin,
            agency=said["agency"],
            name=said["name"],
            key=said["key"],
            valid_from=said["valid_from"],
            valid_to=said["valid_to"],
            head=challenge,
        )

    @property
    def origin(self) -> str:
        """The log's name: that of its first key; empty while it has none."""
        return next((key.name for key in self.keys.values() if key.use == LOG), "")


def countersigning_faults(record: KeyRecord, texts: Mapping[int, str]) -> Iterator[str]:
    """Say which countersignatures are not those of a key in force over that checkpoint.

    Args:
        record: the record, gone through.
        texts: checkpoint number -> the text that is signed, of those at hand; of others nothing is said.
    """
    for one in record.countersigned:
        text = texts.get(one.checkpoint)
        if text is not None:
            yield from (f"keys seq {one.seq}: {code}" for code in _line_faults(record, one, text))


def _line_faults(record: KeyRecord, one: Countersignature, text: str) -> Iterator[str]:
    key = record.keys.get(one.key)
    if key is None or key.use != COUNTERSIGNING:
        yield "countersigned with no such key"
        return
    try:
        good = notes.is_good(key.note_key, notes.read_signature(one.line), text)
    except notes.NoteError:
        good = False
    if not good:
        yield f"the countersignature of {key.agency} is not over checkpoint {one.checkpoint}"
    if not key.in_force(one.at):
        yield f"the key of {key.agency} was not in force"
