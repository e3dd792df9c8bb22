"""Who may do what to a case, and when: each function refuses, or says in what office the act is done.

Sources: 2 FAM 1211 (action and clearance are different rights), 5 FAH-1 H-613 (State alone instructs posts),
NIST SP 800-53 AC-5 (separation of duties), `domain.md` invariants 6-8. Separation is by human, not by role.
"""

from datetime import datetime

from domain.case import CaseFacts, Equity, Hold
from domain.clearance import gate, standing
from domain.demarche import CHANNELS, RELEASING_AGENCY, stage
from domain.people import Actor, Appointment, PersonId
from domain.refusals import ChangedUnderYou, Malformed, NotNow, NotYours
from domain.silence import MOST_EXTENSIONS, extensions_of, suspense_of
from domain.vocabulary import (
    ENDED,
    Capacity,
    CommentKind,
    Disposition,
    EquityAct,
    Ground,
    Milestone,
    Response,
    Right,
    Stage,
)

BEFORE_RELEASE = frozenset({Stage.DRAFTING, Stage.CLEARANCE, Stage.SPLIT, Stage.APPROVAL, Stage.RELEASE})


def _stage_is(facts: CaseFacts, allowed: frozenset[Stage], act: str) -> None:
    now_in = stage(facts)
    if now_in not in allowed:
        ended = " and takes no further acts" if now_in in ENDED else ""
        raise NotNow(f"not_in_{now_in}", f"The case is in {now_in}{ended}; {act} does not belong there.")


def _head_is(facts: CaseFacts, digest: str) -> None:
    if digest != facts.head.digest:
        raise ChangedUnderYou(
            "text_changed",
            f"The current text is version {facts.head.number}, and its digest is another one. "
            "Read it again and answer to that.",
        )


def _appointment(actor: Actor, capacity: Capacity, agency: str, to: str) -> Appointment:
    held = actor.appointed(capacity, agency=agency)
    if held is None:
        raise NotYours(f"not_{capacity}", f"Only {capacity.replace('_', ' ')}s of {agency} may {to}.")
    return held


def _office(actor: Actor, capacity: Capacity, agency: str, to: str) -> str:
    return _appointment(actor, capacity, agency, to).office


def drafters(facts: CaseFacts) -> frozenset[PersonId]:
    """Everyone who drafted, edited or circulated: they may not clear, approve or release."""
    wrote = {version.drafted_by for version in facts.versions}
    return frozenset(wrote | {on.circulated_by for on in facts.rounds} | {facts.opened_by})


def clearers(facts: CaseFacts) -> frozenset[PersonId]:
    """Everyone who signed for an agency in this case."""
    return frozenset(sign_off.person for sign_off in facts.sign_offs if sign_off.person is not None)


def approvers(facts: CaseFacts) -> frozenset[PersonId]:
    """Everyone who approved a text of this case."""
    return frozenset(approval.person for approval in facts.approvals)


def _apart(actor: Actor, others: frozenset[PersonId], what_they_did: str) -> None:
    if actor.person in others:
        raise NotYours("duties_separated", f"You {what_they_did} in this case; somebody else must do this.")


def _action_officer(actor: Actor, facts: CaseFacts, to: str) -> str:
    office = actor.office_for(Capacity.ACTION_OFFICER, agency=facts.action_agency, office=facts.action_office)
    if office is None:
        raise NotYours("not_action_office", f"Only the action office ({facts.action_office}) may {to}.")
    return office


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


def may_sign_off(actor: Actor, facts: CaseFacts, agency: str, response: Response, digest: str) -> str:
    """An authorised coordinator answers for one agency to the exact current text (invariants 4 and 7)."""
    if response is Response.CLEARED_BY_DEFAULT:
        raise Malformed("only_time_clears_by_default", "No person may write cleared_by_default.")
    office = _office(actor, Capacity.COORDINATOR, agency, "sign for it")
    _stage_is(facts, BEFORE_RELEASE, "a sign-off")
    _head_is(facts, digest)
    if facts.round is None:
        raise NotNow("not_in_drafting", "The current text has not been circulated yet.")
    right = next((seat.right for seat in facts.seats if seat.agency == agency), None)
    if right is None or right is Right.INFO:
        raise NotYours("no_clearance_right", f"{agency} has no right of clearance in this round.")
    _apart(actor, drafters(facts), "drafted, edited or circulated")
    _apart(actor, approvers(facts), "approved a text")
    if any(s.person == actor.person and s.agency != agency for s in facts.sign_offs):
        raise NotYours("one_human_one_seat", "You signed for another agency in this case; one human fills one seat.")
    return office


def check_comments(
    response: Response, comments: tuple[tuple[CommentKind, Ground | None, int | None], ...], paragraphs: int
) -> None:
    """A nonconcurrence rests on a critical comment, and a critical comment cites its ground (DD 818 practice)."""
    for kind, ground, paragraph in comments:
        if kind is CommentKind.CRITICAL and ground is None:
            raise Malformed(
                "critical_needs_ground",
                "A critical comment cites its ground: law, policy, risk, waste or burden.",
            )
        if paragraph is not None and not 1 <= paragraph <= paragraphs:
            raise Malformed("no_such_paragraph", f"The text has paragraphs 1 to {paragraphs}.")
    kinds = {kind for kind, _, _ in comments}
    if response is Response.NONCONCUR and CommentKind.CRITICAL not in kinds:
        raise Malformed("nonconcur_needs_critical", "A nonconcurrence needs at least one critical comment.")
    if response is Response.NO_EQUITY and not kinds:
        raise Malformed("no_equity_needs_reason", "Declaring no equity needs a comment that says why.")
    if response is Response.CONCUR and kinds:
        raise Malformed("concur_has_no_comment", "With comments the response is concur_with_comment.")
    if response is Response.CONCUR_WITH_COMMENT and (not kinds or CommentKind.CRITICAL in kinds):
        raise Malformed(
            "comment_is_not_condition",
            "concur_with_comment carries substantive or administrative comments; a critical one is a nonconcurrence.",
        )


def may_dispose(actor: Actor, facts: CaseFacts, version: int, disposition: Disposition) -> str:
    """The action office answers each comment on the current text, with a reason."""
    office = _action_officer(actor, facts, f"record {disposition} for a comment")
    _stage_is(facts, BEFORE_RELEASE, "a disposition")
    if version != facts.head.number:
        raise NotNow("comment_on_earlier_text", "That comment belongs to an earlier version of the text.")
    return office


def may_hold(actor: Actor, facts: CaseFacts, agency: str) -> str:
    """An agency with a seat, or the NSC, may stop the text for a time, before release."""
    office = _office(actor, Capacity.COORDINATOR, agency, "place a hold for it")
    _stage_is(facts, BEFORE_RELEASE - {Stage.DRAFTING}, "a hold")
    if agency not in _clearing(facts):
        raise NotYours("no_clearance_right", f"{agency} has no right of clearance in this round.")
    return office


def _clearing(facts: CaseFacts) -> frozenset[str]:
    return frozenset(seat.agency for seat in facts.seats if seat.right is not Right.INFO)


def may_extend(actor: Actor, facts: CaseFacts, agency: str, until: datetime, now: datetime) -> Appointment:
    """An agency asks for more time, before its suspense: once for the asking, once more by a higher grade.

    No longer than the round's own time again (EAA 1979 section 10(e): one further period of the same length).
    """
    held = _appointment(actor, Capacity.COORDINATOR, agency, "ask for more time for it")
    _stage_is(facts, frozenset({Stage.CLEARANCE}), "an extension")
    due = suspense_of(facts, agency)
    on = facts.round
    if on is None or due is None or agency not in _clearing(facts):
        raise NotYours("no_clearance_right", f"{agency} has no right of clearance in this round.")
    if agency in standing(facts):
        raise NotNow("already_answered", f"{agency} has answered to this text.")
    if now >= due:
        raise NotNow("suspense_has_passed", "An extension is asked for before the suspense, not after it.")
    before = extensions_of(facts, agency)
    if len(before) >= MOST_EXTENSIONS:
        raise NotNow("extensions_used_up", f"A round is extended for an agency at most {MOST_EXTENSIONS} times.")
    if before and held.grade <= before[-1].grade:
        raise NotYours("higher_grade_needed", "A second extension is asked for by an official of higher grade.")
    if not due < until <= due + (on.suspense - on.circulated_at):
        raise Malformed(
            "until_out_of_range", "An extension is later than the suspense, by at most the round's own time."
        )
    return held


def may_extend_hold(actor: Actor, facts: CaseFacts, hold: Hold, until: datetime, now: datetime) -> str:
    """The agency that placed a hold extends it, before it ends, at most twice (the 1267 Committee's practice)."""
    office = _office(actor, Capacity.COORDINATOR, hold.agency, "extend its hold")
    _stage_is(facts, BEFORE_RELEASE, "extending a hold")
    if hold.ended is not None or now >= hold.until:
        raise NotNow("hold_already_ended", "That hold has ended already.")
    if hold.extensions >= MOST_EXTENSIONS:
        raise NotNow("extensions_used_up", f"A hold is extended at most {MOST_EXTENSIONS} times.")
    if until <= hold.until:
        raise Malformed("until_out_of_range", "An extension ends later than the hold does now.")
    return office


def may_claim_equity(actor: Actor, facts: CaseFacts, agency: str) -> str:
    """An agency that was only informed says that it has an equity; the action office decides."""
    office = _office(actor, Capacity.COORDINATOR, agency, "claim an equity for it")
    _stage_is(facts, BEFORE_RELEASE - {Stage.DRAFTING}, "a claim of equity")
    rights = {seat.agency: seat.right for seat in facts.seats}
    if rights.get(agency) is Right.MUST_CLEAR:
        raise NotNow("already_clears", f"{agency} clears this text already.")
    if any(e.agency == agency and e.act is EquityAct.CLAIMED for e in open_claims(facts)):
        raise NotNow("already_claimed", f"{agency}'s claim waits for the action office.")
    return office


def open_claims(facts: CaseFacts) -> tuple[Equity, ...]:
    """Claims of equity that the action office has not answered yet."""
    last = {e.agency: e for e in facts.equities}
    return tuple(e for e in last.values() if e.act is EquityAct.CLAIMED)


def may_answer_claim(actor: Actor, facts: CaseFacts, agency: str, act: EquityAct) -> str:
    """The action office grants or refuses a claim (2 FAM 1211: clearances are added with its approval only)."""
    office = _action_officer(actor, facts, f"have a claim of equity {act}")
    _stage_is(facts, BEFORE_RELEASE - {Stage.DRAFTING}, "an answer to a claim")
    if not any(e.agency == agency for e in open_claims(facts)):
        raise NotNow("no_open_claim", f"{agency} has no claim that waits for an answer.")
    return office


def may_impose_clearance(actor: Actor, facts: CaseFacts, agency: str) -> str:
    """The NSC may have an agency asked that the action office left out (PAR-4; S/ES's power in 2 FAM 1211)."""
    office = actor.office_for(Capacity.NSC_STAFF) or actor.office_for(Capacity.APNSA)
    if office is None:
        raise NotYours("not_nsc", "Only the NSC imposes a clearance.")
    _stage_is(facts, BEFORE_RELEASE - {Stage.DRAFTING}, "imposing a clearance")
    if any(seat.agency == agency and seat.right is Right.MUST_CLEAR for seat in facts.seats):
        raise NotNow("already_clears", f"{agency} clears this text already.")
    return office


def may_lift(actor: Actor, facts: CaseFacts, agency: str) -> str:
    """The agency that placed a hold lifts it."""
    office = _office(actor, Capacity.COORDINATOR, agency, "lift its hold")
    _stage_is(facts, BEFORE_RELEASE, "lifting a hold")
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


def may_send_back(actor: Actor, facts: CaseFacts) -> str:
    """The approving official sends a cleared text back to the action office, which puts in a new version."""
    office = _office(actor, Capacity.APPROVER, facts.action_agency, "send the text back")
    _stage_is(facts, frozenset({Stage.APPROVAL, Stage.RELEASE}), "sending back")
    return office


def may_ask_transfer(actor: Actor, facts: CaseFacts, to_office: str) -> str:
    """Any office may ask that action be transferred; it is a request, not an edit (2 FAM 1211)."""
    office = actor.office_for(Capacity.ACTION_OFFICER)
    if office is None:
        raise NotYours("not_action_officer", "Only action officers may ask for a transfer of action.")
    _stage_is(facts, BEFORE_RELEASE, "a transfer of action")
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
    _stage_is(facts, BEFORE_RELEASE, "a transfer of action")
    return office
