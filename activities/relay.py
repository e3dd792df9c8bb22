"""The relay: brings committed wakes to the workflows they are for, starting those that do not run."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from temporalio.client import Client
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from casework.desk import Unavailable
from casework.timekeeping import AT_ONCE, waiting_wakes, wakes_delivered
from db.engine import Database
from db.wakes import Wake
from workflows.contracts import WAKE, CaseRef, workflow_name
from workflows.procedure import first_attributes

log = structlog.get_logger()

BREATH = 0.06
"""Seconds after a batch: the first wake goes at once, and those that come meanwhile go together, which costs less."""
PAUSE_AFTER_FAILURE = 0.5
PARENT_FIRST = 3.0
"""Seconds for which a child's workflow is left to its parent's to start, before the relay starts it itself."""
FIRST_ASK, LAST_ASK = 0.02, 0.5
"""Seconds between two questions whether it runs now, growing."""


@dataclass(frozen=True, slots=True)
class Relay:
    """Starts a case's workflow, and signals it from then on, by case id; with start where none runs.

    Level-triggered: told twice or late, a workflow only looks once more.
    """

    db: Database
    client: Client
    task_queue: str
    parent_first: float = PARENT_FIRST
    _bringing: set[UUID] = field(default_factory=set)

    async def run(self, nudges: AsyncGenerator[None, None]) -> None:
        """Deliver whenever nudged, until cancelled. What cannot be delivered now stays and is tried again."""
        async with aclosing(nudges), asyncio.TaskGroup() as group:
            # Closed: cancelled in the middle, it must not leave its listening connection open.
            async for _ in nudges:
                while await self._deliver(group):
                    pass
                await asyncio.sleep(BREATH)

    async def _deliver(self, group: asyncio.TaskGroup) -> bool:
        """Deliver one batch; True if there may be more to do at once.

        A child's first wake is seen to by a task of its own, so that nobody waits while its parent starts it.
        """
        try:
            wakes = await waiting_wakes(self.db, but_not=self._bringing)
            for wake in (wake for wake in wakes if wake.by_parent):
                self._bringing.add(wake.case_id)
                group.create_task(self._bring(wake, group))
            others = [wake for wake in wakes if not wake.by_parent]
            told = [wake for wake, ok in zip(others, await asyncio.gather(*map(self._tell, others)), strict=True) if ok]
            await wakes_delivered(self.db, tuple(told))
        except Unavailable:
            log.warning("relay_database_unavailable")
            await asyncio.sleep(PAUSE_AFTER_FAILURE)
            return False
        if len(told) < len(others):
            await asyncio.sleep(PAUSE_AFTER_FAILURE)
            return True
        return len(wakes) == AT_ONCE  # whatever was committed since nudges again

    async def _bring(self, wake: Wake, group: asyncio.TaskGroup) -> None:
        """A child's first wake: its parent, woken with it, starts its workflow; if it does not, the relay does."""
        try:
            if await self._wake_once_started(str(wake.case_id)) or await self._tell(wake):
                await wakes_delivered(self.db, (wake,))
        except Unavailable:
            log.warning("relay_database_unavailable")
        finally:
            self._bringing.discard(wake.case_id)
        await self._deliver(group)  # whatever came for it meanwhile nobody has seen to

    async def _wake_once_started(self, case_id: str) -> bool:
        """Wake a workflow as soon as somebody else has started it; False if nobody has in time."""
        give_up = asyncio.get_running_loop().time() + self.parent_first
        ask = FIRST_ASK
        while True:
            try:
                await self.client.get_workflow_handle(case_id).signal(WAKE)
            except RPCError:
                if asyncio.get_running_loop().time() >= give_up:
                    return False
            else:
                return True
            await asyncio.sleep(ask)
            ask = min(2 * ask, LAST_ASK)

    async def _tell(self, wake: Wake) -> bool:
        case_id = str(wake.case_id)
        try:
            if not (wake.opening and not wake.ended and await self._start(wake)):
                await self._signal(wake)
        except RPCError as error:
            log.warning("wake_not_delivered", case_id=case_id, status=error.status.name)
            return False
        return True

    async def _signal(self, wake: Wake) -> None:
        """Signal the workflow that runs, as it nearly always does; start it with the signal if it does not."""
        try:
            await self.client.get_workflow_handle(str(wake.case_id)).signal(WAKE)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            if not wake.ended:
                await self._start(wake, WAKE)

    async def _start(self, wake: Wake, signal: str | None = None) -> bool:
        """Start its workflow, or only signal the one that runs; False if one runs and there is no signal for it."""
        case = CaseRef(case_id=str(wake.case_id), procedure=wake.procedure)
        with suppress(WorkflowAlreadyStartedError):
            await self.client.start_workflow(
                workflow_name(wake.procedure),
                case,
                id=case.case_id,
                task_queue=self.task_queue,
                start_signal=signal,
                search_attributes=first_attributes(case),
            )
            return True
        return False
