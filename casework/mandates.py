"""The yearly check of a mandate, by the staff of the Assistant to the President; and what is idle or not checked."""

from collections.abc import Iterator
from uuid import uuid4

from casework.desk import Act, Answer, Caller, acting, reading
from casework.views import instant
from casework.words import REASON, check_line
from db import monitoring
from db.engine import Database
from domain.idle import idle_from
from domain.mandates import check_due
from domain.marking import Level
from domain.refusals import NotThere, NotYours
from domain.vocabulary import Capacity, MandateVerdict

View = dict[str, object]

CHECK_OVERDUE = "mandate_check"
IDLE = "mandate_idle"
KINDS = (CHECK_OVERDUE, IDLE)


async def check_mandate(db: Database, caller: Caller, code: str, *, verdict: MandateVerdict, reason: str) -> Answer:
    """Say whether a mandate still holds, is to be amended, or to be superseded (`domain.md` 8(b) B7 row 8).

    Raises:
        NotThere: no such mandate in force, or not for this person to know.
        NotYours: not of the staff of the Assistant to the President.
    """
    async with acting(db, caller) as act:
        if act.answered:
            return act.answered
        found = await monitoring.mandate(act.tx, code)
        if found is None:
            raise NotThere
        await monitoring.record_check(
            act.tx,
            id=uuid4(),
            level=found["level"],
            directive=found["directive"],
            mandate=code,
            verdict=verdict.value,
            reason=check_line("reason", reason, limit=REASON, multiline=True),
            office=_of_the_nsc(act),
        )
        rows = await monitoring.checks(act.tx, found["directive"], code)
        return await act.answer(201, _check(rows[0]))


def _of_the_nsc(act: Act) -> str:
    office = act.actor.office_for(Capacity.NSC_STAFF) or act.actor.office_for(Capacity.APNSA)
    if office is None:
        raise NotYours("not_nsc", "Only the staff of the Assistant to the President checks a mandate.")
    return office


async def the_checks(db: Database, subject: str, code: str) -> View:
    """A mandate's yearly checks, the newest first."""
    async with reading(db, subject) as (tx, _):
        found = await monitoring.mandate(tx, code)
        if found is None:
            raise NotThere
        rows = await monitoring.checks(tx, found["directive"], code)
    return {"items": [_check(row) for row in rows]}


def _check(row: monitoring.Row) -> View:
    return {
        "id": str(row["id"]),
        "directive": row["directive"],
        "mandate": row["mandate"],
        "classification": Level(row["level"]).name,
        "verdict": row["verdict"],
        "reason": row["reason"],
        "by": row["office"],
        "at": instant(row["at"]),
    }


def out_of_the_ordinary(kind: str, rows: tuple[monitoring.Row, ...]) -> Iterator[View]:
    """The mandates whose yearly check is overdue, or on which nobody has acted for ninety days."""
    for row in rows:
        since = (
            check_due(row["checked"], since=row["since"])
            if kind == CHECK_OVERDUE
            else idle_from(row["acted"], since=row["since"])
        )
        if since <= row["now"]:
            yield {
                "kind": kind,
                "about": row["code"],
                "what": None,
                "classification": Level(row["level"]).name,
                "case": None,
                "number": None,
                "stage": None,
                "office": row["action_office"],
                "position": None,
                "since": instant(since),
            }
