"""Departures from authority: who has to clear one before anything is accepted, and what is still open.

Source: 11 FAM 722(6): a position that departs from the authorised ones takes the Legal Adviser and the interested
Assistant Secretaries. Interested are the agencies that had to clear the authority and did not declare that they have no
equity in it. That a deputy suffices only when acting for one by an instrument is ours: the manual lets deputies clear.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.case import CaseFacts, Passed
from domain.clearance import standing
from domain.people import PersonId
from domain.vocabulary import Milestone, Response, Right

LEGAL_ADVISER: Final = "state.l"
"""The Legal Adviser's office; it clears beside State's own Assistant Secretary."""

CLEARED: Final = "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A position outside the authority.

    Attributes:
        ref: what the delegation calls it.
        at: when it was recorded.
        by: who recorded it.
        interested: who has to clear it: the Legal Adviser's office, and agencies.
        cleared: who has, when, and by whom.
        dropped: whether the delegation has given the position up.
    """

    ref: str
    at: datetime
    by: PersonId
    interested: tuple[str, ...]
    cleared: tuple[tuple[str, datetime, PersonId], ...] = ()
    dropped: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has still to clear it; nobody once it is dropped."""
        done = {seat for seat, _, _ in self.cleared}
        return () if self.dropped else tuple(seat for seat in self.interested if seat not in done)


def interested(facts: CaseFacts) -> tuple[str, ...]:
    """Who has to clear a departure from this authority, the Legal Adviser first."""
    answers = standing(facts)
    without = {agency for agency, answer in answers.items() if answer.response is Response.NO_EQUITY}
    must = [seat.agency for seat in facts.seats if seat.right is Right.MUST_CLEAR and seat.agency not in without]
    return (LEGAL_ADVISER, *sorted(must))


def seat_of(office: str, agency: str) -> str:
    """For whom an official of that office clears a departure."""
    return LEGAL_ADVISER if office == LEGAL_ADVISER else agency


def departures(facts: CaseFacts) -> tuple[Departure, ...]:
    """Every departure that was recorded, in order."""
    return tuple(_departure(facts, m) for m in facts.milestones if m.name is Milestone.DEPARTED)


def _departure(facts: CaseFacts, recorded: Passed) -> Departure:
    said: dict[str, Passed] = {}
    for m in facts.milestones:
        if m.name is Milestone.DEPARTURE_CLEARED and m.ref == recorded.ref:
            said[seat_of(m.office, m.agency)] = m
    return Departure(
        ref=recorded.ref,
        at=recorded.at,
        by=recorded.person,
        interested=interested(facts),
        cleared=tuple((seat, m.at, m.person) for seat, m in said.items() if m.outcome == CLEARED),
        dropped=any(m.name is Milestone.DEPARTURE_DROPPED and m.ref == recorded.ref for m in facts.milestones),
    )


def open_departures(facts: CaseFacts) -> tuple[Departure, ...]:
    """Those that somebody has still to clear."""
    return tuple(departure for departure in departures(facts) if departure.missing)
