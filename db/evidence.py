"""Evidence: what the database holds, read whole and at one instant, for verification alone.

Rows come one at a time and content is hashed as it passes, so memory does not grow with the number of cases.
Nothing here calls the functions that wrote the facts: which columns are content, and what a ledger entry says
of a row, is told a second time below.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]  # a row as PostgreSQL's to_jsonb gives it, read field by field

CONTENT: Final[Mapping[str, tuple[str, ...]]] = {
    "text_version": ("canonical", "note", "equities"),
    "clearance_round": ("short_fuse_reason",),
    "sign_off": (),
    "office_clearance": ("opinion",),
    "comment": ("text", "proposed"),
    "comment_disposition": ("reason",),
    "hold": ("reason", "lifts_when"),
    "hold_end": ("reason",),
    "approval": (),
    "release": (),
    "milestone": ("note", "detail"),
    "withdrawal": ("reason",),
    "recall": ("reason",),
    "instruction": (),
    "time_act": (),
    "extension": ("reason",),
    "receipt": (),
    "hold_extension": ("reason",),
    "equity_act": ("reason",),
    "carry_over": (),
    "split": ("question",),
    "split_position": ("recommendation", "alternative"),
    "split_move": (),
    "ruling": ("reason",),
    "reclama": ("argument",),
    "send_back": ("reason",),
    "transfer": ("reason",),
    "transfer_answer": ("reason",),
    "case_link": ("link", "reason"),
    "case_link_end": ("reason",),
    "certification": ("reason",),
    "certification_decision": ("reason",),
    "sequencing": ("reason",),
    "source_seal": ("sealed",),
    "tear_line": ("canonical", "note"),
    "tear_line_review": ("reason",),
    # consultation
    "meeting": ("reason",),
    "topic": ("title",),
    "topic_link": ("linked",),
    "topic_decision": ("reason",),
    "commitment": ("text",),
    "commitment_act": ("note",),
    # Of positions.
    "assertion": ("issue", "statement"),
    "position_draft": (),
    "adoption": ("issue", "counterpart"),
    "retirement": ("reason",),
    "cite": (),
    "reaffirmation": (),
    "conflict": ("likeness", "detail"),
    "conflict_ruling": ("reason",),
    "said": ("interlocutor", "words", "assertions"),
    "drift": ("detail",),
    "page_change": ("reason",),
    "acknowledgement": (),
    "exception_answer": ("note",),
}
"""Every kind of fact (a table each), and the columns of which its ledger entry keeps only the SHA-256."""

OPENING: Final = "case_file"
OPENING_CONTENT: Final = ("title", "parent")
MOVING: Final = (
    "stage",
    "due_key",
    "due_at",
    "suspense",
    "head_version",
    "head_digest",
    "access",
    "ledger_seq",
    "ledger_head",
    "last_at",
)
"""Columns of the case's row that follow from its facts, and are therefore not in its opening entry."""

TRANSFERRED: Final = ("action_agency", "action_office")
"""Columns of the case's row that an accepted transfer moves; the opening entry says what they were at first."""

BATCH_CASES: Final = 200
_TEXTS_AT_ONCE: Final = 20  # each may have 1.6 megabytes
_ROWS_AT_ONCE: Final = 200  # a comment may have 80 kilobytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCase:
    """A case's row: what never changes, what moves with the facts, and its content, by column."""

    id: UUID
    fixed: Row
    moving: Row
    content: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """One row of the ledger. `at` is as PostgreSQL writes it out, in UTC."""

    case_id: UUID
    seq: int
    at: str
    actor: str | None
    kind: str
    fact_id: str
    body: str
    prev: bytes
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFact:
    """One row of a fact table; its content by column, as PostgreSQL writes it out (bytes in hexadecimal)."""

    kind: str
    case_id: UUID
    row: Row
    content: Mapping[str, str | None]


def instant(value: str | None) -> datetime:
    """Read an instant of to_jsonb; the end of time for what is none, or beyond what Python can hold."""
    try:
        return datetime.fromisoformat(value or "").astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.max.replace(tzinfo=UTC)


async def hold_still(tx: AsyncConnection) -> None:
    """Let this transaction see one instant, whatever is written beside it, and write nothing. Comes first in it."""
    await tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    # How values are written out decides their hash; and hashing may take longer than a client may usually idle.
    for setting in ("timezone = 'UTC'", "bytea_output = 'hex'", "idle_in_transaction_session_timeout = 0"):
        await tx.execute(text(f"SET LOCAL {setting}"))


_CASES = text(
    "SELECT id, ledger_seq, ledger_head, to_jsonb(c) - CAST(:left_out AS text[]) AS fixed, to_jsonb(c) AS whole"
    " FROM case_file c WHERE CAST(:after AS uuid) IS NULL OR id > :after ORDER BY id LIMIT :limit"
)


async def cases(tx: AsyncConnection, after: UUID | None, *, most_entries: int) -> tuple[StoredCase, ...]:
    """The next cases by id: at most 200, and no more than hold so many ledger entries together; or a single one."""
    given = {"after": after, "left_out": [*MOVING, *TRANSFERRED, *OPENING_CONTENT], "limit": BATCH_CASES}
    found = (await tx.execute(_CASES, given)).mappings().all()
    sizes = accumulate(row["ledger_seq"] for row in found)
    return tuple(
        StoredCase(
            id=row["id"],
            fixed=row["fixed"],
            moving={name: row["whole"][name] for name in (*MOVING, *TRANSFERRED)}
            | {"ledger_head": bytes(row["ledger_head"])},
            content={name: row["whole"][name] for name in OPENING_CONTENT},
        )
        for place, (row, size) in enumerate(zip(found, sizes, strict=True))
        if place == 0 or size <= most_entries
    )


_ENTRIES = text(
    "SELECT case_id, seq, to_jsonb(at) AS at, actor::text AS actor, kind, fact_id, body, prev, hash FROM ledger"
    " WHERE case_id = ANY (:ids) ORDER BY case_id, seq"
).execution_options(yield_per=_ROWS_AT_ONCE)


async def entries(tx: AsyncConnection, ids: Sequence[UUID]) -> AsyncIterator[StoredEntry]:
    """The ledgers of these cases, in order."""
    async for row in (await tx.stream(_ENTRIES, {"ids": list(ids)})).mappings():
        yield StoredEntry(**row)  # the columns above are its fields


async def facts(tx: AsyncConnection, ids: Sequence[UUID]) -> AsyncIterator[StoredFact]:
    """Every fact of these cases, table by table."""
    for kind, columns in CONTENT.items():
        words = "".join(f", t.{column}::text AS {column}" for column in columns)
        statement = text(
            f"SELECT t.case_id, to_jsonb(t) - CAST(:content AS text[]) AS row{words} FROM {kind} t"
            " WHERE t.case_id = ANY (:ids)"
        ).execution_options(yield_per=_TEXTS_AT_ONCE if kind == "text_version" else _ROWS_AT_ONCE)
        given = {"ids": list(ids), "content": list(columns)}
        async for row in (await tx.stream(statement, given)).mappings():
            yield StoredFact(
                kind=kind, case_id=row["case_id"], row=row["row"], content={name: row[name] for name in columns}
            )


_TEXT = text("SELECT canonical, equities FROM text_version WHERE case_id = :case AND version = :version")


async def text_of(tx: AsyncConnection, case_id: str, version: int) -> tuple[bytes, list[list[str]]] | None:
    """One version's bytes, and its paragraphs' equities."""
    found = (await tx.execute(_TEXT, {"case": UUID(case_id), "version": version})).first()
    return None if found is None else (bytes(found.canonical), found.equities)


_STRAYS = text(
    " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, t.case_id::text, t.{key}::text AS fact FROM {kind} t"
        " WHERE NOT EXISTS (SELECT FROM case_file c WHERE c.id = t.case_id)"
        for kind, key in [("ledger", "seq"), *((kind, "id") for kind in CONTENT)]
    )
).execution_options(yield_per=_ROWS_AT_ONCE)


async def strays(tx: AsyncConnection) -> AsyncIterator[tuple[str, str, str]]:
    """Facts and ledger entries of cases that are not there: table, case, and the fact's id or entry's seq."""
    async for kind, case_id, fact in await tx.stream(_STRAYS):
        yield kind, case_id, fact
