"""Approval, the one way out, and what may follow it: delivery, report, assessment, recall; or withdrawal before."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from casework.desk import CaseAct, case_act
from casework.words import REASON, check_line
from domain.acts import may_approve, may_pass, may_recall, may_release, may_withdraw
from domain.case import Approval, CaseFacts, Passed, Release
from domain.refusals import Malformed
from domain.vocabulary import Milestone

CLOCKS_DIFFER = timedelta(minutes=2)
"""How far a person's own clock may be from the database's."""

DETAILS: dict[Milestone, frozenset[str]] = {
    Milestone.DEFERRED: frozenset(),
    Milestone.DELIVERED: frozenset({"interlocutor", "level", "paper_left"}),
    Milestone.REPORTED: frozenset({"reference"}),
    Milestone.ASSESSED: frozenset({"outcome"}),
}
REQUIRED: dict[Milestone, frozenset[str]] = {
    Milestone.DELIVERED: frozenset({"interlocutor"}),
    Milestone.REPORTED: frozenset({"reference"}),
    Milestone.ASSESSED: frozenset({"outcome"}),
}
OUTCOMES = frozenset({"satisfied", "follow_up", "escalate"})


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
async def pass_milestone(
    act: CaseAct,
    *,
    name: Milestone,
    happened_at: datetime,
    note: str,
    detail: dict[str, str],
) -> CaseFacts:
    """Record delivery, deferral, report or assessment: when it happened, and what there is to say of it.

    Raises:
        Malformed: a detail that does not belong or is missing; an instant in the future or before the release.
    """
    facts = act.facts
    office = may_pass(act.actor, facts, name)
    _check_detail(name, detail)
    earliest = facts.release.at if facts.release else facts.opened_at
    if not earliest - CLOCKS_DIFFER <= happened_at <= act.now + CLOCKS_DIFFER:
        raise Malformed("at_out_of_range", "It happened after the release and not in the future.")
    milestone_id = uuid4()
    at = await act.record(
        "milestone",
        id=milestone_id,
        name=name.value,
        happened_at=happened_at,
        note=check_line("note", note, limit=REASON, multiline=True),
        detail=detail,
        office=office,
    )
    passed = Passed(id=milestone_id, name=name, happened_at=happened_at, at=at)
    return replace(facts, milestones=(*facts.milestones, passed))


def _check_detail(name: Milestone, detail: dict[str, str]) -> None:
    extra = sorted(detail.keys() - DETAILS[name])
    if extra:
        raise Malformed("detail_not_for_milestone", f"{name} takes no {', '.join(extra)}.")
    missing = sorted(REQUIRED.get(name, frozenset()) - detail.keys())
    if missing:
        raise Malformed("detail_missing", f"{name} needs {', '.join(missing)}.")
    if "outcome" in detail and detail["outcome"] not in OUTCOMES:
        raise Malformed("unknown_outcome", f"The outcome is one of {', '.join(sorted(OUTCOMES))}.")
    for field, value in detail.items():
        check_line(field, value, limit=REASON)


@case_act(status=201)
async def withdraw(act: CaseAct, *, reason: str) -> CaseFacts:
    """End the case before anything has left."""
    facts = act.facts
    office = may_withdraw(act.actor, facts)
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
    await act.record(
        "recall",
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    return replace(facts, recalled=True)
