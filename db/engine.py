"""The door to PostgreSQL: one pool for one role, and what its errors mean to us."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from psycopg import AsyncConnection as DriverConnection
from psycopg import Error as DriverError
from psycopg.rows import dict_row
from sqlalchemy import Dialect, TextClause, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

Row = dict[str, Any]  # one row as the driver reads it, by column

REFUSED_BY_GATE = frozenset({"OV003", "OV004"})
TRY_AGAIN = frozenset({"40001", "40P01", "55P03", "57014"})
"""Serialization failure, deadlock, lock not available, statement timed out."""


class GateRefusedError(Exception):
    """The database itself refused a fact; `code` says which rule."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class DatabaseUnavailableError(Exception):
    """The database cannot be reached, or cannot answer in time. Nothing was decided; ask again."""


class Database:
    """A pool of connections of one role.

    Args:
        url: SQLAlchemy URL (`postgresql+psycopg://`).
        size: how many connections at the most.
        statement_timeout_ms: after which the server gives a statement up.
    """

    def __init__(self, url: str, *, size: int = 10, statement_timeout_ms: int = 5_000) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=size,
            max_overflow=0,
            pool_timeout=10,
            hide_parameters=True,  # an exception must never carry a title or a text
            connect_args={
                "connect_timeout": 5,
                "prepare_threshold": 2,
                "options": f"-c timezone=UTC -c statement_timeout={statement_timeout_ms}"
                " -c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000",
            },
        )

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, undone by any exception.

        Raises:
            GateRefusedError: a constraint or the gate refused.
            DatabaseUnavailableError: no connection, or no answer in time.
        """
        try:
            async with self.engine.begin() as connection:
                yield connection
        except (DBAPIError, DriverError, OSError, TimeoutError) as error:
            raise _meaning(error) from error

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


@lru_cache(maxsize=256)
def _for_driver(statement: TextClause, dialect: Dialect) -> bytes:
    return str(statement.compile(dialect=dialect)).encode()


async def first(tx: AsyncConnection, statement: TextClause, params: Mapping[str, object]) -> Row | None:
    """Run one of the statements that every act needs on the driver itself; returns the first row, if there is one.

    The same connection and the same transaction, but without SQLAlchemy's reading of types and columns, which
    costs more CPU time than what is done with the answer.
    """
    driver: DriverConnection[Any] | None = (await tx.get_raw_connection()).driver_connection
    assert driver is not None  # noqa: S101 - a connection in a transaction has its driver's
    async with driver.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_for_driver(statement, tx.dialect), params)
        return await cursor.fetchone() if cursor.description else None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Whether the database is as it has to be: migrated, and set so that what it acknowledged stays."""

    migration: str
    fit: bool


_STATE = text(
    "SELECT sec.migration() AS migration, bool_and(setting = 'on') AS safe FROM pg_settings"
    " WHERE name IN ('synchronous_commit', 'fsync', 'full_page_writes', 'data_checksums')"
)


async def ping(db: Database) -> State:
    """Ask the database how it is set.

    Raises:
        DatabaseUnavailableError: it does not answer.
    """
    async with db.begin() as tx:
        found = (await tx.execute(_STATE)).one()
    return State(migration=found.migration or "none", fit=bool(found.safe) and found.migration is not None)


def _meaning(error: Exception) -> Exception:
    """Translate what the driver says, by its code and never by its text."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, DriverError):
        return DatabaseUnavailableError()
    state = cause.sqlstate
    if state in REFUSED_BY_GATE:
        return GateRefusedError(cause.diag.message_primary or "refused")
    if state in TRY_AGAIN or state is None or state.startswith(("08", "53", "57P")):
        return DatabaseUnavailableError()
    return error
