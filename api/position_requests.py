"""What requests about positions look like: adoption, contradictions, what was said, holders, logs, papers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.answers import Mark
from api.requests import AgencyCode, Asked, AssertionIn, Digest, Moment, PartNumber, Slug, Words
from domain.contradictions import ConflictOutcome
from domain.papers import LONGEST_PAPER
from domain.parity import Partner, Rank
from domain.text import MOST_PARAGRAPHS

Holder = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9.-]{1,59}$")]
RankName = Literal["desk", "director", "assistant_secretary", "under_secretary", "minister", "head_of_government"]


class AdoptionIn(Asked):
    """Bring the text with that digest into force as a position."""

    digest: Digest
    in_force_from: Annotated[Moment | None, Field(description="Now if left out; not before the text was approved")] = (
        None
    )


class EndIn(Asked):
    """End a position that came from this case."""

    position: UUID
    reason: Words


class ReaffirmationIn(Asked):
    """Clear a released text again, on the position that took the old one's place."""

    agency: AgencyCode
    digest: Digest
    position: UUID


class CheckIn(Asked):
    """Hold the current text against everything that you may see."""


class ConflictIn(Asked):
    """Say that the text contradicts a position, where the checker does not see it."""

    position: UUID
    note: Words


class ConflictRulingIn(Asked):
    """Rule on a contradiction; `precedent` is an earlier ruling on a like pair."""

    outcome: ConflictOutcome
    reason: Words
    precedent: UUID | None = None


class SaidIn(Asked):
    """What was said at a meeting, by paragraph."""

    at: Moment
    interlocutor: Words
    words: Annotated[list[Words], Field(min_length=1, max_length=MOST_PARAGRAPHS)]
    assertions: Annotated[list[AssertionIn], Field(max_length=50, default_factory=list)]


class ExceptionAnswerIn(Asked):
    """The NSC has seen to a drift; or the action office has corrected a delivered text (`about` the ended position)."""

    about: UUID
    kind: Literal["drift", "correction"]
    note: Words


class PageChangeIn(Asked):
    """Replace pages of a released text by those of another released case."""

    by_case: UUID
    paragraphs: Annotated[list[PartNumber], Field(min_length=1, max_length=MOST_PARAGRAPHS)]
    reason: Words


class AcknowledgementIn(Asked):
    """What became of a holder's copy: an agency's, or a post's."""

    notice: UUID
    holder: Holder
    done: Literal["destroyed", "returned", "replaced"]


class ContactIn(Asked):
    """A contact with the counterpart outside the channel."""

    classification: Mark
    counterpart: Slug
    issue: Slug | None = None
    at: Moment
    means: Literal["meeting", "telephone", "letter", "social", "press", "other"]
    with_whom: Words
    summary: Words


class ReviewIn(Asked):
    """What the NSC makes of it."""

    note: Words


class ConsultationIn(Asked):
    """Japan, or a NATO ally (`ally`, or `council`), was consulted on an issue at a level."""

    classification: Mark
    issue: Slug
    partner: Partner
    ally: Slug | None = None
    level: RankName
    at: Moment
    note: Words | None = None

    def rank(self) -> Rank:
        """The level, in its order."""
        return Rank[self.level.upper()]


class PaperIn(Asked):
    """A text found somewhere: what is it?"""

    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_PAPER)]
