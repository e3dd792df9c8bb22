"""What a check found: a rule, how many things it was held against, and what broke it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

MOST_BREACHES = 1_000
"""Named a check; further ones are only counted, so that a ruin does not fill the memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Something that must never be, and is. `case` is the case's id, or empty where it is of no one case."""

    case: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule, how many things it was held against, and what broke it."""

    name: str
    rule: str
    looked_at: int
    breaches: tuple[Breach, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was checked, and what came of it. `notes`: what a reader has to know besides."""

    checks: tuple[Check, ...]
    notes: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether no check found a breach."""
        return not any(check.breaches for check in self.checks)

    def as_json(self) -> dict[str, object]:
        """The same as a JSON value."""
        notes = {"notes": list(self.notes)} if self.notes else {}
        return {
            "sound": self.sound,
            "checks": [
                {
                    "name": check.name,
                    "rule": check.rule,
                    "looked_at": check.looked_at,
                    "breaches": [{"case": breach.case, "what": breach.what} for breach in check.breaches],
                }
                for check in self.checks
            ],
            **notes,
        }


@dataclass(slots=True, kw_only=True)
class Tally:
    """A check while it is made."""

    name: str
    rule: str
    looked_at: int = 0
    breaches: list[Breach] = field(default_factory=list)
    more: int = 0

    def add(self, looked_at: int, found: Iterable[str], case: str = "") -> None:
        """Count what was looked at, and note what was found wrong."""
        self.looked_at += looked_at
        for what in found:
            if len(self.breaches) < MOST_BREACHES:
                self.breaches.append(Breach(case=case, what=what))
            else:
                self.more += 1

    def check(self) -> Check:
        """The check as it came out."""
        rest = (Breach(case="", what=f"and {self.more} more"),) if self.more else ()
        return Check(name=self.name, rule=self.rule, looked_at=self.looked_at, breaches=(*self.breaches, *rest))
