"""Release certificates: a compact JWS (RFC 7515, RFC 9864) over an RFC 8785 statement of what was released."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import rfc8785
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from proofs import ed25519, merkle, notes
from proofs.deciders import PRESIDENTS
from proofs.gate import POSITIVE
from proofs.leaves import entry_leaf
from proofs.strict_json import JsonRefusedError, read_json

Json = dict[str, Any]  # a JSON object, read field by field

ALGORITHM: Final = "Ed25519"
MEDIA_TYPE: Final = "one-voice-release+jws"
STATEMENT: Final = "one-voice/release-certificate/1"
LONGEST: Final = 1_000_000

CASE = frozenset({"id", "number", "directive", "edition", "mandate", "procedure", "classification"})
FIELDS = frozenset(
    {
        *("type", "case", "text", "must_clear", "clearances", "offices", "office_clearances", "rulings"),
        *("approvals", "release", "ledger", "checkpoint", "recalled_at"),
    }
)


class CertificateError(ValueError):
    """It is no certificate, or not one to believe; `code` says why, `detail` for a person."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate whose signature is good.

    Attributes:
        kid: which key signed it.
        says: the statement.
    """

    kid: str
    says: Json

    @property
    def position(self) -> tuple[str, int, bytes]:
        """The ledger entry of the release: case, seq, hash."""
        return self.says["case"]["id"], self.says["ledger"]["seq"], bytes.fromhex(self.says["ledger"]["hash"])


def key_id(public: bytes) -> str:
    """The `kid` of a certificate key: its JWK thumbprint (RFC 7638)."""
    written = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": _base64url(public)}, separators=(",", ":"))
    return _base64url(hashlib.sha256(written.encode()).digest())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def sign(seed: bytes, says: Json) -> str:
    """Sign a statement; the same statement gives the same certificate."""
    public = ed25519.public_of(seed)
    secret: dict[str, str | list[str]] = {"kty": "OKP", "crv": "Ed25519", "x": _base64url(public)}
    secret["d"] = _base64url(seed)
    header = {"alg": ALGORITHM, "kid": key_id(public), "typ": MEDIA_TYPE}
    return jws.serialize_compact(header, rfc8785.dumps(says), OKPKey.import_key(secret), algorithms=[ALGORITHM])


def read(written: str, keys: Sequence[bytes]) -> Certificate:
    """Check a certificate's signature, and read what it says.

    The header names which of the keys given signed; it decides nothing else. One with any other member is refused.

    Args:
        written: the compact form.
        keys: the public keys to believe.

    Raises:
        CertificateError: `form`, `header`, `unknown_key`, `signature` or `statement`.
    """
    if len(written) > LONGEST or written.count(".") != 2:
        raise CertificateError("form", "it is not a signed certificate in compact form")
    kid = _kid(written)
    public = next((key for key in keys if key_id(key) == kid), None)
    if public is None:
        raise CertificateError("unknown_key", f"it is signed by the key {kid}, which is not among those given")
    return Certificate(kid=kid, says=_statement(_payload(written, public)))


def _kid(written: str) -> str:
    head = written.partition(".")[0]
    try:
        raw = base64.b64decode(head + "=" * (-len(head) % 4), b"-_", validate=True)
        header = read_json(raw)
    except (ValueError, JsonRefusedError) as error:
        raise CertificateError("form", "its header is not readable") from error
    if _base64url(raw) != head or not isinstance(header, dict) or header.keys() != {"alg", "kid", "typ"}:
        raise CertificateError("header", "its header has other members than alg, kid and typ")
    if (header["alg"], header["typ"]) != (ALGORITHM, MEDIA_TYPE) or not isinstance(header["kid"], str):
        raise CertificateError("header", "it is not signed with Ed25519 as a release certificate")
    return header["kid"]


def _payload(written: str, public: bytes) -> bytes:
    try:
        ed25519.check_public(public)
        key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": _base64url(public)})
        return jws.deserialize_compact(written, key, algorithms=[ALGORITHM]).payload
    except (JoseError, ValueError, TypeError) as error:
        raise CertificateError("signature", "its signature is not that key's over what it says") from error


def _statement(payload: bytes) -> Json:
    try:
        says = read_json(payload)
        canonical = rfc8785.dumps(says) == payload
    except (JsonRefusedError, rfc8785.CanonicalizationError) as error:
        raise CertificateError("statement", "what is signed is not a statement") from error
    if not canonical or not isinstance(says, dict) or not _has_form(says):
        raise CertificateError("statement", "what is signed is not a release certificate's statement")
    return says


def _has_form(says: Json) -> bool:
    """Whether the members on which anything is decided are there, each of its kind."""
    match says:
        case {
            "type": str(kind),
            "case": {"id": str(), "number": str(), "classification": str()} as case,
            "text": {"version": int(), "digest": str(digest)},
            "must_clear": list(must_clear),
            "clearances": list(clearances),
            "offices": list(offices),
            "office_clearances": list(beside),
            "rulings": list(),
            "approvals": list(),
            "release": {"office": str(), "channel": str(), "at": str(), "seq": int()},
            "ledger": {"seq": int(), "hash": str(entry)},
            "checkpoint": dict() | None,
            "recalled_at": str() | None,
        }:
            return (
                kind == STATEMENT
                and says.keys() == FIELDS
                and case.keys() == CASE
                and _is_hash(digest)
                and _is_hash(entry)
                and all(isinstance(one, str) for one in (*must_clear, *offices))
                and all(isinstance(one, dict) and isinstance(one.get("office"), str) for one in beside)
                and all(isinstance(one, dict) and isinstance(one.get("agency"), str) for one in clearances)
            )
    return False


def _is_hash(written: str) -> bool:
    return len(written) == 64 and all(letter in "0123456789abcdef" for letter in written)


def checkpoint_faults(certificate: Certificate, log_keys: Sequence[notes.PublicKey]) -> list[str]:
    """Say what is wrong with the proof that the release's entry is in the log; nothing if it has none yet.

    Args:
        certificate: with its note, place and path.
        log_keys: the log's public keys to believe; with none the signature under the checkpoint is not looked at.
    """
    given = certificate.says["checkpoint"]
    if given is None:
        return []
    case, seq, entry = certificate.position
    try:
        note = notes.read_note(given["note"])
        head = notes.read_checkpoint(note.text)
        path = [bytes.fromhex(one) for one in given["path"]]
        index = int(given["index"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return ["its checkpoint is not readable"]
    faults = []
    if log_keys and not notes.opened(note, log_keys):
        faults.append("its checkpoint is not signed by the log's key")
    leaf = entry_leaf(case, seq, entry)
    if not merkle.is_included(leaf=leaf, index=index, size=head.size, proof=path, root=head.root):
        faults.append("its proof does not lead to the checkpoint's root")
    return faults


def clearance_faults(says: Mapping[str, Any]) -> list[str]:
    """Say which agency that must clear, or office asked beside, has neither cleared nor been ruled over.

    A first check for whoever holds the certificate alone; with the case's entries the whole gate is asked.
    """
    digest = says["text"]["digest"]
    given = {one["agency"]: one for one in says["clearances"]}
    faults = []
    for agency in says["must_clear"]:
        one = given.get(agency)
        stands = one is not None and (one.get("digest") == digest or one.get("basis") == "carried_over")
        if (not stands or one is None or one.get("response") == "nonconcur") and not _is_ruled_over(says, agency, one):
            faults.append(f"{agency} has not cleared that text, and no ruling binds it")
    faults += _office_faults(says)
    if not any(one.get("digest") == digest for one in says["approvals"] if isinstance(one, dict)):
        faults.append("nobody has approved that text")
    return faults


def _is_ruled_over(says: Mapping[str, Any], agency: str, one: Mapping[str, Any] | None) -> bool:
    """Whether a ruling binds over an agency: the President's always; below him not the NSC, nor what was said later."""
    return any(
        ruling.get("outcome") in PRESIDENTS
        or (agency != "nsc" and (one is None or one.get("seq", 0) < ruling.get("seq", 0)))
        for ruling in says["rulings"]
        if ruling.get("binds")
    )


def _office_faults(says: Mapping[str, Any]) -> list[str]:
    """The same of the offices asked beside: the President's decision alone does without them."""
    if any(one.get("binds") and one.get("outcome") in PRESIDENTS for one in says["rulings"]):
        return []
    digest = says["text"]["digest"]
    cleared = {
        one["office"]
        for one in says["office_clearances"]
        if one.get("digest") == digest and one.get("response") in POSITIVE
    }
    lacking = [office for office in says["offices"] if office not in cleared]
    return [f"{office} has not cleared that text, and the President has not decided it" for office in lacking]
