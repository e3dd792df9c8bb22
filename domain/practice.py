"""The practice of a Government at a time: how long each precedence gives, and of what an agency is reminded.

Source of the defaults: `domain.md`, "Escalation timings" (10 working days at OSD, 5 at S/ES; 2 days and 4 hours ours).
Another practice is another file; a round keeps the one under which it was circulated.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from domain.soundness import Problem
from domain.working_days import CUSTOMARY, Allowed, Precedence, ReminderKind

MOST_WORKING_DAYS: Final = 60
MOST_HOURS: Final = 240
EVERY_REMINDER: Final = tuple(ReminderKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspense:
    """What one precedence gives: so many working days, or so many hours; and of what it reminds."""

    precedence: Precedence
    working_days: int | None = None
    hours: int | None = None
    reminders: tuple[ReminderKind, ...] = EVERY_REMINDER

    @property
    def allowed(self) -> Allowed:
        """The time it gives."""
        return Allowed(working_days=self.working_days, hours=self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """The suspenses by precedence, each once."""

    suspenses: tuple[Suspense, ...]

    def under(self, precedence: Precedence) -> Suspense:
        """What that precedence gives."""
        return next(one for one in self.suspenses if one.precedence is precedence)


DEFAULT: Final = Practice(
    suspenses=tuple(
        Suspense(precedence=precedence, working_days=allowed.working_days, hours=allowed.hours)
        for precedence, allowed in CUSTOMARY.items()
    )
)


def problems(practice: Practice) -> tuple[Problem, ...]:
    """Return everything that is unsound in a practice; empty if it is sound."""
    return tuple(problem for rule in _RULES for problem in rule(practice))


def _each_precedence_has_its_time(practice: Practice) -> Iterator[Problem]:
    seen: set[Precedence] = set()
    for at, one in enumerate(practice.suspenses):
        if one.precedence in seen:
            message = f"duplicate precedence {one.precedence.value!r}"
            yield Problem(path=("suspenses", at, "precedence"), message=message)
        seen.add(one.precedence)
    missing = [precedence.value for precedence in Precedence if precedence not in seen]
    if missing:
        yield Problem(path=("suspenses",), message=f"no suspense for {', '.join(missing)}")


def _a_time_is_days_or_hours(practice: Practice) -> Iterator[Problem]:
    for at, one in enumerate(practice.suspenses):
        if (one.working_days is None) == (one.hours is None):
            message = "give the time as working_days or as hours, one of the two"
            yield Problem(path=("suspenses", at), message=message)
        for name, value, most in (
            ("working_days", one.working_days, MOST_WORKING_DAYS),
            ("hours", one.hours, MOST_HOURS),
        ):
            if value is not None and not 1 <= value <= most:
                message = f"{name} lies between 1 and {most}"
                yield Problem(path=("suspenses", at, name), message=message)


def _reminders_are_told_once(practice: Practice) -> Iterator[Problem]:
    for at, one in enumerate(practice.suspenses):
        if len(set(one.reminders)) < len(one.reminders):
            yield Problem(path=("suspenses", at, "reminders"), message="a reminder is told once")


def _urgent_is_never_slower(practice: Practice) -> Iterator[Problem]:
    order = list(Precedence)
    placed = sorted(enumerate(practice.suspenses), key=lambda item: order.index(item[1].precedence))
    for (_, slower), (at, faster) in pairwise(placed):
        if slower.precedence is not faster.precedence and _hours(faster) > _hours(slower):
            message = f"{faster.precedence.value} gives more time than {slower.precedence.value}"
            yield Problem(path=("suspenses", at), message=message)


def _hours(one: Suspense) -> int:
    """The least that the time comes to: working days are at least as long as days."""
    return 24 * (one.working_days or 0) + (one.hours or 0)


_RULES: Final[tuple[Callable[[Practice], Iterator[Problem]], ...]] = (
    _each_precedence_has_its_time,
    _a_time_is_days_or_hours,
    _reminders_are_told_once,
    _urgent_is_never_slower,
)
