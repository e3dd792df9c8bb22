"""CPU time of process groups, read from /proc: each part of the stack with all its descendants."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

from embedded.processes import process_stat

PPID, UTIME, CSTIME = 1, 11, 14  # places in /proc/PID/stat counted from the state field
TICKS = os.sysconf("SC_CLK_TCK")
QUIET_SHARE = 0.2
LOOK_EVERY = 0.1
PATIENCE = 10.0


def cpu_seconds(groups: Mapping[str, int]) -> dict[str, float]:
    """User and system seconds so far of each root process and its descendants, those that ended included.

    This process, whose descendants all the others are, counts for itself alone.
    """
    stats = {int(path.name): process_stat(int(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit()}
    children: dict[int, list[int]] = {}
    for pid, fields in stats.items():
        if fields:
            children.setdefault(int(fields[PPID]), []).append(pid)

    def spent(pid: int) -> int:
        if pid == os.getpid():
            return sum(map(int, stats[pid][UTIME : UTIME + 2]))
        own = sum(map(int, stats[pid][UTIME : CSTIME + 1])) if stats.get(pid) else 0
        return own + sum(spent(child) for child in children.get(pid, ()))

    return {group: spent(pid) / TICKS for group, pid in groups.items()}


def machine_seconds() -> float:
    """Seconds so far that all cores together were busy, with whatever it was."""
    user, nice, system, _, _, irq, softirq, steal = map(
        int, Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]
    )
    return (user + nice + system + irq + softirq + steal) / TICKS


async def quiet(groups: Mapping[str, int]) -> None:
    """Wait until these processes have next to nothing to do, so that one block's leftovers do not burden the next."""
    before = sum(cpu_seconds(groups).values())
    for _ in range(int(PATIENCE / LOOK_EVERY)):
        await asyncio.sleep(LOOK_EVERY)
        now = sum(cpu_seconds(groups).values())
        if now - before < QUIET_SHARE * LOOK_EVERY:
            return
        before = now
