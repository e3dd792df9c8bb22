"""Reading a case: its row, and the facts that the rules look at, as its ledger tells them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.basis import BASIS, basis_of
from db.context import ENTERING_TIME, Answered, entered, entering
from db.engine import first, firsts
from db.told import entries_of, facts_of
from db.wire import Row
from domain.case import CaseFacts, CaseId
from domain.marking import Level
from domain.people import Actor
from domain.positions import Basis
from domain.vocabulary import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the case's row says of where it stands; a reading of the facts, kept for lists and for time."""

    stage: Stage
    due_key: str | None
    due_at: datetime | None
    suspense: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """What a case is called and how it is marked; content, for those who may see it.

    `stood` is where its row says that it stands, None if it says nothing that we know. Of a consultation: the cycle
    from which it was opened and its series, and whether its forum may issue a communique.
    """

    id: CaseId
    number: str
    directive: str
    edition: int
    mandate: str
    title: str
    level: Level
    issue: str
    counterpart: str
    ledger_seq: int
    parent: UUID | None = None
    cycle: UUID | None = None
    series: str | None = None
    communique: bool = True
    basis: Basis
    stood: Standing | None


Found = tuple[CaseRow, CaseFacts, datetime] | None
Entered = tuple[Actor, Answered | None] | None

_LOCK = text("SELECT 1 FROM case_file WHERE id = :id FOR NO KEY UPDATE")
_COLUMNS = (
    "c.id, c.procedure, c.level, c.action_agency, c.action_office, c.person, c.at, c.equities, c.parent, c.steps,"
    " c.need_to_know, c.high_level,"
    " sec.now() AS now, sec.around(c.id) AS around"
)
_FOR_PEOPLE = text(
    f"SELECT {_COLUMNS}, sec.told(c.id) AS told, c.number, c.mandate, c.title, c.ledger_seq,"
    " CASE WHEN c.parent IS NOT NULL OR c.cycle IS NOT NULL THEN seen_beside(c.parent, c.cycle) END AS beside,"
    " c.communique, c.stage, c.due_key, c.due_at, c.suspense,"
    " e.directive, e.edition, m.issue, m.counterpart,"
    f" {BASIS} AS basis"
    " FROM case_file c JOIN directive_edition e ON e.id = c.edition_id"
    " LEFT JOIN mandate m ON m.edition_id = c.edition_id AND m.code = c.mandate WHERE c.id = :id"
)
_FOR_TIME = text(f"SELECT {_COLUMNS}, sec.told_to_time(c.id) AS told FROM case_file c WHERE c.id = :id")
_DEPARTMENTS = text("SELECT array_agg(code) AS codes FROM agency WHERE kind = 'department'")


async def lock_case(tx: AsyncConnection, case_id: UUID) -> bool:
    """Lock the case's row until the end of the transaction. False: no such case, or not for you to know."""
    return await first(tx, _LOCK, {"id": case_id}) is not None


async def enter_case(tx: AsyncConnection, subject: str, key: str | None, case_id: UUID) -> tuple[Entered, Found]:
    """Enter as a person (`context.enter`), lock the case and read it (`case_for_person`), in one round trip."""
    who, found = await firsts(tx, entering(subject, key, case_id), (_FOR_PEOPLE, {"id": case_id}))
    return entered(subject, who), await _for_person(tx, found)


async def case_for_person(tx: AsyncConnection, case_id: UUID) -> Found:
    """The case as the entered person may see it, and the database's instant. None: not there for them."""
    return await _for_person(tx, await first(tx, _FOR_PEOPLE, {"id": case_id}))


async def _for_person(tx: AsyncConnection, found: Row | None) -> Found:
    if found is None:
        return None
    beside = found["beside"] or {}
    row = CaseRow(
        id=CaseId(found["id"]),
        number=found["number"],
        directive=found["directive"],
        edition=found["edition"],
        mandate=found["mandate"],
        title=found["title"],
        level=Level(found["level"]),
        issue=found["issue"] or "",
        counterpart=found["counterpart"] or "",
        ledger_seq=found["ledger_seq"],
        parent=_id(beside.get("visible_parent")),
        cycle=_id(beside.get("visible_cycle")),
        series=beside.get("series"),
        communique=found["communique"],
        basis=basis_of(found["basis"]),
        stood=_stood(found),
    )
    return row, await _facts(tx, found), found["now"]


def _stood(found: Row) -> Standing | None:
    """Where the row says that the case stands; a stage of a newer release, or of somebody's own, is nothing we know."""
    try:
        stage = Stage(found["stage"])
    except ValueError:
        return None
    return Standing(stage=stage, due_key=found["due_key"], due_at=found["due_at"], suspense=found["suspense"])


def _id(written: str | None) -> UUID | None:
    return UUID(written) if written else None


async def enter_case_as_time(tx: AsyncConnection, case_id: UUID, *, lock: bool) -> tuple[CaseFacts, datetime] | None:
    """Enter as time, lock the case if asked, and read it (`case_for_time`), in one round trip."""
    locking = [(_LOCK, {"id": case_id})] if lock else []
    *_, found = await firsts(tx, ENTERING_TIME, *locking, (_FOR_TIME, {"id": case_id}))
    return await _for_time(tx, found)


async def case_for_time(tx: AsyncConnection, case_id: UUID) -> tuple[CaseFacts, datetime] | None:
    """The facts without any content, for the worker's role, and the database's instant."""
    return await _for_time(tx, await first(tx, _FOR_TIME, {"id": case_id}))


async def _for_time(tx: AsyncConnection, found: Row | None) -> tuple[CaseFacts, datetime] | None:
    return None if found is None else (await _facts(tx, found), found["now"])


async def _facts(tx: AsyncConnection, found: Row) -> CaseFacts:
    told = entries_of(found["told"])
    # Which agencies are Departments matters to splits alone, and most cases never have one.
    departments = await first(tx, _DEPARTMENTS, {}) if told["split"] else None
    return facts_of({**found, **found["around"]}, told, departments["codes"] or () if departments else ())
