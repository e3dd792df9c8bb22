"""What holds cost: cases, cycles and working days, days on which two holds stopped one case counted once."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from casework.costing import costs, the_holds
from db.engine import Database
from db.hold_costs import HoldFilter, Row
from tests.casework.test_time_in_clearance import hold, instant, set_clock
from tests.office import Office

MONDAY = datetime(1982, 11, 1, 14, tzinfo=UTC)
NOW = MONDAY + timedelta(days=25)


def a_row(case: UUID, begins: int, ends: int | None, *cycles: int, agency: str = "defense") -> Row:
    ended = None if ends is None else MONDAY + timedelta(days=ends)
    at = MONDAY + timedelta(days=begins)
    return {
        "agency": agency,
        "case_id": case,
        "at": at,
        "ended_at": ended,
        "is_open": ends is None,
        "now": NOW,
        "cycles": list(cycles),
    }


ONE, OTHER = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("rows", "cost"),
    [
        ([a_row(ONE, 0, 4)], (1, 0, 1, 0, 4)),  # Monday to Friday
        ([a_row(ONE, 0, 7, 1)], (1, 0, 1, 1, 5)),
        ([a_row(ONE, 0, 4, 1), a_row(ONE, 2, 7, 1, 2)], (2, 0, 1, 2, 5)),  # overlapping: once
        ([a_row(ONE, 0, 4), a_row(ONE, 1, 2)], (2, 0, 1, 0, 4)),  # one inside the other
        ([a_row(ONE, 0, 2), a_row(ONE, 3, 4)], (2, 0, 1, 0, 3)),  # one after the other
        ([a_row(ONE, 0, 2), a_row(OTHER, 0, 2)], (2, 0, 2, 0, 4)),
        ([a_row(ONE, 0, None)], (1, 1, 1, 0, 17)),  # to the 26th, without Veterans Day and Thanksgiving
    ],
)
def test_a_cost_counts_each_case_and_day_once(rows: list[Row], cost: tuple[int, ...]) -> None:
    (found,) = costs(rows)
    assert tuple(found[name] for name in ("holds", "open", "cases", "cycles", "working_days")) == cost


def test_the_agency_whose_holds_cost_most_comes_first() -> None:
    found = costs([a_row(ONE, 0, 1), a_row(ONE, 0, 9, agency="cia"), a_row(ONE, 0, 9, agency="ustr")])
    assert [cost["agency"] for cost in found] == ["cia", "ustr", "defense"]


@pytest.mark.asyncio
async def test_a_hold_over_the_suspense_delays_the_cycle(office: Office, owner_db: Database) -> None:
    case = await hold(office, await office.circulated(), days=60)
    await set_clock(owner_db, instant(case["round"]["suspense"]) + timedelta(days=1))
    found = await the_holds(office.db, "auditor", HoldFilter())
    agencies: Any = found["agencies"]  # a view, read field by field
    (cost,) = agencies
    assert (cost["cases"], cost["cycles"]) == (1, 1)
    assert cost["working_days"] >= 10
    shown = (await office.look(case))["holds"][0]
    assert (shown["cycles_so_far"], shown["working_days_so_far"]) == (1, cost["working_days"])
