"""One case as verification sees it: its ledger, its facts in the ledger's order, its texts; content only as hashes.

A fact counts for the rules only from the ledger entry that records it on; one without an entry counts for none.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from db.evidence import OPENING, TRANSFERRED, StoredCase, StoredEntry, StoredFact, instant
from db.evidence_kin import Family

Row = dict[str, Any]  # a stored row by column name, content columns as `<column>_sha256`

MARKS = ("U", "C", "S", "TS")
FORM = "one-voice/text/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is known of a version's words, the words themselves being let go.

    Attributes:
        digest: SHA-256 of the stored bytes, in lower-case hex.
        agencies: those with an equity in a paragraph.
        highest: the highest mark of a paragraph, from 0 (U) to 3 (TS).
        flaws: codes of what is wrong with the bytes.
        paragraphs: how many there are.
    """

    digest: str
    agencies: frozenset[str]
    highest: int
    flaws: tuple[str, ...]
    paragraphs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact's row, and the seq of its ledger entry; None if there is none."""

    kind: str
    seq: int | None
    row: Row

    @property
    def order(self) -> int:
        """The seq of its entry; only for facts that a Record gives by `of`, which have one."""
        return self.seq or 0

    @property
    def id(self) -> str:
        """Its id, as the ledger names it."""
        return str(self.row["id"])

    @property
    def person(self) -> str | None:
        """Who did it; None for time."""
        found: str | None = self.row["person"]
        return found

    @property
    def at(self) -> datetime:
        """When it was recorded."""
        return instant(self.row["at"])

    def same(self, other: "Fact", *columns: str) -> bool:
        """Whether both say the same in these columns."""
        return all(self.row[column] == other.row[column] for column in columns)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One case.

    Attributes:
        opening: the case's own row without what follows from its facts.
        moving: the rest of that row.
        entries: its ledger, by seq.
        facts: every fact, the opening among them, recorded in the ledger or not.
        words: what is known of each version's words.
        family: the cases around it, where its soundness hangs on them.
        proofs: id of a carried-over response -> its proof, made again from the stored texts; None: there is none.
    """

    opening: Fact
    moving: Row
    entries: tuple[StoredEntry, ...]
    facts: tuple[Fact, ...]
    words: Mapping[int, Words]
    proofs: Mapping[str, str | None] = field(default_factory=dict)
    family: Family = field(default_factory=Family)

    @property
    def id(self) -> str:
        """The case's id."""
        return self.opening.id

    @cached_property
    def _by_kind(self) -> dict[str, list[Fact]]:
        kinds: dict[str, list[Fact]] = {}
        for fact in sorted((f for f in self.facts if f.seq is not None), key=lambda f: f.order):
            kinds.setdefault(fact.kind, []).append(fact)
        return kinds

    def of(self, kind: str, *, before: int | None = None) -> Sequence[Fact]:
        """The recorded facts of a kind, in order; with `before`, those recorded before that seq."""
        found = self._by_kind.get(kind, [])
        return found if before is None else [fact for fact in found if fact.order < before]

    def head(self, before: int | None = None) -> Fact | None:
        """The text that was current just before that seq, or is now."""
        return next(reversed(self.of("text_version", before=before)), None)

    def wrote(self, *, before: int | None = None) -> frozenset[str | None]:
        """Everyone who opened, drafted, edited or circulated: before that seq, or at any time."""
        wrote = (self.opening, *self.of("text_version", before=before), *self.of("clearance_round", before=before))
        return frozenset(fact.person for fact in wrote)

    @cached_property
    def writers(self) -> frozenset[str | None]:
        """Everyone who opened, drafted, edited or circulated, at any time."""
        return self.wrote()


def sha256_of(value: str | None) -> str | None:
    """SHA-256 of a column's written form in UTF-8, in lower-case hex."""
    return None if value is None else hashlib.sha256(value.encode()).hexdigest()


def _row(row: Mapping[str, Any], content: Mapping[str, str | None]) -> Row:
    return {**row, **{f"{column}_sha256": sha256_of(value) for column, value in content.items()}}


def read_words(canonical: bytes, equities: Sequence[Sequence[str]], level: int) -> Words:
    """Read a version's bytes: a text in RFC 8785 form, marked no higher than its case, an equity list a paragraph."""
    try:
        found = json.loads(canonical.decode())
        # RFC 8785 for what has texts and lists only: no space, members in order, nothing escaped without need.
        again = json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    except (ValueError, RecursionError):
        found, again = None, b""
    flaws: list[str] = []
    if again != canonical:
        flaws.append("bytes_not_canonical")
    marks = _marks(found)
    if marks is None:
        flaws.append("not_a_text")
    else:
        if MARKS.index(marks[0]) > level or MARKS.index(marks[0]) < max(map(MARKS.index, marks[1:]), default=0):
            flaws.append("marked_wrongly")
        if len(marks) - 1 != len(equities):
            flaws.append("equities_do_not_fit_paragraphs")
    return Words(
        digest=hashlib.sha256(canonical).hexdigest(),
        agencies=frozenset(agency for agencies in equities for agency in agencies),
        highest=max(map(MARKS.index, marks[1:]), default=0) if marks else 0,
        flaws=tuple(flaws),
        paragraphs=len(equities),
    )


def _marks(found: Any) -> tuple[str, ...] | None:  # Any: whatever the bytes hold
    """The mark of the whole and of each paragraph; None if it is no text of ours."""
    match found:
        case {"type": str(form), "classification": str(whole), "paragraphs": [_, *_] as parts, **rest}:
            marks = [whole]
            for part in parts:
                match part:
                    case {"marking": str(mark), "text": str(), **more} if not more:
                        marks.append(mark)
                    case _:
                        return None
            return tuple(marks) if form == FORM and not rest and set(marks) <= set(MARKS) else None
        case _:
            return None


async def records(
    cases: Iterable[StoredCase], entries: AsyncIterator[StoredEntry], facts: AsyncIterator[StoredFact]
) -> tuple[Record, ...]:
    """Put together a batch of cases; each text is read as it passes, and let go."""
    given = tuple(cases)
    ledgers: dict[UUID, list[StoredEntry]] = {case.id: [] for case in given}
    rows: dict[UUID, list[tuple[str, Row]]] = {case.id: [(OPENING, _row(case.fixed, case.content))] for case in given}
    words: dict[UUID, dict[int, Words]] = {case.id: {} for case in given}
    levels: dict[UUID, int] = {case.id: case.fixed["level"] for case in given}
    async for entry in entries:
        ledgers[entry.case_id].append(entry)
    async for fact in facts:
        rows[fact.case_id].append((fact.kind, _row(fact.row, fact.content)))
        if fact.kind == "text_version":
            canonical = bytes.fromhex((fact.content["canonical"] or "").removeprefix("\\x"))
            equities = json.loads(fact.content["equities"] or "[]")
            words[fact.case_id][fact.row["version"]] = read_words(canonical, equities, levels[fact.case_id])
    return tuple(_record(case, ledgers[case.id], rows[case.id], words[case.id]) for case in given)


def _record(
    case: StoredCase, ledger: Sequence[StoredEntry], rows: Sequence[tuple[str, Row]], words: Mapping[int, Words]
) -> Record:
    seqs = {(entry.kind, entry.fact_id): entry.seq for entry in reversed(ledger)}
    rows = [(kind, row | _opened_in(case, ledger) if kind == OPENING else row) for kind, row in rows]
    facts = tuple(Fact(kind=kind, seq=seqs.get((kind, str(row["id"]))), row=row) for kind, row in rows)
    return Record(opening=facts[0], moving=case.moving, entries=tuple(ledger), facts=facts, words=words)


def _opened_in(case: StoredCase, ledger: Sequence[StoredEntry]) -> Row:
    """Whose the action was at the opening: only the ledger says so, since a transfer moves it in the case's row."""
    try:
        said = json.loads(next(entry.body for entry in ledger if entry.kind == OPENING))
        return {column: str(said[column]) for column in TRANSFERRED}
    except (StopIteration, ValueError, RecursionError, LookupError, TypeError):
        return {column: case.moving[column] for column in TRANSFERRED}
