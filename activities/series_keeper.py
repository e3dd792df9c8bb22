"""The keeper of series: brings the engine's schedules in step with the facts, and keeps bringing them there."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from activities.schedules import apply, keep_commitments_reminded
from casework.desk import Unavailable
from casework.series_time import WantedSchedule, schedule_applied, wanted_schedules
from db.engine import Database

log = structlog.get_logger()

AT_ONCE = 20
LOOK_AGAIN_AFTER = timedelta(minutes=5)
PAUSE_AFTER_FAILURE = 0.5


@dataclass(slots=True)
class SeriesKeeper:
    """Level-triggered: what a schedule has to be follows from the facts alone; told twice or late changes nothing."""

    db: Database
    client: Client
    task_queue: str
    reminding: bool = False

    async def run(self, nudges: AsyncGenerator[None, None]) -> None:
        """Apply whenever nudged, until cancelled: at first every schedule, then those to which something happened.

        Each is looked at again every five minutes, since somebody may have changed it in the engine.
        """
        clock = asyncio.get_running_loop().time
        began = clock()
        async with aclosing(nudges):
            async for _ in nudges:
                while await self.apply_some(min(timedelta(seconds=clock() - began), LOOK_AGAIN_AFTER)) == AT_ONCE:
                    pass

    async def apply_some(self, age: timedelta) -> int | None:
        """Apply what there is to apply, so many at the most; how many, or None if something could not be."""
        try:
            if not self.reminding:
                await keep_commitments_reminded(self.client, self.task_queue)
                self.reminding = True
            wanted = await wanted_schedules(self.db, age, AT_ONCE)
            done = [await self._apply(one) for one in wanted]
        except (Unavailable, RPCError) as error:
            log.warning("series_not_applied", kind=type(error).__name__)
            await asyncio.sleep(PAUSE_AFTER_FAILURE)
            return None
        if not all(done):
            await asyncio.sleep(PAUSE_AFTER_FAILURE)
            return None
        return len(done)

    async def _apply(self, wanted: WantedSchedule) -> bool:
        try:
            stands = await apply(self.client, self.task_queue, wanted)
        except RPCError as error:
            log.warning("series_not_applied", series=wanted.code, status=error.status.name)
            return False
        await schedule_applied(
            self.db, wanted, paused=stands.paused, paused_there=stands.paused_there, coming=stands.coming
        )
        return True
