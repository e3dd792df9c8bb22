"""Verification of who did what: each act by a person appointed to it at that instant, and kept apart from others."""

from collections.abc import Iterator

from casework.verification_gate import round_on
from casework.verification_record import Fact, Record
from db.evidence import Register, instant

RESPONSES = frozenset({"concur", "concur_with_comment", "nonconcur", "no_equity"})
"""What a person may answer. Default clearance is no procedure's yet, so nothing may claim it."""

OF_ACTION_OFFICE = ("text_version", "clearance_round", "comment_disposition", "withdrawal")


def opening_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what of the opening is not as its mandate has it, or was by nobody of the action office."""
    row = case.opening.row
    key = (row["edition_id"], row["mandate"])
    mandate = register.mandates.get(key)
    if mandate is None or not mandate.admits(row["action_agency"], row["action_office"], row["procedure"]):
        yield "not_as_mandated"
    if row["equities"] != register.rights.get(key, {}):
        yield "equities are not those of the mandate"
    if not register.appointed(
        case.opening.person, row["action_office"], row["action_agency"], "action_officer", case.opening.at
    ):
        yield "not_action_office"


def office_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which acts of the action office, and which holds, were by nobody appointed to them."""
    agency, office = case.opening.row["action_agency"], case.opening.row["action_office"]
    for kind in OF_ACTION_OFFICE:
        for act in case.of(kind):
            if act.row["office"] != office or not register.appointed(
                act.person, office, agency, "action_officer", act.at
            ):
                yield f"seq {act.seq}: {kind}: not_action_office"
    holds = {hold.id: hold for hold in case.of("hold")}
    for hold in holds.values():
        if not register.appointed(hold.person, hold.row["office"], hold.row["agency"], "coordinator", hold.at):
            yield f"seq {hold.seq}: hold: not_coordinator"
    for end in case.of("hold_end"):
        ended = holds.get(end.row["hold"])
        if ended is not None:
            yield from (f"seq {end.seq}: hold_end: {code}" for code in _hold_end_faults(register, ended, end))


def _hold_end_faults(register: Register, hold: Fact, end: Fact) -> Iterator[str]:
    if end.row["how"] == "lapsed":
        if end.person is not None or end.at < instant(hold.row["until"]):
            yield "hold_not_lapsed"
    elif not register.appointed(end.person, end.row["office"], hold.row["agency"], "coordinator", end.at):
        yield "not_coordinator"


def sign_off_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which sign-offs nobody could have given."""
    seats: dict[str, str] = {}
    for signed in case.of("sign_off"):
        for code in _sign_off_faults(case, register, signed):
            yield f"seq {signed.seq}: sign_off: {code}"
        if signed.person and seats.setdefault(signed.person, signed.row["agency"]) != signed.row["agency"]:
            yield f"seq {signed.seq}: sign_off: one_human_one_seat"


def _sign_off_faults(case: Record, register: Register, signed: Fact) -> Iterator[str]:
    text = case.head(signed.order)
    if text is None or not signed.same(text, "version", "digest"):
        yield "not_the_current_text"
    elif (on := round_on(case, text, signed.order)) is None or not on.same(signed, "round"):
        yield "not_circulated"
    elif signed.row["agency"] not in on.row["must_clear"] + on.row["clear_if_affected"]:
        yield "no_clearance_right"
    if signed.row["response"] not in RESPONSES:
        yield "default_clearance_not_announced"
    if not register.appointed(signed.person, signed.row["office"], signed.row["agency"], "coordinator", signed.at):
        yield "not_coordinator"
    if register.clearances.get(signed.person or "", -1) < case.opening.row["level"]:
        yield "not_cleared_for_text"
    if signed.person in case.writers | {done.person for done in case.of("approval")}:
        yield "duties_separated"


def approval_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which approvals were not an approving official's, of the text then current."""
    agency = case.opening.row["action_agency"]
    for done in case.of("approval"):
        text = case.head(done.order)
        if text is None or not done.same(text, "version", "digest"):
            yield f"seq {done.seq}: approval: not_the_current_text"
        if not register.appointed(done.person, done.row["office"], agency, "approver", done.at):
            yield f"seq {done.seq}: approval: not_approver"
        if done.person in case.writers:
            yield f"seq {done.seq}: approval: duties_separated"
