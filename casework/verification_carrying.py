"""Verification of what was carried over: the proof made again from the stored texts, the agency's policy held to it."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from casework.redline import aligned
from casework.verification_record import MARKS, Fact, Record
from db import evidence
from db.evidence_register import Register
from domain.marking import Level
from domain.text import Paragraph

POSITIVE = frozenset({"concur", "concur_with_comment", "no_equity"})
"""Responses that may be carried over: a nonconcurrence survives by itself, silence never does."""

_DEFINED = re.compile(
    r'["“](?P<means>[^"“”]{2,60})["”]\s+(?:means|shall mean|refers to)'
    r'|\((?:the|hereafter|each an?)\s+["“](?P<short>[^"“”]{2,60})["”]\)'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Portion:
    """A paragraph of the old text beside what it became; None where it was taken out or put in."""

    old: Paragraph | None
    new: Paragraph | None

    @property
    def sides(self) -> tuple[Paragraph, ...]:
        return tuple(side for side in (self.old, self.new) if side is not None)

    @property
    def changed(self) -> bool:
        return len({(side.text, side.marking) for side in self.sides}) != 1 or len(self.sides) != 2

    @property
    def administrative(self) -> bool:
        said = {(side.marking, *_spoken(side.text)) for side in self.sides}
        return len(self.sides) == 2 and len(said) == 1

    def concerns(self, agency: str) -> bool:
        return any(agency in side.equities or not side.equities for side in self.sides)


_BETWEEN_WORDS = set(".,;:!?\"'()[]\u201c\u201d\u2018\u2019\u2013\u2014-")


def _spoken(text: str) -> Iterator[str]:
    """Words, figures as they are written, and signs; capitals of more than one letter stay capitals."""
    for said in re.findall(r"[-\u2212+]?\d[\d.,]*\d|[-\u2212+]?\d|\w+|[^\w\s]", text):
        if said not in _BETWEEN_WORDS:
            yield said if said.isupper() and len(said) > 1 else said.casefold()


async def with_proofs(tx: AsyncConnection, case: Record) -> Record:
    """The same case with each carried-over response's proof made again; two texts at a time are held in memory."""
    proofs: dict[str, str | None] = {}
    for carried in case.of("carry_over"):
        old = _paragraphs(await evidence.text_of(tx, case.id, carried.row["from_version"]))
        new = _paragraphs(await evidence.text_of(tx, case.id, carried.row["version"]))
        proofs[carried.id] = _proof(case, carried, old, new) if old and new else None
    return replace(case, proofs=proofs) if proofs else case


def _paragraphs(found: tuple[bytes, list[list[str]]] | None) -> tuple[Paragraph, ...]:
    """A version's paragraphs; none if it is no text of ours."""
    try:
        words, equities = found or (b"", [])
        return tuple(
            Paragraph(text=one["text"], marking=Level(MARKS.index(one["marking"])), equities=tuple(whose))
            for one, whose in zip(json.loads(words)["paragraphs"], equities, strict=True)
        )
    except (ValueError, LookupError, TypeError, RecursionError):
        return ()


def _proof(case: Record, carried: Fact, old: Sequence[Paragraph], new: Sequence[Paragraph]) -> str | None:
    """The proof; None if the policy named would not have carried the response over."""
    places = aligned(old, new)
    portions = [_Portion(old=None if i is None else old[i], new=None if j is None else new[j]) for i, j in places]
    if not _allowed(carried.row["policy"], carried.row["agency"], portions):
        return None
    signed = next((one for one in case.of("sign_off") if one.id == carried.row["sign_off"]), None)
    what = {
        "from": signed.row["digest"] if signed else None,
        "paragraphs": [
            {"administrative": portion.administrative, "changed": portion.changed, "new": j, "old": i}
            for (i, j), portion in zip(places, portions, strict=True)
        ],
        "policy": carried.row["policy"],
        "to": carried.row["digest"],
        "type": "one-voice/carry-over/1",
    }
    # RFC 8785 for what has plain ASCII names, digests, small numbers and truth values only.
    return hashlib.sha256(json.dumps(what, separators=(",", ":"), sort_keys=True).encode()).hexdigest()


def _allowed(policy: str, agency: str, portions: Sequence[_Portion]) -> bool:
    named = any(agency in side.equities for portion in portions for side in portion.sides)
    concerning = [portion for portion in portions if not named or portion.concerns(agency)]
    match policy:
        case "always":
            return True
        case "administrative_changes":
            return all(portion.administrative or not portion.changed for portion in concerning)
        case "unchanged_paragraphs":
            moved = {term for portion in portions if portion.changed for side in portion.sides for term in _terms(side)}
            here = [portion.new.text for portion in concerning if portion.new is not None]
            return not any(portion.changed for portion in concerning) and not any(
                t in one for t in moved for one in here
            )
        case _:
            return False


def _terms(side: Paragraph) -> set[str]:
    return {found["means"] or found["short"] for found in _DEFINED.finditer(side.text)}


def carry_faults(case: Record, carried: Fact) -> Iterator[str]:
    """Say why a carried-over response does not stand."""
    text = case.head(carried.order)
    if text is None or not carried.same(text, "version", "digest"):
        yield "not_the_current_text"
    latest = [one for one in case.of("sign_off", before=carried.order) if one.row["agency"] == carried.row["agency"]]
    last = latest[-1] if latest else None
    if (
        last is None
        or (last.id, last.row["version"]) != (carried.row["sign_off"], carried.row["from_version"])
        or last.row["response"] not in POSITIVE
    ):
        yield "nothing_to_carry_over"
    if case.proofs.get(carried.id) != carried.row["proof"]:
        yield "proof_is_not_that_of_the_texts"


def carry_breaks(case: Record, _: Register) -> Iterator[str]:
    """Say which responses were carried over and could not be."""
    for carried in case.of("carry_over"):
        yield from (f"seq {carried.seq}: carry_over: {code}" for code in carry_faults(case, carried))
