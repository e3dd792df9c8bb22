"""Parity: Japan is consulted as fully and at as high a rank as the NATO allies (NSDD-62, clause PAR-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID


class Rank(IntEnum):
    """The ladder of levels at which somebody is consulted, in order (our own; the clause says "degree and level")."""

    DESK = 1
    DIRECTOR = 2
    ASSISTANT_SECRETARY = 3
    UNDER_SECRETARY = 4
    MINISTER = 5
    HEAD_OF_GOVERNMENT = 6


class Partner(StrEnum):
    """Who was consulted."""

    JAPAN = "japan"
    NATO = "nato"


class Shortfall(StrEnum):
    """In what Japan was behind."""

    NOT_CONSULTED = "not_consulted"
    LATER = "later"
    LOWER = "lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """One consultation on an issue."""

    id: UUID
    issue: str
    partner: Partner
    rank: Rank
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Disparity:
    """A consultation of an ally with which Japan's did not keep up."""

    with_ally: Consultation
    shortfall: Shortfall


def disparities(consultations: Iterable[Consultation]) -> tuple[Disparity, ...]:
    """For each consultation of an ally: was Japan told of the same issue no later, and at the same or a higher level?

    The least that is wrong is named: told in time, but lower; told high enough, but later; or not told at all.
    """
    every = sorted(consultations, key=lambda one: (one.at, str(one.id)))
    japan = [one for one in every if one.partner is Partner.JAPAN]
    found = []
    for ally in (one for one in every if one.partner is Partner.NATO):
        told = [one for one in japan if one.issue == ally.issue]
        if any(one.at <= ally.at and one.rank >= ally.rank for one in told):
            continue
        if any(one.at <= ally.at for one in told):
            shortfall = Shortfall.LOWER
        else:
            shortfall = Shortfall.LATER if told else Shortfall.NOT_CONSULTED
        found.append(Disparity(with_ally=ally, shortfall=shortfall))
    return tuple(found)
