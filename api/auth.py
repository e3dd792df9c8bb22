"""Who asks: a bearer JWT, checked against the issuer's published keys (RFC 9068, OIDC discovery)."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass, field

import httpx2
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ["EdDSA", "Ed25519", "ES256", "ES384", "RS256", "PS256"]
"""Asymmetric only: a shared secret could be used to sign as anybody."""

LONGEST_TOKEN = 16_384
CACHED_TOKENS = 10_000
WITHOUT_KEYS_EVERY = 1.0
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
        keys_at_most_every: seconds between two questions to the issuer, however many bad tokens come.
        keys_at_most_old: seconds after which the keys are asked for again, so that one taken back is forgotten.
            While the issuer does not answer, the keys we have stay good: its outage must not stop a sign-off.
    """

    url: str
    audience: str
    keys_at_most_every: float = 10.0
    keys_at_most_old: float = 300.0
    _keys: KeySet | None = None
    _asked: float = float("-inf")
    _had: float = float("-inf")
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _checked: OrderedDict[bytes, tuple[str, float]] = field(default_factory=OrderedDict)

    async def subject_of(self, token: str) -> str:
        """The subject of a valid access token.

        Raises:
            NotSignedInError: malformed, not signed by the issuer, expired, or meant for somebody else.
            SignInUnavailableError: we have no keys, and the issuer does not answer.
        """
        if self._keys is not None and time.monotonic() - self._had > self.keys_at_most_old and not self._lock.locked():
            await self._renew()  # one request waits for the issuer, the others go on with the keys we have
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
        keys = await self._keys_with(_named_key(token))
        try:
            decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
            claims = jwt.JWTClaimsRegistry(
                leeway=LEEWAY,
                iss={"essential": True, "value": self.url},
                aud={"essential": True, "value": self.audience},
                exp={"essential": True},
                sub={"essential": True},
            )
            claims.validate(decoded.claims)
        except (JoseError, ValueError, RecursionError) as error:
            raise NotSignedInError("token_not_valid") from error
        return str(decoded.claims["sub"]), float(decoded.claims["exp"])

    async def _keys_with(self, kid: object) -> KeySet:
        """The issuer's keys; asked for anew if none is named so. Keys we have do for a token that names none."""
        if self._keys is None or not _among(kid, self._keys):
            await self._renew()
        if self._keys is None or (self._had < self._asked and not _among(kid, self._keys)):
            raise SignInUnavailableError
        return self._keys

    async def _renew(self) -> None:
        """Ask the issuer for its keys, unless it was asked just now. If it does not answer, nothing changes."""
        async with self._lock:
            pause = self.keys_at_most_every if self._keys else min(WITHOUT_KEYS_EVERY, self.keys_at_most_every)
            if time.monotonic() - self._asked < pause:
                return
            self._asked = time.monotonic()
            try:
                keys = await self._fetch()
            except (httpx2.HTTPError, httpx2.InvalidURL, JoseError, KeyError, TypeError, ValueError):
                return
            if self._keys is None or keys.as_dict() != self._keys.as_dict():
                self._checked.clear()
            self._keys, self._had = keys, self._asked

    async def _fetch(self) -> KeySet:
        async with httpx2.AsyncClient(timeout=5) as client:
            found = await client.get(f"{self.url}/.well-known/openid-configuration")
            said = found.raise_for_status().json()
            if said["issuer"] != self.url:
                raise ValueError("another issuer answers there")  # OIDC Discovery 1.0, section 4.3
            keys = await client.get(said["jwks_uri"])
            return KeySet.import_key_set(keys.raise_for_status().json())


def _among(kid: object, keys: KeySet) -> bool:
    return kid is None or any(key.kid == kid for key in keys.keys)


def _named_key(token: str) -> object:
    """The key that a token's header names, without believing anything else in it.

    Raises:
        NotSignedInError: this is no token that any key of the issuer's could make good.
    """
    try:
        if len(token) > LONGEST_TOKEN:
            raise NotSignedInError("token_not_valid")
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise NotSignedInError("token_not_valid") from error
    if header.get("alg") not in ALGORITHMS:
        raise NotSignedInError("token_not_valid")
    return header.get("kid")
