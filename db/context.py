"""Whom a transaction is for: entering as a person, or as time; and answers already given."""

import json
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import first, soon
from db.wire import Row
from domain.marking import Level
from domain.people import Actor, Appointment, PersonId
from domain.vocabulary import Capacity, Grade

_ENTER = text("SELECT * FROM sec.enter(:subject, :key, :to_act_on)")
ENTERING_TIME: Final[tuple[TextClause, dict[str, object]]] = (text("SELECT sec.enter_time()"), {})
"""The statement by which a transaction is entered as time."""
_KEEP = text(
    "INSERT INTO answer (person, key, route, body_sha256, status, body)"
    " VALUES (:person, :key, :route, :body_sha256, :status, :body)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What this person was answered before under the same idempotency key."""

    route: str
    body_sha256: bytes
    status: int
    body: str


def entering(subject: str, key: str | None, to_act_on: UUID | None = None) -> tuple[TextClause, dict[str, object]]:
    """The statement by which a transaction is entered as a person; `entered` reads what it answers.

    The case to act on, if that person may know of it, is locked until the end of the transaction.
    """
    return _ENTER, {"subject": subject, "key": key, "to_act_on": to_act_on}


async def enter(tx: AsyncConnection, subject: str, key: str | None) -> tuple[Actor, Answered | None] | None:
    """Enter the transaction as a person; once a transaction. None: nobody by that subject."""
    return entered(subject, await first(tx, *entering(subject, key)))


def entered(subject: str, found: Row | None) -> tuple[Actor, Answered | None] | None:
    """Who entered, and what they were answered before under that key. None: nobody by that subject."""
    if found is None:
        return None
    actor = Actor(
        person=PersonId(found["id"]),
        subject=subject,
        clearance=Level(found["clearance"]),
        appointments=tuple(
            Appointment(
                office=a["office"],
                agency=a["agency"],
                capacity=Capacity(a["capacity"]),
                grade=Grade(a["grade"]),
                acting_for=PersonId(UUID(a["acting_for"])) if a["acting_for"] else None,
            )
            for a in found["appointments"]
        ),
    )
    if found["answered_route"] is None:
        return actor, None
    return actor, Answered(
        route=found["answered_route"],
        body_sha256=bytes(found["answered_sha256"]),
        status=found["answered_status"],
        body=found["answered_body"],
    )


async def enter_time(tx: AsyncConnection) -> None:
    """Enter the transaction as time itself: facts without content."""
    await first(tx, *ENTERING_TIME)


async def keep_answer(
    tx: AsyncConnection, actor: Actor, *, key: str, route: str, body_sha256: bytes, status: int, body: object
) -> None:
    """Store an answer beside the facts it answers for, with the commit."""
    soon(
        tx,
        _KEEP,
        {
            "person": actor.person,
            "key": key,
            "route": route,
            "body_sha256": body_sha256,
            "status": status,
            "body": body if isinstance(body, str) else json.dumps(body),
        },
    )
