"""Verification of texts, circulations, time's acts, the order of things, and where a case stands."""

from collections.abc import Iterator

from casework.verification_action import action_at
from casework.verification_answers import given_equities, round_on
from casework.verification_consultation import admitted as admitted_to_cycle
from casework.verification_consultation import goes_on, planned_suspense
from casework.verification_gate import clearance_lacks, is_approved, is_circulated_enough, is_sent_back
from casework.verification_ladder import CHAIRS, open_splits
from casework.verification_positions import LATER_ON
from casework.verification_record import Fact, Record
from casework.verification_steps import admitted, missing, step_of, steps_of, walled_at
from db.evidence import instant
from db.evidence_register import Register
from domain.procedure import Step
from domain.vocabulary import Place


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


def order_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what was recorded after nothing more could be: after release only time, milestones in order, a recall."""
    yield from _walk(case, register)[1]
    wall = walled_at(case)
    for entry in case.entries:
        if wall is not None and entry.seq > wall and entry.kind not in BEHIND_THE_WALL:
            yield f"seq {entry.seq}: {entry.kind} behind the wall"


def _walk(case: Record, register: Register) -> tuple[str, list[str]]:
    """Follow the ledger from the end of the paper on: the stage reached (empty before), and what was out of place."""
    milestones = {fact.seq: fact for fact in case.of("milestone")}
    stage, wrong = "", []
    for entry in case.entries:
        done = milestones.get(entry.seq)
        name = done.row["name"] if done else entry.kind
        if not stage:
            if entry.kind in ("release", "withdrawal"):
                stage = _waits_for(case, register, entry.seq) if entry.kind == "release" else "withdrawn"
            elif entry.kind == "recall" or (done and _place(case, done) in (Place.AFTER, Place.NOTE)):
                wrong.append(f"seq {entry.seq}: {name} before release")
        elif (done and stage not in OVER and _is_its_turn(case, register, done)) or (
            entry.kind == "time_act" and stage not in OVER
        ):
            stage = _waits_for(case, register, entry.seq)
        elif entry.kind == "recall" and stage not in OVER and not _has_begun(case, entry.seq):
            stage = "recalled"
        elif entry.kind in LATER_ON and stage != "withdrawn":
            continue
        elif entry.kind not in (ANY_TIME if stage in OVER else ANY_TIME | WHILE_OPEN) and not goes_on(
            case, entry, stage
        ):
            wrong.append(f"seq {entry.seq}: {name} in {stage}")
    return stage, wrong


OVER = ("closed", "recalled", "withdrawn")
ANY_TIME = frozenset({"case_link", "case_link_end", "certification", "certification_decision"})
"""What ties a case to others, and what is certified under it, whatever became of its text."""
WHILE_OPEN = frozenset({"source_seal", "tear_line", "tear_line_review"})
BEHIND_THE_WALL = frozenset({"withdrawal", "time_act", "receipt", "hold_end", "split_move", "case_link_end"})
"""What still happens to a case that is walled off: it is withdrawn, and time goes on."""


def _place(case: Record, done: Fact) -> Place | None:
    step = step_of(case, done)
    return step.place if step else None


def _waits_for(case: Record, register: Register, seq: int) -> str:
    """The stage after that entry: that of the first step that is still to be taken."""
    later = next(missing(case, register, None, Place.AFTER, before=seq + 1), None)
    return later.stage.value if later else "closed"


def _is_its_turn(case: Record, register: Register, done: Fact) -> bool:
    step = step_of(case, done)
    if step is None or step.place not in (Place.AFTER, Place.NOTE):
        return False
    first = next(missing(case, register, None, Place.AFTER, before=done.order), None)
    if first is None or step.optional:
        return first is not None
    if step.place is Place.NOTE:
        return step.stage is first.stage
    return step in _next_ones(case, register, done.order)


def _next_ones(case: Record, register: Register, before: int) -> Iterator[Step]:
    """The first step still to be taken, and those that may be taken beside it."""
    after = [step for step in steps_of(case) if step.place is Place.AFTER]
    open_ones = list(missing(case, register, None, Place.AFTER, before=before))
    for step in after[after.index(open_ones[0]) :] if open_ones else ():
        if step is not open_ones[0] and not (step.beside and step.stage is open_ones[0].stage):
            return
        if step in open_ones:
            yield step


def _has_begun(case: Record, seq: int) -> bool:
    return any(_place(case, done) is Place.AFTER for done in case.of("milestone", before=seq))


def standing_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what the case's row claims that does not follow from its facts."""
    text, stage = case.head(), _stage(case, register)
    on = round_on(case, text) if text and stage == "clearance" else None
    agency, office = action_at(case, register)
    derived = {
        "stage": stage,
        "head_version": text.row["version"] if text else 0,
        "head_digest": text.row["digest"] if text else None,
        "suspense": on.row["suspense"] if on else planned_suspense(case, stage),
        "action_agency": agency,
        "action_office": office,
    }
    yield from (f"{name} does not follow from the facts" for name in derived if case.moving[name] != derived[name])
    if set(case.moving["access"]) != _access(case, register):
        yield "access does not follow from the facts"


ABOVE_CHAIRS = {"nsc": "nsc.apnsa", "president": "white-house.president"}
"""Who decides at the rungs that have no chair."""


def _access(case: Record, register: Register) -> set[str]:
    """Who had the action, was asked or informed, has an equity, or presides over a body that a split came to."""
    listed = ("must_clear", "clear_if_affected", "info")
    asked = {agency for one in case.of("clearance_round") for right in listed for agency in one.row[right]}
    offices = {one.row["to_office"] for one in case.of("transfer")}
    acted = {register.agency_of[office] for office in offices if office in register.agency_of}
    beside = {office for one in case.of("clearance_round") for office in one.row["offices"] or ()}
    acted |= {register.agency_of[office] for office in beside if office in register.agency_of}
    chairs = {CHAIRS[move.row["rung"]] for move in case.of("split_move") if move.row["rung"] in CHAIRS}
    presiding = {register.agency_of[office] for office in chairs if office in register.agency_of}
    moved = {move.row["rung"] for move in case.of("split_move")}
    seats = chairs | {office for rung, office in ABOVE_CHAIRS.items() if rung in moved}
    first = {step.agency for step in steps_of(case) if step.place is Place.OPENING} - {"action", "any"}
    row = case.opening.row
    start = {row["action_agency"], *first} if row.get("need_to_know") is None else {*row["need_to_know"], *seats}
    return asked | acted | presiding | given_equities(case) | admitted(case) | admitted_to_cycle(case) | start


def _stage(case: Record, register: Register) -> str:
    if later := _walk(case, register)[0]:
        return later
    if walled_at(case) is not None:
        return "walled"
    if (opening := next(missing(case, register, None, Place.OPENING), None)) is not None:
        return opening.stage.value
    return _on_paper(case, register)


def _on_paper(case: Record, register: Register) -> str:
    text = case.head()
    if open_splits(case):
        return "split"
    if text is None or is_sent_back(case, text) or not is_circulated_enough(case, register, text):
        return "drafting"
    if next(clearance_lacks(case, register, text), None) is not None:
        return "clearance"
    return _when_clear(case, register, text)


def _when_clear(case: Record, register: Register, text: Fact) -> str:
    if next(missing(case, register, text, Place.CHECK), None) is not None:
        return "checks"
    if not is_approved(case, text):
        return "approval"
    return "keys" if next(missing(case, register, text, Place.KEY), None) is not None else "release"
