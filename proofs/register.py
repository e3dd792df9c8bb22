"""Who was appointed to what, as a bundle tells it: not chained, so it is the exporter's word (docs/proofs.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = Mapping[str, Any]  # a line of a bundle, read field by field


def instant(written: str | None) -> datetime:
    """An instant as the ledger or PostgreSQL writes it; the end of time for none, or for what is none."""
    try:
        return datetime.fromisoformat(written or "").astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True)
class Register:
    """Offices, Departments and appointments.

    Attributes:
        agency_of: office -> agency.
        departments: agencies over which only the President decides.
        terms: (person, office, capacity) -> from and until when.
    """

    agency_of: dict[str, str] = field(default_factory=dict)
    departments: set[str] = field(default_factory=set)
    terms: dict[tuple[str, str, str], list[tuple[datetime, datetime]]] = field(default_factory=dict)

    def add(self, line: Json) -> None:
        """Take in one line of a bundle.

        Raises:
            KeyError, TypeError: the line has not the form.
        """
        match line["kind"]:
            case "office":
                self.agency_of[str(line["office"])] = str(line["agency"])
            case "department":
                self.departments.add(str(line["agency"]))
            case "appointment":
                key = (str(line["person"]), str(line["office"]), str(line["capacity"]))
                self.terms.setdefault(key, []).append((instant(line["from"]), instant(line["to"])))

    def appointed(self, person: str, office: str, agency: str | None, capacity: str, at: datetime) -> bool:
        """Whether that person held that capacity in that office (of that agency, if it is given) at that instant."""
        if agency is not None and self.agency_of.get(office) != agency:
            return False
        return any(begins <= at < ends for begins, ends in self.terms.get((person, office, capacity), ()))


def read_register(lines: Iterable[Json]) -> Register:
    """Put a register together."""
    made = Register()
    for line in lines:
        made.add(line)
    return made
