"""Verification of releases: the gate, asked once more about each release, as of the ledger entry it has.

This is the rule of architecture invariant 1 read a second time, from the facts in the ledger's order. It shares
no code with `domain/clearance.py` or with the gate in the database, so that one mistake is not made in all three.
"""

from collections.abc import Iterator

from casework.verification_record import Fact, Record
from db.evidence import Register

RELEASERS_AGENCY = "state"
CHANNELS = {"demarche": "front_channel_cable"}
"""procedure -> how its texts go out; a demarche by State alone, and by front channel (5 FAH-1 H-613)."""


def standing_answers(case: Record, text: Fact, before: int | None = None) -> dict[str, Fact]:
    """Each agency's latest response to that text, to the letter."""
    return {
        answer.row["agency"]: answer
        for answer in case.of("sign_off", before=before)
        if answer.same(text, "version", "digest")
    }


def round_on(case: Record, text: Fact, before: int | None = None) -> Fact | None:
    """The circulation of that text, if it was circulated."""
    rounds = case.of("clearance_round", before=before)
    return next((on for on in reversed(rounds) if on.same(text, "version", "digest")), None)


def clearance_lacks(case: Record, register: Register, text: Fact, before: int | None = None) -> Iterator[str]:
    """What the clearance of that text lacked just before that seq, or lacks now: codes, with whose it is."""
    on = round_on(case, text, before)
    if on is None:
        yield "not_circulated"
        return
    asked = set(on.row["must_clear"])
    listed = register.rights.get((case.opening.row["edition_id"], case.opening.row["mandate"]), {})
    needed = {agency for agency, right in listed.items() if right == "must_clear"}
    if text.row["version"] in case.words:
        needed |= case.words[text.row["version"]].agencies
    yield from (f"equity_not_asked {agency}" for agency in sorted(needed - asked))
    answers = standing_answers(case, text, before)
    yield from (f"clearance_missing {agency}" for agency in sorted(asked - answers.keys()))
    for agency, answer in sorted(answers.items()):
        if answer.row["response"] == "nonconcur":
            yield f"nonconcurrence {agency}"
    yield from _open_holds(case, before)
    yield from _open_critical_comments(case, answers, before)


def _open_holds(case: Record, before: int | None) -> Iterator[str]:
    ended = {end.row["hold"] for end in case.of("hold_end", before=before)}
    yield from (f"hold_open {hold.id}" for hold in case.of("hold", before=before) if hold.id not in ended)


def _open_critical_comments(case: Record, answers: dict[str, Fact], before: int | None) -> Iterator[str]:
    disposed = {answer.row["comment"] for answer in case.of("comment_disposition", before=before)}
    stand = {answer.id for answer in answers.values()}
    for comment in case.of("comment", before=before):
        if comment.row["kind"] == "critical" and comment.row["sign_off"] in stand and comment.id not in disposed:
            yield f"critical_comment_open {comment.id}"


def is_approved(case: Record, text: Fact, before: int | None = None) -> bool:
    """Whether that text, to the letter, had been approved by then."""
    return any(done.same(text, "version", "digest") for done in case.of("approval", before=before))


def _approved_by_one_appointed(case: Record, register: Register, text: Fact, before: int) -> bool:
    agency = case.opening.row["action_agency"]
    return any(
        register.appointed(done.person, done.row["office"], agency, "approver", done.at)
        for done in case.of("approval", before=before)
        if done.same(text, "version", "digest")
    )


def _releaser_lacks(case: Record, register: Register, out: Fact) -> Iterator[str]:
    channel = CHANNELS.get(case.opening.row["procedure"])
    if channel is None:
        yield "no_release_in_procedure"
    elif out.row["channel"] != channel:
        yield "channel_not_allowed"
    if not register.appointed(out.person, out.row["office"], RELEASERS_AGENCY, "releaser", out.at):
        yield "only_state_releases"
    if out.person in case.writers | {done.person for done in case.of("approval")}:
        yield "duties_separated"


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
    yield from clearance_lacks(case, register, text, out.order)
    if not _approved_by_one_appointed(case, register, text, out.order):
        yield "not_approved"
    yield from _releaser_lacks(case, register, out)
