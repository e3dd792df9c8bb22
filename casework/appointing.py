"""Who may act for whom now: authorised coordinators, approvers and the rest, each by an appointment in force."""

from casework.desk import reading
from casework.views import instant
from db.appointments import in_force
from db.engine import Database
from domain.vocabulary import Capacity, Grade


async def the_appointments(
    db: Database, subject: str, *, agency: str | None, capacity: Capacity | None, limit: int
) -> dict[str, object]:
    """Appointments in force, with their grade, their days, and for whom by which paper if somebody acts."""
    async with reading(db, subject) as (tx, _):
        rows = await in_force(tx, agency=agency, capacity=capacity.value if capacity else None, limit=limit)
    return {
        "items": [
            {
                **{key: row[key] for key in ("agency", "office", "capacity", "name", "subject", "acting_for")},
                "grade": Grade(row["grade"]).name.lower(),
                "instrument": row["instrument"],
                "from": instant(row["valid_from"]),
                "to": instant(row["valid_to"]),
            }
            for row in rows
        ]
    }
