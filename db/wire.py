"""Statements straight on the driver's connection: prepared once, and several of them in one round trip.

What every act does, it does here. SQLAlchemy's pool lends the connection and runs all other statements on it, in the
same transaction: either side opens the transaction if the other has not yet.
"""

import asyncio
import itertools
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, OperationalError
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

Row = dict[str, Any]  # one row as the driver reads it, by column
Asked = tuple[bytes, Sequence[object]]
"""A statement with `$1`, `$2`, and its values."""

_BEGIN: Asked = (b"BEGIN", ())
_COMMIT: Asked = (b"COMMIT", ())
_ROLLBACK: Asked = (b"ROLLBACK", ())
_ENDS = frozenset({_BEGIN[0], _COMMIT[0], _ROLLBACK[0]})
"""Never prepared: no commit may fail because the driver had everything forgotten (DEALLOCATE ALL after a DROP)."""
NOT_PREPARED_ANY_MORE = frozenset({"26000", "0A000"})
"""Invalid statement name; cached plan must not change result type (a migration came between)."""


class Wire:
    """One driver's connection, and what was prepared on it."""

    def __init__(self, driver: AsyncConnection[Any]) -> None:
        self._pgconn = driver.pgconn
        self._names: dict[bytes, bytes] = {}
        self._numbers = itertools.count()
        self._soon: list[Asked] = []
        self._reading = Transformer(driver)  # it remembers how each type is read

    @property
    def idle(self) -> bool:
        """Whether the connection answers, and is in no transaction."""
        return self._pgconn.transaction_status == TransactionStatus.IDLE

    async def answers(self, *asked: Asked) -> list[list[Row]]:
        """Run statements in the transaction, one after the other; the rows of each.

        Raises:
            psycopg.Error: what the database refused; no statement after that one was run.
        """
        results = await self._send(*self._before(), *asked)
        return [self._rows(result) for result in results[-len(asked) :]]

    def soon(self, asked: Asked) -> None:
        """Run a statement for whose answer nobody waits: with the next one here, before it, or with the commit."""
        self._soon.append(asked)

    async def commit(self) -> None:
        """End the transaction, if there is one, after all that was put off.

        Raises:
            psycopg.Error: what the database refused; then nothing was done.
        """
        if self._soon or not self.idle:
            await self._send(*self._before(), _COMMIT)

    async def undo(self) -> None:
        """Undo the transaction, if there is one and the connection still answers."""
        self._soon.clear()
        if self._pgconn.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            await self._send(_ROLLBACK)

    def _before(self) -> list[Asked]:
        """What comes before the next statement: the transaction's beginning, and what was put off."""
        before, self._soon = [*([_BEGIN] if self.idle else []), *self._soon], []
        return before

    async def _send(self, *asked: Asked) -> list[PGresult]:
        """Send statements together; their results, in order. The first that fails is what is raised."""
        self._pgconn.enter_pipeline_mode()
        try:
            counts = [self._put(statement, values) for statement, values in asked]
            self._pgconn.pipeline_sync()
            results = await self._taken_in()
        except BaseException:
            self._pgconn.finish()  # what comes now would be taken for the answer to something else
            raise
        self._pgconn.exit_pipeline_mode()
        failed = next((r for r in results if r.status == ExecStatus.FATAL_ERROR), None)
        if failed is None:
            return [results[last - 1] for last in itertools.accumulate(counts)]
        error = error_from_result(failed, encoding="utf-8")
        prepared_now = [statement for (statement, _), count in zip(asked, counts, strict=True) if count > 1]
        for statement in list(self._names) if error.sqlstate in NOT_PREPARED_ANY_MORE else prepared_now:
            self._names.pop(statement, None)
        raise error

    def _put(self, statement: bytes, values: Sequence[object]) -> int:
        """Hand one statement to libpq; how many answers will come, one more if it has to be prepared first."""
        if statement in _ENDS:
            self._pgconn.send_query_params(statement, None)
            return 1
        name = self._names.get(statement)
        if name is None:
            self._names[statement] = name = b"ov%d" % next(self._numbers)
            self._pgconn.send_prepare(name, statement)
            self._pgconn.send_query_prepared(name, [_written(value) for value in values])
            return 2
        self._pgconn.send_query_prepared(name, [_written(value) for value in values])
        return 1

    async def _taken_in(self) -> list[PGresult]:
        """Push out what was sent, and take in results until the server has answered all of it."""
        loop, socket = asyncio.get_running_loop(), self._pgconn.socket
        answered: asyncio.Future[None] = loop.create_future()
        results: list[PGresult] = []

        def go_on(writing: bool) -> None:  # noqa: FBT001 - which of the two events it was
            try:
                if writing and not self._pgconn.flush():
                    loop.remove_writer(socket)
                if not writing and self._take_in(results) and not answered.done():
                    answered.set_result(None)
            except Exception as error:  # noqa: BLE001 - handed to whoever waits
                if not answered.done():
                    answered.set_exception(error)

        loop.add_reader(socket, go_on, False)
        try:
            if self._pgconn.flush():
                loop.add_writer(socket, go_on, True)
            await answered
        finally:
            loop.remove_reader(socket)
            loop.remove_writer(socket)
        return results

    def _take_in(self, results: list[PGresult]) -> bool:
        """Read what has come; True when the last answer has."""
        self._pgconn.consume_input()
        between = False  # libpq says None once after each answer
        while not self._pgconn.is_busy():
            result = self._pgconn.get_result()
            if result is None and (between or self._pgconn.status == ConnStatus.BAD):
                raise OperationalError("the connection is lost")
            between = result is None
            if result is not None and result.status == ExecStatus.PIPELINE_SYNC:
                return True
            if result is not None:
                results.append(result)
        return False

    def _rows(self, result: PGresult) -> list[Row]:
        if not result.ntuples:
            return []
        self._reading.set_pgresult(result)
        names = [(result.fname(i) or b"").decode() for i in range(result.nfields)]
        rows = self._reading.load_rows(0, result.ntuples, tuple)
        self._reading.set_pgresult(None)  # a case's words are not kept with the connection
        return [dict(zip(names, row, strict=True)) for row in rows]


def _written(value: object) -> bytes | None:
    """A value in PostgreSQL's own text form; its type is the statement's to say."""
    match value:
        case None:
            return None
        case bool():
            return b"true" if value else b"false"
        case bytes():
            return b"\\x" + value.hex().encode()
        case datetime():
            return value.isoformat().encode()
        case list() | tuple():
            return _array(value)
        case str() | int() | UUID():
            return str(value).encode()
        case _:
            raise TypeError(type(value).__name__)


def _array(values: Sequence[object]) -> bytes:
    """An array of words, each in quotes."""
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return ("{" + ",".join(f'"{value}"' for value in quoted) + "}").encode()
