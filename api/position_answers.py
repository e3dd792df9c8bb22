"""What answers about positions look like, for the OpenAPI document."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from api.answers import Answered, Mark, RedlineOut, RunOut


class MarkedOut(Answered):
    """Words with their mark."""

    marking: Mark
    text: str


class AssertionOut(Answered):
    """One thing that a text says, as a value; what it does not say is left out."""

    issue: str
    measure: str
    polarity: str
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    since: date | None = None
    until: date | None = None
    actor: str | None = None
    paragraph: int | None = None


class SourceOut(Answered):
    """The case and text that a position came from, for those who may see that case."""

    id: UUID
    number: str
    version: int
    digest: str


class PositionOut(Answered):
    """A position of record, as far as the person may read its parts."""

    id: UUID
    issue: str
    counterpart: str
    audience: str
    classification: Mark
    banner: str
    action_agency: str
    adopted_at: datetime
    in_force: bool
    in_force_from: datetime | None
    in_force_to: datetime | None
    supersedes: UUID | None
    superseded_by: UUID | None
    retired_at: datetime | None
    source: SourceOut | None
    bottom_line: list[MarkedOut]
    talking_points: list[MarkedOut]
    fallback: list[MarkedOut]
    do_not_say: list[MarkedOut]
    assertions: list[AssertionOut]


class PositionPageOut(Answered):
    """A page of positions; `next` is the cursor of the one after it."""

    items: list[PositionOut]
    next: str | None


class PeriodOut(Answered):
    """From when to when it was in force, and between which instants that was what was known."""

    in_force_from: datetime
    in_force_to: datetime | None
    known_from: datetime
    known_to: datetime | None


class DependentOut(Answered):
    """A text that rests on the position, and what a change of it means for that text."""

    id: UUID
    number: str
    stage: str
    standing: Literal["rests", "needs_reclear", "stopped", "reaffirmed", "delivered", "corrected"]


class OnePositionOut(PositionOut):
    """A position with all that was ever known of its time in force, what rests on it, and a redline if asked."""

    history: list[PeriodOut]
    dependents: list[DependentOut]
    compared_with: UUID | None
    redline: list[RedlineOut]


class SayOut(Answered):
    """What may be said, on an issue, to a counterpart, in private or in public, on a day."""

    position: UUID
    issue: str
    counterpart: str
    audience: str
    banner: str
    say: list[MarkedOut]
    digest: str
    fallback: list[MarkedOut]
    do_not_say: list[MarkedOut]
    in_force_from: datetime
    expires_at: datetime | None
    ask: str


class KnownTextOut(Answered):
    """Which known text it is, or is nearly."""

    kind: Literal["position", "release"]
    position: UUID | None
    case: UUID | None
    number: str | None
    version: int | None
    part: str | None
    paragraph: int | None
    banner: str
    issue: str | None
    audience: str | None
    likeness: float
    standing: str
    since: datetime | None
    superseded_by: UUID | None


class PaperPartOut(Answered):
    """What one paragraph is."""

    number: int
    verdict: str
    source: KnownTextOut | None
    redline: list[RunOut]


class PaperOut(Answered):
    """What a text is."""

    verdict: str
    source: KnownTextOut | None
    redline: list[RunOut]
    paragraphs: list[PaperPartOut]


class RestOut(Answered):
    """A position that the text rests on, and the difference to the one that took its place."""

    position: UUID
    cited: bool
    in_force: bool
    in_force_to: datetime | None
    reaffirmed: bool
    successor: UUID | None
    difference: list[RedlineOut]


class DraftOut(Answered):
    """How the text is to become a position."""

    audience: str
    bottom_line: list[int]
    talking_points: list[int]
    fallback: list[int]
    do_not_say: list[int]
    access: list[str] | None
    fallback_access: list[str]
    supersedes: UUID | None
    until: datetime | None


class SidesOut(Answered):
    """What the two sides of a contradiction say."""

    ours: AssertionOut | None = None
    theirs: AssertionOut | None = None
    words: list[str] | None = None
    guardrail: str | None = None


class ConflictRulingOut(Answered):
    """The ruling on a contradiction."""

    id: UUID
    outcome: str
    reason: str
    precedent: UUID | None
    office: str
    at: datetime


class PrecedentOut(Answered):
    """An earlier ruling on a like pair."""

    ruling: UUID
    case: str
    case_id: UUID
    version: int
    outcome: str
    reason: str
    office: str
    at: datetime
    detail: SidesOut


class ConflictOut(Answered):
    """A contradiction, its ruling, and what was ruled before on a like pair."""

    id: UUID
    version: int
    kind: str
    marking: Mark
    with_position: UUID | None
    with_case: UUID | None
    with_number: str | None
    with_mandate: str | None
    detail: SidesOut
    found_by: str
    at: datetime
    ruling: ConflictRulingOut | None
    precedents: list[PrecedentOut]


class BasisPageOut(Answered):
    """What a case's current text stands on."""

    case: UUID
    version: int
    rests_on: list[RestOut]
    not_cited: list[UUID]
    assertions: list[AssertionOut]
    draft: DraftOut | None
    conflicts: list[ConflictOut]


class DriftSidesOut(Answered):
    """In what the spoken words depart."""

    said: AssertionOut | None = None
    position: AssertionOut | None = None
    words: list[str] | None = None
    paragraph: int | None = None


class DriftOut(Answered):
    """One departure from a position."""

    id: UUID
    kind: str
    position: UUID
    marking: Mark
    detail: DriftSidesOut
    answered: bool


class SaidLineOut(Answered):
    """What was said at one meeting."""

    id: UUID
    at: datetime
    recorded_at: datetime
    interlocutor: str
    words: list[str]
    assertions: list[AssertionOut]
    by: str
    drifts: list[DriftOut]


class SaidOut(Answered):
    """What was said on a case."""

    items: list[SaidLineOut]


class NoticeOut(Answered):
    """What made the holders' paper stale."""

    id: UUID
    kind: Literal["recall", "page_change", "supersession", "retirement"]
    since: datetime
    by_position: UUID | None
    by_case: str | None
    paragraphs: list[int]
    reason: str | None


class AcknowledgedOut(Answered):
    """A holder's answer to a notice."""

    notice: UUID
    done: str
    at: datetime
    by: str
    office: str


class HolderOut(Answered):
    """An agency or a post that has the released text."""

    holder: str
    is_post: bool
    carries_stale_text: bool
    acknowledged: list[AcknowledgedOut]


class HoldersOut(Answered):
    """Who holds a released text, and who still carries it though it went stale."""

    case: UUID
    notices: list[NoticeOut]
    holders: list[HolderOut]


class ContactOut(Answered):
    """A contact outside the channel."""

    id: UUID
    classification: Mark
    banner: str
    agency: str
    counterpart: str
    issue: str | None
    at: datetime
    means: str
    with_whom: str
    summary: str
    logged_by: str
    logged_at: datetime
    review: str | None
    reviewed_at: datetime | None


class ContactsOut(Answered):
    """A page of contacts."""

    items: list[ContactOut]
    next: str | None


class ConsultationOut(Answered):
    """Who was consulted on what, when and at which level."""

    id: UUID
    classification: Mark
    agency: str
    issue: str
    partner: str
    ally: str | None
    level: str
    at: datetime
    note: str
    logged_by: str
    logged_at: datetime


class ShortfallOut(Answered):
    """An ally was told, and Japan not as early or not as high."""

    issue: str
    ally: str
    level: str
    at: datetime
    shortfall: Literal["not_consulted", "later", "lower"]
    consultation: UUID


class LoggedConsultationOut(ConsultationOut):
    """What was logged, and where Japan is behind on that issue."""

    shortfalls: list[ShortfallOut]


class ParityOut(Answered):
    """The parity log, and where Japan is behind."""

    items: list[ConsultationOut]
    shortfalls: list[ShortfallOut]


class ExceptionOut(Answered):
    """Something out of the ordinary; `about` is the thing itself: its id, or a mandate's code."""

    kind: str
    about: str
    what: str | None
    classification: Mark
    case: UUID | None
    number: str | None
    stage: str | None
    office: str | None
    position: UUID | None
    since: datetime


class ExceptionsOut(Answered):
    """Everything that is out of the ordinary now."""

    items: list[ExceptionOut]
