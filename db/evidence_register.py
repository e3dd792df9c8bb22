"""Evidence of the register: who is appointed to what and when, and what each mandate asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.evidence import instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """Whose a mandate is, by which procedures it is carried out, who sits without a vote, and whether it certifies."""

    agency: str
    office: str
    procedures: frozenset[str]
    non_voting: frozenset[str] = frozenset()
    certifies: bool = False

    def admits(self, agency: str, office: str, procedure: str) -> bool:
        """Whether a case under it may have that action office and procedure."""
        return (agency, office) == (self.agency, self.office) and procedure in self.procedures


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One appointment: from when, up to but without its end, with which grade, for whom (the id) if acting."""

    begins: datetime
    ends: datetime
    grade: int
    acting_for: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Who is appointed to what and when, and what each mandate asks; held in memory, it does not grow with cases.

    Attributes:
        terms: (person, office, capacity) -> the appointments.
        agency_of: office -> agency, as of now; the register keeps no history of it.
        departments: agencies that are Departments, as of now.
        clearances: person -> level, as of now; the register keeps no history of it.
        rights: (edition, mandate) -> agency -> right.
        mandates: (edition, mandate) -> whose it is.
    """

    terms: Mapping[tuple[str, str, str], Sequence[Term]]
    agency_of: Mapping[str, str]
    departments: frozenset[str]
    clearances: Mapping[str, int]
    rights: Mapping[tuple[str, str], Mapping[str, str]]
    mandates: Mapping[tuple[str, str], Mandate]

    def held(self, person: str | None, office: str, capacity: str, at: datetime) -> tuple[Term, ...]:
        """The appointments to that capacity in that office which that person held at that instant."""
        terms = self.terms.get((person or "", office, capacity), ())
        return tuple(term for term in terms if term.begins <= at < term.ends)

    def appointed(self, person: str | None, office: str, agency: str, capacity: str, at: datetime) -> bool:
        """Whether that person held that capacity in that office of that agency at that instant."""
        return self.agency_of.get(office) == agency and bool(self.held(person, office, capacity, at))


_TERMS = text(
    "SELECT person::text, office, capacity, to_jsonb(valid_from), to_jsonb(valid_to), grade, acting_for::text"
    " FROM appointment"
)
_MANDATES = text(
    "SELECT edition_id::text AS edition, code, action_agency, action_office, procedure || also AS procedures,"
    " non_voting, EXISTS (SELECT FROM lever l WHERE l.edition_id = mandate.edition_id AND code = ANY (l.certifies))"
    " AS certifies FROM mandate"
)


async def register(tx: AsyncConnection) -> Register:
    """Read the register of people, and the mandates' lists."""
    terms: dict[tuple[str, str, str], list[Term]] = {}
    for person, office, capacity, begins, ends, grade, acting_for in await tx.execute(_TERMS):
        term = Term(begins=instant(begins), ends=instant(ends), grade=grade, acting_for=acting_for)
        terms.setdefault((person, office, capacity), []).append(term)
    rights: dict[tuple[str, str], dict[str, str]] = {}
    listed = await tx.execute(text("SELECT edition_id::text, mandate, agency, clearance_right FROM mandate_equity"))
    for edition, mandate, agency, right in listed:
        rights.setdefault((edition, mandate), {})[agency] = right
    departments = await tx.execute(text("SELECT code FROM agency WHERE kind = 'department'"))
    return Register(
        terms=terms,
        agency_of={row.code: row.agency for row in await tx.execute(text("SELECT code, agency FROM office"))},
        departments=frozenset(departments.scalars()),
        clearances={row.id: row.level for row in await tx.execute(text("SELECT id::text, level FROM person"))},
        rights=rights,
        mandates={
            (row.edition, row.code): Mandate(
                agency=row.action_agency,
                office=row.action_office,
                procedures=frozenset(row.procedures),
                non_voting=frozenset(row.non_voting),
                certifies=row.certifies,
            )
            for row in await tx.execute(_MANDATES)
        },
    )
