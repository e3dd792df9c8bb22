"""Payloads on their way to Temporal: AES-256-GCM with named keys, so that keys can be renewed.

Histories carry no content by design; this is a second lock on the same door. The namespace is authenticated
with each payload, so that a ciphertext cannot be moved to another one.
"""

import base64
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

ENCODING = b"binary/one-voice-aes256gcm"
NONCE_BYTES = 12


class PayloadKeyError(ValueError):
    """A key is malformed, or the key that a payload names is not in the ring."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by id; `current` encrypts, all decrypt. To renew: give every process the new key, then make it current."""

    keys: dict[str, bytes] = field(repr=False)  # a traceback or a log must never show one
    current: str

    @staticmethod
    def parse(given: str) -> "KeyRing":
        """Read `ID:BASE64[,ID:BASE64...]`; the first one is current. Each key is 32 bytes.

        Raises:
            PayloadKeyError: anything else. The keys themselves are not quoted.
        """
        keys: dict[str, bytes] = {}
        for number, entry in enumerate(given.split(","), 1):
            name, _, encoded = entry.strip().partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except ValueError as error:
                raise PayloadKeyError(f"Key {number} is not base64.") from error
            if not name or len(key) != 32 or name in keys:
                raise PayloadKeyError(f"Key {number} is not ID:BASE64 of 32 bytes with an id of its own.")
            keys[name] = key
        return KeyRing(keys=keys, current=next(iter(keys)))


class EncryptingCodec(PayloadCodec):
    """Encrypts every payload with the current key; decrypts with the key that the payload names."""

    def __init__(self, ring: KeyRing, namespace: str) -> None:
        self._ring = ring
        self._namespace = namespace.encode()

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt."""
        return [self._encrypt(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt; what was not encrypted by us passes through.

        Raises:
            PayloadKeyError: the key is not in the ring, or the payload was changed.
        """
        return [self._decrypt(payload) for payload in payloads]

    def _encrypt(self, payload: Payload) -> Payload:
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self._ring.keys[self._ring.current]).encrypt(
            nonce, payload.SerializeToString(), self._namespace
        )
        return Payload(metadata={"encoding": ENCODING, "key-id": self._ring.current.encode()}, data=nonce + sealed)

    def _decrypt(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        key = self._ring.keys.get(payload.metadata["key-id"].decode(errors="replace"))
        if key is None:
            raise PayloadKeyError("A payload names a key that is not in the ring.")
        try:
            plain = AESGCM(key).decrypt(payload.data[:NONCE_BYTES], payload.data[NONCE_BYTES:], self._namespace)
        except (InvalidTag, ValueError) as error:  # cut short, it has no whole nonce
            raise PayloadKeyError("A payload was changed, or belongs to another namespace.") from error
        return Payload.FromString(plain)
