"""The words that are signed: a list of marked paragraphs, what may stand in them, and their signed form.

What is signed is our own plain text, never a document file: only that can be shown whole to everyone who
signs it (architecture.md, "Text that can be signed"; reliability.md E-6). Nothing is ever corrected here:
each flaw is named by its place, and the author corrects it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from domain.letters import LISTED_CLASS, FlawCode, code_point, name, why_not
from domain.marking import Level, highest
from domain.refusals import Malformed

MOST_PARAGRAPHS = 500
LONGEST_PARAGRAPH = 20_000
LONGEST_TEXT = 400_000
MOST_FLAWS = 100

# A space is a flaw at either end, beside a line break, and after another space.
_SPACING = r"(?<![^ \n]) | (?![^\n])"
_IN_PARAGRAPH = re.compile(rf"[^{LISTED_CLASS}]|{_SPACING}")
_IN_LINES = re.compile(rf"[^\n{LISTED_CLASS}]|{_SPACING}|\A\n|\n\Z|(?<=\n\n)\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A portion: its words, its mark, and the agencies that have an equity in it."""

    text: str
    marking: Level
    equities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One place where a text cannot be signed.

    The message never quotes the words around the place: it may go where the text may not.

    Attributes:
        field: `paragraphs`, or the name of the one-line field.
        paragraph: Counted from 1; 0 in a field that has no paragraphs.
        offset: Code points before the place, in its paragraph or field.
        code_point: Such as `U+200B`; empty where the flaw is not one character.
        code: Why, for programs.
        message: Where, what and what to do, for people.
    """

    field: str = "paragraphs"
    paragraph: int
    offset: int
    code_point: str
    code: FlawCode
    message: str


class UndermarkedError(Malformed, ValueError):
    """A whole was to be marked below its highest portion (EO 12356; domain.md, invariant 9)."""

    def __init__(self) -> None:
        super().__init__("undermarked", "A text is classified at least as high as its highest paragraph.")


def flaws(paragraphs: tuple[Paragraph, ...]) -> tuple[Flaw, ...]:
    """Return everything that may not be in a text that is signed, in reading order, at most 100 places.

    A text that is too large is told so and not read further, so the work is bounded as the answer is.
    Source: reliability.md E-6, D-6 item 2.
    """
    too_large = tuple(islice(_size_flaws(paragraphs), MOST_FLAWS))
    return too_large or tuple(islice(_paragraph_flaws(paragraphs), MOST_FLAWS))


def line_flaws(field: str, value: str, *, limit: int, multiline: bool = False) -> tuple[Flaw, ...]:
    """Return what may not be in a title, a reason, a note or a comment: the same letters as in a text.

    An empty value is a flaw: for a field that may be left out, ask only when it is there.

    Args:
        field: The field's name, for the answer.
        value: What was given.
        limit: The most code points it may have.
        multiline: Whether lines may be broken, by one newline or, between paragraphs, two.
    """
    if not value:
        return (_flaw((field, 0), 0, FlawCode.EMPTY, " is empty: write something."),)
    if len(value) > limit:
        advice = f" is longer than {limit} characters: shorten it."
        return (_flaw((field, 0), limit, FlawCode.TOO_LONG, advice),)
    pattern = _IN_LINES if multiline else _IN_PARAGRAPH
    return tuple(islice(_letter_flaws(field, 0, value, pattern), MOST_FLAWS))


def body(paragraphs: tuple[Paragraph, ...], classification: Level) -> dict[str, object]:
    """Return the value whose RFC 8785 canonical JSON is signed.

    Marks are words: changing one changes the digest. Equities are not in it: they say who must clear the
    words, and to route the same words to one agency more voids no signature.

    Raises:
        UndermarkedError: `classification` is below a paragraph's mark.
    """
    if classification < highest(paragraph.marking for paragraph in paragraphs):
        raise UndermarkedError
    return {
        "type": "one-voice/text/1",
        "classification": classification.name,
        "paragraphs": [{"marking": part.marking.name, "text": part.text} for part in paragraphs],
    }


def _size_flaws(paragraphs: tuple[Paragraph, ...]) -> Iterator[Flaw]:
    if not paragraphs:
        yield _flaw(("paragraphs", 1), 0, FlawCode.EMPTY, " is missing: write at least one.")
    if len(paragraphs) > MOST_PARAGRAPHS:
        advice = f" is one too many: a text has at most {MOST_PARAGRAPHS}."
        yield _flaw(("paragraphs", MOST_PARAGRAPHS + 1), 0, FlawCode.TOO_LONG, advice)
        return
    total = 0
    for number, paragraph in enumerate(paragraphs, 1):
        length = len(paragraph.text)
        if length > LONGEST_PARAGRAPH:
            advice = f" is longer than {LONGEST_PARAGRAPH} characters: divide it."
            yield _flaw(("paragraphs", number), LONGEST_PARAGRAPH, FlawCode.TOO_LONG, advice)
        if total <= LONGEST_TEXT < total + length:
            advice = f" takes the text over {LONGEST_TEXT} characters: shorten the text."
            yield _flaw(("paragraphs", number), LONGEST_TEXT - total, FlawCode.TOO_LONG, advice)
        total += length


def _paragraph_flaws(paragraphs: tuple[Paragraph, ...]) -> Iterator[Flaw]:
    for number, paragraph in enumerate(paragraphs, 1):
        if not paragraph.text:
            advice = " is empty: write it or take it out."
            yield _flaw(("paragraphs", number), 0, FlawCode.EMPTY_PARAGRAPH, advice)
        yield from _letter_flaws("paragraphs", number, paragraph.text, _IN_PARAGRAPH)


def _letter_flaws(field: str, paragraph: int, value: str, pattern: re.Pattern[str]) -> Iterator[Flaw]:
    for found in pattern.finditer(value):
        offset, character = found.start(), found[0]
        if character == " " or (character == "\n" and pattern is _IN_LINES):
            code, advice = FlawCode.SPACE, "is one too many: remove it."
        else:
            code, advice = why_not(character, value[offset - 1 : offset])
        rest = f", character {offset + 1}: {name(character)} ({code_point(character)}) {advice}"
        yield _flaw((field, paragraph), offset, code, rest, code_point(character))


def _flaw(place: tuple[str, int], offset: int, code: FlawCode, rest: str, point: str = "") -> Flaw:
    field, paragraph = place
    where = f"Paragraph {paragraph}" if paragraph else field.capitalize()
    return Flaw(field=field, paragraph=paragraph, offset=offset, code_point=point, code=code, message=where + rest)
