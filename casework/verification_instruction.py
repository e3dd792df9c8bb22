"""Verification of instructions: said by the action office before the words circulated, and kept to by post."""

from collections.abc import Iterator

from casework.verification_action import is_action_office
from casework.verification_record import Fact, Record
from db.evidence_register import Register

RANKS = ("desk", "division_director", "director_general", "vice_minister", "minister", "head_of_government")
WITHIN_STATE = "stadis"
WITHOUT_INFO = {"exdis", "nodis", "stadis"}


def instructed(case: Record, before: int | None = None) -> Fact | None:
    """How the text was to be delivered just before that seq."""
    return next(reversed(case.of("instruction", before=before)), None)


def instruction_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what was instructed by the wrong hand or too late, circulated against a caption, or delivered too low."""
    for told in case.of("instruction"):
        if not is_action_office(case, register, told):
            yield f"seq {told.seq}: instruction: not_action_office"
        text = case.head(told.order)
        if text is None or not told.same(text, "version"):
            yield f"seq {told.seq}: instruction: not_the_current_text"
        if any(on.same(told, "version") for on in case.of("clearance_round", before=told.order)):
            yield f"seq {told.seq}: instruction: already_circulated"
    yield from _against_captions(case)
    yield from _too_low(case)


def _against_captions(case: Record) -> Iterator[str]:
    for on in case.of("clearance_round"):
        told = instructed(case, on.order)
        captions = set(told.row["captions"]) if told else set()
        if WITHIN_STATE in captions and set(on.row["must_clear"]) - {case.opening.row["action_agency"]}:
            yield f"seq {on.seq}: clearance_round: caption_excludes_clearers"
        if captions & WITHOUT_INFO and on.row["info"]:
            yield f"seq {on.seq}: clearance_round: caption_excludes_info"


def _too_low(case: Record) -> Iterator[str]:
    for done in case.of("milestone"):
        told = instructed(case, done.order)
        if done.row["name"] != "delivered" or told is None or told.row["level"] is None:
            continue
        reached = RANKS.index(done.row["ref"]) + 1 if done.row["ref"] in RANKS else 0
        if reached < told.row["level"]:
            yield f"seq {done.seq}: milestone: below_instructed_level"
