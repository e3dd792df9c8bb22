"""Ed25519 keys as they may be enrolled and used: which public keys are refused, signing, verifying (RFC 8032).

The library takes any 32 bytes for a public key, and under one of small order a single signature verifies for every
message. So a key is looked at before it is believed, every time.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FIELD = 2**255 - 19
SIGN = 1 << 255

SMALL_ORDER = frozenset(
    {
        0,
        1,
        FIELD - 1,
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
    }
)
"""The second coordinates of the eight points whose order divides eight; each but two is that of two points."""


class KeyRefusedError(ValueError):
    """A public key that must not be trusted; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_public(key: bytes) -> None:
    """Refuse a public key under which a signature would prove nothing, or that could be written in another way.

    Raises:
        KeyRefusedError: `key_length`, `key_not_canonical` or `key_small_order`.
    """
    if len(key) != 32:
        raise KeyRefusedError("key_length")
    second = int.from_bytes(key, "little") & ~SIGN
    if second >= FIELD:
        raise KeyRefusedError("key_not_canonical")
    if second in SMALL_ORDER:
        raise KeyRefusedError("key_small_order")


def public_of(seed: bytes) -> bytes:
    """The public key of a private one (its 32-byte seed)."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """Sign; 64 bytes, the same for the same message."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether that key signed that message; never so for a key that would be refused."""
    try:
        check_public(public)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
