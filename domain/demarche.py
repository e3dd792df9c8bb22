"""The demarche as a procedure: its stages read off the facts, and its next due moment.

Source: `domain.md` 8(b) B2, after 5 FAH-1 H-613: draft, clear, approve, release by State, deliver, report,
assess.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.case import CaseFacts
from domain.clearance import approved, clearance_obstacles
from domain.vocabulary import ENDED, Channel, Milestone, Stage

RELEASING_AGENCY: Final = "state"
"""Only State may instruct a post (5 FAH-1 H-613), wherever the content comes from."""

CHANNELS: Final = frozenset({Channel.FRONT_CHANNEL_CABLE})

WORKING_DAYS: Final = {Stage.DELIVERY: 5, Stage.REPORT: 2, Stage.ASSESSMENT: 10}
"""Days after which a stage is overdue: delivery and reporting are our choice ("as soon as possible" has no
number); ten working days for the assessment as in `domain.md` B2."""


def stage(facts: CaseFacts) -> Stage:
    """Where the case stands. A pure reading: the same facts always give the same stage."""
    if facts.withdrawn:
        return Stage.WITHDRAWN
    if facts.recalled:
        return Stage.RECALLED
    if facts.release is not None:
        return _after_release(facts)
    if facts.round is None:
        return Stage.DRAFTING
    if clearance_obstacles(facts):
        return Stage.CLEARANCE
    return Stage.RELEASE if approved(facts) else Stage.APPROVAL


def _after_release(facts: CaseFacts) -> Stage:
    if not facts.passed(Milestone.DELIVERED):
        return Stage.DELIVERY
    if not facts.passed(Milestone.REPORTED):
        return Stage.REPORT
    return Stage.CLOSED if facts.passed(Milestone.ASSESSED) else Stage.ASSESSMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A moment at which time itself has something to do. `key` is unique in the case and says what."""

    key: str
    at: datetime


def moments(
    facts: CaseFacts,
    reminders: Callable[[datetime, datetime, str], tuple[tuple[str, datetime], ...]],
    after: Callable[[datetime, int], datetime],
) -> tuple[Due, ...]:
    """What is still to come due in the present stage, soonest first.

    Args:
        facts: the case.
        reminders: (circulated_at, suspense, precedence) -> the reminders on the agencies' calendar.
        after: (instant, working days) -> the close of business so many working days later.
    """
    now_in = stage(facts)
    if now_in in ENDED:
        return ()
    coming: list[Due] = []
    if now_in is Stage.CLEARANCE and facts.round is not None:
        on = facts.round
        coming = [
            Due(key=f"round-{on.number}/{kind}", at=at)
            for kind, at in reminders(on.circulated_at, on.suspense, on.precedence)
        ]
        coming.append(Due(key=f"round-{on.number}/overdue", at=on.suspense))
    elif now_in in WORKING_DAYS:
        since = _entered(facts, now_in)
        coming = [Due(key=f"{now_in}/overdue", at=after(since, WORKING_DAYS[now_in]))]
    return tuple(sorted((d for d in coming if d.key not in facts.time_acts), key=lambda due: (due.at, due.key)))


def _entered(facts: CaseFacts, now_in: Stage) -> datetime:
    before = {Stage.REPORT: Milestone.DELIVERED, Stage.ASSESSMENT: Milestone.REPORTED}.get(now_in)
    for passed in reversed(facts.milestones):
        if passed.name is before:
            return passed.at
    return facts.release.at if facts.release is not None else facts.opened_at
