"""Monitoring (`domain.md` 8(b) B7): one period's assessment of a mandate, from its plan to what the NSC makes of it.

Nothing of it goes to the other government: it leaves as a memorandum between agencies.
"""

from typing import Final

from domain.monitoring import (
    ASKED,
    COMPLETE,
    EXCUSED,
    INCOMPLETE,
    NIL,
    ON_TRACK,
    OPENS,
    UNCHANGED,
    VALUE,
    clocks,
    may_take,
)
from domain.procedure import ACTION, ANY, ProcedureRules, Step, WayOut
from domain.vocabulary import Capacity, Channel, Milestone, Place, Stage

NSC: Final = "nsc"
_ASKS: Final = frozenset({ASKED, EXCUSED})
_RETURNS: Final = frozenset({VALUE, NIL, UNCHANGED})

MONITORING: Final = ProcedureRules(
    name="monitoring",
    steps=(
        Step(
            name=Milestone.PLAN_SET,
            place=Place.OPENING,
            stage=Stage.INTAKE,
            capacity=Capacity.ACTION_OFFICER,
            needs=frozenset({"indicator", "baseline", "owner"}),
        ),
        Step(
            name=Milestone.TASKED,
            place=Place.OPENING,
            stage=Stage.TASKING,
            capacity=Capacity.ACTION_OFFICER,
            needs=frozenset({"ref"}),  # the agency
            allows=frozenset({"until"}),
            outcomes=_ASKS,
            passes=_ASKS,  # once an agency, and anew for another hour
        ),
        Step(
            name=Milestone.RETURNED,
            place=Place.OPENING,
            stage=Stage.RETURNS,
            capacity=Capacity.COORDINATOR,
            agency=ANY,
            allows=frozenset({"value"}),
            outcomes=_RETURNS,
            passes=_RETURNS,  # each agency's own, the latest counting
            optional=True,  # `returns_closed` says whether any is owed
        ),
        Step(
            name=Milestone.RETURNS_CLOSED,
            place=Place.OPENING,
            stage=Stage.RETURNS,
            capacity=Capacity.ACTION_OFFICER,
            outcomes=frozenset({COMPLETE, INCOMPLETE}),
        ),
        Step(
            name=Milestone.SCORED,
            place=Place.CHECK,
            stage=Stage.CHECKS,
            capacity=Capacity.COORDINATOR,
            agency=ACTION,
            outcomes=frozenset({ON_TRACK, "at_risk", "off", "unknown"}),
        ),
        Step(
            name=Milestone.REVIEWED,
            place=Place.AFTER,
            stage=Stage.NSC_REVIEW,
            capacity=Capacity.NSC_STAFF,
            agency=NSC,
            working_days=10,  # domain.md, escalation timings: NSC
            outcomes=frozenset({"accepted", *OPENS}),
        ),
        Step(
            name=Milestone.FOLLOWED_UP,
            place=Place.AFTER,
            stage=Stage.FOLLOW_UP,
            capacity=Capacity.ACTION_OFFICER,
            working_days=5,  # our choice
            only_if=(Milestone.REVIEWED, frozenset(OPENS)),
        ),
    ),
    out=WayOut(agency=ACTION, capacity=Capacity.RELEASER, channels=frozenset({Channel.INTERAGENCY_MEMO})),
    clocks=clocks,
    forbids=may_take,
)
