"""The facts of a case that decide what may be done to it. No words, no titles: ids, digests and times."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NewType
from uuid import UUID

from domain.ladder import Rung, Track
from domain.marking import Level
from domain.meeting import Commitment, Meeting, Topic
from domain.people import PersonId
from domain.vocabulary import (
    BY_THE_PRESIDENT,
    MOVES,
    CommentKind,
    Disposition,
    EquityAct,
    Grade,
    HoldBecomes,
    HoldEnd,
    HoldKind,
    Milestone,
    Outcome,
    Response,
    Right,
    Stage,
)

CaseId = NewType("CaseId", UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One fixed text of the case. `digest` is the lower-case hex SHA-256 of its canonical bytes."""

    number: int
    digest: str
    drafted_by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An agency asked in a round, and its right there."""

    agency: str
    right: Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One circulation of one fixed version to listed clearers."""

    number: int
    version: int
    digest: str
    circulated_by: PersonId
    circulated_at: datetime
    suspense: datetime
    precedence: str
    seats: tuple[Seat, ...]
    default_clearance: bool = False


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
        rulings: what was ruled, in order.
        reclama_at: when its one reclama was made, if it was.
    """

    id: UUID
    version: int
    track: Track
    opened_at: datetime
    moves: tuple[Move, ...]
    positions: tuple[tuple[str, PersonId], ...] = ()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A case opened under this one: a text of its own, on a procedure of its own."""

    id: UUID
    procedure: str
    stage: Stage
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """All that the rules look at. Tuples are in the order in which things happened.

    `high_level`: a principal sits at the consultation, as its mandate or its series has it.
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
    comments: tuple[Comment, ...] = ()
    holds: tuple[Hold, ...] = ()
    approvals: tuple[Approval, ...] = ()
    release: Release | None = None
    milestones: tuple[Passed, ...] = ()
    steps: frozenset[str] = frozenset()
    children: tuple[Child, ...] = ()
    parent: UUID | None = None
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
        if not self.rounds:
            return ()
        given = {e.agency for e in self.equities if e.act in (EquityAct.GRANTED, EquityAct.IMPOSED)}
        others = tuple(seat for seat in self.rounds[-1].seats if seat.agency not in given)
        return (*(Seat(agency=agency, right=Right.MUST_CLEAR) for agency in sorted(given)), *others)

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

    def passed(self, name: Milestone) -> bool:
        """Whether that milestone has been recorded."""
        return any(m.name is name for m in self.milestones)

    def with_sign_off(self, sign_off: SignOff, comments: tuple[Comment, ...]) -> "CaseFacts":
        """These facts and one response more."""
        return replace(self, sign_offs=(*self.sign_offs, sign_off), comments=(*self.comments, *comments))
