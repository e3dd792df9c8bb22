"""The soundness of a register: each rule, with a register that breaks only that rule; and when terms run."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.marking import Level
from domain.register import Office, Person, Register, Tenure, problems
from domain.vocabulary import Capacity


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
    [(Capacity.RELEASER, "state.ea-j"), (Capacity.NSC_STAFF, "nsc.asia"), (Capacity.APNSA, "nsc.asia")],
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
        a_person(a_tenure(), subject="auth0|5f7c8ec7-c33d"),
    ],
)
def test_terms_may_follow_and_offices_may_be_several(person: Person) -> None:
    assert problems(replace(A_REGISTER, persons=(person,))) == ()


def test_a_term_runs_from_midnight_to_midnight_in_washington() -> None:
    held = a_tenure(since=date(1983, 1, 1), until=date(1983, 6, 30))
    assert held.begins == datetime(1983, 1, 1, 5, tzinfo=UTC)
    assert held.ends == datetime(1983, 7, 1, 4, tzinfo=UTC)
    assert a_tenure().ends is None


def test_a_term_may_be_one_day() -> None:
    held = a_tenure(since=date(1983, 4, 24), until=date(1983, 4, 24))
    assert problems(replace(A_REGISTER, persons=(a_person(held),))) == ()
    # On this Sunday the clocks were put forward.
    assert held.ends is not None
    assert (held.ends - held.begins).total_seconds() == 23 * 3600
