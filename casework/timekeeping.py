"""Time's own way in: what the workflow looks at, and what time does when a moment has come."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from casework.desk import translated
from casework.standing import moments, settle, standing_of
from db import acts, wakes
from db.engine import Database
from db.facts import enter_case_as_time
from domain.case import CaseFacts, Move, SignOff
from domain.clearance import standing
from domain.moments import Due, DueAct
from domain.vocabulary import ENDED, HoldBecomes, HoldEnd, Response, Right

AT_ONCE = 50
"""How many workflows are told of, or started, in one go."""


class NoSuchCaseError(Exception):
    """The workflow runs for a case that does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What the workflow needs to know of the facts; no content.

    Attributes:
        due_in: by the database's clock.
        to_start: children whose workflows are this one's to start.
    """

    stage: str
    ended: bool
    action_office: str
    suspense: datetime | None
    due_key: str | None
    due_in: timedelta | None
    round: int
    asked: int
    answered: int
    to_start: tuple[wakes.Unstarted, ...] = ()


async def look(db: Database, case_id: UUID) -> Glance:
    """Read where the case stands.

    Raises:
        NoSuchCaseError: there is no such case.
    """
    async with translated(), db.begin(only_look=True) as tx:
        found = await enter_case_as_time(tx, case_id, lock=False)
        to_start = await wakes.unstarted(tx, case_id, AT_ONCE) if found and found[0].children else ()
    if found is None:
        raise NoSuchCaseError
    facts, now = found
    stands = standing_of(facts)
    must = {s.agency for s in facts.seats if s.right is Right.MUST_CLEAR}
    return Glance(
        stage=stands.stage.value,
        ended=stands.stage in ENDED,
        action_office=facts.action_office,
        suspense=stands.suspense,
        due_key=stands.due_key,
        due_in=None if stands.due_at is None else max(stands.due_at - now, timedelta()),
        round=len(facts.rounds),
        asked=len(must),
        answered=len(must & standing(facts).keys()),
        to_start=to_start,
    )


async def keep_time(db: Database, case_id: UUID) -> int:
    """Do all that has come due by the database's clock, each thing once; returns how many things.

    What came due while everything was down is done now, with both instants in the record: when it was due,
    and when it was done.
    """
    async with translated(), db.begin() as tx:
        found = await enter_case_as_time(tx, case_id, lock=True)
        if found is None:
            raise NoSuchCaseError
        before, now = found
        facts, done = before, 0
        while (due := _first_due(facts, now)) is not None:
            facts = await _act(tx, facts, due)
            done += 1
        await settle(tx, standing_of(before), facts)
    return done


async def _act(tx: AsyncConnection, facts: CaseFacts, due: Due) -> CaseFacts:
    """Do one thing that has come due; the facts afterwards no longer have it coming."""
    match due.act:
        case DueAct.NOTE:
            await acts.record(tx, "time_act", case_id=facts.id, key=due.key, due_at=due.at)
            return replace(facts, time_acts=facts.time_acts | {due.key})
        case DueAct.CLEAR_BY_DEFAULT:
            return await _clear_by_default(tx, facts, due.agency)
        case DueAct.REFER_UP:
            return await _refer_up(tx, facts, due)
        case DueAct.END_HOLD:
            return await _end_hold(tx, facts, due.hold)


async def _clear_by_default(tx: AsyncConnection, facts: CaseFacts, agency: str) -> CaseFacts:
    on = facts.rounds[-1]
    lapsed = uuid4()
    at = await acts.record(
        tx,
        "sign_off",
        id=lapsed,
        case_id=facts.id,
        round=on.number,
        version=on.version,
        digest=on.digest,
        agency=agency,
        response=Response.CLEARED_BY_DEFAULT.value,
        office="time",
    )
    sign_off = SignOff(
        id=lapsed,
        round=on.number,
        version=on.version,
        digest=on.digest,
        agency=agency,
        response=Response.CLEARED_BY_DEFAULT,
        person=None,
        at=at,
    )
    return facts.with_sign_off(sign_off, ())


async def _refer_up(tx: AsyncConnection, facts: CaseFacts, due: Due) -> CaseFacts:
    split, rung = facts.split, due.rung
    if split is None or rung is None:  # the moment itself names both
        raise NoSuchCaseError
    at = await acts.record(
        tx, "split_move", case_id=facts.id, split=split.id, rung=rung.value, cause="time", due_at=due.at, office="time"
    )
    moved = replace(split, moves=(*split.moves, Move(rung=rung, at=at)))
    return replace(facts, splits=tuple(moved if s.id == split.id else s for s in facts.splits))


async def _end_hold(tx: AsyncConnection, facts: CaseFacts, hold_id: UUID | None) -> CaseFacts:
    hold = next(h for h in facts.holds if h.id == hold_id)
    how = HoldEnd.LAPSED if hold.becomes is HoldBecomes.LAPSE else HoldEnd.BECAME_NONCONCURRENCE
    at = await acts.record(tx, "hold_end", case_id=facts.id, hold=hold.id, how=how.value, reason="", office="time")
    return replace(
        facts, holds=tuple(replace(h, ended=how, ended_at=at) if h.id == hold.id else h for h in facts.holds)
    )


def _first_due(facts: CaseFacts, now: datetime) -> Due | None:
    coming = moments(facts)
    return coming[0] if coming and coming[0].at <= now else None


async def waiting_wakes(db: Database, limit: int = AT_ONCE, but_not: Collection[UUID] = ()) -> tuple[wakes.Wake, ...]:
    """Which workflows have to be woken, but for those that somebody is seeing to."""
    async with translated(), db.begin(only_look=True) as tx:
        return await wakes.waiting(tx, limit, tuple(but_not))


async def wakes_delivered(db: Database, told: tuple[wakes.Wake, ...]) -> None:
    """These workflows were woken."""
    if told:
        async with translated(), db.begin() as tx:
            await wakes.delivered(tx, told)
