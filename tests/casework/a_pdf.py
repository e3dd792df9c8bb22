"""PDF files for tests, written by hand: a text layer in Courier, page by page, and a few that mean harm."""

import zlib

LEADING = 14


def _stream(content: bytes, *, compressed: bool) -> bytes:
    if not compressed:
        return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _shown(page: str) -> bytes:
    lines = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in page.split("\n"))
    shown = "".join(f"({line}) Tj T*\n" for line in lines)
    return f"BT /F1 10 Tf {LEADING} TL 54 750 Td\n{shown}ET".encode("cp1252")


def a_file(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """Number the objects from 1 and add the cross-reference table; the first one is the catalog."""
    made = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return made + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)


def with_streams(contents: list[bytes], *, compressed: bool = True, trailer: bytes = b"") -> bytes:
    """A page for each content stream."""
    count = len(contents)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * at) for at in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for at, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * at)
        )
        objects.append(_stream(content, compressed=compressed))
    return a_file(objects, trailer)


def a_pdf(*pages: str, compressed: bool = True) -> bytes:
    """A PDF whose text layer has these pages, line by line."""
    return with_streams([_shown(page) for page in pages], compressed=compressed)


def a_scan_without_text(pages: int = 2) -> bytes:
    """A PDF as a scanner makes it: shapes and no words."""
    return with_streams([b"0 0 612 792 re f"] * pages)


def a_bomb(megabytes: int = 400) -> bytes:
    """A small PDF whose page unfolds to a very large one."""
    packer = zlib.compressobj(9)
    spaces = b" " * 1_000_000
    packed = b"".join(packer.compress(spaces) for _ in range(megabytes)) + packer.flush()
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    return a_file([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
        stream,
    ])  # fmt: skip


def a_text_bomb(lines: int = 400_000) -> bytes:
    """A small PDF with far more words than any page has."""
    return with_streams([b"BT /F1 12 Tf 10 700 Td " + b"(AAAA BBBB CCCC DDDD EEEE) Tj T*\n" * lines + b"ET"])


def a_circle() -> bytes:
    """A PDF whose page tree leads back to itself."""
    return a_file([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"])
