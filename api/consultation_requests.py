"""What requests about series and consultations look like."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.requests import AgencyCode, Asked, Moment, Words

SeriesCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{0,19}$")]
OfficeCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9.-]{1,59}$")]


class CycleIn(Asked):
    """Open a cycle now, or plan one for `opens_at`. The meeting is as the series plans it if left out."""

    reason: Words
    opens_at: Moment | None = None
    meeting_at: Moment | None = None


class NoteIn(Asked):
    """Pause a series, or resume it, and say why."""

    note: Words


class SkipIn(Asked):
    """Skip the cycle that opens at that moment, or that was opened then and has no case."""

    opens_at: Moment
    reason: Words


class MoveIn(Asked):
    """Let the cycle that opens at one moment open at another."""

    opens_at: Moment
    to: Moment
    meeting_at: Moment | None = None
    reason: Words


class MeetingIn(Asked):
    """Set the meeting, or move it with all that is planned from it."""

    meets_at: Moment
    reason: Words


class TopicIn(Asked):
    """Propose a topic for an agency, with the cases that it touches."""

    agency: AgencyCode
    title: Words
    links: Annotated[list[UUID], Field(max_length=20, default_factory=list)]


class TopicDecisionIn(Asked):
    """Say whether a topic is on the agenda."""

    included: bool
    reason: Words


class CommitmentIn(Asked):
    """Record what was promised, whose it is and by when."""

    agency: AgencyCode
    office: OfficeCode | None = None
    text: Words
    due_at: Moment


class CommitmentActIn(Asked):
    """Say that a commitment is done, is open again, or is due later: then `until` is the new day."""

    act: Literal["done", "reopened", "extended"]
    note: Words
    until: Moment | None = None
