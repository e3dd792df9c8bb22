"""The rules of a negotiation by example and at random: authority, departures, one text, signature, clocks."""

import inspect
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.acts import may_approve
from domain.case import CaseFacts, Child, Deadline, OtherText, Parent, Passed
from domain.clearance import Lack
from domain.departures import CLEARED, LEGAL_ADVISER, departures, open_departures
from domain.gate import gate
from domain.passing import may_pass
from domain.people import Actor, Appointment, PersonId
from domain.procedure import Taking, belongs
from domain.procedures import negotiation_rules
from domain.procedures.negotiation import NEGOTIATION
from domain.procedures.negotiation_clocks import SUNSET_WARNINGS
from domain.procedures.negotiation_rules import may_take
from domain.procedures.registry import PROCEDURES
from domain.refusals import Refusal
from domain.rights import exclusion_for
from domain.stages import stage
from domain.vocabulary import Capacity, Exclusion, Grade, Milestone, Response, Stage
from tests.domain.builders import (
    APPROVER,
    DRAFTER,
    RELEASER,
    START,
    STRANGER,
    a_case,
    a_cleared_case,
    a_release,
    a_sign_off,
    a_version,
    an_approved_case,
    an_id,
    at,
)

TEXT = a_version(1, "the agreement")
OF = OtherText(case=an_id(1), version=1, digest=TEXT.digest)
SEATS = (LEGAL_ADVISER, "defense", "state")


def said(name: Milestone, number: int = 0, **changed: Any) -> Passed:  # whatever matters to the test
    """A milestone so many minutes after the release."""
    given: dict[str, Any] = {"person": DRAFTER, "agency": "state", "office": "state.eb"}  # the same
    return Passed(id=an_id(900 + number), name=name, happened_at=at(60 + number), at=at(60 + number), **given | changed)


def found(outcome: str = "one_step") -> Passed:
    return said(Milestone.AGREEMENT_DETERMINED, outcome=outcome)


def a_child(procedure: str, number: int, *, out: bool = True, **changed: Any) -> Child:  # the same
    given: dict[str, Any] = {"stage": Stage.CLOSED if out else Stage.CLEARANCE, "head": TEXT, "opened_at": at(60)}
    released = {"released": TEXT.digest, "released_at": at(500)} if out else {}
    return Child(id=an_id(number), procedure=procedure, **(given | released | changed))


INSTRUCTION, FINAL, DRAFT = (
    a_child("instruction", 2),
    a_child("agreement_text", 1),
    a_child("agreement_text", 1, out=False),
)


def negotiating(*milestones: Passed, outcome: str = "one_step", **changed: Any) -> CaseFacts:  # the same
    given: dict[str, Any] = {"children": (INSTRUCTION, DRAFT), "release": a_release(a_version())}  # the same
    facts = an_approved_case(milestones=(found(outcome), *milestones), **given | changed)
    return replace(facts, procedure="negotiation")


def an_official(
    capacity: Capacity = Capacity.ACTION_OFFICER,
    office: str = "state.eb",
    grade: Grade = Grade.SECRETARY,
    person: PersonId = STRANGER,
    acting_for: PersonId | None = None,
) -> Actor:
    held = Appointment(
        office=office, agency=office.partition(".")[0], capacity=capacity, grade=grade, acting_for=acting_for
    )
    return Actor(person=person, subject="x", clearance=a_case().classification, appointments=(held,))


def taking(name: Milestone, by: Actor | None = None, **changed: Any) -> Taking:  # the same
    step = NEGOTIATION.step(name)
    assert step is not None
    actor = by or an_official()
    return Taking(step=step, actor=actor, held=actor.appointments[0], happened_at=at(900), **changed)


ROUND = said(Milestone.ROUND_HELD, 1, ref="1")
DEPARTED = said(Milestone.DEPARTED, 2, ref="D1")
INITIALLED = said(Milestone.INITIALLED, 3, of=OF)
AUTHORISED = said(Milestone.SIGNATURE_AUTHORISED, 4, ref="state.e")
IN_FORCE = said(Milestone.ENTERED_INTO_FORCE, 6, outcome="without_end")
CLEARS = taking(Milestone.DEPARTURE_CLEARED, an_official(Capacity.COORDINATOR, "defense.1"), ref="D1", outcome=CLEARED)


def cleared_by(seat: str, number: int = 10, outcome: str = CLEARED, **changed: Any) -> Passed:  # the same
    given = {"office": seat if "." in seat else f"{seat}.1", "agency": seat.partition(".")[0], "ref": "D1"}
    return said(Milestone.DEPARTURE_CLEARED, number, outcome=outcome, **given | {"person": an_id(number)} | changed)


Example = tuple[str, CaseFacts, Taking]
REFUSED: list[Example] = [
    ("no_instructions", negotiating(children=()), taking(Milestone.ROUND_HELD, ref="1")),
    (
        "no_instructions",
        negotiating(children=(a_child("instruction", 2, out=False),)),
        taking(Milestone.ROUND_HELD, ref="1"),
    ),
    ("round_out_of_order", negotiating(ROUND), taking(Milestone.ROUND_HELD, ref="1")),
    ("no_such_round", negotiating(ROUND), taking(Milestone.ACCEPTED_AD_REFERENDUM, ref="2")),
    ("departure_named_twice", negotiating(DEPARTED), taking(Milestone.DEPARTED, ref="D1")),
    ("no_such_departure", negotiating(), CLEARS),
    ("departure_not_open", negotiating(DEPARTED, said(Milestone.DEPARTURE_DROPPED, 3, ref="D1")), CLEARS),
    (
        "departure_not_open",
        negotiating(DEPARTED, *(cleared_by(seat, 10 + n) for n, seat in enumerate(SEATS))),
        taking(Milestone.DEPARTURE_DROPPED, ref="D1"),
    ),
    ("not_interested", negotiating(DEPARTED), replace(CLEARS, held=replace(CLEARS.held, agency="nsc", office="nsc.1"))),
    ("duties_separated", negotiating(DEPARTED), replace(CLEARS, actor=replace(CLEARS.actor, person=DRAFTER))),
    ("duties_separated", negotiating(DEPARTED, cleared_by("state", person=STRANGER)), CLEARS),
    ("departure_open", negotiating(ROUND, DEPARTED), taking(Milestone.ACCEPTED_AD_REFERENDUM, ref="1")),
    ("departure_open", negotiating(DEPARTED), taking(Milestone.INITIALLED, of=OF)),
    ("no_such_text", negotiating(), taking(Milestone.INITIALLED)),
    ("no_such_text", negotiating(children=(INSTRUCTION,)), taking(Milestone.INITIALLED, of=OF)),
    (
        "no_such_text",
        negotiating(children=(replace(DRAFT, stage=Stage.WITHDRAWN),)),
        taking(Milestone.INITIALLED, of=OF),
    ),
    ("text_changed", negotiating(), taking(Milestone.INITIALLED, of=replace(OF, digest="0" * 64))),
    ("already_recorded", negotiating(INITIALLED), taking(Milestone.REINITIALLED, of=OF)),
    ("final_text_not_released", negotiating(INITIALLED), taking(Milestone.CONFORMED)),
    (
        "final_text_not_released",
        negotiating(INITIALLED, children=(replace(FINAL, released="0" * 64),)),
        taking(Milestone.CONFORMED),
    ),
    (
        "authority_to_sign_missing",
        negotiating(INITIALLED, outcome="two_steps", children=(FINAL,)),
        taking(Milestone.SIGNATURE_AUTHORISED, ref="state.e"),
    ),
    (
        "authority_to_sign_missing",
        negotiating(
            INITIALLED,
            outcome="full_powers",
            children=(FINAL, a_child("signing_authority", 3, released_at=at(61))),
        ),
        taking(Milestone.SIGNATURE_AUTHORISED, ref="state.e"),
    ),
    (
        "not_the_authorised_signer",
        negotiating(INITIALLED, AUTHORISED, children=(FINAL,)),
        taking(Milestone.SIGNED, an_official(Capacity.APPROVER, "state.p")),
    ),
    (
        "not_delegable",
        negotiating(INITIALLED, AUTHORISED, outcome="full_powers", children=(FINAL,)),
        taking(Milestone.SIGNED, an_official(Capacity.APPROVER, "state.e", acting_for=APPROVER)),
    ),
    (
        "period_too_short",
        negotiating(),
        taking(Milestone.LAID_BEFORE_CONGRESS, until=at(900) + timedelta(days=59)),
    ),
    ("detail_missing", negotiating(), taking(Milestone.ENTERED_INTO_FORCE, outcome="with_end")),
    (
        "ends_before_it_begins",
        negotiating(),
        taking(Milestone.ENTERED_INTO_FORCE, outcome="with_end", until=at(900)),
    ),
    (
        "before_congress",
        negotiating(outcome="full_powers"),
        taking(Milestone.ENTERED_INTO_FORCE, outcome="without_end"),
    ),
    (
        "before_congress",
        negotiating(
            said(Milestone.LAID_BEFORE_CONGRESS, until=at(901)),
            steps=frozenset({"laid_before_congress"}),
        ),
        taking(Milestone.ENTERED_INTO_FORCE, outcome="without_end"),
    ),
    ("not_in_force", negotiating(), taking(Milestone.TRANSMITTED_TO_CONGRESS)),
]
ALLOWED: list[tuple[CaseFacts, Taking]] = [
    (negotiating(), taking(Milestone.ROUND_HELD, ref="1")),
    (negotiating(ROUND), taking(Milestone.ROUND_HELD, ref="2")),
    (negotiating(ROUND), taking(Milestone.ACCEPTED_AD_REFERENDUM, ref="1")),
    (negotiating(DEPARTED), taking(Milestone.DEPARTED, ref="D2")),
    (negotiating(DEPARTED), CLEARS),
    (negotiating(DEPARTED), taking(Milestone.DEPARTURE_DROPPED, ref="D1")),
    (negotiating(), taking(Milestone.INITIALLED, of=OF)),
    (negotiating(INITIALLED), taking(Milestone.CONGRESS_CONSULTED)),
    (negotiating(INITIALLED, children=(FINAL,)), taking(Milestone.CONFORMED)),
    (negotiating(INITIALLED, children=(FINAL,)), taking(Milestone.SIGNATURE_AUTHORISED, ref="state.e")),
    (
        negotiating(INITIALLED, outcome="two_steps", children=(FINAL, a_child("signing_authority", 3))),
        taking(Milestone.SIGNATURE_AUTHORISED, ref="state.e"),
    ),
    (
        negotiating(INITIALLED, AUTHORISED, children=(FINAL,)),
        taking(Milestone.SIGNED, an_official(Capacity.APPROVER, "state.e")),
    ),
    (negotiating(IN_FORCE), taking(Milestone.TRANSMITTED_TO_CONGRESS)),
    (negotiating(), taking(Milestone.LAID_BEFORE_CONGRESS, until=at(900) + timedelta(days=60))),
    (
        negotiating(said(Milestone.SENATE_CONSENTED), outcome="full_powers"),
        taking(Milestone.ENTERED_INTO_FORCE, outcome="without_end"),
    ),
]


@pytest.mark.parametrize(
    ("code", "facts", "step"), REFUSED, ids=[f"{n}-{code}" for n, (code, *_) in enumerate(REFUSED)]
)
def test_a_step_refused_says_why(code: str, facts: CaseFacts, step: Taking) -> None:
    with pytest.raises(Refusal) as refused:
        may_take(facts, step)
    assert refused.value.code == code


@pytest.mark.parametrize(("facts", "step"), ALLOWED)
def test_what_is_in_order_is_allowed(facts: CaseFacts, step: Taking) -> None:
    may_take(facts, step)


def test_every_refusal_of_a_negotiation_has_its_example() -> None:
    written = re.findall(
        r'(?:NotNow|NotYours|Malformed|ChangedUnderYou)\(\s*"(\w+)"', inspect.getsource(negotiation_rules)
    )
    assert set(written) == {code for code, *_ in REFUSED}


def test_a_departure_is_open_until_each_seat_has_cleared_it_and_again_if_one_takes_it_back() -> None:
    facts = negotiating(DEPARTED)
    assert open_departures(facts)[0].missing == SEATS
    for n, seat in enumerate(SEATS):
        facts = replace(facts, milestones=(*facts.milestones, cleared_by(seat, 10 + n)))
        assert open_departures(facts) == () if n == 2 else open_departures(facts)[0].missing == SEATS[n + 1 :]
    back = replace(facts, milestones=(*facts.milestones, cleared_by("state", 20, "refused")))
    assert open_departures(back)[0].missing == ("state",)


def test_who_declared_no_equity_has_no_say_in_a_departure() -> None:
    text = a_version()
    facts = negotiating(DEPARTED)
    facts = replace(
        facts,
        sign_offs=(
            a_sign_off(text, "state", number=1),
            a_sign_off(text, "defense", Response.NO_EQUITY, number=2),
        ),
    )
    assert departures(facts)[0].interested == (LEGAL_ADVISER, "state")


@given(seats=st.lists(st.sampled_from([*SEATS, "nsc"]), max_size=8), dropped=st.booleans())
def test_nothing_is_accepted_over_an_open_departure_whoever_cleared_it(seats: list[str], *, dropped: bool) -> None:
    cleared = tuple(cleared_by(seat, 10 + n) for n, seat in enumerate(seats))
    end = (said(Milestone.DEPARTURE_DROPPED, 50, ref="D1"),) if dropped else ()
    facts = negotiating(ROUND, DEPARTED, *cleared, *end)
    free = dropped or set(SEATS) <= set(seats)
    assert (not open_departures(facts)) is free
    step = taking(Milestone.INITIALLED, of=OF)
    if free:
        may_take(facts, step)
    else:
        with pytest.raises(Refusal):
            may_take(facts, step)


@pytest.mark.parametrize(
    ("outcome", "grade", "agency", "acting", "fit"),
    [
        ("one_step", Grade.ASSISTANT_SECRETARY, "state", True, None),
        ("two_steps", Grade.DEPUTY_ASSISTANT_SECRETARY, "state", False, "higher_grade_needed"),
        ("blanket", Grade.UNDER_SECRETARY, "defense", False, "not_approver"),
        ("full_powers", Grade.DEPUTY_SECRETARY, "state", False, "higher_grade_needed"),
        ("full_powers", Grade.SECRETARY, "state", True, "not_delegable"),
        ("full_powers", Grade.SECRETARY, "state", False, None),
        ("non_binding", Grade.OFFICE_DIRECTOR, "state", False, "higher_grade_needed"),
        ("non_binding", Grade.ASSISTANT_SECRETARY, "state", False, None),
    ],
)
def test_the_authority_is_given_at_its_grade(
    *, outcome: str, grade: Grade, agency: str, acting: bool, fit: str | None
) -> None:
    law = said(
        Milestone.MEMORANDUM_OF_LAW, 1, outcome="sufficient", version=1, digest=a_version().digest, agency="state"
    )
    facts = replace(a_cleared_case(milestones=(found(outcome), law)), procedure="negotiation")
    actor = an_official(Capacity.APPROVER, f"{agency}.e", grade, APPROVER, RELEASER if acting else None)
    if fit is None:
        assert may_approve(actor, facts, facts.head.digest) == f"{agency}.e"
    else:
        with pytest.raises(Refusal) as refused:
            may_approve(actor, facts, facts.head.digest)
        assert refused.value.code == fit


def test_the_president_gives_full_powers_and_nothing_less() -> None:
    law = said(Milestone.MEMORANDUM_OF_LAW, 1, outcome="sufficient", version=1, digest=a_version().digest)
    president = an_official(Capacity.PRESIDENT, "white-house.president", Grade.PRESIDENT)
    facts = replace(a_cleared_case(milestones=(found("full_powers"), law)), procedure="negotiation")
    assert may_approve(president, facts, facts.head.digest) == "white-house.president"
    less = replace(facts, milestones=(found("one_step"), law))
    with pytest.raises(Refusal):
        may_approve(president, less, less.head.digest)


def test_the_steps_beside_each_other_come_in_any_order_and_the_next_after_all_of_them() -> None:
    facts = negotiating(INITIALLED, children=(FINAL,))
    lawyer = an_official(Capacity.COORDINATOR, LEGAL_ADVISER)
    congress = an_official(Capacity.COORDINATOR, "state.h")
    assert stage(facts) is Stage.FINAL_TEXT
    for name, actor in ((Milestone.CONFORMED, lawyer), (Milestone.CONGRESS_CONSULTED, congress)):
        may_pass(actor, facts, name)
        with pytest.raises(Refusal) as refused:
            may_pass(lawyer, facts, Milestone.SIGNATURE_AUTHORISED)
        assert refused.value.code == "out_of_order"
    facts = replace(facts, milestones=(*facts.milestones, said(Milestone.CONGRESS_CONSULTED, 5, outcome="consulted")))
    with pytest.raises(Refusal):
        may_pass(lawyer, facts, Milestone.SIGNATURE_AUTHORISED)
    facts = replace(facts, milestones=(*facts.milestones, said(Milestone.CONFORMED, 6)))
    may_pass(lawyer, facts, Milestone.SIGNATURE_AUTHORISED)


@given(st.sampled_from(["one_step", "two_steps", "blanket", "full_powers", "non_binding"]))
def test_what_l_found_decides_which_steps_there_are(outcome: str) -> None:
    facts = negotiating(outcome=outcome)
    there = {step.name for step in NEGOTIATION.steps if belongs(facts, step)}
    assert (Milestone.CONFORMED in there) is (outcome != "non_binding")
    assert (Milestone.TRANSMITTED_TO_CONGRESS in there) is (outcome in {"one_step", "two_steps", "blanket"})
    assert (Milestone.SENATE_CONSENTED in there) is (outcome == "full_powers")
    assert Milestone.SIGNATURE_AUTHORISED in there


# ------------------------------------------------------------------------------------------------------- clocks


def keys(facts: CaseFacts) -> dict[str, datetime]:
    return {clock.key: clock.at for clock in NEGOTIATION.clocks(facts)}


def test_the_case_acts_days_run_from_signature_and_from_entry_into_force() -> None:
    signed = said(Milestone.SIGNED, 5)
    assert keys(negotiating()) == {}
    coming = keys(negotiating(signed))
    assert coming == {
        "case_act/state/warning": signed.happened_at + timedelta(days=15),
        "case_act/state/overdue": signed.happened_at + timedelta(days=20),
    }
    both = keys(negotiating(signed, IN_FORCE))
    assert both["case_act/congress/overdue"] == IN_FORCE.happened_at + timedelta(days=60)
    done = negotiating(signed, IN_FORCE, said(Milestone.TRANSMITTED_TO_STATE), said(Milestone.TRANSMITTED_TO_CONGRESS))
    assert keys(done) == {}
    assert keys(negotiating(signed, IN_FORCE, outcome="non_binding")) == {}
    assert keys(negotiating(signed, IN_FORCE, outcome="full_powers")) == {}


@given(st.integers(-400, 400))
def test_a_sunset_is_warned_of_only_where_the_warning_lay_ahead_when_the_case_was_opened(days: int) -> None:
    deadline = Deadline(name="interim_arrangement_ends", at=START + timedelta(days=days, hours=1))
    facts = replace(a_case(deadlines=(deadline,)), procedure="negotiation")
    coming = keys(facts)
    assert all(moment > facts.opened_at for moment in coming.values())
    expected = [f"{n}_days" for n in SUNSET_WARNINGS if n <= days] + (["overdue"] if days >= 0 else [])
    assert [key.rpartition("/")[2] for key in coming] == expected
    assert keys(replace(facts, milestones=(IN_FORCE,))) == {}


def test_a_text_that_is_initialled_ends_the_watch_for_that_and_an_end_in_force_begins_its_own() -> None:
    deadline = Deadline(name="text_initialled", at=at(0) + timedelta(days=700))
    assert len(keys(negotiating(deadlines=(deadline,)))) == 4
    assert keys(negotiating(INITIALLED, deadlines=(deadline,))) == {}
    end = at(0) + timedelta(days=1000)
    with_end = said(Milestone.ENTERED_INTO_FORCE, 6, outcome="with_end", until=end)
    reported = said(Milestone.TRANSMITTED_TO_CONGRESS, 7)
    assert keys(negotiating(with_end, reported))["watch/30_days"] == end - timedelta(days=30)
    assert keys(negotiating(with_end, reported, said(Milestone.SUNSET_DECIDED, 8))) == {}


def test_a_departure_has_a_week() -> None:
    assert keys(negotiating(DEPARTED)) == {"departure/1/overdue": DEPARTED.at + timedelta(days=7)}


# ---------------------------------------------------------------------------------------- what is cleared under it


def under(procedure: str, **changed: Any) -> CaseFacts:  # the same
    given: dict[str, Any] = {
        "id": an_id(9),
        "procedure": "negotiation",
        "mandate": "ECO-11",
        "released": True,
    }  # the same
    above = Parent(**given | changed)
    law = said(Milestone.MEMORANDUM_OF_LAW, 1, outcome="sufficient", version=1, digest=a_version().digest)
    text = said(Milestone.FINAL_TEXT_APPROVED, 1, outcome="approved", version=1, digest=a_version().digest)
    return replace(an_approved_case(milestones=(law, text)), procedure=procedure, above=above)


HERE = OtherText(case=an_approved_case().id, version=1, digest=a_version().digest)
LACKS: dict[str, tuple[Lack, dict[str, Any], dict[str, Any]]] = {
    "instruction": (Lack.NO_AUTHORITY, {"released": False}, {}),
    "fallback": (Lack.INSTRUCTION_NOT_RELEASED, {"released": False}, {}),
    "agreement_text": (Lack.NOT_INITIALLED, {"initialled": OF}, {"initialled": HERE}),
    "signing_authority": (Lack.NOT_INITIALLED, {}, {"initialled": OF}),
}


@pytest.mark.parametrize("procedure", LACKS)
def test_what_goes_out_under_a_negotiation_hangs_on_it(procedure: str) -> None:
    lack, without, fit = LACKS[procedure]
    assert [o.lack for o in gate(under(procedure, **without))] == [lack]
    assert gate(under(procedure, **fit)) == ()
    assert [o.lack for o in gate(replace(under(procedure, **fit), above=None))] == [lack]
    assert PROCEDURES[procedure].under


@pytest.mark.parametrize(("outcome", "excluded"), [("full_powers", Exclusion.FULL_POWERS), ("two_steps", None)])
def test_no_silence_clears_full_powers_in_the_negotiation_or_under_it(outcome: str, excluded: Exclusion | None) -> None:
    assert exclusion_for(negotiating(outcome=outcome), None, lowers_a_mark=False) is excluded
    of_negotiation = negotiating(outcome=outcome)
    above = Parent(
        id=of_negotiation.id,
        procedure="negotiation",
        mandate="ECO-11",
        released=True,
        found=((Milestone.AGREEMENT_DETERMINED, outcome),),
    )
    under = replace(an_approved_case(), procedure="agreement_text", above=above)
    assert exclusion_for(under, None, lowers_a_mark=False) is excluded
