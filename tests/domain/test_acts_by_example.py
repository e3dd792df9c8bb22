"""An example of every act allowed on the way of a text, and of every refusal; see also the acts in clearance."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.acts import (
    may_approve,
    may_circulate,
    may_open,
    may_recall,
    may_redraft,
    may_release,
    may_withdraw,
)
from domain.answering import check_comments, may_dispose, may_sign_off
from domain.case import CaseFacts, Passed
from domain.holding import may_hold, may_lift
from domain.passing import may_pass
from domain.people import Actor, Appointment
from domain.refusals import ChangedUnderYou, Malformed, NotNow, NotYours, Refusal
from domain.vocabulary import Capacity, CommentKind, Disposition, Grade, Ground, Milestone, Response
from tests.domain.asking import CABLE, approving, disposing, releasing, signing
from tests.domain.builders import (
    ACTION_OFFICE,
    APPROVER,
    CLEARER,
    CLERK,
    DRAFTER,
    EVERY_CAPACITY,
    RELEASER,
    STRANGER,
    a_case,
    a_circulated_case,
    a_cleared_case,
    a_released_case,
    a_version,
    an_actor,
    an_approved_case,
)

ANYBODY = an_actor(STRANGER, *EVERY_CAPACITY)
NOBODY = an_actor(STRANGER)
DRAFTS = replace(ANYBODY, person=DRAFTER)
SIGNED = replace(ANYBODY, person=CLEARER)
APPROVED = replace(ANYBODY, person=APPROVER)
REDRAFTED = an_approved_case(versions=(a_version(), a_version(2)))
LAW, CRITICAL = Ground.LAW, CommentKind.CRITICAL
NOTE = (CommentKind.SUBSTANTIVE, None, 1)


def passing(actor: Actor, facts: CaseFacts, name: Milestone) -> str:
    return may_pass(actor, facts, name)[1].office


ALLOWED: list[tuple[Callable[[], object], object]] = [
    (lambda: may_open(ANYBODY, "state", ACTION_OFFICE), ACTION_OFFICE),
    (lambda: may_redraft(ANYBODY, an_approved_case()), ACTION_OFFICE),
    (lambda: may_circulate(DRAFTS, a_case()), ACTION_OFFICE),
    (lambda: signing(ANYBODY, a_circulated_case()), "defense.1"),
    (lambda: signing(SIGNED, an_approved_case()), "defense.1"),
    (lambda: disposing(DRAFTS, a_circulated_case()), ACTION_OFFICE),
    (lambda: may_hold(SIGNED, an_approved_case(), "defense"), "defense.1"),
    (lambda: may_lift(ANYBODY, a_case(), "defense"), "defense.1"),
    (lambda: approving(ANYBODY, a_cleared_case()), "state.2"),
    (lambda: releasing(replace(ANYBODY, person=RELEASER), an_approved_case()), "state.3"),
    (lambda: releasing(SIGNED, an_approved_case()), "state.3"),
    (lambda: passing(ANYBODY, a_released_case(), Milestone.DEFERRED), "state.4"),
    (lambda: passing(ANYBODY, a_released_case(), Milestone.DELIVERED), "state.4"),
    (lambda: passing(ANYBODY, a_released_case(Milestone.DELIVERED), Milestone.REPORTED), "state.4"),
    (
        lambda: passing(DRAFTS, a_released_case(Milestone.DELIVERED, Milestone.REPORTED), Milestone.ASSESSED),
        ACTION_OFFICE,
    ),
    (lambda: may_withdraw(DRAFTS, an_approved_case()), ACTION_OFFICE),
    (lambda: may_recall(ANYBODY, a_released_case()), "state.3"),
    (
        lambda: may_recall(an_actor(DRAFTER, (Capacity.ACTION_OFFICER, "state", ACTION_OFFICE)), a_released_case()),
        ACTION_OFFICE,
    ),
    (lambda: check_comments(Response.CONCUR, (), 2), None),
    (lambda: check_comments(Response.NONCONCUR, ((CRITICAL, LAW, 2), NOTE), 2), None),
    (lambda: check_comments(Response.CONCUR_WITH_COMMENT, (NOTE,), 2), None),
    (lambda: check_comments(Response.NO_EQUITY, (NOTE,), 2), None),
]


@pytest.mark.parametrize(("act", "answer"), ALLOWED)
def test_what_is_allowed_says_in_which_office(act: Callable[[], object], answer: object) -> None:
    assert act() == answer


_FOUND = Passed(
    id=a_case().id,
    name=Milestone.AGREEMENT_DETERMINED,
    happened_at=a_case().opened_at,
    at=a_case().opened_at,
    person=CLERK,
    outcome="full_powers",
)
_LAW = replace(_FOUND, name=Milestone.MEMORANDUM_OF_LAW, outcome="sufficient", version=1, digest=a_version().digest)
FULL_POWERS = replace(a_cleared_case(milestones=(_FOUND, _LAW)), procedure="negotiation")
ACTS_FOR_THE_SECRETARY = Actor(
    person=STRANGER,
    subject="x",
    clearance=FULL_POWERS.classification,
    appointments=(
        Appointment(
            office="state.secretary",
            agency="state",
            capacity=Capacity.APPROVER,
            grade=Grade.SECRETARY,
            acting_for=CLERK,
        ),
    ),
)

REFUSED: list[tuple[type[Refusal], str, Callable[[], object]]] = [
    (NotYours, "not_action_office", lambda: may_open(ANYBODY, "state", "state.oes")),
    (NotYours, "not_action_office", lambda: may_redraft(NOBODY, a_case())),
    (NotYours, "not_action_office", lambda: may_circulate(NOBODY, a_case())),
    (NotYours, "not_action_office", lambda: disposing(NOBODY, a_case())),
    (NotYours, "not_action_office", lambda: may_withdraw(NOBODY, a_case())),
    (NotYours, "not_action_office", lambda: may_recall(NOBODY, a_released_case())),
    (NotYours, "not_action_office", lambda: may_pass(NOBODY, a_released_case(), Milestone.ASSESSED)),
    (NotYours, "not_coordinator", lambda: signing(NOBODY, a_circulated_case())),
    (NotYours, "not_coordinator", lambda: may_hold(NOBODY, a_circulated_case(), "defense")),
    (NotYours, "not_coordinator", lambda: may_lift(NOBODY, a_circulated_case(), "defense")),
    (NotYours, "not_approver", lambda: approving(NOBODY, a_cleared_case())),
    (NotYours, "not_releaser", lambda: releasing(NOBODY, an_approved_case())),
    (NotYours, "not_post", lambda: may_pass(NOBODY, a_released_case(), Milestone.DELIVERED)),
    (NotYours, "no_clearance_right", lambda: signing(ANYBODY, a_circulated_case(), "nsc")),
    (NotYours, "no_clearance_right", lambda: may_hold(ANYBODY, a_circulated_case(), "nsc")),
    (
        NotYours,
        "no_clearance_right",
        lambda: signing(an_actor(STRANGER, (Capacity.COORDINATOR, "cia", "cia.di")), a_circulated_case(), "cia"),
    ),
    (NotYours, "one_human_one_seat", lambda: signing(replace(ANYBODY, person=CLERK), a_cleared_case())),
    (NotYours, "duties_separated", lambda: may_redraft(SIGNED, an_approved_case())),
    (NotYours, "duties_separated", lambda: may_redraft(APPROVED, an_approved_case())),
    (NotYours, "duties_separated", lambda: may_circulate(SIGNED, REDRAFTED)),
    (NotYours, "duties_separated", lambda: may_circulate(APPROVED, REDRAFTED)),
    (NotYours, "duties_separated", lambda: signing(DRAFTS, a_circulated_case())),
    (NotYours, "duties_separated", lambda: signing(APPROVED, an_approved_case())),
    (NotYours, "duties_separated", lambda: approving(DRAFTS, a_cleared_case())),
    (NotYours, "duties_separated", lambda: approving(SIGNED, a_cleared_case())),
    (NotYours, "duties_separated", lambda: releasing(DRAFTS, an_approved_case())),
    (NotYours, "duties_separated", lambda: releasing(APPROVED, an_approved_case())),
    (NotNow, "not_in_drafting", lambda: signing(ANYBODY, a_case())),
    (NotNow, "not_in_clearance", lambda: may_circulate(DRAFTS, a_circulated_case())),
    (NotNow, "not_in_clearance", lambda: approving(ANYBODY, a_circulated_case())),
    (NotNow, "not_in_drafting", lambda: may_hold(ANYBODY, a_case(), "defense")),
    (NotNow, "not_in_release", lambda: approving(ANYBODY, an_approved_case())),
    (NotNow, "not_in_delivery", lambda: may_withdraw(DRAFTS, a_released_case())),
    (NotNow, "not_in_delivery", lambda: releasing(ANYBODY, a_released_case())),
    (NotNow, "not_in_delivery", lambda: may_pass(ANYBODY, a_released_case(), Milestone.REPORTED)),
    (NotNow, "not_in_report", lambda: may_recall(ANYBODY, a_released_case(Milestone.DELIVERED))),
    (NotNow, "not_in_withdrawn", lambda: signing(ANYBODY, a_circulated_case(withdrawn=True))),
    (NotNow, "not_in_recalled", lambda: may_pass(ANYBODY, a_released_case(recalled=True), Milestone.DELIVERED)),
    (NotNow, "not_releasable", lambda: releasing(ANYBODY, a_cleared_case())),
    (NotNow, "text_initialled", lambda: may_redraft(DRAFTS, a_case(frozen=a_version().digest))),
    (NotYours, "not_delegable", lambda: approving(ACTS_FOR_THE_SECRETARY, FULL_POWERS)),
    (NotNow, "comment_on_earlier_text", lambda: may_dispose(DRAFTS, REDRAFTED, 1, Disposition.ACCEPTED)),
    (
        ChangedUnderYou,
        "text_changed",
        lambda: may_sign_off(ANYBODY, a_circulated_case(), "defense", Response.CONCUR, ""),
    ),
    (ChangedUnderYou, "text_changed", lambda: may_approve(ANYBODY, a_cleared_case(), "")),
    (ChangedUnderYou, "text_changed", lambda: may_release(ANYBODY, an_approved_case(), "", CABLE)),
    (
        Malformed,
        "channel_not_allowed",
        lambda: may_release(ANYBODY, an_approved_case(), a_version().digest, "telephone"),
    ),
    (
        Malformed,
        "only_time_clears_by_default",
        lambda: signing(ANYBODY, a_circulated_case(), response=Response.CLEARED_BY_DEFAULT),
    ),
    (Malformed, "critical_needs_ground", lambda: check_comments(Response.NONCONCUR, ((CRITICAL, None, 1),), 2)),
    (Malformed, "no_such_paragraph", lambda: check_comments(Response.NONCONCUR, ((CRITICAL, LAW, 3),), 2)),
    (Malformed, "no_such_paragraph", lambda: check_comments(Response.NONCONCUR, ((CRITICAL, LAW, 0),), 2)),
    (Malformed, "nonconcur_needs_critical", lambda: check_comments(Response.NONCONCUR, (NOTE,), 2)),
    (Malformed, "concur_has_no_comment", lambda: check_comments(Response.CONCUR, (NOTE,), 2)),
    (
        Malformed,
        "comment_is_not_condition",
        lambda: check_comments(Response.CONCUR_WITH_COMMENT, ((CRITICAL, LAW, 1),), 2),
    ),
    (Malformed, "comment_is_not_condition", lambda: check_comments(Response.CONCUR_WITH_COMMENT, (), 2)),
    (Malformed, "comment_is_not_condition", lambda: check_comments(Response.NO_EQUITY, ((CRITICAL, LAW, 1),), 2)),
]


@pytest.mark.parametrize(
    ("kind", "code", "act"), REFUSED, ids=[f"{n}-{code}" for n, (_, code, _) in enumerate(REFUSED)]
)
def test_a_refusal_says_why(kind: type[Refusal], code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as refused:
        act()
    assert (type(refused.value), refused.value.code) == (kind, code)


def test_a_release_refused_says_all_that_is_lacking() -> None:
    with pytest.raises(NotNow) as refused:
        releasing(ANYBODY, a_circulated_case())
    lacks = [(place["lack"], place["agency"]) for place in refused.value.places]
    assert lacks == [("clearance_missing", "state"), ("clearance_missing", "defense"), ("not_approved", "")]
