"""Random walks through clearance, by officials entitled and not, while time moves: what must hold at each step."""

import re
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from casework.desk import Caller
from casework.timekeeping import keep_time
from casework.verification import verify_all
from db.engine import Database
from domain.refusals import Refusal
from tests.casework.forger import breaches
from tests.casework.test_equity import set_policy
from tests.casework.told import assert_told_alike
from tests.casework.walking import DEEDS, LIKELY, PERSONAS, Moment
from tests.casework.walking_to import Goal, Reached, Step, towards
from tests.db.direct_sql import a_small_draft
from tests.office import COORDINATORS, Office, View

pytestmark = pytest.mark.asyncio

STEPS = 100
BOUND = 0.72
"""How often a step is one towards the goal; the others are anybody's, entitled or not."""

SHIFTED_CLOCK = "clock"
LED = "SELECT kind FROM ledger WHERE case_id = :id AND seq > :seq ORDER BY seq"
EVERY_ANSWER = "SELECT id FROM sign_off UNION ALL SELECT id FROM comment"
TOO_EARLY = (
    "SELECT s.id FROM sign_off s JOIN clearance_round r ON (r.case_id, r.round) = (s.case_id, s.round)"
    " LEFT JOIN receipt x ON (x.case_id, x.round, x.agency) = (s.case_id, s.round, s.agency)"
    " WHERE s.response = 'cleared_by_default' AND (x.full_time_at IS NULL OR NOT r.default_clearance"
    " OR s.agency IN ('nsc', 'state') OR s.at < x.full_time_at OR s.at < r.suspense OR s.at < (SELECT max(e.until)"
    " FROM extension e WHERE (e.case_id, e.round, e.agency) = (s.case_id, s.round, s.agency)))"
)
BY_TIME = r"(time_act|sign_off|hold_end|split_move|)"


@dataclass
class Walk:
    """One walk: cases one after another, each bound for a goal, until it has ended or gone out."""

    office: Office
    worker: Database
    owner: Database
    rng: Random
    case: View = field(default_factory=dict)
    goals: list[Goal] = field(default_factory=list)
    said: frozenset[Any] = frozenset()
    done: list[str] = field(default_factory=list)
    reached: Reached = field(default_factory=Reached)

    async def ask(self, question: str, **given: object) -> list[Any]:
        async with self.owner.begin() as tx:
            return list((await tx.execute(text(question), given)).scalars())

    async def step(self) -> None:
        if not self.case or self.case["stage"] not in {*LIKELY, "delivery"} or self.case["release"]:
            self.case = await a_small_draft(self.office)
            self.goals = self.goals[1:] or self.rng.sample(list(Goal), len(Goal))
        before = await self.office.look(self.case)
        wanted = towards(self.goals[0], before, self.rng) if self.rng.random() < BOUND else None
        if wanted is not None and wanted.deed == "time":
            what = await self.let_time_pass(before, int(wanted.how))
        elif wanted is None and self.rng.random() < 0.15:
            what = await self.let_time_pass(before, self.rng.choice((3, 30, 150, 400)))
        else:
            what = await self.somebody_acts(before, wanted)
        self.done.append(what)
        await self.check(before, what)

    async def let_time_pass(self, before: View, hours: int) -> str:
        await self.ask("UPDATE sec.clock SET shift = shift + make_interval(hours => :h) RETURNING 1", h=hours)
        await keep_time(self.worker, UUID(before["id"]))
        return "time"

    async def somebody_acts(self, before: View, wanted: Step | None) -> str:
        (now,) = await self.ask("SELECT sec.now()")
        agency = (wanted.agency if wanted else "") or self.whose(before)
        moment = Moment(self.office, before, agency, now, self.rng, wanted.how if wanted else "")
        likely = LIKELY.get(before["stage"], "recall").split()
        what = wanted.deed if wanted else self.rng.choice(likely if self.rng.random() < 0.7 else sorted(DEEDS))
        entitled = wanted is not None or self.rng.random() < 0.7
        by = DEEDS[what].usually(moment) if entitled else self.rng.choice(PERSONAS)
        try:
            await DEEDS[what].do(moment, Caller(subject=by))
        except Refusal as refusal:
            return f"refused {what} {refusal.code}"
        return what

    def whose(self, case: View) -> str:
        waiting = [
            s["agency"]
            for s in (case["round"] or {"agencies": []})["agencies"]
            if s["right"] == "must_clear" and s["response"] in (None, "nonconcur") and s["agency"] in COORDINATORS
        ]
        return (
            self.rng.choice(waiting) if waiting and self.rng.random() < 0.8 else self.rng.choice(sorted(COORDINATORS))
        )

    async def check(self, before: View, what: str) -> None:
        kinds = await self.ask(LED, id=before["id"], seq=before["version"])
        leaves = BY_TIME if what == "time" else "" if what.startswith("refused") else DEEDS[what].leaves
        told = f"{self.done} left {kinds}"
        if what == "time":
            assert all(re.fullmatch(leaves, kind) for kind in kinds), told
        else:
            assert re.fullmatch(leaves, " ".join(kinds)), told
        self.case = await self.office.look(before)
        await assert_told_alike(self.office.db, self.worker, self.owner, UUID(before["id"]))
        assert self.case["version"] == before["version"] + len(kinds), told
        if "release" in kinds:
            assert (before["blocked_by"], before["stage"]) == ([], "release"), told
        if self.case["stage"] == "release":
            assert self.case["blocked_by"] == [], told
        said = frozenset(await self.ask(EVERY_ANSWER))
        assert said >= self.said, told
        self.said = said
        assert await self.ask(TOO_EARLY) == [], told
        self.note(what, kinds)

    def note(self, what: str, kinds: list[str]) -> None:
        """Remember which of the things came about for whose sake the walks are made."""
        for kind in kinds:
            self.reached.note("default clearance" if (what, kind) == ("time", "sign_off") else kind)
        if what.startswith("refused"):
            self.reached.note("refusal")


SOMETIMES = {"release", "default clearance", "split", "ruling", "carry_over", "office_clearance", "hold_end"}
"""What walks are made for: each comes to a release, and to all of these but one or two, or it has walked in vain."""


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_is_tried_the_record_stays_sound_and_the_walk_reaches_what_matters(
    office: Office, worker_db: Database, owner_db: Database, verifier_db: Database, seed: int
) -> None:
    await set_policy(owner_db, "always", "nsc", "commerce")
    walk = Walk(office, worker_db, owner_db, Random(seed))  # noqa: S311 - a walk, not a secret
    for _ in range(STEPS):
        await walk.step()
    reached = walk.reached.counts
    assert reached["release"] >= 2, reached
    assert reached["refusal"] >= 5, reached
    assert len(SOMETIMES - reached.keys()) <= 2, reached
    found = {breach for breach in breaches(await verify_all(verifier_db)) if breach[0] != SHIFTED_CLOCK}
    assert found == set(), walk.done
