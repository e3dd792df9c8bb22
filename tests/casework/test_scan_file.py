"""A scan's file: text and PDF are read, and everything else is refused in one line that says what to do."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.pdf_pages import MOST_PAGES, PdfRefused, pages_of
from casework.scan_file import MOST_PDF_BYTES, MOST_TEXT_BYTES, ScanUnreadable, read_pages
from domain.scans.reading import read_scan
from tests.casework.a_pdf import a_bomb, a_circle, a_pdf, a_scan_without_text, with_streams
from tests.domain.scans.samples import marks, read, sample


def a_file(folder: Path, content: bytes | str) -> Path:
    path = folder / "scan"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(ScanUnreadable) as error:
        read_pages(path)
    return str(error.value).replace(str(path), "SCAN")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "SCAN is empty."),
        (b" \n\n\t\n", "SCAN is empty."),
        ("One\ndémarche".encode("latin-1"), "SCAN:2: this is not UTF-8. If it is Latin-1 or from Windows, convert it"),
        ("One “word”".encode("cp1252"), "SCAN:1: this is not UTF-8."),
        ("A word".encode("utf-16"), "SCAN is UTF-16 text: convert it, with `iconv -f UTF-16 -t UTF-8`."),
        (b"\xfe\xff" + "A word".encode("utf-16-be"), "SCAN is UTF-16 text"),
        ("A word".encode("utf-32"), "SCAN is UTF-32 text"),
        ("A word".encode("utf-16-le"), "SCAN is no text: it is a binary file, or UTF-16 without its mark."),
        (b"PK\x03\x04\x14\x00word/document.xml", "SCAN is a zip archive, as docx and odt files are: save it as plain"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "SCAN is an old Office document"),
        (b"{\\rtf1\\ansi A word}", "SCAN is rich text"),
        (b"\x89PNG\r\n\x1a\n", "SCAN is an image without words: OCR it first."),
        (b"\xff\xd8\xff\xe0", "SCAN is an image without words: OCR it first."),
        (b"II*\x00\x08", "SCAN is an image without words: OCR it first."),
        (b"\x1f\x8b\x08", "SCAN is compressed: unpack it first."),
        (bytes(range(1, 127)) * 9, "SCAN is no text: there are hardly any words in it."),
        (b"12 34\n56", "SCAN is no text: there are hardly any words in it."),
        (b"a\n" * (MOST_TEXT_BYTES // 2 + 1), "SCAN is larger than 2,000,000 bytes: no directive is."),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    assert refused(a_file(tmp_path, content)).startswith(said)


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == "SCAN is no file."
    assert refused(tmp_path) == "SCAN is no file."
    assert refused(Path("/dev/zero")) == "SCAN is no file."


def test_text_is_one_page_and_its_byte_order_mark_does_not_count(tmp_path: Path) -> None:
    found = read_pages(a_file(tmp_path, "\ufeffdémarche (S)\f\n"))
    assert (found.kind, found.pages) == ("text", ("\ufeffdémarche (S)\f\n",))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(tmp_path: Path, content: bytes) -> None:
    try:
        found = read_pages(a_file(tmp_path, content.replace(b"%PDF-", b"")))
    except ScanUnreadable:
        return
    assert found.pages[0].encode() == content


def test_a_pdfs_text_layer_is_read_page_by_page_with_its_gaps(tmp_path: Path) -> None:
    found = read_pages(a_file(tmp_path, a_pdf(*sample("numbered").split("\f"))))
    assert found.kind == "PDF"
    assert len(found.pages) == 2
    reading = read_scan(found.pages)
    assert reading.pages == 2
    assert marks(reading) == marks(read("numbered"))
    assert [clause.text for clause in reading.clauses] == [clause.text for clause in read("numbered").clauses]


@pytest.mark.parametrize("name", ["bullets", "damaged", "memorandum", "leading_marks"])
def test_a_pdf_says_what_the_text_says(name: str) -> None:
    pages = pages_of(a_pdf(sample(name).replace("\f", "")))
    assert isinstance(pages, tuple)
    assert [c.text for c in read_scan(pages).clauses] == [c.text for c in read(name).clauses]
    assert marks(read_scan(pages)) == marks(read(name))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            a_scan_without_text(),
            "SCAN has no text layer: OCR it first (with ocrmypdf, for instance), then import that.",
        ),
        (a_pdf("A word.")[:150], "SCAN is a damaged PDF: print it to a new one, or save its text."),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "SCAN is a damaged PDF"),
        (a_circle(), "SCAN is a damaged PDF"),
        (a_bomb(100), "SCAN unfolds to more than a directive's 2,000,000 characters"),
        (a_pdf(*["A word."] * (MOST_PAGES + 1)), "SCAN has more than 200 pages"),
        (b"%PDF-1.7\n" + b" " * MOST_PDF_BYTES, "SCAN is larger than 50,000,000 bytes"),
    ],
    ids=["no text", "torn", "garbage", "circle", "bomb", "pages", "size"],
)
def test_a_pdf_that_cannot_be_read_is_refused_with_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    assert refused(a_file(tmp_path, content)).startswith(said)


def test_a_pdf_with_more_words_than_a_directive_is_refused() -> None:
    page = b"BT /F1 12 Tf 10 700 Td " + b"(AAAA BBBB CCCC DDDD EEEE FFFF) Tj 0 -1 Td\n" * 20_000 + b"ET"
    assert pages_of(with_streams([page] * 5)) is PdfRefused.TOO_MUCH


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    keys = b"/O <%s> /U <%s>" % (b"41" * 32, b"42" * 32)
    locked = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 %s >> /ID [<00> <00>]" % keys
    path = a_file(tmp_path, with_streams([b"BT ET"], trailer=locked))
    assert refused(path) == "SCAN is an encrypted PDF: save it without a password first."


@settings(max_examples=40)
@given(at=st.integers(0, 600), put=st.binary(min_size=1, max_size=8))
def test_a_pdf_with_a_damage_is_read_or_refused(at: int, put: bytes) -> None:
    whole = a_pdf("A word. (S)", compressed=False)
    assert isinstance(pages_of(whole[:at] + put + whole[at + len(put) :]), (tuple, PdfRefused))
