"""Who may decide what a release rests on, by entries and register: rulings, answers, liftings, checks.

An act by somebody else is named, and changes nothing that a release asks.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from proofs.register import instant

if TYPE_CHECKING:
    from proofs.gate import Case, Entry, Text

PRESIDENTS: Final = frozenset({"president_a", "president_b", "president_other"})
"""Rulings that are the President's decision."""
CONCILIATORY: Final = frozenset({"refer_up", "withdrawn", "compromise"})
"""Rulings that decide nothing, and may be made by who wrote or cleared."""
CHAIRS: Final = {
    "ig": "ig.japan",
    "sig_fp": "sig.fp",
    "sig_dp": "sig.dp",
    "sig_iep": "sig.iep",
    "tpsc": "tpsc.chair",
    "tprg": "tprg.chair",
    "tpc": "tpc.chair",
}
"""rung -> the office whose chair speaks for it."""
ENDS_AS: Final = {"lapse": "lapsed", "nonconcurrence": "became_nonconcurrence"}
"""What a hold becomes -> how time ends it."""
NSC: Final = ("nsc_staff", "apnsa")
COUNTRY_DESK: Final = "state.ea-j"
CHECKS: Final = {
    "demarche": {
        "sensitivity_checked": frozenset({"fit"}),
        "parity_checked": frozenset({"allies_not_consulted", "on_par"}),
    }
}
"""procedure -> check of the exact text, where the mandate asks for it -> outcomes that pass. Others' are not told."""


def decider_faults(case: "Case", entry: "Entry") -> Iterator[str]:
    """Say, as codes, why this act was not for whoever did it."""
    asks = DECIDERS.get(entry.kind)
    if asks is not None:
        yield from asks(case, entry)


def checks_lack(case: "Case", text: "Text") -> Iterator[str]:
    """The checks that this text, to the letter, has not passed; what the President decided waits for none."""
    ruling = case.settles(text)
    if ruling is not None and ruling.body["outcome"] in PRESIDENTS:
        return
    for name, passes in CHECKS.get(case.procedure, {}).items():
        said = [one.body["outcome"] for one in case.milestones if one.body["name"] == name and one.text == text]
        if name in case.steps and (not said or said[-1] not in passes):
            yield f"step_missing {name}"


def _holds(case: "Case", entry: "Entry", agency: str | None, *capacities: str) -> bool:
    office = entry.body["office"]
    return any(case.register.appointed(entry.actor, office, agency, one, entry.at) for one in capacities)


def _is_action_office(case: "Case", entry: "Entry") -> bool:
    return bool(entry.body["office"] == case.office) and _holds(case, entry, case.agency, "action_officer")


def _of_action_office(case: "Case", entry: "Entry") -> Iterator[str]:
    if not _is_action_office(case, entry):
        yield "not_action_office"


def _of_coordinator(case: "Case", entry: "Entry") -> Iterator[str]:
    """Of the agency it names, or of the office that answers for itself."""
    if not _holds(case, entry, entry.body.get("agency"), "coordinator"):
        yield "not_coordinator"


def _ruling(case: "Case", entry: "Entry") -> Iterator[str]:
    outcome, rung, split = (entry.body[name] for name in ("outcome", "rung", "split"))
    if rung != case.stands.get(split):
        yield "not_at_that_rung"
    if outcome in PRESIDENTS:
        if rung != "president" or not _presides(case, entry):
            yield "only_the_president"
    elif outcome == "withdrawn":
        if not _is_action_office(case, entry) and not _holds(case, entry, "nsc", *NSC):
            yield "not_the_decider"
    elif not _presides(case, entry) and not (outcome == "refer_up" and _holds(case, entry, "nsc", "apnsa")):
        yield "not_the_decider"
    signed = case.signed.keys() | {one.actor for one in case.for_offices} | case.argued.get(split, set())
    if outcome not in CONCILIATORY and entry.actor in case.wrote | signed:
        yield "duties_separated"


def _presides(case: "Case", entry: "Entry") -> bool:
    """Whether it was done by whoever speaks for the rung named, in the office from which they do."""
    match entry.body["rung"]:
        case "president":
            return _holds(case, entry, None, "president")
        case "nsc":
            return _holds(case, entry, "nsc", "apnsa")
        case "working_group":
            return _is_action_office(case, entry)
        case rung:
            return bool(entry.body["office"] == CHAIRS.get(rung)) and _holds(case, entry, None, "chair")


def _move(case: "Case", entry: "Entry") -> Iterator[str]:
    split, cause = entry.body["split"], entry.body["cause"]
    ruled = case.ruled.get(split)
    match cause:
        case "opened":
            if split in case.stands:
                yield "not_at_the_foot"
        case "time":
            if entry.actor != "time" or entry.at < instant(entry.body["due_at"]):
                yield "before_its_time"
        case _:
            if ruled is None or (ruled.body["outcome"], ruled.actor) != (cause, entry.actor):
                yield "not_ruled"


def _hold_end(case: "Case", entry: "Entry") -> Iterator[str]:
    hold, how = case.holds.get(entry.body["hold"]), entry.body["how"]
    if hold is None:
        yield "hold_already_ended"
    elif how == "lifted":
        if not _holds(case, entry, hold["agency"], "coordinator"):
            yield "not_coordinator"
    else:
        if entry.actor != "time" or entry.at < instant(hold["until"]):
            yield "hold_not_lapsed"
        if how != ENDS_AS.get(hold["becomes"]):
            yield "not_as_announced"


def _hold_extension(case: "Case", entry: "Entry") -> Iterator[str]:
    hold = case.holds.get(entry.body["hold"])
    if hold is None:
        yield "hold_already_ended"
    elif not _holds(case, entry, hold["agency"], "coordinator"):
        yield "not_coordinator"


def _equity_act(case: "Case", entry: "Entry") -> Iterator[str]:
    match entry.body["act"]:
        case "claimed":
            yield from _of_coordinator(case, entry)
        case "imposed":
            if not _holds(case, entry, "nsc", *NSC):
                yield "not_nsc"
        case _:
            yield from _of_action_office(case, entry)


def _transfer_answer(case: "Case", entry: "Entry") -> Iterator[str]:
    """It is for the office that did not ask: the one that is to have the action, or the one that has it."""
    asked = case.transfers.get(entry.body["transfer"])
    if asked is None:
        yield "no_transfer"
        return
    other = asked.body["to_office"] if asked.body["office"] == case.office else case.office
    entitled = entry.body["office"] == other and _holds(case, entry, None, "action_officer")
    if not entitled or entry.actor == asked.actor:
        yield "not_your_transfer"


def _check(case: "Case", entry: "Entry") -> Iterator[str]:
    if entry.body["name"] not in CHECKS.get(case.procedure, {}):
        return
    if entry.body["office"] != COUNTRY_DESK or not _holds(case, entry, "state", "coordinator"):
        yield "not_coordinator"
    if entry.text != case.head:
        yield "not_the_current_text"
    if entry.actor in case.wrote:
        yield "duties_separated"


DECIDERS: Final[dict[str, Callable[["Case", "Entry"], Iterator[str]]]] = {
    "ruling": _ruling,
    "split_move": _move,
    "comment_disposition": _of_action_office,
    "carry_over": _of_action_office,
    "hold_end": _hold_end,
    "hold_extension": _hold_extension,
    "equity_act": _equity_act,
    "office_clearance": _of_coordinator,
    "receipt": _of_coordinator,
    "transfer_answer": _transfer_answer,
    "milestone": _check,
}
"""kind -> what is wrong with who did it."""
