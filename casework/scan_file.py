"""A scan's file, plain text or PDF with a text layer, as pages: bounded, and refused with what to do about it."""

import json
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final, Literal

from casework.pdf_pages import MOST_CHARACTERS, MOST_PAGES, PdfRefused

MOST_TEXT_BYTES: Final = 2_000_000
MOST_PDF_BYTES: Final = 50_000_000
PDF_SECONDS: Final = 60

Kind = Literal["text", "PDF"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanPages:
    """The pages of a scan. Of plain text one, parted further by its form feeds."""

    kind: Kind
    pages: tuple[str, ...]


class ScanUnreadable(Exception):  # noqa: N818 - an answer: which file, what is wrong with it, what to do
    """A file is no scan that can be read. The message never quotes what is in the file."""

    code: ClassVar[str] = "scan_unreadable"


def read_pages(path: Path) -> ScanPages:
    """Return the pages of a scan's file.

    Raises:
        ScanUnreadable: It is empty, too large, in another encoding, of another kind, or a PDF without words.
        OSError: The file cannot be opened.
    """
    if not path.is_file():
        raise ScanUnreadable(f"{path} is no file.")
    with path.open("rb") as file:
        content = file.read(MOST_PDF_BYTES + 1)
    if b"%PDF-" in content[:1024]:
        return ScanPages(kind="PDF", pages=_of_pdf(path, content))
    return ScanPages(kind="text", pages=(_of_text(path, content),))


_OTHER_KINDS: Final[Mapping[bytes, str]] = {
    b"\xff\xfe\x00\x00": "is UTF-32 text: convert it, with `iconv -f UTF-32 -t UTF-8`",
    b"\xff\xfe": "is UTF-16 text: convert it, with `iconv -f UTF-16 -t UTF-8`",
    b"\xfe\xff": "is UTF-16 text: convert it, with `iconv -f UTF-16 -t UTF-8`",
    b"PK\x03\x04": "is a zip archive, as docx and odt files are: save it as plain text in UTF-8, or as PDF",
    b"\xd0\xcf\x11\xe0": "is an old Office document: save it as plain text in UTF-8, or as PDF",
    b"{\\rtf": "is rich text: save it as plain text in UTF-8, or as PDF",
    b"\x1f\x8b": "is compressed: unpack it first",
    b"\x89PNG": "is an image without words: OCR it first",
    b"\xff\xd8\xff": "is an image without words: OCR it first",
    b"II*\x00": "is an image without words: OCR it first",
    b"MM\x00*": "is an image without words: OCR it first",
}
_REFUSED: Final[Mapping[PdfRefused, str]] = {
    PdfRefused.ENCRYPTED: "is an encrypted PDF: save it without a password first",
    PdfRefused.TOO_MANY_PAGES: f"has more than {MOST_PAGES} pages: part the directive from what goes with it",
    PdfRefused.TOO_MUCH: f"unfolds to more than a directive's {MOST_CHARACTERS:,} characters: save its text by itself",
    PdfRefused.DAMAGED: "is a damaged PDF: print it to a new one, or save its text",
}


def _of_text(path: Path, content: bytes) -> str:
    for begins, what in _OTHER_KINDS.items():
        if content.startswith(begins):
            raise ScanUnreadable(f"{path} {what}.")
    if len(content) > MOST_TEXT_BYTES:
        raise ScanUnreadable(f"{path} is larger than {MOST_TEXT_BYTES:,} bytes: no directive is.")
    if not content.strip():
        raise ScanUnreadable(f"{path} is empty.")
    if b"\x00" in content:
        raise ScanUnreadable(f"{path} is no text: it is a binary file, or UTF-16 without its mark. Save it as UTF-8.")
    text = _decoded(path, content)
    controls = sum(unicodedata.category(c) == "Cc" for c in text) - sum(map(text.count, "\t\n\r\f"))
    if controls > len(text) // 50 or not any(map(str.isalpha, text)):
        raise ScanUnreadable(f"{path} is no text: there are hardly any words in it.")
    return text


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        advice = "If it is Latin-1 or from Windows, convert it with `iconv -f WINDOWS-1252 -t UTF-8`"
        raise ScanUnreadable(f"{path}:{line}: this is not UTF-8. {advice}.") from fault


def _of_pdf(path: Path, content: bytes) -> tuple[str, ...]:
    if len(content) > MOST_PDF_BYTES:
        raise ScanUnreadable(f"{path} is larger than {MOST_PDF_BYTES:,} bytes: save it with smaller pictures first.")
    told = _read_apart(path, content)
    if refused := told.get("refused"):
        raise ScanUnreadable(f"{path} {_REFUSED[PdfRefused(str(refused))]}.")
    found = told["pages"]
    pages = tuple(map(str, found)) if isinstance(found, list) else ()
    if not any(character.isalpha() for page in pages for character in page):
        raise ScanUnreadable(f"{path} has no text layer: OCR it first (with ocrmypdf, for instance), then import that.")
    return pages


def _read_apart(path: Path, content: bytes) -> dict[str, object]:
    """Let a process of its own, which may do nothing else, read the PDF."""
    command = (sys.executable, "-I", "-m", "casework.pdf_pages")
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PDF_SECONDS, check=True)  # noqa: S603 - our own module, no shell
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as fault:
        code = fault.returncode if isinstance(fault, subprocess.CalledProcessError) else None
        why = "takes more time or memory than a directive needs" if code is None or code < 0 else "stops the PDF reader"
        raise ScanUnreadable(f"{path} {why}: print it to a new PDF, or save its text.") from fault
    told: dict[str, object] = json.loads(done.stdout)
    return told
