"""A ledger entry as a person reads it: one sentence, who did it, and the words that go with it."""

import json
from collections.abc import Callable
from typing import Any

from casework.position_sentences import POSITION_SENTENCES
from casework.views import instant
from domain.vocabulary import InterlocutorLevel

Body = dict[str, Any]  # a ledger body: what PostgreSQL kept of the fact's row


def _words(value: str) -> str:
    return value.replace("_", " ")


def _short(digest: str) -> str:
    return digest[:12]


def _response(b: Body) -> str:
    said = {
        "concur": "concurred with",
        "concur_with_comment": "concurred with comment with",
        "nonconcur": "did not concur with",
        "no_equity": "declared no equity in",
        "cleared_by_default": "let the time lapse (default clearance) on",
    }[b["response"]]
    return f"{b['agency']} {said} version {b['version']} ({_short(b['digest'])})"


def _came_to(b: Body) -> str:
    """Of which of several, and what came of it, where the step has either; entries of old have neither."""
    said = [_words(b[name]) for name in ("ref", "outcome") if b.get(name)]
    return f" ({', '.join(said)})" if said else ""


def _time(key: str, due_at: str) -> str:
    of, _, what = key.partition("/")
    if of == "commitment":
        what = what.split("/")[1]  # between its id and its day
    return f"Time: {of.replace('-', ' ')}, {_words(what)} (due {_utc(due_at)})"


def _utc(written: str) -> str:
    """An instant that PostgreSQL wrote in UTC, as the API writes instants."""
    return written.replace("+00:00", "Z")


SENTENCES: dict[str, Callable[[Body], str]] = {
    "case_file": lambda b: f"Case {b['number']} opened under {b['mandate']} by {b['action_office']}",
    "text_version": lambda b: f"Version {b['version']} drafted ({_short(b['digest'])})",
    "clearance_round": lambda b: (
        f"Round {b['round']}: version {b['version']} circulated {b['precedence']} to "
        f"{', '.join(b['must_clear'] + b['clear_if_affected'])}"
    ),
    "sign_off": _response,
    "office_clearance": lambda b: (
        f"{b['office']} {'concurred with' if b['response'] == 'concur' else 'did not concur with'} version"
        f" {b['version']} ({_short(b['digest'])})"
    ),
    "comment": lambda b: (
        f"{b['agency']} made {'an' if b['kind'].startswith('a') else 'a'} {b['kind']} comment"
        + (f" on paragraph {b['paragraph']}" if b["paragraph"] else "")
    ),
    "comment_disposition": lambda b: f"Comment {_words(b['disposition'])} by the action office",
    "hold": lambda b: f"{b['agency']} placed {'an' if b['kind'].startswith('i') else 'a'} {b['kind']} hold",
    "split": lambda b: f"Split on version {b['version']} brought to decision by {b['office']} ({_words(b['track'])})",
    "split_position": lambda b: f"{b['agency']} filed its position",
    "split_move": lambda b: f"Split before {_words(b['rung'])} ({_words(b['cause'])})",
    "ruling": lambda b: (
        f"Ruled at {_words(b['rung'])} by {b['office']}: {_words(b['outcome'])}, version {b['version']}"
        f" ({_short(b['digest'])})" + (f", clauses {', '.join(b['clauses'])}" if b["clauses"] else "")
    ),
    "reclama": lambda b: f"{b['agency']} asked that the ruling be reconsidered",
    "send_back": lambda b: f"Version {b['version']} sent back by {b['office']}",
    "transfer": lambda b: f"Transfer of action to {b['to_office']} asked by {b['office']}",
    "transfer_answer": lambda b: f"Transfer of action {'accepted' if b['accepted'] else 'refused'} by {b['office']}",
    "equity_act": lambda b: f"Equity of {b['agency']} {b['act']} by {b['office']}",
    "carry_over": lambda b: (
        f"{b['agency']}'s response to version {b['from_version']} carried over to version {b['version']}"
        f" ({_words(b['policy'])}, difference {_short(b['proof'])})"
    ),
    "hold_extension": lambda b: f"Hold extended until {_utc(b['until'])}",
    "extension": lambda b: f"{b['agency']}: suspense extended until {_utc(b['until'])}",
    "receipt": lambda b: f"{b['agency']} opened the text of round {b['round']}",
    "hold_end": lambda b: f"Hold {_words(b['how'])}",
    "approval": lambda b: f"{b['office']} approved version {b['version']} ({_short(b['digest'])})",
    "release": lambda b: (
        f"{b['office']} released version {b['version']} ({_short(b['digest'])}) by {_words(b['channel'])}"
    ),
    "milestone": lambda b: f"{_words(b['name']).capitalize()}{_came_to(b)} by {b['office']}",
    "instruction": lambda b: (
        f"To be delivered {_words(b['precedence'])}"
        + (f", to {_words(InterlocutorLevel(b['level']).name.lower())} or above" if b["level"] else "")
        + (f", {' '.join(b['captions']).upper()}" if b["captions"] else "")
    ),
    "withdrawal": lambda b: f"Withdrawn by {b['office']}",
    "recall": lambda b: f"Recalled by {b['office']} before delivery",
    "time_act": lambda b: _time(b["key"], b["due_at"]),
    "case_link": lambda b: f"Linked by {b['office']}",
    "case_link_end": lambda b: f"A link was ended by {b['office']}",
    "certification": lambda b: f"Certification opened by {b['office']} ({_words(b['statute'])})",
    "certification_decision": lambda b: f"Certification decided by {b['office']}: {_words(b['finding'])}",
    "sequencing": lambda b: (
        f"Sequenced by {b['office']}: " + (f"not before {_utc(b['not_before'])}" if b["not_before"] else "it may go")
    ),
    "source_seal": lambda b: f"A source was sealed by {b['office']}",
    "tear_line": lambda b: f"Tear-line {b['number']} drafted by {b['owner']} ({_short(b['digest'])})",
    "tear_line_review": lambda b: f"Tear-line reviewed by {b['office']}: {_words(b['outcome'])}",
    "meeting": lambda b: f"Meeting set for {_utc(b['meets_at'])} by {b['office']}",
    "topic": lambda b: f"Topic proposed by {b['agency']}",
    "topic_link": lambda b: f"Topic linked to another case by {b['office']}",
    "topic_decision": lambda b: f"Topic {'taken into' if b['included'] else 'left out of'} the agenda by {b['office']}",
    "commitment": lambda b: f"Commitment of {b['agency']}, due {_utc(b['due_at'])}",
    "commitment_act": lambda b: (
        f"Commitment {b['act']}" + (f" until {_utc(b['until'])}" if b["until"] else "") + f" by {b['office']}"
    ),
    **POSITION_SENTENCES,
}

_DATA = ("agency", "office", "version", "digest", "response", "round", "kind", "key", "name")
_INSTANTS = ("due_at", "happened_at")


def entry(row: dict[str, Any]) -> dict[str, object]:
    """One line of the timeline from a ledger row joined with its words."""
    body: Body = json.loads(row["body"])
    kind: str = row["kind"]
    words = {
        name: row[column]
        for name, column in (
            ("comment", "comment_text"),
            ("proposed", "proposed"),
            ("reason", "reason"),
            ("lifts_when", "lifts_when"),
            ("short_fuse_reason", "short_fuse_reason"),
            ("note", "note"),
            ("detail", "detail"),
            ("note", "version_note"),
            ("opinion", "opinion"),
            ("question", "question"),
            ("recommendation", "recommendation"),
            ("alternative", "alternative"),
            ("argument", "argument"),
            ("topic", "topic_title"),
            ("commitment", "commitment_text"),
            ("note", "act_note"),
        )
        if row.get(column)
    }
    if row.get("link"):
        words["link"] = dict(zip(("kind", "first", "second"), row["link"].split("/"), strict=True))
    return {
        "seq": row["seq"],
        "at": instant(row["at"]),
        "what": kind,
        "sentence": SENTENCES[kind](body),
        "who": {"name": row["name"], "subject": row["subject"]} if row["name"] else None,
        "data": {
            **{key: body[key] for key in _DATA if body.get(key) is not None},
            **{key: _utc(body[key]) for key in _INSTANTS if body.get(key) is not None},
        },
        "words": words,
    }
