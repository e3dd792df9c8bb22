"""Over whom a ruling below the President settles a text: whoever had objected or delayed, and nobody else."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from domain.case import CarriedOver, CaseFacts, Equity, Extension, Receipt, Round, Seat
from domain.clearance import Lack, clearance_obstacles
from domain.vocabulary import EquityAct, Grade, Outcome, Preset, Response, Right
from tests.domain.builders import (
    AGENCIES,
    CLERK,
    STRANGER,
    a_circulated_case,
    a_hold_that_became_a_nonconcurrence,
    a_round,
    a_ruling,
    a_sign_off,
    a_split,
    a_version,
    an_id,
    at,
    cases,
)

ALL_CLEAR = tuple(Seat(agency=agency, right=Right.MUST_CLEAR) for agency in AGENCIES)
OF_CLEARANCE = {Lack.CLEARANCE_MISSING, Lack.NONCONCURRENCE}
TEXT, REDRAFT = a_version(), a_version(2)
RULED, LATE = 700, 6000
"""Minutes: a ruling before the suspense, and one after it."""


def ruled(facts: CaseFacts, outcome: Outcome = Outcome.CLAUSE_CONTROLS, minutes: int = RULED) -> CaseFacts:
    """The same facts, and a ruling on the current text at that minute."""
    ruling = replace(a_ruling(facts.head, outcome), at=at(minutes))
    return replace(facts, splits=(a_split(ruling),))


def owed(facts: CaseFacts) -> set[tuple[Lack, str]]:
    """What agencies owe."""
    return {(o.lack, o.agency) for o in clearance_obstacles(facts) if o.lack in OF_CLEARANCE}


def objected(facts: CaseFacts, agency: str) -> list[datetime]:
    """When the agency spoke against the text, as far as it has not taken that back."""
    said = [s for s in facts.sign_offs if s.agency == agency]
    here = [s.at for s in said if (s.version, s.digest) == (facts.head.number, facts.head.digest)]
    last_here = here[-1:] or [at(-1)]
    became = [h.ended_at for h in facts.holds if h.agency == agency and h.ended == "became_nonconcurrence"]
    against = [s.at for s in said[-1:] if s.response == "nonconcur"]
    return against + [when for when in became if when and last_here[0] < when]


def silent_past_its_time(facts: CaseFacts, agency: str, ruled_at: datetime) -> bool:
    """2 FAM 1211's delaying office, from its words."""
    last = [r for r in facts.rounds if r.circulated_at < ruled_at][-1:]
    answered = {(s.round, s.agency) for s in facts.sign_offs if s.response != "cleared_by_default" and s.at < ruled_at}
    return any(r.suspense < ruled_at and (r.number, agency) not in answered for r in last)


@given(
    cases(under_way=True),
    st.sets(st.sampled_from(AGENCIES)),
    st.sampled_from((5, 15, 22, 40, RULED, LATE)),
    st.sampled_from(AGENCIES),
)
def test_a_clause_settles_what_was_ruled_on_and_no_more(
    facts: CaseFacts, departments: set[str], minutes: int, silent: str
) -> None:
    said = tuple(s for s in facts.sign_offs if s.agency != silent)
    rounds = tuple(replace(one, seats=ALL_CLEAR) for one in facts.rounds)
    facts = replace(facts, sign_offs=said, rounds=rounds, departments=frozenset(departments), splits=())
    open_ones, by_clause = owed(facts), ruled(facts, minutes=minutes)
    settled = set()
    for lack, agency in open_ones:
        against = objected(facts, agency)
        over = max(against) < at(minutes) if against else silent_past_its_time(facts, agency, at(minutes))
        if over and agency not in departments | {"nsc"}:
            settled.add((lack, agency))
    event(f"settled: {len(settled)}")
    assert owed(by_clause) == open_ones - settled
    assert owed(ruled(facts, Outcome.PRESIDENT_A, minutes)) == set()


def asked() -> CaseFacts:
    """State, a Department, has concurred; Commerce, which is none here, and the NSC have not answered."""
    seats = tuple(seat for seat in ALL_CLEAR if seat.agency != "defense")
    signed = (a_sign_off(TEXT, "state", by=CLERK, number=1),)
    return a_circulated_case(rounds=(a_round(TEXT, seats),), sign_offs=signed, departments=frozenset({"state"}))


def answered(facts: CaseFacts, agency: str, response: Response, minutes: int) -> CaseFacts:
    """The same, and one answer more at that minute."""
    one = a_sign_off(facts.head, agency, response, STRANGER, number=minutes - 20)
    return facts.with_sign_off(one, ())


MISSING, AGAINST = (Lack.CLEARANCE_MISSING, "commerce"), (Lack.NONCONCURRENCE, "commerce")
NSC = (Lack.CLEARANCE_MISSING, "nsc")
OBJECTING = answered(asked(), "commerce", Response.NONCONCUR, 100)
BECAME = a_hold_that_became_a_nonconcurrence("commerce", minutes=650)
GIVEN = Equity(agency="commerce", act=EquityAct.IMPOSED, at=at(LATE + 1))
MORE = Extension(round=1, agency="commerce", until=at(LATE + 1), grade=Grade.OFFICER, person=STRANGER, at=at(90))
BY_STATUTE = replace(asked(), rounds=(replace(asked().rounds[0], preset=Preset.LICENSING_REFERRAL),))
RECEIVED = Receipt(round=1, agency="commerce", at=at(80), full_time_at=at(LATE + 1))
ANEW = (a_round(TEXT, asked().rounds[0].seats), a_round(REDRAFT, asked().rounds[0].seats, 2, circulated_at=at(6500)))
AT_ONCE = (ANEW[0], replace(ANEW[1], circulated_at=at(5500), suspense=at(9000)))


@pytest.mark.parametrize(
    ("facts", "minutes", "lacks"),
    [
        (asked(), RULED, {MISSING, NSC}),
        (asked(), LATE, {NSC}),
        (OBJECTING, RULED, {NSC}),
        (answered(OBJECTING, "nsc", Response.NONCONCUR, 101), RULED, {(Lack.NONCONCURRENCE, "nsc")}),
        (OBJECTING, 99, {AGAINST, NSC}),
        (answered(asked(), "commerce", Response.NONCONCUR, LATE + 1), LATE, {AGAINST, NSC}),
        (replace(asked(), holds=(BECAME,)), RULED, {NSC}),
        (replace(OBJECTING, holds=(replace(BECAME, ended_at=at(701)),)), RULED, {AGAINST, NSC}),
        (replace(asked(), equities=(GIVEN,)), LATE, {MISSING, NSC}),
        (replace(asked(), equities=(replace(GIVEN, agency="labor"),)), LATE, {(Lack.CLEARANCE_MISSING, "labor"), NSC}),
        (replace(asked(), extensions=(MORE,)), LATE, {MISSING, NSC}),
        (replace(asked(), extensions=(replace(MORE, until=at(LATE - 1)),)), LATE, {NSC}),
        (replace(asked(), receipts=(RECEIVED,)), LATE, {NSC}),
        (replace(BY_STATUTE, receipts=(RECEIVED,)), LATE, {MISSING, NSC}),
        (replace(asked(), departments=frozenset({"state", "commerce"})), LATE, {MISSING, NSC}),
    ],
)
def test_below_the_president_is_settled(facts: CaseFacts, minutes: int, lacks: set[tuple[Lack, str]]) -> None:
    assert owed(ruled(facts, minutes=minutes)) == lacks


STATE = (Lack.CLEARANCE_MISSING, "state")


def redrafted(facts: CaseFacts, rounds: tuple[Round, ...]) -> CaseFacts:
    """The same, and a second version."""
    return replace(facts, versions=(TEXT, REDRAFT), rounds=rounds)


@pytest.mark.parametrize(
    ("facts", "lacks"),
    [
        (redrafted(OBJECTING, ANEW), {STATE, NSC}),
        (redrafted(asked(), ANEW), {STATE, NSC}),
        (redrafted(asked(), AT_ONCE), {STATE, MISSING, NSC}),
        (
            redrafted(answered(asked(), "commerce", Response.CONCUR, 100), ANEW),
            {STATE, MISSING, NSC},
        ),
        (
            redrafted(answered(asked(), "commerce", Response.CLEARED_BY_DEFAULT, 5001), ANEW),
            {STATE, NSC},
        ),
    ],
)
def test_what_was_said_of_an_earlier_version_was_ruled_on_with_the_later(
    facts: CaseFacts, lacks: set[tuple[Lack, str]]
) -> None:
    assert owed(ruled(facts, minutes=LATE)) == lacks


def test_whose_response_was_carried_over_did_not_delay() -> None:
    kept = CarriedOver(round=1, version=1, agency="commerce", sign_off=an_id(1))
    facts = replace(redrafted(asked(), ANEW), carried=(kept,))
    assert owed(ruled(facts, minutes=LATE)) == {STATE, MISSING, NSC}
