"""The engine at work, for tests: a worker with its relay over one test's database, and ways to watch it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar
from uuid import uuid4

from temporalio.client import (
    Client,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowHistory,
)
from temporalio.service import RPCError, RPCStatusCode

from activities.relay import Relay
from db.engine import Database
from db.wakes import nudges
from tests.office import View
from worker import build_worker
from workflows.procedure import STAGE

PATIENCE = 30.0
POLL = 0.02
NUDGE_EVERY = 0.3
T = TypeVar("T")


async def eventually(
    ask: Callable[[], Awaitable[T]], holds: Callable[[T], bool] = bool, patience: float = PATIENCE
) -> T:
    """Ask until the answer holds; returns it. Fails with the last answer when patience runs out."""
    give_up = asyncio.get_running_loop().time() + patience
    while not holds(answer := await ask()):
        assert asyncio.get_running_loop().time() < give_up, answer
        await asyncio.sleep(POLL)
    return answer


@dataclass(frozen=True)
class Engine:
    """One worker with its relay. `client` is the way to its server."""

    client: Client
    db: Database
    task_queue: str

    def workflow(self, case: View) -> WorkflowHandle[object, object]:
        return self.client.get_workflow_handle(case["id"])

    async def description(self, case: View) -> WorkflowExecutionDescription | None:
        """What the server says of the case's workflow; None before it is started."""
        try:
            return await self.workflow(case).describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise

    async def stage(self, case: View) -> str | None:
        """The stage that the case's workflow saw last."""
        described = await self.description(case)
        return described.typed_search_attributes.get(STAGE) if described else None

    async def sees(self, case: View) -> View:
        """Wait until the case's workflow stands where the case stood when it was last answered."""
        await eventually(lambda: self.stage(case), lambda stage: stage == case["stage"])
        return case

    async def ends(self, case: View) -> str:
        """Wait until the case's workflow has completed; returns its answer."""
        await eventually(lambda: self.description(case))
        result = await asyncio.wait_for(self.workflow(case).result(), PATIENCE)
        assert isinstance(result, str)
        return result

    async def status(self, case: View) -> WorkflowExecutionStatus | None:
        described = await self.description(case)
        return described.status if described else None

    async def run_id(self, case: View) -> str | None:
        """Which run of the case's workflow is the latest."""
        described = await self.description(case)
        return described.run_id if described else None

    async def history(self, case: View) -> WorkflowHistory:
        return await self.workflow(case).fetch_history()


@asynccontextmanager
async def relaying(client: Client, db: Database, task_queue: str) -> AsyncIterator[None]:
    """A relay over one database, until the end of the context."""
    url = db.engine.url.render_as_string(hide_password=False)
    relay = asyncio.create_task(Relay(db, client, task_queue).run(nudges(url, NUDGE_EVERY)))
    try:
        yield
        assert not relay.done(), relay
    finally:
        relay.cancel()
        await asyncio.gather(relay, return_exceptions=True)


@asynccontextmanager
async def working(
    client: Client, db: Database, *, task_queue: str | None = None, max_cached_workflows: int = 1_000
) -> AsyncIterator[Engine]:
    """A worker and its relay, until the end of the context; on a task queue of their own unless one is named."""
    engine = Engine(client, db, task_queue or f"test-{uuid4()}")
    async with (
        build_worker(client, db, engine.task_queue, max_cached_workflows=max_cached_workflows),
        relaying(client, db, engine.task_queue),
    ):
        yield engine
