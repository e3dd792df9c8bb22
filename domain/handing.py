"""Who hands a case on: the approving official back to the drafters, one action office to another (2 FAM 1211)."""

from domain.case import CaseFacts
from domain.entitlement import BEFORE_RELEASE, office_in, stage_is
from domain.people import Actor
from domain.refusals import Malformed, NotNow, NotYours
from domain.vocabulary import Capacity, Stage


def may_send_back(actor: Actor, facts: CaseFacts) -> str:
    """The approving official sends a cleared text back to the action office, which puts in a new version."""
    office = office_in(actor, Capacity.APPROVER, facts.action_agency, "send the text back")
    stage_is(facts, frozenset({Stage.CHECKS, Stage.APPROVAL, Stage.KEYS, Stage.RELEASE}), "sending back")
    return office


def may_ask_transfer(actor: Actor, facts: CaseFacts, to_office: str) -> str:
    """Any office may ask that action be transferred; it is a request, not an edit (2 FAM 1211)."""
    office = actor.office_for(Capacity.ACTION_OFFICER)
    if office is None:
        raise NotYours("not_action_officer", "Only action officers may ask for a transfer of action.")
    stage_is(facts, BEFORE_RELEASE, "a transfer of action")
    if to_office == facts.action_office:
        raise Malformed("already_there", "That office has the action.")
    if facts.transfer is not None:
        raise NotNow("transfer_asked", "A transfer of action waits for its answer.")
    if office not in (facts.action_office, to_office):
        raise NotYours("not_your_transfer", "The office that has the action, or the one that would take it, asks.")
    return office


def may_answer_transfer(actor: Actor, facts: CaseFacts) -> str:
    """The other one of the two offices accepts or refuses."""
    asked = facts.transfer
    if asked is None:
        raise NotNow("no_transfer_asked", "No transfer of action waits for an answer.")
    answering = asked.to_office if asked.asked_by == facts.action_office else facts.action_office
    office = actor.office_for(Capacity.ACTION_OFFICER, office=answering)
    if office is None:
        raise NotYours("not_your_transfer", f"{answering} answers.")
    stage_is(facts, BEFORE_RELEASE, "a transfer of action")
    return office
