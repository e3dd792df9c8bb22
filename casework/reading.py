"""What a person may look at: each function is one transaction that only reads, entered as that person."""

import base64
from datetime import UTC, datetime
from uuid import UUID

from casework.applying import bracketed
from casework.carrying import paragraphs_of
from casework.desk import reading
from casework.redline import redline
from casework.timeline import entry
from casework.views import case_view, instant
from db import lists, position_inbox
from db.engine import Database
from db.facts import case_for_person
from db.series import waiting_cycles
from domain.marking import Level, banner
from domain.refusals import Malformed, NotThere

View = dict[str, object]


async def one_case(db: Database, subject: str, case_id: UUID) -> View:
    """A case, or NotThere."""
    async with reading(db, subject) as (tx, _):
        found = await case_for_person(tx, case_id)
    if found is None:
        raise NotThere
    row, facts, now = found
    return case_view(row, facts, now)


async def some_cases(db: Database, subject: str, asked: lists.CaseFilter) -> View:
    """A page of cases, newest first, and the cursor of the next page."""
    async with reading(db, subject) as (tx, _):
        rows = await lists.cases(tx, asked)
    page = rows[: asked.limit]
    more = len(rows) > asked.limit
    return {
        "items": [_line(row) for row in page],
        "next": write_cursor(page[-1]["at"], page[-1]["id"]) if more else None,
    }


def _line(row: lists.Row) -> View:
    return {
        "id": str(row["id"]),
        "number": row["number"],
        "directive": row["directive"],
        "mandate": row["mandate"],
        "procedure": row["procedure"],
        "title": row["title"],
        "classification": Level(row["level"]).name,
        "banner": banner(Level(row["level"])),
        "stage": row["stage"],
        "action_agency": row["action_agency"],
        "action_office": row["action_office"],
        "suspense": instant(row["suspense"]),
        "due": None if row["due_at"] is None else {"key": row["due_key"], "at": instant(row["due_at"])},
        "opened_at": instant(row["at"]),
        "version": row["ledger_seq"],
    }


def write_cursor(at: datetime, case_id: UUID) -> str:
    """An opaque place in the list."""
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{case_id}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[datetime, UUID]:
    """The place that a cursor names.

    Raises:
        Malformed: it is not one of ours.
    """
    try:
        at, _, case_id = (
            base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode().partition("|")
        )
        place = datetime.fromisoformat(at).astimezone(UTC), UUID(case_id)
    except (ValueError, OverflowError) as error:
        raise _foreign_cursor() from error
    if write_cursor(*place) != cursor:
        raise _foreign_cursor()
    return place


def _foreign_cursor() -> Malformed:
    return Malformed("cursor_not_ours", "That cursor is not one that a list here gave out.")


async def my_inbox(db: Database, subject: str, limit: int) -> View:
    """What waits for this person, the soonest suspense first."""
    async with reading(db, subject) as (tx, _):
        rows = (*await lists.inbox(tx, limit), *await position_inbox.waiting(tx, limit))
        cycles = await waiting_cycles(tx, limit)
    return {
        "items": [
            {"act": row["act"], "agency": row["agency"], "step": row.get("step"), "case": _line(row)}
            for row in rows[:limit]
        ],
        "cycles": [_waiting(cycle) for cycle in cycles],
    }


def _waiting(cycle: lists.Row) -> View:
    return {
        "cycle": str(cycle["id"]),
        "series": cycle["code"],
        "directive": cycle["directive"],
        "mandate": cycle["mandate"],
        "title": cycle["title"],
        "marking": Level(cycle["level"]).name,
        "action_office": cycle["action_office"],
        "opens_at": instant(cycle["opens_at"]),
        "meeting_at": instant(cycle["meeting_at"]),
    }


def version_view(case_id: UUID, row: lists.Row, compare: int | None, other: lists.Row | None) -> View:
    """A version's words as they are shown, with a redline against another version if there is one."""
    paragraphs = paragraphs_of(row)
    view: View = {
        "case": str(case_id),
        "version": row["version"],
        "digest": row["digest"],
        "drafted_in": row["office"],
        "at": instant(row["at"]),
        "note": row["note"],
        "paragraphs": [{"text": p.text, "marking": p.marking.name, "equities": list(p.equities)} for p in paragraphs],
    }
    if other is not None:
        view["compared_with"] = compare
        view["redline"] = [
            {
                "old": part.old,
                "new": part.new,
                "marking_change": list(part.marking_change) if part.marking_change else None,
                "runs": [{"op": run.op.value, "text": run.text} for run in part.runs],
            }
            for part in redline(paragraphs_of(other), paragraphs)
        ]
    return view


async def the_timeline(db: Database, subject: str, case_id: UUID, *, after: int, limit: int) -> View:
    """Who did what when, in sentences and in data."""
    async with reading(db, subject) as (tx, _):
        if await case_for_person(tx, case_id) is None:
            raise NotThere
        rows = await lists.timeline(tx, case_id, after=after, limit=limit)
    return {"items": [entry(row) for row in rows], "next": rows[-1]["seq"] if len(rows) == limit else None}


def hashed_instant(at: datetime) -> str:
    """An instant as it went into the ledger's hash: always with its six digits."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def the_ledger(db: Database, subject: str, case_id: UUID, *, after: int, limit: int) -> View:
    """The case's chained entries as they are, so that anyone can check the chain."""
    async with reading(db, subject) as (tx, _):
        if await case_for_person(tx, case_id) is None:
            raise NotThere
        rows = await lists.ledger(tx, case_id, after=after, limit=limit)
    return {
        "items": [
            {
                "seq": row["seq"],
                "at": hashed_instant(row["at"]),
                "actor": str(row["actor"]) if row["actor"] else "time",
                "kind": row["kind"],
                "fact": row["fact_id"],
                "body": row["body"],
                "prev": bytes(row["prev"]).hex(),
                "hash": bytes(row["hash"]).hex(),
            }
            for row in rows
        ],
        "next": rows[-1]["seq"] if len(rows) == limit else None,
    }


async def the_matrix(db: Database, subject: str, case_id: UUID) -> View:
    """The comment matrix: each comment and what the action office made of it."""
    async with reading(db, subject) as (tx, _):
        if await case_for_person(tx, case_id) is None:
            raise NotThere
        rows = await lists.comment_matrix(tx, case_id)
    return {
        "items": [
            {
                **{key: row[key] for key in ("version", "agency", "kind", "paragraph", "text", "proposed", "ground")},
                "id": str(row["id"]),
                "by": row["name"],
                "at": instant(row["at"]),
                "disposition": row["disposition"],
                "reason": row["reason"],
                "disposed_at": instant(row["disposed_at"]),
            }
            for row in rows
        ],
        "bracketed": bracketed(rows),
    }
