"""A body is JSON that every reader reads in the same way, and no larger than a text may be."""

import json
from collections.abc import Iterator

import pytest

from tests.api.officers import a_case
from tests.api.served import Api, As, code
from tests.office import DRAFTER


@pytest.fixture
def drafter(api: Api) -> As:
    return api.as_(DRAFTER)


NOT_JSON = {
    "nothing but a brace": b"{",
    "not a number": b'{"title": NaN}',
    "infinity": b'{"title": -Infinity}',
    "beyond all bounds": b'{"title": 1e999}',
    "a huge number": b'{"title": ' + b"9" * 100_000 + b"}",
    "nested deep": b"[" * 100_000,
    "nested deep in objects": b'{"a":' * 100_000,
    "not UTF-8": b'{"title": "\xff"}',
    "overlong UTF-8": b'{"title": "\xc0\x80"}',
    "half a surrogate pair": b'{"title": "\\ud800"}',
    "half a surrogate pair as key": b'{"\\udfff": 1}',
    "a bare control character": b'{"title": "a\x00b"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"title": "x"}'.encode("utf-16"),
    "something after it": b"{} {}",
    "a comma too many": b'{"title": "x",}',
}


def test_what_is_not_json_is_refused(drafter: As) -> None:
    for why, body in NOT_JSON.items():
        assert code(drafter.send("/cases", body)) == (422, "body_not_json"), why


def test_a_key_may_stand_once(drafter: As) -> None:
    body = json.dumps(a_case())
    twice = body.replace('"title"', '"title": "Steel", "title"', 1)
    assert code(drafter.send("/cases", twice.encode())) == (422, "key_twice")
    escaped = body.replace('"title"', '"t\\u0069tle": "Steel", "title"', 1)
    assert code(drafter.send("/cases", escaped.encode())) == (422, "key_twice")
    inner = body.replace('"marking"', '"marking": "U", "marking"', 1)
    assert code(drafter.send("/cases", inner.encode())) == (422, "key_twice")


def test_another_shape_of_body_is_refused(drafter: As) -> None:
    for body in (b"", b"null", b"[]", b'"x"', b"1", b"{}"):
        assert code(drafter.send("/cases", body)) == (422, "malformed"), body
    good = json.dumps(a_case()).encode()
    for other in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "application/xml"):
        assert code(drafter.send("/cases", good, content_type=other)) == (422, "content_type_not_json")


def test_a_body_beyond_four_mebibytes_is_not_read(api: Api, drafter: As) -> None:
    def in_pieces() -> Iterator[bytes]:
        for _ in range(80):
            yield b" " * 65_536

    for content in (b" " * (5 << 20), in_pieces()):
        answer = drafter.ask("POST", "/cases", content=content, headers={"Content-Type": "application/json"})
        assert code(answer) == (413, "too_large")
    assert code(api.nobody.ask("POST", "/cases", content=b" " * (5 << 20))) == (401, "not_signed_in")
    just_under = b" " * ((4 << 20) - 2) + b"{}"
    assert code(drafter.send("/cases", just_under)) == (422, "malformed")
