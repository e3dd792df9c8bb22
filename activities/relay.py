"""The relay: brings committed wakes to the workflows they are for, starting those that do not run."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

import structlog
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from casework.desk import Unavailable
from casework.timekeeping import waiting_wakes, wakes_delivered
from db.engine import Database
from db.wakes import Wake
from workflows.contracts import WAKE, CaseRef
from workflows.procedure import first_attributes

log = structlog.get_logger()

WORKFLOWS = {"demarche": "Demarche"}
"""Procedure -> workflow type."""

AT_ONCE = 50
PAUSE_AFTER_FAILURE = 0.5


@dataclass(frozen=True, slots=True)
class Relay:
    """Signals with start, by case id. Level-triggered: told twice or late, a workflow only looks once more."""

    db: Database
    client: Client
    task_queue: str

    async def run(self, nudges: AsyncGenerator[None, None]) -> None:
        """Deliver whenever nudged, until cancelled. What cannot be delivered now stays and is tried again."""
        async with aclosing(nudges):  # cancelled in the middle, it must not leave its listening connection open
            async for _ in nudges:
                while await self._deliver():
                    pass

    async def _deliver(self) -> bool:
        """Deliver one batch; True if there may be more to do at once."""
        try:
            wakes = await waiting_wakes(self.db, AT_ONCE)
            told = [wake for wake, ok in zip(wakes, await asyncio.gather(*map(self._tell, wakes)), strict=True) if ok]
            await wakes_delivered(self.db, tuple(told))
        except Unavailable:
            log.warning("relay_database_unavailable")
            await asyncio.sleep(PAUSE_AFTER_FAILURE)
            return False
        if len(told) < len(wakes):
            await asyncio.sleep(PAUSE_AFTER_FAILURE)
            return True
        return len(wakes) == AT_ONCE  # whatever was committed since nudges again

    async def _tell(self, wake: Wake) -> bool:
        case_id = str(wake.case_id)
        try:
            if wake.ended:
                await self.client.get_workflow_handle(case_id).signal(WAKE)
            else:
                case = CaseRef(case_id=case_id, procedure=wake.procedure)
                await self.client.start_workflow(
                    WORKFLOWS[wake.procedure],
                    case,
                    id=case_id,
                    task_queue=self.task_queue,
                    start_signal=WAKE,
                    search_attributes=first_attributes(case),
                )
        except RPCError as error:
            if wake.ended and error.status is RPCStatusCode.NOT_FOUND:
                return True
            log.warning("wake_not_delivered", case_id=case_id, status=error.status.name)
            return False
        return True
