"""What workflows ask of activities: names, arguments and answers. A test compares these with the activities.

Everything here crosses into Temporal's histories, so it is ids, times, stages and agency-free counts only.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

LOOK = "look"
KEEP_TIME = "keep_time"
WAKE = "wake"
MAKE_CHECKPOINT = "make_checkpoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRef:
    """Which case a workflow runs. `procedure` only tells which workflow was started."""

    case_id: str
    procedure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the workflow needs to know of the facts, and no more.

    Attributes:
        stage: where the case stands.
        ended: nothing more will happen.
        action_office: whose action it is.
        suspense: until when the round runs, if one does.
        due_key: what time has to do next, such as `round-1/half_time`; None if nothing.
        due_in: how long until then by the database's clock; never negative.
        round: the round's number, 0 before the first.
        asked: how many agencies must clear in it.
        answered: how many of these have.
        to_start: cases under this one whose workflows are still to be started, by this one's.
    """

    stage: str
    ended: bool
    action_office: str
    suspense: datetime | None = None
    due_key: str | None = None
    due_in: timedelta | None = None
    round: int = 0
    asked: int = 0
    answered: int = 0
    to_start: tuple[CaseRef, ...] = ()


def workflow_name(procedure: str) -> str:
    """What the workflow of a procedure is called: `trade_action` is carried out by `TradeAction`."""
    return procedure.title().replace("_", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeKept:
    """What time did: how many acts, each recorded with the instant it was due and the instant it acted."""

    acts: int
