"""Verification of what a round was asked to be: silence where it may clear, offices where they are needed, statutes."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from casework.verification_record import Fact, Record
from db.evidence import instant
from db.evidence_register import Register

WASHINGTON = ZoneInfo("America/New_York")
STATUTORY_DAYS = 30
A_MINUTE = timedelta(minutes=1)
"""What passes at most between reckoning a round's end and the instant that its row is stamped with."""

NEEDS_LEGAL_ADVISER = frozenset({"full_powers", "leaves_authority"})
LEGAL_ADVISER = "state.l"
NEVER_BY_SILENCE = frozenset({"public_statement"})


def statutory_end(since: datetime) -> datetime:
    """The end of the thirtieth of Washington's days after that of an instant."""
    day = since.astimezone(WASHINGTON).date() + timedelta(days=STATUTORY_DAYS + 1)
    return datetime.combine(day, time(), WASHINGTON).astimezone(UTC)


def statutory_more(end: datetime) -> datetime:
    """Thirty of Washington's days later, at the same hour there."""
    local = end.astimezone(WASHINGTON)
    return datetime.combine(local.date() + timedelta(days=STATUTORY_DAYS), local.time(), WASHINGTON).astimezone(UTC)


def full_time(on: Fact, received_at: datetime) -> datetime:
    """The earliest end of the time that a round gives an agency from an instant on."""
    row, since = on.row, received_at - A_MINUTE
    if row["preset"] == "licensing_referral":
        return statutory_end(since)
    if row["working_days"]:
        return since + timedelta(days=row["working_days"])
    if row["hours"]:
        return since + timedelta(hours=row["hours"])
    # A suspense that was named gives as long again; a round from before this was kept is not held to it.
    return received_at if row["reminders"] is None else since + (instant(row["suspense"]) - on.at)


def terms_breaks(case: Record, _: Register) -> Iterator[str]:
    """Say which rounds let silence clear or left an office out where that could not be, or ran against the law."""
    for on in case.of("clearance_round"):
        yield from (f"seq {on.seq}: clearance_round: {code}" for code in _faults(case, on))


def _faults(case: Record, on: Fact) -> Iterator[str]:
    row, powers = on.row, _takes_full_powers(case, on)
    earlier = case.of("clearance_round", before=on.order)
    excluded = (
        row["silence_excluded"]
        or any(one.row["silence_excluded"] for one in earlier)
        or case.opening.row["procedure"] in NEVER_BY_SILENCE
        or powers
        or _lowers_a_mark(case, row["version"])
    )
    # A round from before these were kept says nothing of them.
    if row["default_clearance"] and excluded and row["offices"] is not None:
        yield "silence_excluded"
    asked = set(row["offices"] or ())
    needed = {office for one in earlier for office in one.row["offices"] or ()}
    if row["silence_excluded"] in NEEDS_LEGAL_ADVISER or powers:
        needed |= {LEGAL_ADVISER}
    if not needed <= asked:
        yield "office_not_asked"
    if row["preset"] == "licensing_referral" and not (
        statutory_end(on.at - A_MINUTE) <= instant(row["suspense"]) <= statutory_end(on.at)
    ):
        yield "not_the_statutory_time"


def _lowers_a_mark(case: Record, version: int) -> bool:
    """Whether a version's highest mark is below that of an earlier one."""
    marks = {number: words.highest for number, words in case.words.items() if number <= version}
    return any(mark > marks.get(version, 0) for number, mark in marks.items() if number < version)


def _takes_full_powers(case: Record, on: Fact) -> bool:
    """Whether the Legal Adviser had found it by then."""
    found = [m for m in case.of("milestone", before=on.order) if m.row["name"] == "agreement_determined"]
    return bool(found) and found[-1].row["outcome"] == "full_powers"
