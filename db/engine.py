"""The door to PostgreSQL: one pool for one role, and what its errors mean to us."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from psycopg import AsyncConnection as DriverConnection
from psycopg import Error as DriverError
from psycopg import InterfaceError, OperationalError
from sqlalchemy import TextClause, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.wire import NOT_PREPARED_ANY_MORE, Asked, Row, Wire

REFUSED_BY_GATE = frozenset({"OV003", "OV004"})
TRY_AGAIN = frozenset({"40001", "40P01", "55P03", "57014"}) | NOT_PREPARED_ANY_MORE
"""Serialization failure, deadlock, lock not available, statement timed out; and what is prepared anew next time."""


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

    def __init__(self, url: str, *, size: int = 6, statement_timeout_ms: int = 5_000) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=size,
            max_overflow=0,
            pool_timeout=10,
            pool_reset_on_return=None,  # what comes back is idle, or is thrown away: see `begin`
            pool_use_lifo=True,  # the connection used last has all it needs at hand
            hide_parameters=True,  # an exception must never carry a title or a text
            connect_args={
                "connect_timeout": 5,
                "prepare_threshold": 2,
                "options": f"-c timezone=UTC -c statement_timeout={statement_timeout_ms}"
                " -c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000",
            },
        )

    @asynccontextmanager
    async def begin(self, *, only_look: bool = False) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, undone by any exception.

        Args:
            only_look: undone at the end in any case. Whoever enters to read leaves nothing behind, and a commit
                would first run what removes the traces of entering, and might wait for the disk.

        Raises:
            GateRefusedError: a constraint or the gate refused.
            DatabaseUnavailableError: no connection, or no answer in time.
        """
        try:
            async with self.engine.connect() as connection:
                wire = _wire(connection)
                try:
                    yield connection
                    await (wire.undo() if only_look else wire.commit())
                except BaseException:
                    await wire.undo()
                    raise
                finally:
                    if not wire.idle:  # cut off in the middle: nobody else may have it
                        await connection.invalidate()
        except (DBAPIError, DriverError, OSError, TimeoutError) as error:
            if isinstance(error, DriverError) and _is_lost(error):
                await self.engine.dispose()  # a server that went away took the other connections with it
            raise _meaning(error) from error

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


async def first(tx: AsyncConnection, statement: TextClause, params: Mapping[str, object]) -> Row | None:
    """Run one of the statements that every act needs on the driver itself; returns the first row, if there is one.

    The same connection and the same transaction, but without SQLAlchemy's reading of types and columns, which
    costs more CPU time than what is done with the answer.
    """
    [row] = await firsts(tx, (statement, params))
    return row


async def firsts(tx: AsyncConnection, *asked: tuple[TextClause, Mapping[str, object]]) -> list[Row | None]:
    """The same for statements that follow each other whatever they answer: all of them in one round trip."""
    answers = await _wire(tx).answers(*(_for_driver(statement, params) for statement, params in asked))
    return [found[0] if found else None for found in answers]


async def rows(tx: AsyncConnection, statement: TextClause, params: Mapping[str, object]) -> list[Row]:
    """The same for a statement with many rows."""
    [found] = await _wire(tx).answers(_for_driver(statement, params))
    return found


def soon(tx: AsyncConnection, statement: TextClause, params: Mapping[str, object]) -> None:
    """The same for one that answers nothing: sent with the next `first`, before it, or with the commit.

    Statements run by SQLAlchemy itself do not wait for it: it is for the last things that a transaction does.
    """
    _wire(tx).soon(_for_driver(statement, params))


def _wire(tx: AsyncConnection) -> Wire:
    """The wire of the connection that this transaction is on; it stays with the connection."""
    lent = tx.sync_connection.connection if tx.sync_connection else None
    assert lent is not None  # noqa: S101 - a connection in a transaction has its driver's
    wire: Wire | None = lent.info.get(_WIRE)
    if wire is None:
        driver: DriverConnection[Any] | None = lent.driver_connection
        assert driver is not None  # noqa: S101 - as above
        wire = lent.info[_WIRE] = Wire(driver)
    return wire


_WIRE = "wire"
_NUMBERED = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call] # SQLAlchemy's own


def _for_driver(statement: TextClause, params: Mapping[str, object]) -> Asked:
    asked, names = _numbered(statement)
    return asked, [params[name] for name in names]


@lru_cache(maxsize=256)
def _numbered(statement: TextClause) -> tuple[bytes, tuple[str, ...]]:
    """The statement as PostgreSQL reads it, with `$1` for `:name`; and the names in that order."""
    compiled = statement.compile(dialect=_NUMBERED)
    return str(compiled).encode(), tuple(compiled.positiontup or ())


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


def _is_lost(error: DriverError) -> bool:
    """Whether the server is gone, or going: what SQLAlchemy finds out for itself in what it runs."""
    return _is_cut_off(error) if error.sqlstate is None else error.sqlstate.startswith(("08", "57P"))


def _is_cut_off(error: DriverError) -> bool:
    """Of what the driver itself says: whether it is about the connection, and not about a value it cannot read."""
    return isinstance(error, OperationalError | InterfaceError)


def _meaning(error: Exception) -> Exception:
    """Translate what the driver says, by its code and never by its text."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, DriverError):
        return DatabaseUnavailableError()
    state = cause.sqlstate
    if state in REFUSED_BY_GATE:
        return GateRefusedError(cause.diag.message_primary or "refused")
    if state is None:
        return DatabaseUnavailableError() if _is_cut_off(cause) else error
    if state in TRY_AGAIN or state.startswith(("08", "53", "57P")):
        return DatabaseUnavailableError()
    return error
