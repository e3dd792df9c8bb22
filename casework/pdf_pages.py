"""The text layer of a PDF, page by page, in a process of its own: a hostile file reaches nothing and ends soon.

`python -m casework.pdf_pages` reads the file from its standard input and writes one JSON object: `{"pages": [...]}`, or
`{"refused": REASON}`. Before it looks at the file it gives up the right to open others, to write, to take more memory
or time than a directive needs, and to start anything.
"""

import json
import resource
import sys
from enum import StrEnum
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError

MOST_PAGES: Final = 200
MOST_CHARACTERS: Final = 2_000_000
MOST_UNPACKED: Final = 10_000_000
"""Bytes to which one stream of the file may unfold."""
_LIMITS: Final[dict[str, Any]] = {  # Any: the library's own configuration, a value of its own type for each name
    "zlib_maximum_output_length": MOST_UNPACKED,
    "lzw_maximum_output_length": MOST_UNPACKED,
    "run_length_maximum_output_length": MOST_UNPACKED,
    "stream_parsing_work_maximum_count": 300_000,
    "jbig2dec_binary": None,
    "disable_legacy_handling": True,
}
SECONDS: Final = 20
MEMORY: Final = 1_000_000_000


class PdfRefused(StrEnum):
    """Why a PDF is not read."""

    ENCRYPTED = "encrypted"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MUCH = "too_much"
    DAMAGED = "damaged"


def pages_of(content: bytes) -> tuple[str, ...] | PdfRefused:
    """Return each page's text with its lines where they stand, or why it is not to be had."""
    try:
        with apply_configuration(**_LIMITS):
            return _texts(PdfReader(BytesIO(content)))
    except (LimitReachedError, MemoryError):
        return PdfRefused.TOO_MUCH
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return PdfRefused.DAMAGED  # what a file can make of its objects; nothing of ours runs on behind it


def _texts(reader: PdfReader) -> tuple[str, ...] | PdfRefused:
    if reader.is_encrypted and not reader.decrypt(""):
        return PdfRefused.ENCRYPTED
    if len(reader.pages) > MOST_PAGES:
        return PdfRefused.TOO_MANY_PAGES
    texts: list[str] = []
    for page in reader.pages:
        texts.append(page.extract_text(extraction_mode="layout"))
        if sum(map(len, texts)) > MOST_CHARACTERS:
            return PdfRefused.TOO_MUCH
    return tuple(texts)


def confine() -> None:
    """Give up what reading a file does not need. Files that are open stay open."""
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> None:
    """Read the file from the standard input and write what is in it."""
    confine()
    found = pages_of(sys.stdin.buffer.read())
    told = {"refused": found.value} if isinstance(found, PdfRefused) else {"pages": found}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
