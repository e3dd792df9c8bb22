"""Who asks: a bearer JWT, checked against the issuer's published keys (RFC 9068, OIDC discovery)."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass, field

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ["EdDSA", "Ed25519", "ES256", "ES384", "RS256", "PS256"]
"""Asymmetric only: a shared secret could be used to sign as anybody."""

CACHED_TOKENS = 10_000
KEYS_AT_MOST_EVERY = 10.0
LEEWAY = 10


class NotSignedInError(Exception):
    """No token, or not one for us; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SignInUnavailableError(Exception):
    """The issuer's keys cannot be had just now."""


@dataclass(slots=True)
class Issuer:
    """One OIDC issuer: its keys, fetched when a token names one we do not have, and tokens already checked.

    Args:
        url: the issuer as it stands in `iss`.
        audience: who we are in `aud`.
    """

    url: str
    audience: str
    _keys: KeySet | None = None
    _fetched: float = float("-inf")
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _checked: OrderedDict[bytes, tuple[str, float]] = field(default_factory=OrderedDict)

    async def subject_of(self, token: str) -> str:
        """The subject of a valid access token.

        Raises:
            NotSignedInError: malformed, not signed by the issuer, expired, or meant for somebody else.
            SignInUnavailableError: the issuer does not answer.
        """
        name = hashlib.sha256(token.encode()).digest()
        known = self._checked.get(name)
        if known is not None and known[1] > time.time():
            return known[0]
        subject, expires = await self._check(token)
        self._checked[name] = (subject, expires)
        if len(self._checked) > CACHED_TOKENS:
            self._checked.popitem(last=False)
        return subject

    async def _check(self, token: str) -> tuple[str, float]:
        keys = self._keys or await self._fetch()
        try:
            decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            try:
                decoded = jwt.decode(token, await self._fetch(), algorithms=ALGORITHMS)
            except (JoseError, ValueError) as error:
                raise NotSignedInError("token_not_valid") from error
        claims = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self.url},
            aud={"essential": True, "value": self.audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            claims.validate(decoded.claims)
        except JoseError as error:
            raise NotSignedInError("token_not_valid") from error
        return str(decoded.claims["sub"]), float(decoded.claims["exp"])

    async def _fetch(self) -> KeySet:
        """The issuer's keys, asked for at most every ten seconds however many bad tokens come."""
        async with self._lock:
            if self._keys is not None and time.monotonic() - self._fetched < KEYS_AT_MOST_EVERY:
                return self._keys
            try:
                async with httpx2.AsyncClient(timeout=5) as client:
                    found = await client.get(f"{self.url}/.well-known/openid-configuration")
                    keys = await client.get(found.raise_for_status().json()["jwks_uri"])
                    self._keys = KeySet.import_key_set(keys.raise_for_status().json())
            except (httpx2.HTTPError, KeyError, ValueError) as error:
                raise SignInUnavailableError from error
            self._fetched = time.monotonic()
            return self._keys
