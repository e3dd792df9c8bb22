"""Advice before circulation: who has always been asked and is missing, and who is asked often and never comments.

Source: 2 FAM 1211 (over-burdensome clearance is as bad as none), NSSD-6's distribution, which left Transportation
out of the aviation agreement (domain.md section 8(a), ECO-11).
"""

from uuid import UUID

from casework.asking import seats_now, step_now
from casework.desk import reading
from db import advice
from db.engine import Database
from db.facts import case_for_person
from domain.refusals import NotThere
from domain.vocabulary import Right

ALWAYS_FROM = 2
"""Cases after which "always" means something."""

OFTEN_FROM = 5
"""Cases after which silence means that the agency may have no equity."""


async def advice_on(db: Database, subject: str, case_id: UUID) -> dict[str, object]:
    """Who would be asked now, who is missing, who may be asked too much, and how often the mandate was short-fused."""
    async with reading(db, subject) as (tx, _):
        found = await case_for_person(tx, case_id)
        if found is None:
            raise NotThere
        _, facts, _ = found
        would_ask = await seats_now(tx, facts)
        excluded, offices = await step_now(tx, facts)
        rows = await advice.asked_before(tx, case_id)
        fuses = await advice.short_fuses(tx, case_id)
    asked = {seat.agency for seat in would_ask if seat.right is Right.MUST_CLEAR}
    return {
        "would_ask": [{"agency": seat.agency, "right": seat.right.value} for seat in would_ask],
        "would_ask_offices": list(offices),
        "silence_excluded": excluded.value if excluded else None,
        "missing": [
            row["agency"]
            for row in rows
            if row["of_cases"] >= ALWAYS_FROM and row["cases"] == row["of_cases"] and row["agency"] not in asked
        ],
        "never_comments": [
            row["agency"]
            for row in rows
            if row["cases"] >= OFTEN_FROM and row["comments"] == 0 and row["agency"] in asked
        ],
        "short_fuses": fuses,
    }
