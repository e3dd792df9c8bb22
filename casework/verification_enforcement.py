"""Verification of enforcement cases: who leads, tear-lines and their reviews, sealed sources, the sixty days."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from casework.verification_action import is_action_office
from casework.verification_record import Fact, Record
from db.evidence import instant
from db.evidence_register import Register

LEADS = ("commerce", "treasury", "justice")
OWN_KINDS = ("source_seal", "tear_line", "tear_line_review")
WASHINGTON = ZoneInfo("America/New_York")


def enforcement_facts(case: Record) -> Sequence[Fact]:
    """What the rule is held against."""
    own = [fact for kind in OWN_KINDS for fact in case.of(kind)]
    return [*own, *case.of("milestone")] if case.opening.row["procedure"] == "enforcement" else own


def enforcement_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what of an enforcement case could not be."""
    if case.opening.row["procedure"] != "enforcement":
        yield from (f"seq {fact.seq}: {fact.kind}: not_in_procedure" for fact in enforcement_facts(case))
        return
    for done in case.of("milestone"):
        yield from (f"seq {done.seq}: {done.row['name']}: {code}" for code in _milestone_faults(case, done))
    lines = {line.id: line for line in case.of("tear_line")}
    for number, line in enumerate(lines.values(), 1):
        yield from (f"seq {line.seq}: tear_line: {code}" for code in _line_faults(case, register, line, number))
    for review in case.of("tear_line_review"):
        reviewed = lines.get(review.row["tear_line"])
        if reviewed is None or not _of_owner(register, review, reviewed.row["owner"]):
            yield f"seq {review.seq}: tear_line_review: not_coordinator"
        elif review.person == reviewed.person:
            yield f"seq {review.seq}: tear_line_review: duties_separated"
    for seal in case.of("source_seal"):
        held = register.held(seal.person, seal.row["office"], "coordinator", seal.at)
        if not held and not is_action_office(case, register, seal):
            yield f"seq {seal.seq}: source_seal: not_action_office"


def _of_owner(register: Register, act: Fact, owner: str) -> bool:
    return register.appointed(act.person, act.row["office"], owner, "coordinator", act.at)


def _line_faults(case: Record, register: Register, line: Fact, number: int) -> Iterator[str]:
    if line.row["number"] != number:
        yield "version_out_of_order"
    if not _of_owner(register, line, line.row["owner"]):
        yield "not_coordinator"
    if line.row["level"] >= case.opening.row["level"]:
        yield "not_below_the_case"


def releasable(case: Record, before: int) -> bool:
    """Whether by then the owner of a tear-line had found it releasable, by its latest review."""
    latest = {review.row["tear_line"]: review.row["outcome"] for review in case.of("tear_line_review", before=before)}
    return "releasable" in latest.values()


def _milestone_faults(case: Record, done: Fact) -> Iterator[str]:
    earlier = case.of("milestone", before=done.order)
    match done.row["name"], done.row["outcome"]:
        case "lead_named", _ if done.row["agency"] not in LEADS:
            yield "not_deconflicting"
        case "deconflicted", lead:
            named = {one.row["agency"]: one.row["outcome"] for one in earlier if one.row["name"] == "lead_named"}
            if any(named.get(agency) != lead for agency in LEADS):
                yield "no_agreed_lead"
        case "sanitised", "releasable" if not releasable(case, done.order):
            yield "no_tear_line"
        case "detriment_determined" | "multilateral_decided", _:
            yield from _late(earlier, done)


def _late(earlier: Sequence[Fact], done: Fact) -> Iterator[str]:
    """What was decided after the sixtieth day, unless a determination of detriment had kept it open."""
    submitted = [one for one in earlier if one.row["name"] == "multilateral_submitted"]
    stayed = any(one.row["name"] == "detriment_determined" for one in earlier)
    decided = done.at if done.row["name"] == "detriment_determined" else instant(done.row["happened_at"])
    if submitted and not stayed and decided >= _sixtieth_day_ends(instant(submitted[-1].row["happened_at"])):
        yield "wait_is_over"


def _sixtieth_day_ends(since: datetime) -> datetime:
    day = since.astimezone(WASHINGTON).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return (day + timedelta(days=61)).replace(tzinfo=WASHINGTON).astimezone(UTC)
