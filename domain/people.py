"""Who acts: a person, their clearance and the appointments in force."""

from dataclasses import dataclass
from typing import NewType
from uuid import UUID

from domain.marking import Level
from domain.vocabulary import Capacity, Grade

PersonId = NewType("PersonId", UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A person's capacity in an office, in force at the instant of the act.

    Attributes:
        grade: the rank in which they hold it.
        acting_for: whom they act for, by a dated instrument; None if they hold it themselves.
    """

    office: str
    agency: str
    capacity: Capacity
    grade: Grade = Grade.OFFICER
    acting_for: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person a transaction is for. Appointments are those in force when it began."""

    person: PersonId
    subject: str
    clearance: Level
    appointments: tuple[Appointment, ...]

    def appointed(
        self, capacity: Capacity, *, agency: str | None = None, office: str | None = None
    ) -> Appointment | None:
        """The appointment by which the person holds `capacity` there: their own before one they act in."""
        fitting = [
            held
            for held in self.appointments
            if held.capacity is capacity and agency in (None, held.agency) and office in (None, held.office)
        ]
        return min(fitting, key=lambda held: (held.acting_for is not None, -held.grade), default=None)

    def highest(self, capacity: Capacity, *, agency: str) -> Appointment | None:
        """The appointment of highest grade by which the person holds `capacity` for the agency, acting or not."""
        fitting = [held for held in self.appointments if held.capacity is capacity and held.agency == agency]
        return max(fitting, key=lambda held: (held.grade, held.acting_for is None), default=None)

    def office_for(self, capacity: Capacity, *, agency: str | None = None, office: str | None = None) -> str | None:
        """The office in which the person holds `capacity` (for that agency or office), if any."""
        held = self.appointed(capacity, agency=agency, office=office)
        return held.office if held else None

    def holds(self, capacity: Capacity, *, agency: str | None = None, office: str | None = None) -> bool:
        """Whether the person holds `capacity` there."""
        return self.office_for(capacity, agency=agency, office=office) is not None
