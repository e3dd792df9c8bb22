"""The licensing referral: thirty of Washington's calendar days, thirty more for the head alone, once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import CaseFacts, Receipt
from domain.extending import longest_extension, may_extend
from domain.people import Actor, Appointment
from domain.referral import head_of, thirty_days_after, thirty_days_more
from domain.refusals import NotNow, Refusal
from domain.silence import lapses_at
from domain.vocabulary import Capacity, Grade, Preset
from domain.working_days import WASHINGTON
from tests.domain.builders import STRANGER, a_circulated_case, a_round, a_version, an_actor

moments = st.datetimes(datetime(1980, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
CIRCULATED = datetime(1982, 10, 12, 15, tzinfo=UTC)
DUE = thirty_days_after(CIRCULATED)
TEXT = a_version()


def referred(received: datetime | None = CIRCULATED + timedelta(hours=1)) -> CaseFacts:
    on = a_round(
        TEXT,
        circulated_at=CIRCULATED,
        suspense=DUE,
        default_clearance=True,
        preset=Preset.LICENSING_REFERRAL,
    )
    opened = [Receipt(round=1, agency="defense", at=r, full_time_at=thirty_days_after(r)) for r in [received] if r]
    return a_circulated_case(rounds=(on,), receipts=tuple(opened))


def of_defense(*grades: Grade, acting: bool = False) -> Actor:
    held = [
        Appointment(
            office=f"defense.{grade}",
            agency="defense",
            capacity=Capacity.COORDINATOR,
            grade=grade,
            acting_for=STRANGER if acting else None,
        )
        for grade in grades
    ]
    return replace(an_actor(STRANGER), appointments=tuple(held))


HEAD = of_defense(Grade.SECRETARY)


@pytest.mark.parametrize(
    ("since", "last_day"),
    [
        (datetime(1982, 10, 12, 15, tzinfo=UTC), date(1982, 11, 11)),  # over the end of summer time, to Veterans Day
        (datetime(1982, 10, 13, 3, 59, tzinfo=UTC), date(1982, 11, 11)),  # still the twelfth in Washington
        (datetime(1983, 1, 30, 12, tzinfo=UTC), date(1983, 3, 1)),
        (datetime(1984, 1, 30, 12, tzinfo=UTC), date(1984, 2, 29)),
        (datetime(1982, 11, 25, 12, tzinfo=UTC), date(1982, 12, 25)),  # a holiday, on a Saturday, is a day like any
    ],
)
def test_the_thirtieth_day_runs_to_its_end_and_holidays_count(since: datetime, last_day: date) -> None:
    end = thirty_days_after(since).astimezone(WASHINGTON)
    assert (end - timedelta(seconds=1)).date() == last_day
    assert (end.hour, end.minute, end.second) == (0, 0, 0)


@given(moments)
def test_thirty_days_are_at_least_thirty_times_twenty_four_hours_less_the_hour_of_spring(since: datetime) -> None:
    given_time = thirty_days_after(since) - since
    assert timedelta(days=30) - timedelta(hours=1) <= given_time <= timedelta(days=31, hours=1)
    more = thirty_days_more(thirty_days_after(since)).astimezone(WASHINGTON)
    assert (more.hour, more.minute) == (0, 0)


def test_silence_clears_at_the_end_of_the_thirtieth_day_since_receipt() -> None:
    assert lapses_at(referred(), "defense") == DUE
    late = CIRCULATED + timedelta(days=9)
    assert lapses_at(referred(late), "defense") == thirty_days_after(late)
    assert lapses_at(referred(None), "defense") is None


def test_the_head_has_thirty_days_more_for_the_asking_until_the_days_are_over() -> None:
    facts = referred()
    assert longest_extension(facts, "defense") == thirty_days_more(DUE)
    last_moment = DUE - timedelta(seconds=1)
    assert may_extend(HEAD, facts, "defense", None, last_moment).grade is Grade.SECRETARY
    assert may_extend(HEAD, facts, "defense", thirty_days_more(DUE), last_moment).office == HEAD.appointments[0].office
    with pytest.raises(NotNow, match="suspense_has_passed"):
        may_extend(HEAD, facts, "defense", None, DUE)


def test_who_received_late_may_ask_until_thirty_days_after_that() -> None:
    late = referred(CIRCULATED + timedelta(days=9))
    asked_at = DUE + timedelta(days=8)
    assert may_extend(HEAD, late, "defense", None, asked_at)
    assert longest_extension(late, "defense") == thirty_days_more(thirty_days_after(CIRCULATED + timedelta(days=9)))


@given(st.sampled_from(Grade), st.booleans())
def test_nobody_below_the_head_asks(grade: Grade, acting: bool) -> None:  # noqa: FBT001 - a drawn value
    actor = of_defense(Grade.DEPUTY_ASSISTANT_SECRETARY, grade, acting=acting)
    heads = grade >= Grade.SECRETARY
    assert (head_of(actor, "defense") is not None) is heads
    assert head_of(actor, "commerce") is None
    asked = partial(may_extend, actor, referred(), "defense", None, CIRCULATED + timedelta(days=1))
    if heads:
        assert asked().grade >= Grade.SECRETARY
        return
    with pytest.raises(Refusal, match="only_the_head"):
        asked()
