"""A case's facts as people and time are told them, held to what the tables hold."""

from uuid import UUID

from db.context import enter, enter_time
from db.engine import Database
from db.facts import case_for_person, case_for_time
from tests.db.facts_by_table import facts_by_table


async def assert_told_alike(app: Database, worker: Database, owner: Database, case_id: UUID) -> None:
    """The ledger tells somebody who sees every case, and time, what the tables hold."""
    async with app.begin() as tx:
        await enter(tx, "auditor", None)
        to_people = await case_for_person(tx, case_id)
    async with worker.begin() as tx:
        await enter_time(tx)
        to_time = await case_for_time(tx, case_id)
    held = await facts_by_table(owner, case_id)
    assert to_people is not None
    assert to_people[1] == held
    assert to_time is not None
    assert to_time[0] == held
