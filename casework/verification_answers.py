"""What verification reads off a case at a seq: whom it asks, until when, which answers stand, which holds are open."""

from collections.abc import Iterator
from datetime import datetime

from casework.verification_carrying import carry_faults
from casework.verification_record import Fact, Record
from db.evidence import instant
from db.evidence_register import Register


def round_on(case: Record, text: Fact, before: int | None = None) -> Fact | None:
    """The circulation of that text, if it was circulated."""
    rounds = case.of("clearance_round", before=before)
    return next((on for on in reversed(rounds) if on.same(text, "version", "digest")), None)


def given_equities(case: Record, before: int | None = None, since: int = 0) -> set[str]:
    """Agencies whose claim was granted, or whose clearance the NSC imposed."""
    acts = [act for act in case.of("equity_act", before=before) if act.order > since]
    return {act.row["agency"] for act in acts if act.row["act"] in ("granted", "imposed")}


def must_clear(case: Record, before: int | None = None) -> set[str]:
    """Who has to clear: the latest round's list, and the equities granted or imposed."""
    rounds = case.of("clearance_round", before=before)
    return set(rounds[-1].row["must_clear"] if rounds else ()) | given_equities(case, before)


def may_clear(case: Record, before: int | None = None) -> set[str]:
    """Who has a right of clearance: these, and whoever the latest round asks if affected."""
    rounds = case.of("clearance_round", before=before)
    return must_clear(case, before) | set(rounds[-1].row["clear_if_affected"] if rounds else ())


def standing_answers(case: Record, text: Fact, before: int | None = None) -> dict[str, Fact]:
    """Each agency's latest response to that text, to the letter, or the one that was carried over to it."""
    signed = {one.id: one for one in case.of("sign_off", before=before)}
    answers = {
        carried.row["agency"]: signed[carried.row["sign_off"]]
        for carried in case.of("carry_over", before=before)
        if carried.same(text, "version", "digest") and next(carry_faults(case, carried), None) is None
    }
    return answers | {one.row["agency"]: one for one in signed.values() if one.same(text, "version", "digest")}


def objections(case: Record, text: Fact, before: int | None = None) -> dict[str, int]:
    """Agencies whose latest answer to any version is a nonconcurrence, or whose hold became one, and at which seq.

    Such a hold counts until a later answer that stands for that text.
    """
    latest = {one.row["agency"]: one for one in case.of("sign_off", before=before)}
    found = {agency: one.order for agency, one in latest.items() if one.row["response"] == "nonconcur"}
    answers = standing_answers(case, text, before)
    holds = {hold.id: hold.row["agency"] for hold in case.of("hold", before=before)}
    for end in case.of("hold_end", before=before):
        agency = holds.get(end.row["hold"])
        if end.row["how"] == "became_nonconcurrence" and agency is not None:
            answer = answers.get(agency)
            if answer is None or answer.order < end.order:
                found[agency] = max(end.order, found.get(agency, 0))
    return found


def nonconcurring(case: Record, text: Fact, before: int | None = None) -> set[str]:
    """Agencies that do not concur with that text."""
    return set(objections(case, text, before))


def suspense_for(case: Record, on: Fact, agency: str, before: int | None = None) -> datetime:
    """Until when an agency has time in a round, with the extensions recorded before that seq."""
    more = (
        instant(one.row["until"])
        for one in case.of("extension", before=before)
        if one.same(on, "round") and one.row["agency"] == agency
    )
    return max((instant(on.row["suspense"]), *more))


def open_holds(case: Record, before: int | None = None) -> list[Fact]:
    """Holds that nobody and nothing had ended."""
    ended = {end.row["hold"] for end in case.of("hold_end", before=before)}
    return [hold for hold in case.of("hold", before=before) if hold.id not in ended]


def open_critical_comments(case: Record, answers: dict[str, Fact], before: int | None = None) -> Iterator[str]:
    """The ids of critical comments in answers that stand, which the action office had not disposed of."""
    disposed = {answer.row["comment"] for answer in case.of("comment_disposition", before=before)}
    stand = {answer.id for answer in answers.values()}
    for comment in case.of("comment", before=before):
        if comment.row["kind"] == "critical" and comment.row["sign_off"] in stand and comment.id not in disposed:
            yield comment.id


def is_graded(register: Register, act: Fact, *capacities: str) -> bool:
    """Whether the grade that an act bears is that of an appointment then held; none was noted in earlier revisions."""
    terms = (term for one in capacities for term in register.held(act.person, act.row["office"], one, act.at))
    return act.row["grade"] is None or act.row["grade"] in {term.grade for term in terms}


def hold_until(case: Record, hold: Fact, before: int | None = None) -> datetime:
    """When a hold ends by itself, with the extensions recorded before that seq."""
    more = (instant(one.row["until"]) for one in case.of("hold_extension", before=before) if one.row["hold"] == hold.id)
    return max((instant(hold.row["until"]), *more))
