"""Keys under which a signature would prove nothing are refused, whoever signed what."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from proofs import ed25519

P = ed25519.FIELD
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int]


def add(one: Point, other: Point) -> Point:
    """The twisted Edwards addition of RFC 8032, section 5.1."""
    (x, y), (u, v) = one, other
    k = D * x * u * y * v % P
    return ((x * v + u * y) * pow(1 + k, P - 2, P) % P, (y * v + x * u) * pow(1 - k, P - 2, P) % P)


def times(n: int, point: Point) -> Point:
    made: Point = (0, 1)
    for _ in range(n):
        made = add(made, point)
    return made


def encoded(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def points_of_small_order() -> set[bytes]:
    """All eight, made by the curve's own arithmetic from one of order eight."""
    y = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    assert x * x % P == square
    assert times(8, (x, y)) == (0, 1)
    assert times(4, (x, y)) != (0, 1)
    return {encoded(times(n, (x, y))) for n in range(8)}


def test_all_eight_points_of_small_order_are_refused() -> None:
    found = points_of_small_order()
    assert len(found) == 8
    for point in found:
        for sign in (0, 0x80):
            with pytest.raises(ed25519.KeyRefusedError, match="key_small_order"):
                ed25519.check_public(point[:31] + bytes([point[31] & 0x7F | sign]))


def test_the_library_alone_would_let_one_signature_stand_for_every_message() -> None:
    """The control: why a key is looked at before it is believed."""
    identity = bytes([1]) + bytes(31)
    for message in (b"yes", b"no"):
        Ed25519PublicKey.from_public_bytes(identity).verify(identity + bytes(32), message)
        assert not ed25519.is_signed(identity, identity + bytes(32), message)


@pytest.mark.parametrize("above", range(19))
def test_a_key_that_could_be_written_in_another_way_is_refused(above: int) -> None:
    for sign in (0, ed25519.SIGN):
        with pytest.raises(ed25519.KeyRefusedError, match="key_not_canonical"):
            ed25519.check_public((P + above | sign).to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_has_32_bytes(length: int) -> None:
    with pytest.raises(ed25519.KeyRefusedError, match="key_length"):
        ed25519.check_public(bytes([2]) * length)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=50), st.binary(max_size=50))
def test_a_signature_is_good_for_its_key_and_message_alone(seed: bytes, message: bytes, other: bytes) -> None:
    public, signature = ed25519.public_of(seed), ed25519.sign(seed, message)
    assert ed25519.is_signed(public, signature, message)
    assert (message == other) == ed25519.is_signed(public, signature, other)
    assert not ed25519.is_signed(public, signature[:-1], message)
    assert not ed25519.is_signed(ed25519.public_of(bytes(32)), signature, message) or seed == bytes(32)
