"""Who may open, redraft, circulate, approve, release, withdraw and recall a case, and when.

Each function refuses, or says in what office the act is done. The other acts have modules of their own: answering,
equities, extending, handing, holding, passing, splits.
Sources: 2 FAM 1211 (action and clearance are different rights), 5 FAH-1 H-613 (State alone instructs posts),
NIST SP 800-53 AC-5 (separation of duties), `domain.md` invariants 6-8.
"""

from domain.case import CaseFacts
from domain.entitlement import BEFORE_RELEASE, approvers, clearers, drafters
from domain.entitlement import action_officer as _action_officer
from domain.entitlement import apart as _apart
from domain.entitlement import appointment_in as _appointment
from domain.entitlement import head_is as _head_is
from domain.entitlement import office_in as _office
from domain.entitlement import stage_is as _stage_is
from domain.gate import gate
from domain.passing import steps_taken
from domain.people import Actor
from domain.procedure import ACTION
from domain.procedures.registry import rules_of
from domain.refusals import Malformed, NotNow, NotYours
from domain.vocabulary import Capacity, Place, Stage


def may_open(actor: Actor, action_agency: str, action_office: str) -> str:
    """Opening a case belongs to an action officer of the mandate's action office (2 FAM 1211)."""
    office = actor.office_for(Capacity.ACTION_OFFICER, agency=action_agency, office=action_office)
    if office is None:
        raise NotYours("not_action_office", f"Cases under this mandate are opened by {action_office}.")
    return office


def may_redraft(actor: Actor, facts: CaseFacts) -> str:
    """A new version comes from the action office, before release. Clearers and approvers keep their hands off."""
    office = _action_officer(actor, facts, "put in a new version")
    _stage_is(facts, BEFORE_RELEASE, "a new version")
    if facts.frozen is not None:
        raise NotNow("text_initialled", "The text was initialled and stays as it is. Other words are another text.")
    _apart(actor, clearers(facts), "signed for an agency")
    _apart(actor, approvers(facts), "approved a text")
    return office


def may_circulate(actor: Actor, facts: CaseFacts) -> str:
    """The action office circulates the current text, once per version."""
    office = _action_officer(actor, facts, "circulate the text")
    steps_taken(facts, Place.OPENING)
    _stage_is(facts, frozenset({Stage.DRAFTING}), "circulation")
    if facts.head.number in facts.sent_back:
        raise NotNow("sent_back", "This version was sent back: put in a new one, then circulate that.")
    _apart(actor, clearers(facts), "signed for an agency")
    _apart(actor, approvers(facts), "approved a text")
    return office


def may_approve(actor: Actor, facts: CaseFacts, digest: str) -> str:
    """The action agency's approving official approves a cleared text, to the letter."""
    office = _approver(actor, facts)
    _stage_is(facts, BEFORE_RELEASE, "approval")
    _head_is(facts, digest)
    steps_taken(facts, Place.CHECK)
    _stage_is(facts, frozenset({Stage.APPROVAL}), "approval")
    _apart(actor, drafters(facts), "drafted, edited or circulated")
    _apart(actor, clearers(facts), "signed for an agency")
    return office


def _approver(actor: Actor, facts: CaseFacts) -> str:
    """The office of the approving official; of a grade, in person, or the President, where the procedure says so."""
    needed = rules_of(facts).approver(facts)
    if needed.president and (at := actor.office_for(Capacity.PRESIDENT)) is not None:
        return at
    agency = facts.action_agency if needed.agency == ACTION else needed.agency
    held = _appointment(actor, Capacity.APPROVER, agency, "approve the text")
    if held.grade < needed.grade:
        raise NotYours("higher_grade_needed", f"Its approval takes the grade {needed.grade.name.lower()} or above.")
    if held.acting_for is not None and not needed.acting:
        raise NotYours("not_delegable", "Its approval is not for somebody acting: the power is not delegable.")
    return held.office


def may_release(actor: Actor, facts: CaseFacts, digest: str, channel: str) -> str:
    """The procedure's releaser lets the text out, by one of its channels; never one's own words, nor what one approved.

    A demarche is released by State and only State, on the front channel (5 FAH-1 H-613).
    """
    out = rules_of(facts).out
    office = _office(actor, out.capacity, facts.action_agency if out.agency == ACTION else out.agency, "release it")
    _stage_is(facts, BEFORE_RELEASE, "release")
    _head_is(facts, digest)
    if channel not in out.channels:
        raise Malformed("channel_not_allowed", f"It goes out by: {', '.join(sorted(out.channels))}.")
    obstacles = gate(facts)
    if obstacles:
        raise NotNow(
            "not_releasable",
            "The text is not cleared and approved to the letter.",
            tuple(o.told() for o in obstacles),
        )
    _apart(actor, drafters(facts), "drafted, edited or circulated")
    _apart(actor, approvers(facts), "approved a text")
    return office


def may_withdraw(actor: Actor, facts: CaseFacts) -> str:
    """The action office withdraws a case before anything has left."""
    office = _action_officer(actor, facts, "withdraw the case")
    _stage_is(facts, BEFORE_RELEASE | {Stage.WALLED}, "withdrawal")
    return office


def may_recall(actor: Actor, facts: CaseFacts) -> str:
    """A released text is recalled, before its first step outside, by its releasers or the action office."""
    out = rules_of(facts).out
    office = actor.office_for(out.capacity, agency=facts.action_agency if out.agency == ACTION else out.agency)
    if office is None:
        office = _action_officer(actor, facts, "recall what was released")
    after = [s.stage for s in rules_of(facts).steps if s.place is Place.AFTER and not s.optional]
    _stage_is(facts, frozenset(after[:1]), "recall")
    return office
