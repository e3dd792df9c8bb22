"""What a release certificate states, read off the ledger: made so when it is issued, and again when it is checked.

Offices, grades, digests and instants; never a title, a word of the text, a reason, or who a person is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from proofs.deciders import PRESIDENTS
from proofs.gate import MOVING

Json = dict[str, Any]  # a JSON object, read field by field

STATEMENT: Final = "one-voice/release-certificate/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One ledger entry: `at` in the ledger's own form, the body read, the hash in hexadecimal."""

    seq: int
    at: str
    kind: str
    body: Mapping[str, Any]
    hash: str


def _utc(written: str | None) -> str | None:
    """An instant of a body in the ledger's own form."""
    if written is None:
        return None
    whole, _, _ = written.partition("+")
    whole, _, fraction = whole.removesuffix("Z").partition(".")
    return f"{whole}.{fraction:0<6}Z"


def statement(about: Mapping[str, Any], entries: Sequence[Said]) -> Json | None:
    """What can be certified of a case; None if nothing was released.

    Args:
        about: the case's number, directive, edition and classification, which its ledger does not have.
        entries: the case's ledger from its first entry on, in order.
    """
    out = next((entry for entry in entries if entry.kind == "release"), None)
    if out is None:
        return None
    before = [entry for entry in entries if entry.seq < out.seq]
    opening = next(entry.body for entry in entries if entry.kind == "case_file")
    exact = {"version": out.body["version"], "digest": out.body["digest"]}
    asked, offices = _must_clear(before), _offices(before)
    recalled = next((entry.at for entry in entries if entry.kind == "recall"), None)
    return {
        "type": STATEMENT,
        "case": {**about, "id": opening["id"], "mandate": opening["mandate"], "procedure": opening["procedure"]},
        "text": exact,
        "must_clear": asked,
        "clearances": [one for agency in asked if (one := _clearance(before, exact, agency)) is not None],
        "offices": offices,
        "office_clearances": [
            one for office in offices if (one := _office_clearance(before, exact, office)) is not None
        ],
        "rulings": [_ruling(entry, exact, before) for entry in before if entry.kind == "ruling"],
        "approvals": [
            {"office": e.body["office"], "acting": _acting(e), "at": e.at, "seq": e.seq, "digest": e.body["digest"]}
            for e in before
            if e.kind == "approval" and _same(e, exact)
        ],
        "release": {
            "office": out.body["office"],
            "channel": out.body["channel"],
            "acting": _acting(out),
            "at": out.at,
            "seq": out.seq,
        },
        "ledger": {"seq": out.seq, "hash": out.hash},
        "checkpoint": None,
        "recalled_at": recalled,
    }


def _same(entry: Said, exact: Json) -> bool:
    return all(entry.body.get(name) == value for name, value in exact.items())


def _acting(entry: Said) -> bool:
    return entry.body.get("acting_for") is not None


def _must_clear(before: Sequence[Said]) -> list[str]:
    rounds = [entry.body["must_clear"] for entry in before if entry.kind == "clearance_round"]
    given = [
        entry.body["agency"]
        for entry in before
        if entry.kind == "equity_act" and entry.body["act"] in ("granted", "imposed")
    ]
    return sorted({*(rounds[-1] if rounds else ()), *given})


def _offices(before: Sequence[Said]) -> list[str]:
    """The offices asked beside their agency, such as the Legal Adviser."""
    rounds = [entry.body.get("offices") for entry in before if entry.kind == "clearance_round"]
    return sorted(rounds[-1] or ()) if rounds else []


def _office_clearance(before: Sequence[Said], exact: Json, office: str) -> Json | None:
    """Its latest answer to those very words; nothing of an office's is carried over."""
    answers = [e for e in before if e.kind == "office_clearance" and e.body["office"] == office and _same(e, exact)]
    if not answers:
        return None
    last = answers[-1]
    said = {"office": office, "response": last.body["response"], "at": last.at, "seq": last.seq}
    return said | exact


def _clearance(before: Sequence[Said], exact: Json, agency: str) -> Json | None:
    answers = [e for e in before if e.kind == "sign_off" and e.body["agency"] == agency]
    own = next((e for e in reversed(answers) if _same(e, exact)), None)
    if own is not None:
        return _answer(own) | (_silence(before, own) if own.body["response"] == "cleared_by_default" else {})
    carried = [e for e in before if e.kind == "carry_over" and e.body["agency"] == agency and _same(e, exact)]
    if not carried:
        return None
    signed = next((e for e in answers if e.body["id"] == carried[-1].body["sign_off"]), None)
    return None if signed is None else _answer(signed) | _carried(carried[-1])


def _answer(entry: Said) -> Json:
    return {
        "agency": entry.body["agency"],
        "basis": "signed",
        "response": entry.body["response"],
        "version": entry.body["version"],
        "digest": entry.body["digest"],
        "office": entry.body["office"],
        "grade": entry.body["grade"],
        "acting": _acting(entry),
        "at": entry.at,
        "seq": entry.seq,
    }


def _silence(before: Sequence[Said], lapsed: Said) -> Json:
    """What silence rested on: when the time was over, when the agency had had its full time, when time acted."""

    def last(kind: str, column: str) -> str | None:
        found = [
            entry.body[column]
            for entry in before
            if entry.kind == kind
            and entry.body["round"] == lapsed.body["round"]
            and entry.body.get("agency", lapsed.body["agency"]) == lapsed.body["agency"]
        ]
        return _utc(found[-1]) if found else None

    suspense, extended = last("clearance_round", "suspense"), last("extension", "until")
    due = {"suspense": extended or suspense, "full_time_at": last("receipt", "full_time_at"), "acted_at": lapsed.at}
    return {"basis": "default", "default": due}


def _carried(entry: Said) -> Json:
    body = entry.body
    carried = {"policy": body["policy"], "proof": body["proof"], "from_version": body["from_version"]}
    return {"basis": "carried_over", "carried_over": carried | {"at": entry.at, "seq": entry.seq}}


def _ruling(entry: Said, exact: Json, before: Sequence[Said]) -> Json:
    body = entry.body
    closing = [e for e in before if e.kind == "ruling" and e.body["outcome"] not in MOVING]
    argued = [e for e in before if e.kind == "reclama" and e.body["split"] == body["split"] and e.seq > entry.seq]
    deciding = body["outcome"] in PRESIDENTS or body["outcome"] == "clause_controls"
    return {
        "split": body["split"],
        "rung": body["rung"],
        "outcome": body["outcome"],
        "clauses": body["clauses"],
        "office": body["office"],
        "at": entry.at,
        "seq": entry.seq,
        "binds": deciding and _same(entry, exact) and closing[-1] is entry and not argued,
    }
