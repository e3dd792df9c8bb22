"""Offices, people, appointments and policies, as loaded from a register: no row goes, and no past is rewritten."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.directives import known_agencies
from domain.reclearance import CarryPolicy
from domain.register import Office, Person, Policy, Register


class UnknownAgencyError(Exception):
    """An office, or a policy (`office` is None), is of an agency that no loaded directive names. Load that first."""

    code: ClassVar[str] = "unknown_agency"

    def __init__(self, agency: str, office: str | None = None) -> None:
        what = "a policy" if office is None else f"office {office!r}"
        super().__init__(f"{what} is of agency {agency!r}, which no loaded directive names")
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
# row is kept if the register has its term, in the same grade and by the same instrument; one that was ended and
# given back, or given otherwise, runs from then, though the register names the first day.
_WANTED = (
    "WITH wanted AS (SELECT p.id AS person, w.office, w.capacity, w.begins, w.ends, w.grade, f.id AS acting_for,"
    " w.instrument FROM jsonb_to_recordset(CAST(:wanted AS jsonb))"
    " AS w (subject text, office text, capacity text, begins timestamptz, ends timestamptz, grade smallint,"
    " acting_for text, instrument text)"
    " JOIN person p ON p.subject = w.subject LEFT JOIN person f ON f.subject = w.acting_for)"
)
_RUNNING = "(a.valid_to IS NULL OR a.valid_to > :now)"
# A term that has not begun has nothing resting on it yet, so whatever is said of it may change.
_KEPT = (
    "(a.person, a.office, a.capacity) = (w.person, w.office, w.capacity)"
    f" AND {_RUNNING} AND (w.ends IS NULL OR w.ends > :now)"
    " AND (a.valid_from = w.begins OR a.valid_from BETWEEN w.begins AND :now)"
    " AND (a.valid_from > :now"
    " OR (a.grade, a.acting_for, a.instrument) IS NOT DISTINCT FROM (w.grade, w.acting_for, w.instrument))"
)
# A term that never began is left the shortest period there is: rows are not deleted, and none may be empty.
_STOP = "greatest(:now, a.valid_from + interval '1 microsecond')"
_END = text(
    f"{_WANTED} UPDATE appointment a SET valid_to = {_STOP} WHERE {_RUNNING}"
    f" AND a.valid_to IS DISTINCT FROM {_STOP} AND NOT EXISTS (SELECT FROM wanted w WHERE {_KEPT})"
)
_AMEND = text(
    f"{_WANTED} UPDATE appointment a SET valid_to = w.ends, grade = w.grade, acting_for = w.acting_for,"
    f" instrument = w.instrument FROM wanted w WHERE {_KEPT}"
    " AND (a.valid_to, a.grade, a.acting_for, a.instrument)"
    " IS DISTINCT FROM (w.ends, w.grade, w.acting_for, w.instrument)"
)
# Time that a row already tells of is not told a second time, in another grade.
_BEGIN = text(
    f"{_WANTED} INSERT INTO appointment (person, office, capacity, valid_from, valid_to, grade, acting_for, instrument)"
    " SELECT w.person, w.office, w.capacity,"
    " CASE WHEN (w.ends IS NULL OR w.ends > :now) AND EXISTS (SELECT FROM appointment a WHERE"
    " (a.person, a.office, a.capacity) = (w.person, w.office, w.capacity)"
    " AND a.valid_from < :now AND a.valid_to > w.begins)"
    " THEN greatest(:now, w.begins) ELSE w.begins END, w.ends, w.grade, w.acting_for, w.instrument"
    f" FROM wanted w WHERE NOT EXISTS (SELECT FROM appointment a WHERE {_KEPT})"
    " ON CONFLICT ON CONSTRAINT appointment_once DO NOTHING"
)

_POLICIES = text(
    "UPDATE agency a SET carry_over = w.policy FROM (SELECT code,"
    " coalesce(CAST(:policies AS jsonb) ->> code, :unlisted) AS policy FROM agency) w"
    " WHERE a.code = w.code AND a.carry_over <> w.policy"
)
# Whoever acts holds their appointment's row until they commit (`appointed` in the gate), with an instant from before.
# So the instant from which terms end is taken with all rows in hand: every act committed until then is earlier.
_TAKE_HOLD = text("SELECT FROM appointment ORDER BY id FOR UPDATE")


async def replace_register(tx: AsyncConnection, register: Register) -> int:
    """Make offices, people, appointments and policies those of the register; the same again changes nothing.

    Who is not in it becomes inactive and their appointments end now; who returns keeps their id. An end in
    the past that was not told in time takes effect now, and so does another grade or another instrument.

    Returns:
        How many people are active.

    Raises:
        UnknownAgencyError: an office or a policy is of an agency that is not stored.
    """
    await _agencies_are_known(tx, register)
    await tx.execute(_TAKE_HOLD)
    await _offices(tx, register.offices)
    await _people(tx, register.persons)
    await _policies(tx, register.policies)
    # One instant for all statements: what ends now and what begins now must meet.
    now: datetime = (await tx.execute(text("SELECT sec.now()"))).scalar_one()
    given = {"wanted": _wanted(register.persons), "now": now}
    for statement in (_END, _AMEND, _BEGIN):
        await tx.execute(statement, given)
    active: int = (await tx.execute(text("SELECT count(*) FROM person WHERE active"))).scalar_one()
    return active


async def _agencies_are_known(tx: AsyncConnection, register: Register) -> None:
    known = await known_agencies(tx)
    for office in register.offices:
        if office.agency not in known:
            raise UnknownAgencyError(office.agency, office.code)
    for policy in register.policies:
        if policy.agency not in known:
            raise UnknownAgencyError(policy.agency)


async def _policies(tx: AsyncConnection, policies: tuple[Policy, ...]) -> None:
    given = json.dumps({policy.agency: policy.carry_over.value for policy in policies})
    await tx.execute(_POLICIES, {"policies": given, "unlisted": CarryPolicy.NEVER.value})


async def _offices(tx: AsyncConnection, offices: tuple[Office, ...]) -> None:
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
                "grade": int(held.grade),
                "acting_for": held.acting_for,
                "instrument": held.instrument,
            }
            for person in persons
            for held in person.appointments
        ]
    )
