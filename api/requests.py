"""What requests look like: nothing unknown, nothing malformed gets past here."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from api.answers import Mark
from casework.foundation import Foundation
from casework.passing import Said
from domain.assertions import Assertion, Audience, Polarity
from domain.marking import Level
from domain.positions import PositionDraft
from domain.text import LONGEST_PARAGRAPH, MOST_PARAGRAPHS, Paragraph
from domain.vocabulary import (
    CablePrecedence,
    Caption,
    CommentKind,
    Disposition,
    EquityAct,
    Exclusion,
    Ground,
    HoldBecomes,
    HoldKind,
    Milestone,
    Outcome,
    PaperLeft,
    Preset,
    Response,
)
from domain.working_days import Precedence

AgencyCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
OfficeCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9.-]{1,59}$")]
MandateCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}-[0-9]{1,2}[a-z]?$")]
Digest = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{64}$"),
    Field(description="SHA-256 of the text's canonical bytes, lower-case hex"),
]
Words = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _written(value: object) -> object:
    """One way to write an instant. A number, a bare date or a time without its zone could be read in two."""
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise PydanticCustomError("instant_form", "Write an instant as in 1982-10-25T17:00:00Z (RFC 3339).")
    return value


def _within(value: datetime) -> datetime:
    """Beyond these years some calendar on the way gives up: PostgreSQL writes a year that Python cannot read."""
    if not _EARLIEST <= value < _LATEST:
        raise PydanticCustomError("instant_out_of_range", "The instant lies between the years 1900 and 2199.")
    return value


_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _day_written(value: object) -> object:
    if not isinstance(value, str) or not _DAY.fullmatch(value) or value < "1900":
        raise PydanticCustomError("day_form", "Write a day as in 1982-10-25, from the year 1900 on.")
    return value


Day = Annotated[date, BeforeValidator(_day_written)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Figure = Annotated[float, Field(strict=True, ge=-1e12, le=1e12, allow_inf_nan=False)]
PartNumber = Annotated[int, Field(strict=True, ge=1, le=MOST_PARAGRAPHS, description="A paragraph, counted from 1")]
PartNumbers = Annotated[list[PartNumber], Field(max_length=MOST_PARAGRAPHS)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_within)]


class Asked(BaseModel):
    """A request's body: nothing unknown is let through."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class ParagraphIn(Asked):
    """A portion: its words, its mark, and the agencies with an equity in it."""

    text: Annotated[str, StringConstraints(max_length=LONGEST_PARAGRAPH + 1)]
    marking: Mark
    equities: Annotated[list[AgencyCode], Field(max_length=50)] = []

    def value(self) -> Paragraph:
        """As the rules know it."""
        return Paragraph(text=self.text, marking=Level[self.marking], equities=tuple(dict.fromkeys(self.equities)))


Paragraphs = Annotated[list[ParagraphIn], Field(min_length=1, max_length=MOST_PARAGRAPHS)]


class AssertionIn(Asked):
    """One thing that the text says, as a value: a measure, for or against, within a range, by whom and when."""

    issue: Annotated[Slug | None, Field(description="The mandate's own if left out")] = None
    measure: Slug
    polarity: Polarity
    low: Figure | None = None
    high: Figure | None = None
    unit: Slug | None = None
    since: Day | None = None
    until: Day | None = None
    actor: Slug | None = None
    paragraph: PartNumber | None = None

    def value(self) -> Assertion:
        """As the rules know it; without an issue it is on that of the case."""
        return Assertion(
            issue=self.issue or "",
            measure=self.measure,
            polarity=self.polarity,
            low=None if self.low is None else Decimal(str(self.low)),
            high=None if self.high is None else Decimal(str(self.high)),
            unit=self.unit,
            since=self.since,
            until=self.until,
            actor=self.actor,
            paragraph=self.paragraph,
        )


class PositionDraftIn(Asked):
    """How this version is to become a position of record: which paragraphs are which of its parts, and for whom."""

    audience: Audience
    bottom_line: Annotated[list[PartNumber], Field(min_length=1, max_length=MOST_PARAGRAPHS)]
    talking_points: PartNumbers = []
    fallback: PartNumbers = []
    do_not_say: PartNumbers = []
    access: Annotated[
        list[AgencyCode] | None,
        Field(max_length=60, description="Who may read it; every agency with an equity if left out"),
    ] = None
    fallback_access: Annotated[list[AgencyCode], Field(max_length=60, description="Who may read the fallback")] = []
    supersedes: Annotated[UUID | None, Field(description="The position in whose place it is to come")] = None
    until: Annotated[Moment | None, Field(description="When it ends by itself")] = None

    def value(self) -> PositionDraft:
        """As the rules know it."""
        return PositionDraft(
            audience=self.audience,
            bottom_line=tuple(self.bottom_line),
            talking_points=tuple(self.talking_points),
            fallback=tuple(self.fallback),
            do_not_say=tuple(self.do_not_say),
            access=None if self.access is None else tuple(dict.fromkeys(self.access)),
            fallback_access=tuple(dict.fromkeys(self.fallback_access)),
            supersedes=self.supersedes,
            until=self.until,
        )


class StandsOnIn(Asked):
    """What a version stands on. Left out, a new version keeps the cites that still hold and the assertions."""

    cites: Annotated[list[UUID] | None, Field(max_length=20, description="Positions that the text rests on")] = None
    assertions: Annotated[list[AssertionIn] | None, Field(max_length=50)] = None
    position: PositionDraftIn | None = None

    def foundation(self) -> Foundation:
        """As casework takes it."""
        return Foundation(
            cites=None if self.cites is None else tuple(dict.fromkeys(self.cites)),
            assertions=None if self.assertions is None else tuple(one.value() for one in self.assertions),
            position=self.position.value() if self.position else None,
        )


class CaseIn(StandsOnIn):
    """Open a case under a mandate with the first version of its text."""

    mandate: MandateCode
    procedure: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")] | None = None
    title: Words
    classification: Mark
    paragraphs: Paragraphs
    note: Words | None = None
    parent: UUID | None = None
    need_to_know: Annotated[
        list[OfficeCode] | None, Field(max_length=50, description="The offices that alone may know of the case")
    ] = None
    cycle: Annotated[UUID | None, Field(description="The cycle of a series that the consultation is for")] = None


class VersionIn(StandsOnIn):
    """A new version of the text."""

    paragraphs: Paragraphs
    note: Words | None = None


class AppliedIn(Asked):
    """Put accepted comments' proposed words into a new version."""

    comments: Annotated[list[UUID], Field(min_length=1, max_length=100)]


class CirculationIn(Asked):
    """Circulate the current text."""

    precedence: Precedence = Precedence.ROUTINE
    suspense: Moment | None = None
    short_fuse_reason: Words | None = None
    default_clearance: Annotated[
        bool,
        Field(description="Announce that silence after the suspense clears, for agencies that have opened the text"),
    ] = False
    silence_excluded: Annotated[
        Exclusion | None, Field(description="Say that this is a step at which no silence clears, and which")
    ] = None
    offices: Annotated[
        list[OfficeCode],
        Field(max_length=20, description="Ask these offices too, each beside its agency, such as state.l"),
    ] = []
    preset: Annotated[
        Preset | None,
        Field(
            description="Let a statute set the times: licensing_referral gives 30 calendar days, after which silence"
            " clears, and 30 more if the agency's head asks in time (EAA 1979, section 10(e))"
        ),
    ] = None


class CommentIn(Asked):
    """A line of the comment matrix."""

    kind: CommentKind
    text: Words
    paragraph: Annotated[int, Field(strict=True, ge=1, le=MOST_PARAGRAPHS)] | None = None
    proposed: Words | None = None
    ground: Ground | None = None


class SignOffIn(Asked):
    """An agency's response to the text with that digest."""

    agency: AgencyCode
    response: Literal[Response.CONCUR, Response.CONCUR_WITH_COMMENT, Response.NONCONCUR, Response.NO_EQUITY]
    digest: Digest
    comments: Annotated[list[CommentIn], Field(max_length=200)] = []


class OfficeClearanceIn(Asked):
    """An office's own answer to the text with that digest. One that does not concur gives its ground and opinion."""

    office: OfficeCode
    response: Literal[Response.CONCUR, Response.NONCONCUR]
    digest: Digest
    ground: Ground | None = None
    opinion: Words | None = None


class DispositionIn(Asked):
    """What the action office makes of a comment."""

    disposition: Disposition
    reason: Words


class HoldIn(Asked):
    """Stop the text for a time."""

    agency: AgencyCode
    kind: HoldKind
    reason: Words
    lifts_when: Words
    until: Moment
    becomes: Annotated[HoldBecomes, Field(description="What it turns into if it is not lifted in time")] = (
        HoldBecomes.LAPSE
    )


class ReasonIn(Asked):
    """Why."""

    reason: Words


class ExtensionIn(Asked):
    """More time for one agency, asked for before its suspense; as long as may be where `until` is left out."""

    agency: AgencyCode
    until: Moment | None = None
    reason: Words


class EquityIn(Asked):
    """Claim an equity for your agency, answer a claim (action office), or impose a clearance (NSC)."""

    agency: AgencyCode
    act: EquityAct
    reason: Words


class BulkItemIn(SignOffIn):
    """One response among many: to one case, to one digest."""

    case: UUID


class BulkIn(Asked):
    """Many responses at once, each on its own digest and each a transaction of its own."""

    items: Annotated[list[BulkItemIn], Field(min_length=1, max_length=50)]


class SplitIn(Asked):
    """Bring a disagreement to decision: the question in one sentence."""

    question: Words


class PositionIn(Asked):
    """What an agency recommends, and the words it would have instead."""

    agency: AgencyCode
    recommendation: Words
    alternative: Words | None = None


class RulingIn(Asked):
    """Rule on the open split. What binds a text names its digest; `clause_controls` names the clauses."""

    outcome: Outcome
    reason: Words
    digest: Digest | None = None
    clauses: Annotated[
        list[Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}(-[0-9]{1,2})?$")]], Field(max_length=20)
    ] = []
    notational: bool = False


class ReclamaIn(Asked):
    """Ask once that a ruling be reconsidered."""

    agency: AgencyCode
    argument: Words


class TransferIn(Asked):
    """Ask that another office take the action."""

    to_office: OfficeCode
    reason: Words


class TransferAnswerIn(Asked):
    """Accept or refuse a transfer of action."""

    accepted: bool
    reason: Words


class HoldExtensionIn(Asked):
    """A hold kept for longer."""

    until: Moment
    reason: Words


class ApprovalIn(Asked):
    """Approve the text with that digest."""

    digest: Digest


class ReleaseIn(Asked):
    """Let the text with that digest out."""

    digest: Digest
    channel: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")] = "front_channel_cable"


Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,40}$")]


Rank = Literal["desk", "division_director", "director_general", "vice_minister", "minister", "head_of_government"]


class InstructionIn(Asked):
    """How the text is to be delivered, said before it circulates."""

    precedence: CablePrecedence = CablePrecedence.ROUTINE
    captions: Annotated[list[Caption], Field(max_length=4)] = []
    level: Rank | None = None
    paper: PaperLeft = PaperLeft.NONE
    deliver_by: Moment | None = None


class OtherTextIn(Asked):
    """A text of another case: which case, and the digest of its exact words."""

    case: UUID
    digest: Digest


class MilestoneIn(Asked):
    """A step of the procedure that was taken. Which details it needs is in `docs/procedures.md`.

    `delivered` needs `interlocutor`, `reported` `reference`, `assessed` `outcome`.
    """

    name: Milestone
    at: Moment
    note: Words
    interlocutor: Words | None = None
    level: Words | None = None
    paper_left: Words | None = None
    reference: Words | None = None
    forum: Words | None = None
    record: Words | None = None
    option_a: Words | None = None
    option_b: Words | None = None
    option_c: Words | None = None
    lessons: Words | None = None
    share: Annotated[
        int | None, Field(strict=True, ge=1, le=100, description="A tranche's per cent of the year's allocation")
    ] = None
    place: Words | None = None
    delegation: Words | None = None
    outcome: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")] | None = None
    ref: Code | None = None
    until: Moment | None = None
    text: Annotated[OtherTextIn | None, Field(description="The text of another case, to the letter")] = None
    report: Words | None = None
    venue: Words | None = None
    position: Words | None = None
    languages: Words | None = None
    series: Words | None = None
    indicator: Words | None = None
    baseline: Words | None = None
    owner: Words | None = None
    value: Words | None = None

    def said(self) -> Said:
        """What was said beside name and instant."""
        apart = {"name", "at", "note", "outcome", "ref", "until", "text"}
        given = self.model_dump(exclude=apart)
        return Said(
            note=self.note,
            detail={name: str(value) for name, value in given.items() if value is not None},
            outcome=self.outcome,
            ref=self.ref,
            until=self.until,
            text=(self.text.case, self.text.digest) if self.text else None,
        )
