"""Certificates: one algorithm, three members in the header, one way to be written; nothing else is looked at."""

import base64
import json
from typing import Any

import pytest
import rfc8785
from joserfc import jws
from joserfc.jwk import OctKey, OKPKey

from proofs import certificates, ed25519
from proofs.certificates import CertificateError

SEED = bytes(range(32))
PUBLIC = ed25519.public_of(SEED)
SAYS: dict[str, Any] = {
    "type": certificates.STATEMENT,
    "case": {
        "id": "5d0c9a0e-6f0b-4c1f-9f5e-0e4b62198210",
        "number": "ECO-6a-7KQ2M4XW",
        "directive": "NSDD-62",
        "edition": 1,
        "mandate": "ECO-6a",
        "procedure": "demarche",
        "classification": "S",
    },
    "text": {"version": 1, "digest": "a" * 64},
    "must_clear": ["state"],
    "clearances": [{"agency": "state", "basis": "signed", "response": "concur", "digest": "a" * 64}],
    "offices": [],
    "office_clearances": [],
    "rulings": [],
    "approvals": [{"digest": "a" * 64}],
    "release": {"office": "state.s-s", "channel": "front_channel_cable", "at": "1982-11-01T00:00:00.000000Z", "seq": 9},
    "ledger": {"seq": 9, "hash": "b" * 64},
    "checkpoint": None,
    "recalled_at": None,
}
HEADER = {"alg": "Ed25519", "kid": certificates.key_id(PUBLIC), "typ": certificates.MEDIA_TYPE}


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed(header: dict[str, Any], payload: bytes, seed: bytes = SEED) -> str:
    """Signed by hand, whatever the header says."""
    said = f"{b64(json.dumps(header).encode())}.{b64(payload)}"
    return f"{said}.{b64(ed25519.sign(seed, said.encode()))}"


def refused(written: str, *keys: bytes) -> str:
    with pytest.raises(CertificateError) as why:
        certificates.read(written, keys or [PUBLIC])
    return why.value.code


def test_what_was_signed_is_read() -> None:
    written = certificates.sign(SEED, SAYS)
    assert written == certificates.sign(SEED, SAYS)
    assert certificates.read(written, [bytes(32), PUBLIC]).says == SAYS
    assert certificates.read(signed(HEADER, rfc8785.dumps(SAYS)), [PUBLIC]).says == SAYS
    assert certificates.clearance_faults(SAYS) == []


def test_the_key_id_is_the_jwk_thumbprint() -> None:
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": b64(PUBLIC)})
    assert certificates.key_id(PUBLIC) == key.thumbprint()


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "EdDSA"},
        {"alg": ["Ed25519"]},
        {"typ": "JWT"},
        {"kid": 7},
        {"crit": ["exp"]},
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": b64(ed25519.public_of(bytes(32)))}},
        {"jku": "https://elsewhere.example/keys"},
        {"b64": False},
        {"x5c": []},
    ],
)
def test_no_header_says_how_it_is_to_be_checked(header: dict[str, Any]) -> None:
    assert refused(signed(HEADER | header, rfc8785.dumps(SAYS))) == "header"


def test_a_header_twice_told_is_not_read() -> None:
    head = b'{"alg":"none","alg":"Ed25519","kid":"%s","typ":"%s"}' % (HEADER["kid"].encode(), HEADER["typ"].encode())
    said = f"{b64(head)}.{b64(rfc8785.dumps(SAYS))}"
    assert refused(f"{said}.{b64(ed25519.sign(SEED, said.encode()))}") == "form"


def test_the_public_key_is_no_shared_secret() -> None:
    """The classic confusion: signed by HMAC with the public key, in whichever form somebody might take it."""
    for secret in (PUBLIC, b64(PUBLIC).encode()):
        forged = jws.serialize_compact(
            {"alg": "HS256", "kid": HEADER["kid"], "typ": HEADER["typ"]},
            rfc8785.dumps(SAYS),
            OctKey.import_key(secret),
            algorithms=["HS256"],
        )
        assert refused(forged) == "header"


def test_another_key_is_not_believed() -> None:
    other = bytes(32)
    assert refused(signed(HEADER, rfc8785.dumps(SAYS), other)) == "signature"
    kid = {"kid": certificates.key_id(ed25519.public_of(other))}
    assert refused(signed(HEADER | kid, rfc8785.dumps(SAYS), other)) == "unknown_key"
    assert refused(signed(HEADER, rfc8785.dumps(SAYS)), other) == "unknown_key"


def test_a_key_of_small_order_is_not_believed_even_if_it_was_given() -> None:
    identity = bytes([1]) + bytes(31)
    said = f"{b64(json.dumps(HEADER | {'kid': certificates.key_id(identity)}).encode())}.{b64(rfc8785.dumps(SAYS))}"
    assert refused(f"{said}.{b64(identity + bytes(32))}", identity) == "signature"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"{}",
        json.dumps(SAYS).encode(),
        rfc8785.dumps(SAYS).replace(b"Release", b"release") + b" ",
        rfc8785.dumps(SAYS | {"more": 1}),
        rfc8785.dumps(SAYS | {"type": "one-voice/text/1"}),
        rfc8785.dumps({k: v for k, v in SAYS.items() if k != "ledger"}),
        rfc8785.dumps(SAYS | {"ledger": {"seq": 9, "hash": "B" * 64}}),
        rfc8785.dumps(SAYS | {"must_clear": [1]}),
        rfc8785.dumps(SAYS | {"clearances": ["state"]}),
        rfc8785.dumps(SAYS | {"checkpoint": "none"}),
    ],
)
def test_what_is_no_statement_is_not_read_though_it_is_signed(payload: bytes) -> None:
    assert refused(signed(HEADER, payload)) == "statement"


@pytest.mark.parametrize("written", ["", "..", "a.b", "a.b.c.d", "=.=.=", "é.b.c", "a" * 2_000_000 + ".."])
def test_what_is_no_certificate_is_not_read(written: str) -> None:
    assert refused(written) == "form"


def test_a_checkpoint_in_it_is_held_to_the_logs_key_and_the_path() -> None:
    for given in ({}, {"note": "x", "path": [], "index": 0}, {"note": 1}, {"note": "x", "path": "y", "index": "z"}):
        certificate = certificates.Certificate(kid="", says=SAYS | {"checkpoint": given})
        assert certificates.checkpoint_faults(certificate, []) == ["its checkpoint is not readable"]


@pytest.mark.parametrize(
    "changed",
    [
        {"clearances": []},
        {"clearances": [{**SAYS["clearances"][0], "response": "nonconcur"}]},
        {"clearances": [{**SAYS["clearances"][0], "digest": "c" * 64}]},
        {"approvals": []},
        {"approvals": [{"digest": "c" * 64}]},
        {"must_clear": ["state", "defense"]},
    ],
)
def test_what_it_lacks_is_told(changed: dict[str, Any]) -> None:
    assert certificates.clearance_faults(SAYS | changed) != []
