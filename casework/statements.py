"""Assertions as they are stored and shown: JSON in both directions, refused where they cannot be so."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from domain.assertions import Assertion, Polarity, flaws_of
from domain.refusals import Malformed

Json = dict[str, Any]  # a stored assertion, read field by field below


def stored(assertion: Assertion) -> Json:
    """What is stored of an assertion beside its issue and paragraph; what is not said is left out."""
    given: Json = {
        "measure": assertion.measure,
        "polarity": assertion.polarity.value,
        "low": _number(assertion.low),
        "high": _number(assertion.high),
        "unit": assertion.unit,
        "since": assertion.since.isoformat() if assertion.since else None,
        "until": assertion.until.isoformat() if assertion.until else None,
        "actor": assertion.actor,
    }
    return {name: value for name, value in given.items() if value is not None}


def shown(assertion: Assertion) -> Json:
    """All of it, as an answer gives it."""
    paragraph = {} if assertion.paragraph is None else {"paragraph": assertion.paragraph}
    return {"issue": assertion.issue, **paragraph, **stored(assertion)}


def read(row: Json, issue: str | None = None) -> Assertion:
    """An assertion from what is stored; `issue` if the row does not have its own."""
    return Assertion(
        issue=row.get("issue") or issue or "",
        measure=row["measure"],
        polarity=Polarity(row["polarity"]),
        low=_decimal(row.get("low")),
        high=_decimal(row.get("high")),
        unit=row.get("unit"),
        since=date.fromisoformat(row["since"]) if row.get("since") else None,
        until=date.fromisoformat(row["until"]) if row.get("until") else None,
        actor=row.get("actor"),
        paragraph=row.get("paragraph"),
    )


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def check_assertions(assertions: Sequence[Assertion], paragraphs: int | None = None) -> None:
    """Refuse what cannot be so.

    Raises:
        Malformed: `assertion_unsound` with each place.
    """
    places: list[dict[str, object]] = []
    for number, one in enumerate(assertions, 1):
        flaws = list(flaws_of(one))
        if one.paragraph is not None and paragraphs is not None and not 1 <= one.paragraph <= paragraphs:
            flaws.append("no_such_paragraph")
        places += [{"field": "assertions", "assertion": number, "code": flaw} for flaw in flaws]
    if places:
        raise Malformed("assertion_unsound", "An assertion says something that cannot be so.", tuple(places))
