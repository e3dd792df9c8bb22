"""What is asked and answered of assessments and of a mandate's yearly check."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from api.answers import Answered, Mark
from api.requests import Asked, Words
from domain.vocabulary import MandateVerdict


class MandateCheckIn(Asked):
    """Whether a mandate still holds."""

    verdict: MandateVerdict
    reason: Words


class MandateCheckOut(Answered):
    """One yearly check of a mandate."""

    id: UUID
    directive: str
    mandate: str
    classification: Mark
    verdict: MandateVerdict
    reason: str
    by: str
    at: datetime


class MandateChecksOut(Answered):
    """A mandate's yearly checks, the newest first."""

    items: list[MandateCheckOut]


class IndicatorOut(Answered):
    """What is watched, where it stood at first, and which office owns it."""

    indicator: str
    baseline: str
    owner: str


class ReturnOut(Answered):
    """An agency's return. `nil` is one; `stale_copy` is, letter for letter, the last period's."""

    agency: str
    until: datetime
    outcome: Literal["value", "nil", "unchanged"] | None
    value: str | None
    stale_copy: bool
    returned_at: datetime | None


class OpenedOut(Answered):
    """A case under the assessment."""

    id: UUID
    procedure: str
    stage: str


class AssessmentOut(Answered):
    """One period's assessment: what it rests on, its score on the exact current text, and what the NSC made of it."""

    plan: IndicatorOut | None
    returns: list[ReturnOut]
    closed: Literal["complete", "incomplete"] | None
    score: Literal["on_track", "at_risk", "off", "unknown"] | None
    review: str | None
    opened: list[OpenedOut]
