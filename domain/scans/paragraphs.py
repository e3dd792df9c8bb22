"""From lines to paragraphs: what is furniture goes out, what was broken by lines and pages comes together."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from domain.scans.doubts import Doubt, DoubtKind
from domain.scans.hyphens import HYPHENS, Join, append
from domain.scans.labels import Placed, Series, label_of
from domain.scans.lines import Line
from domain.scans.marks import mark_at_end, mark_at_start
from domain.scans.signs import DASHES, SENTENCE_END, WORD
from domain.scans.surroundings import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A line of text, or a part of one, with what lies between it and the piece before.

    Attributes:
        apart: Whether an empty line or the page's edge lies between.
        paged: Whether a page's edge or furniture lies between.
    """

    line: Line
    text: str
    apart: bool
    paged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A run of lines that belong together, joined; without its label.

    Attributes:
        oddities: What is odd about how it was put together, each with its line.
    """

    text: str
    lines: tuple[Line, ...]
    placed: Placed | None
    joins: tuple[Join, ...]
    oddities: tuple[tuple[Line, str], ...]


_SHORT: Final = 70
_DISTRIBUTION: Final = re.compile(
    rf"\W*(?:c\.?c\.?|copies?(?: to)?|distribution|attachments?|enclosures?|encl|tabs?)\b\s*[:;{DASHES}]", re.IGNORECASE
)
_RUN_IN: Final = re.compile(
    rf"(?<=[.!?:;\"”])\s*\((?:TS|S|C|U)(?:/[A-Z]+)*\)(?=\s+(?:[{DASHES}•*]\s*(?:[oO0]\s)?|[oO]\s)\s*[A-Z])"
)


def pieces(lines: Sequence[Line], told: Told) -> Iterator[Piece]:
    """Give the lines of text, parted further where an item begins behind another one's mark.

    Args:
        lines: The lines that have anything on them.
        told: What is furniture, by line number.
    """
    apart = paged = True
    for line in lines:
        if line.number in told:
            paged = True
            apart = apart or line.was_empty
            continue
        begin = 0
        for cut in (*(found.end() for found in _RUN_IN.finditer(line.text)), len(line.text)):
            yield Piece(
                line=line,
                text=line.text[begin:cut].strip(),
                apart=begin == 0 and (apart or line.was_empty),
                paged=begin == 0 and (paged or line.top),
            )
            begin = cut
        apart = paged = False


def paragraphs(given: Iterable[Piece], *, marked: bool, known: frozenset[str]) -> Iterator[Paragraph]:
    """Put the pieces together.

    Args:
        given: The pieces of the body, in order.
        marked: Whether this paper marks its portions at their end.
        known: The words, and words with hyphens, of the whole scan in small letters, to mend hyphenation by.
    """
    series = Series()
    gathered: list[Piece] = []
    placed: Placed | None = None
    oddities: list[tuple[Line, str]] = []
    for piece in given:
        label = label_of(piece.text)
        closed = not gathered or _is_closed(gathered[-1].text)
        begun = series.place(label, apart=piece.apart, closed=closed) if label else None
        if begun is None and gathered and (verdict := _goes_on(gathered, piece, placed, marked=marked)) is not None:
            gathered.append(piece)
            oddities.extend([(piece.line, verdict)] if verdict else [])
            continue
        if gathered:
            yield _joined(gathered, placed, oddities, known)
        gathered, placed = [piece], begun
        oddities = [(piece.line, begun.oddity)] if begun and begun.oddity else []
    if gathered:
        yield _joined(gathered, placed, oddities, known)


def marks_its_portions(lines: Iterable[Line]) -> bool:
    """Whether a paper marks its portions at their end: at least two lines end so, beyond doubt."""
    told = sum(1 for line in lines if (mark := mark_at_end(line.text)[1]) and mark.sure)
    return told >= 2


def doubts_of(paragraph: Paragraph, about: str) -> Iterator[Doubt]:
    """Give the doubts about how a paragraph was put together."""
    yield from (join.doubt(about) for join in paragraph.joins)
    for line, oddity in paragraph.oddities:
        yield Doubt(kind=DoubtKind.DIVISION, line=line.number, page=line.page, about=about, message=oddity)


def _is_closed(text: str) -> bool:
    """Whether a line ends a sentence, or a portion."""
    mark = mark_at_end(text)[1]
    return bool(SENTENCE_END.search(text)) or mark is not None


def _goes_on(gathered: Sequence[Piece], piece: Piece, placed: Placed | None, *, marked: bool) -> str | None:
    """Return None where a new paragraph begins; else what is odd about going on, empty if nothing is.

    Lines without a gap go on, except behind a portion mark. Over a gap goes on what has not come to its end.
    """
    last = gathered[-1].text
    small = piece.text[:1].islower()
    if _ends_portion(last) and not _only_mark(gathered):
        return "goes on in small letters behind a portion mark" if small and not piece.apart else None
    if _stands_under_a_heading(gathered, placed, piece):
        return None
    if not (piece.apart or piece.paged):
        return ""
    if _only_mark([piece]):
        return "its mark stands apart from it" if piece.apart else ""
    return _over_a_gap(gathered, piece, placed, marked=marked)


def _over_a_gap(gathered: Sequence[Piece], piece: Piece, placed: Placed | None, *, marked: bool) -> str | None:
    """Whether text goes on over an empty line, a page's edge or furniture."""
    last = gathered[-1].text
    small = piece.text[:1].islower()
    if _only_mark(gathered) or not (len(gathered) > 1 or _first_words(gathered, placed)):
        return ""  # a mark or a label alone on its line
    if _is_closed(last):
        return _over_a_full_stop(piece, last, labelled=placed is not None, marked=marked)
    heads = _looks_like_heading(gathered, placed) or is_heading(mark_at_end(piece.text)[0])
    if piece.apart and (is_distribution(piece.text) or (heads and not small and last[-1:] not in HYPHENS)):
        return None
    if small or last[-1:] in HYPHENS:
        return "" if piece.paged else "goes on over an empty line"
    return "goes on over an empty line or a page's edge, with a capital letter"


def _ends_portion(text: str) -> bool:
    """Whether a line ends with a portion mark: a whole one, or a damaged one behind a full stop."""
    rest, mark = mark_at_end(text)
    return mark is not None and (mark.sure or bool(SENTENCE_END.search(rest)))


def _over_a_full_stop(piece: Piece, last: str, *, labelled: bool, marked: bool) -> str | None:
    """Whether text goes on although a sentence ended at the gap.

    Args:
        piece: The first line behind the gap.
        last: The last one before it.
        labelled: Whether the paragraph bears a label, so that the next one would show by its own.
        marked: Whether portions of this paper end with a mark, so that this one's end would show by it.
    """
    if piece.text[:1].islower():
        return "goes on in small letters behind the end of a sentence"
    leads = last.endswith(":") or piece.text.endswith(":") or is_heading(mark_at_end(piece.text)[0])
    shows = labelled and marked if piece.apart else labelled or marked
    if leads or not piece.paged or not shows:
        return None
    return "a page's edge behind a full stop, and no mark before it: taken to go on"


def _stands_under_a_heading(gathered: Sequence[Piece], placed: Placed | None, piece: Piece) -> bool:
    """Whether text begins right under a heading in capitals, or with a mark under any heading or behind a full stop."""
    head = _looks_like_heading(gathered, placed)
    if mark := mark_at_start(piece.text)[1]:
        return head or (mark.sure and _is_closed(gathered[-1].text))
    shouted = any(word.isupper() and len(word) > 3 for word in WORD.findall(gathered[-1].text))
    return head and shouted and not is_heading(piece.text) and piece.text[:1].isupper()


def _looks_like_heading(gathered: Sequence[Piece], placed: Placed | None) -> bool:
    return len(gathered) == 1 and is_heading(_first_words(gathered, placed))


def _only_mark(given: Sequence[Piece]) -> bool:
    if sum(len(piece.text) for piece in given[:3]) > 30:
        return False
    rest, mark = mark_at_end(" ".join(piece.text for piece in given))
    return mark is not None and not rest


def is_distribution(text: str) -> bool:
    """Whether a line begins a list of those who get a copy, or of what is attached."""
    return bool(_DISTRIBUTION.match(text))


def is_heading(text: str) -> bool:
    """Whether words look like a heading or a name: few, with capitals, and no end of a sentence."""
    return len(text) <= _SHORT and is_roster(text) and len(text.split()) <= 12


def is_roster(text: str) -> bool:
    """Whether words look like names, titles or offices: every longer one with a capital, and no end of a sentence."""
    words = WORD.findall(text)
    if not words or words[-1][0].islower() or SENTENCE_END.search(text):
        return False
    return all(word[0].isupper() for word in words if len(word) > 3)


def _first_words(gathered: Sequence[Piece], placed: Placed | None) -> str:
    """The first line of a paragraph, without its label."""
    return placed.label.rest if placed else gathered[0].text


def _joined(
    gathered: Sequence[Piece], placed: Placed | None, oddities: Sequence[tuple[Line, str]], known: frozenset[str]
) -> Paragraph:
    text = _first_words(gathered, placed)
    joins: list[Join] = []
    for before, piece in pairwise(gathered):
        text, join = append(text, piece.text, before.line, known)
        joins.extend([join] if join else [])
    lines = tuple(dict.fromkeys(piece.line for piece in gathered))
    return Paragraph(text=text, lines=lines, placed=placed, joins=tuple(joins), oddities=tuple(oddities))
