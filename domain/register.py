"""The register of offices and people as values: who is appointed to what, agencies' policies; its soundness."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from types import MappingProxyType
from typing import Final

from domain.marking import Level
from domain.reclearance import CarryPolicy
from domain.soundness import Place, Problem, did_you_mean
from domain.tenure import Tenure, leave_no_gap
from domain.vocabulary import Capacity

NSC_AGENCY: Final = "nsc"
PRESIDENTS_AGENCY: Final = "white-house"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where a person acts: a desk, bureau or post, and the agency for which it speaks."""

    code: str
    agency: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may sign in. `subject` is what the sign-in provider calls them, and never changes."""

    subject: str
    name: str
    clearance: Level
    appointments: tuple[Tenure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """When an agency lets its response to one version stand for the next (OMB A-19 section 8(e))."""

    agency: str
    carry_over: CarryPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All offices and all people there are; who is not in it has no access. Without a policy nothing carries over."""

    offices: tuple[Office, ...]
    persons: tuple[Person, ...]
    policies: tuple[Policy, ...] = ()


def problems(register: Register) -> tuple[Problem, ...]:
    """Return everything that is unsound in the register; empty if it is sound.

    Whether an office's agency exists is not known here: the directives say that.
    """
    found = [problem for rule in _RULES for problem in rule(register)]
    for at, person in enumerate(register.persons):
        found.extend(
            Problem(path=("persons", at, *problem.path), message=problem.message)
            for rule in _PERSON_RULES
            for problem in rule(register, person)
        )
    return tuple(found)


_OFFICE: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z][a-z0-9]*(-[a-z0-9]+)*")
# OpenID Connect Core 1.0 section 2: a subject has at most 255 ASCII characters. Blanks are typing errors.
_SUBJECT: Final = re.compile(r"[!-~]{1,255}")

_ONLY_AT: Final[Mapping[Capacity, str]] = MappingProxyType(
    {
        # These see every case at their level, whatever its list says.
        Capacity.NSC_STAFF: NSC_AGENCY,
        Capacity.APNSA: NSC_AGENCY,
        # Whoever records the President's decision.
        Capacity.PRESIDENT: PRESIDENTS_AGENCY,
    }
)


def _somebody_is_left(register: Register) -> Iterator[Problem]:
    # Loading a register without people would end everyone's access at once.
    if not register.persons:
        yield Problem(path=("persons",), message="there is nobody in this register")


def _office_codes_are_well_formed(register: Register) -> Iterator[Problem]:
    for at, office in enumerate(register.offices):
        if not _OFFICE.fullmatch(office.code):
            message = f"malformed code {office.code!r}: write it like state.ea-j"
            yield Problem(path=("offices", at, "code"), message=message)


def _subjects_are_well_formed(register: Register) -> Iterator[Problem]:
    for at, person in enumerate(register.persons):
        if not _SUBJECT.fullmatch(person.subject):
            message = "malformed subject: at most 255 ASCII characters without blanks"
            yield Problem(path=("persons", at, "subject"), message=message)


def _offices_are_named_once(register: Register) -> Iterator[Problem]:
    for at, code in _repeated([office.code for office in register.offices]):
        yield Problem(path=("offices", at, "code"), message=f"duplicate code {code!r}")


def _people_are_named_once(register: Register) -> Iterator[Problem]:
    for at, subject in _repeated([person.subject for person in register.persons]):
        yield Problem(path=("persons", at, "subject"), message=f"duplicate subject {subject!r}")


def _agencies_have_one_policy(register: Register) -> Iterator[Problem]:
    for at, agency in _repeated([policy.agency for policy in register.policies]):
        yield Problem(path=("policies", at, "agency"), message=f"duplicate policy of {agency!r}")


def _repeated(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for at, word in enumerate(words):
        if word in seen:
            yield at, word
        seen.add(word)


def _everyone_is_appointed(_: Register, person: Person) -> Iterator[Problem]:
    # Who holds no office has no need to know, and yet would read each clause at their level.
    if not person.appointments:
        message = f"{person.subject!r} is appointed to nothing: leave them out, and their access ends"
        yield Problem(path=("appointments",), message=message)


def _offices_are_known(register: Register, person: Person) -> Iterator[Problem]:
    known = {office.code for office in register.offices}
    for path, held in _held(person):
        if held.office not in known:
            message = f"unknown office {held.office!r}{did_you_mean(held.office, known)}"
            yield Problem(path=(*path, "office"), message=message)


def _terms_end_on_a_real_day(_: Register, person: Person) -> Iterator[Problem]:
    for path, held in _held(person):
        if held.until is not None and held.until < held.since:
            message = f"ends on {held.until.isoformat()}, before it begins ({held.since.isoformat()})"
            yield Problem(path=(*path, "until"), message=message)
        if held.until is not None and held.until.year == date.max.year:
            message = "an appointment with no end set has no 'to'"
            yield Problem(path=(*path, "until"), message=message)


def _capacities_fit_the_agency(register: Register, person: Person) -> Iterator[Problem]:
    agencies = {office.code: office.agency for office in register.offices}
    for path, held in _held(person):
        only, agency = _ONLY_AT.get(held.capacity), agencies.get(held.office)
        if only is not None and agency is not None and agency != only:
            message = f"{held.capacity.value!r} is a capacity of {only!r} only; this office is of {agency!r}"
            yield Problem(path=(*path, "capacity"), message=message)


def _terms_do_not_overlap(_: Register, person: Person) -> Iterator[Problem]:
    for (_path, one), (path, other) in combinations(_held(person), 2):
        if one.same_seat(other) and one.overlaps(other):
            message = f"duplicate appointment: {one.capacity.value!r} at {one.office!r} for the same time"
            yield Problem(path=path, message=message)


def _auditors_do_nothing_else(_: Register, person: Person) -> Iterator[Problem]:
    audits = [held for _path, held in _held(person) if held.capacity is Capacity.AUDITOR]
    for path, held in _held(person):
        if held.capacity is not Capacity.AUDITOR and any(audit.overlaps(held) for audit in audits):
            message = f"an auditor signs nothing, so cannot be {held.capacity.value!r} at the same time"
            yield Problem(path=(*path, "capacity"), message=message)


def _held(person: Person) -> Iterator[tuple[Place, Tenure]]:
    return ((("appointments", at), held) for at, held in enumerate(person.appointments))


def _acting_is_by_a_dated_instrument(_: Register, person: Person) -> Iterator[Problem]:
    for path, held in _held(person):
        if held.acting_for is None and held.instrument is not None:
            message = f"instrument {held.instrument!r} says for whom one acts: name them with 'acting_for'"
            yield Problem(path=(*path, "instrument"), message=message)
        if held.acting_for is not None and not held.instrument:
            message = f"acting for {held.acting_for!r} is by a dated paper: give its reference as 'instrument'"
            yield Problem(path=(*path, "acting_for"), message=message)
        if held.acting_for is not None and held.until is None:
            message = f"acting for {held.acting_for!r} ends on a day: give it as 'to'"
            yield Problem(path=(*path, "acting_for"), message=message)


def _who_is_acted_for_holds_it(register: Register, person: Person) -> Iterator[Problem]:
    people = {one.subject: one for one in register.persons}
    offices = {office.code for office in register.offices}
    for path, held in _held(person):
        if held.acting_for is None:
            continue
        if held.acting_for == person.subject:
            yield Problem(path=(*path, "acting_for"), message="nobody acts for themselves")
        elif held.acting_for not in people:
            message = f"unknown person {held.acting_for!r}{did_you_mean(held.acting_for, people)}"
            yield Problem(path=(*path, "acting_for"), message=message)
        elif held.office in offices:
            yield from _is_given_by(people[held.acting_for], held, path)


def _is_given_by(principal: Person, held: Tenure, path: Place) -> Iterator[Problem]:
    """What is wrong with acting for this person: nobody gives more than they hold, nor what they act in."""
    there = [one for one in principal.appointments if one.same_seat(held) and one.overlaps(held)]
    own = [one for one in there if one.acting_for is None]
    seat = f"{held.capacity.value!r} at {held.office!r}"
    if not leave_no_gap(own, held):
        message = f"{principal.subject!r} does not hold {seat} for the whole of that time"
        if len(own) < len(there):
            message = f"{principal.subject!r} only acts as {seat}, and acting does not pass on"
        yield Problem(path=(*path, "acting_for"), message=message)
    elif own and held.grade > (highest := min(one.grade for one in own)):
        message = f"{held.grade.name} is above {highest.name}, the grade of {principal.subject!r} in that time"
        yield Problem(path=(*path, "grade"), message=message)


_RULES: Final[tuple[Callable[[Register], Iterator[Problem]], ...]] = (
    _office_codes_are_well_formed,
    _offices_are_named_once,
    _somebody_is_left,
    _subjects_are_well_formed,
    _people_are_named_once,
    _agencies_have_one_policy,
)
_PERSON_RULES: Final[tuple[Callable[[Register, Person], Iterator[Problem]], ...]] = (
    _everyone_is_appointed,
    _offices_are_known,
    _terms_end_on_a_real_day,
    _capacities_fit_the_agency,
    _terms_do_not_overlap,
    _auditors_do_nothing_else,
    _acting_is_by_a_dated_instrument,
    _who_is_acted_for_holds_it,
)
