"""Opening a text: shown to whoever sees the case, and proof of receipt where the reader answers for an agency."""

from dataclasses import replace
from uuid import UUID

from casework.calendars import full_time_after
from casework.desk import Act, Caller, acting
from casework.reading import View, version_view
from casework.standing import settle
from db import lists
from db.engine import Database
from domain.case import CaseFacts, Receipt, Round
from domain.entitlement import drafters
from domain.people import Actor
from domain.refusals import NotThere
from domain.stages import stage
from domain.vocabulary import Capacity, Right, Stage


async def open_version(db: Database, subject: str, case_id: UUID, number: int, compare: int | None) -> View:
    """A version's words, with a redline if asked.

    The clock of default clearance starts with proof that somebody entitled to answer for the agency, clearance
    included, has opened the text (domain.md section 5). This is that proof, taken once an agency and round.
    """
    async with acting(db, Caller(subject=subject)) as act:
        row = await lists.version(act.tx, case_id, number)
        other = None if compare is None else await lists.version(act.tx, case_id, compare)
        if row is None or (compare is not None and other is None):
            raise NotThere
        await _take_receipt(act, case_id, number)
    return version_view(case_id, row, compare, other)


async def _take_receipt(act: Act, case_id: UUID, number: int) -> None:
    if not act.actor.holds(Capacity.COORDINATOR):
        return
    on = await act.case(case_id)
    current = on.facts.round
    if current is None or current.version != number:
        return
    after = on.facts
    for agency in _answered_for(act.actor, on.facts, current):
        full_time_at = full_time_after(on.now, current)
        office = act.actor.office_for(Capacity.COORDINATOR, agency=agency)
        at = await on.record("receipt", round=current.number, agency=agency, full_time_at=full_time_at, office=office)
        receipt = Receipt(round=current.number, agency=agency, at=at, full_time_at=full_time_at)
        after = replace(after, receipts=(*after.receipts, receipt))
    if after is not on.facts:
        await settle(act.tx, on.row.stood, after)


def _answered_for(actor: Actor, facts: CaseFacts, current: Round) -> tuple[str, ...]:
    """The agencies for which this reader may answer in this round and which nobody has received for yet."""
    if actor.person in drafters(facts) or facts.release is not None or stage(facts) in (Stage.WITHDRAWN, Stage.WALLED):
        return ()
    received = {r.agency for r in facts.receipts if r.round == current.number}
    return tuple(
        seat.agency
        for seat in facts.seats
        if seat.right is not Right.INFO
        and seat.agency not in received
        and actor.holds(Capacity.COORDINATOR, agency=seat.agency)
    )
