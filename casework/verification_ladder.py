"""Verification of splits: brought up for a reason, argued, and moved along their ladder by rulings or by time."""

from collections.abc import Iterator
from datetime import timedelta

from casework.verification_action import NSC_CAPACITIES, action_at, is_action_office, is_nsc
from casework.verification_answers import (
    is_graded,
    may_clear,
    must_clear,
    nonconcurring,
    round_on,
    standing_answers,
    suspense_for,
)
from casework.verification_offices import offices_against, offices_delay
from casework.verification_record import Fact, Record
from db.evidence import instant
from db.evidence_register import Register

_ABOVE = ("nsc", "president")
LADDERS: dict[str, tuple[str, ...]] = {
    "foreign_policy": ("working_group", "ig", "sig_fp", *_ABOVE),
    "defense_policy": ("working_group", "ig", "sig_dp", *_ABOVE),
    "economic_policy": ("working_group", "ig", "sig_iep", *_ABOVE),
    "trade": ("tpsc", "tprg", "tpc", *_ABOVE),
}
"""track -> its rungs from the foot up (domain.md section 3)."""

CHAIRS = {
    "ig": "ig.japan",
    "sig_fp": "sig.fp",
    "sig_dp": "sig.dp",
    "sig_iep": "sig.iep",
    "tpsc": "tpsc.chair",
    "tprg": "tprg.chair",
    "tpc": "tpc.chair",
}
"""rung -> the office whose chair speaks for it; its agency sees the case once the split came there."""

WORKING_DAYS = {"working_group": 2, "nsc": 10, "president": 10}
OTHER_WORKING_DAYS = 5
"""How long a split stays at a rung before time refers it up; in calendar days it is never less than a day shorter."""

NINETY_DAYS = timedelta(days=90)
"""After these, from wherever it is, time brings it before the NSC."""

MOVING = frozenset({"remand", "refer_up"})
"""Rulings that move a split; all others close it."""


def stands_at(case: Record, split: str, before: int | None = None) -> str:
    """The rung where a split stood just before that seq, or stands now; empty before its first move."""
    moves = [move.row["rung"] for move in case.of("split_move", before=before) if move.row["split"] == split]
    return str(moves[-1]) if moves else ""


def closing_ruling(case: Record, split: str, before: int | None = None) -> Fact | None:
    """The ruling that closed a split; None while it is open, or opened again by a reclama."""
    closing = [one for one in case.of("ruling", before=before) if one.row["outcome"] not in MOVING]
    last = next((one for one in reversed(closing) if one.row["split"] == split), None)
    argued = [one.order for one in case.of("reclama", before=before) if one.row["split"] == split]
    return None if last is None or any(last.order < order for order in argued) else last


def open_splits(case: Record, before: int | None = None) -> list[Fact]:
    """Splits that no ruling had closed."""
    return [one for one in case.of("split", before=before) if closing_ruling(case, one.id, before) is None]


def split_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what of each split, its positions and its moves could not be."""
    for split in case.of("split"):
        yield from (f"seq {split.seq}: split: {code}" for code in _split_faults(case, register, split))
    splits = {split.id: split for split in case.of("split")}
    for position in case.of("split_position"):
        yield from (
            f"seq {position.seq}: split_position: {code}" for code in _position_faults(case, register, position)
        )
    for move in case.of("split_move"):
        of = splits.get(move.row["split"])
        if of is not None:
            yield from (f"seq {move.seq}: split_move: {code}" for code in _move_faults(case, of, move))


def _split_faults(case: Record, register: Register, split: Fact) -> Iterator[str]:
    text = case.head(split.order)
    if text is None or not split.same(text, "version", "digest"):
        yield "not_the_current_text"
        return
    if split.row["track"] not in LADDERS:
        yield "no_such_ladder"
    if not is_action_office(case, register, split) and not is_nsc(register, split, *NSC_CAPACITIES):
        yield "not_action_office"
    if open_splits(case, split.order):
        yield "split_open"
    against = nonconcurring(case, text, split.order) or offices_against(case, split.order)
    late = _delaying(case, text, split) or offices_delay(case, text, round_on(case, text, split.order), split)
    if not against and not late:
        yield "no_disagreement"


def _delaying(case: Record, text: Fact, split: Fact) -> bool:
    """Whether an agency that must clear was past its own suspense without an answer."""
    on = round_on(case, text, split.order)
    missing = must_clear(case, split.order) - standing_answers(case, text, split.order).keys()
    return on is not None and any(suspense_for(case, on, agency, split.order) < split.at for agency in missing)


def _position_faults(case: Record, register: Register, position: Fact) -> Iterator[str]:
    agency, office = position.row["agency"], position.row["office"]
    acting, _ = action_at(case, register, position.order)
    capacity = "action_officer" if agency == acting else "coordinator"
    if not register.appointed(position.person, office, agency, capacity, position.at):
        yield f"not_{capacity}"
    elif not is_graded(register, position, "coordinator", "action_officer"):
        yield "not_as_appointed"
    if agency != acting and agency not in may_clear(case, position.order):
        yield "no_clearance_right"
    if position.row["split"] not in {split.id for split in open_splits(case, position.order)}:
        yield "no_split"


def _move_faults(case: Record, split: Fact, move: Fact) -> Iterator[str]:
    ladder = LADDERS.get(split.row["track"], ())
    rung, cause = move.row["rung"], move.row["cause"]
    stood = [one for one in case.of("split_move", before=move.order) if one.row["split"] == split.id]
    if split not in open_splits(case, move.order):
        yield "no_split"
    if rung not in ladder:
        yield "not_on_its_ladder"
    elif not stood:
        if (rung, cause) != (ladder[0], "opened"):
            yield "not_at_the_foot"
    elif cause == "time":
        yield from _time_faults(ladder, split, stood[-1], move)
    else:
        yield from _ruled_faults(case, ladder, stood[-1], move)


def _time_faults(ladder: tuple[str, ...], split: Fact, stood: Fact, move: Fact) -> Iterator[str]:
    at, to = stood.row["rung"], move.row["rung"]
    due = instant(move.row["due_at"])
    days = timedelta(days=WORKING_DAYS.get(at, OTHER_WORKING_DAYS) - 1)
    its_turn = to in _next(ladder, at, 1) and due >= stood.at + days
    capped = at in ladder[: ladder.index("nsc")] and to == "nsc" and due >= split.at + NINETY_DAYS
    if move.at < due or not (its_turn or capped):
        yield "before_its_time"


def _ruled_faults(case: Record, ladder: tuple[str, ...], stood: Fact, move: Fact) -> Iterator[str]:
    at, cause = stood.row["rung"], move.row["cause"]
    if move.row["rung"] not in _next(ladder, at, {"refer_up": 1, "remand": -1}.get(cause, 0)):
        yield "not_the_next_rung"
    ruled = [one for one in case.of("ruling", before=move.order) if one.row["split"] == move.row["split"]]
    last = ruled[-1] if ruled else None
    if last is None or last.order < stood.order or last.row["outcome"] != cause or last.person != move.person:
        yield "not_ruled"


def _next(ladder: tuple[str, ...], rung: str, step: int) -> tuple[str, ...]:
    """The rung above or below, if there is one."""
    place = ladder.index(rung) + step if rung in ladder and step else -1
    return (ladder[place],) if 0 <= place < len(ladder) else ()
