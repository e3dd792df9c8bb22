"""The clocks of a negotiation: the Case Act's days, the mandate's deadlines, an agreement's end, open departures.

Sources: 1 USC 112b as in force in 1982 (20 days from the agency to State, 60 days from State to Congress after entry
into force; calendar days); the mandate's deadlines and their 180, 90 and 30 days (`domain.md` B3, row 12). The days of
warning before the Case Act's, and the seven days for a departure, are ours: neither source has one.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from domain.case import CaseFacts
from domain.departures import departures, open_departures
from domain.procedure import Clock
from domain.vocabulary import Milestone

TO_STATE: Final = timedelta(days=20)
TO_STATE_WARNING: Final = timedelta(days=15)
TO_CONGRESS: Final = timedelta(days=60)
TO_CONGRESS_WARNING: Final = timedelta(days=45)
SUNSET_WARNINGS: Final = (180, 90, 30)
"""Days before a sunset on which it is warned of."""
DEPARTURE: Final = timedelta(days=7)

ENDS_WATCH: Final = {"text_initialled": Milestone.INITIALLED}
"""Deadline -> the milestone after which it is of no concern; entry into force for any other."""

OVERDUE: Final = "overdue"


def clocks(facts: CaseFacts, *, case_act: bool) -> Iterator[Clock]:
    """The moments that are still of concern, whether they have come or not.

    What lay in the past when the case was opened is nothing to warn of: the view shows it as passed, and time does not
    note it.
    """
    coming = [*_departures(facts), *_sunsets(facts), *_watch(facts), *(_case_act(facts) if case_act else ())]
    return (clock for clock in coming if clock.at > facts.opened_at)


def _departures(facts: CaseFacts) -> Iterator[Clock]:
    numbers = {departure.ref: number for number, departure in enumerate(departures(facts), start=1)}
    for departure in open_departures(facts):
        yield Clock(key=f"departure/{numbers[departure.ref]}/{OVERDUE}", at=departure.at + DEPARTURE)


def _case_act(facts: CaseFacts) -> Iterator[Clock]:
    signed, in_force = facts.latest(Milestone.SIGNED), facts.latest(Milestone.ENTERED_INTO_FORCE)
    if signed is not None and not facts.passed(Milestone.TRANSMITTED_TO_STATE):
        yield Clock(key="case_act/state/warning", at=signed.happened_at + TO_STATE_WARNING)
        yield Clock(key=f"case_act/state/{OVERDUE}", at=signed.happened_at + TO_STATE)
    if in_force is not None and not facts.passed(Milestone.TRANSMITTED_TO_CONGRESS):
        yield Clock(key="case_act/congress/warning", at=in_force.happened_at + TO_CONGRESS_WARNING)
        yield Clock(key=f"case_act/congress/{OVERDUE}", at=in_force.happened_at + TO_CONGRESS)


def _sunsets(facts: CaseFacts) -> Iterator[Clock]:
    for deadline in facts.deadlines:
        if not facts.passed(ENDS_WATCH.get(deadline.name, Milestone.ENTERED_INTO_FORCE)):
            yield from _before(f"sunset/{deadline.name}", deadline.at)


def _watch(facts: CaseFacts) -> Iterator[Clock]:
    in_force = facts.latest(Milestone.ENTERED_INTO_FORCE)
    if in_force is not None and in_force.until is not None and not facts.passed(Milestone.SUNSET_DECIDED):
        yield from _before("watch", in_force.until)


def _before(key: str, end: datetime) -> Iterator[Clock]:
    for days in SUNSET_WARNINGS:
        yield Clock(key=f"{key}/{days}_days", at=end - timedelta(days=days))
    yield Clock(key=f"{key}/{OVERDUE}", at=end)
