"""Which lines are furniture, seen with what stands around them: the same words may be a paragraph's last line."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from domain.scans.dates import digits
from domain.scans.furniture import furniture_in, is_number_alone, is_system_alone
from domain.scans.kinds import Furniture, FurnitureKind
from domain.scans.labels import label_of
from domain.scans.lines import Line
from domain.scans.marks import mark_at_end
from domain.scans.signs import SENTENCE_END

Told = dict[int, tuple[Furniture, ...]]
"""What a line is, by its number; more than one thing where gaps part it. A line that is not in it is text."""

_LONGEST_REPEATED: Final = 60
_PAGE_NUMBER: Final = re.compile(r"\D*\d{1,3}\D*")


def candidates(lines: Sequence[Line]) -> Told:
    """Return, by line number, each line that may be furniture, whatever stands around it."""
    found: Told = {}
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else None
        if before and is_number_alone(line.text) and is_system_alone(before.text):
            value = f"{' '.join(before.text.split())} {digits(line.text)}"
            of_both = Furniture(kind=FurnitureKind.LOG_NUMBER, value=value, anywhere=True)
            found[before.number] = found[line.number] = (of_both,)
        elif is_system_alone(line.text):
            found[line.number] = (Furniture(kind=FurnitureKind.LOG_NUMBER),)
        elif told := furniture_in(line.cells):
            found[line.number] = told
        elif is_number_alone(line.text):
            kind = FurnitureKind.PAGE_NUMBER if _PAGE_NUMBER.fullmatch(line.text) else FurnitureKind.NUMBER
            found[line.number] = (Furniture(kind=kind, value=line.text),)
    return {**found, **_running_heads(lines, found)}


def certain(lines: Sequence[Line], maybe: Told, body: int) -> Told:
    """Return what is furniture: all above the text, and in it what is so anywhere or stands apart.

    Args:
        lines: The lines that have anything on them.
        maybe: What may be furniture, by line number.
        body: The place, among the lines, where the text begins.
    """
    return {
        line.number: maybe[line.number]
        for at, line in enumerate(lines)
        if line.number in maybe
        and (at < body or _anywhere(maybe, line) or _at_an_edge(lines, maybe, at) or apart_from_text(lines, maybe, at))
    }


def _anywhere(maybe: Told, line: Line) -> bool:
    return any(what.anywhere for what in maybe.get(line.number, ()))


def _at_an_edge(lines: Sequence[Line], maybe: Told, at: int) -> bool:
    """Whether a page's number or running head touches its banner, with no empty line to part it from the text."""
    if maybe[lines[at].number][0].kind not in (FurnitureKind.PAGE_NUMBER, FurnitureKind.RUNNING_HEAD):
        return False
    touching = [lines[near] for near in (at - 1, at + 1) if 0 <= near < len(lines)]
    return any(_anywhere(maybe, line) for line in touching)


def apart_from_text(lines: Sequence[Line], maybe: Told, at: int) -> bool:
    """Whether gaps part a line, and the furniture that touches it, from the text before and behind."""
    first = at
    while not lines[first].was_empty:
        if first == 0 or lines[first - 1].number not in maybe:
            return first == 0
        first -= 1
    last = at + 1
    while last < len(lines) and not lines[last].was_empty:
        if lines[last].number not in maybe:
            return False
        last += 1
    return True


def _running_heads(lines: Sequence[Line], found: Told) -> Told:
    """Short lines that come again beside the furniture or the edges of several pages."""
    at_edges: dict[str, list[Line]] = {}
    for at, line in enumerate(lines):
        if line.number in found or not _may_run(line.text):
            continue
        beside = at == 0 or line.top or lines[at - 1].number in found
        behind = at == len(lines) - 1 or lines[at + 1].top or lines[at + 1].number in found
        if (beside and (behind or lines[at + 1].was_empty)) or (behind and line.was_empty):
            at_edges.setdefault(_alike(line.text), []).append(line)
    everywhere = Counter(_alike(line.text) for line in lines if line.number not in found)
    return {
        line.number: (Furniture(kind=FurnitureKind.RUNNING_HEAD, value=line.text),)
        for alike, repeated in at_edges.items()
        if len(repeated) > 1 and len(repeated) == everywhere[alike]
        for line in repeated
    }


def _may_run(text: str) -> bool:
    whole = len(text) <= _LONGEST_REPEATED and not SENTENCE_END.search(text)
    return whole and label_of(text) is None and mark_at_end(text)[1] is None


def _alike(text: str) -> str:
    return re.sub(r"\d+", "#", text.lower())


def without_running_heads(maybe: Told) -> Told:
    """Return what may be furniture above the text, where the first running head is the directive's name."""
    return {number: told for number, told in maybe.items() if told[0].kind is not FurnitureKind.RUNNING_HEAD}
