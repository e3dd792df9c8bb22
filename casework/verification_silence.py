"""Verification of time in clearance: silence that clears (invariant 7), more time for an agency, and how holds end."""

from collections.abc import Iterator
from datetime import timedelta

from casework.verification_action import action_at
from casework.verification_answers import (
    hold_until,
    is_graded,
    may_clear,
    must_clear,
    nonconcurring,
    open_critical_comments,
    open_holds,
    round_on,
    standing_answers,
    suspense_for,
)
from casework.verification_ladder import open_splits
from casework.verification_record import Fact, Record
from casework.verification_rounds import full_time, statutory_more
from db.evidence import instant
from db.evidence_register import Register

LONGEST_HOLD = timedelta(days=180)
MOST_EXTENSIONS = 2
HEAD = 7
"""The grade of a Secretary, who heads a Department."""

A_MOMENT = timedelta(seconds=5)
"""A rule asks the clock a moment before its fact is stamped; what must come before an instant may be that much late."""


def silences(case: Record) -> list[Fact]:
    """Sign-offs that time gave."""
    return [one for one in case.of("sign_off") if one.row["response"] == "cleared_by_default"]


def default_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which silence could not clear."""
    for lapsed in silences(case):
        yield from (f"seq {lapsed.seq}: sign_off: {code}" for code in _default_faults(case, register, lapsed))


def _default_faults(case: Record, register: Register, lapsed: Fact) -> Iterator[str]:
    agency = lapsed.row["agency"]
    if lapsed.person is not None:
        yield "only_time_clears_by_default"
    text = case.head(lapsed.order)
    on = round_on(case, text, lapsed.order) if text else None
    if text is None or on is None:
        return  # the sign-offs say so
    if not on.row["default_clearance"]:
        yield "default_clearance_not_announced"
    acting, _ = action_at(case, register, lapsed.order)
    if agency in ("nsc", acting) or agency not in must_clear(case, lapsed.order):
        yield "never_by_default"
    received = [one for one in case.of("receipt", before=lapsed.order) if one.same(on, "round")]
    if not any(one.row["agency"] == agency and instant(one.row["full_time_at"]) <= lapsed.at for one in received):
        yield "no_proven_receipt"
    if lapsed.at < suspense_for(case, on, agency, lapsed.order):
        yield "before_its_time"
    if open_splits(case, lapsed.order):
        yield "split_open"
    if next(open_critical_comments(case, standing_answers(case, text, lapsed.order), lapsed.order), None):
        yield "critical_comment_open"
    spoke = agency in standing_answers(case, text, lapsed.order) or agency in nonconcurring(case, text, lapsed.order)
    if spoke or any(hold.row["agency"] == agency for hold in open_holds(case, lapsed.order)):
        yield "the_agency_spoke"


def extension_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which extensions, and which receipts, could not be."""
    for more in case.of("extension"):
        yield from (f"seq {more.seq}: extension: {code}" for code in _extension_faults(case, register, more))
    for receipt in case.of("receipt"):
        yield from (f"seq {receipt.seq}: receipt: {code}" for code in _receipt_faults(case, register, receipt))


def _extension_faults(case: Record, register: Register, more: Fact) -> Iterator[str]:
    agency, office = more.row["agency"], more.row["office"]
    held = register.held(more.person, office, "coordinator", more.at)
    if not register.appointed(more.person, office, agency, "coordinator", more.at):
        yield "not_coordinator"
    elif more.row["grade"] not in {term.grade for term in held}:
        yield "not_as_appointed"
    text = case.head(more.order)
    on = round_on(case, text, more.order) if text else None
    if text is None or on is None or not on.same(more, "round"):
        yield "not_circulated"
        return
    if agency not in may_clear(case, more.order):
        yield "no_clearance_right"
    if agency in standing_answers(case, text, more.order):
        yield "already_answered"
    yield from _more_time_faults(case, on, more)


def _more_time_faults(case: Record, on: Fact, more: Fact) -> Iterator[str]:
    by_statute = on.row["preset"] is not None
    due = suspense_for(case, on, more.row["agency"], more.order)
    if by_statute:
        received = [one for one in case.of("receipt", before=more.order) if one.same(more, "round", "agency")]
        due = max([due, *(instant(one.row["full_time_at"]) for one in received)])
    latest = statutory_more(due) if by_statute else due + (instant(on.row["suspense"]) - on.at)
    if more.at >= due + A_MOMENT:
        yield "suspense_has_passed"
    if not due < instant(more.row["until"]) <= latest:
        yield "until_out_of_range"
    earlier = [one for one in case.of("extension", before=more.order) if one.same(more, "round", "agency")]
    if len(earlier) >= (1 if by_statute else MOST_EXTENSIONS):
        yield "extensions_used_up"
    if by_statute and more.row["grade"] < HEAD:
        yield "only_the_head"
    if not by_statute and earlier and more.row["grade"] <= earlier[-1].row["grade"]:
        yield "higher_grade_needed"


def _receipt_faults(case: Record, register: Register, receipt: Fact) -> Iterator[str]:
    agency = receipt.row["agency"]
    if not register.appointed(receipt.person, receipt.row["office"], agency, "coordinator", receipt.at):
        yield "not_coordinator"
    if receipt.person in case.wrote(before=receipt.order):
        yield "duties_separated"
    text = case.head(receipt.order)
    on = round_on(case, text, receipt.order) if text else None
    if agency not in may_clear(case, receipt.order):
        yield "no_clearance_right"
    if on is None or not on.same(receipt, "round"):
        yield "not_circulated"
    elif instant(receipt.row["full_time_at"]) < full_time(on, receipt.at):
        yield "before_its_time"
    if instant(receipt.row["full_time_at"]) <= receipt.at:
        yield "no_time_given"


def hold_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which holds were not their agency's to place, extend or lift, or ended otherwise than announced."""
    holds = {hold.id: hold for hold in case.of("hold")}
    for hold in holds.values():
        if not register.appointed(hold.person, hold.row["office"], hold.row["agency"], "coordinator", hold.at):
            yield f"seq {hold.seq}: hold: not_coordinator"
        elif not is_graded(register, hold, "coordinator"):
            yield f"seq {hold.seq}: hold: not_as_appointed"
    for kind, faults in (("hold_extension", _hold_extension_faults), ("hold_end", _hold_end_faults)):
        for fact in case.of(kind):
            of = holds.get(fact.row["hold"])
            if of is not None:
                yield from (f"seq {fact.seq}: {kind}: {code}" for code in faults(case, register, of, fact))


def _hold_extension_faults(case: Record, register: Register, hold: Fact, more: Fact) -> Iterator[str]:
    if not register.appointed(more.person, more.row["office"], hold.row["agency"], "coordinator", more.at):
        yield "not_coordinator"
    until = hold_until(case, hold, more.order)
    if more.at >= until + A_MOMENT or hold not in open_holds(case, more.order):
        yield "hold_already_ended"
    if not until < instant(more.row["until"]) <= hold.at + LONGEST_HOLD:
        yield "until_out_of_range"
    if sum(one.row["hold"] == hold.id for one in case.of("hold_extension", before=more.order)) >= MOST_EXTENSIONS:
        yield "extensions_used_up"


def _hold_end_faults(case: Record, register: Register, hold: Fact, end: Fact) -> Iterator[str]:
    if hold not in open_holds(case, end.order):
        yield "hold_already_ended"
    if end.row["how"] == "lifted":
        if not register.appointed(end.person, end.row["office"], hold.row["agency"], "coordinator", end.at):
            yield "not_coordinator"
        return
    if end.person is not None or end.at < hold_until(case, hold, end.order):
        yield "hold_not_lapsed"
    announced = {"lapse": "lapsed", "nonconcurrence": "became_nonconcurrence"}
    if end.row["how"] != announced.get(hold.row["becomes"]):
        yield "not_as_announced"
