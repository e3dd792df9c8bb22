"""Verification of who signed what: each signature by a person appointed to it at that instant, who did nothing else."""

from collections.abc import Iterator

from casework.verification_answers import given_equities, round_on
from casework.verification_kin import admitted, list_breaks, rights_of
from casework.verification_negotiation import may_have_approved
from casework.verification_record import Fact, Record
from db.evidence_register import Register

RESPONSES = frozenset({"concur", "concur_with_comment", "nonconcur", "no_equity"})
"""What a person may answer; silence is time's alone."""

SIGNED_AS = {
    "sign_off": "coordinator",
    "office_clearance": "coordinator",
    "approval": "approver",
    "release": "releaser",
}
"""Signatures that say for whom somebody acted, and the capacity in which they are given."""

GRADED = frozenset({"sign_off", "office_clearance"})
"""Those that bear the grade too."""


def opening_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what of the opening is not as its mandate has it, or was by nobody of the action office."""
    row = case.opening.row
    key = (row["edition_id"], row["mandate"])
    mandate = register.mandates.get(key)
    if mandate is None or not admitted(case, mandate):
        yield "not_as_mandated"
    if row["equities"] != rights_of(case, register):
        yield "equities are not those of the mandate"
    yield from list_breaks(case, register)
    if not register.appointed(
        case.opening.person, row["action_office"], row["action_agency"], "action_officer", case.opening.at
    ):
        yield "not_action_office"


def sign_off_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which sign-offs nobody could have given."""
    seats: dict[str, str] = {}
    for signed in case.of("sign_off"):
        for code in _text_faults(case, signed):
            yield f"seq {signed.seq}: sign_off: {code}"
        if signed.row["response"] != "cleared_by_default":
            for code in _signer_faults(case, register, signed):
                yield f"seq {signed.seq}: sign_off: {code}"
        if signed.person and seats.setdefault(signed.person, signed.row["agency"]) != signed.row["agency"]:
            yield f"seq {signed.seq}: sign_off: one_human_one_seat"


def _text_faults(case: Record, signed: Fact) -> Iterator[str]:
    agency = signed.row["agency"]
    text = case.head(signed.order)
    if text is None or not signed.same(text, "version", "digest"):
        yield "not_the_current_text"
    elif (on := round_on(case, text, signed.order)) is None or not on.same(signed, "round"):
        yield "not_circulated"
    elif agency not in {*on.row["must_clear"], *on.row["clear_if_affected"], *given_equities(case, signed.order)}:
        yield "no_clearance_right"


def _signer_faults(case: Record, register: Register, signed: Fact) -> Iterator[str]:
    if signed.row["response"] not in RESPONSES:
        yield "no_such_response"
    if not register.appointed(signed.person, signed.row["office"], signed.row["agency"], "coordinator", signed.at):
        yield "not_coordinator"
    if register.clearance(signed.person, signed.at) < case.opening.row["level"]:
        yield "not_cleared_for_text"
    if signed.person in case.writers | {done.person for done in case.of("approval")}:
        yield "duties_separated"


def approval_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which approvals were not an approving official's, of the text then current."""
    for done in case.of("approval"):
        text = case.head(done.order)
        if text is None or not done.same(text, "version", "digest"):
            yield f"seq {done.seq}: approval: not_the_current_text"
        if not may_have_approved(case, register, done):
            yield f"seq {done.seq}: approval: not_approver"
        if done.person in case.writers:
            yield f"seq {done.seq}: approval: duties_separated"


def signature_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which signatures claim a grade, or to act for somebody, other than their giver was appointed with."""
    for kind, capacity in SIGNED_AS.items():
        for signed in case.of(kind):
            said = (signed.row.get("grade"), signed.row["acting_for"])
            held = register.held(signed.person, signed.row["office"], capacity, signed.at)
            true = [(term.grade if kind in GRADED else None, term.acting_for) for term in held]
            # Who held no appointment at all is named where the signature itself is held against the rules.
            if said not in (true or [said]) or (signed.person is None and said != (None, None)):
                yield f"seq {signed.seq}: {kind}: not_as_appointed"
