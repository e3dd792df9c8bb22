"""The reading of a scanned directive, from its pages to clauses, control data and doubts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from domain.marking import Level, banner
from domain.scans.control import ControlData, ControlLine, control_data
from domain.scans.doubts import Doubt, DoubtKind, SetAside
from domain.scans.findings import Reading, ReadPortion
from domain.scans.heading import Head, read_head
from domain.scans.hyphens import words_of
from domain.scans.kinds import CONTROL, Furniture, FurnitureKind
from domain.scans.lines import Line, scan_lines
from domain.scans.paragraphs import marks_its_portions, paragraphs, pieces
from domain.scans.portions import PaperLevel, Portion, level_of, mark_doubts, portion_of
from domain.scans.sorting import sort
from domain.scans.surroundings import Told, candidates, certain, without_running_heads

_STUDY: Final = re.compile(r"\b(?:NSSD|NSSM|NSR|PRD|PRM|PSD)(?:/NSC)?[- ]?\d{1,3}(?:-\d{2})?\b")


def read_scan(pages: Sequence[str]) -> Reading:
    """Read a scanned directive.

    Args:
        pages: The text of each page; form feeds part a page further.

    Returns:
        What was read. It may hold no clause at all: then this is no directive, or none that can be read.

    Raises:
        TooMuchError: It is too long for a directive.
    """
    lines, odd = scan_lines(pages)
    maybe = candidates(lines)
    head = read_head(lines, without_running_heads(maybe))
    named = {line.number for line in (*head.naming, *head.title_lines)}
    told = {number: what for number, what in certain(lines, maybe, head.body).items() if number not in named}
    portions = _portions([line for line in lines[head.body :] if line.number not in named], told, words_of(lines))
    paper = _paper_level(head, told, portions)
    control, control_doubts = control_data(lines, told)
    found = sort(portions, paper, words_of(lines))
    aside = (*_furniture_aside(lines, told), *_head_aside(lines, head), *found.aside)
    of_head = (*head.doubts, *_title_doubts(head, paper), *control_doubts, *_banner_doubts(lines, told, paper))
    return Reading(
        id=head.id,
        title=_title(head, paper),
        study=_study(found.preamble),
        control=_with_name(control, head),
        preamble=found.preamble,
        clauses=found.clauses,
        set_aside=tuple(sorted(aside, key=lambda line: line.line)),
        doubts=tuple(sorted((*odd, *of_head, *found.doubts), key=lambda doubt: doubt.line)),
        level=paper.level,
        pages=max((line.page for line in lines), default=0),
    )


def _portions(body: Sequence[Line], told: Told, known: frozenset[str]) -> tuple[Portion, ...]:
    joined = paragraphs(pieces(body, told), marked=marks_its_portions(body), known=known)
    return tuple(portion_of(paragraph) for paragraph in joined)


def _paper_level(head: Head, told: Told, portions: Sequence[Portion]) -> PaperLevel:
    banners = [what.level for whole in told.values() for what in whole if what.level is not None]
    marks = [mark for portion in portions for mark in portion.marks if mark.sure]
    marks += head.title_marks
    highest = max((*banners, *(mark.level for mark in marks)), default=None)
    unknown = highest is Level.U and not banners  # one portion marked (U) says nothing of another
    return PaperLevel(level=None if unknown else highest, banner=max(banners, default=None))


def _with_name(control: ControlData, head: Head) -> ControlData:
    """Add the lines that name the directive to those of control data."""
    named = (ControlLine(line=line.number, page=line.page, kind="name", text=line.text) for line in head.naming)
    return replace(control, lines=tuple(sorted((*control.lines, *named), key=lambda line: line.line)))


def _title(head: Head, paper: PaperLevel) -> ReadPortion | None:
    if head.title is None:
        return None
    return ReadPortion(
        ordinal=-1,
        text=head.title,
        level=level_of(head.title_marks, paper),
        marked=" ".join(mark.written for mark in head.title_marks) or None,
        label=None,
        page=head.title_lines[0].page,
        lines=tuple(line.number for line in head.title_lines),
    )


def _title_doubts(head: Head, paper: PaperLevel) -> Iterator[Doubt]:
    if head.title is not None:
        yield from mark_doubts(head.title_marks, head.title, head.title_lines[-1], "title", paper)


def _banner_doubts(lines: Sequence[Line], told: Told, paper: PaperLevel) -> Iterator[Doubt]:
    def doubt(line: Line, message: str) -> Doubt:
        return Doubt(kind=DoubtKind.BANNER, line=line.number, page=line.page, about="page", message=message)

    bannered = [(line, what) for line in lines for what in told.get(line.number, ()) if what.level is not None]
    for line, what in bannered:
        if what.doubt and what.kind not in CONTROL:
            yield doubt(line, what.doubt)
        elif what.kind is FurnitureKind.BANNER and what.level is not paper.banner and paper.banner is not None:
            yield doubt(line, f"a lower banner than {banner(paper.banner)}, which stands elsewhere")
    if bannered and paper.banner is Level.U:
        message = "the only banner is UNCLASSIFIED, as a stamp of release may be: was it the paper's own?"
        yield doubt(bannered[0][0], message)


def _furniture_aside(lines: Sequence[Line], told: Told) -> Iterator[SetAside]:
    for line in lines:
        whole = told.get(line.number, ())
        if whole and not any(what.kind in CONTROL for what in whole):
            reason = ", ".join(_named(what) for what in whole)
            yield SetAside(line=line.number, page=line.page, text=line.text, reason=reason)


def _named(what: Furniture) -> str:
    return what.kind.value if what.level is None else f"{what.kind.value} {banner(what.level)}"


def _head_aside(lines: Sequence[Line], head: Head) -> Iterator[SetAside]:
    for line in lines:
        if line.number in head.aside:
            yield SetAside(line=line.number, page=line.page, text=line.text, reason=head.aside[line.number])


def _study(preamble: ReadPortion | None) -> str | None:
    """The study on which the directive rests, if its preamble names one."""
    found = _STUDY.search(preamble.text) if preamble else None
    return found[0] if found else None
