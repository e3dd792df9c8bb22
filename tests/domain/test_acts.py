"""Who may do what, and when: duties kept apart for anybody at all, and an example of every refusal."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from domain.acts import may_approve, may_circulate, may_recall, may_redraft, may_release, may_withdraw
from domain.answering import may_sign_off
from domain.case import CaseFacts
from domain.entitlement import approvers, clearers, drafters
from domain.gate import gate
from domain.holding import may_hold, may_lift
from domain.passing import may_pass
from domain.people import Actor, PersonId
from domain.refusals import Malformed, Refusal
from domain.stages import stage
from domain.vocabulary import ENDED, Capacity, Milestone, Response
from tests.domain.asking import CABLE, Act, approving, disposing, releasing, signing
from tests.domain.builders import (
    a_milestone,
    a_release,
    a_version,
    actors,
    agencies,
    cases,
    digest_of,
)


def is_refused(act: Act, actor: Actor, facts: CaseFacts) -> bool:
    try:
        office = act(actor, facts)
    except Refusal:
        return True
    event("allowed")
    assert any(office == held.office for held in actor.appointments)
    return False


def one_of(data: st.DataObject, people: frozenset[PersonId], like: Actor) -> Actor:
    """One of these people, with that one's appointments."""
    assume(people)
    return replace(like, person=data.draw(st.sampled_from(sorted(people))))


@given(cases(), actors(), agencies, st.data())
def test_whoever_drafted_or_circulated_never_signs_approves_or_releases(
    facts: CaseFacts, actor: Actor, agency: str, data: st.DataObject
) -> None:
    actor = one_of(data, drafters(facts), actor)
    assert is_refused(partial(signing, agency=agency), actor, facts)
    assert is_refused(approving, actor, facts)
    assert is_refused(releasing, actor, facts)


@given(cases(), actors(), agencies, st.data())
def test_whoever_signed_never_drafts_circulates_approves_or_signs_for_another(
    facts: CaseFacts, actor: Actor, agency: str, data: st.DataObject
) -> None:
    actor = one_of(data, clearers(facts), actor)
    for act in (may_redraft, may_circulate, approving):
        assert is_refused(act, actor, facts)
    if {s.agency for s in facts.sign_offs if s.person == actor.person} != {agency}:
        assert is_refused(partial(signing, agency=agency), actor, facts)


@given(cases(), actors(), agencies, st.data())
def test_whoever_approved_never_drafts_circulates_signs_or_releases(
    facts: CaseFacts, actor: Actor, agency: str, data: st.DataObject
) -> None:
    actor = one_of(data, approvers(facts), actor)
    for act in (may_redraft, may_circulate, releasing, partial(signing, agency=agency)):
        assert is_refused(act, actor, facts)


@given(cases(), actors())
def test_release_is_refused_while_anything_is_lacking(facts: CaseFacts, actor: Actor) -> None:
    released = not is_refused(releasing, actor, facts)
    assert not (released and gate(facts))
    assert not (released and not actor.holds(Capacity.RELEASER, agency="state"))


@given(cases(under_way=True), actors())
def test_whoever_may_release_may_do_so_as_soon_as_nothing_is_lacking(facts: CaseFacts, actor: Actor) -> None:
    clean = actor.person not in drafters(facts) | approvers(facts)
    of_state = actor.holds(Capacity.RELEASER, agency="state")
    assert is_refused(releasing, actor, facts) is not (gate(facts) == () and clean and of_state)


def passing(actor: Actor, facts: CaseFacts, name: Milestone) -> str:
    return may_pass(actor, facts, name)[1].office


ENDINGS: list[dict[str, Any]] = [  # as `replace` takes them
    {"release": None, "milestones": (), "recalled": False, "withdrawn": True},
    {"release": a_release(a_version()), "milestones": (), "withdrawn": False, "recalled": True},
    {"release": a_release(a_version()), "withdrawn": False, "recalled": False}
    | {"milestones": tuple(a_milestone(name) for name in Milestone)},
]


@given(cases(), actors(), agencies, st.sampled_from(ENDINGS))
def test_an_ended_case_takes_no_act_from_anybody(
    facts: CaseFacts, actor: Actor, agency: str, ending: dict[str, Any]
) -> None:
    facts = replace(facts, **ending)
    assert stage(facts) in ENDED
    every: list[Act] = [may_redraft, may_circulate, disposing, approving, releasing, may_withdraw, may_recall]
    every += [partial(act, agency=agency) for act in (signing, may_hold, may_lift)]
    every += [partial(passing, name=name) for name in Milestone]
    for act in every:
        assert is_refused(act, actor, facts)


@given(cases(), actors(), st.sampled_from("AB").map(digest_of), agencies)
def test_only_the_current_text_is_signed_approved_or_released(
    facts: CaseFacts, actor: Actor, digest: str, agency: str
) -> None:
    assume(digest != facts.head.digest)
    assert is_refused(lambda a, f: may_sign_off(a, f, agency, Response.CONCUR, digest), actor, facts)
    assert is_refused(lambda a, f: may_approve(a, f, digest), actor, facts)
    assert is_refused(lambda a, f: may_release(a, f, digest, CABLE), actor, facts)


@given(cases(), actors(), agencies)
def test_no_person_writes_a_default_clearance(facts: CaseFacts, actor: Actor, agency: str) -> None:
    with pytest.raises(Malformed):
        signing(actor, facts, agency, Response.CLEARED_BY_DEFAULT)
