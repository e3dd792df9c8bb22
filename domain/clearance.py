"""What stands between a text and its release. The database enforces the same rule by its own means.

Sources: 2 FAM 1211 (right of clearance), 5 FAH-1 H-241 (all clearances before release), architecture
invariant 1. Everything here is about the current text: a response to another digest says nothing of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.case import CaseFacts, Comment, Hold, OfficeAnswer, SignOff
from domain.overruling import ruled_over
from domain.reading import once
from domain.vocabulary import BY_THE_PRESIDENT, CommentKind, HoldEnd, Response, Right


class Lack(StrEnum):
    """What may be missing for a release."""

    WITHDRAWN = "withdrawn"
    ALREADY_RELEASED = "already_released"
    NOT_CIRCULATED = "not_circulated"
    CLEARANCE_MISSING = "clearance_missing"
    EQUITY_NOT_ASKED = "equity_not_asked"
    NONCONCURRENCE = "nonconcurrence"
    OFFICE_CLEARANCE_MISSING = "office_clearance_missing"
    OFFICE_NONCONCURS = "office_nonconcurs"
    HOLD_OPEN = "hold_open"
    CRITICAL_COMMENT_OPEN = "critical_comment_open"
    SPLIT_OPEN = "split_open"
    SENT_BACK = "sent_back"
    NOT_APPROVED = "not_approved"
    STEP_MISSING = "step_missing"
    CHECK_MISSING = "check_missing"
    KEY_MISSING = "key_missing"
    # negotiation
    NO_AUTHORITY = "no_authority"
    INSTRUCTION_NOT_RELEASED = "instruction_not_released"
    NOT_INITIALLED = "not_initialled"
    WALLED = "walled"
    COORDINATION_PENDING = "coordination_pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One thing that blocks release.

    Whose it is: an agency, an office asked beside its agency, or empty; or which step of the procedure is lacking.
    """

    lack: Lack
    agency: str = ""
    step: str = ""

    def told(self) -> dict[str, object]:
        """As a person is told of it; a step is named where there is one."""
        told: dict[str, object] = {"lack": self.lack.value, "agency": self.agency}
        return told | ({"step": self.step} if self.step else {})


@once
def standing(facts: CaseFacts) -> Mapping[str, SignOff]:
    """Each agency's latest response to the current text, one carried over to it included."""
    latest: dict[str, SignOff] = {}
    by_id = {sign_off.id: sign_off for sign_off in facts.sign_offs}
    for carried in facts.carried:
        if carried.version == facts.head.number:
            latest[carried.agency] = by_id[carried.sign_off]
    for sign_off in facts.sign_offs:
        if sign_off.digest == facts.head.digest and sign_off.version == facts.head.number:
            latest[sign_off.agency] = sign_off
    return latest


@once
def open_holds(facts: CaseFacts) -> tuple[Hold, ...]:
    """Holds that nobody has lifted and time has not ended."""
    return tuple(hold for hold in facts.holds if hold.ended is None)


@once
def open_critical_comments(facts: CaseFacts) -> tuple[Comment, ...]:
    """Critical comments on the current text without a disposition.

    A comment that its agency took back by answering anew is no longer open.
    """
    stands = {sign_off.id for sign_off in standing(facts).values()}
    return tuple(
        comment
        for comment in facts.comments
        if comment.kind is CommentKind.CRITICAL and comment.disposition is None and comment.sign_off in stands
    )


def _clearance_obstacles(facts: CaseFacts) -> list[Obstacle]:
    settled = ruled_over(facts, objections(facts))
    ruling = facts.binding
    if facts.round is None:
        decided = ruling is not None and ruling.outcome in BY_THE_PRESIDENT
        return [] if decided else [Obstacle(lack=Lack.NOT_CIRCULATED)]
    answers = standing(facts)
    asked = {seat.agency: seat.right for seat in facts.seats}
    found = [
        Obstacle(lack=Lack.EQUITY_NOT_ASKED, agency=agency)
        for agency in facts.mandate_must_clear
        if asked.get(agency) is not Right.MUST_CLEAR
    ]
    found += [
        Obstacle(lack=Lack.CLEARANCE_MISSING, agency=agency)
        for agency, right in asked.items()
        if right is Right.MUST_CLEAR and agency not in answers and not settled(agency)
    ]
    found += [
        Obstacle(lack=Lack.NONCONCURRENCE, agency=agency) for agency in nonconcurring(facts) if not settled(agency)
    ]
    return found


@once
def objections(facts: CaseFacts) -> Mapping[str, datetime]:
    """Who does not concur, and since when: by the latest answer, or by a hold that became a nonconcurrence.

    A nonconcurrence survives a redraft until its agency lifts it by answering anew; such a hold likewise.
    """
    answers = standing(facts)
    latest = {sign_off.agency: sign_off for sign_off in facts.sign_offs}
    found = {agency: one.at for agency, one in latest.items() if one.response is Response.NONCONCUR}
    for hold in facts.holds:
        if hold.ended is HoldEnd.BECAME_NONCONCURRENCE and hold.ended_at is not None:
            answer = answers.get(hold.agency)
            if answer is None or answer.at < hold.ended_at:
                found[hold.agency] = max(hold.ended_at, found.get(hold.agency, hold.ended_at))
    return found


@once
def nonconcurring(facts: CaseFacts) -> tuple[str, ...]:
    """Agencies that do not concur."""
    return tuple(sorted(objections(facts)))


def office_standing(facts: CaseFacts) -> dict[str, OfficeAnswer]:
    """Each office's latest answer to the current text. Nothing of an office's is carried over."""
    answers = (one for one in facts.office_answers if one.version == facts.head.number)
    return {one.office: one for one in answers if one.digest == facts.head.digest}


def offices_missing(facts: CaseFacts) -> tuple[str, ...]:
    """Offices asked beside their agency that have not answered to the current text."""
    answers = office_standing(facts)
    return tuple(office for office in facts.offices if office not in answers)


def offices_nonconcurring(facts: CaseFacts) -> tuple[str, ...]:
    """Offices asked beside their agency whose latest answer, to whatever version, is that they do not concur."""
    latest = {one.office: one.response for one in facts.office_answers}
    return tuple(office for office in facts.offices if latest.get(office) is Response.NONCONCUR)


def _office_obstacles(facts: CaseFacts) -> list[Obstacle]:
    """What offices asked beside their agency still owe. Only the President's decision settles it without them."""
    ruling = facts.binding
    if facts.round is None or (ruling is not None and ruling.outcome in BY_THE_PRESIDENT):
        return []
    lacks = {
        Lack.OFFICE_CLEARANCE_MISSING: offices_missing(facts),
        Lack.OFFICE_NONCONCURS: offices_nonconcurring(facts),
    }
    return [Obstacle(lack=lack, agency=office) for lack, offices in lacks.items() for office in offices]


@once
def clearance_obstacles(facts: CaseFacts) -> tuple[Obstacle, ...]:
    """What the clearance of the current text still lacks; empty when it is clear."""
    found = [*_clearance_obstacles(facts), *_office_obstacles(facts)]
    if facts.split is not None:
        found.append(Obstacle(lack=Lack.SPLIT_OPEN))
    if facts.head.number in facts.sent_back:
        found.append(Obstacle(lack=Lack.SENT_BACK))
    found += [Obstacle(lack=Lack.HOLD_OPEN, agency=hold.agency) for hold in open_holds(facts)]
    found += [
        Obstacle(lack=Lack.CRITICAL_COMMENT_OPEN, agency=comment.agency) for comment in open_critical_comments(facts)
    ]
    return tuple(found)


def approved(facts: CaseFacts) -> bool:
    """Whether the current text, to the letter, has been approved."""
    return any(a.digest == facts.head.digest and a.version == facts.head.number for a in facts.approvals)
