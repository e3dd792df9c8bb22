"""Who acts: a person, their clearance and the appointments in force."""

from dataclasses import dataclass
from typing import NewType
from uuid import UUID

from domain.marking import Level
from domain.vocabulary import Capacity

PersonId = NewType("PersonId", UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A person's capacity in an office, in force at the instant of the act."""

    office: str
    agency: str
    capacity: Capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person a transaction is for. Appointments are those in force when it began."""

    person: PersonId
    subject: str
    clearance: Level
    appointments: tuple[Appointment, ...]

    def office_for(self, capacity: Capacity, *, agency: str | None = None, office: str | None = None) -> str | None:
        """The first office in which the person holds `capacity` (for that agency or office), if any."""
        for held in self.appointments:
            if held.capacity is capacity and agency in (None, held.agency) and office in (None, held.office):
                return held.office
        return None

    def holds(self, capacity: Capacity, *, agency: str | None = None, office: str | None = None) -> bool:
        """Whether the person holds `capacity` there."""
        return self.office_for(capacity, agency=agency, office=office) is not None
