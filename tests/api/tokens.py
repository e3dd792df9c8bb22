"""Tokens made by hand: good ones but for one thing, and what the API says of them."""

import base64
import json
import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from embedded import identity
from tests.api.served import Api, code


def signed(
    issuer: identity.Issuer, key: ECKey | None = None, header: dict[str, Any] | None = None, **other: Any
) -> str:
    """A token as the issuer would sign it for the auditor, but for what is named."""
    now = int(time.time())
    claims = {"iss": issuer.url, "sub": "auditor", "aud": issuer.audience, "iat": now, "exp": now + 60, **other}
    by = key or issuer.key
    usual = {"alg": "ES256", "typ": "at+jwt", "kid": by.kid}
    return jwt.encode({**usual, **(header or {})}, {k: v for k, v in claims.items() if v is not None}, by)


def segment(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def refused(api: Api, token: str) -> bool:
    answer = api.bearing(token).get("/inbox")
    challenge = answer.headers.get("www-authenticate")
    return (*code(answer), challenge) == (401, "token_not_valid", 'Bearer error="invalid_token"')
