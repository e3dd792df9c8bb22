"""The embedded stack's sign-in provider: a small, real OIDC issuer whose clients are the personas.

It gives access tokens (RFC 9068) by client credentials (RFC 6749 section 4.4), signed with ES256, the one
asymmetric elliptic algorithm that every verifier accepts by default. In production OIDC_ISSUER names the
department's own provider and this one does not run.
"""

import argparse
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Header, Request
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from embedded.client_authentication import TokenRefusal, authenticated_client, read_form
from embedded.personas import keep_secrets, read_subjects
from embedded.ports import LOOPBACK
from embedded.private_files import kept, make_private_folder

ALGORITHM = "ES256"
AUDIENCE = "one-voice"
KEY_FILE = "identity_key.json"
TOKEN_SECONDS = 3600
GRANT = "client_credentials"
REALM = "One Voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who signs what for whom."""

    url: str
    audience: str
    key: ECKey = field(repr=False)
    clients: Mapping[str, str] = field(repr=False)

    def discovery(self) -> dict[str, object]:
        """Returns the provider's metadata (OpenID Connect Discovery, RFC 8414)."""
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint": f"{self.url}/token",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "grant_types_supported": [GRANT],
            "response_types_supported": [],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
        }

    def jwks(self) -> dict[str, object]:
        """Returns the public key."""
        return dict(KeySet([self.key]).as_dict(private=False))

    def access_token(self, client: str, now: int) -> str:
        """Returns an access token for a client, who is its own subject (RFC 9068 section 2.2)."""
        header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": self.key.kid}
        claims = {
            "iss": self.url,
            "sub": client,
            "aud": self.audience,
            "client_id": client,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "jti": secrets.token_urlsafe(16),
        }
        return jwt.encode(header, claims, self.key, algorithms=[ALGORITHM])


def kept_key(data: Path) -> ECKey:
    """Returns the signing key, made on the first start and the same ever after, so that tokens stay valid."""
    text = kept(data / KEY_FILE, lambda: json.dumps(new_key().as_dict(private=True)))
    return ECKey.import_key(json.loads(text))


def new_key() -> ECKey:
    """Returns a new P-256 key, named by its thumbprint."""
    return ECKey.generate_key("P-256", auto_kid=True)


def identity_app(issuer: Issuer) -> FastAPI:
    """Returns the provider's application."""
    # FastAPI's telemetry would record exception messages.
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, telemetry={"logs": False})

    @app.get("/.well-known/openid-configuration")
    async def discovery() -> JSONResponse:
        return JSONResponse(issuer.discovery())

    @app.get("/jwks")
    async def jwks() -> JSONResponse:
        return JSONResponse(issuer.jwks())

    @app.post("/token")
    async def token(request: Request, authorization: Annotated[str | None, Header()] = None) -> JSONResponse:
        form = read_form(request.headers.get("content-type", ""), await request.body())
        client = authenticated_client(authorization, form, issuer.clients)
        if "grant_type" not in form:
            raise TokenRefusal(error="invalid_request")
        if form["grant_type"] != GRANT:
            raise TokenRefusal(error="unsupported_grant_type")
        signed = issuer.access_token(client, int(time.time()))
        answer = {"access_token": signed, "token_type": "Bearer", "expires_in": TOKEN_SECONDS}
        return JSONResponse(answer, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})

    @app.exception_handler(TokenRefusal)
    async def refused(_: Request, refusal: TokenRefusal) -> JSONResponse:
        headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
        if refusal.status == 401:
            headers["WWW-Authenticate"] = f'Basic realm="{REALM}"'
        return JSONResponse({"error": refusal.error}, refusal.status, headers=headers)

    return app


def main() -> None:
    """Runs the provider: `python -m embedded.identity --data FOLDER --people FILE --port PORT`."""
    parser = argparse.ArgumentParser(description="One Voice's embedded sign-in provider")
    parser.add_argument("--data", type=Path, required=True, help="folder of the key and the personas' secrets")
    parser.add_argument("--people", type=Path, required=True, help="people file (YAML)")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--audience", default=AUDIENCE)
    given = parser.parse_args()
    data = make_private_folder(given.data)
    issuer = Issuer(
        url=f"http://{LOOPBACK}:{given.port}",
        audience=given.audience,
        key=kept_key(data),
        clients=keep_secrets(data, read_subjects(given.people)),
    )
    uvicorn.run(
        identity_app(issuer),
        host=LOOPBACK,
        port=given.port,
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
