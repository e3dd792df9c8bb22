"""Verification of negotiations: rounds under authority and instructions, departures cleared, one text, its signature.

A second reading of `domain/procedures/negotiation_rules.py`: milestone by milestone, as of each one's own entry.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from casework.verification_action import action_at
from casework.verification_answers import must_clear, standing_answers
from casework.verification_kin import LEGAL_ADVISER, out_by
from casework.verification_record import Fact, Record
from db.evidence import instant
from db.evidence_kin import Kin
from db.evidence_register import Register

ASSISTANT_SECRETARY, SECRETARY = 4, 7
APPROVED_BY: Final = {
    "one_step": ("state", ASSISTANT_SECRETARY, True),
    "two_steps": ("state", ASSISTANT_SECRETARY, True),
    "blanket": ("state", ASSISTANT_SECRETARY, True),
    "full_powers": ("state", SECRETARY, False),
    "non_binding": ("action", ASSISTANT_SECRETARY, True),
}
"""What L found -> whose approval gives the authority: the agency, the grade, whether somebody acting may."""

CLOCKS_DIFFER = timedelta(minutes=2)
SIXTY_DAYS = timedelta(days=60)
ACCEPTING = frozenset({"accepted_ad_referendum", "initialled", "reinitialled", "signed"})
ON_FINAL_TEXT = frozenset({"conformed", "signature_authorised", "signed"})


def may_have_approved(case: Record, register: Register, done: Fact) -> bool:
    """Whether an approval was by whom its procedure asks for; any approving official of the action agency else."""
    agency, _ = action_at(case, register, done.order)
    office = done.row["office"]
    match case.opening.row["procedure"]:
        case "negotiation" | "signing_authority":
            found = _found(case, done)
            if found == "full_powers" and register.held(done.person, office, "president", done.at):
                return True
            of, grade, acting = APPROVED_BY.get(found, ("", SECRETARY, False))
        case "agreement_text":
            of, grade, acting = "action", ASSISTANT_SECRETARY, True
        case _:
            of, grade, acting = "action", 0, True
    held = register.held(done.person, office, "approver", done.at)
    able = any(term.grade >= grade and (acting or term.acting_for is None) for term in held)
    return able and register.agency_of.get(office) == (agency if of == "action" else of)


def _found(case: Record, before: Fact) -> str:
    """What L had found, in this case or in the one above."""
    own = [m.row for m in case.of("milestone", before=before.order)]
    above = case.family.above
    rows = own if case.opening.row["procedure"] == "negotiation" else (above.milestones if above else ())
    said = [row["outcome"] for row in rows if row["name"] == "agreement_determined"]
    return str(said[-1]) if said else ""


def negotiation_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say which steps of a negotiation were out of authority, of order, of rank, or on another text."""
    if case.opening.row["procedure"] != "negotiation":
        return
    for done in case.of("milestone"):
        for code in _faults(case, register, done):
            yield f"seq {done.seq}: milestone: {code}"


def _faults(case: Record, register: Register, done: Fact) -> Iterator[str]:
    name = done.row["name"]
    for out in case.of("release", before=done.order):
        if instant(done.row["happened_at"]) < out.at - CLOCKS_DIFFER:
            yield "before_authority"
    if name in ACCEPTING and any(open_seats(case, done.order).values()):
        yield "departure_open"
    if name in ON_FINAL_TEXT and not _final_text_out(case, done):
        yield "final_text_not_released"
    if (done.row.get("other_case") is not None) != (name in ("initialled", "reinitialled")):
        yield "no_such_text"
    yield from _RULES[name](case, register, done) if name in _RULES else ()


def _named(case: Record, before: int, *names: str) -> list[Fact]:
    return [m for m in case.of("milestone", before=before) if m.row["name"] in names]


def _seat(done: Fact) -> str:
    return LEGAL_ADVISER if done.row["office"] == LEGAL_ADVISER else str(done.row["agency"])


def _interested(case: Record, before: int) -> set[str]:
    out = next(iter(case.of("release", before=before)), None)
    answers = standing_answers(case, out, before) if out else {}
    without = {agency for agency, answer in answers.items() if answer.row["response"] == "no_equity"}
    return {LEGAL_ADVISER} | (must_clear(case, before) - without)


def open_seats(case: Record, before: int) -> dict[str, set[str]]:
    """Departure -> who had still to clear it just before that seq."""
    interested = _interested(case, before)
    seats = {m.row["ref"]: set(interested) for m in _named(case, before, "departed")}
    for said in _named(case, before, "departure_cleared", "departure_dropped"):
        missing = seats.get(said.row["ref"], set())
        if said.row["name"] == "departure_dropped":
            missing.clear()
        elif said.row["outcome"] == "cleared":
            missing.discard(_seat(said))
        elif _seat(said) in interested:
            missing.add(_seat(said))
    return seats


def _round(case: Record, _: Register, done: Fact) -> Iterator[str]:
    if done.row["ref"] != str(1 + len(_named(case, done.order, "round_held"))):
        yield "round_out_of_order"
    if not any(kin.procedure == "instruction" and out_by(kin, done.at) for kin in case.family.under):
        yield "no_instructions"


def _ad_referendum(case: Record, _: Register, done: Fact) -> Iterator[str]:
    if done.row["ref"] not in {m.row["ref"] for m in _named(case, done.order, "round_held")}:
        yield "no_such_round"


def _departure(case: Record, _: Register, done: Fact) -> Iterator[str]:
    if done.row["ref"] in {"", *(m.row["ref"] for m in _named(case, done.order, "departed"))}:
        yield "departure_named_twice"


def _clearing(case: Record, _: Register, done: Fact) -> Iterator[str]:
    of = [m for m in _named(case, done.order, "departed") if m.row["ref"] == done.row["ref"]]
    if not of:
        yield "no_such_departure"
    elif not open_seats(case, done.order).get(done.row["ref"]):
        yield "departure_not_open"
    if _seat(done) not in _interested(case, done.order):
        yield "not_interested"
    others = [m for m in _named(case, done.order, "departure_cleared") if m.row["ref"] == done.row["ref"]]
    for_others = {m.person for m in others if _seat(m) != _seat(done) and m.row["outcome"] == "cleared"}
    if done.person in for_others | {m.person for m in of} | case.wrote(before=done.order):
        yield "duties_separated"


def _dropping(case: Record, _: Register, done: Fact) -> Iterator[str]:
    if not open_seats(case, done.order).get(done.row["ref"]):
        yield "departure_not_open"


def _initialling(case: Record, _: Register, done: Fact) -> Iterator[str]:
    text = (done.row.get("other_version"), done.row.get("other_digest"))
    kin = next((k for k in case.family.under if k.id == done.row.get("other_case")), None)
    if kin is None or kin.procedure != "agreement_text" or (kin.back is not None and kin.back < done.at):
        yield "no_such_text"
    elif [(v, d) for v, d, at in kin.texts if at <= done.at][-1:] != [text]:
        yield "not_the_current_text"
    before = _named(case, done.order, "initialled", "reinitialled")
    if done.row["name"] == "reinitialled" and (not before or before[-1].same(done, "other_case", "other_digest")):
        yield "already_recorded"


def _final_text_out(case: Record, done: Fact) -> bool:
    last = next(reversed(_named(case, done.order, "initialled", "reinitialled")), None)
    return last is not None and any(
        kin.id == last.row["other_case"] and _digest_out(kin) == last.row["other_digest"] and out_by(kin, done.at)
        for kin in case.family.under
    )


def _digest_out(kin: Kin) -> str | None:
    return kin.out[0] if kin.out else None


def _authorising(case: Record, register: Register, done: Fact) -> Iterator[str]:
    last = next(reversed(_named(case, done.order, "initialled", "reinitialled")), None)
    if _found(case, done) in ("two_steps", "full_powers") and not any(
        kin.procedure == "signing_authority" and out_by(kin, done.at) and last and kin.out and kin.out[1] > last.at
        for kin in case.family.under
    ):
        yield "authority_to_sign_missing"
    if register.agency_of.get(done.row["ref"]) != action_at(case, register, done.order)[0]:
        yield "no_such_signer"


def _signing(case: Record, register: Register, done: Fact) -> Iterator[str]:
    named = [m.row["ref"] for m in _named(case, done.order, "signature_authorised")]
    if done.row["office"] not in named:
        yield "not_the_authorised_signer"
    held = register.held(done.person, done.row["office"], "approver", done.at)
    if _found(case, done) == "full_powers" and all(term.acting_for is not None for term in held):
        yield "not_delegable"


def _laying(_: Record, __: Register, done: Fact) -> Iterator[str]:
    if done.row["until"] is None or instant(done.row["until"]) < instant(done.row["happened_at"]) + SIXTY_DAYS:
        yield "period_too_short"


def _entry_into_force(case: Record, _: Register, done: Fact) -> Iterator[str]:
    began = instant(done.row["happened_at"])
    until = done.row["until"]
    if (done.row["outcome"] == "with_end") != (until is not None) or (until and instant(until) <= began):
        yield "ends_before_it_begins"
    laid = [m for m in _named(case, done.order, "laid_before_congress") if instant(m.row["until"]) <= began]
    consented = [m for m in _named(case, done.order, "senate_consented") if instant(m.row["happened_at"]) <= began]
    if ("laid_before_congress" in case.opening.row["steps"] and not laid) or (
        _found(case, done) == "full_powers" and not consented
    ):
        yield "before_congress"


def _to_congress(case: Record, _: Register, done: Fact) -> Iterator[str]:
    if not _named(case, done.order, "entered_into_force"):
        yield "not_in_force"


_RULES: Final[dict[str, Callable[[Record, Register, Fact], Iterator[str]]]] = {
    "round_held": _round,
    "accepted_ad_referendum": _ad_referendum,
    "departed": _departure,
    "departure_cleared": _clearing,
    "departure_dropped": _dropping,
    "initialled": _initialling,
    "reinitialled": _initialling,
    "signature_authorised": _authorising,
    "signed": _signing,
    "laid_before_congress": _laying,
    "entered_into_force": _entry_into_force,
    "transmitted_to_congress": _to_congress,
}
