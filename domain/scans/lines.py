"""The lines of a scan: numbered, freed of what cannot be seen, and with the gaps between them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from domain.letters import code_point
from domain.scans.doubts import Doubt, DoubtKind

MOST_LINES: Final = 10_000
LONGEST_LINE: Final = 10_000

BULLET_GLYPHS: Final = "\uf0b7\uf0a7\uf0d8\uf076"
"""Bullets of symbol fonts, as text layers give them."""

_LINE_BREAK: Final = re.compile(r"\r\n|\n|\r")
_SPACES: Final = re.compile(r"\s+")
_WIDE: Final = re.compile(r"\t+| {3,}")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_BYTE_ORDER_MARK: Final = "\ufeff"
_HARMLESS: Final = frozenset({"\t", _BYTE_ORDER_MARK, *BULLET_GLYPHS})


class TooMuchError(ValueError):
    """A scan has more lines than any directive, or one that is longer than any page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a scan: single spaces, nothing at either end, nothing that cannot be seen.

    Attributes:
        number: Counted from 1 through the whole scan, empty lines included.
        page: Counted from 1.
        top: Whether the page begins with it.
        cells: Its words where wide gaps part them, as in the head of a page.
        was_empty: Whether an empty line, or the page's edge, stands before it.
    """

    number: int
    page: int
    text: str
    cells: tuple[str, ...] = ()
    top: bool = False
    was_empty: bool = False


def scan_lines(pages: Sequence[str]) -> tuple[tuple[Line, ...], tuple[Doubt, ...]]:
    """Return the lines that have anything on them, and a doubt for each character that was taken out.

    Args:
        pages: The text of each page. Form feeds part a page further; the lines are numbered as an editor does,
            which takes a form feed for no line's end.

    Raises:
        TooMuchError: More than `MOST_LINES` lines, or one longer than `LONGEST_LINE` characters.
    """
    lines: list[Line] = []
    doubts: list[Doubt] = []
    empty = True
    for number, page, top, raw in _numbered(pages):
        if number > MOST_LINES or len(raw) > LONGEST_LINE:
            raise TooMuchError
        text, odd = _clean(raw)
        if odd:
            doubts.append(_characters(number, page, odd))
        if text:
            cells = tuple(_clean(cell)[0] for cell in _WIDE.split(raw.strip()))
            lines.append(Line(number=number, page=page, text=text, cells=cells, top=top, was_empty=empty or top))
        empty = not text
    return tuple(lines), (*doubts, *_empty_pages(pages))


def _empty_pages(pages: Sequence[str]) -> Iterator[Doubt]:
    """Pages of several that have no word on them: their words may be missing, not the pages empty."""
    begin = 1
    for page, given in enumerate(pages, 1):
        if len(pages) > 1 and not any(map(str.isalnum, given)):
            message = "no word on this page: was it left out by OCR?"
            yield Doubt(kind=DoubtKind.PAGE, line=begin, page=page, about="page", message=message)
        begin += len(_LINE_BREAK.split(given))


def _numbered(pages: Sequence[str]) -> Iterator[tuple[int, int, bool, str]]:
    """The number, page and words of each line, and whether it is its page's first."""
    number = page = 0
    for given in pages:
        page += 1
        top = True
        for raw in _LINE_BREAK.split(given):
            number += 1
            for at, part in enumerate(raw.split("\f")):
                page += 1 if at else 0
                yield number, page, top or at > 0, part
                top = (top or at > 0) and not part.strip()


def _clean(raw: str) -> tuple[str, tuple[str, ...]]:
    """Return the line with a space for each character that cannot be seen, and those characters."""
    if raw.isascii() and raw.isprintable():
        return _SPACES.sub(" ", raw).strip(), ()
    broken = raw.rstrip().endswith("\u00ad")
    kept = raw.rstrip()[:-1] if broken else raw
    odd = dict.fromkeys(c for c in kept if unicodedata.category(c) in _UNSEEN and c not in _HARMLESS)
    text = "".join(" " if c in odd or c == _BYTE_ORDER_MARK else c for c in kept)
    text = _SPACES.sub(" ", text).strip() + ("\u00ad" if broken else "")
    lost = (c for c in kept if c == "\N{REPLACEMENT CHARACTER}")
    return text, tuple(dict.fromkeys((*odd, *lost)))


def _characters(number: int, page: int, odd: tuple[str, ...]) -> Doubt:
    named = ", ".join(code_point(c) for c in odd[:8])
    message = f"holds what no page shows ({named}): a space stands in its place"
    if set(odd) == {"\N{REPLACEMENT CHARACTER}"}:
        message = "holds a character that was lost before (U+FFFD): look at the page"
    return Doubt(kind=DoubtKind.CHARACTER, line=number, page=page, about="page", message=message)
