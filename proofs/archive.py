"""Reading a bundle's archive: plain tar files with names we know, in our order; nothing is ever unpacked to disk.

It is not compressed, so it cannot grow; it is read from front to back, so entries cannot overlap; and no name leads
anywhere, since a name is only compared with a list. The standard library's reader would follow extensions and links
that a stranger's archive may hold.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

BLOCK: Final = 512
LONGEST_LINE: Final = 16 * 1024 * 1024
LARGEST_PART: Final = 256 * 1024 * 1024
MOST_PARTS: Final = 1_000_000

SECTIONS: Final = (
    *("manifest", "register", "keys", "checkpoints", "consistency", "directive", "cases", "texts", "entries"),
    *("certificates", "proofs", "leaves"),
)
"""Kinds of parts, in the order in which they come."""

NAME: Final = re.compile(rf"({'|'.join(SECTIONS)})-([0-9]{{6}})\.jsonl")


class ArchiveError(ValueError):
    """The file is not a bundle, or not one that may be read; the message says where."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a part."""

    section: str
    raw: bytes


def lines(source: BinaryIO) -> Iterator[Line]:
    """Every line of every part, in order.

    Raises:
        ArchiveError: anything in the archive is not as our own writer writes it.
    """
    place, number = -1, 0
    for _ in range(MOST_PARTS):
        header = _exactly(source, BLOCK)
        if header == bytes(BLOCK):
            _must_end(source)
            return
        name, size = _read_header(header)
        parts = NAME.fullmatch(name)
        if parts is None:
            raise ArchiveError("a part has a name that no bundle has")
        section, given = SECTIONS.index(parts[1]), int(parts[2])
        number = number + 1 if section == place else 1
        if section < place or given != number:
            raise ArchiveError(f"part {name} is not where it belongs")
        place = section
        for raw in _part_lines(source, size, name):
            yield Line(parts[1], raw)
    raise ArchiveError("it has too many parts")


def _exactly(source: BinaryIO, size: int) -> bytes:
    found = source.read(size)
    if len(found) != size:
        raise ArchiveError("it ends too early")
    return found


def _must_end(source: BinaryIO) -> None:
    while rest := source.read(BLOCK * 128):
        if rest.strip(b"\0"):
            raise ArchiveError("something stands after its end")


def _read_header(header: bytes) -> tuple[str, int]:
    """Name and size of a part: a regular file of the ustar format, with nothing else set that changes its meaning."""
    name, rest = header[:100].split(b"\0", 1)[0], header[100:]
    summed = sum(header[:148]) + 8 * 0x20 + sum(header[156:])
    link, magic, prefix = header[157:257], header[257:263], header[345:500]
    if _octal(header[148:156]) != summed or magic != b"ustar\0" or header[156:157] != b"0":
        raise ArchiveError("a part is not a plain file")
    if link.strip(b"\0") or prefix.strip(b"\0") or header[len(name) : 100].strip(b"\0") or not rest:
        raise ArchiveError("a part is not a plain file")
    size = _octal(header[124:136])
    if size > LARGEST_PART:
        raise ArchiveError("a part is too large")
    try:
        return name.decode("ascii"), size
    except UnicodeDecodeError as error:
        raise ArchiveError("a part has a name that no bundle has") from error


def _octal(written: bytes) -> int:
    digits = written.strip(b"\0 ")
    if not re.fullmatch(rb"[0-7]{1,11}", digits):
        raise ArchiveError("a part's header has no number where one belongs")
    return int(digits, 8)


def _part_lines(source: BinaryIO, size: int, name: str) -> Iterator[bytes]:
    left = size
    while left:
        raw = source.readline(min(left, LONGEST_LINE))
        left -= len(raw)
        if not raw.endswith(b"\n"):
            raise ArchiveError(f"a line in {name} is too long or not whole")
        yield raw[:-1]
    if _exactly(source, -size % BLOCK).strip(b"\0"):
        raise ArchiveError(f"{name} is followed by something else")


def header(name: str, size: int) -> bytes:
    """The tar header of a part, as our writer writes it: no owner, no time, readable by its owner only."""
    fields = [
        name.encode("ascii").ljust(100, b"\0"),
        b"0000600\0" + b"0000000\0" * 2,
        f"{size:011o}\0".encode() + b"00000000000\0",
        b" " * 8,
        b"0".ljust(101, b"\0"),
        b"ustar\x0000".ljust(72, b"\0"),
        b"0000000\0" * 2,
    ]
    made = b"".join(fields).ljust(BLOCK, b"\0")
    return made[:148] + f"{sum(made):06o}\0 ".encode() + made[156:]


def part(name: str, content: bytes) -> bytes:
    """A whole part: header, content, padding."""
    return header(name, len(content)) + content + bytes(-len(content) % BLOCK)


END: Final = bytes(2 * BLOCK)
"""What stands after the last part."""
