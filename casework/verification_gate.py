"""Verification of releases: the gate, asked once more about each release, as of the ledger entry it has.

This is the rule of architecture invariant 1 read a second time, from the facts in the ledger's order. It shares
no code with `domain/clearance.py` or with the gate in the database, so that one mistake is not made in all three.
"""

from collections.abc import Iterator

from casework.verification_action import action_at
from casework.verification_answers import (
    must_clear,
    nonconcurring,
    open_critical_comments,
    open_holds,
    round_on,
    standing_answers,
)
from casework.verification_kin import rights_of
from casework.verification_ladder import open_splits
from casework.verification_negotiation import may_have_approved
from casework.verification_offices import offices_lack
from casework.verification_record import Fact, Record
from casework.verification_rulings import is_the_presidents, ruled_over, settling
from casework.verification_steps import missing
from db.evidence_register import Register
from domain.procedures.registry import PROCEDURES
from domain.vocabulary import Place


def is_sent_back(case: Record, text: Fact, before: int | None = None) -> bool:
    """Whether the approving official had sent that version back."""
    return any(back.same(text, "version") for back in case.of("send_back", before=before))


def is_circulated_enough(case: Record, register: Register, text: Fact, before: int | None = None) -> bool:
    """Whether that text was circulated, or the President decided on it without that."""
    return round_on(case, text, before) is not None or is_the_presidents(settling(case, register, text, before))


def clearance_lacks(case: Record, register: Register, text: Fact, before: int | None = None) -> Iterator[str]:
    """What the clearance of that text lacked just before that seq, or lacks now: codes, with whose it is."""
    settled = ruled_over(case, register, text, before)
    yield from (f"split_open {split.id}" for split in open_splits(case, before))
    if not is_circulated_enough(case, register, text, before):
        yield "not_circulated"
    answers = standing_answers(case, text, before)
    if round_on(case, text, before) is not None:
        asked = must_clear(case, before)
        yield from (f"equity_not_asked {agency}" for agency in sorted(_needed(case, register, text) - asked))
        missing = sorted(asked - answers.keys())
        yield from (f"clearance_missing {agency}" for agency in missing if not settled(agency))
        against = sorted(nonconcurring(case, text, before))
        yield from (f"nonconcurrence {agency}" for agency in against if not settled(agency))
        if not is_the_presidents(settling(case, register, text, before)):
            yield from offices_lack(case, text, before)
    yield from (f"hold_open {hold.id}" for hold in open_holds(case, before))
    yield from (f"critical_comment_open {comment}" for comment in open_critical_comments(case, answers, before))


def _needed(case: Record, register: Register, text: Fact) -> set[str]:
    """Who must be asked: by the mandate, and by an equity in a paragraph of that text."""
    listed = rights_of(case, register)
    needed = {agency for agency, right in listed.items() if right == "must_clear"}
    words = case.words.get(text.row["version"])
    return needed | (words.agencies if words else frozenset())


def is_approved(case: Record, text: Fact, before: int | None = None) -> bool:
    """Whether that text, to the letter, had been approved by then."""
    return any(done.same(text, "version", "digest") for done in case.of("approval", before=before))


def _approved_by_one_appointed(case: Record, register: Register, text: Fact, before: int) -> bool:
    return any(
        may_have_approved(case, register, done)
        for done in case.of("approval", before=before)
        if done.same(text, "version", "digest")
    )


def _releaser_lacks(case: Record, register: Register, out: Fact) -> Iterator[str]:
    rules = PROCEDURES.get(case.opening.row["procedure"])
    if rules is None:
        yield "no_release_in_procedure"
    elif out.row["channel"] not in {channel.value for channel in rules.out.channels}:
        yield "channel_not_allowed"
    else:
        agency = action_at(case, register, out.order)[0] if rules.out.agency == "action" else rules.out.agency
        if not register.appointed(out.person, out.row["office"], agency, rules.out.capacity.value, out.at):
            yield "only_state_releases" if agency == "state" else "not_releaser"
    if out.person in case.writers | {done.person for done in case.of("approval")}:
        yield "duties_separated"
    for step in missing(case, register, out, Place.OPENING, Place.CHECK, Place.KEY, before=out.order):
        yield f"step_missing {step.name.value}"


def release_breaks(case: Record, register: Register) -> Iterator[str]:
    """Say what each release lacked at its instant."""
    for out in case.of("release"):
        yield from (f"seq {out.seq}: release: {lack}" for lack in _release_lacks(case, register, out))


def _release_lacks(case: Record, register: Register, out: Fact) -> Iterator[str]:
    if case.of("withdrawal", before=out.order) or case.of("release", before=out.order):
        yield "case_has_ended"
    text = case.head(out.order)
    if text is None or not out.same(text, "version", "digest"):
        yield "not_the_current_text"
        return
    words = case.words.get(text.row["version"])
    if words is None or words.digest != out.row["digest"]:
        yield "digest_is_not_that_of_the_words"
    if is_sent_back(case, text, out.order):
        yield "sent_back"
    yield from clearance_lacks(case, register, text, out.order)
    if not _approved_by_one_appointed(case, register, text, out.order):
        yield "not_approved"
    yield from _releaser_lacks(case, register, out)
