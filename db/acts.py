"""Writing the facts of a case, one statement a kind of fact. Person, instant and ledger are the database's."""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import first
from db.position_facts import POSITION_FACTS


def _insert(table: str, columns: str, returning: str = "at") -> str:
    names = columns.split()
    return (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(':' + n for n in names)}) RETURNING {returning}"
    )


_CASE = text(
    _insert(
        "case_file",
        "id number edition_id mandate procedure title level action_agency action_office stage",
    )
)
_FACTS = {
    table: text(_insert(table, columns))
    for table, columns in {
        "text_version": "case_id version digest canonical equities note office",
        "clearance_round": "case_id round version digest must_clear clear_if_affected info precedence suspense"
        " short_fuse_reason default_clearance office",
        "sign_off": "id case_id round version digest agency response office",
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
        "milestone": "id case_id name happened_at note detail office",
        "withdrawal": "case_id reason office",
        "recall": "case_id reason office",
        "time_act": "case_id key due_at",
        **POSITION_FACTS,
    }.items()
}
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
        name: json.dumps(value) if isinstance(value, dict) or name == "equities" else value
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
    """Write what follows from the facts: the stage and the next due moment. A change of these wakes the workflow."""
    await first(tx, _MOVE, {"id": case_id, "stage": stage, "due_key": due_key, "due_at": due_at, "suspense": suspense})


async def equities_in_text(tx: AsyncConnection, case_id: UUID, version: int) -> frozenset[str]:
    """The agencies with an equity in a paragraph of that version."""
    found: list[list[str]] = (
        await tx.execute(
            text("SELECT equities FROM text_version WHERE case_id = :id AND version = :version"),
            {"id": case_id, "version": version},
        )
    ).scalar_one()
    return frozenset(agency for agencies in found for agency in agencies)


async def paragraph_count(tx: AsyncConnection, case_id: UUID, version: int) -> int:
    """How many paragraphs that version has."""
    found: int = (
        await tx.execute(
            text("SELECT jsonb_array_length(equities) FROM text_version WHERE case_id = :id AND version = :version"),
            {"id": case_id, "version": version},
        )
    ).scalar_one()
    return found
