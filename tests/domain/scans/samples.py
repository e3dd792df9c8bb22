"""Synthetic scans with the traits of declassified directives; what they order is made up."""

import re
from pathlib import Path

from domain.scans.findings import Reading
from domain.scans.reading import read_scan

FOLDER = Path(__file__).parent / "samples"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))


def sample(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_bytes().decode()


def read(name: str) -> Reading:
    return read_scan([sample(name)])


def marks(reading: Reading) -> str:
    return " ".join("?" if clause.level is None else clause.level.name for clause in reading.clauses)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def words_added(reading: Reading, text: str) -> list[str]:
    """The words of title, preamble and clauses that do not stand in the scan, in its order.

    A word that was joined, and is told to be so, may stand there as the two parts it was made of.
    """
    portions = [portion for portion in (reading.title, reading.preamble, *reading.clauses) if portion]
    parts = {doubt.joined: re.findall(r"'([^']+)'", doubt.message)[:2] for doubt in reading.doubts if doubt.joined}
    written = words(text)
    at = 0
    added: list[str] = []
    for word in (word for portion in portions for word in words(portion.text)):
        ends = [_end_of(wanted, written, at) for wanted in ([word], _unjoined(word, parts))]
        known = [end for end in ends if end is not None]
        added += [] if known else [word]
        at = min(known, default=at)
    return added


def _unjoined(word: str, parts: dict[str, list[str]]) -> list[str]:
    return [piece for part in parts[word] for piece in _unjoined(part, parts)] if word in parts else [word]


def _end_of(wanted: list[str], written: list[str], at: int) -> int | None:
    """Where, from a place on, the wanted words end; a banner may stand between the parts of a broken word."""
    for word in wanted:
        if word not in written[at:]:
            return None
        at = written.index(word, at) + 1
    return at
