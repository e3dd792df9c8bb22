"""What `GET /cases/{id}/negotiation` answers."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from api.answers import Answered


class ApprovalNeededOut(Answered):
    """Whose approval gives the authority. `in_person`: nobody acts for them; `president`: he may as well."""

    agency: str
    grade: str
    in_person: bool
    president: bool


class AuthorityOut(Answered):
    """The authority under Circular 175: given by the release of the case's own text."""

    given_at: datetime | None
    digest: str | None
    called_back: bool
    approval: ApprovalNeededOut
    approved_in: list[str]


class RoundHeldOut(Answered):
    """A round of talks."""

    number: int
    at: datetime
    recorded_at: datetime


class RoundsOut(Answered):
    """How many were held, the latest of them, and in which something was accepted ad referendum."""

    held: int
    latest: list[RoundHeldOut]
    accepted_ad_referendum: list[str]


class ClearedOut(Answered):
    """Who cleared a departure: the Legal Adviser's office, or an agency."""

    by: str
    at: datetime


class DepartureOut(Answered):
    """A departure from authority; nothing is accepted while somebody has still to clear it."""

    ref: str
    recorded_at: datetime
    open: bool
    dropped: bool
    cleared: list[ClearedOut]
    missing: list[str]


class UnderOut(Answered):
    """A case under this one, or under one of its instructions; those that you may see."""

    id: UUID
    number: str
    title: str
    stage: str
    version: int
    digest: str
    opened_at: datetime
    released_at: datetime | None


class InstructionOut(UnderOut):
    """Instructions to the delegation, with what it may fall back on, if that is there for you."""

    fallbacks: list[UnderOut]


class AgreementTextOut(UnderOut):
    """A text of the agreement; `initialled` if it is the one that was initialled last."""

    initialled: bool


class ClockOut(Answered):
    """A moment of concern. `days` from now, negative once passed; what was past at the opening time does not note."""

    key: str
    at: datetime
    state: Literal["past_when_opened", "coming", "due", "noted"]
    days: int


class NegotiationOut(Answered):
    """Where a negotiation stands, beside its case."""

    case: UUID
    found: str | None
    authority: AuthorityOut
    rounds: RoundsOut
    departures: list[DepartureOut]
    instructions: list[InstructionOut]
    texts: list[AgreementTextOut]
    second_authorities: list[UnderOut]
    signer: str | None
    clocks: list[ClockOut]
