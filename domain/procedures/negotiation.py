"""The negotiation (`domain.md` 8(b) B3): authority under Circular 175, rounds, one text, signature, what follows it.

The case's own text is the request for authority; its release is the authority. Instructions, fallbacks, the agreement's
text and a second authority are cases of their own under it (`negotiation_texts`). Sources: 11 FAM 720 and 722 (Circular
175), 1 USC 112b as in force in 1982 (Case Act), Atomic Energy Act section 123; `docs/procedures/negotiation.md` says
rule by rule which is whose, and which is ours.
"""

from collections.abc import Iterator
from typing import Final

from domain.case import CaseFacts
from domain.departures import CLEARED, LEGAL_ADVISER
from domain.procedure import ANY, Approver, Clock, ProcedureRules, Step, WayOut
from domain.procedures.negotiation_clocks import clocks
from domain.procedures.negotiation_rules import FULL_POWERS, may_take
from domain.vocabulary import Capacity, Channel, Grade, Milestone, Place, Stage

STATE: Final = "state"
LEGISLATIVE_AFFAIRS: Final = "state.h"

ONE_STEP, TWO_STEPS, BLANKET, NON_BINDING = "one_step", "two_steps", "blanket", "non_binding"
EXECUTIVE: Final = frozenset({ONE_STEP, TWO_STEPS, BLANKET})
"""An international agreement other than a treaty: the Case Act's."""
BINDING: Final = EXECUTIVE | {FULL_POWERS}

_FOUND: Final = Milestone.AGREEMENT_DETERMINED
_IF_BINDING: Final = (_FOUND, BINDING)
_IF_EXECUTIVE: Final = (_FOUND, EXECUTIVE)


def approver(facts: CaseFacts) -> Approver:
    """Whose approval gives the authority (11 FAM 720).

    State's Assistant Secretary or above; for full powers the Secretary or the President in person, not delegable. What
    binds nobody the action agency approves itself.
    """
    return approver_if(next((m.outcome for m in reversed(facts.milestones) if m.name is _FOUND), NON_BINDING))


def approver_if(found: str) -> Approver:
    """The same, by what the Legal Adviser found."""
    if found == FULL_POWERS:
        return Approver(agency=STATE, grade=Grade.SECRETARY, acting=False, president=True)
    if found in EXECUTIVE:
        return Approver(agency=STATE, grade=Grade.ASSISTANT_SECRETARY)
    return Approver(grade=Grade.ASSISTANT_SECRETARY)


def _clocks(facts: CaseFacts) -> Iterator[Clock]:
    return clocks(facts, case_act=any(m.name is _FOUND and m.outcome in EXECUTIVE for m in facts.milestones))


def _note(name: Milestone, needs: frozenset[str], allows: frozenset[str] = frozenset()) -> Step:
    return Step(
        name=name,
        place=Place.NOTE,
        stage=Stage.NEGOTIATION,
        capacity=Capacity.ACTION_OFFICER,
        needs=needs,
        allows=allows,
    )


NEGOTIATION: Final = ProcedureRules(
    name="negotiation",
    steps=(
        Step(
            name=Milestone.AGREEMENT_DETERMINED,
            place=Place.OPENING,
            stage=Stage.INTAKE,
            capacity=Capacity.COORDINATOR,
            agency=STATE,
            office=LEGAL_ADVISER,
            working_days=5,  # ours: "early"
            outcomes=BINDING | {NON_BINDING},
        ),
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
            only_if=_IF_BINDING,
        ),
        _note(Milestone.ROUND_HELD, frozenset({"ref", "report"}), frozenset({"venue"})),
        _note(Milestone.DEPARTED, frozenset({"ref", "position"})),
        Step(
            name=Milestone.DEPARTURE_CLEARED,
            place=Place.NOTE,
            stage=Stage.NEGOTIATION,
            capacity=Capacity.COORDINATOR,
            agency=ANY,
            grade=Grade.ASSISTANT_SECRETARY,
            needs=frozenset({"ref"}),
            outcomes=frozenset({CLEARED, "refused"}),
        ),
        _note(Milestone.DEPARTURE_DROPPED, frozenset({"ref"})),
        _note(Milestone.ACCEPTED_AD_REFERENDUM, frozenset({"ref"})),
        Step(
            name=Milestone.INITIALLED,
            place=Place.AFTER,
            stage=Stage.NEGOTIATION,
            capacity=Capacity.ACTION_OFFICER,
            grade=Grade.OFFICE_DIRECTOR,  # ours: the head of the delegation
            needs=frozenset({"text"}),
            allows=frozenset({"venue"}),
        ),
        Step(
            name=Milestone.REINITIALLED,
            place=Place.NOTE,
            stage=Stage.FINAL_TEXT,
            capacity=Capacity.ACTION_OFFICER,
            grade=Grade.OFFICE_DIRECTOR,
            needs=frozenset({"text"}),
            allows=frozenset({"venue"}),
        ),
        Step(
            name=Milestone.CONFORMED,
            place=Place.AFTER,
            stage=Stage.FINAL_TEXT,
            capacity=Capacity.COORDINATOR,
            agency=STATE,
            office=LEGAL_ADVISER,
            needs=frozenset({"languages"}),
            only_if=_IF_BINDING,
        ),
        Step(
            name=Milestone.CONGRESS_CONSULTED,
            place=Place.AFTER,
            stage=Stage.FINAL_TEXT,
            capacity=Capacity.COORDINATOR,
            agency=STATE,
            office=LEGISLATIVE_AFFAIRS,
            outcomes=frozenset({"consulted", "not_needed"}),
            only_if=_IF_BINDING,
            beside=True,
        ),
        Step(
            name=Milestone.SIGNATURE_AUTHORISED,
            place=Place.AFTER,
            stage=Stage.FINAL_TEXT,
            capacity=Capacity.COORDINATOR,
            agency=STATE,
            office=LEGAL_ADVISER,
            needs=frozenset({"ref"}),
        ),
        Step(
            name=Milestone.SIGNED,
            place=Place.AFTER,
            stage=Stage.SIGNATURE,
            capacity=Capacity.APPROVER,
            grade=Grade.ASSISTANT_SECRETARY,
            allows=frozenset({"venue"}),
        ),
        Step(
            name=Milestone.TRANSMITTED_TO_STATE,
            place=Place.AFTER,
            stage=Stage.TRANSMITTAL,
            capacity=Capacity.ACTION_OFFICER,
            needs=frozenset({"reference"}),
            only_if=_IF_EXECUTIVE,
        ),
        Step(
            name=Milestone.LAID_BEFORE_CONGRESS,
            place=Place.AFTER,
            stage=Stage.TRANSMITTAL,
            capacity=Capacity.COORDINATOR,
            agency=STATE,
            office=LEGISLATIVE_AFFAIRS,
            needs=frozenset({"until"}),
            by_mandate=True,
            beside=True,
        ),
        Step(
            name=Milestone.SENATE_CONSENTED,
            place=Place.AFTER,
            stage=Stage.TRANSMITTAL,
            capacity=Capacity.COORDINATOR,
            agency=STATE,
            office=LEGISLATIVE_AFFAIRS,
            only_if=(_FOUND, frozenset({FULL_POWERS})),
            beside=True,
        ),
        Step(
            name=Milestone.ENTERED_INTO_FORCE,
            place=Place.AFTER,
            stage=Stage.TRANSMITTAL,
            capacity=Capacity.COORDINATOR,
            agency=STATE,
            office=LEGAL_ADVISER,
            allows=frozenset({"until", "series"}),
            outcomes=frozenset({"with_end", "without_end"}),
            only_if=_IF_BINDING,
            beside=True,
        ),
        Step(
            name=Milestone.TRANSMITTED_TO_CONGRESS,
            place=Place.AFTER,
            stage=Stage.TRANSMITTAL,
            capacity=Capacity.COORDINATOR,
            agency=STATE,
            office=LEGAL_ADVISER,
            needs=frozenset({"reference"}),
            only_if=_IF_EXECUTIVE,
            beside=True,
        ),
        Step(
            name=Milestone.SUNSET_DECIDED,
            place=Place.AFTER,
            stage=Stage.WATCH,
            capacity=Capacity.ACTION_OFFICER,
            outcomes=frozenset({"renewed", "replaced", "lapsed", "terminated"}),
            only_if=(Milestone.ENTERED_INTO_FORCE, frozenset({"with_end"})),
        ),
    ),
    out=WayOut(agency=STATE, capacity=Capacity.RELEASER, channels=frozenset({Channel.ACTION_MEMO})),
    clocks=_clocks,
    approver=approver,
    forbids=may_take,
)
