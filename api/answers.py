"""What answers look like, for the OpenAPI document; a test holds what is sent to it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

Mark = Literal["U", "C", "S", "TS"]


class Answered(BaseModel):
    """Part of an answer."""

    model_config = ConfigDict(extra="forbid")


class TextOut(Answered):
    """The current text. `flags` counts what its mandate would not have said in public; see `/cases/{id}/flags`."""

    version: int
    digest: str
    flags: int


class AgencyOut(Answered):
    """One agency in a round. `version` is the one it last answered to; `since` when it answered or was asked.

    `silence_barred_by` says why its silence does not clear; `lapsed`, that it clears only if affected and let its time
    go by, which means nothing.
    """

    agency: str
    right: str
    response: str | None
    version: int | None
    carried_over: bool
    suspense: datetime
    since: datetime
    received_at: datetime | None
    silence_clears_at: datetime | None
    silence_barred_by: str | None
    lapsed: bool


class AnnouncedOut(Answered):
    """The hour of a suspense on the clocks of the city named."""

    at: datetime
    city: str


class OfficeOut(Answered):
    """One office asked beside its agency, such as the Legal Adviser's; `since` when it answered or was asked."""

    office: str
    response: str | None
    ground: str | None
    since: datetime


class RoundOut(Answered):
    """The latest round; `stale` when the text has changed since."""

    number: int
    version: int
    stale: bool
    precedence: str
    circulated_at: datetime
    suspense: datetime
    announced: AnnouncedOut
    default_clearance: bool
    silence_excluded: str | None
    preset: str | None
    clear: bool
    agencies: list[AgencyOut]
    offices: list[OfficeOut]


class OpenHoldOut(Answered):
    """A hold that stops the text."""

    id: UUID
    agency: str
    kind: str
    since: datetime
    until: datetime
    becomes: str
    extensions: int
    working_days_so_far: int
    cycles_so_far: int


class ObstacleOut(Answered):
    """What forbids release now, and whose it is: an agency's, or an office's that is asked beside its agency."""

    lack: str
    agency: str
    step: str | None = None


class ApprovalOut(Answered):
    """An approval of one version."""

    version: int
    digest: str
    office: str
    at: datetime


class ReleaseOut(Answered):
    """The release."""

    id: UUID
    version: int
    digest: str
    channel: str
    at: datetime


class MilestoneOut(Answered):
    """When it happened and when it was recorded; of which text, for which agency, with what outcome."""

    name: str
    at: datetime
    recorded_at: datetime
    version: int | None
    agency: str
    outcome: str
    ref: str
    until: datetime | None


class DueOut(Answered):
    """What time has to do next."""

    key: str
    at: datetime


class SplitOut(Answered):
    """The open split, or the one whose ruling binds the text; the words are at `/splits`."""

    id: UUID
    version: int
    track: str
    rung: str
    name_1982: str
    name_today: str
    opened_at: datetime
    since: datetime
    positions: list[str]
    ruling: str | None
    reclama_at: datetime | None
    dissents: list[str]


class InstructionOut(Answered):
    """How the text is to be delivered; cleared with the words."""

    precedence: str
    captions: list[str]
    level: str | None
    paper: str
    deliver_by: datetime | None


class StepOut(Answered):
    """A step of the procedure beside the clearance of the text; `next`: the case waits for it now."""

    name: str
    place: str
    stage: str
    capacity: str
    agency: str
    office: str | None
    optional: bool
    taken: bool
    next: bool


class PlannedOut(Answered):
    """One planned milestone of a consultation."""

    milestone: str
    due_at: datetime
    done: bool
    late: bool


class CasePlanOut(Answered):
    """What is planned of a consultation, backwards from its meeting; null for any other procedure.

    `series` and `cycle` are those from which it was opened, if you may see them.
    """

    series: str | None
    cycle: UUID | None
    high_level: bool
    communique: bool
    meets_at: datetime | None
    times_moved: int
    milestones: list[PlannedOut]


class RestsOnOut(Answered):
    """A position that the text rests on."""

    position: UUID
    cited: bool
    in_force: bool
    successor: UUID | None


class OpenConflictOut(Answered):
    """A contradiction that blocks the text."""

    id: UUID
    kind: str


class BasisOut(Answered):
    """What the current text rests on; differences, assertions and rulings are at `/basis`."""

    rests_on: list[RestsOnOut]
    not_cited: list[UUID]
    needs_reclear: bool
    stopped: bool
    conflicts: list[OpenConflictOut]
    drafted_as_position: str | None
    position: UUID | None


class CaseOut(Answered):
    """A case as the person may see it. `version` is also its ETag."""

    id: UUID
    number: str
    directive: str
    directive_edition: int
    mandate: str
    issue: str
    counterpart: str
    procedure: str
    title: str
    classification: Mark
    banner: str
    stage: str
    action_agency: str
    action_office: str
    opened_at: datetime
    parent: UUID | None
    text: TextOut
    instruction: InstructionOut | None
    steps: list[StepOut]
    round: RoundOut | None
    holds: list[OpenHoldOut]
    split: SplitOut | None
    blocked_by: list[ObstacleOut]
    approvals: list[ApprovalOut]
    release: ReleaseOut | None
    basis: BasisOut
    milestones: list[MilestoneOut]
    due: DueOut | None
    overdue: bool
    plan: CasePlanOut | None
    version: int


class CaseLineOut(Answered):
    """A case in a list."""

    id: UUID
    number: str
    directive: str
    mandate: str
    procedure: str
    title: str
    classification: Mark
    banner: str
    stage: str
    action_agency: str
    action_office: str
    suspense: datetime | None
    due: DueOut | None
    opened_at: datetime
    version: int


class CasePageOut(Answered):
    """A page of cases; `next` is the cursor of the one after it."""

    items: list[CaseLineOut]
    next: str | None


class InboxItemOut(Answered):
    """One thing that waits for you, and for which agency; `step` names the milestone if it is a procedure's step."""

    act: Literal[
        "circulate",
        "redraft",
        "sign_off",
        "answer_for_office",
        "dispose",
        "answer_claim",
        "clear_departure",
        "rule",
        "answer_transfer",
        "approve",
        "release",
        "take_step",
        "withdraw",
        "sequence",
        "decide_certification",
        "propose_topic",
        "decide_topic",
        "adopt",
        "reclear",
        "reaffirm",
        "rule_on_conflict",
        "acknowledge",
    ]
    agency: str | None
    step: str | None
    case: CaseLineOut


class WaitingCycleOut(Answered):
    """A cycle that was opened; your office opens its case, with `cycle` in POST /cases."""

    cycle: UUID
    series: str
    directive: str
    mandate: str
    title: str
    marking: Mark
    action_office: str
    opens_at: datetime
    meeting_at: datetime


class InboxOut(Answered):
    """All that waits for you, the soonest suspense first; and cycles whose cases your office is to open."""

    items: list[InboxItemOut]
    cycles: list[WaitingCycleOut]


class RunOut(Answered):
    """A run of words that stayed, came in or went out."""

    op: Literal["equal", "insert", "delete"]
    text: str


class RedlineOut(Answered):
    """One paragraph of a redline; `old` or `new` is null where it was inserted or taken out."""

    old: int | None
    new: int | None
    marking_change: tuple[str, str] | None
    runs: list[RunOut]


class ParagraphOut(Answered):
    """A portion as it is."""

    text: str
    marking: Mark
    equities: list[str]


class VersionOut(Answered):
    """A version's words, and a redline if one was asked for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"additionalProperties": False})

    case: UUID
    version: int
    digest: str
    drafted_in: str
    at: datetime
    note: str
    paragraphs: list[ParagraphOut]
    compared_with: int | None = None
    redline: list[RedlineOut] | None = None


class FlagOut(Answered):
    """A place in public words that their mandate would not have said there; offsets in code points."""

    kind: str
    paragraph: int
    start: int
    end: int
    words: str


class FlagsOut(Answered):
    """All places found in the current text."""

    version: int
    items: list[FlagOut]


class WhoOut(Answered):
    """A person."""

    name: str
    subject: str


class TimelineItemOut(Answered):
    """One thing that happened."""

    seq: int
    at: datetime
    what: str
    sentence: str
    who: WhoOut | None
    data: dict[str, str | int | None]
    words: dict[str, str | dict[str, str]]


class TimelineOut(Answered):
    """What happened, in order."""

    items: list[TimelineItemOut]
    next: int | None


class LedgerEntryOut(Answered):
    """hash = SHA-256(prev ‖ "case|seq|at|actor|kind|body"), see docs/ledger.md."""

    seq: int
    at: datetime
    actor: str
    kind: str
    fact: str
    body: str
    prev: str
    hash: str


class LedgerOut(Answered):
    """The case's chain."""

    items: list[LedgerEntryOut]
    next: int | None


class MatrixLineOut(Answered):
    """A comment and its disposition."""

    id: UUID
    version: int
    agency: str
    kind: str
    paragraph: int | None
    text: str
    proposed: str | None
    ground: str | None
    by: str
    at: datetime
    disposition: str | None
    reason: str | None
    disposed_at: datetime | None


class BracketedOut(Answered):
    """A paragraph for which several agencies propose other words, in brackets, each attributed."""

    version: int
    paragraph: int
    text: str


class MatrixOut(Answered):
    """The comment matrix."""

    items: list[MatrixLineOut]
    bracketed: list[BracketedOut]


class ClauseOut(Answered):
    """A clause in our own words, with its level; if the paper was imported, its own words and its mark as written.

    `mandates` are the codes of those drawn from it that you may see.
    """

    code: str
    ordinal: int
    section: str
    marking: Mark
    summary: str
    text: str | None
    marked: str | None
    mandates: list[str]


class DeadlineOut(Answered):
    """A date from the record."""

    name: str
    date: str
    note: str


class MandateCaseOut(Answered):
    """A case of a mandate: where it stands, when somebody last acted in it, and the date that it waits for."""

    id: UUID
    number: str
    procedure: str
    title: str
    classification: Mark
    stage: str
    last_action_at: datetime | None
    next_at: datetime | None


class NextDateOut(Answered):
    """A mandate's next date, and what it is of; `late` if it has passed. `day` is Washington's."""

    kind: Literal["suspense", "clock", "cycle", "deadline", "check"]
    name: str
    at: datetime
    day: str
    case: UUID | None
    late: bool


class MandateOut(Answered):
    """What the directive orders, of whom, cleared by whom; and how it stands, by the cases that you may see.

    `cases` are at most 20, the open ones first; `cases_in_all` counts them all. `without_action`: nobody has put
    anything on record under it for 90 days. `checked_at`: when the staff of the Assistant to the President said last
    whether it still holds; it is asked again at `check_due_at`.
    """

    code: str
    title: str
    marking: Mark
    clauses: list[str]
    procedure: str
    also: list[str]
    counterpart: str
    issue: str
    action_agency: str
    action_office: str
    cadence: str | None
    guardrails: list[str]
    channels: list[str]
    reasoning: str
    confidence: str
    equities: dict[str, str]
    deadlines: list[DeadlineOut]
    steps: list[str]
    lint: list[str]
    non_voting: list[str]
    high_level: bool
    cases: list[MandateCaseOut]
    cases_in_all: int
    open_cases: int
    last_action_at: datetime | None
    next: NextDateOut
    without_action: bool
    checked_at: datetime | None
    check_due_at: datetime


class LeverOut(Answered):
    """What several mandates pull; certified under those in `certifies`."""

    name: str
    mandates: list[str]
    certifies: list[str]


class DirectiveOut(Answered):
    """A directive's newest edition, as far as you are cleared for it."""

    id: str
    edition: int
    dated: str
    handling_note: str
    control: dict[str, str | None]
    title: ClauseOut | None
    preamble: ClauseOut | None
    clauses: list[ClauseOut]
    mandates: list[MandateOut]
    levers: list[LeverOut]


class HealthOut(Answered):
    """The process answers."""

    status: Literal["alive"]


class ReadyOut(Answered):
    """The process can work, on a database at that migration."""

    status: Literal["ready"]
    migration: str


class ProblemOut(BaseModel):
    """RFC 9457 problem+json with a stable `code`; `places` where there is more than one thing to say."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    places: list[dict[str, str | int | None]] | None = None


class BulkAnswerOut(Answered):
    """What became of one of many responses."""

    case: UUID
    status: int
    code: str | None
    detail: str | None


class BulkOut(Answered):
    """What became of each, in the order asked."""

    items: list[BulkAnswerOut]


class WouldAskOut(Answered):
    """An agency that circulation would ask."""

    agency: str
    right: str


class AdviceOut(Answered):
    """Advice before circulation."""

    would_ask: list[WouldAskOut]
    would_ask_offices: list[str]
    silence_excluded: str | None
    missing: list[str]
    never_comments: list[str]
    short_fuses: int


class PositionOut(Answered):
    """An agency's position in its own words."""

    agency: str
    recommendation: str
    alternative: str | None
    office: str
    at: datetime


class GroundOut(Answered):
    """A critical comment on the text."""

    agency: str
    ground: str
    text: str
    proposed: str | None
    paragraph: int | None


class MoveOut(Answered):
    """A rung at which the split stood."""

    rung: str
    name_1982: str
    name_today: str
    cause: str
    due_at: datetime | None
    at: datetime


class RulingOut(Answered):
    """A ruling."""

    rung: str
    name_1982: str
    name_today: str
    outcome: str
    version: int
    digest: str
    clauses: list[str]
    reason: str
    notational: bool
    office: str
    at: datetime


class ReclamaOut(Answered):
    """A request to reconsider."""

    agency: str
    argument: str
    at: datetime


class SplitWordsOut(Answered):
    """A split with its words, and the memo for its decider."""

    id: UUID
    question: str
    version: int
    track: str
    opened_at: datetime
    opened_by: str
    positions: list[PositionOut]
    grounds: list[GroundOut]
    moves: list[MoveOut]
    rulings: list[RulingOut]
    reclama: ReclamaOut | None
    memo: list[str]


class SplitsOut(Answered):
    """The case's splits, the latest first."""

    items: list[SplitWordsOut]
