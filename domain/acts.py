"""Who may open, redraft, circulate, approve, release, pass, withdraw and recall a case, and when.

Each function refuses, or says in what office the act is done. The other acts have modules of their own: answering,
equities, extending, handing, holding, splits.
Sources: 2 FAM 1211 (action and clearance are different rights), 5 FAH-1 H-613 (State alone instructs posts),
NIST SP 800-53 AC-5 (separation of duties), `domain.md` invariants 6-8.
"""

from domain.case import CaseFacts
from domain.clearance import gate
from domain.demarche import CHANNELS, RELEASING_AGENCY
from domain.entitlement import BEFORE_RELEASE, approvers, clearers, drafters
from domain.entitlement import action_officer as _action_officer
from domain.entitlement import apart as _apart
from domain.entitlement import head_is as _head_is
from domain.entitlement import office_in as _office
from domain.entitlement import stage_is as _stage_is
from domain.people import Actor
from domain.refusals import Malformed, NotNow, NotYours
from domain.vocabulary import Capacity, Milestone, Stage


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
    _apart(actor, clearers(facts), "signed for an agency")
    _apart(actor, approvers(facts), "approved a text")
    return office


def may_circulate(actor: Actor, facts: CaseFacts) -> str:
    """The action office circulates the current text, once per version."""
    office = _action_officer(actor, facts, "circulate the text")
    _stage_is(facts, frozenset({Stage.DRAFTING}), "circulation")
    if facts.head.number in facts.sent_back:
        raise NotNow("sent_back", "This version was sent back: put in a new one, then circulate that.")
    _apart(actor, clearers(facts), "signed for an agency")
    _apart(actor, approvers(facts), "approved a text")
    return office


def may_approve(actor: Actor, facts: CaseFacts, digest: str) -> str:
    """The action agency's approving official approves a cleared text, to the letter."""
    office = _office(actor, Capacity.APPROVER, facts.action_agency, "approve the text")
    _stage_is(facts, BEFORE_RELEASE, "approval")
    _head_is(facts, digest)
    _stage_is(facts, frozenset({Stage.APPROVAL}), "approval")
    _apart(actor, drafters(facts), "drafted, edited or circulated")
    _apart(actor, clearers(facts), "signed for an agency")
    return office


def may_release(actor: Actor, facts: CaseFacts, digest: str, channel: str) -> str:
    """State, and only State, sends the instruction; by front channel; nobody releases what they wrote or approved."""
    office = _office(actor, Capacity.RELEASER, RELEASING_AGENCY, "release a demarche to a post")
    _stage_is(facts, BEFORE_RELEASE, "release")
    _head_is(facts, digest)
    if channel not in CHANNELS:
        raise Malformed("channel_not_allowed", "A demarche goes by front_channel_cable.")
    obstacles = gate(facts)
    if obstacles:
        raise NotNow(
            "not_releasable",
            "The text is not cleared and approved to the letter.",
            tuple({"lack": o.lack.value, "agency": o.agency} for o in obstacles),
        )
    _apart(actor, drafters(facts), "drafted, edited or circulated")
    _apart(actor, approvers(facts), "approved a text")
    return office


def may_pass(actor: Actor, facts: CaseFacts, name: Milestone) -> str:
    """Post delivers, defers and reports; the action office assesses (B2, stages 6 to 8)."""
    wanted = {
        Milestone.DEFERRED: Stage.DELIVERY,
        Milestone.DELIVERED: Stage.DELIVERY,
        Milestone.REPORTED: Stage.REPORT,
        Milestone.ASSESSED: Stage.ASSESSMENT,
    }[name]
    if name is Milestone.ASSESSED:
        office = _action_officer(actor, facts, "assess the response")
    else:
        office = _office(actor, Capacity.POST, RELEASING_AGENCY, f"record that it was {name}")
    _stage_is(facts, frozenset({wanted}), name)
    return office


def may_withdraw(actor: Actor, facts: CaseFacts) -> str:
    """The action office withdraws a case before anything has left."""
    office = _action_officer(actor, facts, "withdraw the case")
    _stage_is(facts, BEFORE_RELEASE, "withdrawal")
    return office


def may_recall(actor: Actor, facts: CaseFacts) -> str:
    """A released instruction is recalled, before delivery, by State's releasers or the action office."""
    office = actor.office_for(Capacity.RELEASER, agency=RELEASING_AGENCY)
    if office is None:
        office = _action_officer(actor, facts, "recall the instruction")
    _stage_is(facts, frozenset({Stage.DELIVERY}), "recall")
    return office
