"""What stands before an item: bullets of every kind, numbers, letters and Roman numerals, as OCR leaves them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain.scans.lines import BULLET_GLYPHS
from domain.scans.signs import DASHES


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One way to read a label: which series it is of, and its place in that series.

    Attributes:
        style: `decimal`, `letter`, `LETTER`, `roman`, `ROMAN`, `section` (such as 2.1) or `bullet`.
        form: What stands round it, `.`, `)`, `()` or nothing; of a bullet the glyph.
        value: From 1; 0 where the series does not count.
        sure: Whether the number is written in digits, not in letters that look like them.
    """

    style: str
    form: str
    value: int
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label as read: what was written, how far it reaches, in which ways it can be meant."""

    written: str
    rest: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A label in its series: how deep it lies, and what is odd about its number."""

    label: Label
    depth: int
    chosen: Candidate
    oddity: str | None = None


_GLYPHS: Final = rf"{DASHES}•●▪■□○◦·*»>°¢©®+{BULLET_GLYPHS}"
_LOOSE: Final = r"oO0eQ"
"""Letters that OCR makes of a round bullet."""
_BULLET: Final = re.compile(
    rf"[{_GLYPHS}][{_GLYPHS}\s]*(?:[{_LOOSE}]\s+(?=[A-Z\"“(\[]))?(?=[A-Za-z\"“(\['])|[{_LOOSE}]\s+(?=[A-Z\"“](?:[a-zA-Z\s]|$))"
)
_BULLET_ALONE: Final = re.compile(rf"[{_GLYPHS}]\s?[oO0]?|[oO•]")
_NUMBER: Final = re.compile(
    r"(?P<open>\()?(?P<token>[0-9lIOo|]{1,3}(?=\s?[.)])|[A-Za-z]|[ivxIVXl]{1,5})\s?(?P<close>\)|\.\)?|[,:]|\])"
    r"(?=\s|[A-Z][a-z]|[(\"“]|$)\s*"
)
_BARE: Final = re.compile(
    r"(\d{1,2})\s+(?=[A-Z])(?!(?:January|February|March|April|May|June|July|August|Sept|Oct|Nov|Dec))"
)
_SECTION: Final = re.compile(r"(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){1,3}\.?\s+(?=[A-Z(\"“])")
_ROMAN: Final = {
    numeral: value
    for value, numeral in enumerate(
        [
            "i",
            "ii",
            "iii",
            "iv",
            "v",
            "vi",
            "vii",
            "viii",
            "ix",
            "x",
            "xi",
            "xii",
            "xiii",
            "xiv",
            "xv",
            "xvi",
            "xvii",
            "xviii",
            "xix",
            "xx",
            "xxi",
            "xxii",
            "xxiii",
            "xxiv",
            "xxv",
        ],
        1,
    )
}
_DIGITS: Final = str.maketrans("lI|Oo", "11100")
MOST: Final = 60
"""A higher number before a line is a year, a page or a sum."""


def is_bullet_alone(text: str) -> bool:
    """Whether a line is a bullet whose text stands on the next one."""
    return bool(_BULLET_ALONE.fullmatch(text))


def label_of(text: str) -> Label | None:
    """Return the label with which a line begins, with every reading that it can have; None if there is none."""
    if is_bullet_alone(text):
        return Label(written=text, rest="", candidates=(Candidate(style="bullet", form=text[0], value=0),))
    if bullet := _BULLET.match(text):
        glyph = bullet[0][0] if bullet[0][0] not in _LOOSE else "o"
        return _label(text, bullet, Candidate(style="bullet", form=glyph, value=0))
    if section := _SECTION.match(text):
        return _label(text, section, Candidate(style="section", form=".", value=0))
    if bare := _BARE.match(text):
        return _label(text, bare, Candidate(style="decimal", form="", value=int(bare[1])))
    return _numbered(text)


def _label(text: str, found: re.Match[str], *candidates: Candidate) -> Label | None:
    if not candidates:
        return None
    return Label(written=found[0].strip(), rest=text[found.end() :], candidates=candidates)


def _numbered(text: str) -> Label | None:
    """A number, a letter or a numeral with what stands round it."""
    number = _NUMBER.match(text)
    if not number:
        return None
    form = ("(" if number["open"] else "") + (")" if ")" in number["close"] or "]" in number["close"] else ".")
    if form == "(." or (number["close"] in ",:" and not any(map(str.isdecimal, number["token"]))):
        return None  # an opened bracket, or a sentence: `I, the President, ...`
    return _label(text, number, *_readings(number["token"], form))


def _readings(token: str, form: str) -> Iterator[Candidate]:
    if token.isdecimal():
        yield Candidate(style="decimal", form=form, value=int(token))
        return
    figures = token.translate(_DIGITS)
    if figures.isdecimal() and (len(token) > 1 or token in ("l", "I", "|")):
        yield Candidate(style="decimal", form=form, value=int(figures), sure=False)
    if token.lower() in _ROMAN and (token.islower() or token.isupper()):
        style = "roman" if token.islower() else "ROMAN"
        yield Candidate(style=style, form=form, value=_ROMAN[token.lower()])
    if len(token) == 1 and token.isalpha():
        style = "letter" if token.islower() else "LETTER"
        yield Candidate(style=style, form=form, value=ord(token.lower()) - ord("a") + 1)


class Series:
    """The series of labels that are open at a place in the text, the outermost first."""

    def __init__(self) -> None:
        self._open: list[Candidate] = []

    def place(self, label: Label, *, apart: bool, closed: bool) -> Placed | None:
        """Return the label's place, if it is one here; the series remember it.

        Args:
            label: The label as read.
            apart: Whether the line stands apart from the one before it.
            closed: Whether what stands before it has come to an end.
        """
        bare = not all(candidate.form for candidate in label.candidates)
        if bare and not apart:
            return None
        chosen = self._next(label) or self._first(label, apart=apart, closed=closed)
        if chosen is None:
            return self._jump(label) if (apart or closed) and not bare else None
        depth, candidate = chosen
        oddity = None if candidate.sure else f"the label reads {label.written!r}; taken for {candidate.value}"
        if not (apart or closed) and (candidate.value or label.rest[:1].islower()):
            oddity = f"{label.written!r} begins an item in the midst of running text"
        return self._at(label, depth, candidate, oddity)

    def _next(self, label: Label) -> tuple[int, Candidate] | None:
        """The label goes on with an open series: the innermost one, of the same form before any other."""
        for strict in (True, False):
            for depth in range(len(self._open) - 1, -1, -1):
                last = self._open[depth]
                for candidate in label.candidates:
                    same = candidate.style == last.style and (candidate.form == last.form or not strict)
                    if same and (candidate.value == last.value + 1 or not candidate.value):
                        return depth, candidate
        return None

    def _first(self, label: Label, *, apart: bool, closed: bool) -> tuple[int, Candidate] | None:
        """The label begins a series: a list within an item, or the same list anew."""
        if not (apart or closed):
            return None
        fresh = [candidate for candidate in label.candidates if candidate.value <= 1]
        if not fresh:
            return None
        preferred = next((c for c in fresh if c.style in ("ROMAN", "roman", "LETTER", "letter") and c.sure), fresh[0])
        candidate = fresh[0] if fresh[0].sure or label.written[0] in "l|" else preferred
        for depth, last in enumerate(self._open):
            if (last.style, last.form) == (candidate.style, candidate.form):
                return depth, candidate
        return len(self._open), candidate

    def _jump(self, label: Label) -> Placed | None:
        """The label does not follow: something before it was lost, or it is no label."""
        for candidate in label.candidates:
            if candidate.style != "decimal" or not 1 < candidate.value <= MOST:
                continue
            for depth in range(len(self._open) - 1, -1, -1):
                last = self._open[depth]
                if last.style == "decimal":
                    told = "repeats or goes back" if candidate.value <= last.value else "leaves a gap"
                    oddity = f"number {candidate.value} after {last.value}: it {told}; is a clause lost or torn?"
                    return self._at(label, depth, candidate, oddity)
            oddity = f"the list begins with number {candidate.value}: what stood before it?"
            return self._at(label, len(self._open), candidate, oddity)
        return None

    def _at(self, label: Label, depth: int, candidate: Candidate, oddity: str | None) -> Placed:
        del self._open[depth:]
        self._open.append(candidate)
        return Placed(label=label, depth=depth, chosen=candidate, oddity=oddity)
