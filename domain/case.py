"""The facts of a case that decide what may be done to it. No words, no titles: ids, digests and times."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NewType
from uuid import UUID

from domain.coordination import Cause
from domain.ladder import Rung, Track
from domain.marking import Level
from domain.meeting import Commitment, Meeting, Topic
from domain.people import PersonId
from domain.reading import once
from domain.vocabulary import (
    BY_THE_PRESIDENT,
    MOVES,
    CablePrecedence,
    Caption,
    CommentKind,
    Disposition,
    EquityAct,
    Exclusion,
    Grade,
    Ground,
    HoldBecomes,
    HoldEnd,
    HoldKind,
    InterlocutorLevel,
    Milestone,
    Outcome,
    PaperLeft,
    Preset,
    Response,
    Right,
    Stage,
)
from domain.working_days import Allowed

CaseId = NewType("CaseId", UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One fixed text of the case. `digest` is the lower-case hex SHA-256 of its canonical bytes.

    `flags` counts what was found in it that its mandate would not have said in public.
    """

    number: int
    digest: str
    drafted_by: PersonId
    flags: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An agency asked in a round, and its right there."""

    agency: str
    right: Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One circulation of one fixed version to listed clearers.

    Attributes:
        default_clearance: whether it was announced that silence clears.
        silence_excluded: why at this step no silence clears.
        offices: offices whose own clearance is asked beside their agency's, such as the Legal Adviser's.
        preset: the statute that sets its times.
        allowed: the time that its precedence gave, by the practice of that day; None where the suspense was named.
        reminders: what is to be told when, as (kind, instant); None in rounds from before practice was kept.
    """

    number: int
    version: int
    digest: str
    circulated_by: PersonId
    circulated_at: datetime
    suspense: datetime
    precedence: str
    seats: tuple[Seat, ...]
    default_clearance: bool = False
    silence_excluded: Exclusion | None = None
    offices: tuple[str, ...] = ()
    preset: Preset | None = None
    allowed: Allowed | None = None
    reminders: tuple[tuple[str, datetime], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Equity:
    """What was done about an agency's equity: claimed by it, granted or refused by the action office, or imposed."""

    agency: str
    act: EquityAct
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver:
    """An agency's response to an earlier version that stands for this one, by the agency's own policy."""

    round: int
    version: int
    agency: str
    sign_off: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A transfer of action that was asked for and not answered yet."""

    id: UUID
    asked_by: str
    to_office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A split's arrival at a rung."""

    rung: Rung
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A decision on a split. What binds a text binds it to the letter: `digest`."""

    id: UUID
    outcome: Outcome
    rung: Rung
    version: int
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A disagreement that is before the ladder.

    Attributes:
        moves: the rungs it stood at, the present one last.
        positions: agencies that filed their position, and who wrote it.
        grades: agencies that filed their position, and the grade of who signed it.
        rulings: what was ruled, in order.
        reclama_at: when its one reclama was made, if it was.
    """

    id: UUID
    version: int
    track: Track
    opened_at: datetime
    moves: tuple[Move, ...]
    positions: tuple[tuple[str, PersonId], ...] = ()
    grades: tuple[tuple[str, Grade], ...] = ()
    rulings: tuple[Ruling, ...] = ()
    reclama_at: datetime | None = None

    @property
    def rung(self) -> Rung:
        """Where it stands."""
        return self.moves[-1].rung

    @property
    def standing_ruling(self) -> Ruling | None:
        """The ruling that closed it, unless a reclama has reopened it since; None while it is open."""
        last = next((r for r in reversed(self.rulings) if r.outcome not in MOVES), None)
        if last is None or (self.reclama_at is not None and last.at < self.reclama_at):
            return None
        return last


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """One agency's own time in a round, extended; `grade` is that of the official who asked."""

    round: int
    agency: str
    until: datetime
    grade: Grade
    person: PersonId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Proof that somebody entitled to answer for the agency opened the text of a round.

    `full_time_at` is when the agency will have had, from then on, the time that the round announced.
    """

    round: int
    agency: str
    at: datetime
    full_time_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """One agency's response to one digest, by one person, or by time (None). Later ones of the agency replace it."""

    id: UUID
    round: int
    version: int
    digest: str
    agency: str
    response: Response
    person: PersonId | None
    at: datetime
    grade: Grade = Grade.OFFICER


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeAnswer:
    """What one office, asked beside its agency, said of one digest: it concurs, or not and on what ground."""

    id: UUID
    round: int
    version: int
    digest: str
    office: str
    response: Response
    person: PersonId
    at: datetime
    ground: Ground | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A line of the comment matrix, without its words."""

    id: UUID
    sign_off: UUID
    agency: str
    kind: CommentKind
    version: int
    disposition: Disposition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A temporary stop by a named official.

    Attributes:
        until: when it ends by itself, extensions counted in.
        becomes: what it turns into then.
        extensions: how often it was extended.
        ended: how it ended; None while it stops the text.
        ended_at: when.
        grade: of the official who placed it.
    """

    id: UUID
    agency: str
    kind: HoldKind
    placed_by: PersonId
    placed_at: datetime
    until: datetime
    becomes: HoldBecomes = HoldBecomes.LAPSE
    extensions: int = 0
    ended: HoldEnd | None = None
    ended_at: datetime | None = None
    grade: Grade = Grade.OFFICER


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The approving official's act on one digest."""

    id: UUID
    digest: str
    version: int
    person: PersonId
    office: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The one act by which a text leaves."""

    id: UUID
    digest: str
    version: int
    channel: str
    person: PersonId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A milestone that was passed: when it happened, and when it was recorded.

    Attributes:
        version: the text it says something of; None if it says nothing of a text.
        digest: that text's digest.
        person: who recorded it.
        agency: for which agency; empty if for none in particular.
        outcome: a code, where the step asks for one; never words.
        ref: which of several, such as a round's or a tranche's number; a code, never words.
        until: a day or hour that it sets, such as that of a meeting or of entry into force.
        office: in which office it was recorded.
        of: the exact text of another case that it says something of.
    """

    id: UUID
    name: Milestone
    happened_at: datetime
    at: datetime
    person: PersonId
    version: int | None = None
    digest: str | None = None
    agency: str = ""
    outcome: str = ""
    ref: str = ""
    until: datetime | None = None
    office: str = ""
    of: "OtherText | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherText:
    """A text of another case, to the letter."""

    case: UUID
    version: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """How a text is to be delivered: to whom at least, how fast, in whose hands only, with which paper.

    It stands for every version from the one it was given with on; what is cleared is cleared with it.
    """

    version: int
    precedence: CablePrecedence
    captions: tuple[Caption, ...] = ()
    level: InterlocutorLevel | None = None
    paper: PaperLeft = PaperLeft.NONE
    deliver_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A case opened under this one: a text of its own, on a procedure of its own.

    Attributes:
        head: its current text.
        released: the digest that went out, and when; None while nothing has.
        released_at: when.
    """

    id: UUID
    procedure: str
    stage: Stage
    opened_at: datetime
    head: Version | None = None
    released: str | None = None
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """What the rules of a case under another look at of that one.

    Attributes:
        released: whether its text has gone out, and was not called back.
        found: the latest outcome of each of its milestones that has one.
        initialled: the text that was initialled last under it.
    """

    id: UUID
    procedure: str
    mandate: str
    released: bool
    found: tuple[tuple[Milestone, str], ...] = ()
    initialled: OtherText | None = None

    def outcome(self, name: Milestone) -> str:
        """What was found by that milestone; empty if nothing was."""
        return dict(self.found).get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day that the mandate sets; `at` is its end."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """All that the rules look at. Tuples are in the order in which things happened.

    Attributes:
        above: the case above it, as far as its own rules look at that.
        deadlines: those of its mandate.
        need_to_know: the offices that alone may know of it; empty: whoever its access list and watchers are.
        high_level: a principal sits at the consultation, as its mandate or its series has it.
        frozen: the digest that was initialled: its text is not changed any more.
    """

    id: CaseId
    procedure: str
    classification: Level
    action_agency: str
    action_office: str
    opened_by: PersonId
    opened_at: datetime
    mandate_rights: tuple[Seat, ...]
    versions: tuple[Version, ...]
    rounds: tuple[Round, ...] = ()
    equities: tuple[Equity, ...] = ()
    carried: tuple[CarriedOver, ...] = ()
    splits: tuple[Split, ...] = ()
    departments: frozenset[str] = frozenset()
    sent_back: frozenset[int] = frozenset()
    transfer: Transfer | None = None
    extensions: tuple[Extension, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    office_answers: tuple[OfficeAnswer, ...] = ()
    comments: tuple[Comment, ...] = ()
    holds: tuple[Hold, ...] = ()
    approvals: tuple[Approval, ...] = ()
    release: Release | None = None
    milestones: tuple[Passed, ...] = ()
    steps: frozenset[str] = frozenset()
    instruction: Instruction | None = None
    children: tuple[Child, ...] = ()
    parent: UUID | None = None
    above: Parent | None = None
    deadlines: tuple[Deadline, ...] = ()
    need_to_know: tuple[str, ...] = ()
    frozen: str | None = None
    non_voting: frozenset[str] = frozenset()
    coordination: frozenset[Cause] = frozenset()
    high_level: bool = False
    meetings: tuple[Meeting, ...] = ()
    topics: tuple[Topic, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    withdrawn: bool = False
    recalled: bool = False
    time_acts: frozenset[str] = field(default_factory=frozenset)

    @property
    def mandate_must_clear(self) -> tuple[str, ...]:
        """The agencies without whose clearance nothing under this mandate goes out."""
        return tuple(seat.agency for seat in self.mandate_rights if seat.right is Right.MUST_CLEAR)

    @property
    def head(self) -> Version:
        """The current text. Every case is opened with one, in the same transaction."""
        return self.versions[-1]

    @property
    def round(self) -> Round | None:
        """The round on the current text; None while the current text has not been circulated."""
        if self.rounds and self.rounds[-1].version == self.head.number:
            return self.rounds[-1]
        return None

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Who is asked in the latest round, with the equities granted or imposed since; empty before the first."""
        return _seats(self)

    @property
    def offices(self) -> tuple[str, ...]:
        """The offices asked beside their agencies in the latest round; empty before the first."""
        return self.rounds[-1].offices if self.rounds else ()

    @property
    def split(self) -> Split | None:
        """The split that is open now."""
        return next((s for s in reversed(self.splits) if s.standing_ruling is None), None)

    @property
    def binding(self) -> Ruling | None:
        """The ruling that binds the current text, if one does."""
        for split in reversed(self.splits):
            ruling = split.standing_ruling
            if ruling is not None and (ruling.version, ruling.digest) == (self.head.number, self.head.digest):
                return ruling if ruling.outcome in BY_THE_PRESIDENT | {Outcome.CLAUSE_CONTROLS} else None
        return None

    @property
    def writers(self) -> frozenset[PersonId]:
        """Everyone who opened, drafted, edited or circulated."""
        wrote = {version.drafted_by for version in self.versions}
        return frozenset(wrote | {on.circulated_by for on in self.rounds} | {self.opened_by})

    def passed(self, name: Milestone) -> bool:
        """Whether that milestone has been recorded."""
        return any(m.name is name for m in self.milestones)

    def latest(self, *names: Milestone) -> Passed | None:
        """What was recorded last of these milestones."""
        return next((m for m in reversed(self.milestones) if m.name in names), None)

    def with_sign_off(self, sign_off: SignOff, comments: tuple[Comment, ...]) -> "CaseFacts":
        """These facts and one response more."""
        return replace(self, sign_offs=(*self.sign_offs, sign_off), comments=(*self.comments, *comments))


@once
def _seats(facts: CaseFacts) -> tuple[Seat, ...]:
    if not facts.rounds:
        return ()
    given = {e.agency for e in facts.equities if e.act in (EquityAct.GRANTED, EquityAct.IMPOSED)}
    others = tuple(seat for seat in facts.rounds[-1].seats if seat.agency not in given)
    return (*(Seat(agency=agency, right=Right.MUST_CLEAR) for agency in sorted(given)), *others)
