"""Where a random walk is bound for: the act that brings a case nearer to its goal, and what the walks have reached."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from tests.office import COORDINATORS, View

SILENT = "commerce"
"""The agency that says nothing where a walk is bound for silence."""


class Goal(StrEnum):
    """What a case is to come to, if nobody stops it."""

    RELEASE = "release"
    SILENCE = "silence"
    RULING = "ruling"
    CARRIED = "carried"
    OFFICE = "office"


@dataclass(frozen=True)
class Step:
    """One act towards a goal: which, for which agency, and how it has to come out."""

    deed: str
    agency: str = ""
    how: str = ""


@dataclass
class Reached:
    """How often a walk came to what walks are there to come to."""

    counts: dict[str, int] = field(default_factory=dict)

    def note(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


def wait(hours: int = 400) -> Step:
    """Let time go by."""
    return Step("time", how=str(hours))


CURES = (
    ("hold_open", Step("lift")),
    ("nonconcurrence", Step("split")),
    ("critical_comment_open", Step("dispose")),
    ("office_clearance_missing", Step("answer_for", how="concur")),
    ("office_nonconcurs", Step("answer_for", how="concur")),
)
"""What a text lacks, and the act that mends it; a nonconcurrence is brought up only on the way to a ruling."""


def towards(goal: Goal, case: View, rng: Random) -> Step | None:
    """The next act on the way; None where anything will do."""
    stages: dict[str, Callable[[], Step | None]] = {
        "drafting": lambda: _in_drafting(goal, case),
        "clearance": lambda: _in_clearance(goal, case, rng),
        "split": lambda: Step("rule", how="president_a" if case["split"]["rung"] == "president" else "refer_up"),
        "checks": lambda: Step("check"),
        "approval": lambda: _in_approval(goal, case, rng),
        "release": lambda: Step("release"),
    }
    return stages.get(case["stage"], lambda: None)()


def _in_drafting(goal: Goal, case: View) -> Step:
    if any(obstacle["lack"] == "sent_back" for obstacle in case["blocked_by"]):
        return Step("redraft")
    return Step("circulate", how={Goal.SILENCE: "silence", Goal.OFFICE: "office"}.get(goal, ""))


def _in_approval(goal: Goal, case: View, rng: Random) -> Step:
    if goal is Goal.RELEASE and rng.random() < 0.5:
        return Step("hold", SILENT)
    return Step("redraft") if goal is Goal.CARRIED and case["text"]["version"] == 1 else Step("approve")


def _in_clearance(goal: Goal, case: View, rng: Random) -> Step | None:
    lacks: dict[str, list[str]] = {}
    for obstacle in case["blocked_by"]:
        lacks.setdefault(obstacle["lack"], []).append(obstacle["agency"])
    for lack, step in CURES:
        if lack in lacks and (lack != "nonconcurrence" or goal is Goal.RULING):
            return step
    if "nonconcurrence" in lacks:
        return _known(rng.choice(lacks["nonconcurrence"]), "concur")
    return _next_answer(goal, case, lacks.get("clearance_missing", []), rng)


def _next_answer(goal: Goal, case: View, missing: list[str], rng: Random) -> Step | None:
    if goal is Goal.SILENCE and missing == [SILENT]:
        seat = next(s for s in case["round"]["agencies"] if s["agency"] == SILENT)
        return wait() if seat["received_at"] else Step("read", SILENT)
    others = [agency for agency in missing if goal is not Goal.SILENCE or agency != SILENT]
    if not others:
        return None
    agency = rng.choice(others)
    opposes = goal is Goal.RULING and agency == SILENT and case["text"]["version"] == 1
    return _known(agency, "nonconcur" if opposes else "concur")


def _known(agency: str, how: str) -> Step | None:
    return Step("sign", agency, how) if agency in COORDINATORS else None
