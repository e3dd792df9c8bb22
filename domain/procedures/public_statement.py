"""The public statement (`domain.md` 8(b) B4): cleared the same day, reviewed for release, used, corrected, retired."""

from collections.abc import Iterator
from typing import Final

from domain.case import CaseFacts
from domain.procedure import ACTION, ANY, Clock, ProcedureRules, Step, WayOut
from domain.vocabulary import Capacity, Channel, Milestone, Place, Stage

EXPIRY: Final = "statement/expired"
"""What time notes when the guidance is no longer to be used; it is retired by that."""

RELEASE_REVIEWERS: Final = "state.cdc"
"""State's Classification/Declassification Center: no text drawn from what is classified goes out unread by it."""


def expiry(facts: CaseFacts) -> Iterator[Clock]:
    """The hour after which the guidance is stale: it is said before the words are cleared."""
    if facts.release is None:
        return
    for said in facts.milestones:
        if said.name is Milestone.USE_SET and said.until is not None:
            yield Clock(key=EXPIRY, at=said.until)


PUBLIC_STATEMENT: Final = ProcedureRules(
    name="public_statement",
    steps=(
        Step(
            name=Milestone.USE_SET,
            place=Place.OPENING,
            stage=Stage.INTAKE,
            capacity=Capacity.ACTION_OFFICER,
            needs=frozenset({"until"}),
            outcomes=frozenset({"if_asked", "affirmative"}),
        ),
        Step(
            name=Milestone.RELEASE_REVIEWED,
            place=Place.CHECK,
            stage=Stage.CHECKS,
            capacity=Capacity.COORDINATOR,
            agency="state",
            office=RELEASE_REVIEWERS,
            outcomes=frozenset({"releasable", "releasable_despite_flags", "not_releasable"}),
            passes=frozenset({"releasable", "releasable_despite_flags"}),
        ),
        Step(
            name=Milestone.COUNTERPART_SYNCED,
            place=Place.NOTE,
            stage=Stage.IN_USE,
            capacity=Capacity.POST,
            agency="state",
            outcomes=frozenset({"same_words", "other_words", "not_shared"}),
        ),
        Step(
            name=Milestone.USED,
            place=Place.NOTE,
            stage=Stage.IN_USE,
            capacity=Capacity.ACTION_OFFICER,
            agency=ANY,
            needs=frozenset({"forum"}),
            outcomes=frozenset({"as_cleared", "deviated"}),
        ),
        Step(
            name=Milestone.CORRECTED,
            place=Place.NOTE,
            stage=Stage.IN_USE,
            capacity=Capacity.ACTION_OFFICER,
        ),
        Step(
            name=Milestone.RETIRED,
            place=Place.AFTER,
            stage=Stage.IN_USE,
            capacity=Capacity.ACTION_OFFICER,
            lapses_with=EXPIRY,
        ),
    ),
    out=WayOut(agency=ACTION, capacity=Capacity.RELEASER, channels=frozenset({Channel.PRESS_GUIDANCE})),
    clocks=expiry,
    precedence="flash",
)
