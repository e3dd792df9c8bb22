"""Verification of the ledger: the chain, its times, and that it says of every fact what the fact says."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from casework.verification_record import Fact, Record
from db.evidence import StoredEntry, instant
from db.evidence_register import Register

POINTERS: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "clearance_round": (("text_version", "version", ("version", "digest")),),
    "sign_off": (
        ("text_version", "version", ("version", "digest")),
        ("clearance_round", "round", ("round", "version", "digest")),
    ),
    "office_clearance": (
        ("text_version", "version", ("version", "digest")),
        ("clearance_round", "round", ("round", "version", "digest")),
    ),
    "comment": (("sign_off", "sign_off", ("version", "agency", "person")),),
    "comment_disposition": (("comment", "comment", ()),),
    "hold_end": (("hold", "hold", ()),),
    "approval": (("text_version", "version", ("version", "digest")),),
    "release": (("text_version", "version", ("version", "digest")),),
    "extension": (("clearance_round", "round", ("round",)),),
    "receipt": (("clearance_round", "round", ("round",)),),
    "hold_extension": (("hold", "hold", ()),),
    "carry_over": (
        ("text_version", "version", ("version", "digest")),
        ("clearance_round", "round", ("round", "version", "digest")),
        ("sign_off", "sign_off", ("agency",)),
    ),
    "split": (("text_version", "version", ("version", "digest")),),
    "split_position": (("split", "split", ()),),
    "split_move": (("split", "split", ()),),
    "ruling": (("split", "split", ()), ("text_version", "version", ("version", "digest"))),
    "reclama": (("split", "split", ()),),
    "send_back": (("text_version", "version", ("version",)),),
    "transfer_answer": (("transfer", "transfer", ()),),
    "case_link_end": (("case_link", "link", ()),),
    "certification_decision": (("certification", "certification", ()),),
    "tear_line_review": (("tear_line", "tear_line", ()),),
    "topic_link": (("topic", "topic", ("person",)),),
    "topic_decision": (("topic", "topic", ()),),
    "commitment_act": (("commitment", "commitment", ()),),
    "assertion": (("text_version", "version", ("version",)),),
    "position_draft": (("text_version", "version", ("version", "digest")),),
    "adoption": (("text_version", "version", ("version", "digest")),),
    "retirement": (("adoption", "position", ()),),
    "cite": (("text_version", "version", ("version",)),),
    "reaffirmation": (("text_version", "version", ("version", "digest")),),
    "conflict": (("text_version", "version", ("version", "digest")),),
    "conflict_ruling": (("conflict", "conflict", ()),),
    "drift": (("said", "said", ()),),
}
"""kind -> what it points at: that kind, by which column, and the columns in which both must say the same."""

EMPTY: tuple[object, ...] = (None, "", [])
"""What a column holds that a later migration added, in rows of the time before: it is in no earlier entry."""

KEYS = {"text_version": "version", "clearance_round": "round"}
"""The column by which a kind is pointed at, where it is not its id."""


def entry_hash(entry: StoredEntry) -> bytes:
    """SHA-256 of the entry before and of all that this one says, in the documented form (docs/ledger.md)."""
    at = instant(entry.at).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    said = (str(entry.case_id), str(entry.seq), at, entry.actor or "time", entry.kind, entry.body)
    return hashlib.sha256(entry.prev + "|".join(said).encode()).digest()


def chain_breaks(case: Record, _: Register) -> Iterator[str]:
    """Say where the case's chain is broken."""
    before = b""
    for place, entry in enumerate(case.entries, 1):
        if entry.seq != place:
            yield f"seq {entry.seq}: stands where seq {place} belongs"
        if entry.prev != before:
            yield f"seq {entry.seq}: does not follow from the entry before it"
        if entry_hash(entry) != entry.hash:
            yield f"seq {entry.seq}: its hash is not that of what it says"
        before = entry.hash
    if case.moving["ledger_seq"] != len(case.entries) or case.moving["ledger_head"] != before:
        yield f"the case's row names seq {case.moving['ledger_seq']} as its last entry, with another hash or number"


def time_breaks(case: Record, _: Register) -> Iterator[str]:
    """Say where time stands still or runs backwards."""
    for earlier, later in pairwise(case.entries):
        if instant(later.at) <= instant(earlier.at):
            yield f"seq {later.seq}: is not later than seq {earlier.seq}"
    if case.entries and instant(case.moving["last_at"]) != instant(case.entries[-1].at):
        yield "the case's row names another instant than that of its last entry"


def fact_breaks(case: Record, _: Register) -> Iterator[str]:
    """Say which facts and entries do not have each other, or differ."""
    facts = {(fact.kind, fact.id): fact for fact in case.facts}
    for (kind, fact_id), count in Counter((entry.kind, entry.fact_id) for entry in case.entries).items():
        if count > 1:
            yield f"{kind} {fact_id}: has {count} entries"
    for fact in case.facts:
        if fact.seq is None:
            yield f"{fact.kind} {fact.id}: has no ledger entry"
    for entry in case.entries:
        found = facts.get((entry.kind, entry.fact_id))
        if found is None:
            yield f"seq {entry.seq}: {entry.kind} {entry.fact_id} is not there"
            continue
        for column in _differs(entry, found):
            yield f"seq {entry.seq}: {entry.kind} {entry.fact_id} differs from its entry in {column}"


def _differs(entry: StoredEntry, fact: Fact) -> Iterator[str]:
    if fact.person != entry.actor:
        yield "actor"
    if fact.row["at"] != entry.at:
        yield "instant"
    if fact.kind == "sign_off" and fact.row["seq"] != entry.seq:
        yield "place"
    try:
        said = json.loads(entry.body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        yield "form: the entry is not a JSON object"
        return
    if _json(said) == _json(fact.row):
        return
    for column in sorted(said.keys() | fact.row.keys()):
        if column not in said and fact.row.get(column) in EMPTY:
            continue
        if _json(said.get(column)) != _json(fact.row.get(column)) or (column in said and column not in fact.row):
            yield column if column in fact.row else "a column that the fact does not have"


def _json(value: Any) -> str:  # Any: a JSON value; compared as one, since Python holds 1, 1.0 and True for equal
    return json.dumps(value, sort_keys=True)


def pointer_breaks(case: Record, _: Register) -> Iterator[str]:
    """Say which facts point at nothing in their own case that was recorded before them."""
    there = {
        (f.kind, f.row[KEYS.get(f.kind, "id")]): f for f in case.facts if f.seq is not None and f.kind != "case_file"
    }
    for kind, pointers in POINTERS.items():
        for fact in case.of(kind):
            for target, column, alike in pointers:
                found = there.get((target, fact.row[column]))
                if found is None or found.order >= fact.order or not fact.same(found, *alike):
                    yield f"seq {fact.seq}: {kind} points at no such {target} of this case before it"
