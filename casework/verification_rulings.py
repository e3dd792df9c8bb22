"""Verification of rulings: by whom, at the rung where the split stood; which one settles a text, and over whom."""

from collections.abc import Callable, Iterator

from casework.verification_action import NSC_CAPACITIES, is_action_office, is_nsc
from casework.verification_answers import given_equities, is_graded, nonconcurring, objections, suspense_for
from casework.verification_ladder import CHAIRS, LADDERS, MOVING, closing_ruling, open_splits, stands_at
from casework.verification_offices import offices_against
from casework.verification_record import Fact, Record
from db.evidence import instant
from db.evidence_register import Register

OFFICER = 1
"""The lowest grade, and that of an act that bears none."""

PRESIDENTS = frozenset({"president_a", "president_b", "president_other"})
BINDING = PRESIDENTS | {"clause_controls"}
SIGNED = ("sign_off", "office_clearance")
CONCILIATORY = frozenset({"refer_up", "withdrawn", "compromise"})
"""Rulings that decide nothing, and may be made by who wrote or cleared."""


def settling(case: Record, register: Register, text: Fact, before: int | None = None) -> Fact | None:
    """The ruling that settles that text: the last one that closed a split, made of this very text, and soundly.

    A reclama after it suspends it.
    """
    closing = [one for one in case.of("ruling", before=before) if one.row["outcome"] not in MOVING]
    last = closing[-1] if closing else None
    if last is None or last.row["outcome"] not in BINDING or not last.same(text, "version", "digest"):
        return None
    if closing_ruling(case, last.row["split"], before) is not last:
        return None
    return last if next(ruling_faults(case, register, last), None) is None else None


def is_the_presidents(ruling: Fact | None) -> bool:
    """Whether a ruling is the President's decision."""
    return ruling is not None and ruling.row["outcome"] in PRESIDENTS


def ruled_over(case: Record, register: Register, text: Fact, before: int | None = None) -> Callable[[str], bool]:
    """Whose lack of concurrence with that text the ruling that settles it has settled.

    The President's: anyone's. A clause: not a Department's nor the NSC's, no objection that came after it, and no
    silence but that of an agency whose time was over (2 FAM 1211).
    """
    ruling = settling(case, register, text, before)
    if ruling is None:
        return lambda _: False
    if is_the_presidents(ruling):
        return lambda _: True
    objected = objections(case, text, before)

    def over(agency: str) -> bool:
        if agency in register.departments or agency == "nsc":
            return False
        if agency in objected:
            return objected[agency] < ruling.order
        return _delayed(case, agency, ruling, before)

    return over


def _delayed(case: Record, agency: str, ruling: Fact, before: int | None) -> bool:
    """Whether an agency, asked in the last round before a ruling, had let its time go by in silence."""
    on = next(reversed(case.of("clearance_round", before=ruling.order)), None)
    if on is None or agency not in on.row["must_clear"]:
        return False
    answers = [one for one in case.of("sign_off", before=ruling.order) if one.row["response"] != "cleared_by_default"]
    carried = case.of("carry_over", before=before)
    if any(one.row["agency"] == agency and one.same(on, "version") for one in (*answers, *carried)):
        return False
    if agency in given_equities(case, before, since=ruling.order):
        return False
    ends = [suspense_for(case, on, agency, before)]
    if on.row["preset"] is not None:
        receipts = [one for one in case.of("receipt", before=before) if one.same(on, "round")]
        ends += [instant(one.row["full_time_at"]) for one in receipts if one.row["agency"] == agency]
    return max(ends) < ruling.at


def ruling_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which rulings were not to be made there, then, or by that person."""
    for ruling in case.of("ruling"):
        yield from (f"seq {ruling.seq}: ruling: {code}" for code in ruling_faults(case, register, ruling))


def ruling_faults(case: Record, register: Register, ruling: Fact) -> Iterator[str]:
    """What is wrong with a ruling, as codes."""
    rung, outcome = ruling.row["rung"], ruling.row["outcome"]
    split = next((one for one in open_splits(case, ruling.order) if one.id == ruling.row["split"]), None)
    text = case.head(ruling.order)
    if split is None:
        yield "no_split"
        return
    if rung != stands_at(case, split.id, ruling.order):
        yield "not_at_that_rung"
    if text is None or not ruling.same(text, "version", "digest"):
        yield "not_the_current_text"
        return
    yield from _hand_faults(case, register, ruling)
    over = nonconcurring(case, text, ruling.order)
    if outcome == "clause_controls" and not ruling.row["clauses"]:
        yield "clause_missing"
    if outcome == "clause_controls" and over & register.departments:
        yield "only_the_president"
    if outcome == "withdrawn" and (over or offices_against(case, ruling.order)):
        yield "still_nonconcurring"
    if outcome == "president_a" and not ruling.same(split, "version", "digest"):
        yield "not_the_text_of_the_split"
    ladder = LADDERS.get(split.row["track"], (rung,))
    if (outcome == "refer_up" and rung == ladder[-1]) or (outcome == "remand" and rung == ladder[0]):
        yield "no_such_rung"


def _hand_faults(case: Record, register: Register, ruling: Fact) -> Iterator[str]:
    outcome, rung = ruling.row["outcome"], ruling.row["rung"]
    if outcome in PRESIDENTS:
        if rung != "president" or not _presides(case, register, ruling):
            yield "only_the_president"
    elif outcome == "withdrawn":
        if not is_action_office(case, register, ruling) and not is_nsc(register, ruling, *NSC_CAPACITIES):
            yield "not_the_decider"
    elif not _presides(case, register, ruling) and not (outcome == "refer_up" and is_nsc(register, ruling, "apnsa")):
        yield "not_the_decider"
    signed = {one.person for kind in SIGNED for one in case.of(kind, before=ruling.order)}
    argued = {one.person for one in case.of("split_position", before=ruling.order) if one.same(ruling, "split")}
    if outcome not in CONCILIATORY and ruling.person in case.wrote(before=ruling.order) | signed | argued:
        yield "duties_separated"


def _presides(case: Record, register: Register, ruling: Fact) -> bool:
    """Whether the act was done by whoever speaks for the rung named, in the office from which they do."""
    rung, office = ruling.row["rung"], ruling.row["office"]
    match rung:
        case "president":
            return bool(register.held(ruling.person, office, "president", ruling.at))
        case "nsc":
            return is_nsc(register, ruling, "apnsa")
        case "working_group":
            return is_action_office(case, register, ruling)
        case _:
            return office == CHAIRS.get(rung) and bool(register.held(ruling.person, office, "chair", ruling.at))


def reclama_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which reclamas were not the losing agency's, or not the first of their split."""
    for argued in case.of("reclama"):
        yield from (f"seq {argued.seq}: reclama: {code}" for code in _reclama_faults(case, register, argued))


def _reclama_faults(case: Record, register: Register, argued: Fact) -> Iterator[str]:
    agency, split = argued.row["agency"], argued.row["split"]
    if not register.appointed(argued.person, argued.row["office"], agency, "coordinator", argued.at):
        yield "not_coordinator"
    elif not is_graded(register, argued, "coordinator"):
        yield "not_as_appointed"
    if closing_ruling(case, split, argued.order) is None:
        yield "no_ruling"
    if any(one.row["split"] == split for one in case.of("reclama", before=argued.order)):
        yield "reclama_used_up"
    text = case.head(argued.order)
    if text is None or agency not in nonconcurring(case, text, argued.order):
        yield "did_not_lose"
    if (argued.row["grade"] or OFFICER) <= losing_grade(case, argued):
        yield "higher_grade_needed"


def losing_grade(case: Record, argued: Fact) -> int:
    """The highest grade that signed the losing position: the answer, a hold that became one, the paper in the split."""
    agency, before = argued.row["agency"], argued.order
    said = [one for one in case.of("sign_off", before=before) if one.row["agency"] == agency][-1:]
    became = {
        end.row["hold"] for end in case.of("hold_end", before=before) if end.row["how"] == "became_nonconcurrence"
    }
    held = [one for one in case.of("hold", before=before) if one.row["agency"] == agency and one.id in became]
    papers = [one for one in case.of("split_position", before=before) if one.same(argued, "split", "agency")]
    return max([one.row["grade"] or OFFICER for one in (*said, *held, *papers)], default=OFFICER)
