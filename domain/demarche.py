"""The demarche as a procedure: its stages read off the facts, and its next due moment.

Source: `domain.md` 8(b) B2, after 5 FAH-1 H-613: draft, clear, approve, release by State, deliver, report,
assess.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.case import CaseFacts
from domain.clearance import approved, clearance_obstacles, open_holds, standing
from domain.ladder import TOTAL_DAYS, Rung, below_nsc, next_up
from domain.ladder import WORKING_DAYS as RUNG_DAYS
from domain.reading import once
from domain.silence import lapses_at, suspense_of
from domain.vocabulary import BY_THE_PRESIDENT, ENDED, Channel, Milestone, Stage

RELEASING_AGENCY: Final = "state"
"""Only State may instruct a post (5 FAH-1 H-613), wherever the content comes from."""

CHANNELS: Final = frozenset({Channel.FRONT_CHANNEL_CABLE})

WORKING_DAYS: Final = {Stage.DELIVERY: 5, Stage.REPORT: 2, Stage.ASSESSMENT: 10}
"""Days after which a stage is overdue: delivery and reporting are our choice ("as soon as possible" has no
number); ten working days for the assessment as in `domain.md` B2."""


@once
def stage(facts: CaseFacts) -> Stage:
    """Where the case stands. A pure reading: the same facts always give the same stage."""
    if facts.withdrawn:
        return Stage.WITHDRAWN
    if facts.recalled:
        return Stage.RECALLED
    if facts.release is not None:
        return _after_release(facts)
    return _before_release(facts)


def _before_release(facts: CaseFacts) -> Stage:
    if facts.split is not None:
        return Stage.SPLIT
    decided = facts.binding is not None and facts.binding.outcome in BY_THE_PRESIDENT
    if facts.head.number in facts.sent_back or (facts.round is None and not decided):
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


class DueAct(StrEnum):
    """What time does when a moment has come."""

    NOTE = "note"
    CLEAR_BY_DEFAULT = "clear_by_default"
    END_HOLD = "end_hold"
    REFER_UP = "refer_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A moment at which time itself has something to do. `key` is unique in the case and says what."""

    key: str
    at: datetime
    act: DueAct = DueAct.NOTE
    agency: str = ""
    hold: UUID | None = None
    rung: Rung | None = None


def moments(
    facts: CaseFacts,
    reminders: Callable[[datetime, datetime, str], tuple[tuple[str, datetime], ...]],
    after: Callable[[datetime, int, Stage], datetime],
) -> tuple[Due, ...]:
    """What is still to come due in the present stage, soonest first.

    Args:
        facts: the case.
        reminders: (circulated_at, suspense, precedence) -> the reminders on the agencies' calendar.
        after: (instant, working days, stage) -> the close of business so many working days later, on the calendar of
            the place where the stage's work is done.
    """
    now_in = stage(facts)
    if now_in in ENDED:
        return ()
    coming: list[Due] = []
    if now_in is Stage.CLEARANCE:
        coming = [*_round_moments(facts, reminders), *_lapses(facts)]
    elif now_in is Stage.SPLIT:
        coming = [*_rung_moments(facts, after)]
    elif now_in in WORKING_DAYS:
        since = _entered(facts, now_in)
        coming = [Due(key=f"{now_in}/overdue", at=after(since, WORKING_DAYS[now_in], now_in))]
    coming += [
        Due(key=f"hold/{hold.id}", at=hold.until, act=DueAct.END_HOLD, hold=hold.id) for hold in open_holds(facts)
    ]
    return tuple(sorted((d for d in coming if d.key not in facts.time_acts), key=lambda due: (due.at, due.key)))


def _round_moments(
    facts: CaseFacts, reminders: Callable[[datetime, datetime, str], tuple[tuple[str, datetime], ...]]
) -> Iterator[Due]:
    on = facts.round
    if on is None:
        return
    for kind, at in reminders(on.circulated_at, on.suspense, on.precedence):
        yield Due(key=f"round-{on.number}/{kind}", at=at)
    yield Due(key=f"round-{on.number}/overdue", at=on.suspense)
    for seat in facts.seats:
        own = suspense_of(facts, seat.agency)
        if own is not None and own > on.suspense and seat.agency not in standing(facts):
            # An agency with an extension of its own is late only then, and again if it is extended once more.
            yield Due(key=f"round-{on.number}/overdue/{seat.agency}/{own.isoformat()}", at=own, agency=seat.agency)


def _rung_moments(facts: CaseFacts, after: Callable[[datetime, int, Stage], datetime]) -> Iterator[Due]:
    """A split that nobody settles at its rung in time goes up; after ninety days it is before the NSC."""
    split = facts.split
    if split is None:
        return
    since = split.moves[-1].at
    key = f"split/{split.id}/{len(split.moves)}/{split.rung}"
    up = next_up(split.track, split.rung)
    if up is None:
        yield Due(key=f"{key}/overdue", at=after(since, RUNG_DAYS[split.rung], Stage.SPLIT))
        return
    yield Due(key=key, at=after(since, RUNG_DAYS[split.rung], Stage.SPLIT), act=DueAct.REFER_UP, rung=up)
    if below_nsc(split.track, split.rung):
        cap = split.opened_at + timedelta(days=TOTAL_DAYS)
        yield Due(key=f"{key}/cap", at=cap, act=DueAct.REFER_UP, rung=Rung.NSC)


def _lapses(facts: CaseFacts) -> Iterator[Due]:
    on = facts.round
    if on is None or not on.default_clearance:
        return
    for seat in facts.seats:
        at = lapses_at(facts, seat.agency)
        if at is not None:
            key = f"round-{on.number}/lapse/{seat.agency}"
            yield Due(key=key, at=at, act=DueAct.CLEAR_BY_DEFAULT, agency=seat.agency)


def _entered(facts: CaseFacts, now_in: Stage) -> datetime:
    before = {Stage.REPORT: Milestone.DELIVERED, Stage.ASSESSMENT: Milestone.REPORTED}.get(now_in)
    for passed in reversed(facts.milestones):
        if passed.name is before:
            return passed.at
    return facts.release.at if facts.release is not None else facts.opened_at
