"""Two logs of no one case: contacts outside the channel, and consultations of Japan and the NATO allies (PAR-2)."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from casework.desk import Act, Answer, Caller, acting, reading
from casework.reading import View, read_cursor, write_cursor
from casework.views import instant
from casework.words import REASON, TITLE, check_line, check_optional
from db import logs
from db.engine import Database
from domain.marking import Level, banner
from domain.parity import Consultation, Disparity, Partner, Rank, disparities
from domain.people import Actor
from domain.refusals import Malformed, NotThere, NotYours
from domain.vocabulary import Capacity

LOGGERS = (
    Capacity.POST,
    Capacity.ACTION_OFFICER,
    Capacity.COORDINATOR,
    Capacity.NSC_STAFF,
    Capacity.APPROVER,
    Capacity.APNSA,
)
MOST_CONSULTATIONS = 2_000
"""That parity is judged over: years of them. Older ones are in the log, and out of the question."""


def _own_office(actor: Actor) -> tuple[str, str]:
    """For which agency, and in which office, the person logs."""
    for capacity in LOGGERS:
        held = actor.appointed(capacity)
        if held is not None:
            return held.agency, held.office
    raise NotYours("not_your_office", "Only people appointed to an office log for it.")


async def _may_log(act: Act, level: Level, happened_at: datetime) -> tuple[str, str]:
    agency, office = _own_office(act.actor)
    if act.actor.clearance < level:
        raise NotYours("above_your_clearance", "You may not log what is marked above your own clearance.")
    if happened_at > await logs.instant_now(act.tx):
        raise Malformed("at_out_of_range", "It lies in the future.")
    return agency, office


async def log_contact(
    db: Database,
    caller: Caller,
    *,
    classification: Level,
    counterpart: str,
    issue: str | None,
    happened_at: datetime,
    means: str,
    with_whom: str,
    summary: str,
) -> Answer:
    """Log a contact outside the channel; it becomes an exception for the NSC (`domain.md`, one-voice invariant 12)."""
    async with acting(db, caller) as act:
        if act.answered:
            return act.answered
        agency, office = await _may_log(act, classification, happened_at)
        contact = uuid4()
        await logs.log_contact(
            act.tx,
            id=contact,
            level=int(classification),
            agency=agency,
            counterpart=counterpart,
            issue=issue,
            happened_at=happened_at,
            means=means,
            with_whom=check_line("with_whom", with_whom, limit=TITLE),
            summary=check_line("summary", summary, limit=REASON, multiline=True),
            office=office,
        )
        return await _answered(act, contact)


async def review_contact(db: Database, caller: Caller, contact: UUID, *, note: str) -> Answer:
    """The NSC has seen to a contact.

    Raises:
        NotThere: no such contact, or not for this person to know.
        NotYours: not of the NSC staff.
    """
    async with acting(db, caller) as act:
        if act.answered:
            return act.answered
        if await logs.contact(act.tx, contact) is None:
            raise NotThere
        office = act.actor.office_for(Capacity.NSC_STAFF) or act.actor.office_for(Capacity.APNSA)
        if office is None:
            raise NotYours("not_nsc", "Only the NSC staff sees to a contact.")
        words = check_line("note", note, limit=REASON, multiline=True)
        await logs.review_contact(act.tx, contact=contact, note=words, office=office)
        return await _answered(act, contact)


async def _answered(act: Act, contact: UUID) -> Answer:
    row = await logs.contact(act.tx, contact)
    if row is None:
        raise NotThere
    return await act.answer(201, contact_view(row))


def contact_view(row: logs.Row) -> View:
    """A contact as it is shown."""
    return {
        "id": str(row["id"]),
        "classification": Level(row["level"]).name,
        "banner": banner(Level(row["level"])),
        "agency": row["agency"],
        "counterpart": row["counterpart"],
        "issue": row["issue"],
        "at": instant(row["happened_at"]),
        "means": row["means"],
        "with_whom": row["with_whom"],
        "summary": row["summary"],
        "logged_by": row["name"],
        "logged_at": instant(row["at"]),
        "review": row["review"],
        "reviewed_at": instant(row["reviewed_at"]),
    }


async def the_contacts(db: Database, subject: str, cursor: str | None, limit: int) -> View:
    """Contacts, the newest first."""
    async with reading(db, subject) as (tx, _):
        rows = await logs.contacts(tx, None if cursor is None else read_cursor(cursor), limit)
    page = rows[:limit]
    more = len(rows) > limit
    return {
        "items": [contact_view(row) for row in page],
        "next": write_cursor(page[-1]["at"], page[-1]["id"]) if more else None,
    }


async def log_consultation(
    db: Database,
    caller: Caller,
    *,
    classification: Level,
    issue: str,
    partner: Partner,
    ally: str | None,
    rank: Rank,
    happened_at: datetime,
    note: str | None,
) -> Answer:
    """Log that Japan, or a NATO ally, was consulted on an issue, when and at which level."""
    async with acting(db, caller) as act:
        if act.answered:
            return act.answered
        if (partner is Partner.NATO) != (ally is not None):
            raise Malformed(
                "ally_missing", "A consultation with NATO names the ally, or `council`; one with Japan does not."
            )
        agency, office = await _may_log(act, classification, happened_at)
        consultation = uuid4()
        await logs.log_parity(
            act.tx,
            id=consultation,
            level=int(classification),
            agency=agency,
            issue=issue,
            partner=partner.value,
            ally=ally,
            rank=int(rank),
            happened_at=happened_at,
            note=check_optional("note", note, limit=REASON) or "",
            office=office,
        )
        rows = await logs.consultations(act.tx, issue, MOST_CONSULTATIONS)
        view = next(_consultation_view(row) for row in rows if row["id"] == consultation)
        return await act.answer(201, {**view, "shortfalls": _shortfalls(rows)})


async def the_parity(db: Database, subject: str, issue: str | None) -> View:
    """Who was consulted on what, and where Japan was not told as early and as high as an ally."""
    async with reading(db, subject) as (tx, _):
        rows = await logs.consultations(tx, issue, MOST_CONSULTATIONS)
    return {"items": [_consultation_view(row) for row in rows[:200]], "shortfalls": _shortfalls(rows)}


def _consultation_view(row: logs.Row) -> View:
    return {
        "id": str(row["id"]),
        "classification": Level(row["level"]).name,
        "agency": row["agency"],
        "issue": row["issue"],
        "partner": row["partner"],
        "ally": row["ally"],
        "level": Rank(row["rank"]).name.lower(),
        "at": instant(row["happened_at"]),
        "note": row["note"],
        "logged_by": row["name"],
        "logged_at": instant(row["at"]),
    }


def disparities_in(rows: tuple[logs.Row, ...]) -> list[tuple[Disparity, dict[str, Any]]]:
    """Each disparity, with the row of the ally's consultation."""
    by_id = {row["id"]: row for row in rows}
    every = (
        Consultation(
            id=row["id"],
            issue=row["issue"],
            partner=Partner(row["partner"]),
            rank=Rank(row["rank"]),
            at=row["happened_at"],
        )
        for row in rows
    )
    return [(one, by_id[one.with_ally.id]) for one in disparities(every)]


def _shortfalls(rows: tuple[logs.Row, ...]) -> list[View]:
    return [
        {
            "issue": one.with_ally.issue,
            "ally": row["ally"],
            "level": one.with_ally.rank.name.lower(),
            "at": instant(one.with_ally.at),
            "shortfall": one.shortfall.value,
            "consultation": str(one.with_ally.id),
        }
        for one, row in disparities_in(rows)
    ]
