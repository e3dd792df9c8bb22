"""Verification of positions, case by case: what was declared with a version, adopted, contradicted, ruled on and said.

The rules are read a second time here, from the facts in the ledger's order; neither `domain/` nor the gates are asked.
"""

from collections.abc import Callable, Iterator
from typing import Final

from casework.verification_action import is_action_office, is_nsc
from casework.verification_answers import (
    may_clear,
    must_clear,
    nonconcurring,
    open_critical_comments,
    open_holds,
    round_on,
    standing_answers,
)
from casework.verification_gate import is_approved, is_sent_back
from casework.verification_ladder import open_splits
from casework.verification_offices import offices_lack
from casework.verification_record import Fact, Record
from casework.verification_rulings import is_the_presidents, ruled_over, settling
from db.evidence import instant
from db.evidence_register import Register

WITH_VERSION: Final = ("cite", "assertion", "position_draft")
SPOKEN: Final = frozenset({"concur", "concur_with_comment", "no_equity"})
CLOSING: Final = frozenset({"no_contradiction", "text_stands"})
LATER_ON: Final = frozenset(
    {
        *("adoption", "retirement", "reaffirmation", "conflict", "conflict_ruling", "said", "drift", "page_change"),
        *("acknowledgement", "exception_answer"),
    }
)
"""What may be recorded after a release, and after the end too: it says of what went out what became of it."""


def foundation_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what was declared with a version by others than the action office, of another text, or after circulation."""
    for kind in WITH_VERSION:
        exact = ("version", "digest") if kind == "position_draft" else ("version",)
        for fact in case.of(kind):
            text = case.head(fact.order)
            if text is None or not text.same(fact, *exact):
                yield f"seq {fact.seq}: {kind}: not_the_current_text"
            elif round_on(case, text, fact.order) is not None:
                yield f"seq {fact.seq}: {kind}: already_circulated"
            if not is_action_office(case, register, fact):
                yield f"seq {fact.seq}: {kind}: not_action_office"
            if case.of("release", before=fact.order) or case.of("withdrawal", before=fact.order):
                yield f"seq {fact.seq}: {kind}: case_has_ended"


def adoption_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which positions came into force of words that were not cleared for it, or were ended by the wrong hand."""
    own = set()
    for done in case.of("adoption"):
        yield from (f"seq {done.seq}: adoption: {code}" for code in _adoption_lacks(case, register, done))
        own.add(done.id)
    for end in case.of("retirement"):
        if end.row["position"] not in own:
            yield f"seq {end.seq}: retirement: no_such_position"
        if not is_action_office(case, register, end):
            yield f"seq {end.seq}: retirement: not_action_office"


def _adoption_lacks(case: Record, register: Register, done: Fact) -> Iterator[str]:
    before = done.order
    text = case.head(before)
    if text is None or not done.same(text, "version", "digest"):
        yield "not_the_current_text"
        return
    drafts = [one for one in case.of("position_draft", before=before) if one.same(text, "version", "digest")]
    if not drafts:
        yield "no_position_drafted"
    if not is_action_office(case, register, done):
        yield "not_action_office"
    if case.of("withdrawal", before=before) or case.of("recall", before=before):
        yield "case_has_ended"
    if open_splits(case, before):
        yield "split_open"
    if is_sent_back(case, text, before):
        yield "sent_back"
    if not is_approved(case, text, before):
        yield "not_approved"
    approvals = [one.at for one in case.of("approval", before=before) if one.same(text, "version", "digest")]
    begins, known = instant(done.row["in_force_from"]), instant(done.row["known_from"])
    if begins < min(approvals, default=done.at) or known > done.at:
        yield "in_force_out_of_range"
    yield from _spoken_for(case, register, text, before)


def _spoken_for(case: Record, register: Register, text: Fact, before: int) -> Iterator[str]:
    """What the clearance lacks, where only an agency's own word to these very words counts."""
    if open_conflicts(case, text, before):
        yield "conflict_open"
    if open_holds(case, before):
        yield "hold_open"
    answers = standing_answers(case, text, before)
    yield from (f"critical_comment_open {comment}" for comment in open_critical_comments(case, answers, before))
    if is_the_presidents(settling(case, register, text, before)):
        return
    over = ruled_over(case, register, text, before)
    if round_on(case, text, before) is None:
        yield "not_circulated"
        return
    spoken = {
        one.row["agency"]: one.row["response"]
        for one in case.of("sign_off", before=before)
        if one.same(text, "version", "digest")
    }
    for agency in sorted(must_clear(case, before)):
        if spoken.get(agency) not in SPOKEN and not over(agency):
            yield f"not_spoken_for {agency}"
    yield from (f"nonconcurrence {agency}" for agency in sorted(nonconcurring(case, text, before)) if not over(agency))
    yield from offices_lack(case, text, before)


def open_conflicts(case: Record, text: Fact, before: int | None = None) -> list[Fact]:
    """Contradictions of that text that nobody had ruled away."""
    closed = {one.row["conflict"] for one in case.of("conflict_ruling", before=before) if one.row["outcome"] in CLOSING}
    return [one for one in case.of("conflict", before=before) if one.same(text, "version") and one.id not in closed]


def conflict_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which contradictions were ruled on by nobody who may, and which text went out over an open one."""
    for found in case.of("conflict"):
        text = case.head(found.order)
        if text is None or not found.same(text, "version", "digest"):
            yield f"seq {found.seq}: conflict: not_the_current_text"
    for ruling in case.of("conflict_ruling"):
        yield from (f"seq {ruling.seq}: conflict_ruling: {code}" for code in _ruling_faults(case, register, ruling))
    for out in [*case.of("release"), *(m for m in case.of("milestone") if m.row["name"] == "delivered")]:
        text = case.head(out.order)
        if text is not None and open_conflicts(case, text, out.order):
            yield f"seq {out.seq}: {out.kind}: conflict_open"


def _ruling_faults(case: Record, register: Register, ruling: Fact) -> Iterator[str]:
    office = ruling.row["office"]
    decides = ("president",) if ruling.row["outcome"] == "text_stands" else ("president", "chair", "apnsa")
    if not any(register.held(ruling.person, office, capacity, ruling.at) for capacity in decides):
        yield "not_the_decider"
    if ruling.person in case.wrote(before=ruling.order):
        yield "duties_separated"
    earlier = case.of("conflict_ruling", before=ruling.order)
    if any(one.same(ruling, "conflict") for one in earlier):
        yield "already_ruled"


def aftermath_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what was filed, cleared again, replaced, acknowledged or answered by somebody whose it was not."""
    for kind, faults in _AFTERMATH.items():
        for fact in case.of(kind):
            yield from (f"seq {fact.seq}: {kind}: {code}" for code in faults(case, register, fact))


def _said_faults(case: Record, register: Register, fact: Fact) -> Iterator[str]:
    if not is_action_office(case, register, fact) and not _is_post(register, fact):
        yield "not_post"
    if not case.of("release", before=fact.order):
        yield "not_released"


def _drift_faults(case: Record, _: Register, fact: Fact) -> Iterator[str]:
    report = next((one for one in case.of("said", before=fact.order) if one.id == fact.row["said"]), None)
    if report is None or report.person != fact.person:
        yield "not_your_report"


def _page_change_faults(case: Record, register: Register, fact: Fact) -> Iterator[str]:
    if not is_action_office(case, register, fact):
        yield "not_action_office"
    if not case.of("release", before=fact.order):
        yield "not_released"


def _acknowledgement_faults(_: Record, register: Register, fact: Fact) -> Iterator[str]:
    if not _keeps(register, fact):
        yield "not_your_copy"


def _answer_faults(case: Record, register: Register, fact: Fact) -> Iterator[str]:
    nsc = is_nsc(register, fact, "nsc_staff", "apnsa")
    if not (nsc if fact.row["kind"] == "drift" else is_action_office(case, register, fact)):
        yield "not_yours"


def _is_post(register: Register, fact: Fact) -> bool:
    return register.appointed(fact.person, fact.row["office"], "state", "post", fact.at)


def _keeps(register: Register, fact: Fact) -> bool:
    office, holder = fact.row["office"], fact.row["holder"]
    if office == holder:
        return bool(register.held(fact.person, office, "post", fact.at))
    answers = ("coordinator", "action_officer")
    return any(register.appointed(fact.person, office, holder, capacity, fact.at) for capacity in answers)


def _reaffirmation_faults(case: Record, register: Register, fact: Fact) -> Iterator[str]:
    out = case.of("release", before=fact.order)
    if not out or not fact.same(out[0], "version", "digest"):
        yield "nothing_to_reaffirm"
    if fact.row["agency"] not in may_clear(case, fact.order):
        yield "no_clearance_right"
    if not register.appointed(fact.person, fact.row["office"], fact.row["agency"], "coordinator", fact.at):
        yield "not_coordinator"
    if fact.person in case.writers | {one.person for one in case.of("approval")}:
        yield "duties_separated"
    others = [one for one in case.of("reaffirmation", before=fact.order) if one.person == fact.person]
    if any(not one.same(fact, "agency") for one in others):
        yield "one_human_one_seat"


_AFTERMATH: Final[dict[str, Callable[[Record, Register, Fact], Iterator[str]]]] = {
    "said": _said_faults,
    "drift": _drift_faults,
    "reaffirmation": _reaffirmation_faults,
    "page_change": _page_change_faults,
    "acknowledgement": _acknowledgement_faults,
    "exception_answer": _answer_faults,
}
