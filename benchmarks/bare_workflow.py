"""(b) The least that a workflow can do with an update: append to a list and answer. No activity, no database."""

import asyncio

from temporalio import workflow

TASK_QUEUE = "bench-bare"
TASK_QUEUE_PLAIN = "bench-bare-plain"


@workflow.defn(name="Bare")
class Bare:
    """Takes updates until it is terminated."""

    @workflow.init
    def __init__(self) -> None:
        self._signed: list[str] = []

    @workflow.run
    async def run(self) -> None:
        """Wait for ever."""
        await asyncio.Future[None]()

    @workflow.update(name="sign")
    def sign(self, what: str) -> int:
        """Keep it; returns how many there are."""
        self._signed.append(what)
        return len(self._signed)
