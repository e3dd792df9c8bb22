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
        clearances: person -> (from when, level), in order; the first holds for all time before it too.
        rights: (edition, mandate) -> agency -> right.
        mandates: (edition, mandate) -> whose it is.
    """

    terms: Mapping[tuple[str, str, str], Sequence[Term]]
    agency_of: Mapping[str, str]
    departments: frozenset[str]
    clearances: Mapping[str, Sequence[tuple[datetime, int]]]
    rights: Mapping[tuple[str, str], Mapping[str, str]]
    mandates: Mapping[tuple[str, str], Mandate]

    def clearance(self, person: str | None, at: datetime) -> int:
        """How high that person was cleared at that instant; -1 for nobody."""
        levels = self.clearances.get(person or "", ())
        return next((level for since, level in reversed(levels) if since <= at), levels[0][1] if levels else -1)

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


_LEVELS = text(
    "SELECT fact_id, to_jsonb(at) AS at, (body::jsonb ->> 'level')::integer AS level FROM register_ledger"
    " WHERE kind = 'person' ORDER BY seq"
)


async def _clearances(tx: AsyncConnection) -> dict[str, list[tuple[datetime, int]]]:
    """How high each person was cleared from when on, by the register's ledger."""
    found: dict[str, list[tuple[datetime, int]]] = {}
    for person, at, level in await tx.execute(_LEVELS):
        levels = found.setdefault(person, [])
        if not levels or levels[-1][1] != level:
            levels.append((instant(at), level))
    return found


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
        clearances=await _clearances(tx),
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
