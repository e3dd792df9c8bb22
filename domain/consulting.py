"""Who may set the meeting, propose and decide topics, record commitments and report on them, and when."""

from domain.case import CaseFacts
from domain.entitlement import BEFORE_RELEASE, action_officer, stage_is
from domain.people import Actor, Appointment
from domain.refusals import Malformed, NotYours
from domain.vocabulary import Capacity, Stage

BEFORE_THE_MEETING = BEFORE_RELEASE | {Stage.PRESS_GUIDANCE, Stage.MEETING}
AFTER_THE_MEETING = frozenset({Stage.RECORD, Stage.CONCLUSIONS, Stage.COMMITMENTS})
CALLED_OFF = frozenset({Stage.WITHDRAWN, Stage.RECALLED})


def of_a_consultation(facts: CaseFacts) -> None:
    """Refuse what belongs to consultations alone."""
    if facts.procedure != "consultation":
        raise Malformed("not_in_procedure", "Only a consultation has a meeting, an agenda and commitments.")


def may_set_meeting(actor: Actor, facts: CaseFacts) -> str:
    """The action office sets the meeting, and moves it until it has been held."""
    of_a_consultation(facts)
    office = action_officer(actor, facts, "set the meeting")
    stage_is(facts, BEFORE_THE_MEETING, "setting the meeting")
    return office


def may_propose_topic(actor: Actor, facts: CaseFacts, agency: str) -> Appointment:
    """An agency proposes a topic by one of its coordinators or action officers, until the book has gone up."""
    of_a_consultation(facts)
    held = _speaks_for(actor, agency)
    if held is None:
        raise NotYours("not_coordinator", f"Only coordinators and action officers of {agency} may propose for it.")
    stage_is(facts, BEFORE_RELEASE, "proposing a topic")
    return held


def may_decide_topic(actor: Actor, facts: CaseFacts) -> str:
    """The action office says which topics are in and which are out, until the book has gone up."""
    of_a_consultation(facts)
    office = action_officer(actor, facts, "decide on topics")
    stage_is(facts, BEFORE_RELEASE, "deciding on topics")
    return office


def may_record_commitment(actor: Actor, facts: CaseFacts) -> str:
    """The action office records what was promised, once the meeting has been held and until the cycle is closed."""
    of_a_consultation(facts)
    office = action_officer(actor, facts, "record a commitment")
    stage_is(facts, AFTER_THE_MEETING, "recording a commitment")
    return office


def may_report_on_commitment(actor: Actor, facts: CaseFacts, agency: str) -> Appointment:
    """A commitment is reported on by its agency or by the action office, also after the cycle is closed."""
    of_a_consultation(facts)
    stage_is(facts, frozenset(Stage) - CALLED_OFF, "reporting on a commitment")
    held = _speaks_for(actor, agency) or actor.appointed(
        Capacity.ACTION_OFFICER, agency=facts.action_agency, office=facts.action_office
    )
    if held is None:
        raise NotYours("not_coordinator", f"{agency} or the action office reports on this commitment.")
    return held


def _speaks_for(actor: Actor, agency: str) -> Appointment | None:
    return actor.appointed(Capacity.COORDINATOR, agency=agency) or actor.appointed(
        Capacity.ACTION_OFFICER, agency=agency
    )
