"""What answers about series and consultations look like."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from api.answers import Answered, Mark

StepName = Literal[
    "open_cycle",
    "topic_call",
    "papers",
    "clearance",
    "splits",
    "book",
    "press_guidance",
    "meeting",
    "memcon",
    "conclusions",
    "commitments",
]


class NextCycleOut(Answered):
    """A cycle to come: when it opens, when its meeting is planned, and why it opens then."""

    opens_at: datetime
    meeting_at: datetime
    origin: Literal["calendar", "planned", "moved"]


class SeriesLineOut(Answered):
    """A series of consultations with its next cycles. What is hidden from you is in no list."""

    series: str
    directive: str
    mandate: str
    title: str
    marking: Mark
    us_side: list[str]
    counterparts: list[str]
    rank: str
    place: str
    meets_in: str
    action_office: str
    communique: bool
    high_level: bool
    in_force: bool
    paused: bool
    next: list[NextCycleOut]


class SeriesListOut(Answered):
    """The series in force, by code."""

    items: list[SeriesLineOut]


class CalendarEntryOut(Answered):
    """Days on which cycles open: the nth weekday of these months, or these days of them."""

    months: list[int]
    weekday: str | None
    ordinal: int | None
    days: list[int]


class EngineOut(Answered):
    """How the schedule stood in the engine when the worker last looked; its moments have the jitter in them.

    `in_step`: nothing was done to the series since. `paused_there`: by an operator of the engine, by no act of ours.
    """

    applied_at: datetime
    in_step: bool
    paused: bool
    paused_there: bool
    next: list[datetime]


class SeriesActOut(Answered):
    """One thing that was done to the series, by whom and why."""

    act: Literal["pause", "resume", "plan", "skip", "move"]
    opens_at: datetime | None
    moved_to: datetime | None
    meeting_at: datetime | None
    reason: str
    by: str
    office: str
    at: datetime


class CaseRefOut(Answered):
    """A case that you may see."""

    id: UUID
    number: str
    stage: str


class CycleOut(Answered):
    """A cycle that was opened: by time at its scheduled moment, or by somebody; with its case if you may see that."""

    id: UUID
    opens_at: datetime
    meeting_at: datetime
    cause: Literal["time", "person"]
    opened_at: datetime
    case: CaseRefOut | None


class SeriesOut(SeriesLineOut):
    """A series in full. `version` is also its ETag."""

    reasoning: str
    confidence: str
    opens: list[CalendarEntryOut]
    opens_at: str
    zone: str
    meets_at: str
    opens_days_before: int
    overlap: str
    catch_up_days: int
    jitter_seconds: int
    engine: EngineOut | None
    acts: list[SeriesActOut]
    cycles: list[CycleOut]
    version: int


class PlanLineOut(Answered):
    """One milestone: its day on its own calendar, from where a holiday moved it, and what it is as set now."""

    milestone: StepName
    day: date
    due_at: datetime
    moved_from: date | None
    now_due_at: datetime | None
    done: bool
    late: bool


class MeetingSetOut(Answered):
    """When the meeting was set for, and why."""

    meets_at: datetime
    reason: str
    by: str
    at: datetime


class PlanOut(Answered):
    """A plan as it is, or, with `what_if`, as it would be; `closed_in` names the capitals that do not work that day."""

    case: UUID
    meets_at: datetime | None
    what_if: bool
    cycle_days: int
    closed_in: list[str]
    milestones: list[PlanLineOut]
    history: list[MeetingSetOut]


class TopicOut(Answered):
    """A topic; `included` is null until the action office has decided. Of linked cases those that you may see."""

    id: UUID
    agency: str
    title: str
    proposed_at: datetime
    included: bool | None
    reason: str | None
    decided_at: datetime | None
    links: list[CaseRefOut]


class ChildOut(CaseRefOut):
    """A case under this one: press guidance, the summary of conclusions."""

    procedure: str


class AgendaOut(Answered):
    """The agenda of a consultation, and the cases under it."""

    case: UUID
    topics: list[TopicOut]
    children: list[ChildOut]


class CommitmentCaseOut(Answered):
    """The consultation at which something was promised."""

    id: UUID
    number: str
    mandate: str


class CommitmentActOut(Answered):
    """What was said of a commitment since."""

    act: Literal["done", "reopened", "extended"]
    until: datetime | None
    note: str
    office: str
    at: datetime


class CommitmentOut(Answered):
    """What was promised, whose it is, by when, and how it stands."""

    id: UUID
    case: CommitmentCaseOut
    agency: str
    office: str | None
    text: str
    due_at: datetime
    state: Literal["open", "done", "overdue"]
    recorded_at: datetime
    acts: list[CommitmentActOut]


class CommitmentsOut(Answered):
    """A page of commitments, the soonest first; `next` is the `after` of the page that follows."""

    items: list[CommitmentOut]
    next: int | None
