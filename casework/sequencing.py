"""The gauge of pressure on one counterpart, and the NSC's word on which demarche goes when."""

from datetime import datetime

from casework.desk import CaseAct, case_act, reading
from casework.linking import case_line
from casework.views import instant
from casework.words import REASON, check_line
from db import coordination
from db.engine import Database
from domain.case import CaseFacts
from domain.coordination import WEEK
from domain.sequencing import may_sequence

View = dict[str, object]


@case_act(status=201)
async def sequence(act: CaseAct, *, not_before: datetime | None, reason: str) -> CaseFacts:
    """Say when a demarche may go although so many went within the week.

    Raises:
        NotYours: not the NSC.
        NotNow: no demarche, or it has gone.
        Malformed: put further ahead than the gauge looks back.
    """
    office = may_sequence(act.actor, act.facts, not_before, act.now)
    await act.record(
        "sequencing",
        not_before=not_before,
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    return await act.reread()


async def the_pressure(db: Database, subject: str, counterpart: str) -> View:
    """What went out to a counterpart within the week, and what waits to be sequenced, as far as this person sees.

    Where a directive has the next one wait, the gate counts what this person does not see, too.
    """
    async with reading(db, subject) as (tx, _):
        gauges, released, waiting = await coordination.pressure(tx, counterpart)
    return {
        "counterpart": counterpart,
        "window_days": WEEK.days,
        "gauges": [
            {"directive": g["directive"], "demarches_a_week": g["demarches_a_week"], "then": g["then_it"]}
            for g in gauges
        ],
        "released": [{**case_line(row), "released_at": instant(row["at"])} for row in released],
        "waiting": [{**case_line(row), "stage": row["stage"], "circulated_at": instant(row["at"])} for row in waiting],
    }
