"""Commitments made at a meeting: recorded with whose they are and by when, reported on, listed, reminded of."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from casework.desk import CaseAct, case_act, reading, translated
from casework.views import instant
from casework.words import REASON, check_line
from db import acts, commitments, context, directives, lists
from db.engine import Database
from db.facts import case_for_person
from domain.case import CaseFacts
from domain.consulting import may_record_commitment, may_report_on_commitment
from domain.meeting import Commitment
from domain.refusals import Malformed, NotThere

View = dict[str, object]
REMINDERS_AT_ONCE = 100


@case_act(status=201)
async def record_commitment(act: CaseAct, *, agency: str, owner: str | None, text: str, due_at: datetime) -> CaseFacts:
    """Record what was promised: whose it is, and by when. Its agency sees the case from then on.

    Raises:
        NotYours: not an action officer of the action office.
        NotNow: before the meeting was held, or after the commitments were tasked.
        Malformed: an agency or office that is not there, or a day that is over.
    """
    facts = act.facts
    office = may_record_commitment(act.actor, facts)
    if agency not in await directives.known_agencies(act.tx):
        raise Malformed("unknown_agency", "There is no agency by that code.")
    if owner is not None and not await lists.office_exists(act.tx, owner):
        raise Malformed("unknown_office", "There is no office by that code.")
    if due_at <= act.now:
        raise Malformed("until_in_the_past", "A commitment is due on a day to come.")
    commitment_id = uuid4()
    said = check_line("text", text, limit=REASON, multiline=True)
    await act.record(
        "commitment", id=commitment_id, agency=agency, owner=owner, text=said, due_at=due_at, office=office
    )
    made = Commitment(id=commitment_id, agency=agency, due_at=due_at)
    return replace(facts, commitments=(*facts.commitments, made))


@case_act(status=201)
async def report_on_commitment(
    act: CaseAct, commitment: UUID, *, what: str, until: datetime | None, note: str
) -> CaseFacts:
    """Say that a commitment is done, is open again, or is due later, and why.

    Raises:
        NotThere: no such commitment in this case.
        NotYours: neither its agency's nor the action office's.
        Malformed: an extension without its new day, or a day that is over.
    """
    facts = act.facts
    found = next((one for one in facts.commitments if one.id == commitment), None)
    if found is None:
        raise NotThere
    held = may_report_on_commitment(act.actor, facts, found.agency)
    if (what == "extended") is not (until is not None):
        raise Malformed("until_out_of_range", "An extension, and nothing else, names the new day in `until`.")
    if until is not None and until <= act.now:
        raise Malformed("until_in_the_past", "A commitment is due on a day to come.")
    said = check_line("note", note, limit=REASON, multiline=True)
    await act.record(
        "commitment_act", id=uuid4(), commitment=commitment, act=what, until=until, note=said, office=held.office
    )
    after = replace(found, due_at=until or found.due_at, done=found.done if what == "extended" else what == "done")
    return replace(facts, commitments=tuple(after if one.id == commitment else one for one in facts.commitments))


def _utc(written: str | None) -> str | None:
    """An instant that PostgreSQL wrote in UTC, as the API writes instants."""
    return None if written is None else instant(datetime.fromisoformat(written))


def commitment_view(row: commitments.Row) -> View:
    """One commitment as it is shown."""
    return {
        "id": str(row["id"]),
        "case": {"id": str(row["case_id"]), "number": row["number"], "mandate": row["mandate"]},
        "agency": row["agency"],
        "office": row["owner"],
        "text": row["text"],
        "due_at": instant(row["due_at"]),
        "state": row["state"],
        "recorded_at": instant(row["at"]),
        "acts": [{**done, "at": _utc(done["at"]), "until": _utc(done["until"])} for done in row["acts"]],
    }


async def commitments_of(db: Database, subject: str, case_id: UUID) -> View:
    """What was promised at one meeting, the soonest first."""
    async with reading(db, subject) as (tx, _):
        if await case_for_person(tx, case_id) is None:
            raise NotThere
        rows = await commitments.of_case(tx, case_id)
    return {"items": [commitment_view(row) for row in rows], "next": None}


async def every_commitment(
    db: Database, subject: str, *, agency: str | None, state: str | None, after: int, limit: int
) -> View:
    """A page of all commitments in the cases that a person may see, the soonest first."""
    async with reading(db, subject) as (tx, _):
        rows = await commitments.all_commitments(tx, agency=agency, state=state, after=after, limit=limit + 1)
    return {
        "items": [commitment_view(row) for row in rows[:limit]],
        "next": after + limit if len(rows) > limit else None,
    }


async def remind_of_commitments(db: Database) -> int:
    """Let time note what has come due of commitments, each thing once; returns how many things."""
    done = 0
    while True:
        async with translated(), db.begin() as tx:
            await context.enter_time(tx)
            found = await commitments.to_note(tx, REMINDERS_AT_ONCE)
            for one in found:
                await acts.record(tx, "time_act", case_id=one.case_id, key=one.key, due_at=one.due_at)
        done += len(found)
        if len(found) < REMINDERS_AT_ONCE:
            return done
