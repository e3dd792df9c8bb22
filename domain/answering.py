"""Who answers for an agency, with what comments, and who disposes of these.

Sources: 2 FAM 1211 (right of clearance), DD Form 818 practice (comments and their dispositions), invariants 4 and 7.
"""

from domain.case import CaseFacts
from domain.entitlement import (
    BEFORE_RELEASE,
    action_officer,
    apart,
    approvers,
    drafters,
    head_is,
    office_in,
    stage_is,
)
from domain.people import Actor, Appointment
from domain.refusals import Malformed, NotNow, NotYours
from domain.vocabulary import Capacity, CommentKind, Disposition, Ground, Response, Right


def may_sign_off(actor: Actor, facts: CaseFacts, agency: str, response: Response, digest: str) -> str:
    """An authorised coordinator answers for one agency to the exact current text (invariants 4 and 7)."""
    if response is Response.CLEARED_BY_DEFAULT:
        raise Malformed("only_time_clears_by_default", "No person may write cleared_by_default.")
    office = office_in(actor, Capacity.COORDINATOR, agency, "sign for it")
    stage_is(facts, BEFORE_RELEASE, "a sign-off")
    head_is(facts, digest)
    if facts.round is None:
        raise NotNow("not_in_drafting", "The current text has not been circulated yet.")
    right = next((seat.right for seat in facts.seats if seat.agency == agency), None)
    if right is None or right is Right.INFO:
        raise NotYours("no_clearance_right", f"{agency} has no right of clearance in this round.")
    apart(actor, drafters(facts), "drafted, edited or circulated")
    apart(actor, approvers(facts), "approved a text")
    if any(s.person == actor.person and s.agency != agency for s in facts.sign_offs):
        raise NotYours("one_human_one_seat", "You signed for another agency in this case; one human fills one seat.")
    if any(answer.person == actor.person for answer in facts.office_answers):
        raise NotYours("one_human_one_seat", "You answered for an office in this case; one human fills one seat.")
    return office


def may_answer_for_office(
    actor: Actor, facts: CaseFacts, office: str, digest: str, answer: tuple[Response, Ground | None, str | None]
) -> Appointment:
    """An office that is asked beside its agency, such as the Legal Adviser's, answers to the exact current text.

    It concurs, or it does not and says on what ground and why. No silence answers for it, and nothing is carried over.
    """
    response, ground, opinion = answer
    held = actor.appointed(Capacity.COORDINATOR, office=office)
    if held is None:
        raise NotYours("not_coordinator", f"Only coordinators of {office} may answer for it.")
    stage_is(facts, BEFORE_RELEASE, "an office's answer")
    head_is(facts, digest)
    if facts.round is None:
        raise NotNow("not_in_drafting", "The current text has not been circulated yet.")
    if office not in facts.offices:
        raise NotYours("office_not_asked", f"{office} is not asked beside its agency in this round.")
    apart(actor, drafters(facts), "drafted, edited or circulated")
    apart(actor, approvers(facts), "approved a text")
    others = {a.person for a in facts.office_answers if a.office != office}
    if actor.person in others | {s.person for s in facts.sign_offs}:
        raise NotYours("one_human_one_seat", "You signed for another seat in this case; one human fills one seat.")
    if response not in (Response.CONCUR, Response.NONCONCUR):
        raise Malformed("office_concurs_or_not", "An office answers concur or nonconcur.")
    if response is Response.NONCONCUR and (ground is None or opinion is None):
        raise Malformed("nonconcur_needs_ground", "An office that does not concur gives its ground and its opinion.")
    return held


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
    if response is Response.CONCUR_WITH_COMMENT and not kinds:
        raise Malformed("comment_is_not_condition", "Without a comment the response is concur.")
    if response is not Response.NONCONCUR and CommentKind.CRITICAL in kinds:
        raise Malformed(
            "comment_is_not_condition",
            "Other responses carry substantive or administrative comments; a critical one is a nonconcurrence.",
        )


def may_dispose(actor: Actor, facts: CaseFacts, version: int, disposition: Disposition) -> str:
    """The action office answers each comment on the current text, with a reason."""
    office = action_officer(actor, facts, f"record {disposition} for a comment")
    stage_is(facts, BEFORE_RELEASE, "a disposition")
    if version != facts.head.number:
        raise NotNow("comment_on_earlier_text", "That comment belongs to an earlier version of the text.")
    return office
