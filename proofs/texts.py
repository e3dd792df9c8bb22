"""A text's words as they are signed, and where another text is not them: RFC 8785 over `one-voice/text/1`."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

import rfc8785

from proofs.strict_json import JsonRefusedError, read_json

Portion = tuple[str, str]
"""Marking and words of one paragraph."""

FORM: Final = "one-voice/text/1"
_PARAGRAPH = re.compile(r"\((TS|S|C|U)\) +(?:\[[a-z, -]*\] *)?(\S.*)", re.DOTALL)


class TextError(ValueError):
    """A file does not hold a text; the message says why, without any of its words."""


def canonical(portions: Sequence[Portion], classification: str) -> bytes:
    """The bytes that are signed."""
    paragraphs: list[dict[str, str]] = [{"marking": mark, "text": words} for mark, words in portions]
    whole: dict[str, Any] = {"type": FORM, "classification": classification, "paragraphs": paragraphs}
    return rfc8785.dumps(whole)


def digest(words: bytes) -> str:
    """The digest of these bytes, as sign-offs name it."""
    return hashlib.sha256(words).hexdigest()


def read_portions(written: str) -> tuple[Portion, ...]:
    """Read a text file: our JSON, a version as the API shows it, or paragraphs with a mark before each.

    As in `(S) The words.` Paragraphs are parted by an empty line; a line broken within one is taken for a space.

    Raises:
        TextError: it is none of these.
    """
    if written.lstrip().startswith("{"):
        return _from_json(written)
    blocks = re.split(r"\n[ \t]*\n", written.strip())
    return tuple(_from_block(number, block) for number, block in enumerate(blocks, 1))


def _from_block(number: int, block: str) -> Portion:
    parts = _PARAGRAPH.fullmatch(" ".join(line.strip() for line in block.splitlines()))
    if parts is None:
        raise TextError(f"Paragraph {number} is not written like '(S) The words.'")
    return parts[1], parts[2]


def _from_json(written: str) -> tuple[Portion, ...]:
    try:
        found = read_json(written)
    except JsonRefusedError as error:
        raise TextError(f"The text is not JSON: {error}.") from error
    match found:
        case {"paragraphs": [_, *_] as parts}:
            portions = [_portion(part) for part in parts]
        case _:
            raise TextError("The JSON has no paragraphs.")
    return tuple(portions)


def _portion(part: object) -> Portion:
    match part:
        case {"marking": str(mark), "text": str(words)}:
            return mark, words
        case _:
            raise TextError("A paragraph in the JSON has no marking and text.")


def differences(there: Sequence[Portion], here: Sequence[Portion]) -> Iterator[str]:
    """Say where a text is not the one that was released: by paragraph and character, never by the words."""
    for number, (one, other) in enumerate(zip_longest(there, here), 1):
        if other is None:
            yield f"paragraph {number} is missing"
        elif one is None:
            yield f"paragraph {number} was not released"
        elif one[0] != other[0]:
            yield f"paragraph {number} was marked ({one[0]}), not ({other[0]})"
        elif one[1] != other[1]:
            same = next((i for i, (a, b) in enumerate(zip(one[1], other[1], strict=False)) if a != b), None)
            at = min(len(one[1]), len(other[1])) if same is None else same
            yield f"paragraph {number} differs from character {at + 1} on"
