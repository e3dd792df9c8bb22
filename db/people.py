"""Offices, people and appointments, as loaded from a register: no row goes, and no past is rewritten."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.directives import known_agencies
from domain.register import Office, Person, Register


class UnknownAgencyError(Exception):
    """An office is of an agency that no loaded directive names. Load the directive first."""

    code: ClassVar[str] = "unknown_agency"

    def __init__(self, agency: str, office: str) -> None:
        super().__init__(f"office {office!r} is of agency {agency!r}, which no loaded directive names")
        self.agency = agency
        self.office = office


# Each upsert touches a row only if it says something else, so that loading the same again writes nothing.
_OFFICE = text(
    "INSERT INTO office (code, agency, name) VALUES (:code, :agency, :name)"
    " ON CONFLICT (code) DO UPDATE SET agency = excluded.agency, name = excluded.name"
    " WHERE (office.agency, office.name) IS DISTINCT FROM (excluded.agency, excluded.name)"
)
_PERSON = text(
    "INSERT INTO person (subject, name, level) VALUES (:subject, :name, :level)"
    " ON CONFLICT (subject) DO UPDATE SET name = excluded.name, level = excluded.level, active = true"
    " WHERE (person.name, person.level, person.active) IS DISTINCT FROM (excluded.name, excluded.level, true)"
)
_GONE = text("UPDATE person SET active = false WHERE active AND subject <> ALL (:subjects)")

# What a sign-off rests on must stay as it was when it was made, so only the time from now on is changed. A
# row is kept if the register has its term; one that was ended and given back runs from its return, though the
# register names the first day.
_WANTED = (
    "WITH wanted AS (SELECT p.id AS person, w.office, w.capacity, w.begins, w.ends"
    " FROM jsonb_to_recordset(CAST(:wanted AS jsonb))"
    " AS w (subject text, office text, capacity text, begins timestamptz, ends timestamptz)"
    " JOIN person p ON p.subject = w.subject)"
)
_RUNNING = "(a.valid_to IS NULL OR a.valid_to > :now)"
_KEPT = (
    "(a.person, a.office, a.capacity) = (w.person, w.office, w.capacity)"
    f" AND {_RUNNING} AND (w.ends IS NULL OR w.ends > :now)"
    " AND (a.valid_from = w.begins OR a.valid_from BETWEEN w.begins AND :now)"
)
# A term that never began is left the shortest period there is: rows are not deleted, and none may be empty.
_STOP = "greatest(:now, a.valid_from + interval '1 microsecond')"
_END = text(
    f"{_WANTED} UPDATE appointment a SET valid_to = {_STOP} WHERE {_RUNNING}"
    f" AND a.valid_to IS DISTINCT FROM {_STOP} AND NOT EXISTS (SELECT FROM wanted w WHERE {_KEPT})"
)
_MOVE_END = text(
    f"{_WANTED} UPDATE appointment a SET valid_to = w.ends FROM wanted w"
    f" WHERE {_KEPT} AND a.valid_to IS DISTINCT FROM w.ends"
)
_BEGIN = text(
    f"{_WANTED} INSERT INTO appointment (person, office, capacity, valid_from, valid_to)"
    " SELECT w.person, w.office, w.capacity,"
    " CASE WHEN (w.ends IS NULL OR w.ends > :now) AND EXISTS (SELECT FROM appointment a WHERE"
    " (a.person, a.office, a.capacity, a.valid_from) = (w.person, w.office, w.capacity, w.begins))"
    " THEN :now ELSE w.begins END, w.ends"
    f" FROM wanted w WHERE NOT EXISTS (SELECT FROM appointment a WHERE {_KEPT})"
    " ON CONFLICT ON CONSTRAINT appointment_once DO NOTHING"
)


async def replace_register(tx: AsyncConnection, register: Register) -> int:
    """Make offices, people and appointments those of the register; the same again changes nothing.

    Who is not in it becomes inactive and their appointments end now; who returns keeps their id. An end in
    the past that was not told in time takes effect now.

    Returns:
        How many people are active.

    Raises:
        UnknownAgencyError: an office is of an agency that is not stored.
    """
    await _offices(tx, register.offices)
    await _people(tx, register.persons)
    # One instant for all statements: what ends now and what begins now must meet.
    now: datetime = (await tx.execute(text("SELECT sec.now()"))).scalar_one()
    given = {"wanted": _wanted(register.persons), "now": now}
    for statement in (_END, _MOVE_END, _BEGIN):
        await tx.execute(statement, given)
    active: int = (await tx.execute(text("SELECT count(*) FROM person WHERE active"))).scalar_one()
    return active


async def _offices(tx: AsyncConnection, offices: tuple[Office, ...]) -> None:
    known = await known_agencies(tx)
    for office in offices:
        if office.agency not in known:
            raise UnknownAgencyError(office.agency, office.code)
    if offices:
        await tx.execute(_OFFICE, [{"code": o.code, "agency": o.agency, "name": o.name} for o in offices])


async def _people(tx: AsyncConnection, persons: tuple[Person, ...]) -> None:
    if persons:
        await tx.execute(_PERSON, [{"subject": p.subject, "name": p.name, "level": int(p.clearance)} for p in persons])
    await tx.execute(_GONE, {"subjects": [p.subject for p in persons]})


def _wanted(persons: Iterable[Person]) -> str:
    return json.dumps(
        [
            {
                "subject": person.subject,
                "office": held.office,
                "capacity": held.capacity.value,
                "begins": held.begins.isoformat(),
                "ends": held.ends.isoformat() if held.ends else None,
            }
            for person in persons
            for held in person.appointments
        ]
    )
