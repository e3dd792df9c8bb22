"""What is cleared under a negotiation as a case of its own: instructions, fallbacks, the text, authority to sign it."""

from collections.abc import Iterator
from typing import Final

from domain.case import CaseFacts
from domain.clearance import Lack, Obstacle
from domain.departures import LEGAL_ADVISER
from domain.procedure import Approver, ProcedureRules, Step, WayOut
from domain.procedures.negotiation import STATE, approver_if
from domain.procedures.negotiation_rules import INSTRUCTION, SECOND_AUTHORITY, TEXT
from domain.vocabulary import Capacity, Channel, Grade, Milestone, Place, Stage

FALLBACK: Final = "fallback"


def _no_authority(facts: CaseFacts) -> Iterator[Obstacle]:
    """A delegation is instructed under an authority, and not after that was called back (B3: no talks before it)."""
    if facts.above is None or not facts.above.released:
        yield Obstacle(lack=Lack.NO_AUTHORITY)


def _not_with_its_instruction(facts: CaseFacts) -> Iterator[Obstacle]:
    """A fallback goes with its instruction, never before it."""
    if facts.above is None or not facts.above.released:
        yield Obstacle(lack=Lack.INSTRUCTION_NOT_RELEASED)


def _not_initialled(facts: CaseFacts) -> Iterator[Obstacle]:
    """A text is let out for signature to the letter as it was initialled."""
    text = facts.above.initialled if facts.above else None
    if text is None or (text.case, text.digest) != (facts.id, facts.head.digest):
        yield Obstacle(lack=Lack.NOT_INITIALLED)


def _nothing_initialled(facts: CaseFacts) -> Iterator[Obstacle]:
    """What is to be signed is known before the authority to sign is given."""
    if facts.above is None or facts.above.initialled is None:
        yield Obstacle(lack=Lack.NOT_INITIALLED)


def _as_the_authority(facts: CaseFacts) -> Approver:
    return approver_if(facts.above.outcome(Milestone.AGREEMENT_DETERMINED) if facts.above else "")


def _the_agencys_own(_: CaseFacts) -> Approver:
    return Approver(grade=Grade.ASSISTANT_SECRETARY)


def _delivered() -> Step:
    """The delegation has it in hand; until then it may be recalled."""
    return Step(
        name=Milestone.DELIVERED,
        place=Place.AFTER,
        stage=Stage.DELIVERY,
        capacity=Capacity.ACTION_OFFICER,
        working_days=1,  # ours
    )


def _checked(name: Milestone, agency: str, office: str | None = None, *, by_mandate: bool = False) -> Step:
    return Step(
        name=name,
        place=Place.CHECK,
        stage=Stage.CHECKS,
        capacity=Capacity.COORDINATOR,
        agency=agency,
        office=office,
        working_days=10,  # ours
        needs=frozenset({"reference"}),
        by_mandate=by_mandate,
    )


_BY_STATE: Final = WayOut(
    agency=STATE,
    capacity=Capacity.RELEASER,
    channels=frozenset({Channel.DELEGATION_INSTRUCTION, Channel.FRONT_CHANNEL_CABLE}),
)

INSTRUCTIONS: Final = ProcedureRules(
    name=INSTRUCTION,
    steps=(_delivered(),),
    out=_BY_STATE,
    under=frozenset({"negotiation"}),
    lacks=_no_authority,
)

FALLBACKS: Final = ProcedureRules(
    name=FALLBACK,
    steps=(_delivered(),),
    out=WayOut(agency=STATE, capacity=Capacity.RELEASER, channels=frozenset({Channel.DELEGATION_INSTRUCTION})),
    under=frozenset({INSTRUCTION}),
    need_to_know=True,
    lacks=_not_with_its_instruction,
)

AGREEMENT_TEXT: Final = ProcedureRules(
    name=TEXT,
    steps=(
        Step(
            name=Milestone.FINAL_TEXT_APPROVED,
            place=Place.CHECK,
            stage=Stage.CHECKS,
            capacity=Capacity.COORDINATOR,
            agency=STATE,
            office=LEGAL_ADVISER,
            working_days=5,  # ours
            outcomes=frozenset({"approved", "returned"}),
            passes=frozenset({"approved"}),
        ),
        # Atomic Energy Act, section 123, as the agreement with Japan of 1987 went: GAO B-230201.
        _checked(Milestone.ASSESSMENT_STATEMENT, "acda", by_mandate=True),
        _checked(Milestone.JOINT_MEMORANDUM, "energy", by_mandate=True),
        _checked(Milestone.REGULATORY_VIEWS, "nrc", by_mandate=True),
        Step(
            name=Milestone.PRESIDENTIAL_DETERMINATION,
            place=Place.KEY,
            stage=Stage.KEYS,
            capacity=Capacity.PRESIDENT,
            agency="white-house",
            grade=Grade.PRESIDENT,
            acting=False,
            by_mandate=True,
        ),
    ),
    out=WayOut(agency=STATE, capacity=Capacity.RELEASER, channels=frozenset({Channel.SIGNATURE_COPY})),
    under=frozenset({"negotiation"}),
    approver=_the_agencys_own,
    lacks=_not_initialled,
)

SIGNING_AUTHORITY: Final = ProcedureRules(
    name=SECOND_AUTHORITY,
    steps=(
        Step(
            name=Milestone.MEMORANDUM_OF_LAW,
            place=Place.CHECK,
            stage=Stage.CHECKS,
            capacity=Capacity.COORDINATOR,
            agency=STATE,
            office=LEGAL_ADVISER,
            working_days=5,  # ours
            needs=frozenset({"reference"}),
            outcomes=frozenset({"sufficient", "insufficient"}),
            passes=frozenset({"sufficient"}),
        ),
    ),
    out=WayOut(agency=STATE, capacity=Capacity.RELEASER, channels=frozenset({Channel.ACTION_MEMO})),
    under=frozenset({"negotiation"}),
    approver=_as_the_authority,
    lacks=_nothing_initialled,
)
