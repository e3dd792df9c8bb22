"""Words that a line's end has broken: joined where a machine can tell how, and always told."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from domain.scans.doubts import Doubt, DoubtKind
from domain.scans.lines import Line
from domain.scans.signs import APOSTROPHES, WORD

HYPHENS: Final = "-\u2010\u2011\u00ac\u00ad"
"""What ends a line within a word; OCR writes the not sign for it, and text layers the soft hyphen."""
_BROKEN: Final = re.compile(rf"([A-Za-z0-9{APOSTROPHES}]*[A-Za-z])[{HYPHENS}]$")
_GOES_ON: Final = re.compile(rf"[A-Za-z][A-Za-z0-9{APOSTROPHES}]*")
_LONGEST_WORD: Final = 40
_HYPHENATED: Final = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,40}(?:-[A-Za-z]{1,40})+")
_BOUND: Final = frozenset({"non", "self", "anti", "counter", "ex", "co", "multi", "inter", "quasi"})
"""Prefixes that this kind of paper writes with a hyphen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Two parts of a word that stood on two lines. `word` is what was made of them, if it stands nowhere else so."""

    line: int
    page: int
    parts: tuple[str, str]
    word: str
    kept_hyphen: bool

    def doubt(self, about: str) -> Doubt:
        """Tell how the two parts were put together."""
        how = "kept with its hyphen" if self.kept_hyphen else f"joined as {self.word!r}"
        return Doubt(
            kind=DoubtKind.HYPHENATION,
            line=self.line,
            page=self.page,
            about=about,
            message=f"{self.parts[0]!r} and {self.parts[1]!r} on two lines: {how}",
            joined=None if self.kept_hyphen else self.word,
        )


def words_of(lines: Iterable[Line]) -> frozenset[str]:
    """Return every word of the scan, and every word with hyphens, in small letters."""
    found: set[str] = set()
    for line in lines:
        text = line.text.lower()
        found.update(_HYPHENATED.findall(text))
        found.update(WORD.findall(text))
    return frozenset(found)


def append(text: str, more: str, at: Line, known: frozenset[str]) -> tuple[str, Join | None]:
    """Join a line to the text before it: with a space, or as one word where a hyphen broke it.

    The hyphen stays before a capital, behind a prefix that is written with one, and where the scan has the word with
    its hyphen elsewhere; it goes where the scan has the word without, and else: line ends break more words than they
    part compounds.

    Args:
        text: What stands before.
        more: The next line.
        at: The line that the text before ends with.
        known: The words, and words with hyphens, of the whole scan in small letters.
    """
    tail, head = _BROKEN.search(text, max(0, len(text) - _LONGEST_WORD)), _GOES_ON.match(more)
    if not tail or text[-1] not in HYPHENS:
        return f"{text} {more}".strip(), None
    bare = text[: tail.end(1)]
    if not head:
        return f"{bare}-{more}", None
    parts = (tail[1], head[0])
    hyphen = _keeps_hyphen(parts, text[tail.end(1) :], known)
    word = f"{parts[0]}-{parts[1]}" if hyphen else f"{parts[0]}{parts[1]}"
    join = Join(line=at.number, page=at.page, parts=parts, word=word, kept_hyphen=hyphen)
    return f"{bare}{'-' if hyphen else ''}{more}", join


def _keeps_hyphen(parts: tuple[str, str], hyphen: str, known: frozenset[str]) -> bool:
    tail, head = parts[0].lower(), parts[1].lower()
    if parts[1][0].isupper():
        return True
    if hyphen in "\u00ac\u00ad" or f"{tail}{head}" in known:
        return False
    return f"{tail}-{head}" in known or tail in _BOUND


def lost_hyphens(lines: Iterable[Line], known: frozenset[str], about: str) -> Iterator[Doubt]:
    """Tell of each word that the scan has with a hyphen elsewhere: OCR loses hyphens at line ends."""
    compounds = {word.replace("-", ""): word for word in known if "-" in word}
    for line in lines:
        for word in WORD.findall(line.text):
            if whole := compounds.get(word.lower()):
                message = f"{word!r} is {whole!r} elsewhere: left as it stands"
                yield Doubt(kind=DoubtKind.HYPHENATION, line=line.number, page=line.page, about=about, message=message)
