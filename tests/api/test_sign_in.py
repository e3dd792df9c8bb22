"""Who may come in at all: tokens of our issuer, for us, in force; and then only people in the register."""

import base64
import hmac
import json

import pytest
from joserfc.jwk import ECKey
from sqlalchemy import text

from db.engine import Database
from embedded import identity
from embedded.personas import fetch_token
from tests.api.served import Api, code, fill
from tests.api.tokens import refused, segment, signed

OPEN = {"/api/v1/health", "/api/v1/ready"}


def test_without_signing_in_every_route_asks_who_you_are(api: Api) -> None:
    asked = 0
    for method, path, operation in api.document.operations():
        if path in OPEN:
            assert "security" not in operation
            continue
        answer = api.nobody.ask(method, fill(path), content=b"{" if method == "POST" else None)
        assert code(answer) == (401, "not_signed_in"), path
        assert answer.headers["www-authenticate"] == "Bearer"
        asked += 1
    assert asked >= 20


def test_health_and_readiness_say_nothing_of_cases(api: Api) -> None:
    assert api.nobody.look("/health") == {"status": "alive"}
    # The tests' PostgreSQL runs without fsync, so it may lose facts: it is rightly called unfit.
    assert code(api.nobody.get("/ready")) == (503, "database_unfit")


def test_a_persona_signs_in_at_the_provider(api: Api, identity: identity.Issuer) -> None:
    token = fetch_token(identity.url, "auditor", identity.clients["auditor"])
    assert api.bearing(token).look("/inbox") == {"items": [], "cycles": []}


def test_a_token_of_the_issuer_for_us_and_in_force_is_good(api: Api, identity: identity.Issuer) -> None:
    assert api.bearing(signed(identity)).get("/inbox").status_code == 200
    assert api.bearing(signed(identity, aud=["elsewhere", identity.audience])).get("/inbox").status_code == 200


def test_a_token_not_meant_for_us_now_is_refused(api: Api, identity: identity.Issuer) -> None:
    for claims in (
        {"aud": "elsewhere"},
        {"aud": None},
        {"iss": "https://issuer.example"},
        {"iss": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"exp": "soon"},
        {"sub": None},
        {"nbf": 4_000_000_000},
    ):
        assert refused(api, signed(identity, **claims)), claims


def test_a_signature_that_is_none_of_the_issuers_is_refused(api: Api, identity: identity.Issuer) -> None:
    good = signed(identity)
    head, claims, signature = good.split(".")
    stranger = ECKey.generate_key("P-256", auto_kid=True)
    assert refused(api, signed(identity, stranger)), "unknown key"
    assert refused(api, signed(identity, stranger, {"kid": identity.key.kid})), "another's key under the issuer's name"
    assert refused(api, signed(identity, stranger, {"jwk": stranger.as_dict(private=False)})), "key in the token"
    for none in ("none", "None", "NONE"):
        unsigned = segment({"alg": none, "typ": "at+jwt", "kid": identity.key.kid})
        assert refused(api, f"{unsigned}.{claims}."), "alg none"
        assert refused(api, f"{unsigned}.{claims}.{signature}"), "alg none, signed"
    other = segment({"iss": identity.url, "sub": "apnsa", "aud": identity.audience, "exp": 4_000_000_000})
    assert refused(api, f"{head}.{other}.{signature}"), "other claims"


def test_the_public_key_is_no_shared_secret(api: Api, identity: identity.Issuer) -> None:
    claims = segment({"iss": identity.url, "sub": "auditor", "aud": identity.audience, "exp": 4_000_000_000})
    published = (
        identity.key.as_pem(private=False),
        identity.key.as_der(private=False),
        json.dumps(identity.key.as_dict(private=False)).encode(),
    )
    for secret in published:
        to_sign = f"{segment({'alg': 'HS256', 'kid': identity.key.kid})}.{claims}"
        mac = base64.urlsafe_b64encode(hmac.digest(secret, to_sign.encode(), "sha256")).decode().rstrip("=")
        assert refused(api, f"{to_sign}.{mac}")


GARBAGE = (
    "x",
    "..",
    "a.b.c",
    "." * 1000,
    "é.é.é",
    f"{segment([])}.{segment({})}.eA",
    f"{segment('x')}.{segment({})}.eA",
    f"{segment(1)}.{segment({})}.eA",
    f"{segment({'alg': ['ES256'], 'kid': {}})}.{segment({})}.eA",
    f"{segment({'alg': 'ES256', 'kid': ['a']})}.{segment({})}.eA",
    f"{segment({'alg': 'ES256', 'crit': ['b64'], 'b64': False})}.{segment({})}.eA",
    f"{segment({'alg': 'dir', 'enc': 'A256GCM'})}....",
    f"{base64.urlsafe_b64encode(b'[' * 3000).decode()}.{segment({})}.eA",
    "x" * 20_000,
)


def test_garbage_is_no_token(api: Api) -> None:
    for garbage in GARBAGE:
        answer = api.http.get("/api/v1/inbox", headers=[(b"Authorization", b"Bearer " + garbage.encode())])
        assert code(answer) == (401, "token_not_valid"), garbage[:80]
        assert garbage not in answer.text or len(garbage) < 5


def test_another_scheme_is_no_sign_in(api: Api) -> None:
    for header in ("Basic YTpi", "Bearer", "bearer", "Token x"):
        answer = api.http.get("/api/v1/inbox", headers={"Authorization": header})
        assert code(answer)[0] == 401


def test_who_is_not_in_the_register_gets_no_further(api: Api, identity: identity.Issuer) -> None:
    stranger = api.bearing(signed(identity, sub="intruder"))
    for method, path, operation in api.document.operations():
        asked = any(given.get("required") and given["in"] == "query" for given in operation.get("parameters", ()))
        if method == "GET" and path not in OPEN and not asked:
            assert code(stranger.get(fill(path))) == (403, "not_in_register"), operation["operationId"]
    assert code(stranger.post("/cases/" + "0" * 32 + "/approval", {"digest": "0" * 64})) == (403, "not_in_register")


async def _leave(db: Database, subject: str) -> None:
    async with db.begin() as tx:
        await tx.execute(text("UPDATE person SET active = false WHERE subject = :who"), {"who": subject})


@pytest.mark.asyncio
async def test_who_leaves_the_register_is_out_at_once(api: Api, owner_db: Database) -> None:
    ita = api.as_("commerce.ita")
    assert ita.get("/inbox").status_code == 200
    await _leave(owner_db, "commerce.ita")
    assert code(ita.get("/inbox")) == (403, "not_in_register")


def test_answers_are_for_nobody_else_to_keep(api: Api) -> None:
    for answer in (api.as_("auditor").get("/cases"), api.nobody.get("/cases"), api.nobody.get("/elsewhere")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "server" not in answer.headers
