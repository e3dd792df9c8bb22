"""Who seals a source in an enforcement case (`domain.md` 8(b) B6 stage 1: what goes wrong is that it is revealed)."""

from domain.case import CaseFacts
from domain.entitlement import BEFORE_RELEASE, stage_is
from domain.people import Actor
from domain.procedures.registry import rules_of
from domain.refusals import Malformed, NotYours
from domain.vocabulary import Capacity, Place


def may_seal(actor: Actor, facts: CaseFacts) -> str:
    """The action office, or a coordinator of an agency on the case's list, seals what it knows of a source."""
    if facts.procedure != "enforcement":
        raise Malformed("not_in_procedure", "Sources are sealed in enforcement cases.")
    after = frozenset(step.stage for step in rules_of(facts).steps if step.place is Place.AFTER)
    stage_is(facts, BEFORE_RELEASE | after, "a sealed source")
    office = actor.office_for(
        Capacity.ACTION_OFFICER, agency=facts.action_agency, office=facts.action_office
    ) or actor.office_for(Capacity.COORDINATOR)
    if office is None:
        raise NotYours("not_action_office", "The action office or a coordinator seals a source.")
    return office
