"""The soundness of a directive: each rule, with a directive that breaks only that rule."""

from dataclasses import replace
from datetime import date

import pytest

from domain.directive import (
    SENDS_TEXT_OUT,
    Agency,
    AgencyKind,
    Clause,
    Control,
    Deadline,
    Directive,
    Mandate,
    Preamble,
    Procedure,
)
from domain.directive_rules import problems
from domain.marking import Level
from domain.soundness import did_you_mean
from domain.vocabulary import Confidence

A_MANDATE = Mandate(
    code="SEC-1",
    title="A title",
    clauses=("SEC-1",),
    marking=Level.S,
    procedure=Procedure.DEMARCHE,
    counterpart="japan",
    issue="an-issue",
    action_agency="state",
    action_office="state.ea-j",
    must_clear=("state", "defense"),
    channels=("front_channel_cable",),
    reasoning="Because.",
    confidence=Confidence.HIGH,
)


def an_agency(code: str, kind: AgencyKind = AgencyKind.DEPARTMENT) -> Agency:
    return Agency(code=code, name=code, short=code, kind=kind)


def a_clause(code: str = "SEC-1", ordinal: int = 1, marking: Level = Level.S) -> Clause:
    return Clause(code=code, ordinal=ordinal, section="security", marking=marking, summary="Words.")


def a_deadline(name: str, day: date) -> Deadline:
    return Deadline(name=name, date=day, note="A note")


A_DIRECTIVE = Directive(
    id="NSDD-1",
    title="A directive",
    title_marking=Level.U,
    date=date(1982, 10, 25),
    control=Control(log_number="1", copy="1 of 1", declassify="OADR"),
    handling_note="A note.",
    preamble=Preamble(code="PRE", marking=Level.S, summary="Words.", guardrail="A limit."),
    agencies=(an_agency("state"), an_agency("defense"), an_agency("tokyo", AgencyKind.POST)),
    clauses=(a_clause(),),
    mandates=(A_MANDATE,),
)


def with_mandate(mandate: Mandate) -> Directive:
    return replace(A_DIRECTIVE, mandates=(mandate,))


def test_a_sound_directive_has_no_problems() -> None:
    assert problems(A_DIRECTIVE) == ()


@pytest.mark.parametrize(
    ("directive", "path", "message"),
    [
        (replace(A_DIRECTIVE, id="NSDD 0"), ("id",), "malformed code 'NSDD 0'"),
        (
            replace(A_DIRECTIVE, preamble=replace(A_DIRECTIVE.preamble, code="P")),
            ("preamble", "code"),
            "malformed code 'P'",
        ),
        (
            replace(A_DIRECTIVE, agencies=(*A_DIRECTIVE.agencies, an_agency("Coast Guard"))),
            ("agencies", 3, "code"),
            "malformed code 'Coast Guard'",
        ),
        (
            replace(A_DIRECTIVE, agencies=(*A_DIRECTIVE.agencies, an_agency("state"))),
            ("agencies", 3, "code"),
            "duplicate code 'state'",
        ),
        (
            replace(A_DIRECTIVE, clauses=(a_clause(), a_clause(ordinal=2))),
            ("clauses", 1, "code"),
            "duplicate code 'SEC-1'",
        ),
        (
            replace(A_DIRECTIVE, mandates=(A_MANDATE, A_MANDATE)),
            ("mandates", 1, "code"),
            "duplicate code 'SEC-1'",
        ),
        (
            replace(A_DIRECTIVE, clauses=(a_clause(ordinal=2),)),
            ("clauses", 0, "ordinal"),
            "number 1 in the file but says 2",
        ),
        (
            replace(A_DIRECTIVE, clauses=(a_clause(), a_clause("SEC-2", 2))),
            ("clauses", 1, "code"),
            "no mandate is drawn from clause SEC-2",
        ),
    ],
)
def test_an_unsound_part_is_named(directive: Directive, path: tuple[str | int, ...], message: str) -> None:
    (problem,) = problems(directive)
    assert problem.path == path
    assert message in problem.message


@pytest.mark.parametrize(
    ("mandate", "path", "message"),
    [
        (replace(A_MANDATE, issue="An issue"), ("issue",), "malformed code"),
        (replace(A_MANDATE, counterpart="Japan"), ("counterpart",), "malformed code"),
        (replace(A_MANDATE, code="ECO-1"), ("code",), "named after another clause"),
        (replace(A_MANDATE, clauses=("SEC-1", "SEC-9")), ("clauses", 1), "unknown clause 'SEC-9'"),
        (replace(A_MANDATE, marking=Level.C), ("marking",), "marked C, below its clause SEC-1 (S)"),
        (
            replace(A_MANDATE, must_clear=("state", "defence")),
            ("must_clear", 1),
            "unknown agency 'defence'; did you mean 'defense'?",
        ),
        (replace(A_MANDATE, info=("defense",)), ("info", 0), "'defense' is already in must_clear"),
        (
            replace(A_MANDATE, must_clear=("state", "state")),
            ("must_clear", 1),
            "'state' is already in must_clear",
        ),
        (replace(A_MANDATE, clear_if_affected=("tokyo",)), ("clear_if_affected", 0), "is a post"),
        (replace(A_MANDATE, must_clear=("defense",)), ("must_clear",), "country desk"),
        (replace(A_MANDATE, channels=("press_guidance",)), ("channels",), "front-channel cable"),
        (replace(A_MANDATE, also=(Procedure.DEMARCHE,)), ("also",), "'demarche' is named twice"),
        (replace(A_MANDATE, action_office="defense.isa"), ("action_office",), "not one of 'state'"),
        (
            replace(A_MANDATE, deadlines=(a_deadline("too_early", date(1982, 1, 1)),)),
            ("deadlines", 0, "date"),
            "lies before the directive",
        ),
        (
            replace(
                A_MANDATE,
                deadlines=(a_deadline("late", date(1985, 1, 1)), a_deadline("early", date(1984, 1, 1))),
            ),
            ("deadlines", 1, "date"),
            "'early' comes after a later one",
        ),
        (
            replace(A_MANDATE, deadlines=(a_deadline("end", date(1985, 1, 1)),) * 2),
            ("deadlines",),
            "'end' is named twice",
        ),
    ],
)
def test_an_unsound_mandate_is_named(mandate: Mandate, path: tuple[str | int, ...], message: str) -> None:
    (problem,) = problems(with_mandate(mandate))
    assert problem.path == ("mandates", 0, *path)
    assert message in problem.message


def test_an_unknown_action_agency_is_named() -> None:
    found = problems(with_mandate(replace(A_MANDATE, action_agency="stat", action_office="stat.ea-j")))
    assert [problem.message for problem in found] == ["unknown agency 'stat'; did you mean 'state'?"]


def test_the_action_agency_is_not_merely_informed() -> None:
    mandate = replace(A_MANDATE, procedure=Procedure.CONSULTATION, must_clear=("defense",), info=("state",))
    (problem,) = problems(with_mandate(mandate))
    assert problem.message == "agency 'state' has the action itself"


def test_a_mandate_without_a_clause_leaves_the_clause_without_a_mandate() -> None:
    found = [problem.message for problem in problems(with_mandate(replace(A_MANDATE, clauses=())))]
    assert found == ["no mandate is drawn from clause SEC-1", "mandate SEC-1 is drawn from no clause"]


@pytest.mark.parametrize("procedure", Procedure)
def test_only_what_stays_inside_may_go_without_a_clearer(procedure: Procedure) -> None:
    found = problems(with_mandate(replace(A_MANDATE, procedure=procedure, must_clear=())))
    named = any("sends text out" in problem.message for problem in found)
    assert named is (procedure is not Procedure.MONITORING)
    assert named is (procedure in SENDS_TEXT_OUT)


def test_a_watch_under_which_a_demarche_may_be_opened_needs_states_clearance() -> None:
    watch = replace(A_MANDATE, procedure=Procedure.MONITORING, also=(Procedure.DEMARCHE,))
    assert watch.procedures == (Procedure.MONITORING, Procedure.DEMARCHE)
    assert problems(with_mandate(watch)) == ()
    (problem,) = problems(with_mandate(replace(watch, must_clear=("defense",))))
    assert "country desk" in problem.message


def test_all_problems_are_found_in_the_order_of_the_parts() -> None:
    broken = replace(with_mandate(replace(A_MANDATE, info=("nobody",))), id="X", clauses=(a_clause(ordinal=7),))
    assert [problem.path for problem in problems(broken)] == [
        ("id",),
        ("clauses", 0, "ordinal"),
        ("mandates", 0, "info", 0),
    ]


def test_a_suggestion_is_made_only_for_what_is_close() -> None:
    assert did_you_mean("tresury", {"treasury", "state"}) == "; did you mean 'treasury'?"
    assert did_you_mean("xyzzy", {"treasury", "state"}) == ""
