"""When time has something to do in a case: reminders, lapses, ends of holds, overdue steps, a procedure's clocks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.case import CaseFacts
from domain.clearance import open_holds, standing
from domain.ladder import TOTAL_DAYS, WORKING_DAYS, Rung, below_nsc, next_up
from domain.procedure import WASHINGTON_TIME, Step
from domain.procedures.registry import rules_of
from domain.silence import lapses_at, suspense_of
from domain.stages import awaited, stage
from domain.vocabulary import ENDED, Place, Stage

AfterWorkingDays = Callable[[datetime, int, str], datetime]
"""(instant, working days, whose calendar) -> the close of business so many working days later, there."""


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
    after: AfterWorkingDays,
) -> tuple[Due, ...]:
    """What is still to come due in the present stage, soonest first.

    Args:
        facts: the case.
        reminders: (circulated_at, suspense, precedence) -> the reminders on the agencies' calendar.
        after: (instant, working days, whose calendar) -> the close of business so many working days later, there.
    """
    now_in = stage(facts)
    if now_in in ENDED:
        return ()
    coming: list[Due] = []
    if now_in is Stage.CLEARANCE:
        coming = [*_round_moments(facts, reminders), *_lapses(facts)]
    elif now_in is Stage.SPLIT:
        coming = [*_rung_moments(facts, after)]
    elif (step := awaited(facts)) is not None and step.working_days is not None:
        coming = [Due(key=f"{step.stage}/overdue", at=after(_since(facts, step), step.working_days, step.calendar))]
    coming += [Due(key=clock.key, at=clock.at) for clock in rules_of(facts).clocks(facts)]
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


def _rung_moments(facts: CaseFacts, after: AfterWorkingDays) -> Iterator[Due]:
    """A split that nobody settles at its rung in time goes up; after ninety days it is before the NSC."""
    split = facts.split
    if split is None:
        return
    since = split.moves[-1].at
    key = f"split/{split.id}/{len(split.moves)}/{split.rung}"
    up = next_up(split.track, split.rung)
    if up is None:
        yield Due(key=f"{key}/overdue", at=after(since, WORKING_DAYS[split.rung], WASHINGTON_TIME))
        return
    yield Due(key=key, at=after(since, WORKING_DAYS[split.rung], WASHINGTON_TIME), act=DueAct.REFER_UP, rung=up)
    if below_nsc(split.track, split.rung):
        cap = split.opened_at + timedelta(days=TOTAL_DAYS)
        yield Due(key=f"{key}/cap", at=cap, act=DueAct.REFER_UP, rung=Rung.NSC)


def _lapses(facts: CaseFacts) -> Iterator[Due]:
    on = facts.round
    for seat in facts.seats if on else ():
        at = lapses_at(facts, seat.agency)
        if on is not None and at is not None:
            key = f"round-{on.number}/lapse/{seat.agency}"
            yield Due(key=key, at=at, act=DueAct.CLEAR_BY_DEFAULT, agency=seat.agency)


def _since(facts: CaseFacts, step: Step) -> datetime:
    """Since when the case has been waiting for that step: the step before it, or what it follows."""
    before: datetime = (
        facts.release.at if facts.release is not None and step.place is Place.AFTER else _worked_on(facts)
    )
    for earlier in rules_of(facts).steps:
        if earlier is step:
            break
        if earlier.place is step.place:
            before = max([before, *(m.at for m in facts.milestones if m.name is earlier.name)])
    return before


def _worked_on(facts: CaseFacts) -> datetime:
    """When the text last moved: the case's opening, an answer, an approval."""
    moved = [facts.opened_at, *(s.at for s in facts.sign_offs), *(a.at for a in facts.approvals)]
    return max([*moved, *(m.at for m in facts.milestones if m.version is None)])
