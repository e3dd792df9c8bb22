"""Who is asked with what right, at which step no silence clears, and which offices are asked beside their agencies."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.case import CaseFacts, Equity
from domain.rights import LEGAL_ADVISER, exclusion_for, offices_for, seats_for
from domain.vocabulary import EquityAct, Exclusion, Response, Right
from tests.domain.builders import (
    AGENCIES,
    a_case,
    a_circulated_case,
    a_round,
    a_sign_off,
    a_version,
    agencies,
    at,
    cases,
)

TEXT = a_version()
exclusions = st.one_of(st.none(), st.sampled_from(Exclusion))
some_agencies = st.frozensets(st.sampled_from(AGENCIES))
NONE = frozenset[str]()


def rights(facts: CaseFacts, *in_text: str) -> dict[str, Right]:
    return {seat.agency: seat.right for seat in seats_for(facts, frozenset(in_text))}


@given(cases(), some_agencies)
def test_an_equity_in_a_paragraph_makes_must_clear_whatever_the_mandate_says(
    facts: CaseFacts, in_text: frozenset[str]
) -> None:
    asked = rights(facts, *in_text)
    assert all(asked[agency] is Right.MUST_CLEAR for agency in in_text)
    for seat in facts.mandate_rights:
        assert asked[seat.agency] in (seat.right, Right.MUST_CLEAR)


def test_who_clears_if_affected_must_clear_the_version_that_touches_it_and_that_alone() -> None:
    facts = a_case()
    assert rights(facts)["commerce"] is Right.CLEAR_IF_AFFECTED
    assert rights(facts, "commerce")["commerce"] is Right.MUST_CLEAR
    once = replace(facts, rounds=(a_round(TEXT, seats_for(facts, frozenset({"commerce"}))),))
    assert rights(once)["commerce"] is Right.CLEAR_IF_AFFECTED


@given(agencies, st.sampled_from((EquityAct.GRANTED, EquityAct.IMPOSED)))
def test_a_granted_or_imposed_equity_stays_for_the_case(agency: str, how: EquityAct) -> None:
    facts = a_case(equities=(Equity(agency=agency, act=how, at=at(5)),))
    assert rights(facts)[agency] is Right.MUST_CLEAR


def test_who_nonconcurs_says_that_it_is_affected() -> None:
    facts = a_circulated_case(sign_offs=(a_sign_off(TEXT, "commerce", Response.NONCONCUR),))
    assert rights(facts)["commerce"] is Right.MUST_CLEAR


@given(exclusions, exclusions, st.booleans())
def test_a_step_that_excludes_silence_stays_one_through_a_redraft(
    said: Exclusion | None,
    before: Exclusion | None,
    lowers: bool,  # noqa: FBT001 - a drawn value
) -> None:
    facts = a_circulated_case(rounds=(a_round(TEXT, silence_excluded=before),))
    found = exclusion_for(facts, said, lowers_a_mark=lowers)
    assert found is (said or before or (Exclusion.LOWER_MARKED_RELEASE if lowers else None))


def test_what_is_said_in_public_is_never_cleared_by_silence() -> None:
    facts = replace(a_case(), procedure="public_statement")
    assert exclusion_for(facts, None, lowers_a_mark=False) is Exclusion.LOWER_MARKED_RELEASE
    assert exclusion_for(a_case(), None, lowers_a_mark=False) is None


def test_the_legal_adviser_is_asked_at_the_steps_that_need_him_and_in_every_round_after_one_that_asked() -> None:
    for step in (Exclusion.FULL_POWERS, Exclusion.LEAVES_AUTHORITY):
        assert offices_for(a_case(), NONE, step) == (LEGAL_ADVISER,)
    assert offices_for(a_case(), NONE, Exclusion.PRESIDENTIAL_DECISION) == ()
    assert offices_for(a_case(), frozenset({"state.pa"}), None) == ("state.pa",)
    asked = a_circulated_case(rounds=(a_round(TEXT, offices=("state.pa",)),))
    assert offices_for(asked, NONE, Exclusion.FULL_POWERS) == (LEGAL_ADVISER, "state.pa")
