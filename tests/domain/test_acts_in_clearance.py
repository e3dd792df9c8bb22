"""Extensions, equities, splits, rulings, reclamas, transfers: an example of each act allowed and of each refusal."""

import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain import acts, answering, entitlement, equities, extending, handing, holding, splits
from domain.acts import may_circulate
from domain.answering import check_comments, may_answer_for_office
from domain.case import CaseFacts, Equity, Extension, Split, Transfer
from domain.equities import may_answer_claim, may_claim_equity, may_impose_clearance
from domain.extending import may_extend
from domain.handing import may_answer_transfer, may_ask_transfer, may_send_back
from domain.holding import may_extend_hold
from domain.ladder import Rung
from domain.people import Actor, PersonId
from domain.refusals import ChangedUnderYou, Malformed, NotNow, NotYours, Refusal
from domain.rights import LEGAL_ADVISER
from domain.splits import may_file_position, may_make_reclama, may_open_split, may_rule
from domain.vocabulary import Capacity, EquityAct, Grade, Ground, Outcome, Preset, Response
from tests.domain.asking import signing
from tests.domain.builders import (
    ACTION_OFFICE,
    CLEARER,
    CLERK,
    DRAFTER,
    EVERY_CAPACITY,
    STRANGER,
    a_case,
    a_circulated_case,
    a_cleared_case,
    a_hold,
    a_hold_that_became_a_nonconcurrence,
    a_released_case,
    a_round,
    a_ruling,
    a_sign_off,
    a_split,
    a_version,
    an_actor,
    an_approved_case,
    an_id,
    an_office_answer,
    at,
)
from tests.domain.test_acts_by_example import REFUSED as REFUSED_ELSEWHERE

ANYBODY, NOBODY = an_actor(STRANGER, *EVERY_CAPACITY), an_actor(STRANGER)
DESK = an_actor(DRAFTER, (Capacity.ACTION_OFFICER, "state", ACTION_OFFICE))
OTHER_DESK = an_actor(CLERK, (Capacity.ACTION_OFFICER, "state", "state.ea-j"))
COMMERCE, CIA = (an_actor(STRANGER, (Capacity.COORDINATOR, a, f"{a}.1")) for a in ("commerce", "cia"))
DEFENSE = an_actor(CLERK, (Capacity.COORDINATOR, "defense", "defense.1"))
DIRECTOR = replace(
    ANYBODY, appointments=(replace(DEFENSE.appointments[0], office="defense.2", grade=Grade.OFFICE_DIRECTOR),)
)
NSC = an_actor(STRANGER, (Capacity.NSC_STAFF, "nsc", "nsc.5"))
APNSA = an_actor(STRANGER, (Capacity.APNSA, "nsc", "nsc.6"))
CHAIR = an_actor(STRANGER, (Capacity.CHAIR, "state", "ig.japan"))
PRESIDENT = an_actor(STRANGER, (Capacity.PRESIDENT, "white-house", "white-house.president"))

HEAD = replace(ANYBODY, appointments=(replace(DEFENSE.appointments[0], office="defense.osd", grade=Grade.SECRETARY),))
ACTING_HEAD = replace(
    HEAD,
    appointments=(
        replace(DEFENSE.appointments[0], office="defense.3", grade=Grade.DEPUTY_SECRETARY),
        replace(HEAD.appointments[0], acting_for=CLEARER),
    ),
)
LAWYER = an_actor(STRANGER, (Capacity.COORDINATOR, "state", LEGAL_ADVISER))

ASKED, SUSPENSE = a_circulated_case(), at(5000)
ONCE = Extension(round=1, agency="defense", until=at(6000), grade=Grade.OFFICER, person=CLEARER, at=at(50))
EXTENDED = a_circulated_case(extensions=(ONCE,))
TWICE = a_circulated_case(extensions=(ONCE, replace(ONCE, until=at(7000), grade=Grade.OFFICE_DIRECTOR)))
CLAIM = Equity(agency="cia", act=EquityAct.CLAIMED, at=at(60))
CLAIMED = a_circulated_case(equities=(CLAIM,))
REQUEST = Transfer(id=an_id(800), asked_by=ACTION_OFFICE, to_office="state.ea-j")
ASKED_AWAY = a_case(transfer=REQUEST)

TEXT, REDRAFT = a_version(), a_version(2)
NONCONCURRED = a_circulated_case().with_sign_off(a_sign_off(TEXT, "defense", Response.NONCONCUR, number=3), ())
CONCURRED = NONCONCURRED.with_sign_off(a_sign_off(TEXT, "defense", number=4), ())


def refused_claim() -> CaseFacts:
    return a_circulated_case(equities=(CLAIM, replace(CLAIM, act=EquityAct.REFUSED, at=at(70))))


def answered_by_lawyers(person: PersonId) -> CaseFacts:
    """The Legal Adviser's office does not concur."""
    said = an_office_answer(TEXT, Response.NONCONCUR, person)
    return replace(a_circulated_case(), rounds=(a_round(TEXT, offices=(LEGAL_ADVISER,)),), office_answers=(said,))


LATE_LAWYERS = a_cleared_case(rounds=(a_round(TEXT, offices=(LEGAL_ADVISER,)),))


def split_at(rung: Rung, facts: CaseFacts = NONCONCURRED) -> CaseFacts:
    return replace(facts, splits=(a_split(rung=rung),))


def settled(outcome: Outcome = Outcome.PRESIDENT_A, facts: CaseFacts = NONCONCURRED) -> CaseFacts:
    return replace(facts, splits=(a_split(a_ruling(TEXT, outcome)),))


FOOT, IG, AT_NSC, AT_THE_TOP = (split_at(r) for r in (Rung.WORKING_GROUP, Rung.IG, Rung.NSC, Rung.PRESIDENT))
SPLIT_AND_REDRAFTED = replace(FOOT, versions=(TEXT, REDRAFT))
DEPARTMENT = replace(IG, departments=frozenset({"defense"}))
REDRAFTED_AT_THE_TOP = replace(AT_THE_TOP, versions=(TEXT, REDRAFT))
RECONSIDERED = replace(
    NONCONCURRED,
    splits=(
        a_split(
            a_ruling(TEXT, Outcome.PRESIDENT_A),
            a_ruling(TEXT, Outcome.PRESIDENT_A, number=900),
            reclama_at=at(800),
        ),
    ),
)


def referred(**changed: object) -> CaseFacts:
    """A licensing referral under the statute."""
    return a_circulated_case(
        rounds=(a_round(TEXT, preset=Preset.LICENSING_REFERRAL, default_clearance=True),), **changed
    )


WITH_LEGAL_ADVISER = a_circulated_case(rounds=(a_round(TEXT, offices=(LEGAL_ADVISER,)),))


def for_legal_adviser(
    actor: Actor,
    facts: CaseFacts = WITH_LEGAL_ADVISER,
    response: Response = Response.CONCUR,
    ground: Ground | None = None,
    digest: str = "",
) -> str:
    answer = (response, ground, "It does not fit the statute." if ground else None)
    return may_answer_for_office(actor, facts, LEGAL_ADVISER, digest or facts.head.digest, answer).office


def more_time(actor: Actor, facts: CaseFacts, until: datetime = SUSPENSE + timedelta(days=1), now: int = 100) -> str:
    return may_extend(actor, facts, "defense", until, at(now)).office


def ruling(actor: Actor, facts: CaseFacts, outcome: Outcome, *clauses: str, digest: str = "") -> str:
    return may_rule(actor, facts, outcome, digest or facts.head.digest, clauses)


def holding_on(actor: Actor, until: int = 9500, *, now: int = 100, **changed: object) -> str:
    hold = replace(a_hold(), **changed)  # type: ignore[arg-type] # whatever matters to the example
    return may_extend_hold(actor, an_approved_case(holds=(hold,)), hold, at(until), at(now))


def signed_by_a_director() -> CaseFacts:
    signed = replace(NONCONCURRED.sign_offs[0], grade=Grade.OFFICE_DIRECTOR)
    return settled(facts=replace(NONCONCURRED, sign_offs=(signed,)))


def argued_by_a_director() -> CaseFacts:
    facts = settled()
    return replace(facts, splits=(replace(facts.splits[0], grades=(("defense", Grade.OFFICE_DIRECTOR),)),))


def held_by_a_director() -> CaseFacts:
    hold = replace(a_hold_that_became_a_nonconcurrence(), grade=Grade.OFFICE_DIRECTOR)
    return settled(facts=a_circulated_case(holds=(hold,)))


def signed_by(person: PersonId) -> CaseFacts:
    return replace(WITH_LEGAL_ADVISER, sign_offs=(a_sign_off(TEXT, "state", by=person),))


def reclaiming(actor: Actor, facts: CaseFacts, agency: str = "defense") -> tuple[str, Split]:
    return may_make_reclama(actor, facts, agency)


ALLOWED: list[tuple[str, Callable[[], object], object]] = [
    ("extend", lambda: more_time(DEFENSE, ASKED), "defense.1"),
    ("extend again", lambda: more_time(DIRECTOR, EXTENDED, at(6001)), "defense.2"),
    ("extend by statute", lambda: more_time(HEAD, referred()), "defense.osd"),
    ("extend as the head, acting", lambda: more_time(ACTING_HEAD, referred()), "defense.osd"),
    ("answer for an office", lambda: for_legal_adviser(LAWYER), LEGAL_ADVISER),
    (
        "nonconcur for an office",
        lambda: for_legal_adviser(LAWYER, WITH_LEGAL_ADVISER, Response.NONCONCUR, Ground.LAW),
        LEGAL_ADVISER,
    ),
    (
        "change an office's mind",
        lambda: for_legal_adviser(LAWYER, answered_by_lawyers(LAWYER.person)),
        LEGAL_ADVISER,
    ),
    ("open over an office", lambda: may_open_split(DESK, answered_by_lawyers(CLEARER), at(100)), ACTION_OFFICE),
    ("open over an office's delay", lambda: may_open_split(DESK, LATE_LAWYERS, at(5001)), ACTION_OFFICE),
    ("extend a hold", lambda: holding_on(DEFENSE, extensions=1), "defense.1"),
    ("claim", lambda: may_claim_equity(CIA, ASKED, "cia"), "cia.1"),
    ("claim again", lambda: may_claim_equity(CIA, refused_claim(), "cia"), "cia.1"),
    ("claim what is asked if affected", lambda: may_claim_equity(COMMERCE, ASKED, "commerce"), "commerce.1"),
    ("grant", lambda: may_answer_claim(DESK, CLAIMED, "cia", EquityAct.GRANTED), ACTION_OFFICE),
    ("impose", lambda: may_impose_clearance(NSC, ASKED, "cia"), "nsc.5"),
    ("impose from above", lambda: may_impose_clearance(APNSA, ASKED, "cia"), "nsc.6"),
    ("send back", lambda: may_send_back(ANYBODY, a_cleared_case()), "state.2"),
    ("send back what is approved", lambda: may_send_back(ANYBODY, an_approved_case()), "state.2"),
    ("give away", lambda: may_ask_transfer(DESK, a_case(), "state.ea-j"), ACTION_OFFICE),
    ("ask for", lambda: may_ask_transfer(OTHER_DESK, a_case(), "state.ea-j"), "state.ea-j"),
    ("take", lambda: may_answer_transfer(OTHER_DESK, ASKED_AWAY), "state.ea-j"),
    ("open a split", lambda: may_open_split(DESK, NONCONCURRED, at(100)), ACTION_OFFICE),
    ("open over a delay", lambda: may_open_split(NSC, ASKED, at(5001)), "nsc.5"),
    ("argue", lambda: may_file_position(DEFENSE, FOOT, "defense"), "defense.1"),
    ("argue for the action agency", lambda: may_file_position(DESK, FOOT, "state"), ACTION_OFFICE),
    ("conciliate", lambda: ruling(DESK, FOOT, Outcome.COMPROMISE), ACTION_OFFICE),
    ("refer up", lambda: ruling(DESK, FOOT, Outcome.REFER_UP), ACTION_OFFICE),
    ("refer up for a chair", lambda: ruling(APNSA, IG, Outcome.REFER_UP), "nsc.6"),
    ("remand", lambda: ruling(CHAIR, IG, Outcome.REMAND), "ig.japan"),
    ("a clause controls", lambda: ruling(CHAIR, IG, Outcome.CLAUSE_CONTROLS, "ECO-6"), "ig.japan"),
    ("take back", lambda: ruling(NSC, split_at(Rung.IG, CONCURRED), Outcome.WITHDRAWN), "nsc.5"),
    ("decide", lambda: ruling(PRESIDENT, AT_THE_TOP, Outcome.PRESIDENT_A), "white-house.president"),
    (
        "decide for other words",
        lambda: ruling(PRESIDENT, REDRAFTED_AT_THE_TOP, Outcome.PRESIDENT_B),
        "white-house.president",
    ),
    ("reclama", lambda: reclaiming(DIRECTOR, settled())[0], "defense.2"),
    ("reclama, acting", lambda: reclaiming(ACTING_HEAD, settled())[0], "defense.osd"),
]


@pytest.mark.parametrize(("act", "office"), [pytest.param(act, office, id=name) for name, act, office in ALLOWED])
def test_what_is_allowed_says_in_which_office(act: Callable[[], object], office: object) -> None:
    assert act() == office


SENT_BACK = an_approved_case(sent_back=frozenset({1}))
REFUSED: list[tuple[type[Refusal], str, Callable[[], object]]] = [
    (NotNow, "sent_back", lambda: may_circulate(DESK, SENT_BACK)),
    (Malformed, "no_equity_needs_reason", lambda: check_comments(Response.NO_EQUITY, (), 2)),
    (NotYours, "not_coordinator", lambda: more_time(NOBODY, ASKED)),
    (NotYours, "no_clearance_right", lambda: may_extend(ANYBODY, ASKED, "nsc", at(5001), at(100))),
    (NotNow, "not_in_drafting", lambda: more_time(DEFENSE, a_case())),
    (
        NotNow,
        "already_answered",
        lambda: more_time(DEFENSE, a_circulated_case(sign_offs=(a_sign_off(TEXT, "defense"),))),
    ),
    (NotNow, "suspense_has_passed", lambda: more_time(DEFENSE, ASKED, now=5000)),
    (NotNow, "extensions_used_up", lambda: more_time(DIRECTOR, TWICE, at(7001))),
    (NotNow, "extensions_used_up", lambda: holding_on(DEFENSE, extensions=2)),
    (NotYours, "higher_grade_needed", lambda: more_time(DEFENSE, EXTENDED, at(6001))),
    (Malformed, "until_out_of_range", lambda: more_time(DEFENSE, ASKED, SUSPENSE)),
    (Malformed, "until_out_of_range", lambda: more_time(DEFENSE, ASKED, SUSPENSE + timedelta(minutes=4991))),
    (Malformed, "until_out_of_range", lambda: holding_on(DEFENSE, 9000)),
    (NotYours, "not_coordinator", lambda: holding_on(COMMERCE)),
    (NotNow, "hold_already_ended", lambda: holding_on(DEFENSE, now=9000)),
    (NotYours, "not_coordinator", lambda: may_claim_equity(COMMERCE, ASKED, "cia")),
    (NotNow, "already_clears", lambda: may_claim_equity(DEFENSE, ASKED, "defense")),
    (NotNow, "already_claimed", lambda: may_claim_equity(CIA, CLAIMED, "cia")),
    (NotYours, "not_action_office", lambda: may_answer_claim(OTHER_DESK, CLAIMED, "cia", EquityAct.GRANTED)),
    (NotNow, "no_open_claim", lambda: may_answer_claim(DESK, ASKED, "cia", EquityAct.GRANTED)),
    (NotNow, "no_open_claim", lambda: may_answer_claim(DESK, refused_claim(), "cia", EquityAct.GRANTED)),
    (NotYours, "not_nsc", lambda: may_impose_clearance(DESK, ASKED, "cia")),
    (NotNow, "already_clears", lambda: may_impose_clearance(NSC, ASKED, "defense")),
    (NotYours, "not_approver", lambda: may_send_back(DESK, a_cleared_case())),
    (NotNow, "not_in_clearance", lambda: may_send_back(ANYBODY, ASKED)),
    (NotNow, "not_in_drafting", lambda: may_send_back(ANYBODY, SENT_BACK)),
    (NotYours, "not_action_officer", lambda: may_ask_transfer(DEFENSE, a_case(), "state.ea-j")),
    (Malformed, "already_there", lambda: may_ask_transfer(DESK, a_case(), ACTION_OFFICE)),
    (NotNow, "transfer_asked", lambda: may_ask_transfer(DESK, ASKED_AWAY, "state.oes")),
    (NotNow, "not_in_delivery", lambda: may_ask_transfer(DESK, a_released_case(), "state.oes")),
    (NotYours, "not_your_transfer", lambda: may_ask_transfer(OTHER_DESK, a_case(), "state.oes")),
    (NotYours, "not_your_transfer", lambda: may_answer_transfer(DESK, ASKED_AWAY)),
    (NotNow, "no_transfer_asked", lambda: may_answer_transfer(OTHER_DESK, a_case())),
    (NotYours, "not_action_office", lambda: may_open_split(DEFENSE, NONCONCURRED, at(100))),
    (NotNow, "no_disagreement", lambda: may_open_split(DESK, ASKED, at(5000))),
    (NotNow, "not_in_split", lambda: may_open_split(DESK, FOOT, at(100))),
    (NotNow, "no_split", lambda: may_file_position(DEFENSE, NONCONCURRED, "defense")),
    (NotNow, "no_split", lambda: ruling(PRESIDENT, settled(), Outcome.PRESIDENT_A)),
    (NotYours, "not_coordinator", lambda: may_file_position(COMMERCE, FOOT, "defense")),
    (NotYours, "no_clearance_right", lambda: may_file_position(CIA, FOOT, "cia")),
    (NotYours, "not_the_decider", lambda: ruling(APNSA, IG, Outcome.REMAND)),
    (NotYours, "not_the_decider", lambda: ruling(DESK, IG, Outcome.COMPROMISE)),
    (NotYours, "only_the_president", lambda: ruling(APNSA, AT_THE_TOP, Outcome.PRESIDENT_A)),
    (NotNow, "department_nonconcurs", lambda: ruling(CHAIR, DEPARTMENT, Outcome.CLAUSE_CONTROLS, "ECO-6")),
    (NotNow, "not_before_the_president", lambda: ruling(PRESIDENT, AT_NSC, Outcome.PRESIDENT_A)),
    (NotNow, "top_of_the_ladder", lambda: ruling(PRESIDENT, AT_THE_TOP, Outcome.REFER_UP)),
    (NotNow, "foot_of_the_ladder", lambda: ruling(replace(DESK, person=STRANGER), FOOT, Outcome.REMAND)),
    (NotYours, "duties_separated", lambda: ruling(replace(CHAIR, person=DRAFTER), IG, Outcome.REMAND)),
    (NotYours, "duties_separated", lambda: ruling(replace(PRESIDENT, person=CLEARER), AT_THE_TOP, Outcome.PRESIDENT_A)),
    (Malformed, "clause_missing", lambda: ruling(CHAIR, IG, Outcome.CLAUSE_CONTROLS)),
    (NotNow, "still_nonconcurring", lambda: ruling(DESK, FOOT, Outcome.WITHDRAWN)),
    (ChangedUnderYou, "text_changed", lambda: ruling(PRESIDENT, AT_THE_TOP, Outcome.PRESIDENT_B, digest="0" * 64)),
    (ChangedUnderYou, "text_changed", lambda: ruling(PRESIDENT, REDRAFTED_AT_THE_TOP, Outcome.PRESIDENT_A)),
    (NotNow, "not_the_words_of_b", lambda: ruling(PRESIDENT, AT_THE_TOP, Outcome.PRESIDENT_B)),
    (NotYours, "not_coordinator", lambda: reclaiming(COMMERCE, settled())),
    (NotNow, "not_in_withdrawn", lambda: reclaiming(DEFENSE, replace(settled(), withdrawn=True))),
    (NotNow, "no_ruling", lambda: reclaiming(DEFENSE, NONCONCURRED)),
    (NotNow, "no_ruling", lambda: reclaiming(DEFENSE, AT_THE_TOP)),
    (NotYours, "did_not_lose", lambda: reclaiming(DEFENSE, settled(facts=CONCURRED))),
    (NotYours, "higher_grade_needed", lambda: reclaiming(DEFENSE, settled())),
    (NotYours, "higher_grade_needed", lambda: reclaiming(DIRECTOR, signed_by_a_director())),
    (NotYours, "higher_grade_needed", lambda: reclaiming(DIRECTOR, argued_by_a_director())),
    (NotYours, "higher_grade_needed", lambda: reclaiming(DIRECTOR, held_by_a_director())),
    (NotNow, "reclama_used_up", lambda: reclaiming(DIRECTOR, RECONSIDERED)),
    (NotYours, "only_the_head", lambda: more_time(DIRECTOR, referred())),
    (NotNow, "extensions_used_up", lambda: more_time(HEAD, referred(extensions=(ONCE,)), at(6001))),
    (Malformed, "until_out_of_range", lambda: more_time(HEAD, referred(), SUSPENSE + timedelta(days=31))),
    (NotYours, "not_coordinator", lambda: for_legal_adviser(DEFENSE)),
    (NotYours, "office_not_asked", lambda: for_legal_adviser(LAWYER, ASKED)),
    (NotNow, "not_in_drafting", lambda: for_legal_adviser(LAWYER, a_case())),
    (NotNow, "not_in_drafting", lambda: for_legal_adviser(LAWYER, SPLIT_AND_REDRAFTED)),
    (ChangedUnderYou, "text_changed", lambda: for_legal_adviser(LAWYER, digest="0" * 64)),
    (NotYours, "duties_separated", lambda: for_legal_adviser(replace(LAWYER, person=DRAFTER))),
    (NotYours, "one_human_one_seat", lambda: for_legal_adviser(LAWYER, signed_by(STRANGER))),
    (NotYours, "one_human_one_seat", lambda: signing(DEFENSE, answered_by_lawyers(DEFENSE.person))),
    (Malformed, "office_concurs_or_not", lambda: for_legal_adviser(LAWYER, response=Response.NO_EQUITY)),
    (Malformed, "nonconcur_needs_ground", lambda: for_legal_adviser(LAWYER, response=Response.NONCONCUR)),
    (
        NotNow,
        "still_nonconcurring",
        lambda: ruling(DESK, split_at(Rung.WORKING_GROUP, answered_by_lawyers(CLEARER)), Outcome.WITHDRAWN),
    ),
]


@pytest.mark.parametrize(
    ("kind", "code", "act"), REFUSED, ids=[f"{n}-{code}" for n, (_, code, _) in enumerate(REFUSED)]
)
def test_a_refusal_says_why(kind: type[Refusal], code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as refused:
        act()
    assert (type(refused.value), refused.value.code) == (kind, code)


RULES = (acts, answering, entitlement, equities, extending, handing, holding, splits)


def test_every_refusal_in_the_rules_has_its_example() -> None:
    rules = "".join(inspect.getsource(rule) for rule in RULES)
    written = set(re.findall(r'(?:NotNow|NotYours|Malformed|ChangedUnderYou)\(\s*"(\w+)"', rules))
    assert len(written) > 40
    of_a_cycle = {"non_voting_seat"}  # tests/casework: a seat without a vote is a series'
    assert written <= {code for _, code, _ in (*REFUSED, *REFUSED_ELSEWHERE)} | of_a_cycle
