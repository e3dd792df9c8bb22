"""What every act asks first: in what office somebody acts, on which text, in which stage, apart from which others.

Sources: NIST SP 800-53 AC-5 (separation of duties), `domain.md` invariants 7 and 8.
Separation is by human, not by role.
"""

from domain.case import CaseFacts
from domain.people import Actor, Appointment, PersonId
from domain.procedures.registry import PROCEDURES
from domain.refusals import ChangedUnderYou, NotNow, NotYours
from domain.stages import stage
from domain.vocabulary import ENDED, Capacity, Place, Right, Stage

CIRCULATED = frozenset({Stage.CLEARANCE, Stage.SPLIT, Stage.CHECKS, Stage.APPROVAL, Stage.KEYS, Stage.RELEASE})
OPENING = frozenset(step.stage for rules in PROCEDURES.values() for step in rules.steps if step.place is Place.OPENING)
BEFORE_RELEASE = CIRCULATED | OPENING | {Stage.INTAKE, Stage.DRAFTING}


def stage_is(facts: CaseFacts, allowed: frozenset[Stage], act: str) -> None:
    """Refuse an act that does not belong in the stage where the case is."""
    now_in = stage(facts)
    if now_in not in allowed:
        ended = " and takes no further acts" if now_in in ENDED else ""
        raise NotNow(f"not_in_{now_in}", f"The case is in {now_in}{ended}; {act} does not belong there.")


def head_is(facts: CaseFacts, digest: str) -> None:
    """Refuse an act on words that are not the current text (412 at the door)."""
    if digest != facts.head.digest:
        raise ChangedUnderYou(
            "text_changed",
            f"The current text is version {facts.head.number}, and its digest is another one. "
            "Read it again and answer to that.",
        )


def appointment_in(actor: Actor, capacity: Capacity, agency: str, to: str) -> Appointment:
    """The appointment by which the actor has that capacity for the agency; refuse if there is none."""
    held = actor.appointed(capacity, agency=agency)
    if held is None:
        raise NotYours(f"not_{capacity}", f"Only {capacity.replace('_', ' ')}s of {agency} may {to}.")
    return held


def office_in(actor: Actor, capacity: Capacity, agency: str, to: str) -> str:
    """The office of that appointment."""
    return appointment_in(actor, capacity, agency, to).office


def drafters(facts: CaseFacts) -> frozenset[PersonId]:
    """Everyone who drafted, edited or circulated: they may not clear, approve or release."""
    return facts.writers


def clearers(facts: CaseFacts) -> frozenset[PersonId]:
    """Everyone who signed in this case: for an agency, or for an office asked beside its agency."""
    signed = {sign_off.person for sign_off in facts.sign_offs if sign_off.person is not None}
    return frozenset(signed | {answer.person for answer in facts.office_answers})


def approvers(facts: CaseFacts) -> frozenset[PersonId]:
    """Everyone who approved a text of this case."""
    return frozenset(approval.person for approval in facts.approvals)


def apart(actor: Actor, others: frozenset[PersonId], what_they_did: str) -> None:
    """Refuse whoever did what must be kept apart from this act (NIST SP 800-53 AC-5)."""
    if actor.person in others:
        raise NotYours("duties_separated", f"You {what_they_did} in this case; somebody else must do this.")


def action_officer(actor: Actor, facts: CaseFacts, to: str) -> str:
    """The action office, if the actor is an action officer there; refuse otherwise (2 FAM 1211)."""
    office = actor.office_for(Capacity.ACTION_OFFICER, agency=facts.action_agency, office=facts.action_office)
    if office is None:
        raise NotYours("not_action_office", f"Only the action office ({facts.action_office}) may {to}.")
    return office


def clearing(facts: CaseFacts) -> frozenset[str]:
    """The agencies that are asked, whether they must clear or clear if affected."""
    return frozenset(seat.agency for seat in facts.seats if seat.right is not Right.INFO)
