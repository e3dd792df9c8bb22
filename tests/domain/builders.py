"""Cases and people for tests of the rules: named ones that say only what matters, and random ones."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.case import (
    Approval,
    CaseFacts,
    CaseId,
    Comment,
    Hold,
    Move,
    OfficeAnswer,
    Passed,
    Release,
    Round,
    Ruling,
    Seat,
    SignOff,
    Split,
    Version,
)
from domain.ladder import LADDERS, Rung, Track
from domain.marking import Level
from domain.people import Actor, Appointment, PersonId
from domain.rights import LEGAL_ADVISER
from domain.vocabulary import (
    Capacity,
    CommentKind,
    Disposition,
    Ground,
    HoldEnd,
    HoldKind,
    Milestone,
    Outcome,
    Response,
    Right,
)

START = datetime(1982, 10, 25, 12, tzinfo=UTC)
PEOPLE = tuple(PersonId(UUID(int=n)) for n in range(1, 9))
DRAFTER, CLERK, CLEARER, APPROVER, RELEASER, STRANGER = PEOPLE[:6]
AGENCIES = ("state", "defense", "commerce", "nsc")
ACTION_OFFICE = "state.eb"
ASKED = (
    Seat(agency="state", right=Right.MUST_CLEAR),
    Seat(agency="defense", right=Right.MUST_CLEAR),
    Seat(agency="commerce", right=Right.CLEAR_IF_AFFECTED),
    Seat(agency="nsc", right=Right.INFO),
)


def at(minutes: int) -> datetime:
    """So many minutes after the case was opened."""
    return START + timedelta(minutes=minutes)


def digest_of(words: str) -> str:
    return sha256(words.encode()).hexdigest()


def an_id(number: int) -> UUID:
    return UUID(int=1000 + number)


def a_version(number: int = 1, words: str = "", by: PersonId = DRAFTER) -> Version:
    return Version(number=number, digest=digest_of(words or f"text {number}"), drafted_by=by)


def a_round(
    version: Version,
    seats: tuple[Seat, ...] = ASKED,
    number: int = 1,
    by: PersonId = DRAFTER,
    **changed: Any,  # whatever matters to the test
) -> Round:
    given: dict[str, Any] = {"circulated_at": at(10), "suspense": at(5000), "precedence": "routine"}  # the same
    return Round(
        number=number,
        version=version.number,
        digest=version.digest,
        circulated_by=by,
        seats=seats,
        **(given | changed),
    )


def a_sign_off(
    version: Version,
    agency: str = "defense",
    response: Response = Response.CONCUR,
    by: PersonId = CLEARER,
    number: int = 0,
) -> SignOff:
    return SignOff(
        id=an_id(number),
        round=version.number,
        version=version.number,
        digest=version.digest,
        agency=agency,
        response=response,
        person=by,
        at=at(20 + number),
    )


def an_office_answer(
    version: Version, response: Response = Response.CONCUR, by: PersonId = STRANGER, number: int = 350
) -> OfficeAnswer:
    """The Legal Adviser's office answered."""
    return OfficeAnswer(
        id=an_id(number),
        round=version.number,
        version=version.number,
        digest=version.digest,
        office=LEGAL_ADVISER,
        response=response,
        person=by,
        at=at(20 + number),
        ground=Ground.LAW if response is Response.NONCONCUR else None,
    )


def a_comment(on: SignOff, number: int = 100, **changed: Any) -> Comment:  # whatever field matters to the test
    given: dict[str, Any] = {"agency": on.agency, "version": on.version, "kind": CommentKind.CRITICAL}  # the same
    return Comment(id=an_id(number), sign_off=on.id, **(given | changed))


def a_hold(agency: str = "defense", number: int = 200, *, ended: bool = False) -> Hold:
    return Hold(
        id=an_id(number),
        agency=agency,
        kind=HoldKind.LEGAL,
        placed_by=CLEARER,
        placed_at=at(30),
        until=at(9000),
        ended=HoldEnd.LIFTED if ended else None,
    )


def a_hold_that_became_a_nonconcurrence(agency: str = "defense", number: int = 250, minutes: int = 35) -> Hold:
    """It was placed after everybody had signed who signs in these cases, unless `minutes` says otherwise."""
    return replace(a_hold(agency, number), ended=HoldEnd.BECAME_NONCONCURRENCE, ended_at=at(minutes))


def a_ruling(version: Version, outcome: Outcome, rung: Rung = Rung.PRESIDENT, number: int = 700) -> Ruling:
    return Ruling(
        id=an_id(number), outcome=outcome, rung=rung, version=version.number, digest=version.digest, at=at(number)
    )


def a_split(*rulings: Ruling, rung: Rung = Rung.WORKING_GROUP, **changed: Any) -> Split:  # whatever matters
    """A split of economic policy on the first version, that climbed to a rung a minute each."""
    ladder = LADDERS[Track.ECONOMIC_POLICY]
    climbed = ladder[: ladder.index(rung) + 1]
    given: dict[str, Any] = {  # the same
        "version": 1,
        "moves": tuple(Move(rung=one, at=at(600 + n)) for n, one in enumerate(climbed)),
    }
    return Split(id=an_id(600), track=Track.ECONOMIC_POLICY, opened_at=at(600), rulings=rulings, **(given | changed))


def an_approval(version: Version, by: PersonId = APPROVER, number: int = 300) -> Approval:
    return Approval(
        id=an_id(number), digest=version.digest, version=version.number, person=by, office="state.e", at=at(40)
    )


def a_release(version: Version, by: PersonId = RELEASER) -> Release:
    return Release(
        id=an_id(400),
        digest=version.digest,
        version=version.number,
        channel="front_channel_cable",
        person=by,
        at=at(50),
    )


def a_milestone(name: Milestone, number: int = 500) -> Passed:
    return Passed(id=an_id(number), name=name, happened_at=at(number), at=at(number + 1), person=DRAFTER)


def a_case(**changed: Any) -> CaseFacts:  # whatever facts matter to the test
    given: dict[str, Any] = {"versions": (a_version(),), "mandate_rights": ASKED}  # the same
    return CaseFacts(
        id=CaseId(an_id(0)),
        procedure="demarche",
        classification=Level.S,
        action_agency="state",
        action_office=ACTION_OFFICE,
        opened_by=DRAFTER,
        opened_at=START,
        **(given | changed),
    )


def a_circulated_case(**changed: Any) -> CaseFacts:  # the same
    return a_case(**{"rounds": (a_round(a_version()),)} | changed)


def a_cleared_case(**changed: Any) -> CaseFacts:  # the same
    signed = (a_sign_off(a_version(), "state", by=CLERK, number=1), a_sign_off(a_version(), "defense", number=2))
    return a_circulated_case(**{"sign_offs": signed} | changed)


def an_approved_case(**changed: Any) -> CaseFacts:  # the same
    return a_cleared_case(**{"approvals": (an_approval(a_version()),)} | changed)


def a_released_case(*passed: Milestone, **changed: Any) -> CaseFacts:  # the same
    milestones = tuple(a_milestone(name, 500 + n) for n, name in enumerate(passed))
    return an_approved_case(**{"release": a_release(a_version()), "milestones": milestones} | changed)


def an_actor(person: PersonId, *held: tuple[Capacity, str, str]) -> Actor:
    """A person with capacities: (capacity, agency, office)."""
    appointments = tuple(Appointment(office=office, agency=agency, capacity=c) for c, agency, office in held)
    return Actor(person=person, subject="somebody", clearance=Level.TS, appointments=appointments)


EVERY_CAPACITY = tuple(
    (capacity, agency, ACTION_OFFICE if (capacity, agency) == (Capacity.ACTION_OFFICER, "state") else f"{agency}.{n}")
    for n, capacity in enumerate(Capacity)
    for agency in AGENCIES
)
people = st.sampled_from(PEOPLE)
agencies = st.sampled_from(AGENCIES)


@st.composite
def actors(draw: st.DrawFn) -> Actor:
    """Somebody with any capacities at all, often every one."""
    held = draw(st.one_of(st.just(EVERY_CAPACITY), st.sets(st.sampled_from(EVERY_CAPACITY), max_size=4)))
    return an_actor(draw(people), *held)


def _all_seats(rights: tuple[Right, ...]) -> tuple[Seat, ...]:
    return tuple(Seat(agency=agency, right=right) for agency, right in zip(AGENCIES, rights, strict=True))


seats = st.tuples(*[st.sampled_from(Right)] * len(AGENCIES)).map(_all_seats)


few = st.integers(0, 2)
rarely = st.sampled_from((False,) * 7 + (True,))
"""Each thing is usually as it should be, so that many random cases are ready and most others lack one thing or two."""


def _some_of(versions: tuple[Version, ...]) -> st.SearchStrategy[Version]:
    return st.sampled_from((versions[-1], *versions))


@st.composite
def _rounds(draw: st.DrawFn, versions: tuple[Version, ...]) -> tuple[Round, ...]:
    earlier = [version for version in versions[:-1] if draw(st.booleans())]
    circulated = [*earlier, *([] if draw(rarely) else versions[-1:])]
    offices = (LEGAL_ADVISER,) if draw(rarely) else ()
    return tuple(
        a_round(version, draw(seats) if draw(rarely) else ASKED, number, by=draw(people), offices=offices)
        for number, version in enumerate(circulated, 1)
    )


@st.composite
def _office_answers(draw: st.DrawFn, versions: tuple[Version, ...]) -> tuple[OfficeAnswer, ...]:
    said = st.sampled_from((Response.CONCUR, Response.CONCUR, Response.NONCONCUR))
    return tuple(
        an_office_answer(draw(_some_of(versions)), draw(said), draw(people), 350 + n) for n in range(draw(few))
    )


@st.composite
def _sign_offs(draw: st.DrawFn, versions: tuple[Version, ...]) -> tuple[SignOff, ...]:
    said = st.tuples(_some_of(versions), agencies, st.sampled_from((Response.CONCUR, *Response)), people)
    clear = [(versions[-1], agency, Response.CONCUR, draw(people)) for agency in AGENCIES if not draw(rarely)]
    return tuple(
        a_sign_off(version, agency, response, by, number)
        for number, (version, agency, response, by) in enumerate([*draw(st.lists(said, max_size=4)), *clear])
    )


@st.composite
def _comments(draw: st.DrawFn, sign_offs: tuple[SignOff, ...]) -> tuple[Comment, ...]:
    return tuple(
        a_comment(
            draw(st.sampled_from(sign_offs)),
            100 + number,
            kind=draw(st.sampled_from(CommentKind)),
            disposition=None if draw(rarely) else draw(st.sampled_from(Disposition)),
        )
        for number in range(draw(few) if sign_offs else 0)
    )


@st.composite
def _holds(draw: st.DrawFn) -> tuple[Hold, ...]:
    placed = tuple(a_hold(draw(agencies), 200 + n, ended=not draw(rarely)) for n in range(draw(few)))
    became = a_hold_that_became_a_nonconcurrence(draw(agencies), minutes=draw(st.sampled_from((1, 90))))
    return (*placed, became) if draw(rarely) else placed


@st.composite
def cases(draw: st.DrawFn, *, under_way: bool = False) -> CaseFacts:
    """Any facts that the tables could hold, whether or not the rules would have let them come to be.

    Args:
        draw: Hypothesis' own.
        under_way: only cases that have neither gone out nor been withdrawn.
    """
    words = draw(st.lists(st.sampled_from("ABC"), min_size=1, max_size=3))
    versions = tuple(a_version(n, word, by=draw(people)) for n, word in enumerate(words, 1))
    sign_offs = draw(_sign_offs(versions))
    on = [*draw(st.lists(_some_of(versions), max_size=2)), *([] if draw(rarely) else versions[-1:])]
    released = not under_way and draw(rarely)
    passed = draw(st.lists(st.sampled_from(Milestone), max_size=4, unique=True)) if released else []
    keys = ("round-1/half_time", "round-1/overdue", "round-2/overdue", "delivery/overdue", "assessment/overdue")
    return a_case(
        mandate_rights=draw(seats) if draw(rarely) else ASKED,
        versions=versions,
        rounds=draw(_rounds(versions)),
        sign_offs=sign_offs,
        office_answers=draw(_office_answers(versions)),
        comments=draw(_comments(sign_offs)),
        holds=draw(_holds()),
        splits=(a_split(rung=draw(st.sampled_from(LADDERS[Track.ECONOMIC_POLICY]))),) if draw(rarely) else (),
        sent_back=frozenset({draw(_some_of(versions)).number}) if draw(rarely) else frozenset(),
        approvals=tuple(an_approval(version, draw(people), 300 + n) for n, version in enumerate(on)),
        release=a_release(versions[-1]) if released else None,
        milestones=tuple(a_milestone(name, 500 + n) for n, name in enumerate(passed)),
        withdrawn=not released and not under_way and draw(rarely),
        recalled=released and not passed and draw(st.booleans()),
        time_acts=frozenset(draw(st.sets(st.sampled_from(keys), max_size=3))),
    )
