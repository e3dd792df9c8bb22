"""Verification of a procedure's steps: each by whom its table names, in its place, of the text then current.

The table is the one shipped (`domain/procedures/`), whatever the database holds; how it is read is this module's own.
"""

from collections.abc import Iterator

from casework.verification_action import action_at
from casework.verification_record import Fact, Record
from casework.verification_rulings import is_the_presidents, settling
from db.evidence_register import Register
from domain.procedure import Step
from domain.procedures.registry import PROCEDURES
from domain.vocabulary import Place

OF_TEXT = (Place.CHECK, Place.KEY)


def steps_of(case: Record) -> tuple[Step, ...]:
    """The steps of the case's procedure, as shipped; none if it has no such procedure."""
    rules = PROCEDURES.get(case.opening.row["procedure"])
    return rules.steps if rules else ()


def step_of(case: Record, done: Fact) -> Step | None:
    """The step that a milestone passed."""
    return next((step for step in steps_of(case) if step.name.value == done.row["name"]), None)


def is_one_of_the_case(case: Record, step: Step, before: int | None = None) -> bool:
    """Whether the mandate, or what was found earlier in the case, makes it one of its steps."""
    if step.by_mandate and step.name.value not in case.opening.row["steps"]:
        return False
    if any(noted.row["key"] == step.lapses_with for noted in case.of("time_act", before=before)):
        return False
    if step.only_if is None:
        return True
    name, outcomes = step.only_if
    said = [done.row["outcome"] for done in case.of("milestone", before=before) if done.row["name"] == name.value]
    return bool(said) and said[-1] in outcomes


def is_taken(case: Record, step: Step, text: Fact | None, before: int | None = None) -> bool:
    """Whether it had been taken just before that seq; one on a text, on that text; the latest counts if it may fail."""
    outcomes = [
        done.row["outcome"]
        for done in case.of("milestone", before=before)
        if done.row["name"] == step.name.value
        and (step.place not in OF_TEXT or (text is not None and done.same(text, "version", "digest")))
    ]
    return bool(outcomes) and (not step.passes or outcomes[-1] in step.passes)


def walls(case: Record, done: Fact) -> bool:
    """Whether that milestone walled the case off."""
    step = step_of(case, done)
    return step is not None and done.row["outcome"] in step.walls


def walled_at(case: Record) -> int | None:
    """The seq of the milestone behind which the case is walled off; None if there is none."""
    return next((done.order for done in case.of("milestone") if walls(case, done)), None)


def admitted(case: Record) -> set[str]:
    """Agencies that see the case because a step was taken, or because they were tasked with a return."""
    steps = [step_of(case, done) for done in case.of("milestone")]
    tasked = {done.row["ref"] for done in case.of("milestone") if done.row["name"] == "tasked"}
    return tasked | {agency for step in steps if step for agency in step.admits}


def missing(
    case: Record, register: Register, text: Fact | None, *places: Place, before: int | None = None
) -> Iterator[Step]:
    """The steps at those places that were still to be taken; no check of what the President decided to the letter."""
    decided = text is not None and is_the_presidents(settling(case, register, text, before))
    for step in steps_of(case):
        if decided and step.place is Place.CHECK:
            continue
        waited_for = step.place in places and not step.optional and is_one_of_the_case(case, step, before)
        if waited_for and not is_taken(case, step, text, before):
            yield step


def step_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which milestones were not for whoever recorded them, or of another text, or turned two keys by one hand."""
    for done in case.of("milestone"):
        yield from (f"seq {done.seq}: milestone: {fault}" for fault in _faults(case, register, done))
    for kind, place in (("clearance_round", Place.OPENING), ("approval", Place.CHECK)):
        for act in case.of(kind):
            for step in missing(case, register, act, place, before=act.order):
                yield f"seq {act.seq}: {kind}: step_missing {step.name.value}"


def _faults(case: Record, register: Register, done: Fact) -> Iterator[str]:
    step = step_of(case, done)
    if step is None or not is_one_of_the_case(case, step, done.order):
        yield "not_in_procedure"
        return
    agency, office = action_at(case, register, done.order)
    held_for = {"action": agency, "any": register.agency_of.get(done.row["office"], "")}.get(step.agency, step.agency)
    named = office if step.agency == "action" and step.capacity.value == "action_officer" else step.office
    terms = register.held(done.person, done.row["office"], step.capacity.value, done.at)
    able = [t for t in terms if t.grade >= step.grade and (step.acting or t.acting_for is None)]
    if register.agency_of.get(done.row["office"]) != held_for or named not in (None, done.row["office"]) or not able:
        yield f"not_{step.capacity.value}"
    if step.place in OF_TEXT:
        yield from _text_faults(case, step, done)


def _text_faults(case: Record, step: Step, done: Fact) -> Iterator[str]:
    text = case.head(done.order)
    if text is None or not done.same(text, "version", "digest"):
        yield "not_the_current_text"
    if done.person in case.writers:
        yield "duties_separated"
    keys = {other.name.value for other in steps_of(case) if other.place is Place.KEY}
    turned = [one for one in case.of("milestone", before=done.order) if one.row["name"] in keys]
    if step.place is Place.KEY and any(one.person == done.person and one.same(done, "digest") for one in turned):
        yield "duties_separated"
