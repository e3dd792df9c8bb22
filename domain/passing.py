"""Who may take a step of a procedure, and when (`domain/procedures/`)."""

from domain.case import CaseFacts
from domain.entitlement import CIRCULATED, apart, drafters, stage_is
from domain.gate import steps_missing
from domain.instructing import level_met
from domain.people import Actor, Appointment, PersonId
from domain.procedure import ACTION, ANY, Step, belongs, passed
from domain.procedures.registry import rules_of
from domain.refusals import Malformed, NotNow, NotYours
from domain.vocabulary import Capacity, Milestone, Place, Stage


def may_pass(
    actor: Actor, facts: CaseFacts, name: Milestone, ref: str = "", outcome: str = ""
) -> tuple[Step, Appointment]:
    """A step of the procedure is taken by whom its table names, when the case has come to it.

    Before release a step on the text is of the exact current one, and a key is turned by each person once.
    """
    step = rules_of(facts).step(name)
    if step is None or not belongs(facts, step):
        raise Malformed("not_in_procedure", f"{name} is no step of this case.")
    held = _appointed_for(actor, facts, step)
    _its_turn(facts, step)
    if step.name is Milestone.DELIVERED:
        level_met(facts, ref)
    if step.name is Milestone.RELEASE_REVIEWED and outcome == "releasable" and facts.head.flags:
        raise NotNow("flags_unanswered", "Something in it is flagged: say releasable_despite_flags and why, or not.")
    if step.on_text:
        apart(actor, drafters(facts), "drafted, edited or circulated")
    if step.place is Place.KEY:
        apart(actor, _turned_keys(facts), "turned a key")
    return step, held


def _appointed_for(actor: Actor, facts: CaseFacts, step: Step) -> Appointment:
    agency = {ACTION: facts.action_agency, ANY: None}.get(step.agency, step.agency)
    office = step.office
    if step.capacity is Capacity.ACTION_OFFICER and step.agency == ACTION:
        office = facts.action_office
    held = actor.appointed(step.capacity, agency=agency, office=office)
    if held is None:
        whose = office or agency or "an agency"
        code = "not_action_office" if office == facts.action_office else f"not_{step.capacity}"
        raise NotYours(code, f"{step.name} is recorded by {step.capacity.replace('_', ' ')}s of {whose}.")
    if held.grade < step.grade:
        raise NotYours("higher_grade_needed", f"{step.name} takes the grade {step.grade.name.lower()} or above.")
    if held.acting_for is not None and not step.acting:
        raise NotYours("not_delegable", f"{step.name} is not for somebody acting: the power is not delegable.")
    return held


def _its_turn(facts: CaseFacts, step: Step) -> None:
    stage_is(facts, _when(facts, step), step.name)
    if passed(facts, step) and not step.repeats:
        raise NotNow("already_recorded", f"{step.name} has been recorded.")
    if step.place is Place.AFTER and not step.optional and not _may_come_now(facts, step):
        raise NotNow("out_of_order", f"{step.name} comes later.")


def _may_come_now(facts: CaseFacts, step: Step) -> bool:
    """Whether every step before it has been taken, but for those that it may come beside."""
    for waited in rules_of(facts).missing(facts, Place.AFTER):
        if waited is step:
            return True
        if not _beside(facts, waited, step):
            return False
    return False


def _beside(facts: CaseFacts, earlier: Step, later: Step) -> bool:
    """Whether nothing parts the two: each step from the one to the other may be taken before the one in front of it."""
    steps = [s for s in rules_of(facts).steps if s.place is Place.AFTER]
    between = steps[steps.index(earlier) + 1 : steps.index(later) + 1]
    return all(s.beside and s.stage is earlier.stage for s in between)


def _when(facts: CaseFacts, step: Step) -> frozenset[Stage]:
    """The stages in which a step may be taken."""
    match step.place:
        case Place.OPENING:
            return frozenset({Stage.DRAFTING, *(s.stage for s in rules_of(facts).steps if s.place is Place.OPENING)})
        case Place.CHECK:
            return CIRCULATED
        case Place.KEY:
            return frozenset({Stage.APPROVAL, Stage.KEYS})
        case Place.AFTER if step.optional:
            return frozenset(s.stage for s in rules_of(facts).steps if s.place is Place.AFTER)
        case Place.AFTER | Place.NOTE:
            return frozenset({step.stage})


def _turned_keys(facts: CaseFacts) -> frozenset[PersonId]:
    keys = {s.name for s in rules_of(facts).steps if s.place is Place.KEY}
    return frozenset(m.person for m in facts.milestones if m.name in keys and m.digest == facts.head.digest)


def steps_taken(facts: CaseFacts, place: Place) -> None:
    """Refuse what comes after the steps at that place while one of them is still to be taken."""
    if missing := steps_missing(facts, place):
        raise NotNow(
            "steps_missing",
            f"First comes: {', '.join(o.step for o in missing)}.",
            tuple(o.told() for o in missing),
        )
