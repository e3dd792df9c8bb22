"""Verification of trade actions: the fence, seats without a vote, reserves, notices, and the keys of tranches."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from casework.verification_action import action_at
from casework.verification_record import Fact, Record
from db.evidence import instant
from db.evidence_register import Register

COUNSEL = {"state": "state.l", "defense": "defense.gc", "commerce": "commerce.gc", "ustr": "ustr.gc"}
KEYS = ("tranche_determined_state", "tranche_determined_commerce")
LONGEST_RESERVE = timedelta(days=14)


def is_trade_action(case: Record) -> bool:
    """Whether the case is one."""
    return bool(case.opening.row["procedure"] == "trade_action")


def trade_facts(case: Record) -> Sequence[Fact]:
    """What the rule is held against."""
    if not is_trade_action(case):
        return ()
    kinds = ("milestone", "hold", "hold_extension", "clearance_round", "equity_act", "release")
    return [fact for kind in kinds for fact in case.of(kind)]


def trade_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what of a trade action could not be."""
    yield from _seat_faults(case, register)  # a seat without a vote is one in every procedure of its mandate
    if not is_trade_action(case):
        return
    for done in case.of("milestone"):
        yield from (f"seq {done.seq}: {done.row['name']}: {code}" for code in _milestone_faults(case, register, done))
    for hold in case.of("hold"):
        yield from (f"seq {hold.seq}: hold: {code}" for code in _reserve_faults(case, hold))
    for out in case.of("release"):
        told = [one for one in _named(case, "partner_told", out.order) if one.same(out, "version", "digest")]
        if out.row["channel"] == "public_notice" and not told:
            yield f"seq {out.seq}: release: partner_not_told"


def _named(case: Record, name: str, before: int) -> list[Fact]:
    return [one for one in case.of("milestone", before=before) if one.row["name"] == name]


def _seat_faults(case: Record, register: Register) -> Iterator[str]:
    mandate = register.mandates.get((case.opening.row["edition_id"], case.opening.row["mandate"]))
    silent = mandate.non_voting if mandate else frozenset[str]()
    for on in case.of("clearance_round"):
        if silent & {*on.row["must_clear"], *on.row["clear_if_affected"]}:
            yield f"seq {on.seq}: clearance_round: non_voting_seat"
    for act in case.of("equity_act"):
        if act.row["agency"] in silent:
            yield f"seq {act.seq}: equity_act: non_voting_seat"


def _milestone_faults(case: Record, register: Register, done: Fact) -> Iterator[str]:
    match done.row["name"]:
        case "legal_fence":
            agency, _ = action_at(case, register, done.order)
            if done.row["office"] != COUNSEL.get(agency):
                yield "not_counsel"
            if done.person in case.wrote(before=done.order):
                yield "duties_separated"
        case "notice_published" if not _named(case, "consultation_offered", done.order):
            yield "partner_not_told"
        case "tranche_released" | "tranche_determined_state" | "tranche_determined_commerce":
            yield from _tranche_faults(case, done)


def _tranche_faults(case: Record, done: Fact) -> Iterator[str]:
    number = len(_named(case, "tranche_released", done.order)) + 1
    if done.row["ref"] != f"tranche-{number}":
        yield "not_the_next_tranche"
    turned = {key: [one for one in _named(case, key, done.order) if one.row["ref"] == done.row["ref"]] for key in KEYS}
    if done.row["name"] in KEYS:
        others = {one.person for key, acts in turned.items() if key != done.row["name"] for one in acts}
        if done.person in others:
            yield "duties_separated"
    elif number > 1 and not all(acts and acts[-1].row["outcome"] == "complies" for acts in turned.values()):
        yield "determination_missing"


def _reserve_faults(case: Record, hold: Fact) -> Iterator[str]:
    if hold.row["kind"] != "policy":
        return
    if hold.row["becomes"] != "lapse":
        yield "reserve_lapses"
    ends = [hold.row["until"], *(e.row["until"] for e in case.of("hold_extension") if e.row["hold"] == hold.id)]
    if max(map(instant, ends)) > hold.at + LONGEST_RESERVE:
        yield "reserve_too_long"
    rounds = case.of("clearance_round", before=hold.order)
    since = rounds[-1].order if rounds else 0
    earlier = [one for one in case.of("hold", before=hold.order) if one.order > since and one.row["kind"] == "policy"]
    if any(one.same(hold, "agency") for one in earlier):
        yield "reserve_used_up"
