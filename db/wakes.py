"""The wake: which cases their workflows have to look at, written by the database with the fact itself."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

CHANNEL = "wake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """A case to be woken. `n` grows when more happens meanwhile, so that nothing is taken as told unsaid."""

    case_id: UUID
    n: int
    procedure: str
    ended: bool


_WAITING = text(
    "SELECT w.case_id, w.n, c.procedure, c.stage IN ('closed', 'withdrawn', 'recalled') AS ended"
    " FROM wake w JOIN case_file c ON c.id = w.case_id ORDER BY w.at LIMIT :limit"
)
_DONE = text("DELETE FROM wake WHERE case_id = :case_id AND n = :n")


async def waiting(tx: AsyncConnection, limit: int) -> tuple[Wake, ...]:
    """The wakes not yet delivered, oldest first. Taken by state, never by a growing id (ids have gaps)."""
    rows = (await tx.execute(_WAITING, {"limit": limit})).all()
    return tuple(Wake(case_id=r.case_id, n=r.n, procedure=r.procedure, ended=r.ended) for r in rows)


async def delivered(tx: AsyncConnection, wakes: tuple[Wake, ...]) -> None:
    """Forget wakes that reached their workflow, unless more came meanwhile."""
    if wakes:
        await tx.execute(_DONE, [{"case_id": w.case_id, "n": w.n} for w in wakes])
