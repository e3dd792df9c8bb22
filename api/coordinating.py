"""What is asked and answered of links, certifications, sequencing, trade actions and enforcement cases."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from api.answers import Answered, Mark, ParagraphOut
from api.requests import AgencyCode, Asked, Moment, Paragraphs, Words
from domain.vocabulary import Finding, LinkKind, Statute


class LinkIn(Asked):
    """Tie a case to another: this one is the first end, `to` the second."""

    kind: LinkKind
    to: UUID
    reason: Words


class CertificationIn(Asked):
    """Open a certification; what pulls the same lever waits until it is decided."""

    statute: Statute
    reason: Words


class FindingIn(Asked):
    """Decide a certification."""

    finding: Finding
    reason: Words


class SequencingIn(Asked):
    """Say when a demarche may go: now, or not before an instant within the week."""

    not_before: Moment | None = None
    reason: Words


class SealIn(Asked):
    """Seal a source: read by you and by the agency whose it is, by nobody else."""

    owner: AgencyCode
    source: Words


class TearLineIn(Asked):
    """What of the finding may be told, by the agency whose evidence it is."""

    owner: AgencyCode
    paragraphs: Paragraphs
    note: Words | None = None


class ReviewIn(Asked):
    """Whether a tear-line may be released."""

    releasable: bool
    reason: Words


class NamedCaseOut(Answered):
    """A case as it is named in a list of another's."""

    id: UUID
    number: str
    mandate: str
    title: str
    banner: str


class LinkedCaseOut(NamedCaseOut):
    """The other end of a link."""

    stage: str


class LinkOut(Answered):
    """A link. `direction` says whether it goes to the other case or comes from it; `open`, whether it still binds."""

    id: UUID
    kind: str
    direction: Literal["to", "from"]
    case: LinkedCaseOut
    reason: str
    by: str
    since: datetime
    open: bool
    ended_at: datetime | None
    ended_because: str | None


class CertificationOut(Answered):
    """A certification on a lever; `finding` is pending, certified or not_certified."""

    case: NamedCaseOut
    statute: str
    opened_at: datetime
    finding: str
    decided_at: datetime | None


class HeldLeverOut(Answered):
    """A lever that the case's mandate shares."""

    name: str
    mandates: list[str]
    certifies: list[str]
    certifications: list[CertificationOut]


class LinksOut(Answered):
    """The case's links to cases that you see too, and the levers that it shares."""

    items: list[LinkOut]
    levers: list[HeldLeverOut]


class CertificationLineOut(Answered):
    """A certification of this case."""

    id: UUID
    statute: str
    opened_at: datetime
    finding: str
    decided_at: datetime | None


class CertificationsOut(Answered):
    """The case's certifications, in order."""

    items: list[CertificationLineOut]


class GaugeOut(Answered):
    """After how many demarches a week a directive has the NSC asked; whether the next one waits for it."""

    directive: str
    demarches_a_week: int
    then: Literal["ask", "wait"]


class ReleasedCaseOut(NamedCaseOut):
    """A demarche that went out within the week."""

    released_at: datetime


class WaitingCaseOut(NamedCaseOut):
    """A demarche that the NSC is asked to sequence."""

    stage: str
    circulated_at: datetime | None


class PressureOut(Answered):
    """The pressure on one counterpart as far as you see it; the gate counts all."""

    counterpart: str
    window_days: int
    gauges: list[GaugeOut]
    released: list[ReleasedCaseOut]
    waiting: list[WaitingCaseOut]


class StepOut(Answered):
    """A step that was taken: for which agency, with what outcome, of which tranche."""

    name: str
    agency: str
    outcome: str
    ref: str
    recorded_at: datetime


class SeatOut(Answered):
    """A seat in the committee: only members clear."""

    agency: str
    seat: Literal["member", "non_voting", "observer"]
    response: str | None
    reserved_until: datetime | None


class KeyOut(Answered):
    """A key on the exact current text."""

    step: str
    agency: str
    turned: bool
    by: StepOut | None


class TrancheOut(Answered):
    """A released tranche, in per cent of the year's allocation."""

    ref: str
    share: int


class NextTrancheOut(Answered):
    """The tranche that comes next, and what has been determined for it."""

    ref: str
    determinations: list[StepOut]


class TradeActionOut(Answered):
    """A trade action as its committee sees it."""

    fence: StepOut | None
    wall_notice: str | None
    seats: list[SeatOut]
    keys: list[KeyOut]
    tranches: list[TrancheOut]
    next_tranche: NextTrancheOut | None
    levers: list[HeldLeverOut]


class SourceOut(Answered):
    """A sealed source that is under your eyes."""

    id: UUID
    owner: str
    source: str
    by: str
    at: datetime


class SourcesOut(Answered):
    """The sealed sources that you may read; where there is none for you, none is told."""

    items: list[SourceOut]


class TearLineOut(Answered):
    """A tear-line with its words; `reviewed` is its latest review, null while there is none."""

    number: int
    marking: Mark
    digest: str
    owner: str
    note: str
    paragraphs: list[ParagraphOut]
    at: datetime
    reviewed: str | None
    review_reason: str | None
    reviewed_at: datetime | None


class TearLinesOut(Answered):
    """The case's tear-lines, in order."""

    items: list[TearLineOut]
