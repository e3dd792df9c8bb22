"""Grades and leave cover in PostgreSQL: what a load stores, what it ends, and by what a person then acts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import text

from db import context
from db.engine import Database
from db.people import replace_register
from domain.marking import Level
from domain.people import Appointment
from domain.register import Office, Person, Register
from domain.tenure import Tenure
from domain.vocabulary import Capacity, Grade

pytestmark = pytest.mark.asyncio

MIDNIGHT = datetime(1982, 1, 1, 5, tzinfo=UTC)
DESK = Office(code="state.ea-j", agency="state", name="The country desk")


class Term(NamedTuple):
    """A row of the table `appointment`, as it is stored."""

    subject: str
    valid_from: datetime
    valid_to: datetime | None
    grade: Grade
    acting_for: str | None
    instrument: str | None


def a_tenure(grade: Grade = Grade.OFFICER, since: date = date(1982, 1, 1), until: date | None = None) -> Tenure:
    return Tenure(office=DESK.code, capacity=Capacity.COORDINATOR, since=since, until=until, grade=grade)


COVER = replace(a_tenure(until=date(2090, 6, 30)), acting_for="chief", instrument="EA/EX 82-114")
CHIEF = a_tenure(Grade.OFFICE_DIRECTOR)
COVER_ENDS = datetime(2090, 7, 1, 4, tzinfo=UTC)


async def load(owner: Database, **appointments: Sequence[Tenure]) -> None:
    persons = tuple(
        Person(subject=subject, name="A name", clearance=Level.TS, appointments=tuple(held))
        for subject, held in appointments.items()
    )
    async with owner.begin() as tx:
        await replace_register(tx, Register(offices=(DESK,), persons=persons))


async def terms(owner: Database, *subjects: str) -> list[Term]:
    async with owner.begin() as tx:
        rows = await tx.execute(
            text(
                "SELECT p.subject, a.valid_from, a.valid_to, a.grade, f.subject, a.instrument FROM appointment a"
                " JOIN person p ON p.id = a.person LEFT JOIN person f ON f.id = a.acting_for"
                " WHERE p.subject = ANY (:subjects) ORDER BY p.subject, a.valid_from"
            ),
            {"subjects": list(subjects)},
        )
        return [Term(*row) for row in rows]


async def row_versions(owner: Database) -> Sequence[object]:
    async with owner.begin() as tx:
        return (await tx.execute(text("SELECT ctid::text, xmin::text FROM appointment"))).all()


async def now(owner: Database) -> datetime:
    async with owner.begin() as tx:
        found: datetime = (await tx.execute(text("SELECT sec.now()"))).scalar_one()
    return found


async def shift_clock(owner: Database, to: datetime) -> None:
    async with owner.begin() as tx:
        await tx.execute(text("UPDATE sec.clock SET shift = shift + (:to - sec.now())"), {"to": to})


async def appointments(app: Database, subject: str) -> tuple[Appointment, ...]:
    async with app.begin() as tx:
        entered = await context.enter(tx, subject, None)
    assert entered is not None
    return entered[0].appointments


async def test_who_acts_enters_with_the_grade_given_and_the_person_acted_for(
    owner_db: Database, app_db: Database
) -> None:
    # The one acting is loaded before the one acted for.
    await load(owner_db, deputy=[COVER], chief=[CHIEF])
    async with owner_db.begin() as tx:
        chief = (await tx.execute(text("SELECT id FROM person WHERE subject = 'chief'"))).scalar_one()
    (own,) = await appointments(app_db, "chief")
    (acting,) = await appointments(app_db, "deputy")
    assert (own.grade, own.acting_for) == (Grade.OFFICE_DIRECTOR, None)
    assert (acting.grade, acting.acting_for) == (Grade.OFFICER, chief)


async def test_leave_cover_is_over_when_its_last_day_is(owner_db: Database, app_db: Database) -> None:
    await load(owner_db, deputy=[COVER], chief=[CHIEF])
    await shift_clock(owner_db, COVER_ENDS - timedelta(minutes=5))
    assert len(await appointments(app_db, "deputy")) == 1
    await shift_clock(owner_db, COVER_ENDS)
    assert await appointments(app_db, "deputy") == ()


async def test_grades_and_cover_are_stored_and_the_same_again_writes_nothing(owner_db: Database) -> None:
    await load(owner_db, deputy=[COVER], chief=[CHIEF])
    assert await terms(owner_db, "chief", "deputy") == [
        Term("chief", MIDNIGHT, None, Grade.OFFICE_DIRECTOR, None, None),
        Term("deputy", MIDNIGHT, COVER_ENDS, Grade.OFFICER, "chief", "EA/EX 82-114"),
    ]
    settled = await row_versions(owner_db)
    await load(owner_db, deputy=[COVER], chief=[CHIEF])
    assert await row_versions(owner_db) == settled


@pytest.mark.parametrize(
    "changed",
    [
        replace(COVER, grade=Grade.OFFICE_DIRECTOR),
        replace(COVER, instrument="EA/EX 82-115"),
        replace(COVER, acting_for="other"),
        a_tenure(),
    ],
    ids=["grade", "instrument", "person acted for", "own now"],
)
async def test_what_is_given_otherwise_ends_one_row_and_begins_another_now(owner_db: Database, changed: Tenure) -> None:
    await load(owner_db, deputy=[COVER], chief=[CHIEF], other=[CHIEF])
    before = await now(owner_db)
    await load(owner_db, deputy=[changed], chief=[CHIEF], other=[CHIEF])
    old, new = await terms(owner_db, "deputy")
    assert old[3:] == (Grade.OFFICER, "chief", "EA/EX 82-114")
    assert old.valid_from == MIDNIGHT
    assert old.valid_to == new.valid_from
    assert before < new.valid_from < await now(owner_db)
    assert new[2:] == (changed.ends, changed.grade, changed.acting_for, changed.instrument)
    settled = await row_versions(owner_db)
    await load(owner_db, deputy=[changed], chief=[CHIEF], other=[CHIEF])
    assert await row_versions(owner_db) == settled


async def test_a_grade_can_be_given_taken_back_and_given_again(owner_db: Database) -> None:
    grades = [Grade.OFFICER, Grade.OFFICE_DIRECTOR, Grade.OFFICER, Grade.OFFICE_DIRECTOR]
    for grade in grades:
        await load(owner_db, chief=[a_tenure(grade)])
    rows = await terms(owner_db, "chief")
    assert [row.grade for row in rows] == grades
    assert [row.valid_to for row in rows] == [*(row.valid_from for row in rows[1:]), None]


async def test_a_promotion_told_late_is_in_force_from_now_and_the_past_stays_as_it_was(owner_db: Database) -> None:
    await load(owner_db, chief=[a_tenure()])
    before = await now(owner_db)
    promoted = [a_tenure(until=date(1983, 6, 30)), a_tenure(Grade.OFFICE_DIRECTOR, since=date(1983, 7, 1))]
    await load(owner_db, chief=promoted)
    old, new = await terms(owner_db, "chief")
    assert (old.valid_from, old.valid_to) == (MIDNIGHT, new.valid_from)
    assert new.valid_from > before
    assert (old.grade, new.grade, new.valid_to) == (Grade.OFFICER, Grade.OFFICE_DIRECTOR, None)
    settled = await row_versions(owner_db)
    await load(owner_db, chief=promoted)
    assert await row_versions(owner_db) == settled


async def test_a_promotion_told_in_time_comes_with_its_day_and_needs_no_load_on_it(owner_db: Database) -> None:
    await load(owner_db, chief=[a_tenure()])
    promoted = [a_tenure(until=date(2090, 6, 30)), a_tenure(Grade.OFFICE_DIRECTOR, since=date(2090, 7, 1))]
    await load(owner_db, chief=promoted)
    assert await terms(owner_db, "chief") == [
        Term("chief", MIDNIGHT, COVER_ENDS, Grade.OFFICER, None, None),
        Term("chief", COVER_ENDS, None, Grade.OFFICE_DIRECTOR, None, None),
    ]
    settled = await row_versions(owner_db)
    await shift_clock(owner_db, COVER_ENDS + timedelta(days=1))
    await load(owner_db, chief=promoted)
    assert await row_versions(owner_db) == settled


async def test_what_has_not_begun_is_changed_where_it_stands(owner_db: Database) -> None:
    to_come = replace(COVER, since=date(2090, 1, 1))
    await load(owner_db, deputy=[to_come], chief=[CHIEF])
    await load(owner_db, deputy=[replace(to_come, grade=Grade.OFFICE_DIRECTOR, instrument="EA/EX 89-7")], chief=[CHIEF])
    begins = datetime(2090, 1, 1, 5, tzinfo=UTC)
    assert await terms(owner_db, "deputy") == [
        Term("deputy", begins, COVER_ENDS, Grade.OFFICE_DIRECTOR, "chief", "EA/EX 89-7")
    ]


async def test_leave_that_is_extended_moves_the_end_only(owner_db: Database) -> None:
    await load(owner_db, deputy=[COVER], chief=[CHIEF])
    await load(owner_db, deputy=[replace(COVER, until=date(2090, 7, 31))], chief=[CHIEF])
    (held,) = await terms(owner_db, "deputy")
    assert held.valid_to == datetime(2090, 8, 1, 4, tzinfo=UTC)
