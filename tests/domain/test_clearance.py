"""What stands between a text and its release: the gate against a second telling of it, and what moves it."""

from dataclasses import replace

import pytest
from hypothesis import event, given

from domain.case import CarriedOver, CaseFacts, OfficeAnswer
from domain.clearance import Lack, approved, clearance_obstacles, open_critical_comments, open_holds, standing
from domain.coordination import Cause
from domain.gate import gate
from domain.rights import LEGAL_ADVISER
from domain.vocabulary import CommentKind, Disposition, Milestone, Outcome, Response, Right
from tests.domain.builders import (
    AGENCIES,
    ASKED,
    CLERK,
    a_case,
    a_circulated_case,
    a_cleared_case,
    a_comment,
    a_hold,
    a_hold_that_became_a_nonconcurrence,
    a_milestone,
    a_release,
    a_round,
    a_ruling,
    a_sign_off,
    a_split,
    a_version,
    agencies,
    an_approval,
    an_approved_case,
    an_office_answer,
    at,
    cases,
)

TEXT = a_version()


def may_leave(facts: CaseFacts) -> bool:
    """The architecture's first invariant once more, from its words and not from the code."""
    text = facts.versions[-1]
    on_text = [s for s in facts.sign_offs if (s.version, s.digest) == (text.number, text.digest)]
    last = {agency: [s for s in on_text if s.agency == agency][-1:] for agency in AGENCIES}
    circulated = [r for r in facts.rounds[-1:] if r.version == text.number]
    asked = {s.agency for r in circulated for s in r.seats if s.right == "must_clear"}
    mandated = {s.agency for s in facts.mandate_rights if s.right == "must_clear"}
    heard = [s for [s] in filter(None, last.values())]
    latest = [s for agency in AGENCIES for s in [s for s in facts.sign_offs if s.agency == agency][-1:]]
    objecting = [h for h in facts.holds if h.ended == "became_nonconcurrence"]
    return (
        not facts.withdrawn
        and facts.release is None
        and circulated != []
        and mandated <= asked <= {s.agency for s in heard}
        and all(s.response != "nonconcur" for s in latest)
        and all(any(s.agency == h.agency and h.ended_at and s.at >= h.ended_at for s in heard) for h in objecting)
        and not facts.splits
        and all(_office_is_content(facts, office) for office in circulated[0].offices)
        and text.number not in facts.sent_back
        and all(h.ended for h in facts.holds)
        and not any(
            c.kind == "critical" and c.disposition is None and c.sign_off in {s.id for s in heard}
            for c in facts.comments
        )
        and any((a.version, a.digest) == (text.number, text.digest) for a in facts.approvals)
    )


def _office_is_content(facts: CaseFacts, office: str) -> bool:
    """Whether the office's last word of all is a concurrence, and on the very text."""
    last = [a for a in facts.office_answers if a.office == office][-1:]
    here = [a for a in facts.office_answers if a.office == office and a.digest == facts.versions[-1].digest]
    on_text = [a for a in here if a.version == facts.versions[-1].number]
    return on_text != [] and all(a.response == "concur" for a in last)


@given(cases())
def test_the_gate_is_open_exactly_when_nothing_is_lacking(facts: CaseFacts) -> None:
    event(f"open: {may_leave(facts)}")
    assert (gate(facts) == ()) is may_leave(facts)


@given(cases(under_way=True), agencies)
def test_a_nonconcurrence_on_the_current_text_always_blocks(facts: CaseFacts, agency: str) -> None:
    after = facts.with_sign_off(a_sign_off(facts.head, agency, Response.NONCONCUR, number=50), ())
    lacks = {(obstacle.lack, obstacle.agency) for obstacle in gate(after)}
    assert lacks & {(Lack.NONCONCURRENCE, agency), (Lack.NOT_CIRCULATED, "")}


@given(cases())
def test_a_redraft_leaves_nothing_standing(facts: CaseFacts) -> None:
    after = replace(facts, versions=(*facts.versions, a_version(facts.head.number + 1, facts.head.digest)))
    assert standing(after) == {}
    assert open_critical_comments(after) == ()
    assert not approved(after)
    assert gate(after)


@given(cases())
def test_the_same_words_again_are_another_text(facts: CaseFacts) -> None:
    again = replace(facts.head, number=facts.head.number + 1)
    assert gate(replace(facts, versions=(*facts.versions, again)))


@given(cases(), agencies)
def test_what_stands_is_each_agency_s_last_word_on_the_current_text(facts: CaseFacts, agency: str) -> None:
    said = [
        s
        for s in facts.sign_offs
        if s.agency == agency and (s.version, s.digest) == (facts.head.number, facts.head.digest)
    ]
    assert standing(facts).get(agency) == (said[-1] if said else None)


@given(cases(under_way=True), agencies)
def test_a_hold_always_blocks(facts: CaseFacts, agency: str) -> None:
    held = replace(facts, holds=(*facts.holds, a_hold(agency, 299)))
    assert (Lack.HOLD_OPEN, agency) in {(o.lack, o.agency) for o in gate(held)}


@given(cases(under_way=True))
def test_what_is_not_approved_lacks_no_more_than_approval_when_it_is_clear(facts: CaseFacts) -> None:
    lacks = [o.lack for o in gate(facts)]
    assert [lack for lack in lacks if lack is not Lack.NOT_APPROVED] == [o.lack for o in clearance_obstacles(facts)]
    assert (Lack.NOT_APPROVED in lacks) is not approved(facts)


def with_the_legal_adviser(*answers: OfficeAnswer) -> CaseFacts:
    """Everybody asked has cleared, it is approved, and the Legal Adviser is asked beside State."""
    return an_approved_case(rounds=(a_round(TEXT, offices=(LEGAL_ADVISER,)),), office_answers=answers)


NONCONCURRED = a_sign_off(TEXT, "defense", Response.NONCONCUR, number=3)
REDRAFT = a_version(2)
EXAMPLES = {
    Lack.WITHDRAWN: an_approved_case(withdrawn=True),
    Lack.ALREADY_RELEASED: an_approved_case(release=a_release(TEXT)),
    Lack.NOT_CIRCULATED: a_case(approvals=(an_approval(TEXT),)),
    Lack.CLEARANCE_MISSING: an_approved_case(sign_offs=(a_sign_off(TEXT, "state"),)),
    Lack.EQUITY_NOT_ASKED: an_approved_case(rounds=(a_round(TEXT, ASKED[:1]),)),
    Lack.NONCONCURRENCE: an_approved_case().with_sign_off(NONCONCURRED, ()),
    Lack.OFFICE_CLEARANCE_MISSING: with_the_legal_adviser(),
    Lack.OFFICE_NONCONCURS: with_the_legal_adviser(an_office_answer(TEXT, Response.NONCONCUR)),
    Lack.HOLD_OPEN: an_approved_case(holds=(a_hold(),)),
    Lack.CRITICAL_COMMENT_OPEN: an_approved_case(comments=(a_comment(a_sign_off(TEXT, "defense", number=2)),)),
    Lack.SPLIT_OPEN: an_approved_case(splits=(a_split(),)),
    Lack.SENT_BACK: an_approved_case(sent_back=frozenset({1})),
    Lack.NOT_APPROVED: a_cleared_case(),
    Lack.WALLED: replace(
        an_approved_case(milestones=(replace(a_milestone(Milestone.LEGAL_FENCE, 15), outcome="on_the_record"),)),
        procedure="trade_action",
    ),
    Lack.COORDINATION_PENDING: an_approved_case(coordination=frozenset({Cause.PRESSURE})),
}


OF_STEPS = {Lack.STEP_MISSING, Lack.CHECK_MISSING, Lack.KEY_MISSING}
"""What a procedure's own steps may lack; `test_procedures` has these."""


@pytest.mark.parametrize("lack", [lack for lack in Lack if lack not in OF_STEPS])
def test_each_lack_alone_keeps_the_gate_shut(lack: Lack) -> None:
    assert gate(an_approved_case()) == ()
    assert [obstacle.lack for obstacle in gate(EXAMPLES[lack])] == [lack]


def redrafted(first: Response, *, again: bool) -> CaseFacts:
    """Defense answered the first version so; the second was circulated, and State, perhaps Defense too, concurred."""
    signed = [a_sign_off(TEXT, "defense", first, number=1), a_sign_off(REDRAFT, "state", by=CLERK, number=2)]
    anew = [a_sign_off(REDRAFT, "defense", number=3)] if again else []
    return a_circulated_case(
        versions=(TEXT, REDRAFT),
        rounds=(a_round(TEXT), a_round(REDRAFT, number=2)),
        sign_offs=(*signed, *anew),
        approvals=(an_approval(REDRAFT),),
    )


def test_a_nonconcurrence_survives_a_redraft_until_its_agency_answers_anew() -> None:
    lacks = [(o.lack, o.agency) for o in gate(redrafted(Response.NONCONCUR, again=False))]
    assert lacks == [(Lack.CLEARANCE_MISSING, "defense"), (Lack.NONCONCURRENCE, "defense")]
    assert gate(redrafted(Response.NONCONCUR, again=True)) == ()
    assert [o.lack for o in gate(redrafted(Response.CONCUR, again=False))] == [Lack.CLEARANCE_MISSING]


def test_a_response_that_is_carried_over_stands_for_the_later_text() -> None:
    facts = redrafted(Response.CONCUR, again=False)
    carried = CarriedOver(round=2, version=2, agency="defense", sign_off=facts.sign_offs[0].id)
    assert gate(replace(facts, carried=(carried,))) == ()
    assert [o.lack for o in gate(replace(facts, carried=(replace(carried, version=1),)))] == [Lack.CLEARANCE_MISSING]


def test_a_hold_that_became_a_nonconcurrence_is_lifted_by_answering_anew() -> None:
    held = an_approved_case(holds=(a_hold_that_became_a_nonconcurrence(),))
    assert [(o.lack, o.agency) for o in gate(held)] == [(Lack.NONCONCURRENCE, "defense")]
    assert gate(held.with_sign_off(a_sign_off(TEXT, "defense", number=40), ())) == ()


DISSENTING = an_approved_case().with_sign_off(NONCONCURRED, ())


@pytest.mark.parametrize(
    ("outcome", "departments", "open_now"),
    [
        (Outcome.PRESIDENT_A, {"defense"}, True),
        (Outcome.CLAUSE_CONTROLS, {"defense"}, False),
        (Outcome.CLAUSE_CONTROLS, {"state"}, True),
        (Outcome.COMPROMISE, set(), False),
        (Outcome.WITHDRAWN, set(), False),
    ],
)
def test_only_the_president_is_above_a_department(outcome: Outcome, departments: set[str], open_now: bool) -> None:  # noqa: FBT001 - as the table says
    facts = replace(DISSENTING, departments=frozenset(departments), splits=(a_split(a_ruling(TEXT, outcome)),))
    assert (gate(facts) == ()) is open_now


def test_a_ruling_binds_its_text_and_no_later_one_and_a_reclama_reopens_it() -> None:
    ruled = a_split(a_ruling(TEXT, Outcome.PRESIDENT_A))
    assert gate(replace(DISSENTING, splits=(ruled,))) == ()
    later = replace(DISSENTING, splits=(ruled,), versions=(TEXT, REDRAFT))
    assert [o.lack for o in gate(later)] == [Lack.NOT_CIRCULATED, Lack.NOT_APPROVED]
    reopened = replace(DISSENTING, splits=(replace(ruled, reclama_at=at(800)),))
    assert [o.lack for o in gate(reopened)] == [Lack.NONCONCURRENCE, Lack.SPLIT_OPEN]


def test_an_office_asked_beside_its_agency_must_concur_with_the_very_text() -> None:
    asked = with_the_legal_adviser()
    assert [(o.lack, o.agency) for o in gate(asked)] == [(Lack.OFFICE_CLEARANCE_MISSING, LEGAL_ADVISER)]
    assert gate(with_the_legal_adviser(an_office_answer(TEXT))) == ()
    assert gate(with_the_legal_adviser(an_office_answer(REDRAFT))) != ()
    lifted = with_the_legal_adviser(an_office_answer(TEXT, Response.NONCONCUR), an_office_answer(TEXT, number=351))
    assert gate(lifted) == ()


def test_only_the_president_decides_without_an_office_that_is_asked() -> None:
    asked = with_the_legal_adviser(an_office_answer(TEXT, Response.NONCONCUR))
    by_clause = replace(asked, splits=(a_split(a_ruling(TEXT, Outcome.CLAUSE_CONTROLS)),))
    assert [o.lack for o in gate(by_clause)] == [Lack.OFFICE_NONCONCURS]
    assert gate(replace(asked, splits=(a_split(a_ruling(TEXT, Outcome.PRESIDENT_A)),))) == ()


def test_a_round_must_ask_with_the_mandate_s_right() -> None:
    weaker = replace(ASKED[1], right=Right.CLEAR_IF_AFFECTED)
    facts = an_approved_case(rounds=(a_round(TEXT, (ASKED[0], weaker)),))
    assert [(o.lack, o.agency) for o in gate(facts)] == [(Lack.EQUITY_NOT_ASKED, "defense")]


def test_an_agency_that_need_not_clear_blocks_by_nonconcurring_only() -> None:
    facts = an_approved_case()
    nonconcurred = facts.with_sign_off(a_sign_off(TEXT, "commerce", Response.NONCONCUR, number=3), ())
    assert [(o.lack, o.agency) for o in gate(nonconcurred)] == [(Lack.NONCONCURRENCE, "commerce")]
    assert gate(nonconcurred.with_sign_off(a_sign_off(TEXT, "commerce", number=4), ())) == ()


def test_a_critical_comment_is_closed_by_a_disposition_or_by_its_agency_answering_anew() -> None:
    signed = a_sign_off(TEXT, "defense", number=2)
    comment = a_comment(signed)
    facts = a_cleared_case(comments=(comment,))
    assert open_critical_comments(facts) == (comment,)
    answered = replace(comment, disposition=Disposition.REJECTED)
    assert open_critical_comments(replace(facts, comments=(answered,))) == ()
    assert open_critical_comments(facts.with_sign_off(replace(signed, id=a_hold().id), ())) == ()
    assert open_critical_comments(replace(facts, comments=(replace(comment, kind=CommentKind.SUBSTANTIVE),))) == ()


def test_a_hold_that_ended_is_no_longer_open() -> None:
    assert open_holds(a_circulated_case(holds=(a_hold(ended=True), a_hold("nsc", 201)))) == (a_hold("nsc", 201),)
