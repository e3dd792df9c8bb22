"""Verification of consultations: meeting and plan, agenda, principal's point, what follows the meeting, commitments.

A second reading of the rules in `domain/consultation.py` and `domain/meeting_plan.py`, which shares nothing with them
but the lists of holidays.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from casework.holidays_observed import tokyo, washington
from casework.verification_action import is_action_office
from casework.verification_record import Fact, Record
from db.evidence import StoredEntry, instant
from db.evidence_register import Register

FACTS = ("meeting", "topic", "topic_link", "topic_decision", "commitment", "commitment_act")
WAITS_FOR = {
    "agenda": "topic_call",
    "drafting": "papers",
    "split": "splits",
    "checks": "book",
    "approval": "book",
    "release": "book",
    "press_guidance": "press_guidance",
    "meeting": "meeting",
    "record": "memcon",
    "conclusions": "conclusions",
    "commitments": "commitments",
}
"""Stage -> the planned milestone that it waits for."""

EST, JST = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
CUSTOMARY = {"open_cycle": 105, "topic_call": 45, "papers": 30, "clearance": 14, "splits": 7}
LATER = {"memcon": 2, "conclusions": 5, "commitments": 7}


def is_consultation(case: Record) -> bool:
    """Whether it is one."""
    return bool(case.opening.row["procedure"] == "consultation")


def planned_suspense(case: Record, stage: str) -> str | None:
    """By when what the case waits for in that stage is planned to be done, as the row's suspense has it."""
    meetings = case.of("meeting")
    if not is_consultation(case) or not meetings or stage not in WAITS_FOR:
        return None
    at = instant(meetings[-1].row["plan"].get(WAITS_FOR[stage]))
    return at.isoformat()


def admitted(case: Record) -> set[str]:
    """Agencies that see the case because topics were called for, or because a commitment is theirs."""
    called = any(done.row["name"] == "topics_called" for done in case.of("milestone"))
    equities = case.opening.row["equities"].items() if is_consultation(case) and called else ()
    clearers = {agency for agency, right in equities if right in ("must_clear", "clear_if_affected")}
    return clearers | {made.row["agency"] for made in case.of("commitment")}


def goes_on(case: Record, entry: StoredEntry, stage: str) -> bool:
    """Whether a consultation has more of that kind after its book has gone up, or after its end."""
    if not is_consultation(case):
        return False
    if entry.kind == "commitment_act":
        return stage not in ("recalled", "withdrawn")
    if entry.kind == "time_act":
        acts = {str(act.id): act for act in case.of("time_act")}
        found = acts.get(entry.fact_id)
        return stage == "closed" and found is not None and str(found.row["key"]).startswith("commitment/")
    return (entry.kind == "meeting" and stage in ("press_guidance", "meeting")) or (
        entry.kind == "commitment" and stage in ("record", "conclusions", "commitments")
    )


def consultation_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what of a consultation is not as its rules have it."""
    if not is_consultation(case):
        yield from (f"seq {fact.seq}: {kind}: not_in_procedure" for kind in FACTS for fact in case.of(kind))
        if case.opening.row["procedure"] == "summary_of_conclusions":
            silent = (on for on in case.of("clearance_round") if not on.row["default_clearance"])
            yield from (f"seq {on.seq}: clearance_round: silence_not_announced" for on in silent)
        return
    for kind, faults in (
        ("meeting", _meeting_faults),
        ("topic", _topic_faults),
        ("topic_decision", _of_action_office),
        ("commitment", _commitment_faults),
        ("commitment_act", _report_faults),
        ("milestone", _milestone_faults),
    ):
        for fact in case.of(kind):
            yield from (f"seq {fact.seq}: {kind}: {fault}" for fault in faults(case, register, fact))


def _of_action_office(case: Record, register: Register, fact: Fact) -> Iterator[str]:
    if not is_action_office(case, register, fact):
        yield "not_action_office"


def _meeting_faults(case: Record, register: Register, fact: Fact) -> Iterator[str]:
    yield from _of_action_office(case, register, fact)
    meets_at = instant(fact.row["meets_at"])
    found = {step: instant(at) for step, at in fact.row["plan"].items()}
    if found != planned(meets_at, fact.row["cycle_days"]):
        yield "plan_does_not_follow_from_meeting"
    if any(done.row["name"] == "meeting_held" for done in case.of("milestone", before=fact.order)):
        yield "meeting_was_held"


def _topic_faults(_: Record, register: Register, fact: Fact) -> Iterator[str]:
    if not _speaks_for(register, fact, fact.row["agency"]):
        yield "not_coordinator"


def _speaks_for(register: Register, fact: Fact, agency: str) -> bool:
    capacities = ("coordinator", "action_officer")
    return any(register.appointed(fact.person, fact.row["office"], agency, one, fact.at) for one in capacities)


def _commitment_faults(case: Record, register: Register, fact: Fact) -> Iterator[str]:
    yield from _of_action_office(case, register, fact)
    if _said(case, fact, "meeting_held") != "held":
        yield "meeting_not_held"
    if fact.row["owner"] is not None and register.agency_of.get(fact.row["owner"]) != fact.row["agency"]:
        yield "unknown_office"


def _report_faults(case: Record, register: Register, fact: Fact) -> Iterator[str]:
    made = next((one for one in case.of("commitment") if one.id == fact.row["commitment"]), None)
    if made and not _speaks_for(register, fact, made.row["agency"]) and not is_action_office(case, register, fact):
        yield "not_coordinator"


def _said(case: Record, fact: Fact, name: str) -> str | None:
    """The outcome of a milestone as it was last recorded before that fact."""
    outcomes = [m.row["outcome"] for m in case.of("milestone", before=fact.order) if m.row["name"] == name]
    return outcomes[-1] if outcomes else None


def _milestone_faults(case: Record, _: Register, fact: Fact) -> Iterator[str]:
    meetings = case.of("meeting", before=fact.order)
    if not meetings:
        yield "meeting_not_set"
        return
    match fact.row["name"]:
        case "agenda_set":
            yield from _agenda_faults(case, fact)
        case "principals_point":
            words, ref = case.words.get(fact.row["version"]), fact.row["ref"]
            if not ref.isdecimal() or words is None or not 1 <= int(ref) <= words.paragraphs:
                yield "no_such_paragraph"
        case "meeting_held" if fact.row["outcome"] == "held":
            if abs(instant(fact.row["happened_at"]) - instant(meetings[-1].row["meets_at"])) > timedelta(days=2):
                yield "meeting_on_another_day"
        case "commitments_tasked":
            if (fact.row["outcome"] == "tasked") != bool(case.of("commitment", before=fact.order)):
                yield "commitments_do_not_fit"


def _agenda_faults(case: Record, fact: Fact) -> Iterator[str]:
    topics = {topic.id: None for topic in case.of("topic", before=fact.order)}
    decided = topics | {d.row["topic"]: d.row["included"] for d in case.of("topic_decision", before=fact.order)}
    if _said(case, fact, "topics_called") is None:
        yield "topics_not_called"
    if None in decided.values():
        yield "topic_undecided"
    if True not in decided.values():
        yield "agenda_empty"
    if case.opening.row["high_level"] and fact.row["outcome"] != "high_level":
        yield "high_level_forum"


def planned(meets_at: datetime, cycle_days: int) -> dict[str, datetime]:
    """Every milestone's due moment, reckoned a second time from the meeting."""
    years = range(meets_at.year - 1, meets_at.year + 3)
    closed_here, closed_there = washington(years), tokyo(years)

    def works(day: date, *, both: bool = False) -> bool:
        return day.isoweekday() <= 5 and day not in closed_here and not (both and day in closed_there)

    def at_close(day: date, zone: ZoneInfo) -> datetime:
        return datetime.combine(day, time(17), zone).astimezone(UTC)

    here, there = meets_at.astimezone(EST).date(), meets_at.astimezone(JST).date()
    book = here
    for _ in range(5):
        book = next(day for day in _days(book, -1) if works(day))
    due = {"meeting": meets_at, "book": at_close(book, EST)}
    for step, customary in CUSTOMARY.items():
        wanted = here - timedelta(days=_drawn_together(step, customary, cycle_days))
        day = wanted if works(wanted) else next(day for day in _days(wanted, -1) if works(day))
        due[step] = at_close(min(day, book), EST)
    wanted = min(here, there) - timedelta(days=3)
    both = wanted if works(wanted, both=True) else next(day for day in _days(wanted, -1) if works(day, both=True))
    due["press_guidance"] = min(at_close(both, EST), at_close(both, JST))
    for step, days in LATER.items():
        wanted = here + timedelta(days=days)
        due[step] = at_close(wanted if works(wanted) else next(day for day in _days(wanted, 1) if works(day)), EST)
    return due


def _days(after: date, step: int) -> Iterator[date]:
    while True:
        after += timedelta(days=step)
        yield after


def _drawn_together(step: str, customary: int, cycle_days: int) -> int:
    """A cycle shorter than the customary one has what lies before its last week in proportion, in whole days."""
    if cycle_days >= CUSTOMARY["open_cycle"]:
        return cycle_days if step == "open_cycle" else customary
    share = (customary - 7) * max(cycle_days - 7, 0)
    return 7 + share // 98 + (share % 98 > 0)
