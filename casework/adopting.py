"""Bringing a position of record into force, ending one, contradictions, and clearing a released text again."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from casework.checking import Found, find, open_conflicts, raised, record_conflict
from casework.desk import CaseAct, case_act
from casework.foundation import reread_basis
from casework.words import REASON, check_line
from db import position_checks, positions
from domain.case import CaseFacts
from domain.contradictions import ConflictOutcome
from domain.marking import Level
from domain.positions import may_adopt, may_end, may_raise, may_rule_on_conflict
from domain.refusals import ChangedUnderYou, Malformed, NotNow, NotThere, NotYours
from domain.vocabulary import Capacity


@case_act(status=201)
async def adopt(act: CaseAct, *, digest: str, in_force_from: datetime | None) -> CaseFacts:
    """Bring the cleared and approved text into force as the position that it was drafted to be.

    What becomes the Government's position was cleared as that: its parts, its audience, its readers and what it takes
    the place of are in the draft that was circulated with it. The gate in the database decides.

    Raises:
        NotYours: not the action office; not cleared for all that may be held on the issue.
        NotNow: no such draft, not cleared or approved to the letter, another voice in force, or a contradiction that
        was not
            recorded yet.
    """
    facts = act.facts
    level = await positions.issue_level(act.tx, act.row.issue, act.row.counterpart)
    office = may_adopt(act.actor, facts, Level.TS if level is None else Level(level))
    version = next((v.number for v in reversed(facts.versions) if v.digest == digest), None)
    if version != facts.head.number:
        raise ChangedUnderYou("text_changed", "Only the current text is adopted. Read the case again.")
    if act.row.basis.drafted is None:
        raise NotNow("no_position_drafted", "This version was not drafted to become a position.")
    await _nothing_new(act, version)
    await act.record("adoption", id=uuid4(), version=version, digest=digest, in_force_from=in_force_from, office=office)
    await reread_basis(act)
    return facts


async def _nothing_new(act: CaseAct, version: int) -> None:
    known = {
        (k["kind"], k["with_position"] or k["with_case"] or k["with_mandate"])
        for k in await position_checks.conflicts(act.tx, act.facts.id)
        if k["version"] == version
    }
    if any(one.key[:2] not in known for one in await find(act, version)):
        raise NotNow(
            "contradiction_found", "Something contradicts this text that was not recorded: run the check first."
        )


@case_act(status=201)
async def end_position(act: CaseAct, *, position: UUID, reason: str) -> CaseFacts:
    """End a position that came from this case, without another in its place."""
    office = may_end(act.actor, act.facts)
    await act.record(
        "retirement",
        position=position,
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    await reread_basis(act)
    return act.facts


@case_act(status=201)
async def reaffirm(act: CaseAct, *, agency: str, digest: str, position: UUID) -> CaseFacts:
    """An agency clears a released text again: the same words, on the position that took the old one's place."""
    facts = act.facts
    office = act.actor.office_for(Capacity.COORDINATOR, agency=agency)
    if office is None:
        raise NotYours("not_coordinator", f"Only coordinators of {agency} may clear for it.")
    if facts.release is None or facts.release.digest != digest:
        raise NotNow("nothing_to_reaffirm", "Nothing with that digest was released in this case.")
    await open_conflicts(act, facts.release.version, office)
    await act.record(
        "reaffirmation",
        version=facts.release.version,
        digest=digest,
        agency=agency,
        position=position,
        office=office,
    )
    await reread_basis(act)
    return facts


@case_act(status=201)
async def check_again(act: CaseAct) -> CaseFacts:
    """Hold the current text against all that the person who asks may see; what contradicts it is recorded."""
    await open_conflicts(act, act.facts.head.number, _any_office(act))
    return act.facts


def _any_office(act: CaseAct) -> str:
    if not act.actor.appointments:
        raise NotYours("not_your_office", "Only people appointed to an office act on cases.")
    return act.actor.appointments[0].office


@case_act(status=201)
async def raise_conflict(act: CaseAct, *, position: UUID, note: str) -> CaseFacts:
    """Say that the current text contradicts a position, where only a person sees it.

    Raises:
        NotThere: no such position, or not for this person to know.
        NotYours: for an agency that is only informed.
    """
    office = may_raise(act.actor, act.facts)
    row = await positions.one_position(act.tx, position)
    if row is None:
        raise NotThere
    words = check_line("note", note, limit=REASON, multiline=True)
    found = Found(contradiction=raised(words), level=row["level"], with_position=position, issue=row["issue"])
    await record_conflict(act, act.facts.head.number, office, found)
    await reread_basis(act)
    return act.facts


@case_act(status=201)
async def rule_on_conflict(
    act: CaseAct, conflict: UUID, *, outcome: ConflictOutcome, reason: str, precedent: UUID | None
) -> CaseFacts:
    """Rule on a contradiction; the ruling is precedent for the next like one.

    Raises:
        NotThere: no such contradiction in this case, or no such precedent.
        NotYours: not a decider; or one who drafted.
    """
    rows = {row["id"]: row for row in await position_checks.conflicts(act.tx, act.facts.id)}
    if conflict not in rows:
        raise NotThere
    office = may_rule_on_conflict(act.actor, outcome)
    if rows[conflict]["ruling"] is not None:
        raise NotNow("already_ruled", "That contradiction was ruled on.")
    if precedent is not None and str(precedent) not in {one["ruling"] for one in rows[conflict]["precedents"]}:
        raise Malformed("no_such_precedent", "That is no ruling on a like pair.")
    await act.record(
        "conflict_ruling",
        id=uuid4(),
        conflict=conflict,
        outcome=outcome.value,
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        precedent=precedent,
        office=office,
    )
    await reread_basis(act)
    return replace(act.facts)
