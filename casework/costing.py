"""What a hold costs: how many cases it stopped, how many of their cycles it delayed, and by how many working days."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from casework.calendars import working_days_between
from casework.desk import reading
from casework.views import instant
from db.engine import Database
from db.hold_costs import MOST_COUNTED, HoldFilter, Row, counted, shown

View = dict[str, object]


async def the_holds(db: Database, subject: str, asked: HoldFilter) -> View:
    """The holds that a person may see, the newest first, and what they cost by agency.

    Only what the person may see is counted. Days on which two holds of one agency stopped the same case count once.
    """
    async with reading(db, subject) as (tx, _):
        rows = await counted(tx, asked)
        items = await shown(tx, asked)
    return {
        "agencies": costs(rows[:MOST_COUNTED]),
        "items": [_item(row) for row in items],
        "counted": min(len(rows), MOST_COUNTED),
        "more": len(rows) > MOST_COUNTED,
    }


def costs(rows: Iterable[Row]) -> list[View]:
    """By agency: its holds, those open, the cases stopped, their cycles delayed, the working days; most days first."""
    by_agency: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_agency[row["agency"]].append(row)
    found = [_cost(agency, held) for agency, held in by_agency.items()]
    return sorted(found, key=lambda cost: (-_int(cost["working_days"]), str(cost["agency"])))


def _cost(agency: str, held: list[Row]) -> View:
    by_case: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in held:
        by_case[row["case_id"]].append(row)
    return {
        "agency": agency,
        "holds": len(held),
        "open": sum(row["is_open"] for row in held),
        "cases": len(by_case),
        "cycles": sum(len({cycle for row in rows for cycle in row["cycles"]}) for rows in by_case.values()),
        "working_days": sum(_days_stopped(rows) for rows in by_case.values()),
    }


def _days_stopped(rows: Iterable[Row]) -> int:
    """Working days on which one case was stopped, by however many holds at once."""
    days, until = 0, None
    for row in sorted(rows, key=lambda row: row["at"]):
        begins: datetime = row["at"] if until is None else max(row["at"], until)
        ends: datetime = row["ended_at"] or row["now"]
        if ends > begins:
            days += working_days_between(begins, ends)
            until = ends
    return days


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


def _item(row: Row) -> View:
    ended: datetime | None = row["ended_at"]
    return {
        **{key: row[key] for key in ("agency", "kind", "reason", "lifts_when", "official", "office", "becomes")},
        "id": str(row["id"]),
        "case": str(row["case_id"]),
        "number": row["number"],
        "since": instant(row["at"]),
        "until": instant(row["until"]),
        "ended": row["how"],
        "ended_at": instant(ended),
        "cycles": len(row["cycles"]),
        "working_days": working_days_between(row["at"], ended or row["now"]),
    }
