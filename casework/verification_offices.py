"""Verification of offices asked beside their agencies: who answered for them, and what they still owe a text."""

from collections.abc import Iterator

from casework.verification_record import Fact, Record
from db.evidence import instant
from db.evidence_register import Register


def asked_offices(case: Record, before: int | None = None) -> set[str]:
    """The offices that the latest round asks beside their agencies."""
    rounds = case.of("clearance_round", before=before)
    return set(rounds[-1].row["offices"] or ()) if rounds else set()


def office_answers(case: Record, text: Fact, before: int | None = None) -> dict[str, str]:
    """Each office's latest answer to that text, to the letter. Nothing of an office's is carried over."""
    answers = case.of("office_clearance", before=before)
    return {one.row["office"]: one.row["response"] for one in answers if one.same(text, "version", "digest")}


def offices_against(case: Record, before: int | None = None) -> set[str]:
    """Offices that are asked and whose latest answer, to any version, is that they do not concur."""
    latest = {one.row["office"]: one.row["response"] for one in case.of("office_clearance", before=before)}
    return {office for office in asked_offices(case, before) if latest.get(office) == "nonconcur"}


def offices_lack(case: Record, text: Fact, before: int | None = None) -> Iterator[str]:
    """What offices still owe that text: codes, with whose it is."""
    missing = asked_offices(case, before) - office_answers(case, text, before).keys()
    yield from (f"office_clearance_missing {office}" for office in sorted(missing))
    yield from (f"office_nonconcurs {office}" for office in sorted(offices_against(case, before)))


def offices_delay(case: Record, text: Fact, on: Fact | None, split: Fact) -> bool:
    """Whether an office that is asked had not answered when the round's suspense had passed."""
    missing = asked_offices(case, split.order) - office_answers(case, text, split.order).keys()
    return on is not None and bool(missing) and instant(on.row["suspense"]) < split.at


def office_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which answers were not the office's own to give, there and then."""
    for answer in case.of("office_clearance"):
        yield from (f"seq {answer.seq}: office_clearance: {code}" for code in _faults(case, register, answer))


def _faults(case: Record, register: Register, answer: Fact) -> Iterator[str]:
    office, person = answer.row["office"], answer.person
    text = case.head(answer.order)
    rounds = case.of("clearance_round", before=answer.order)
    if text is None or not answer.same(text, "version", "digest"):
        yield "not_the_current_text"
    elif not rounds or not rounds[-1].same(answer, "round", "version"):
        yield "not_circulated"
    elif office not in asked_offices(case, answer.order):
        yield "office_not_asked"
    if not register.appointed(person, office, register.agency_of.get(office, ""), "coordinator", answer.at):
        yield "not_coordinator"
    if register.clearance(person, answer.at) < case.opening.row["level"]:
        yield "not_cleared_for_text"
    if person in case.writers | {done.person for done in case.of("approval")}:
        yield "duties_separated"
    others = {one.person for one in case.of("office_clearance") if one.row["office"] != office}
    if person in others | {one.person for one in case.of("sign_off")}:
        yield "one_human_one_seat"
    if answer.row["response"] == "nonconcur" and not answer.row["ground"]:
        yield "nonconcur_needs_ground"
