"""The exceptions: what is out of the ordinary about the one voice, for the NSC and for whoever else may see it."""

from casework.contacts import MOST_CONSULTATIONS, disparities_in
from casework.desk import reading
from casework.mandates import KINDS as OF_MANDATES
from casework.mandates import out_of_the_ordinary
from casework.reading import View
from casework.views import instant
from db import exceptions, logs, monitoring
from db.engine import Database
from domain.marking import Level

PARITY = "parity"
KINDS = (*exceptions.QUERIES, PARITY, *OF_MANDATES)


async def the_exceptions(db: Database, subject: str, kind: str | None) -> View:
    """Everything that is out of the ordinary now, or of one kind, as far as the person may see it.

    Source: `domain.md` (d) row "NSC board": filter by exception, not by status; one-voice invariants 3 and 12.
    """
    items: list[View] = []
    async with reading(db, subject) as (tx, _):
        for one in KINDS if kind is None else (kind,):
            if one == PARITY:
                items += _disparities(await logs.consultations(tx, None, MOST_CONSULTATIONS))
            elif one in OF_MANDATES:
                items += out_of_the_ordinary(one, await monitoring.mandates(tx))
            else:
                items += [_line(one, row) for row in await exceptions.of_kind(tx, one)]
    return {"items": items}


def _line(kind: str, row: exceptions.Row) -> View:
    return {
        "kind": kind,
        "about": str(row["about"]),
        "what": row["what"],
        "classification": Level(row["level"]).name,
        "case": str(row["case_id"]) if row["case_id"] else None,
        "number": row["number"],
        "stage": row["stage"],
        "office": row["action_office"],
        "position": str(row["other"]) if row["other"] else None,
        "since": instant(row["since"]),
    }


def _disparities(rows: tuple[logs.Row, ...]) -> list[View]:
    return [
        {
            "kind": PARITY,
            "about": str(one.with_ally.id),
            "what": one.shortfall.value,
            "classification": Level(row["level"]).name,
            "case": None,
            "number": None,
            "stage": None,
            "office": row["agency"],
            "position": None,
            "since": instant(one.with_ally.at),
        }
        for one, row in disparities_in(rows)
    ]
