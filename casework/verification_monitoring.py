"""Verification of monitoring: plans before returns, who returned, what closed them, scores, reviews; yearly checks."""

from collections.abc import Iterator, Sequence
from typing import Any

from casework.verification_record import Fact, Record
from db.evidence import instant
from db.evidence_register import Register


def monitoring_facts(case: Record) -> Sequence[Fact]:
    """What the rule is held against."""
    return case.of("milestone") if case.opening.row["procedure"] == "monitoring" else ()


def monitoring_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what of an assessment could not be; and that something else was circulated for nobody to clear."""
    if case.opening.row["procedure"] != "monitoring":
        empty = [on for on in case.of("clearance_round") if not on.row["must_clear"]]
        yield from (f"seq {on.seq}: clearance_round: nobody_clears" for on in empty)
    for done in monitoring_facts(case):
        yield from (f"seq {done.seq}: {done.row['name']}: {code}" for code in _faults(case, register, done))


def _faults(case: Record, register: Register, done: Fact) -> Iterator[str]:
    earlier = case.of("milestone", before=done.order)
    said = {(one.row["name"], one.row["outcome"]) for one in earlier}
    match done.row["name"], done.row["outcome"]:
        case "tasked" | "returned" | "returns_closed", _:
            yield from _return_faults(register, done, earlier)
        case "scored", "on_track" if ("returns_closed", "incomplete") in said:
            yield "not_all_returned"
        case "reviewed", _ if done.person in case.wrote(before=done.order):
            yield "duties_separated"


def _return_faults(register: Register, done: Fact, earlier: Sequence[Fact]) -> Iterator[str]:
    names = [one.row["name"] for one in earlier]
    if "plan_set" not in names:
        yield "out_of_order"
    if "returns_closed" in names:
        yield "returns_are_closed"
    match done.row["name"], done.row["outcome"]:
        case "tasked", "asked" if not done.row["until"] or instant(done.row["until"]) <= done.at:
            yield "at_out_of_range"
        case "tasked", "excused" if done.row["ref"] not in _asked(earlier):
            yield "not_tasked"
        case "returned", _ if done.row["agency"] not in _asked(earlier):
            yield "not_tasked"
        case "returned", _ if register.agency_of.get(done.row["office"]) != done.row["agency"]:
            yield "not_coordinator"
        case "returns_closed", outcome if not _fits(earlier, done, outcome):
            yield "returns_do_not_fit"


def _asked(earlier: Sequence[Fact]) -> dict[str, Fact]:
    """Agency -> how it was last asked; without the excused."""
    latest = {one.row["ref"]: one for one in earlier if one.row["name"] == "tasked"}
    return {agency: one for agency, one in latest.items() if one.row["outcome"] == "asked"}


def _fits(earlier: Sequence[Fact], done: Fact, outcome: str) -> bool:
    asked = _asked(earlier)
    given = {one.row["agency"] for one in earlier if one.row["name"] == "returned"}
    owed = [ask for agency, ask in asked.items() if agency not in given]
    if outcome == "complete":
        return bool(asked) and not owed
    return bool(owed) and all(instant(ask.row["until"]) <= done.at for ask in owed)


def check_breaks(row: dict[str, Any], register: Register) -> Iterator[str]:
    """Say of a yearly check that it was nobody's to make, or of no mandate."""
    at = instant(row["at"])
    if not any(register.appointed(row["person"], row["office"], "nsc", held, at) for held in ("nsc_staff", "apnsa")):
        yield f"mandate_check {row['id']}: not_nsc"
    if not row["there"]:
        yield f"mandate_check {row['id']}: not_as_mandated"
