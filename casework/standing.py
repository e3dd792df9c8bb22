"""What follows from a case's facts: its stage, its suspense and its next due moment."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from casework.calendars import after_working_days, reminders_of
from db.acts import move_case
from db.facts import Standing
from domain.case import CaseFacts
from domain.moments import Due
from domain.moments import moments as moments_on
from domain.procedures.registry import rules_of
from domain.reading import once
from domain.stages import stage
from domain.vocabulary import Stage


@once
def moments(facts: CaseFacts) -> tuple[Due, ...]:
    """What is still to come due, soonest first, on the calendars that we keep."""
    return moments_on(facts, reminders_of(facts), after_working_days)


@once
def standing_of(facts: CaseFacts) -> Standing:
    """Derive stage, next due moment and suspense from the facts."""
    due = moments(facts)
    now_in = stage(facts)
    on = facts.round if now_in is Stage.CLEARANCE else None
    return Standing(
        stage=now_in,
        due_key=due[0].key if due else None,
        due_at=due[0].at if due else None,
        suspense=on.suspense if on else rules_of(facts).planned(facts, now_in),
    )


def is_overdue(facts: CaseFacts, now: datetime) -> bool:
    """Whether what the case waits for should have happened, noted by time already or not."""
    planned = rules_of(facts).planned(facts, stage(facts))
    if planned is not None and planned <= now:
        return True
    here = _here(facts, stage(facts))
    if any(key.startswith(here) and _OVERDUE in key for key in facts.time_acts):
        return True
    if any(clock.at <= now and _OVERDUE in clock.key for clock in rules_of(facts).clocks(facts)):
        return True
    return any(due.at <= now and due.key.startswith(here) and _OVERDUE in due.key for due in moments(facts))


_OVERDUE = "/overdue"


def _here(facts: CaseFacts, now_in: Stage) -> str:
    """With what the keys of the present stage's moments begin."""
    if now_in is Stage.CLEARANCE and facts.round is not None:
        return f"round-{facts.round.number}/"
    if now_in is Stage.SPLIT and facts.split is not None:
        return f"split/{facts.split.id}/{len(facts.split.moves)}/"
    return f"{now_in}/"


async def settle(tx: AsyncConnection, stood: Standing | None, after: CaseFacts) -> None:
    """Write the stage and the next due moment that follow from the facts, if the row does not say so already.

    `stood` is what the row says, or what followed from the facts before; None is nothing we know, and is written over.
    """
    now = standing_of(after)
    if stood != now:
        await move_case(tx, after.id, stage=now.stage, due_key=now.due_key, due_at=now.due_at, suspense=now.suspense)
