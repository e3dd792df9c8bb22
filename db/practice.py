"""The practice of the Government as loaded from files: the newest is in force, the others stay."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.practice import DEFAULT, Practice, Suspense
from domain.working_days import Precedence, ReminderKind

_IN_FORCE = text("SELECT edition, sha256, content, loaded_at FROM practice ORDER BY edition DESC LIMIT 1")
_INSERT = text(
    "INSERT INTO practice (edition, sha256, content)"
    " SELECT coalesce(max(edition), 0) + 1, :sha256, CAST(:content AS jsonb) FROM practice RETURNING edition"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A practice and where it comes from; edition 0 is the one that the program brings with it."""

    edition: int
    sha256: str
    practice: Practice
    loaded_at: datetime | None


async def newest_practice(tx: AsyncConnection) -> Loaded:
    """The practice in force, as it was loaded."""
    row = (await tx.execute(_IN_FORCE)).mappings().first()
    if row is None:
        return Loaded(edition=0, sha256="", practice=DEFAULT, loaded_at=None)
    return Loaded(
        edition=row["edition"],
        sha256=row["sha256"],
        practice=Practice(suspenses=tuple(_suspense(one) for one in row["content"])),
        loaded_at=row["loaded_at"],
    )


async def practice_in_force(tx: AsyncConnection) -> Practice:
    """The practice in force: the newest one loaded, else the customary one."""
    return (await newest_practice(tx)).practice


async def add_practice(tx: AsyncConnection, practice: Practice, sha256: str) -> int:
    """Put a practice in force from now on; returns its edition."""
    given = {"sha256": sha256, "content": json.dumps(as_json(practice))}
    edition: int = (await tx.execute(_INSERT, given)).scalar_one()
    return edition


def as_json(practice: Practice) -> list[dict[str, Any]]:
    """A practice as a JSON value, by precedence."""
    return [
        {
            "precedence": one.precedence.value,
            "working_days": one.working_days,
            "hours": one.hours,
            "reminders": [kind.value for kind in one.reminders],
        }
        for one in sorted(practice.suspenses, key=lambda one: list(Precedence).index(one.precedence))
    ]


def _suspense(one: dict[str, Any]) -> Suspense:
    return Suspense(
        precedence=Precedence(one["precedence"]),
        working_days=one["working_days"],
        hours=one["hours"],
        reminders=tuple(ReminderKind(kind) for kind in one["reminders"]),
    )
