"""What a text asserts, as values that can be compared: of what, for or against, how much, when and by whom.

Words can be turned so that nobody notices that two of them cannot both be true; figures and signs cannot. An assertion
is declared by the drafter and cleared with the words. Our own form (`domain.md` (d) row 12: "text check against it").
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Polarity(StrEnum):
    """Whether the text says that it is so, or shall be so, or that it is not or shall not be."""

    AFFIRMS = "affirms"
    DENIES = "denies"


class Audience(StrEnum):
    """To whom a text speaks: to the counterpart in confidence, or to everybody."""

    PRIVATE = "private"
    PUBLIC = "public"


UNITS: Final[dict[str, tuple[str, Decimal]]] = {
    "miles": ("metres", Decimal("1609.344")),
    "nautical-miles": ("metres", Decimal(1852)),
    "kilometres": ("metres", Decimal(1000)),
    "days": ("days", Decimal(1)),
    "weeks": ("days", Decimal(7)),
    "tonnes": ("tonnes", Decimal(1)),
    "percent": ("percent", Decimal(1)),
}
"""Unit -> what it is counted in, and how many of these it is. Other units are compared with themselves only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """One thing that a text says.

    Attributes:
        issue: the topic, as the directive's mandates name it.
        measure: of what, such as `sea-lane-protection`.
        polarity: for or against.
        low: the least that it may be, in `unit`; None for no lower bound.
        high: the most that it may be; None for no upper bound.
        unit: of low and high; None where there is neither.
        since: the first day on which it is said to hold; None for always.
        until: the last day.
        actor: who does it, such as `japan`; None for anybody.
        paragraph: where the text says it, from 1; None for the whole.
    """

    issue: str
    measure: str
    polarity: Polarity
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    since: date | None = None
    until: date | None = None
    actor: str | None = None
    paragraph: int | None = None

    @property
    def bounded(self) -> bool:
        """Whether it gives a figure."""
        return self.low is not None or self.high is not None


def flaws_of(assertion: Assertion) -> tuple[str, ...]:
    """What cannot be so in an assertion by itself: a range upside down, a figure without its unit, days reversed."""
    found = []
    if assertion.low is not None and assertion.high is not None and assertion.low > assertion.high:
        found.append("range_reversed")
    if assertion.bounded != (assertion.unit is not None):
        found.append("unit_missing")
    if assertion.since is not None and assertion.until is not None and assertion.since > assertion.until:
        found.append("days_reversed")
    return tuple(found)


def same_subject(one: Assertion, other: Assertion) -> bool:
    """Whether both speak of the same thing, by the same actor, at a common time, in units that can be compared."""
    return (
        one.measure == other.measure
        and (one.actor is None or other.actor is None or one.actor == other.actor)
        and (one.until is None or other.since is None or one.until >= other.since)
        and (other.until is None or one.since is None or other.until >= one.since)
        and (not one.bounded or not other.bounded or kind_of_unit(one.unit) == kind_of_unit(other.unit))
    )


def kind_of_unit(unit: str | None) -> str | None:
    """In what a unit is counted."""
    return UNITS[unit][0] if unit in UNITS else unit


def bounds(assertion: Assertion) -> tuple[Decimal, Decimal]:
    """Least and most in the unit that its kind is counted in; infinite where there is no bound."""
    factor = UNITS[assertion.unit][1] if assertion.unit in UNITS else Decimal(1)
    low = Decimal("-Infinity") if assertion.low is None else assertion.low * factor
    high = Decimal("Infinity") if assertion.high is None else assertion.high * factor
    return low, high


def ranges_meet(one: Assertion, other: Assertion) -> bool:
    """Whether some figure is within both."""
    (low, high), (other_low, other_high) = bounds(one), bounds(other)
    return low <= other_high and other_low <= high
