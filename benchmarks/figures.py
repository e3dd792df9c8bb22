"""Figures: what a block of requests took, and the quantiles, throughputs and ratios of many blocks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One stretch of one kind of operation.

    Attributes:
        latencies: seconds from request to answer, one each operation.
        elapsed: seconds from the first request to the last answer.
        cpu: CPU seconds by process group, until what the operations left behind had been worked off.
        others: CPU seconds that the machine's other processes took meanwhile.
        lasted: seconds from the first request until all was worked off.
    """

    latencies: tuple[float, ...]
    elapsed: float
    cpu: dict[str, float] = field(default_factory=dict)
    others: float = 0.0
    lasted: float = 0.0

    @property
    def throughput(self) -> float:
        """Operations a second."""
        return len(self.latencies) / self.elapsed


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that is not exceeded by `share` of the values (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All blocks of one kind at one concurrency.

    Attributes:
        count: operations in all.
        p50, p95, p99: latency in milliseconds.
        throughput: operations a second.
        cpu: milliseconds of CPU an operation, by process group.
    """

    count: int
    p50: float
    p95: float
    p99: float
    throughput: float
    cpu: dict[str, float]


def summary(blocks: Sequence[Block]) -> Summary:
    """Put all operations of these blocks together."""
    latencies = [latency * 1000 for block in blocks for latency in block.latencies]
    groups = {group for block in blocks for group in block.cpu}
    return Summary(
        count=len(latencies),
        p50=quantile(latencies, 0.5),
        p95=quantile(latencies, 0.95),
        p99=quantile(latencies, 0.99),
        throughput=len(latencies) / sum(block.elapsed for block in blocks),
        cpu={
            group: sum(block.cpu.get(group, 0) for block in blocks) * 1000 / len(latencies) for group in sorted(groups)
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One figure of one kind over that of another: from all blocks; and in each round, the least, middle and most."""

    value: float
    middle: float
    least: float
    most: float


def median_ratio(of: Sequence[Block], over: Sequence[Block]) -> Ratio:
    """Median latency of one kind over that of another."""
    return _ratio(
        summary(of).p50 / summary(over).p50,
        [quantile(a.latencies, 0.5) / quantile(b.latencies, 0.5) for a, b in zip(of, over, strict=True)],
    )


def throughput_ratio(of: Sequence[Block], over: Sequence[Block]) -> Ratio:
    """Throughput of one kind over that of another."""
    return _ratio(
        summary(of).throughput / summary(over).throughput,
        [a.throughput / b.throughput for a, b in zip(of, over, strict=True)],
    )


def _ratio(value: float, rounds: Sequence[float]) -> Ratio:
    return Ratio(value=value, middle=quantile(rounds, 0.5), least=min(rounds), most=max(rounds))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One thing to reach, and whether this run did."""

    name: str
    wanted: str
    found: float
    reached: bool
