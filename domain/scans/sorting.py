"""The paragraphs of a scan sorted: preamble, clauses in their order, and what is set aside, each with its doubts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from domain.scans.doubts import Doubt, DoubtKind, SetAside
from domain.scans.findings import ReadPortion
from domain.scans.hyphens import lost_hyphens
from domain.scans.paragraphs import doubts_of
from domain.scans.portions import PaperLevel, Portion, level_of, mark_doubts
from domain.scans.roles import Role, roles_of

_ASIDE: Final = {
    Role.HEADING: "a heading over what follows",
    Role.LEAD_IN: "leads in the clauses that follow",
    Role.DISTRIBUTION: "a distribution or a list of attachments",
    Role.STRAY: "stray words",
    Role.CLOSING: "stands behind the last clause: a signature, a stamp or a list",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The paragraphs of the text, each as what it is."""

    preamble: ReadPortion | None
    clauses: tuple[ReadPortion, ...]
    aside: tuple[SetAside, ...]
    doubts: tuple[Doubt, ...]


def sort(portions: Sequence[Portion], paper: PaperLevel, known: frozenset[str]) -> Sorted:
    """Tell preamble and clauses from what leads in, heads or follows them; what is none of these is set aside."""
    preamble: ReadPortion | None = None
    clauses: list[ReadPortion] = []
    aside: list[SetAside] = []
    doubts: list[Doubt] = []
    introduced: list[str] = []
    roles = roles_of(portions)
    labelled = any(p.label for p, role in zip(portions, roles, strict=True) if role is Role.CLAUSE)
    for portion, role in zip(portions, roles, strict=True):
        if role not in (Role.CLAUSE, Role.PREAMBLE):
            aside.extend(_aside(portion, role))
            doubts.extend(_aside_doubts(portion, role))
            introduced += [portion.paragraph.text] if role in (Role.HEADING, Role.LEAD_IN) else []
            continue
        read = _read(portion, 0 if role is Role.PREAMBLE else len(clauses) + 1, paper, tuple(introduced))
        introduced = []
        doubts.extend(_portion_doubts(portion, read, paper, labelled=labelled))
        doubts.extend(lost_hyphens(portion.lines, known, read.about))
        if role is Role.PREAMBLE:
            preamble = read
        else:
            clauses.append(read)
    if clauses and not labelled:
        first = next(p for p, role in zip(portions, roles, strict=True) if role is Role.CLAUSE)
        doubts.append(
            _division(first, "clause 1", "no item bears a bullet or a number: each paragraph is taken for a clause")
        )
    return Sorted(preamble=preamble, clauses=tuple(clauses), aside=tuple(aside), doubts=tuple(doubts))


def _read(portion: Portion, ordinal: int, paper: PaperLevel, introduced: tuple[str, ...]) -> ReadPortion:
    return ReadPortion(
        ordinal=ordinal,
        text=portion.text,
        level=level_of(portion.marks, paper),
        marked=portion.written,
        label=portion.label,
        page=portion.lines[0].page,
        lines=tuple(line.number for line in portion.lines),
        introduced_by=introduced,
    )


def _portion_doubts(portion: Portion, read: ReadPortion, paper: PaperLevel, *, labelled: bool) -> Iterator[Doubt]:
    yield from mark_doubts(portion.marks, portion.text, portion.lines[-1], read.about, paper)
    yield from doubts_of(portion.paragraph, read.about)
    if labelled and portion.label is None and read.ordinal > 0:
        yield _division(portion, read.about, "a paragraph without bullet or number among items: is it a clause?")


def _division(portion: Portion, about: str, message: str) -> Doubt:
    line = portion.lines[0]
    return Doubt(kind=DoubtKind.DIVISION, line=line.number, page=line.page, about=about, message=message)


def _aside(portion: Portion, role: Role) -> Iterator[SetAside]:
    for line in portion.lines:
        yield SetAside(line=line.number, page=line.page, text=line.text, reason=_ASIDE[role])


def _aside_doubts(portion: Portion, role: Role) -> Iterator[Doubt]:
    """What was set aside and may be text of the directive after all."""
    yield from doubts_of(portion.paragraph, "page")
    if role is Role.STRAY:
        yield _division(portion, "page", f"set aside as stray words: {portion.paragraph.text!r}")
    if portion.marks and role is not Role.STRAY:
        yield _division(portion, "page", f"set aside, although it bears the mark {portion.written}")
