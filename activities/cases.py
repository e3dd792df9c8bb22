"""What workflows ask of the facts: to look, and to let time act. Thin: each calls one function of casework."""

from dataclasses import asdict
from uuid import UUID

from temporalio import activity
from temporalio.exceptions import ApplicationError

from casework.timekeeping import NoSuchCaseError, keep_time, look
from db.engine import Database
from workflows.contracts import KEEP_TIME, LOOK, CaseRef, Look, TimeKept


class CaseActivities:
    """The activities of a worker, over its own pool of connections (role onevoice_worker)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @activity.defn(name=LOOK)
    async def look(self, case: CaseRef) -> Look:
        """Read where the case stands; reads only, so it may run any number of times."""
        try:
            seen = await look(self._db, UUID(case.case_id))
        except NoSuchCaseError as error:
            raise ApplicationError("no_such_case", type="no_such_case", non_retryable=True) from error
        started = tuple(CaseRef(case_id=str(c.case_id), procedure=c.procedure) for c in seen.to_start)
        return Look(**asdict(seen) | {"to_start": started})

    @activity.defn(name=KEEP_TIME)
    async def keep_time(self, case: CaseRef) -> TimeKept:
        """Let time do what has come due; each thing is keyed, so that a retry repeats nothing."""
        try:
            return TimeKept(acts=await keep_time(self._db, UUID(case.case_id)))
        except NoSuchCaseError as error:
            raise ApplicationError("no_such_case", type="no_such_case", non_retryable=True) from error
