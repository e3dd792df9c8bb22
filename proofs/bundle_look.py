"""Looking into a bundle for what a certificate is checked with: keys to believe, and words to compare with."""

from dataclasses import dataclass, field
from typing import BinaryIO

from proofs import archive, notes
from proofs.key_record import CERTIFICATES, LOG, KeyRecord, RecordEntry
from proofs.strict_json import JsonRefusedError, read_json
from proofs.texts import Portion, TextError, read_portions


@dataclass(slots=True)
class Looked:
    """What a bundle has.

    Attributes:
        record: its record of keys, whose faults make it none to believe.
        texts: (case, digest) -> the words, of released cases.
    """

    record: KeyRecord = field(default_factory=KeyRecord)
    faults: list[str] = field(default_factory=list)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def certificate_keys(self) -> tuple[bytes, ...]:
        """The keys that sign certificates; none if the record is not whole."""
        return () if self.faults else tuple(key.public for key in self.record.of_use(CERTIFICATES))

    @property
    def log_keys(self) -> tuple[notes.PublicKey, ...]:
        """The log's keys; none if the record is not whole."""
        return () if self.faults else tuple(key.note_key for key in self.record.of_use(LOG))

    def text(self, case: str, digest: str) -> tuple[Portion, ...] | None:
        """A text's paragraphs, if the bundle has that text."""
        words = self.texts.get((case, digest))
        try:
            return None if words is None else read_portions(words)
        except TextError:
            return None


def look(source: BinaryIO) -> Looked:
    """Read a bundle for its keys and words.

    Raises:
        ArchiveError: it is none, or cannot be read.
    """
    found = Looked()
    for line in archive.lines(source):
        try:
            if line.section == "keys":
                found.faults += found.record.take_in(_key(read_json(line.raw)))
            elif line.section == "texts":
                said = read_json(line.raw)
                found.texts[said["case"], said["digest"]] = said["canonical"]
            elif line.section == "entries":
                break  # what is looked for stands before them
        except (JsonRefusedError, KeyError, TypeError, ValueError) as error:
            raise archive.ArchiveError("a line has not the form of its kind") from error
    return found


def _key(said: dict[str, object]) -> RecordEntry:
    return RecordEntry(
        seq=int(str(said["seq"])),
        at=str(said["at"]),
        actor=str(said["actor"]),
        act=str(said["act"]),
        body=str(said["body"]),
        prev=bytes.fromhex(str(said["prev"])),
        hash=bytes.fromhex(str(said["hash"])),
    )
