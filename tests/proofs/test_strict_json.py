"""JSON that could be read in two ways, or that asks for too much, is not read at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs.strict_json import JsonRefusedError, read_json


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"a": 1, "a": 2}',
        b'{"x": {"a": 1, "a": 2}}',
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1.5",
        b"1e3",
        b"9007199254740993",
        b"1" + b"0" * 5_000,
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'"\xff"',
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
        b"{} {}",
    ],
)
def test_what_has_more_than_one_meaning_is_refused(raw: bytes) -> None:
    with pytest.raises(JsonRefusedError):
        read_json(raw)


def test_what_has_one_meaning_is_read() -> None:
    assert read_json(b'{"a": [1, -2, 9007199254740992, null, true, "\xe2\x80\x94"]}') == {
        "a": [1, -2, 2**53, None, True, "—"]
    }


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    try:
        read_json(raw)
    except JsonRefusedError:
        return
