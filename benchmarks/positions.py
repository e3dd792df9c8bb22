"""`positions/verify` against all positions: how long it takes over HTTP as the register grows, and whether it is right.

`python -m benchmarks.positions [--asks 60] [--sizes 100 1000 10000] [--json FILE]`: a fresh embedded stack with its
usual settings on a temporary folder; everything on loopback. Positions are put into the register's own tables, as the
role that owns them and in the form that an adoption gives them: ten thousand clearances would measure clearances.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.figures import quantile
from benchmarks.stack import measured_stack
from benchmarks.wire import Connection, Json, post
from db.engine import Database
from embedded.client import Client
from embedded.stack import Stack

SIZES = (100, 1_000, 10_000)
ASKS = 60
AT_ONCE = 100
PERSONAS = ("nsc.asia", "embassy.tokyo")
"""One who watches all, and one whose access is by list."""

KINDS = ("the same", "nearly", "never", "long")
"""A position as it is; with two words changed; four paragraphs that nobody cleared; a position among 36 such ones."""

BEGAN = datetime(2000, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=1)
COMMON = (
    "The United States attaches the greatest importance to close consultation with Japan on this matter.",
    "We speak as an ally and expect the answer of an ally.",
    "This is said in confidence and is not for the press.",
)
"""Sentences that stand in every third text: what stands everywhere tells nothing apart, and must cost nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A position that was put in: its id, and the words that may be said of it."""

    id: UUID
    bottom_line: str
    points: tuple[str, ...]

    @property
    def paper(self) -> str:
        """As it would be found: its paragraphs, an empty line between two."""
        return "\n\n".join((self.bottom_line, *self.points))


class Writer:
    """Writes texts of words that are rare and frequent as in a language, always the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - texts for a measurement
        syllables = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "on")]
        made = ("".join(self.chance.sample(syllables, self.chance.randint(1, 3))) for _ in range(4_000))
        self._words = list(dict.fromkeys(made))
        self._weights = [1 / (place + 3) for place in range(len(self._words))]

    def sentence(self, length: int) -> str:
        """So many words and a full stop."""
        words = self.chance.choices(self._words, self._weights, k=length)
        return " ".join(words).capitalize() + "."

    def position(self) -> Made:
        """A bottom line and three talking points."""
        points = [self.sentence(self.chance.randint(18, 40)) for _ in range(3)]
        if self.chance.random() < 1 / 3:
            points[0] = self.chance.choice(COMMON)
        return Made(id=uuid4(), bottom_line=self.sentence(self.chance.randint(14, 26)), points=tuple(points))

    def changed(self, paper: str) -> str:
        """The same with two words replaced."""
        words = paper.split(" ")
        for place in self.chance.sample(range(len(words)), 2):
            words[place] = "otherwise"
        return " ".join(words)


_KEYS = text("SELECT issue, counterpart, audience FROM position_key ORDER BY 1, 2, 3")
_POSITION = text(
    "INSERT INTO position VALUES (:id, :issue, :counterpart, :audience, 1, '{state,nsc}', NULL, NULL, 'state', :at)"
)
_PART = text("INSERT INTO position_part VALUES (:id, :part, :ordinal, :paragraph, 1, '{}', :text)")
_PERIOD = text(
    "INSERT INTO position_period VALUES (:id, :issue, :counterpart, :audience, tstzrange(:begins, :ends),"
    " tstzrange(:at, NULL))"
)
_KNOW = text("SELECT know_position(:id)")


class Register:
    """The register while it grows: each voice has one position after another."""

    def __init__(self, owner: Database, writer: Writer) -> None:
        self._owner = owner
        self._writer = writer
        self.made: list[Made] = []

    async def grow_to(self, size: int) -> None:
        """Put in positions until there are so many."""
        async with self._owner.begin() as tx:
            keys = [tuple(row) for row in await tx.execute(_KEYS)]
        while len(self.made) < size:
            async with self._owner.begin() as tx:
                for _ in range(min(AT_ONCE, size - len(self.made))):
                    await self._put_in(tx, keys[len(self.made) % len(keys)], len(self.made) // len(keys))
        async with self._owner.engine.connect() as connection:
            raw = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await raw.execute(text("ANALYZE"))

    async def _put_in(self, tx: AsyncConnection, key: Sequence[str], place: int) -> None:
        one = self._writer.position()
        begins = BEGAN + place * SPAN
        voice = dict(zip(("issue", "counterpart", "audience"), key, strict=True))
        await tx.execute(_POSITION, {"id": one.id, **voice, "at": begins})
        for number, words in enumerate((one.bottom_line, *one.points)):
            part = {"part": "talking_points" if number else "bottom_line", "ordinal": number or 1}
            await tx.execute(_PART, {"id": one.id, **part, "paragraph": number + 1, "text": words})
        await tx.execute(_PERIOD, {"id": one.id, **voice, "begins": begins, "ends": begins + SPAN, "at": begins})
        await tx.execute(_KNOW, {"id": one.id})
        self.made.append(one)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one kind of question took at one size."""

    size: int
    persona: str
    kind: str
    count: int
    p50: float
    p95: float
    most: float
    right: float


@dataclass(slots=True, kw_only=True)
class Bench:
    """One run on one stack."""

    stack: Stack
    api: Client
    writer: Writer
    asks: int
    chance: random.Random

    async def at_size(self, register: Register) -> list[Figures]:
        """Ask every kind of question as every persona."""
        return [await self._ask(register, persona, kind) for persona in PERSONAS for kind in KINDS]

    async def _ask(self, register: Register, persona: str, kind: str) -> Figures:
        connection = await Connection.to(self.stack.api_url)
        took, right = [], 0
        for turn in range(self.asks + 3):
            one = self.chance.choice(register.made)
            request = post(
                self.stack.api_url, self.api.token(persona), "/positions/verify", {"text": self._paper(one, kind)}
            )
            began = time.perf_counter()
            answer: Json = json.loads(await connection.send(request, 200))
            if turn >= 3:  # the first ones warm connection and plans
                took.append((time.perf_counter() - began) * 1000)
                right += self._is_right(answer, one, kind)
        connection.close()
        return Figures(
            size=len(register.made),
            persona=persona,
            kind=kind,
            count=len(took),
            p50=quantile(took, 0.5),
            p95=quantile(took, 0.95),
            most=max(took),
            right=right / len(took),
        )

    def _paper(self, one: Made, kind: str) -> str:
        if kind == "the same":
            return one.paper
        if kind == "nearly":
            return self.writer.changed(one.paper)
        if kind == "never":
            return "\n\n".join(self.writer.sentence(30) for _ in range(4))
        return "\n\n".join((one.paper, *(self.writer.sentence(60) for _ in range(36))))

    @staticmethod
    def _is_right(answer: Json, one: Made, kind: str) -> bool:
        source = answer["source"]
        if kind == "the same":
            return bool(answer["verdict"] == "superseded" and source["position"] == str(one.id))
        if kind == "nearly":
            return bool(answer["verdict"] == "nearly" and source["position"] == str(one.id))
        if kind == "never":
            return bool(answer["verdict"] == "never_cleared")
        known = [part for part in answer["paragraphs"] if part["verdict"] == "superseded"]
        return len(known) == 1 + len(one.points)


async def measure(stack: Stack, sizes: Sequence[int], asks: int) -> list[Figures]:
    """Let the register grow, and ask at each size."""
    owner = Database(stack.environment["ONEVOICE_OWNER_DATABASE_URL"], size=2, statement_timeout_ms=120_000)
    found: list[Figures] = []
    with Client(stack) as api:
        register = Register(owner, Writer(62))
        bench = Bench(stack=stack, api=api, writer=Writer(1982), asks=asks, chance=random.Random(25))  # noqa: S311 - as above
        for size in sizes:
            print(f"putting in {size} positions ...", file=sys.stderr, flush=True)
            await register.grow_to(size)
            print("asking ...", file=sys.stderr, flush=True)
            found += await bench.at_size(register)
    await owner.close()
    return found


def print_figures(found: Sequence[Figures]) -> None:
    """The table, and how each kind of question grows from the smallest register to the largest."""
    print(f"{os.cpu_count()} cores; {platform.platform()}; Python {platform.python_version()}\n")
    print(
        f"{'positions':>10} {'as':<14} {'paper':<9} {'count':>5} {'p50 ms':>8} {'p95 ms':>8} {'most ms':>8}"
        f" {'right':>7}"
    )
    for one in found:
        print(
            f"{one.size:>10,} {one.persona:<14} {one.kind:<9} {one.count:>5} {one.p50:>8.1f} {one.p95:>8.1f}"
            f" {one.most:>8.1f} {one.right:>7.0%}"
        )
    least, most = min(one.size for one in found), max(one.size for one in found)
    print(f"\nMedian at {most:,} over median at {least:,} positions, {most / least:.0f} times as many")
    for one in (one for one in found if one.size == most):
        before = next(o for o in found if (o.size, o.persona, o.kind) == (least, one.persona, one.kind))
        print(f"  {one.persona:<14} {one.kind:<9} {one.p50 / before.p50:>6.2f}")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--asks", type=int, default=ASKS, help=f"of each kind at each size (default: {ASKS})")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many positions, growing")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the stack is stopped and its folder removed
    with measured_stack(None) as stack:
        found = asyncio.run(measure(stack, sorted(given.sizes), given.asks))
    print_figures(found)
    if given.json is not None:
        given.json.write_text(json.dumps([asdict(one) for one in found], indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
