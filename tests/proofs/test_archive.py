"""A bundle's archive: ours is a tar that anyone can open; a hostile one is refused before it costs anything."""

import gzip
import io
import tarfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs import archive

GOOD = archive.part("manifest-000001.jsonl", b"{}\n") + archive.part("keys-000001.jsonl", b"1\n2\n")


def read(raw: bytes) -> list[tuple[str, bytes]]:
    return [(line.section, line.raw) for line in archive.lines(io.BytesIO(raw))]


def test_ours_is_a_tar_for_everyone() -> None:
    with tarfile.open(fileobj=io.BytesIO(GOOD + archive.END)) as opened:
        assert [(m.name, m.size, m.mode) for m in opened] == [
            ("manifest-000001.jsonl", 3, 0o600),
            ("keys-000001.jsonl", 4, 0o600),
        ]
    assert read(GOOD + archive.END) == [("manifest", b"{}"), ("keys", b"1"), ("keys", b"2")]


def by_others(name: str, content: bytes = b"{}\n", **about: object) -> bytes:
    """An archive as another program makes it."""
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w", format=about.pop("format", tarfile.USTAR_FORMAT)) as made:  # type: ignore[call-overload] # formats are numbers
        member = tarfile.TarInfo(name)
        member.size = len(content)
        for key, value in about.items():
            setattr(member, key, value)
        made.addfile(member, io.BytesIO(content))
    return sink.getvalue()


def hostile() -> Iterator[tuple[str, bytes]]:
    yield "nothing", b""
    yield "noise", b"noise" * 1_000
    yield "no end", GOOD
    yield "cut", GOOD[:700]
    yield "after the end", GOOD + archive.END + b"x"
    yield "up the tree", by_others("../../etc/passwd")
    yield "absolute", by_others("/etc/passwd")
    yield (
        "in a folder",
        by_others("x/manifest-000001.jsonl"),
    )
    yield "a link", by_others("manifest-000001.jsonl", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd")
    yield "a hard link", by_others("manifest-000001.jsonl", b"", type=tarfile.LNKTYPE, linkname="other")
    yield "a device", by_others("manifest-000001.jsonl", b"", type=tarfile.CHRTYPE)
    yield "a folder", by_others("manifest-000001.jsonl", b"", type=tarfile.DIRTYPE)
    yield "extended", by_others("manifest-000001.jsonl", format=tarfile.PAX_FORMAT, pax_headers={"size": "999999999"})
    yield "gnu's long name", by_others("m" * 200, format=tarfile.GNU_FORMAT)
    yield "gnu's own format", by_others("manifest-000001.jsonl", format=tarfile.GNU_FORMAT)
    yield "unknown name", archive.part("other-000001.jsonl", b"{}\n") + archive.END
    yield "twice", archive.part("manifest-000001.jsonl", b"{}\n") * 2 + archive.END
    yield "numbered from two", archive.part("manifest-000002.jsonl", b"{}\n") + archive.END
    yield "out of order", GOOD + archive.part("manifest-000001.jsonl", b"{}\n") + archive.END
    yield "a line without its end", archive.part("manifest-000001.jsonl", b"{}") + archive.END
    yield "too large", archive.header("manifest-000001.jsonl", archive.LARGEST_PART + 1) + archive.END
    yield "larger than it is", archive.header("manifest-000001.jsonl", 10**9) + b"{}\n"
    yield "compressed", gzip.compress(GOOD + archive.END)
    spoiled = bytearray(GOOD + archive.END)
    spoiled[124:136] = b"-0000000001\0"
    yield "a negative size", bytes(spoiled)
    spoiled[124:136] = b"\x80" + bytes(10) + b"\x03"
    yield "a size in base 256", bytes(spoiled)


@pytest.mark.parametrize(("why", "raw"), list(hostile()), ids=[why for why, _ in hostile()])
def test_a_hostile_archive_is_refused(why: str, raw: bytes) -> None:
    with pytest.raises(archive.ArchiveError):
        read(raw)
    assert why


def test_a_line_without_end_is_not_held_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LONGEST_LINE", 1_000)
    with pytest.raises(archive.ArchiveError, match="too long"):
        read(archive.part("manifest-000001.jsonl", b"x" * 5_000 + b"\n") + archive.END)


@given(st.binary(max_size=600), st.integers(0, len(GOOD)))
def test_no_bytes_break_the_reader(raw: bytes, place: int) -> None:
    for whole in (raw, GOOD[:place] + raw, GOOD[:place] + raw + GOOD[place:] + archive.END):
        try:
            read(whole)
        except archive.ArchiveError:
            continue
