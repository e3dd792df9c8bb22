"""Certifications under a mandate that holds a lever others pull: opened, decided, and never taken back."""

from uuid import UUID, uuid4

from casework.desk import CaseAct, case_act, reading
from casework.views import instant
from casework.words import REASON, check_line
from db import coordination
from db.engine import Database
from db.facts import case_for_person
from domain.case import CaseFacts
from domain.certifying import may_decide_certification, may_open_certification
from domain.refusals import NotThere
from domain.vocabulary import Finding, Statute


@case_act(status=201)
async def open_certification(act: CaseAct, *, statute: Statute, reason: str) -> CaseFacts:
    """Open a certification: from here on, what pulls the lever waits.

    Raises:
        NotYours: not of the action office.
        NotNow: nothing is certified under this mandate, one is pending, or the case has ended.
    """
    before = await coordination.certifications(act.tx, act.facts.id)
    certifies = await coordination.certifies(act.tx, act.facts.id)
    office = may_open_certification(act.actor, act.facts, before, certifies=certifies)
    await act.record(
        "certification",
        id=uuid4(),
        statute=statute.value,
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    return act.facts


@case_act(status=201)
async def decide_certification(act: CaseAct, certification: UUID, *, finding: Finding, reason: str) -> CaseFacts:
    """Decide a certification: certified, which halves what is offered, or not certified, which frees it.

    Raises:
        NotThere: no such certification of this case.
        NotYours: not the Secretary at the head of the action agency, or whoever opened it.
        NotNow: it has been decided.
    """
    found = await coordination.certifications(act.tx, act.facts.id)
    on = next((one for one in found if one.id == certification), None)
    if on is None:
        raise NotThere
    office = may_decide_certification(act.actor, act.facts, on)
    await act.record(
        "certification_decision",
        certification=certification,
        finding=finding.value,
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    return act.facts


async def the_certifications(db: Database, subject: str, case_id: UUID) -> dict[str, object]:
    """The case's certifications, in order."""
    async with reading(db, subject) as (tx, _):
        if await case_for_person(tx, case_id) is None:
            raise NotThere
        found = await coordination.certifications(tx, case_id)
    return {
        "items": [
            {
                "id": str(one.id),
                "statute": one.statute.value,
                "opened_at": instant(one.opened_at),
                "finding": one.finding.value if one.finding else "pending",
                "decided_at": instant(one.decided_at),
            }
            for one in found
        ]
    }
