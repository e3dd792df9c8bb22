"""The consultation (`domain.md` 8(b) B1): a cycle of a series; its text is the briefing book for the principal.

Its days are planned backwards from the meeting (`domain/meeting_plan.py`), so the steps have no days of their own.
"""

from typing import Final

from domain.consultation import HELD, HIGH_LEVEL, WORKING_LEVEL, clocks, may_take, planned
from domain.procedure import ACTION, ProcedureRules, Step, WayOut
from domain.vocabulary import Capacity, Channel, Milestone, Place, Stage

NSC: Final = "nsc"
_IF_HELD: Final = (Milestone.MEETING_HELD, frozenset({HELD}))
_LEVELS: Final = frozenset({HIGH_LEVEL, WORKING_LEVEL})

CONSULTATION: Final = ProcedureRules(
    name="consultation",
    steps=(
        Step(
            name=Milestone.TOPICS_CALLED,
            place=Place.OPENING,
            stage=Stage.AGENDA,
            capacity=Capacity.ACTION_OFFICER,
            needs=frozenset({"until"}),
        ),
        Step(
            name=Milestone.AGENDA_SET,
            place=Place.OPENING,
            stage=Stage.AGENDA,
            capacity=Capacity.ACTION_OFFICER,
            outcomes=_LEVELS,
            passes=_LEVELS,  # so that it may be settled anew until the book is circulated
        ),
        Step(
            name=Milestone.PRINCIPALS_POINT,  # SEC-5: no high-level book is complete without it
            place=Place.CHECK,
            stage=Stage.CHECKS,
            capacity=Capacity.NSC_STAFF,
            agency=NSC,
            needs=frozenset({"ref"}),
            only_if=(Milestone.AGENDA_SET, frozenset({HIGH_LEVEL})),
        ),
        Step(
            name=Milestone.PRESS_GUIDANCE,
            place=Place.AFTER,
            stage=Stage.PRESS_GUIDANCE,
            capacity=Capacity.ACTION_OFFICER,
            outcomes=frozenset({"issued", "waived"}),
        ),
        Step(
            name=Milestone.MEETING_HELD,
            place=Place.AFTER,
            stage=Stage.MEETING,
            capacity=Capacity.ACTION_OFFICER,
            outcomes=frozenset({HELD, "cancelled"}),
            allows=frozenset({"place", "delegation"}),
        ),
        Step(
            name=Milestone.MEMCON_FILED,
            place=Place.AFTER,
            stage=Stage.RECORD,
            capacity=Capacity.ACTION_OFFICER,
            needs=frozenset({"reference"}),
            only_if=_IF_HELD,
        ),
        Step(
            name=Milestone.CONCLUSIONS_AGREED,
            place=Place.AFTER,
            stage=Stage.CONCLUSIONS,
            capacity=Capacity.ACTION_OFFICER,
            outcomes=frozenset({"agreed", "waived"}),
            only_if=_IF_HELD,
        ),
        Step(
            name=Milestone.COMMITMENTS_TASKED,
            place=Place.AFTER,
            stage=Stage.COMMITMENTS,
            capacity=Capacity.ACTION_OFFICER,
            outcomes=frozenset({"tasked", "none"}),
            only_if=_IF_HELD,
        ),
    ),
    out=WayOut(
        agency=ACTION,
        capacity=Capacity.RELEASER,
        channels=frozenset({Channel.BRIEFING_BOOK, Channel.DELEGATION_INSTRUCTION}),
    ),
    clocks=clocks,
    forbids=may_take,
    planned=planned,
)
