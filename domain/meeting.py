"""The facts of a consultation beside its text: the meeting with its plan, the agenda's topics, the commitments."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class PlanStep(StrEnum):
    """What is planned, in the order of a full cycle (`domain.md` 8(b) B1)."""

    OPEN_CYCLE = "open_cycle"
    TOPIC_CALL = "topic_call"
    PAPERS = "papers"
    CLEARANCE = "clearance"
    SPLITS = "splits"
    BOOK = "book"
    PRESS_GUIDANCE = "press_guidance"
    MEETING = "meeting"
    MEMCON = "memcon"
    CONCLUSIONS = "conclusions"
    COMMITMENTS = "commitments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A day and hour set for the meeting; the latest one counts, and the whole plan hangs on it.

    Attributes:
        cycle_days: how long before the meeting its cycle began.
        plan: by when each milestone is due, as reckoned when the meeting was set.
    """

    id: UUID
    meets_at: datetime
    cycle_days: int
    plan: tuple[tuple[PlanStep, datetime], ...]
    at: datetime

    def due(self, step: PlanStep) -> datetime | None:
        """By when a milestone is due."""
        return dict(self.plan).get(step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic proposed for the agenda, without its words; `included` is None until the action office has decided."""

    id: UUID
    agency: str
    included: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What was promised at the meeting, without its words: whose it is, by when, and whether it is done."""

    id: UUID
    agency: str
    due_at: datetime
    done: bool = False
