"""Verification of certifications and of the NSC's sequencings."""

from collections.abc import Iterator
from datetime import timedelta

from casework.verification_action import NSC_CAPACITIES, action_at, is_action_office, is_nsc
from casework.verification_record import Fact, Record
from db.evidence import instant
from db.evidence_register import Register

SECRETARY = 7
AHEAD = timedelta(days=7, seconds=5)


def _pending(case: Record, before: int) -> set[str]:
    decided = {one.row["certification"] for one in case.of("certification_decision", before=before)}
    return {one.id for one in case.of("certification", before=before)} - decided


def certification_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which certifications nobody could open, decide, or take back."""
    for opened in case.of("certification"):
        yield from (f"seq {opened.seq}: certification: {code}" for code in _opening_faults(case, register, opened))
    openers = {one.id: one.person for one in case.of("certification")}
    for done in case.of("certification_decision"):
        yield from (
            f"seq {done.seq}: certification_decision: {code}"
            for code in _decision_faults(case, register, done, openers.get(done.row["certification"]))
        )
    for end in (*case.of("withdrawal"), *case.of("recall")):
        if _pending(case, end.order):
            yield f"seq {end.seq}: {end.kind}: certification_pending"


def _opening_faults(case: Record, register: Register, opened: Fact) -> Iterator[str]:
    mandate = register.mandates.get((case.opening.row["edition_id"], case.opening.row["mandate"]))
    if mandate is None or not mandate.certifies:
        yield "mandate_does_not_certify"
    if not is_action_office(case, register, opened):
        yield "not_action_office"
    if _pending(case, opened.order):
        yield "certification_pending"


def _decision_faults(case: Record, register: Register, done: Fact, opener: str | None) -> Iterator[str]:
    agency, _ = action_at(case, register, done.order)
    held = register.held(done.person, done.row["office"], "approver", done.at)
    if register.agency_of.get(done.row["office"]) != agency or not any(t.grade >= SECRETARY for t in held):
        yield "not_the_secretary"
    if done.person == opener:
        yield "duties_separated"
    if done.row["certification"] not in _pending(case, done.order):
        yield "certification_already_decided"


def sequencing_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which sequencings were not the NSC's, or of what had gone."""
    for said in case.of("sequencing"):
        if not is_nsc(register, said, *NSC_CAPACITIES):
            yield f"seq {said.seq}: sequencing: not_nsc"
        if case.opening.row["procedure"] != "demarche":
            yield f"seq {said.seq}: sequencing: not_in_procedure"
        if said.row["not_before"] is not None and instant(said.row["not_before"]) > said.at + AHEAD:
            yield f"seq {said.seq}: sequencing: beyond_the_week"
        if case.of("release", before=said.order):
            yield f"seq {said.seq}: sequencing: case_has_ended"
