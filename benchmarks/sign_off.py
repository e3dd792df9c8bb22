"""Measures a sign-off on the real stack against its yardsticks: `python -m benchmarks.sign_off`."""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvloop
from temporalio.client import Client as Engine

from benchmarks.acted import all_but_last, clean_demarche, seconds_to_act
from benchmarks.bare_worker import plain_client
from benchmarks.bare_workflow import TASK_QUEUE, TASK_QUEUE_PLAIN
from benchmarks.cases import EIGHT, FOUR, circulated, in_turn, many_circulated
from benchmarks.figures import Block
from benchmarks.loads import BareUpdates, Commits, Load, SignOffs, block
from benchmarks.processes import quiet
from benchmarks.report import Results, as_json, print_results
from benchmarks.stack import measured_stack
from benchmarks.wire import Connection
from db.engine import Database
from embedded.client import Client
from embedded.processes import end, spawn, wait_until
from embedded.stack import Stack
from engine_client import temporal_client
from settings import Settings

ALONE, TOGETHER = 1, 20
BLOCK_SECONDS = {ALONE: 0.5, TOGETHER: 1.0}
"""Short, so that whatever else the machine does hits all kinds alike; longer at twenty, to be well under way."""
KINDS = 4
SIGN_OFFS_A_SECOND = 450
"""So many sign-offs are prepared for each second of measuring; a machine that does more says so and stops."""
WARM_UP_SECONDS = 1.5
LAST_CONCURRENCES = 60


@contextmanager
def bare_worker(stack: Stack) -> Iterator[int]:
    """The bare workflow's worker; its process id."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready"
        process = spawn(
            [sys.executable, "-m", "benchmarks.bare_worker", str(ready)],
            log=Path(folder) / "bare.log",
            env={**os.environ, **stack.environment},
        )
        try:
            assert wait_until(ready.exists, 60), (Path(folder) / "bare.log").read_text(encoding="utf-8")
            yield process.pid
        finally:
            end(process, signal.SIGTERM, 30)


@dataclass(slots=True)
class Bench:
    """One run on one stack.

    Attributes:
        groups: the root process of each group whose CPU is counted.
        blocks: what was measured, by kind and number of clients.
    """

    stack: Stack
    api: Client
    engine: Engine
    groups: Mapping[str, int]
    seconds: float
    blocks: dict[tuple[str, int], list[Block]] = field(default_factory=dict)

    @property
    def rounds(self) -> int:
        """How many rounds fill the time to measure."""
        return max(3, round(self.seconds / (KINDS * sum(BLOCK_SECONDS.values()))))

    async def sign_offs(self) -> SignOffs:
        """Prepare as many cases as the run can use up."""
        needed = (sum(BLOCK_SECONDS.values()) * self.rounds + WARM_UP_SECONDS) * SIGN_OFFS_A_SECOND
        cases = await many_circulated(self.api, EIGHT, int(needed / 8) + 50)
        await quiet(self.groups)
        return SignOffs(self.stack.api_url, deque(in_turn(cases)))

    async def compare(self) -> int:
        """Alternate (a), (b) and (c), alone and together; returns how many cases and runs they were spread over."""
        sign_offs = await self.sign_offs()
        runs = len(sign_offs.waiting) // 8
        commits = Commits(
            Database(self.stack.environment["ONEVOICE_OWNER_DATABASE_URL"], size=Settings().pool_size),
        )
        await commits.create()
        updates = await BareUpdates.start(self.engine, TASK_QUEUE, runs)
        plain = await BareUpdates.start(await plain_client(self.engine), TASK_QUEUE_PLAIN, runs)
        loads: dict[str, Load] = {
            "sign_off": sign_offs,
            "update": updates,
            "update_plain": plain,
            "commit": commits,
        }
        for load in loads.values():
            await block(load, clients=TOGETHER, seconds=WARM_UP_SECONDS, groups=self.groups)
        for number in range(self.rounds):
            say(f"round {number + 1} of {self.rounds}")
            await self._round(number, loads)
        await updates.end()
        await plain.end()
        await commits.drop()
        await commits.db.close()
        return runs

    async def _round(self, number: int, loads: Mapping[str, Load]) -> None:
        """Each kind once alone and once together, every round in another order, so that noise hits all alike."""
        kinds = list(loads)
        turned = kinds[number % KINDS :] + kinds[: number % KINDS]
        for clients in (ALONE, TOGETHER):
            for kind in turned:
                done = await block(loads[kind], clients=clients, seconds=BLOCK_SECONDS[clients], groups=self.groups)
                self.blocks.setdefault((kind, clients), []).append(done)

    async def acted(self) -> tuple[list[float], list[float]]:
        """Seconds from the last concurrence to the workflow's act: one case at a time, then twenty at once."""
        cases = await many_circulated(self.api, FOUR, LAST_CONCURRENCES * 2)
        connection = await Connection.to(self.stack.api_url)
        await all_but_last(connection, cases)
        await quiet(self.groups)
        alone = [await seconds_to_act(self.engine, connection, case) for case in cases[:LAST_CONCURRENCES]]
        together: list[float] = []
        for start in range(LAST_CONCURRENCES, len(cases), TOGETHER):
            await quiet(self.groups)
            connections = [await Connection.to(self.stack.api_url) for _ in range(TOGETHER)]
            batch = cases[start : start + TOGETHER]
            pairs = zip(connections, batch, strict=True)
            together += await asyncio.gather(*(seconds_to_act(self.engine, *pair) for pair in pairs))
        return alone, together

    async def events(self) -> int:
        """Events of a clean demarche with four agencies."""
        connection = await Connection.to(self.stack.api_url)
        case = await circulated(self.api, connection, FOUR, 1)
        assert len(case.sign_offs) == 4
        return await clean_demarche(self.api, self.engine, connection, case)


def say(doing: str) -> None:
    """Tell whoever waits what goes on."""
    print(f"{doing} ...", file=sys.stderr, flush=True)


async def measure(stack: Stack, bare: int, seconds: float) -> Results:
    """Measure everything on one running stack."""
    os.environ.update(stack.environment)
    groups = {**stack.pids, "bare worker": bare, "client": os.getpid()}
    with Client(stack) as api:
        bench = Bench(stack, api, await temporal_client(Settings()), groups, seconds)
        say("one clean demarche, for its history")
        events = await bench.events()
        say("preparing cases")
        runs = await bench.compare()
        say("last concurrences")
        alone, together = await bench.acted()
    return Results(blocks=bench.blocks, spread=runs, acted_alone=alone, acted_together=together, events=events)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120, help="of measuring (default: 120), preparation apart")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--data", type=Path, help="measure the stack that runs on this folder instead of a fresh one")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the stack is stopped and its folder removed
    with measured_stack(given.data) as stack, bare_worker(stack) as bare:
        results = uvloop.run(measure(stack, bare, given.seconds))
    print_results(results)
    if given.json is not None:
        given.json.write_text(json.dumps(as_json(results), indent=2) + "\n", encoding="utf-8")
    sys.exit(0 if all(target.reached for target in results.targets()) else 1)


if __name__ == "__main__":
    main()
