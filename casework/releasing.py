"""Approval, the one way out, and what may call it back: recall afterwards, or withdrawal before."""

from dataclasses import replace
from uuid import uuid4

from casework.desk import CaseAct, case_act
from casework.tear_lines import keep_below_the_line
from casework.words import REASON, check_line
from db.coordination import certifications
from domain.acts import may_approve, may_recall, may_release, may_withdraw
from domain.case import Approval, CaseFacts, Release
from domain.certifying import keeps_its_case
from domain.noticing import may_publish


@case_act(status=201)
async def approve(act: CaseAct, *, digest: str) -> CaseFacts:
    """The approving official's act on the exact cleared text."""
    facts = act.facts
    office = may_approve(act.actor, facts, digest)
    approval_id = uuid4()
    at = await act.record("approval", id=approval_id, version=facts.head.number, digest=digest, office=office)
    approval = Approval(
        id=approval_id,
        digest=digest,
        version=facts.head.number,
        person=act.actor.person,
        office=office,
        at=at,
    )
    return replace(facts, approvals=(*facts.approvals, approval))


@case_act(status=201)
async def release(act: CaseAct, *, digest: str, channel: str) -> CaseFacts:
    """Let the text out: the rules ask first, the gate in the database decides (architecture, invariant 1)."""
    facts = act.facts
    office = may_release(act.actor, facts, digest, channel)
    may_publish(facts, channel)
    await keep_below_the_line(act)
    release_id = uuid4()
    at = await act.record(
        "release",
        id=release_id,
        version=facts.head.number,
        digest=digest,
        channel=channel,
        office=office,
    )
    out = Release(
        id=release_id,
        digest=digest,
        version=facts.head.number,
        channel=channel,
        person=act.actor.person,
        at=at,
    )
    return replace(facts, release=out)


@case_act(status=201)
async def withdraw(act: CaseAct, *, reason: str) -> CaseFacts:
    """End the case before anything has left."""
    facts = act.facts
    office = may_withdraw(act.actor, facts)
    keeps_its_case(await certifications(act.tx, facts.id))
    await act.record(
        "withdrawal",
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    return replace(facts, withdrawn=True)


@case_act(status=201)
async def recall(act: CaseAct, *, reason: str) -> CaseFacts:
    """Call a released instruction back before it is delivered; the case ends, a corrected text is a new case."""
    facts = act.facts
    office = may_recall(act.actor, facts)
    keeps_its_case(await certifications(act.tx, facts.id))
    await act.record(
        "recall",
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    return replace(facts, recalled=True)
