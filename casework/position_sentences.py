"""The timeline's sentences for what happens to positions: from the ledger alone, which holds no words and no issue."""

from collections.abc import Callable
from typing import Any, Final

Body = dict[str, Any]  # a ledger body: what PostgreSQL kept of the fact's row


def _words(value: str) -> str:
    return value.replace("_", " ")


def _short(id_or_digest: str) -> str:
    return id_or_digest[:8]


def _adopted(b: Body) -> str:
    instead = f", in place of {_short(b['supersedes'])}" if b["supersedes"] else ""
    return f"Version {b['version']} became the {b['audience']} position of record {_short(b['id'])}{instead}"


POSITION_SENTENCES: Final[dict[str, Callable[[Body], str]]] = {
    "assertion": lambda b: f"Version {b['version']}: assertion {b['ordinal']} declared",
    "position_draft": lambda b: (
        f"Version {b['version']} drafted as {b['audience']} position"
        + (f", in place of {_short(b['supersedes'])}" if b["supersedes"] else "")
    ),
    "adoption": _adopted,
    "retirement": lambda b: f"Position {_short(b['position'])} ended by {b['office']}",
    "cite": lambda b: f"Version {b['version']} rests on position {_short(b['position'])}",
    "reaffirmation": lambda b: (
        f"{b['agency']} cleared version {b['version']} again, on position {_short(b['position'])}"
    ),
    "conflict": lambda b: f"Contradiction found in version {b['version']}: {_words(b['kind'])}",
    "conflict_ruling": lambda b: (
        f"Contradiction {_short(b['conflict'])} ruled on by {b['office']}: {_words(b['outcome'])}"
        + (f", after precedent {_short(b['precedent'])}" if b["precedent"] else "")
    ),
    "said": lambda b: f"What was said was filed by {b['office']}",
    "drift": lambda b: f"Drift from position {_short(b['position'])}: {_words(b['kind'])}",
    "page_change": lambda b: f"Pages {', '.join(map(str, b['paragraphs']))} replaced by {b['office']}",
    "acknowledgement": lambda b: f"{b['holder']} acknowledged: copy {b['done']}",
    "exception_answer": lambda b: (
        "Drift seen to by the NSC" if b["kind"] == "drift" else f"Delivered text corrected by {b['office']}"
    ),
}
