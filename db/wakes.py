"""The wake: which cases their workflows have to look at, written by the database with the fact itself."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import rows, soon

CASES, SERIES = "wake", "series_wake"
"""The channels on which the database says that something happened to a case, and to a series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """A case to be woken.

    Attributes:
        n, at: change when more happens meanwhile, so that nothing is taken as told unsaid.
        opening: nobody has reached its workflow yet.
        ended: nothing more will happen in the case.
        by_parent: and that of its parent, which has not ended, is to start it.
    """

    case_id: UUID
    n: int
    at: datetime
    procedure: str
    ended: bool
    opening: bool = False
    by_parent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unstarted:
    """A child whose workflow is still to be started."""

    case_id: UUID
    procedure: str


_WAITING = text(
    "SELECT w.case_id, w.n, w.at, c.procedure, w.opening, c.stage IN ('closed', 'withdrawn', 'recalled') AS ended,"
    " coalesce(w.opening AND p.stage NOT IN ('closed', 'withdrawn', 'recalled'), false) AS by_parent"
    " FROM wake w JOIN case_file c ON c.id = w.case_id LEFT JOIN case_file p ON p.id = c.parent"
    " WHERE NOT w.case_id = ANY (:but_not) ORDER BY w.at LIMIT :limit"
)
_UNSTARTED = text(
    "SELECT c.id, c.procedure FROM case_file c JOIN wake w ON w.case_id = c.id AND w.opening"
    " WHERE c.parent = :parent AND c.stage NOT IN ('closed', 'withdrawn', 'recalled') ORDER BY c.at, c.id LIMIT :limit"
)
_NEED_NOT_LAST = text("SET LOCAL synchronous_commit TO off")
_DONE = text(
    "DELETE FROM wake w USING unnest(CAST(:cases AS uuid[]), CAST(:counts AS bigint[]), CAST(:ats AS timestamptz[]))"
    " AS told (case_id, n, at) WHERE w.case_id = told.case_id AND w.n = told.n AND w.at = told.at"
)


async def waiting(tx: AsyncConnection, limit: int, but_not: Sequence[UUID] = ()) -> tuple[Wake, ...]:
    """The wakes not yet delivered, oldest first. Taken by state, never by a growing id (ids have gaps)."""
    found = await rows(tx, _WAITING, {"limit": limit, "but_not": list(but_not)})
    return tuple(Wake(**row | {"by_parent": row["by_parent"] and not row["ended"]}) for row in found)


async def unstarted(tx: AsyncConnection, parent: UUID, limit: int) -> tuple[Unstarted, ...]:
    """The open children of a case whose workflows nobody has reached yet, oldest first."""
    found = (await tx.execute(_UNSTARTED, {"parent": parent, "limit": limit})).all()
    return tuple(Unstarted(case_id=r.id, procedure=r.procedure) for r in found)


async def delivered(tx: AsyncConnection, wakes: tuple[Wake, ...]) -> None:
    """Forget wakes that reached their workflow, unless more came meanwhile.

    Nobody waits for the disk: a wake that comes back after a crash is told once more.
    """
    soon(tx, _NEED_NOT_LAST, {})
    told = {"cases": [w.case_id for w in wakes], "counts": [w.n for w in wakes], "ats": [w.at for w in wakes]}
    soon(tx, _DONE, told)


async def nudges(url: str, every: float, channel: str = CASES) -> AsyncGenerator[None, None]:
    """Yield at once, then whenever a wake was committed on that channel, and at least every so many seconds.

    Notifications only make it quick; the table is what counts, so a missed one costs one interval.

    Args:
        url: SQLAlchemy URL of the worker's role.
        every: seconds between two looks when nothing was notified.
        channel: `CASES` or `SERIES`.
    """
    conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        yield
        try:
            async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True, connect_timeout=5) as listener:
                await listener.execute(f"LISTEN {channel}".encode())
                yield
                while True:
                    async for _ in listener.notifies(timeout=every, stop_after=1):
                        pass
                    yield
        except (psycopg.OperationalError, OSError):
            await asyncio.sleep(every)
