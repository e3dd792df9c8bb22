"""The head of a directive: which one it is, its title, and where the text begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.scans.dates import digits, like
from domain.scans.doubts import Doubt, DoubtKind
from domain.scans.labels import label_of
from domain.scans.lines import Line
from domain.scans.marks import Mark, mark_at_end, mark_at_start
from domain.scans.paragraphs import is_heading
from domain.scans.signs import SENTENCE_END
from domain.scans.surroundings import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above the text.

    Attributes:
        id: Such as `NSDD-62`; None where no line says so.
        title: Without its marks; None where none was found.
        naming: The lines that name the directive.
        body: The place, among the lines, of the first one of the text.
        aside: Why each other line before the text is set aside.
    """

    id: str | None
    title: str | None
    title_marks: tuple[Mark, ...]
    naming: tuple[Line, ...]
    title_lines: tuple[Line, ...]
    body: int
    aside: dict[int, str]
    doubts: tuple[Doubt, ...]


FAMILIES: Final = {
    "NATIONALSECURITYDECISIONDIRECTIVE": "NSDD",
    "NATIONALSECURITYSTUDYDIRECTIVE": "NSSD",
    "NATIONALSECURITYDECISIONMEMORANDUM": "NSDM",
    "NATIONALSECURITYSTUDYMEMORANDUM": "NSSM",
    "NATIONALSECURITYACTIONMEMORANDUM": "NSAM",
    "NATIONALSECURITYPRESIDENTIALDIRECTIVE": "NSPD",
    "NATIONALSECURITYPRESIDENTIALMEMORANDUM": "NSPM",
    "HOMELANDSECURITYPRESIDENTIALDIRECTIVE": "HSPD",
    "NATIONALSECURITYDIRECTIVE": "NSD",
    "NATIONALSECURITYREVIEW": "NSR",
    "PRESIDENTIALDECISIONDIRECTIVE": "PDD",
    "PRESIDENTIALREVIEWDIRECTIVE": "PRD",
    "PRESIDENTIALPOLICYDIRECTIVE": "PPD",
    "PRESIDENTIALSTUDYDIRECTIVE": "PSD",
    "PRESIDENTIALREVIEWMEMORANDUM": "PRM",
    "PRESIDENTIALDIRECTIVE": "PD",
}
"""How a directive names itself, without spaces, and the first half of its id."""

_FIRST: Final = 120
"""Lines within which the head ends."""
_SUBJECT: Final = re.compile(r"\W*SUBJ(?:ECT)?\s*[:;.]\s*", re.IGNORECASE)
_ADDRESSED: Final = re.compile(r"\W*(?:MEMORANDUM\s*(?:FOR|TO)\b|TO\s*:|FOR\s*:|FROM\s*:)", re.IGNORECASE)
_LONGEST_SHORT_NAME: Final = 20
_LETTERS: Final = str.maketrans("015", "OIS")
_TAIL: Final = re.compile(r"(?:NUMBER|NO(?![A-Z])|NSC|NSDD|NSSD|NSDM|NSSM|NSPD|HSPD|PDD|PRD|PPD|PD|-)*")
_FIGURES: Final = re.compile(r"([0-9OIlSB|]{1,4}(?:-\d\d)?)$|(?=\d)([0-9]{1,3})(?![0-9])")
_SHORT_NAME: Final = re.compile(
    r"\W*(NSDD|NSSD|NSDM|NSSM|NSAM|NSPD|HSPD|NSD|NSR|PDD|PRD|PPD|PD|PRM)\s*(?:/\s*NSC)?[\s#-]*([0-9OIl]{1,3}(?:-\d\d)?)\W*",
    re.IGNORECASE,
)
_PROSE_WORD: Final = re.compile(r"\b[a-z]{4,}\b")


def read_head(lines: Sequence[Line], told: Told) -> Head:
    """Find the directive's name and title, and where its text begins.

    Args:
        lines: The lines that have anything on them.
        told: What is furniture for certain, by line number.
    """
    plain = [at for at in range(min(len(lines), _FIRST)) if lines[at].number not in told]
    above = [at for at in plain if at <= _first_prose(lines, plain)]
    named = _named(lines, above) or _named_in_capitals(lines, plain)
    subject = next((at for at in above if _SUBJECT.match(lines[at].text)), None)
    after = named[-1] + 1 if named else 0
    title = _block(lines, plain, subject) if subject is not None else _title(lines, plain, after, named=bool(named))
    text, marks = _title_text(lines, title)
    title = title if text else ()
    begin = max((after, *(at + 1 for at in title)))
    body = _body(lines, told, begin)
    identity, doubts = _identity(lines, named)
    if not named and title and subject is None:
        doubts.append(
            _doubt(lines[title[0]], "title", "no line names the directive; the first line of capitals is taken")
        )
    aside = _aside(lines, told, {*named, *title}, body, subject)
    doubts += [
        _doubt(line, "page", f"set aside above the text, and reads like text: {line.text!r}")
        for line in lines[:body]
        if line.number in aside and _is_prose(line.text)
    ]
    return Head(
        id=identity,
        title=text,
        title_marks=marks,
        naming=tuple(lines[at] for at in named),
        title_lines=tuple(lines[at] for at in title),
        body=body,
        aside=aside,
        doubts=tuple(doubts),
    )


def _first_prose(lines: Sequence[Line], plain: Sequence[int]) -> int:
    """The place of the first line that reads like text: nothing behind it names the directive."""
    said = (at for at in plain if not _SUBJECT.match(lines[at].text))
    prose = (at for at in said if _is_prose(lines[at].text) or mark_at_end(lines[at].text)[0].endswith((".", "!", "?")))
    return next(prose, len(lines))


def _doubt(line: Line, about: str, message: str) -> Doubt:
    return Doubt(kind=DoubtKind.HEADING, line=line.number, page=line.page, about=about, message=message)


def _named(lines: Sequence[Line], plain: Sequence[int]) -> tuple[int, ...]:
    """The places of the lines that name the directive with its number; else of one that names its family."""
    family: tuple[int, ...] = ()
    for start in range(len(plain)):
        for length in (1, 2, 3):
            window = tuple(plain[start : start + length])
            found = _family("".join(lines[at].text for at in window))
            if found and found[1]:
                return window
            if found and not family and length == 1:
                family = window
    return family


def _named_in_capitals(lines: Sequence[Line], plain: Sequence[int]) -> tuple[int, ...]:
    """The name written out in capitals, though words stand above it: a note that came with the paper."""
    shouted = [at for at in plain if lines[at].text.isupper() and len(lines[at].text) > _LONGEST_SHORT_NAME]
    found = _named(lines, shouted)
    return found if found and (_family("".join(lines[at].text for at in found)) or ("", ""))[1] else ()


def _family(text: str) -> tuple[str, str] | None:
    """Return the short name and the number, as written, that a heading begins with."""
    if len(text) > 150 or len(_PROSE_WORD.findall(text)) > 2:
        return None
    if short := _SHORT_NAME.fullmatch(text):
        return short[1].upper(), short[2]
    written = re.sub(r"[^A-Za-z0-9|-]", "", text)
    letters = written.upper().translate(_LETTERS)
    for name in sorted(FAMILIES, key=len, reverse=True):
        if letters.startswith(name) or like(letters[: len(name)], name) >= 0.93:
            tail = _TAIL.match(written.upper(), len(name))
            figures = _FIGURES.match(written, tail.end() if tail else len(name))
            return FAMILIES[name], (figures[1] or figures[2]) if figures else ""
    return None


def _identity(lines: Sequence[Line], named: tuple[int, ...]) -> tuple[str | None, list[Doubt]]:
    if not named:
        return None, []
    first = lines[named[0]]
    family, number = _family("".join(lines[at].text for at in named)) or ("", "")
    if not number:
        return None, [_doubt(first, "id", f"names its family, {family}, without a number that can be read")]
    of_year = number.partition("-")
    identity = f"{family}-{int(digits(of_year[0]))}"
    if number.isdecimal():
        return identity, []
    return identity, [_doubt(first, "id", f"the number reads {number!r}; taken for {identity}")]


def _block(lines: Sequence[Line], plain: Sequence[int], start: int) -> tuple[int, ...]:
    """The places of a line and of those that follow it without a gap."""
    found = [start]
    for at in plain:
        if (
            at == found[-1] + 1
            and not lines[at].was_empty
            and len(found) < 4
            and not mark_at_end(lines[at - 1].text, of_title=True)[1]
        ):
            found.append(at)
    return tuple(found)


def _title(lines: Sequence[Line], plain: Sequence[int], after: int, *, named: bool) -> tuple[int, ...]:
    """The places of the title: the first block behind the name that is no sentence; without a name, of capitals."""
    for at in plain:
        if at < after or _ADDRESSED.match(lines[at].text):
            continue
        block = _block(lines, plain, at)
        while len(block) > 1 and _is_prose(lines[block[-1]].text):
            block = block[:-1]
        text = mark_at_end(" ".join(lines[place].text for place in block), of_title=True)[0]
        is_title = len(text) <= 250 and not SENTENCE_END.search(text) and label_of(mark_at_start(text)[0]) is None
        if named:
            return block if is_title and (len(block) < 4 or not _is_prose(text)) else ()
        if _is_prose(text):
            return ()
        if is_title and is_heading(text) and any(word.isupper() and len(word) > 3 for word in text.split()):
            return block
    return ()


def _is_prose(text: str) -> bool:
    return len(_PROSE_WORD.findall(text)) >= 3


def _body(lines: Sequence[Line], told: Told, begin: int) -> int:
    """The place of the first line of the text: of the first block that reads like text, or begins with an item."""
    at = begin
    while at < len(lines):
        end = next((n for n in range(at + 1, len(lines)) if lines[n].was_empty), len(lines))
        text = " ".join(line.text for line in lines[at:end] if line.number not in told)
        first = next((n for n in range(at, end) if lines[n].number not in told), at)
        if not _ADDRESSED.match(text) and _begins_text(text, lines[first]):
            return first
        at = end
    return len(lines)


def _begins_text(text: str, first: Line) -> bool:
    """Whether a block reads like text, or begins with an item; a bullet alone may be a speck."""
    label = label_of(first.text) if text else None
    if label and any(candidate.value <= 1 for candidate in label.candidates):
        return bool(label.rest) or label.written.endswith((".", ")")) or len(text) > len(first.text)
    return _is_prose(text) or bool(SENTENCE_END.search(mark_at_end(text)[0]))


def _title_text(lines: Sequence[Line], title: tuple[int, ...]) -> tuple[str | None, tuple[Mark, ...]]:
    """The title without its marks, and these: one at the end, or at the beginning as later papers have it."""
    if not title:
        return None, ()
    whole = _SUBJECT.sub("", " ".join(lines[at].text for at in title), count=1)
    text, leading = mark_at_start(whole)
    text, trailing = mark_at_end(text, of_title=True)
    return text or None, tuple(mark for mark in (leading, trailing) if mark)


def _aside(lines: Sequence[Line], told: Told, used: set[int], body: int, subject: int | None) -> dict[int, str]:
    addressed = False
    aside: dict[int, str] = {}
    for at in range(body):
        addressed = addressed or bool(_ADDRESSED.match(lines[at].text))
        if at in used or lines[at].number in told:
            continue
        listed = addressed and (subject is None or at < subject)
        aside[lines[at].number] = "an addressee: the distribution" if listed else "stands above the text"
    return aside
