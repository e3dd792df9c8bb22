"""Silence: what keeps it from clearing, when it does, and what it means for who clears only if affected."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import CaseFacts, Extension, Receipt
from domain.clearance import Lack
from domain.gate import gate
from domain.silence import Bar, bar_to_silence, lapsed_without_meaning, lapses_at, suspense_of
from domain.vocabulary import Disposition, Exclusion, Grade, HoldEnd, Outcome, Response
from tests.domain.builders import (
    AGENCIES,
    ASKED,
    CLEARER,
    CLERK,
    a_circulated_case,
    a_comment,
    a_hold,
    a_hold_that_became_a_nonconcurrence,
    a_round,
    a_ruling,
    a_sign_off,
    a_split,
    a_version,
    agencies,
    an_approved_case,
    at,
    cases,
)

TEXT = a_version()
OPENED = Receipt(round=1, agency="defense", at=at(60), full_time_at=at(5100))
ANNOUNCED = a_circulated_case(rounds=(a_round(TEXT, default_clearance=True),), receipts=(OPENED,))


def excluded(why: Exclusion) -> CaseFacts:
    return replace(ANNOUNCED, rounds=(a_round(TEXT, silence_excluded=why),))


def state_objects(disposition: Disposition | None = None) -> CaseFacts:
    """State does not concur, by a critical comment; Defense is silent."""
    said = a_sign_off(TEXT, "state", Response.NONCONCUR, by=CLERK, number=1)
    return replace(ANNOUNCED, sign_offs=(said,), comments=(a_comment(said, disposition=disposition),))


BARRED = {
    Bar.NOT_MUST_CLEAR: (ANNOUNCED, "commerce"),
    Bar.NOT_ANNOUNCED: (replace(ANNOUNCED, rounds=(a_round(TEXT),)), "defense"),
    **{Bar(why.value): (excluded(why), "defense") for why in Exclusion},
    Bar.PRESIDENTS_STAFF: (
        replace(
            ANNOUNCED,
            rounds=(a_round(TEXT, (*ASKED[:3], replace(ASKED[3], right=ASKED[0].right)), default_clearance=True),),
        ),
        "nsc",
    ),
    Bar.ACTION_AGENCY: (ANNOUNCED, "state"),
    Bar.SPOKE: (replace(ANNOUNCED, sign_offs=(a_sign_off(TEXT),)), "defense"),
    Bar.SPLIT_OPEN: (replace(ANNOUNCED, splits=(a_split(),)), "defense"),
    Bar.CRITICAL_COMMENT_OPEN: (state_objects(), "defense"),
}


@pytest.mark.parametrize("bar", Bar)
def test_each_bar_alone_keeps_silence_from_clearing(bar: Bar) -> None:
    facts, agency = BARRED[bar]
    assert bar_to_silence(ANNOUNCED, "defense") is None
    assert bar_to_silence(facts, agency) is bar
    assert lapses_at(facts, agency) is None


def test_silence_clears_after_the_suspense_and_the_full_time_since_receipt() -> None:
    assert lapses_at(ANNOUNCED, "defense") == at(5100)
    early = replace(ANNOUNCED, receipts=(replace(OPENED, full_time_at=at(70)),))
    assert lapses_at(early, "defense") == at(5000)
    more = Extension(round=1, agency="defense", until=at(9000), grade=Grade.OFFICER, person=CLEARER, at=at(50))
    assert lapses_at(replace(early, extensions=(more,)), "defense") == at(9000)
    assert lapses_at(replace(ANNOUNCED, receipts=()), "defense") is None


def test_a_hold_or_a_nonconcurrence_is_heard_and_a_hold_that_lapsed_is_silence_again() -> None:
    for hold in (a_hold(), a_hold_that_became_a_nonconcurrence()):
        assert bar_to_silence(replace(ANNOUNCED, holds=(hold,)), "defense") is Bar.SPOKE
    lapsed = replace(a_hold(), ended=HoldEnd.LAPSED, ended_at=at(40))
    assert bar_to_silence(replace(ANNOUNCED, holds=(lapsed,)), "defense") is None


def test_anybody_s_critical_comment_stops_silence_until_it_is_answered() -> None:
    assert lapses_at(state_objects(), "defense") is None
    assert lapses_at(state_objects(Disposition.REJECTED), "defense") == at(5100)


def test_a_split_stops_silence_until_it_is_ruled() -> None:
    before = replace(ANNOUNCED, splits=(a_split(),))
    assert lapses_at(before, "defense") is None
    after = replace(ANNOUNCED, splits=(a_split(a_ruling(TEXT, Outcome.WITHDRAWN)),))
    assert lapses_at(after, "defense") == at(5100)


@given(cases(), agencies, st.integers(0, 9000))
def test_silence_never_clears_before_its_hour_nor_without_receipt(facts: CaseFacts, agency: str, minute: int) -> None:
    facts = replace(
        facts,
        rounds=tuple(replace(on, default_clearance=True) for on in facts.rounds),
        receipts=tuple(Receipt(round=1, agency=a, at=at(9), full_time_at=at(minute)) for a in AGENCIES[:2]),
    )
    clears, due = lapses_at(facts, agency), suspense_of(facts, agency)
    if clears is not None:
        assert due is not None
        assert clears >= max(due, at(minute))
        assert agency in AGENCIES[:2]
        assert facts.round is not None
        assert facts.round.number == 1


def test_who_clears_only_if_affected_holds_nothing_up_and_its_silence_lapses_without_meaning() -> None:
    facts = an_approved_case()
    assert gate(facts) == ()
    assert not lapsed_without_meaning(facts, "commerce", at(4999))
    assert lapsed_without_meaning(facts, "commerce", at(5000))
    assert not lapsed_without_meaning(facts, "defense", at(9000))
    spoke = facts.with_sign_off(a_sign_off(TEXT, "commerce", number=9), ())
    assert not lapsed_without_meaning(spoke, "commerce", at(9000))


def test_who_clears_only_if_affected_is_heard_until_release_even_when_it_is_late() -> None:
    late = replace(a_sign_off(TEXT, "commerce", Response.NONCONCUR, number=9), at=at(5000) + timedelta(days=2))
    assert [(o.lack, o.agency) for o in gate(an_approved_case().with_sign_off(late, ()))] == [
        (Lack.NONCONCURRENCE, "commerce")
    ]
