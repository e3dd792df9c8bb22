"""Verification of texts, circulations, time's acts, the order of things, and where a case stands."""

from collections.abc import Iterator

from casework.verification_action import action_at
from casework.verification_answers import given_equities, round_on
from casework.verification_gate import clearance_lacks, is_approved, is_circulated_enough, is_sent_back
from casework.verification_ladder import CHAIRS, open_splits
from casework.verification_positions import LATER_ON
from casework.verification_record import Fact, Record
from db.evidence import instant
from db.evidence_register import Register

AFTER_RELEASE: dict[str, dict[str, str]] = {
    "delivery": {"deferred": "delivery", "delivered": "report", "recall": "recalled"},
    "report": {"reported": "assessment"},
    "assessment": {"assessed": "closed"},
    "closed": {},
    "recalled": {},
}
"""stage -> what may be recorded in it -> the stage after that (`domain.md` 8(b) B2)."""


def text_breaks(case: Record, _: Register) -> Iterator[str]:
    """Say which versions are misnumbered, or are not the words they claim to be."""
    for number, text in enumerate(case.of("text_version"), 1):
        if text.row["version"] != number:
            yield f"seq {text.seq}: version {text.row['version']} stands where {number} belongs"
        words = case.words[text.row["version"]]
        if words.digest != text.row["digest"]:
            yield f"seq {text.seq}: digest_is_not_that_of_the_words"
        yield from (f"seq {text.seq}: {flaw}" for flaw in words.flaws)


def round_breaks(case: Record, _: Register) -> Iterator[str]:
    """Say which circulations are misnumbered, or were not of the text then current."""
    for number, on in enumerate(case.of("clearance_round"), 1):
        if on.row["round"] != number:
            yield f"seq {on.seq}: round {on.row['round']} stands where {number} belongs"
        text = case.head(on.order)
        if text is None or not on.same(text, "version", "digest"):
            yield f"seq {on.seq}: clearance_round: not_the_current_text"


def time_act_breaks(case: Record, _: Register) -> Iterator[str]:
    """Say what time did too early, or a person did in its name, or nobody did and time could not."""
    for fact in case.facts:
        if fact.seq is None:
            continue
        if fact.kind == "time_act" and fact.at < instant(fact.row["due_at"]):
            yield f"seq {fact.seq}: time_act before it was due"
        if is_times(fact) and fact.person is not None:
            yield f"seq {fact.seq}: {fact.kind} by a person"
        if not is_times(fact) and fact.person is None:
            yield f"seq {fact.seq}: {fact.kind} by nobody"


def is_times(fact: Fact) -> bool:
    """Whether that is an act of time: nobody does it, and nobody may be named for it."""
    match fact.kind:
        case "time_act":
            return True
        case "sign_off":
            return bool(fact.row["response"] == "cleared_by_default")
        case "hold_end":
            return bool(fact.row["how"] != "lifted")
        case "split_move":
            return bool(fact.row["cause"] == "time")
        case _:
            return False


def order_breaks(case: Record, _: Register) -> Iterator[str]:
    """Say what was recorded after nothing more could be: after release only time, milestones in order, a recall."""
    yield from _walk(case)[1]


def _walk(case: Record) -> tuple[str, list[str]]:
    """Follow the ledger from the end of the paper on: the stage reached (empty before), and what was out of place."""
    milestones = {fact.seq: fact.row["name"] for fact in case.of("milestone")}
    stage, wrong = "", []
    for entry in case.entries:
        step = milestones.get(entry.seq, entry.kind)
        if not stage:
            if step in ("release", "withdrawal"):
                stage = "delivery" if step == "release" else "withdrawn"
            elif step == "recall" or entry.kind == "milestone":
                wrong.append(f"seq {entry.seq}: {step} before release")
        elif step in AFTER_RELEASE.get(stage, {}):
            stage = AFTER_RELEASE[stage][step]
        elif entry.kind in LATER_ON and stage != "withdrawn":
            continue
        elif step != "time_act" or stage in ("closed", "recalled", "withdrawn"):
            wrong.append(f"seq {entry.seq}: {step} in {stage}")
    return stage, wrong


def standing_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what the case's row claims that does not follow from its facts."""
    text, stage = case.head(), _stage(case, register)
    on = round_on(case, text) if text and stage == "clearance" else None
    agency, office = action_at(case, register)
    derived = {
        "stage": stage,
        "head_version": text.row["version"] if text else 0,
        "head_digest": text.row["digest"] if text else None,
        "suspense": on.row["suspense"] if on else None,
        "action_agency": agency,
        "action_office": office,
    }
    yield from (f"{name} does not follow from the facts" for name in derived if case.moving[name] != derived[name])
    if set(case.moving["access"]) != _access(case, register):
        yield "access does not follow from the facts"


def _access(case: Record, register: Register) -> set[str]:
    """Who had the action, was asked or informed, has an equity, or presides over a body that a split came to."""
    listed = ("must_clear", "clear_if_affected", "info")
    asked = {agency for one in case.of("clearance_round") for right in listed for agency in one.row[right]}
    offices = {one.row["to_office"] for one in case.of("transfer")}
    acted = {register.agency_of[office] for office in offices if office in register.agency_of}
    chairs = {CHAIRS[move.row["rung"]] for move in case.of("split_move") if move.row["rung"] in CHAIRS}
    presiding = {register.agency_of[office] for office in chairs if office in register.agency_of}
    return asked | acted | presiding | given_equities(case) | {case.opening.row["action_agency"]}


def _stage(case: Record, register: Register) -> str:
    later = _walk(case)[0]
    text = case.head()
    if later:
        return later
    if open_splits(case):
        return "split"
    if text is None or is_sent_back(case, text) or not is_circulated_enough(case, register, text):
        return "drafting"
    if next(clearance_lacks(case, register, text), None) is not None:
        return "clearance"
    return "release" if is_approved(case, text) else "approval"
