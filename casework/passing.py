"""The steps of a procedure: who took which, when it happened, and what there is to say of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from casework.desk import CaseAct, case_act
from casework.further import further
from casework.words import REASON, check_line
from db.acts import paragraph_count, version_of
from domain.case import CaseFacts, OtherText, Passed
from domain.passing import may_pass
from domain.procedure import Step, Taking
from domain.procedures.registry import rules_of
from domain.refusals import Malformed
from domain.vocabulary import Milestone, Place

APART: Final = ("ref", "until", "text")
"""What a step may ask for that is no words: it has columns of its own."""

CLOCKS_DIFFER = timedelta(minutes=2)
"""How far a person's own clock may be from the database's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said with a milestone.

    Attributes:
        note: in words.
        detail: what the step asks for, or allows, by name; in words.
        outcome: a code, where the step has outcomes.
        ref: which of several, such as a round's number; a code.
        until: the day or hour that it sets, where it sets one.
        text: a text of another case, as that case and its digest.
    """

    note: str
    detail: dict[str, str] = field(default_factory=dict)
    outcome: str | None = None
    ref: str | None = None
    until: datetime | None = None
    text: tuple[UUID, str] | None = None


@case_act(status=201)
async def pass_milestone(act: CaseAct, *, name: Milestone, happened_at: datetime, said: Said) -> CaseFacts:
    """Record a step of the procedure: when it happened, and what there is to say of it.

    Raises:
        NotYours: it is not for this person to record.
        NotNow: the case has not come to it, or it has been recorded.
        Malformed: not a step of this procedure; a detail that does not belong or is missing; an instant in the future,
            or before what it follows.
    """
    facts = act.facts
    step, held = may_pass(act.actor, facts, name, said.ref or "", said.outcome or "")
    _check_said(step, said)
    if step.name is Milestone.PRINCIPALS_POINT:
        await _names_a_paragraph(act, said.ref or "")
    earliest = facts.release.at if facts.release and step.place in (Place.AFTER, Place.NOTE) else facts.opened_at
    if not earliest - CLOCKS_DIFFER <= happened_at <= act.now + CLOCKS_DIFFER:
        raise Malformed("at_out_of_range", "It happened after what it follows, and not in the future.")
    held = await further(act, name, held, said, happened_at)
    of = await _other_text(act, said)
    taking = Taking(
        step=step,
        actor=act.actor,
        held=held,
        happened_at=happened_at,
        outcome=said.outcome or "",
        ref=said.ref or "",
        until=said.until,
        of=of,
    )
    rules_of(facts).forbids(facts, taking)
    return replace(facts, milestones=(*facts.milestones, await _recorded(act, taking, said)))


async def _other_text(act: CaseAct, said: Said) -> OtherText | None:
    if said.text is None:
        return None
    case, digest = said.text
    version = await version_of(act.tx, case, digest)
    if version is None:
        raise Malformed("no_such_text", "There is no text by that digest in that case, or not for you to know.")
    return OtherText(case=case, version=version, digest=digest)


async def _recorded(act: CaseAct, taking: Taking, said: Said) -> Passed:
    step, held, of = taking.step, taking.held, taking.of
    passed_id = uuid4()
    text = act.facts.head if step.on_text else None
    columns = {
        "version": text.number if text else None,
        "digest": text.digest if text else None,
        "agency": held.agency,
        "outcome": said.outcome or "",
        "ref": said.ref or "",
        "until": said.until,
        "other_case": of.case if of else None,
        "other_version": of.version if of else None,
        "other_digest": of.digest if of else None,
    }
    at = await act.record(
        "milestone",
        id=passed_id,
        name=step.name.value,
        happened_at=taking.happened_at,
        note=check_line("note", said.note, limit=REASON, multiline=True),
        detail=said.detail,
        office=held.office,
        **columns,
    )
    return Passed(
        id=passed_id,
        name=step.name,
        happened_at=taking.happened_at,
        at=at,
        person=act.actor.person,
        version=text.number if text else None,
        digest=text.digest if text else None,
        agency=held.agency,
        outcome=said.outcome or "",
        ref=said.ref or "",
        until=said.until,
        office=held.office,
        of=of,
    )


async def _names_a_paragraph(act: CaseAct, ref: str) -> None:
    """A principal's point is a paragraph of the book as it stands."""
    count = await paragraph_count(act.tx, act.facts.id, act.facts.head.number)
    if not (ref.isascii() and ref.isdecimal() and 1 <= int(ref) <= count):
        raise Malformed("no_such_paragraph", "Name the paragraph by its number in `ref`, counted from 1.")


def _check_said(step: Step, said: Said) -> None:
    given = set(said.detail)
    extra = sorted(given - step.needs - step.allows)
    if extra:
        raise Malformed("detail_not_for_milestone", f"{step.name} takes no {', '.join(extra)}.")
    missing = sorted(step.needs - given - set(APART))
    missing += [name for name in APART if name in step.needs and getattr(said, name) is None]
    missing += ["outcome"] if step.outcomes and said.outcome is None else []
    if missing:
        raise Malformed("detail_missing", f"{step.name} needs {', '.join(missing)}.")
    for name in APART:
        if getattr(said, name) is not None and name not in step.needs | step.allows:
            raise Malformed("detail_not_for_milestone", f"{step.name} takes no {name}.")
    if said.outcome is not None and said.outcome not in step.outcomes:
        allowed = (
            f"The outcome is one of {', '.join(sorted(step.outcomes))}." if step.outcomes else "It has no outcome."
        )
        raise Malformed("unknown_outcome", allowed)
    for field_name, value in said.detail.items():
        check_line(field_name, value, limit=REASON)
