"""The soundness of a register: each rule, with a register that breaks only that rule."""

from dataclasses import replace
from datetime import date

import pytest

from domain.marking import Level
from domain.reclearance import CarryPolicy
from domain.register import Office, Person, Policy, Register, problems
from domain.soundness import Problem
from domain.tenure import Tenure
from domain.vocabulary import Capacity, Grade


def an_office(code: str = "state.ea-j", agency: str = "state") -> Office:
    return Office(code=code, agency=agency, name="An office")


def a_tenure(
    capacity: Capacity = Capacity.COORDINATOR,
    office: str = "state.ea-j",
    since: date = date(1982, 1, 1),
    until: date | None = None,
) -> Tenure:
    return Tenure(office=office, capacity=capacity, since=since, until=until)


def a_person(*appointments: Tenure, subject: str = "somebody") -> Person:
    return Person(subject=subject, name="A name", clearance=Level.S, appointments=appointments)


OFFICES = (
    an_office(),
    an_office("defense.isa", "defense"),
    an_office("nsc.asia", "nsc"),
    an_office("isoo.audit", "isoo"),
)
A_REGISTER = Register(offices=OFFICES, persons=(a_person(a_tenure()),))
AN_AUDIT = a_tenure(Capacity.AUDITOR, "isoo.audit", since=date(1984, 1, 1))


def test_a_sound_register_has_no_problems() -> None:
    assert problems(A_REGISTER) == ()


@pytest.mark.parametrize(
    ("register", "path", "message"),
    [
        (
            replace(A_REGISTER, offices=(*OFFICES, an_office("EA/J"))),
            ("offices", 4, "code"),
            "malformed code 'EA/J'",
        ),
        (
            replace(A_REGISTER, offices=(*OFFICES, an_office())),
            ("offices", 4, "code"),
            "duplicate code 'state.ea-j'",
        ),
        (replace(A_REGISTER, persons=()), ("persons",), "nobody"),
        (
            replace(A_REGISTER, persons=(a_person(a_tenure(), subject="two words"),)),
            ("persons", 0, "subject"),
            "malformed subject",
        ),
        (
            replace(A_REGISTER, persons=(a_person(a_tenure(), subject="x" * 256),)),
            ("persons", 0, "subject"),
            "malformed subject",
        ),
        (
            replace(A_REGISTER, persons=A_REGISTER.persons * 2),
            ("persons", 1, "subject"),
            "duplicate subject 'somebody'",
        ),
        (
            replace(A_REGISTER, policies=(Policy(agency="ustr", carry_over=CarryPolicy.NEVER),) * 2),
            ("policies", 1, "agency"),
            "duplicate policy of 'ustr'",
        ),
    ],
)
def test_an_unsound_part_is_named(register: Register, path: tuple[str | int, ...], message: str) -> None:
    (problem,) = problems(register)
    assert problem.path == path
    assert message in problem.message


@pytest.mark.parametrize(
    ("person", "path", "message"),
    [
        (a_person(), ("appointments",), "appointed to nothing"),
        (
            a_person(a_tenure(office="state.ea-k")),
            ("appointments", 0, "office"),
            "unknown office 'state.ea-k'; did you mean 'state.ea-j'?",
        ),
        (
            a_person(a_tenure(until=date(1981, 12, 31))),
            ("appointments", 0, "until"),
            "ends on 1981-12-31, before it begins (1982-01-01)",
        ),
        (a_person(a_tenure(until=date(9999, 12, 31))), ("appointments", 0, "until"), "has no 'to'"),
        (
            a_person(a_tenure(), a_tenure(since=date(1983, 1, 1))),
            ("appointments", 1),
            "duplicate appointment: 'coordinator' at 'state.ea-j'",
        ),
        (
            a_person(a_tenure(until=date(1983, 1, 1)), a_tenure(since=date(1983, 1, 1))),
            ("appointments", 1),
            "duplicate appointment",
        ),
        (
            a_person(AN_AUDIT, a_tenure()),
            ("appointments", 1, "capacity"),
            "an auditor signs nothing, so cannot be 'coordinator'",
        ),
    ],
)
def test_an_unsound_person_is_named(person: Person, path: tuple[str | int, ...], message: str) -> None:
    (problem,) = problems(replace(A_REGISTER, persons=(person,)))
    assert problem.path == ("persons", 0, *path)
    assert message in problem.message


@pytest.mark.parametrize(
    ("capacity", "fits"),
    [(Capacity.NSC_STAFF, "nsc.asia"), (Capacity.APNSA, "nsc.asia")],
)
def test_some_capacities_are_of_one_agency_only(capacity: Capacity, fits: str) -> None:
    for office in OFFICES:
        found = problems(replace(A_REGISTER, persons=(a_person(a_tenure(capacity, office.code)),)))
        assert bool(found) is (office.code != fits)
        assert all(problem.path == ("persons", 0, "appointments", 0, "capacity") for problem in found)


@pytest.mark.parametrize(
    "person",
    [
        a_person(a_tenure(until=date(1982, 12, 31)), a_tenure(since=date(1983, 1, 1))),
        a_person(a_tenure(), a_tenure(Capacity.ACTION_OFFICER), a_tenure(office="defense.isa")),
        a_person(a_tenure(until=date(1983, 12, 31)), AN_AUDIT),
        a_person(a_tenure(since=date(1983, 4, 24), until=date(1983, 4, 24))),
        a_person(a_tenure(), subject="auth0|5f7c8ec7-c33d"),
    ],
)
def test_terms_may_follow_and_offices_may_be_several(person: Person) -> None:
    assert problems(replace(A_REGISTER, persons=(person,))) == ()


COVER = replace(a_tenure(since=date(1983, 1, 1), until=date(1983, 3, 31)), acting_for="chief", instrument="EA/EX 83-1")
CHIEF = a_person(replace(a_tenure(), grade=Grade.OFFICE_DIRECTOR), subject="chief")


def problems_of_cover(cover: Tenure, *others: Person) -> tuple[Problem, ...]:
    return problems(replace(A_REGISTER, persons=(a_person(cover, subject="deputy"), *others)))


@pytest.mark.parametrize("grade", [Grade.OFFICER, Grade.OFFICE_DIRECTOR])
def test_somebody_may_act_for_another_in_a_grade_up_to_theirs(grade: Grade) -> None:
    assert problems_of_cover(replace(COVER, grade=grade), CHIEF) == ()


@pytest.mark.parametrize(
    ("cover", "key", "message"),
    [
        (replace(COVER, acting_for=None), "instrument", "name them with 'acting_for'"),
        (replace(COVER, instrument=None), "acting_for", "give its reference as 'instrument'"),
        (replace(COVER, instrument=""), "acting_for", "give its reference as 'instrument'"),
        (replace(COVER, until=None), "acting_for", "ends on a day: give it as 'to'"),
        (replace(COVER, acting_for="deputy"), "acting_for", "nobody acts for themselves"),
        (replace(COVER, acting_for="chef"), "acting_for", "unknown person 'chef'; did you mean 'chief'?"),
        (replace(COVER, office="defense.isa"), "acting_for", "'chief' does not hold 'coordinator' at 'defense.isa'"),
        (replace(COVER, capacity=Capacity.APPROVER), "acting_for", "'chief' does not hold 'approver'"),
        (replace(COVER, since=date(1981, 12, 31)), "acting_for", "for the whole of that time"),
        (
            replace(COVER, grade=Grade.DEPUTY_ASSISTANT_SECRETARY),
            "grade",
            "DEPUTY_ASSISTANT_SECRETARY is above OFFICE_DIRECTOR, the grade of 'chief' in that time",
        ),
        (replace(COVER, office="state.ea-k"), "office", "unknown office 'state.ea-k'"),
    ],
)
def test_unsound_cover_is_named(cover: Tenure, key: str, message: str) -> None:
    (problem,) = problems_of_cover(cover, CHIEF)
    assert problem.path == ("persons", 0, "appointments", 0, key)
    assert message in problem.message


def test_who_is_acting_is_not_acted_for() -> None:
    second = replace(COVER, acting_for="deputy", instrument="EA/EX 83-2")
    (problem,) = problems_of_cover(COVER, CHIEF, a_person(second, subject="third"))
    assert problem.path == ("persons", 2, "appointments", 0, "acting_for")
    assert "'deputy' only acts as 'coordinator' at 'state.ea-j', and acting does not pass on" in problem.message


def test_cover_that_outlasts_a_time_held_and_goes_on_in_one_acted_is_unsound() -> None:
    chief = a_person(
        a_tenure(until=date(1983, 1, 31)),
        replace(COVER, since=date(1983, 2, 1), acting_for="head"),
        subject="chief",
    )
    (problem,) = problems_of_cover(COVER, chief, a_person(a_tenure(), subject="head"))
    assert problem.path == ("persons", 0, "appointments", 0, "acting_for")
    assert "acting does not pass on" in problem.message


def test_cover_may_span_a_promotion_in_the_lower_grade_of_the_two() -> None:
    chief = a_person(
        a_tenure(until=date(1983, 1, 31)),
        replace(a_tenure(since=date(1983, 2, 1)), grade=Grade.OFFICE_DIRECTOR),
        subject="chief",
    )
    assert problems_of_cover(COVER, chief) == ()
    (problem,) = problems_of_cover(replace(COVER, grade=Grade.OFFICE_DIRECTOR), chief)
    assert "above OFFICER" in problem.message


def test_the_grade_of_another_time_does_not_count() -> None:
    chief = a_person(
        a_tenure(until=date(1982, 12, 31)),
        replace(a_tenure(since=date(1983, 1, 1)), grade=Grade.OFFICE_DIRECTOR),
        subject="chief",
    )
    assert problems_of_cover(replace(COVER, grade=Grade.OFFICE_DIRECTOR), chief) == ()


def test_terms_with_a_day_between_them_do_not_carry_cover() -> None:
    chief = a_person(a_tenure(until=date(1983, 1, 30)), a_tenure(since=date(1983, 2, 1)), subject="chief")
    (problem,) = problems_of_cover(COVER, chief)
    assert "for the whole of that time" in problem.message


def test_cover_until_the_day_the_term_ends_is_sound_and_a_day_more_is_not() -> None:
    chief = a_person(a_tenure(until=date(1983, 3, 31)), subject="chief")
    assert problems_of_cover(COVER, chief) == ()
    assert len(problems_of_cover(replace(COVER, until=date(1983, 4, 1)), chief)) == 1


def test_one_does_not_act_where_one_holds_the_seat_oneself() -> None:
    (problem,) = problems(replace(A_REGISTER, persons=(a_person(a_tenure(), COVER), CHIEF)))
    assert "duplicate appointment" in problem.message


def test_an_end_on_the_last_day_there_is_breaks_no_rule_of_cover() -> None:
    for_ever = replace(COVER, until=date.max)
    assert [problem.path[-1] for problem in problems_of_cover(for_ever, CHIEF)] == ["until"]
