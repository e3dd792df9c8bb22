"""Taking in words: what may be signed is let in, what may not is refused with every place named."""

import hashlib
from collections.abc import Sequence

import rfc8785

from domain.marking import Level
from domain.refusals import Malformed
from domain.text import Flaw, Paragraph, body, flaws, line_flaws

TITLE = 200
REASON = 4_000
COMMENT = 20_000


def _refuse(found: Sequence[Flaw], code: str) -> None:
    if found:
        places: tuple[dict[str, object], ...] = tuple(
            {
                "field": flaw.field,
                "paragraph": flaw.paragraph,
                "offset": flaw.offset,
                "code_point": flaw.code_point,
                "code": flaw.code.value,
                "message": flaw.message,
            }
            for flaw in found
        )
        raise Malformed(code, found[0].message, places)


def check_line(field: str, value: str, *, limit: int, multiline: bool = False) -> str:
    """Let a title, reason, note or comment in, unchanged.

    Raises:
        Malformed: `words_not_allowed`, with each place.
    """
    _refuse(line_flaws(field, value, limit=limit, multiline=multiline), "words_not_allowed")
    return value


def check_optional(field: str, value: str | None, *, limit: int) -> str | None:
    """The same for what may be left out."""
    return None if value is None else check_line(field, value, limit=limit, multiline=True)


def signable(paragraphs: Sequence[Paragraph], classification: Level) -> tuple[bytes, str]:
    """The canonical bytes of a text (RFC 8785) and their SHA-256 in lower-case hex.

    Raises:
        Malformed: `text_not_signable` with each place, or `undermarked`.
    """
    given = tuple(paragraphs)
    _refuse(flaws(given), "text_not_signable")
    canonical = rfc8785.dumps(body(given, classification))  # type: ignore[arg-type] # a JSON value by construction
    return canonical, hashlib.sha256(canonical).hexdigest()
