"""What answers about holds, the practice in force and the register look like."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.answers import Answered


class HoldCostOut(Answered):
    """What an agency's holds cost: cases stopped, their cycles (rounds that came to their suspense), working days."""

    agency: str
    holds: int
    open: int
    cases: int
    cycles: int
    working_days: int


class HeldOut(Answered):
    """A hold with its official and its words, and what it cost by itself."""

    id: UUID
    case: UUID
    number: str
    agency: str
    kind: str
    reason: str
    lifts_when: str
    official: str
    office: str
    becomes: str
    since: datetime
    until: datetime
    ended: str | None
    ended_at: datetime | None
    cycles: int
    working_days: int


class HoldsOut(Answered):
    """Holds that you may see, the newest first, and their cost by agency; `more` if not all were counted."""

    agencies: list[HoldCostOut]
    items: list[HeldOut]
    counted: int
    more: bool


class SuspenseOut(Answered):
    """What a precedence gives: working days or hours, and of what it reminds."""

    precedence: str
    working_days: int | None
    hours: int | None
    reminders: list[str]


class StatuteOut(Answered):
    """What a preset gives, and how much more if the agency's head asks in time."""

    calendar_days: int
    extension_days: int


class PracticeOut(Answered):
    """The practice in force; edition 0 is the customary one, which nobody had to load."""

    edition: int
    loaded_at: datetime | None
    suspenses: list[SuspenseOut]
    presets: dict[str, StatuteOut]


class AppointmentOut(Answered):
    """An appointment in force; `acting_for` and `instrument` where somebody acts for somebody else."""

    agency: str
    office: str
    capacity: str
    grade: str
    name: str
    subject: str
    acting_for: str | None
    instrument: str | None
    since: datetime = Field(alias="from")
    to: datetime | None


class AppointmentsOut(Answered):
    """Who may act for whom now."""

    items: list[AppointmentOut]
