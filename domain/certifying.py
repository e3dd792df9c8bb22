"""Who opens a certification, and who decides it (Pelly and Packwood-Magnuson amendments: the Secretary of Commerce).

A certification follows from the facts: while it is pending its case is neither withdrawn nor recalled.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.case import CaseFacts
from domain.entitlement import action_officer, apart
from domain.people import Actor, PersonId
from domain.refusals import NotNow, NotYours
from domain.vocabulary import Capacity, Finding, Grade, Statute


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """A certification; `finding` is None while it is pending."""

    id: UUID
    statute: Statute
    opened_by: PersonId
    opened_at: datetime
    finding: Finding | None = None
    decided_at: datetime | None = None


def pending(certifications: tuple[Certification, ...]) -> Certification | None:
    """The one that is not decided."""
    return next((one for one in certifications if one.finding is None), None)


def may_open_certification(
    actor: Actor, facts: CaseFacts, before: tuple[Certification, ...], *, certifies: bool
) -> str:
    """The action office of a mandate that certifies opens one at a time."""
    office = action_officer(actor, facts, "open a certification")
    if not certifies:
        raise NotNow("mandate_does_not_certify", "No lever of the directive is certified under this mandate.")
    if facts.withdrawn or facts.recalled:
        raise NotNow("case_has_ended", "The case has ended.")
    if pending(before) is not None:
        raise NotNow("certification_pending", "A certification is pending in this case: have it decided first.")
    return office


def may_decide_certification(actor: Actor, facts: CaseFacts, on: Certification) -> str:
    """The head of the action agency decides, who did not open it; an acting one does, by instrument."""
    held = actor.appointed(Capacity.APPROVER, agency=facts.action_agency)
    if held is None or held.grade < Grade.SECRETARY:
        raise NotYours("not_the_secretary", f"The Secretary at the head of {facts.action_agency} decides.")
    apart(actor, frozenset({on.opened_by}), "opened the certification")
    if on.finding is not None:
        raise NotNow("certification_already_decided", "That certification has been decided.")
    return held.office


def keeps_its_case(certifications: tuple[Certification, ...]) -> None:
    """A case with a pending certification is not ended by taking it back."""
    if pending(certifications) is not None:
        raise NotNow("certification_pending", "A certification is pending: it is decided, not taken back.")
