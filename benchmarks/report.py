"""The results of a run: its targets, as a table for people and as JSON."""

import os
import platform
from dataclasses import asdict, dataclass

from benchmarks.figures import Block, Ratio, Summary, Target, median_ratio, quantile, summary, throughput_ratio
from benchmarks.wire import Json

NAMES = {
    "sign_off": "(a) sign-off over HTTP",
    "update": "(b) bare update",
    "update_plain": "(b') bare update, payloads not encrypted",
    "commit": "(c) one-row commit",
}
OWN = {
    "sign_off": ("API", "PostgreSQL", "worker", "Temporal", "sign-in", "client"),
    "update": ("bare worker", "Temporal", "client"),
    "update_plain": ("bare worker", "Temporal", "client"),
    "commit": ("PostgreSQL", "client"),
}
ALONE, TOGETHER = 1, 20
QUIET = 0.1
"""Share of the machine that other processes may take before the figures are called into question."""
ALONE_AT_MOST, TOGETHER_AT_LEAST, ACTED_P95_MS, EVENTS = 0.7, 1.0, 300, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What one run measured.

    Attributes:
        blocks: by kind and number of clients.
        spread: over how many cases, and over how many bare runs.
        acted_alone, acted_together: seconds from the last concurrence's answer until the workflow acted.
        events: of a clean demarche's history.
    """

    blocks: dict[tuple[str, int], list[Block]]
    spread: int
    acted_alone: list[float]
    acted_together: list[float]
    events: int

    def targets(self) -> tuple[Target, ...]:
        """What was to be reached. (b) is the faster of the two bare updates, whichever that is in this run."""
        alone = max(
            median_ratio(self.blocks["sign_off", ALONE], self.blocks[b, ALONE]).value
            for b in ("update", "update_plain")
        )
        together = min(
            throughput_ratio(self.blocks["sign_off", TOGETHER], self.blocks[b, TOGETHER]).value
            for b in ("update", "update_plain")
        )
        acted = quantile(self.acted_alone, 0.95) * 1000
        return (
            Target(
                name="median alone, (a) over (b)",
                wanted=f"<= {ALONE_AT_MOST}",
                found=alone,
                reached=alone <= ALONE_AT_MOST,
            ),
            Target(
                name="throughput at 20, (a) over (b)",
                wanted=f">= {TOGETHER_AT_LEAST}",
                found=together,
                reached=together >= TOGETHER_AT_LEAST,
            ),
            Target(
                name="last concurrence -> workflow has acted, p95, ms",
                wanted=f"<= {ACTED_P95_MS}",
                found=acted,
                reached=acted <= ACTED_P95_MS,
            ),
            Target(
                name="history events of a clean demarche, 4 agencies",
                wanted=f"<= {EVENTS}",
                found=self.events,
                reached=self.events <= EVENTS,
            ),
        )


def machine() -> dict[str, str | int | None]:
    """What it ran on."""
    return {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}


def others_share(results: Results) -> float:
    """Which share of all cores the machine's other processes took during the blocks: 0 on a quiet machine."""
    blocks = [block for kind in results.blocks.values() for block in kind]
    return sum(block.others for block in blocks) / sum(block.lasted for block in blocks) / (os.cpu_count() or 1)


def as_json(results: Results) -> Json:
    """Everything, for a program."""
    return {
        "machine": machine(),
        "others_share": others_share(results),
        "kinds": {
            f"{kind}@{clients}": {**asdict(summary(blocks)), "blocks": len(blocks)}
            for (kind, clients), blocks in results.blocks.items()
        },
        "ratios": {name: asdict(ratio) for name, ratio in ratios(results).items()},
        "spread_over": results.spread,
        "acted_ms": {
            "alone": _acted(results.acted_alone),
            "together": _acted(results.acted_together),
        },
        "events": results.events,
        "targets": [asdict(target) for target in results.targets()],
    }


def _acted(seconds: list[float]) -> dict[str, float]:
    return {
        "count": len(seconds),
        "p50": quantile(seconds, 0.5) * 1000,
        "p95": quantile(seconds, 0.95) * 1000,
        "most": max(seconds) * 1000,
    }


def ratios(results: Results) -> dict[str, Ratio]:
    """(a) over each yardstick."""
    found = {}
    for over in ("update", "update_plain", "commit"):
        for clients in (ALONE, TOGETHER):
            mine, theirs = results.blocks["sign_off", clients], results.blocks[over, clients]
            found[f"median@{clients} sign_off/{over}"] = median_ratio(mine, theirs)
            found[f"throughput@{clients} sign_off/{over}"] = throughput_ratio(mine, theirs)
    return found


def print_results(results: Results) -> None:
    """Everything, for a person."""
    where = machine()
    print(
        f"\n{where['cores']} cores; {where['system']}; Python {where['python']}; over {results.spread} cases and runs\n"
    )
    others = others_share(results)
    print(f"Other processes took {others:.0%} of the machine meanwhile.")
    print("Too much for latencies to say anything: run it again on a quiet machine.\n" if others > QUIET else "")
    print(f"{'':<42}{'clients':>8}{'count':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'per s':>9}")
    figures: dict[tuple[str, int], Summary] = {key: summary(blocks) for key, blocks in results.blocks.items()}
    for clients in (ALONE, TOGETHER):
        for kind, name in NAMES.items():
            s = figures[kind, clients]
            print(f"{name:<42}{clients:>8}{s.count:>8}{s.p50:>9.2f}{s.p95:>9.2f}{s.p99:>9.2f}{s.throughput:>9.1f}")
    print("\nRatios (in brackets: least, middle and most of the rounds)")
    for name, ratio in ratios(results).items():
        print(f"  {name:<42}{ratio.value:>7.2f}   [{ratio.least:.2f} .. {ratio.middle:.2f} .. {ratio.most:.2f}]")
    print("\nCPU, milliseconds an operation (wakes worked off; the stack's idle upkeep included)")
    for clients in (ALONE, TOGETHER):
        for kind, name in NAMES.items():
            spent = {group: figures[kind, clients].cpu[group] for group in OWN[kind]}
            parts = ", ".join(f"{group} {ms:.2f}" for group, ms in spent.items())
            print(f"  {name:<42}at {clients:<3} {sum(spent.values()):>6.2f} = {parts}")
    print("\nLast concurrence -> workflow has acted, ms")
    for how, seconds in (("one case at a time", results.acted_alone), ("20 cases at once", results.acted_together)):
        a = _acted(seconds)
        print(f"  {how:<42}p50 {a['p50']:.0f}, p95 {a['p95']:.0f}, most {a['most']:.0f} (of {a['count']:.0f})")
    print(f"\nHistory events of a clean demarche with four agencies: {results.events}\n")
    for target in results.targets():
        print(f"{'PASS' if target.reached else 'MISS'}  {target.name:<52}{target.found:>8.2f}   wanted {target.wanted}")
