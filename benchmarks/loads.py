"""What is compared: (a) a sign-off over HTTP, (b) a bare update, (c) a one-row commit. Each load is closed-loop."""

import asyncio
import itertools
import time
import uuid
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import text
from temporalio.client import Client, WorkflowHandle

from benchmarks.bare_workflow import Bare
from benchmarks.figures import Block
from benchmarks.processes import cpu_seconds, machine_seconds, quiet
from benchmarks.wire import Connection
from db.engine import Database


class Load(Protocol):
    """One kind of operation."""

    async def ready(self, clients: int) -> None:
        """See to it that so many clients can start at once."""

    async def one(self, client: int) -> None:
        """One operation by the client of that number."""


class UsedUpError(Exception):
    """Every prepared sign-off has been signed: the run needs more cases."""


@dataclass(slots=True)
class SignOffs:
    """(a) Fresh sign-offs, each accepted, each on its own case as far as clients go at the same time."""

    url: str
    waiting: deque[bytes]
    connections: list[Connection] = field(default_factory=list)

    async def ready(self, clients: int) -> None:
        """One kept connection a client, made anew: the API hangs up on those that were idle for some seconds."""
        for connection in self.connections:
            connection.close()
        self.connections = [await Connection.to(self.url) for _ in range(clients)]

    async def one(self, client: int) -> None:
        """Sign once.

        Raises:
            UsedUpError: there is nothing left to sign.
        """
        if not self.waiting:
            raise UsedUpError
        await self.connections[client].send(self.waiting.popleft())


DIGEST = "0" * 64


@dataclass(slots=True)
class BareUpdates:
    """(b) Updates of the bare workflow, spread over as many runs as there are cases."""

    runs: Sequence[WorkflowHandle[Bare, None]]
    turn: "itertools.count[int]" = field(default_factory=itertools.count)

    @staticmethod
    async def start(client: Client, task_queue: str, runs: int) -> "BareUpdates":
        """Start the runs, and let each take one update, so that a worker has them in its cache."""
        handles = []
        for _ in range(runs):
            name = f"bare-{uuid.uuid4()}"
            handles.append(await client.start_workflow(Bare.run, id=name, task_queue=task_queue))
            await handles[-1].execute_update(Bare.sign, DIGEST)
        return BareUpdates(handles)

    async def ready(self, clients: int) -> None:
        """All share one connection, as Temporal's client does."""

    async def one(self, client: int) -> None:
        """Update once."""
        del client
        await self.runs[next(self.turn) % len(self.runs)].execute_update(Bare.sign, DIGEST)

    async def end(self) -> None:
        """Terminate all runs."""
        for run in self.runs:
            await run.terminate()


@dataclass(slots=True)
class Commits:
    """(c) One row, one commit, through the product's own pool and driver."""

    db: Database

    async def create(self) -> None:
        """Make the table."""
        async with self.db.begin() as tx:
            await tx.execute(text("CREATE SCHEMA IF NOT EXISTS bench"))
            await tx.execute(text("CREATE TABLE IF NOT EXISTS bench.row (id uuid PRIMARY KEY, at timestamptz)"))

    async def ready(self, clients: int) -> None:
        """The pool has its connections."""

    async def one(self, client: int) -> None:
        """Commit once."""
        del client
        async with self.db.begin() as tx:
            await tx.execute(text("INSERT INTO bench.row VALUES (:id, clock_timestamp())"), {"id": uuid.uuid4()})

    async def drop(self) -> None:
        """Remove the table."""
        async with self.db.begin() as tx:
            await tx.execute(text("DROP SCHEMA bench CASCADE"))


async def block(load: Load, *, clients: int, seconds: float, groups: Mapping[str, int]) -> Block:
    """Let so many clients work for so long, each asking again as soon as it is answered."""
    await load.ready(clients)
    await quiet(groups)
    cpu, busy = cpu_seconds(groups), machine_seconds()
    began = time.perf_counter()
    latencies: list[float] = []

    async def work(client: int) -> None:
        while (asked := time.perf_counter()) - began < seconds:
            await load.one(client)
            latencies.append(time.perf_counter() - asked)

    await asyncio.gather(*(work(client) for client in range(clients)))
    elapsed = time.perf_counter() - began
    await quiet(groups)
    after = cpu_seconds(groups)
    spent = {group: after[group] - cpu[group] for group in groups}
    return Block(
        latencies=tuple(latencies),
        elapsed=elapsed,
        cpu=spent,
        others=machine_seconds() - busy - sum(spent.values()),
        lasted=time.perf_counter() - began,
    )
