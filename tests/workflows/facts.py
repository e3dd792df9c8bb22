"""What the database says, for tests of the engine: time's acts, waiting wakes, and its clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from db.engine import Database
from tests.office import View


@dataclass(frozen=True, kw_only=True)
class TimeAct:
    """One thing that time did: when it was due, and when it was done."""

    key: str
    due_at: datetime
    at: datetime


async def time_acts(db: Database, case: View) -> list[TimeAct]:
    """What time did to the case, in the order of doing."""
    async with db.begin() as tx:
        rows = await tx.execute(
            text("SELECT key, due_at, at FROM time_act WHERE case_id = :id ORDER BY at"), {"id": case["id"]}
        )
        return [TimeAct(key=row.key, due_at=row.due_at, at=row.at) for row in rows]


async def kinds(owner: Database, case: View) -> list[str]:
    """The kinds of the case's ledger entries, in their order."""
    async with owner.begin() as tx:
        rows = await tx.execute(text("SELECT kind FROM ledger WHERE case_id = :id ORDER BY seq"), {"id": case["id"]})
        return list(rows.scalars())


async def waiting(db: Database) -> dict[str, int]:
    """The wakes not delivered yet: case -> how often it was woken."""
    async with db.begin() as tx:
        rows = await tx.execute(text("SELECT case_id, n FROM wake"))
        return {str(row.case_id): row.n for row in rows}


async def wake_again(owner: Database, case: View) -> None:
    """Wake the case's workflow though nothing happened."""
    async with owner.begin() as tx:
        await tx.execute(
            text("INSERT INTO wake (case_id) VALUES (:id) ON CONFLICT (case_id) DO UPDATE SET n = wake.n + 1"),
            {"id": case["id"]},
        )
        await tx.execute(text("SELECT pg_notify('wake', '')"))


async def lose_wakes(owner: Database) -> None:
    """Lose every wake that is waiting."""
    async with owner.begin() as tx:
        await tx.execute(text("DELETE FROM wake"))


async def now(owner: Database) -> datetime:
    """The instant by the clock of the facts."""
    async with owner.begin() as tx:
        found: datetime = (await tx.execute(text("SELECT sec.now()"))).scalar_one()
        return found


async def move_clock(owner: Database, by: timedelta) -> None:
    """Move the clock of the facts."""
    async with owner.begin() as tx:
        await tx.execute(text("UPDATE sec.clock SET shift = shift + :by"), {"by": by})
