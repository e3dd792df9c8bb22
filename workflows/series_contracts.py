"""What the workflows of series and commitments ask of activities. Ids and instants only."""

from dataclasses import dataclass
from datetime import datetime

OPEN_CYCLE = "open_cycle"
REMIND_OF_COMMITMENTS = "remind_of_commitments"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRef:
    """Which series a schedule opens cycles of."""

    series_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledCycle:
    """Which cycle: the series, and the moment that its calendar named."""

    series_id: str
    scheduled_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleOpened:
    """What became of it: `opened`, `opened_before`, or a code that says why none was opened."""

    outcome: str
