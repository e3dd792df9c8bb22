"""Writing the facts of a case, one statement a kind of fact. Person, instant and ledger are the database's."""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import first, soon
from db.position_facts import POSITION_FACTS


def _insert(table: str, columns: str, returning: str = "at") -> str:
    names = columns.split()
    return (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(':' + n for n in names)}) RETURNING {returning}"
    )


_CASE = text(
    _insert(
        "case_file",
        "id number edition_id mandate procedure title level action_agency action_office stage parent need_to_know"
        " cycle",
    )
)
_FACTS = {
    table: text(_insert(table, columns))
    for table, columns in {
        "text_version": "case_id version digest canonical equities note flags office",
        "clearance_round": "case_id round version digest must_clear clear_if_affected info precedence suspense"
        " short_fuse_reason default_clearance silence_excluded offices preset working_days hours reminders office",
        "sign_off": "id case_id round version digest agency response office",
        "office_clearance": "id case_id round version digest response ground opinion office",
        "comment": "id case_id sign_off version agency kind paragraph text proposed ground",
        "comment_disposition": "case_id comment disposition reason office",
        "hold": "id case_id agency kind reason lifts_when until becomes office",
        "hold_extension": "case_id hold until reason office",
        "split": "id case_id version digest track question office",
        "split_position": "case_id split agency recommendation alternative office",
        "split_move": "case_id split rung cause due_at office",
        "ruling": "id case_id split rung outcome version digest clauses reason notational office",
        "reclama": "case_id split agency argument office",
        "send_back": "case_id version reason office",
        "transfer": "case_id to_office reason office",
        "transfer_answer": "case_id transfer accepted reason office",
        "equity_act": "case_id agency act reason office",
        "carry_over": "case_id round version digest agency sign_off from_version policy proof office",
        "extension": "case_id round agency until reason grade office",
        "receipt": "case_id round agency full_time_at office",
        "hold_end": "case_id hold how reason office",
        "approval": "id case_id version digest office",
        "release": "id case_id version digest channel office",
        "milestone": "id case_id name happened_at note detail office version digest agency outcome ref until"
        " other_case other_version other_digest",
        "withdrawal": "case_id reason office",
        "recall": "case_id reason office",
        "instruction": "case_id version precedence captions level paper deliver_by office",
        "time_act": "case_id key due_at",
        "case_link": "id case_id link reason office",
        "case_link_end": "case_id link reason office",
        "certification": "id case_id statute reason office",
        "certification_decision": "case_id certification finding reason office",
        "sequencing": "case_id not_before reason office",
        "source_seal": "id case_id sealed office",
        "tear_line": "id case_id number level digest canonical owner note office",
        "tear_line_review": "case_id tear_line outcome reason office",
        # consultation
        "meeting": "id case_id meets_at cycle_days plan reason office",
        "topic": "id case_id agency title office",
        "topic_link": "id case_id topic linked office",
        "topic_decision": "id case_id topic included reason office",
        "commitment": "id case_id agency owner text due_at office",
        "commitment_act": "id case_id commitment act until note office",
        **POSITION_FACTS,
    }.items()
}
_JSON = frozenset({"equities", "reminders"})
"""Columns of type jsonb that hold a list."""

_MOVE = text(
    "UPDATE case_file SET stage = :stage, due_key = :due_key, due_at = :due_at, suspense = :suspense WHERE id = :id"
)


async def open_case(tx: AsyncConnection, **columns: object) -> datetime:
    """Insert the case's row; returns the instant."""
    found: datetime = (await tx.execute(_CASE, columns)).scalar_one()
    return found


async def record(tx: AsyncConnection, table: str, **columns: object) -> datetime:
    """Insert one fact; returns the instant that the database stamped it with, beside the person."""
    values = {
        name: json.dumps(value) if isinstance(value, dict) or name in _JSON else value
        for name, value in columns.items()
    }
    stamped = await first(tx, _FACTS[table], values)
    assert stamped is not None  # noqa: S101 - an insert that returns
    at: datetime = stamped["at"]
    return at


async def move_case(
    tx: AsyncConnection,
    case_id: UUID,
    *,
    stage: str,
    due_key: str | None,
    due_at: datetime | None,
    suspense: datetime | None,
) -> None:
    """Write what follows from the facts, with the commit: stage and next due moment. A change wakes the workflow."""
    soon(tx, _MOVE, {"id": case_id, "stage": stage, "due_key": due_key, "due_at": due_at, "suspense": suspense})


async def equities_in_text(tx: AsyncConnection, case_id: UUID, version: int) -> frozenset[str] | None:
    """The agencies with an equity in a paragraph of that version; None if its words are not for this person."""
    found: list[list[str]] | None = (
        await tx.execute(
            text("SELECT equities FROM text_words WHERE case_id = :id AND version = :version"),
            {"id": case_id, "version": version},
        )
    ).scalar()
    return None if found is None else frozenset(agency for agencies in found for agency in agencies)


async def version_of(tx: AsyncConnection, case_id: UUID, digest: str) -> int | None:
    """The number of that case's latest version with that digest, if the person entered may see the case."""
    found: int | None = (
        await tx.execute(
            text("SELECT max(version) FROM text_version WHERE case_id = :id AND digest = :digest"),
            {"id": case_id, "digest": digest},
        )
    ).scalar_one()
    return found


async def paragraph_count(tx: AsyncConnection, case_id: UUID, version: int) -> int:
    """How many paragraphs that version has."""
    found: int = (
        await tx.execute(
            text("SELECT jsonb_array_length(equities) FROM text_words WHERE case_id = :id AND version = :version"),
            {"id": case_id, "version": version},
        )
    ).scalar_one()
    return found


async def lowers_a_mark(tx: AsyncConnection, case_id: UUID, version: int) -> bool:
    """Whether that version's highest mark is below that of an earlier version of the case."""
    found: bool = (
        await tx.execute(text("SELECT lowers_a_mark(:id, :version)"), {"id": case_id, "version": version})
    ).scalar_one()
    return found
