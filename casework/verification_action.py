"""Verification of the action: which office has it when, how it moves, and what only that office or the NSC does."""

from collections.abc import Iterator

from casework.verification_record import Fact, Record
from db.evidence_register import Register
from domain.procedures.registry import PROCEDURES

OF_ACTION_OFFICE = ("text_version", "clearance_round", "comment_disposition", "withdrawal", "carry_over")
NSC_CAPACITIES = ("nsc_staff", "apnsa")


def action_at(case: Record, register: Register, before: int | None = None) -> tuple[str, str]:
    """Agency and office that had the action just before that seq, or have it now: first the opening's."""
    asked = {fact.id: fact for fact in case.of("transfer", before=before)}
    office: str = case.opening.row["action_office"]
    agency: str = case.opening.row["action_agency"]
    for answer in case.of("transfer_answer", before=before):
        if answer.row["accepted"] and answer.row["transfer"] in asked:
            office = asked[answer.row["transfer"]].row["to_office"]
            agency = register.agency_of.get(office, "")
    return agency, office


def is_action_office(case: Record, register: Register, act: Fact) -> bool:
    """Whether the act was done in the office that had the action then, by one of its action officers."""
    agency, office = action_at(case, register, act.order)
    return act.row["office"] == office and register.appointed(act.person, office, agency, "action_officer", act.at)


def is_nsc(register: Register, act: Fact, *capacities: str) -> bool:
    """Whether the act was done at the NSC, in one of these capacities."""
    return any(register.appointed(act.person, act.row["office"], "nsc", one, act.at) for one in capacities)


def action_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which acts of the action office were by nobody appointed to it."""
    for kind in OF_ACTION_OFFICE:
        for act in case.of(kind):
            if not is_action_office(case, register, act):
                yield f"seq {act.seq}: {kind}: not_action_office"


def transfer_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which transfers of action were asked for or answered by the wrong office, or twice."""
    for asked in case.of("transfer"):
        yield from (f"seq {asked.seq}: transfer: {code}" for code in _asking_faults(case, register, asked))
    for answer in case.of("transfer_answer"):
        yield from (f"seq {answer.seq}: transfer_answer: {code}" for code in _answer_faults(case, register, answer))


def _asking_faults(case: Record, register: Register, asked: Fact) -> Iterator[str]:
    _, has_it = action_at(case, register, asked.order)
    office, to = asked.row["office"], asked.row["to_office"]
    if not register.appointed(asked.person, office, register.agency_of.get(office, ""), "action_officer", asked.at):
        yield "not_action_officer"
    if office not in (has_it, to):
        yield "not_your_transfer"
    if to == has_it:
        yield "already_there"
    answered = {answer.row["transfer"] for answer in case.of("transfer_answer", before=asked.order)}
    if any(earlier.id not in answered for earlier in case.of("transfer", before=asked.order)):
        yield "transfer_asked"


def _answer_faults(case: Record, register: Register, answer: Fact) -> Iterator[str]:
    asked = next((one for one in case.of("transfer", before=answer.order) if one.id == answer.row["transfer"]), None)
    if asked is None:
        return  # the pointers say so
    _, has_it = action_at(case, register, answer.order)
    other = asked.row["to_office"] if asked.row["office"] == has_it else has_it
    agency = register.agency_of.get(other, "")
    entitled = register.appointed(answer.person, other, agency, "action_officer", answer.at)
    if answer.row["office"] != other or not entitled or answer.person == asked.person:
        yield "not_your_transfer"
    if any(one.row["transfer"] == asked.id for one in case.of("transfer_answer", before=answer.order)):
        yield "answered_before"


def equity_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which claims, answers to claims and imposed clearances were not theirs to make who made them."""
    last: dict[str, str] = {}
    for act in case.of("equity_act"):
        agency, what = act.row["agency"], act.row["act"]
        yield from (f"seq {act.seq}: equity_act: {code}" for code in _equity_faults(case, register, act, last))
        last[agency] = what


def _equity_faults(case: Record, register: Register, act: Fact, last: dict[str, str]) -> Iterator[str]:
    agency, what = act.row["agency"], act.row["act"]
    match what:
        case "claimed":
            if not register.appointed(act.person, act.row["office"], agency, "coordinator", act.at):
                yield "not_coordinator"
        case "granted" | "refused":
            if not is_action_office(case, register, act):
                yield "not_action_office"
            if last.get(agency) != "claimed":
                yield "no_open_claim"
        case "imposed":
            if not is_nsc(register, act, *NSC_CAPACITIES):
                yield "not_nsc"
        case _:
            yield "no_such_act"


def recall_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which recalls were neither by the procedure's releasers nor by the action office."""
    rules = PROCEDURES.get(case.opening.row["procedure"])
    for act in case.of("recall"):
        of = rules.out.agency if rules else ""
        agency = action_at(case, register, act.order)[0] if of == "action" else of
        capacity = rules.out.capacity.value if rules else ""
        released_by = register.appointed(act.person, act.row["office"], agency, capacity, act.at)
        if not released_by and not is_action_office(case, register, act):
            yield f"seq {act.seq}: recall: not_releaser"


def send_back_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which texts were sent back by nobody who may approve them, or were not the current ones."""
    for back in case.of("send_back"):
        agency, _ = action_at(case, register, back.order)
        text = case.head(back.order)
        if text is None or not back.same(text, "version"):
            yield f"seq {back.seq}: send_back: not_the_current_text"
        if not register.appointed(back.person, back.row["office"], agency, "approver", back.at):
            yield f"seq {back.seq}: send_back: not_approver"
