"""A bundle while it is gone through: what is known so far, and what was found wrong."""

from dataclasses import dataclass, field
from typing import Any, Final

from proofs import merkle
from proofs import notes as signed_notes
from proofs.key_record import LOG, KeyRecord
from proofs.outside import Outside
from proofs.register import Register
from proofs.verdicts import Tally

Json = dict[str, Any]  # a line of a bundle, read field by field

RULES: Final = {
    "bundle": "The bundle can be read, in one way only, and every line has the form of its kind.",
    "key_record": "The record of keys is a whole chain; each key is sound, possessed, and enrolled by a custodian.",
    "checkpoints": "Each checkpoint is signed by the log's key, and is the one that was kept outside.",
    "consistency": "Each checkpoint's tree is the beginning of the next one's.",
    "countersignatures": "Each countersignature is that of an agency's key in force over that checkpoint.",
    "ledger_chain": "Numbers, links, hashes and times of every ledger in the bundle.",
    "log_leaves": "Every leaf is that of its entry; what was logged is there; every root follows from the leaves.",
    "inclusion": "Each case's proof leads from its entry to a checkpoint's root.",
    "texts": "The words are those whose digest was signed.",
    "releases": "The rule of release, from the entries, as of each release and each clearance by silence.",
    "certificates": "Each certificate is signed by a certificate key and says what the entries say.",
}
"""Each check's name and what must be true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What the checker brings along: the log's keys, and a folder of kept checkpoints. Both may be missing."""

    keys: tuple[signed_notes.PublicKey, ...] = ()
    outside: Outside | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A checkpoint of the bundle."""

    number: int
    note: signed_notes.Note
    says: signed_notes.Checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is kept of a version's words: hashes and equities."""

    digest: str
    canonical_sha256: str
    equities_sha256: str
    equities: frozenset[str]


@dataclass(slots=True)
class Offline:
    """A bundle while it is gone through. What grows with it is a hash an entry, and a few a case.

    Attributes:
        trust: what the checker brought along.
        whole: whoever made the bundle saw everything, so that nothing may be unexplained.
        about: case -> what a statement says of it that its ledger does not.
        words: case -> version -> what is kept of its words.
        expected: the hashes of the leaves in which the entries of the bundle would stand.
        entries: case -> how many entries it has.
        logged: case (empty for the record of keys) -> the seqs that leaves name.
        stated: released case -> member of its certificate -> hash of what the entries say.
        certified: case -> the entry of the record of keys by which the key of its certificate came in.
        keys_proved: up to which entry the record of keys is proved to be in the log.
        open_case: the lines of the case that is being read, and how much they hold.
        proved: checkpoints that were proved to continue the one before.
        roots: checkpoint -> the root of the leaves up to it.
    """

    trust: Trust
    tallies: dict[str, Tally] = field(default_factory=lambda: {n: Tally(name=n, rule=r) for n, r in RULES.items()})
    notes: list[str] = field(default_factory=list)
    said: set[tuple[str, str, str]] = field(default_factory=set)
    has_manifest: bool = False
    whole: bool = False
    register: Register = field(default_factory=Register)
    record: KeyRecord = field(default_factory=KeyRecord)
    heads: dict[int, Head] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)
    about: dict[str, Json] = field(default_factory=dict)
    words: dict[str, dict[int, Words]] = field(default_factory=dict)
    expected: set[bytes] = field(default_factory=set)
    entries: dict[str, int] = field(default_factory=dict)
    logged: dict[str, list[int]] = field(default_factory=dict)
    stated: dict[str, dict[str, bytes]] = field(default_factory=dict)
    certified: dict[str, int] = field(default_factory=dict)
    keys_proved: int = 0
    open_case: list[Json] = field(default_factory=list)
    open_size: int = 0
    proved: set[int] = field(default_factory=set)
    tree: merkle.Tree = field(default_factory=merkle.Tree)
    roots: dict[int, bytes] = field(default_factory=dict)

    def looked_at(self, check: str, many: int = 1) -> None:
        """Count what was looked at."""
        self.tallies[check].add(many, ())

    def say(self, check: str, *found: str, case: str = "") -> None:
        """Note what is wrong, once."""
        for what in found:
            if (check, what, case) not in self.said:
                self.said.add((check, what, case))
                self.tallies[check].add(0, [what], case)

    @property
    def log_keys(self) -> tuple[signed_notes.PublicKey, ...]:
        """The log's keys to believe: those brought along, else the bundle's own."""
        return self.trust.keys or tuple(key.note_key for key in self.record.of_use(LOG))
