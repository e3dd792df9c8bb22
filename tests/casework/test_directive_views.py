"""How a directive's mandates stand: by the cases that a person may see, and by nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from casework.directive_views import one_directive
from db.engine import Database
from domain.marking import Level
from tests.delegation import KNOW, Delegation
from tests.office import Office, View, a_draft

pytestmark = pytest.mark.asyncio

Mandates = dict[str, Any]  # how each mandate stands, by its code


async def mandates(office: Office, who: str) -> Mandates:
    seen: View = await one_directive(office.db, who, "NSDD-62")
    return {mandate["code"]: mandate for mandate in seen["mandates"]}


async def by_shifted_clock(owner_db: Database, days: int) -> None:
    async with owner_db.begin() as tx:
        await tx.execute(text("UPDATE sec.clock SET shift = make_interval(days => :d)"), {"d": days})


async def test_every_clause_names_the_mandates_drawn_from_it(office: Office) -> None:
    seen: View = await one_directive(office.db, "apnsa", "NSDD-62")
    drawn = {clause["code"]: clause["mandates"] for clause in seen["clauses"]}
    assert len(drawn) == 20
    assert drawn["SEC-5"] == ["SEC-5a", "SEC-5b", "SEC-5c"]
    assert drawn["ECO-11"] == ["ECO-11"]
    assert all(drawn.values())


async def test_a_mandate_shows_its_cases_with_what_was_done_last_and_what_comes_next(office: Office) -> None:
    other = await office.open()
    case = await office.circulate(await office.open())
    mandate = (await mandates(office, "state.eb"))["ECO-6a"]
    assert [shown["id"] for shown in mandate["cases"]] == [case["id"], other["id"]]
    first = mandate["cases"][0]
    assert (first["number"], first["stage"], first["title"]) == (case["number"], "clearance", case["title"])
    assert (mandate["cases_in_all"], mandate["open_cases"]) == (2, 2)
    assert mandate["next"]["kind"] == "suspense"
    assert (mandate["next"]["at"], mandate["next"]["case"]) == (case["round"]["suspense"], case["id"])
    assert not mandate["next"]["late"]
    await office.sign(case, "commerce")
    after = (await mandates(office, "state.eb"))["ECO-6a"]
    assert datetime.fromisoformat(after["last_action_at"]) > datetime.fromisoformat(mandate["last_action_at"])
    assert after["last_action_at"] == after["cases"][0]["last_action_at"]


async def test_an_ended_case_is_shown_and_has_no_date(office: Office) -> None:
    case = await office.finish(await office.released())
    mandate = (await mandates(office, "state.eb"))["ECO-6a"]
    shown = [(one["id"], one["stage"], one["next_at"]) for one in mandate["cases"]]
    assert shown == [(case["id"], "closed", None)]
    assert (mandate["cases_in_all"], mandate["open_cases"]) == (1, 0)
    assert (mandate["next"]["kind"], mandate["next"]["case"]) == ("cycle", None)


async def test_without_cases_the_next_date_is_the_directives_own(office: Office, owner_db: Database) -> None:
    aviation = (await mandates(office, "state.eb"))["ECO-11"]
    assert (aviation["cases"], aviation["last_action_at"]) == ([], None)
    assert aviation["next"] == {
        "kind": "deadline",
        "name": "interim_arrangement_ends",
        "at": "1985-09-08T04:00:00Z",
        "day": "1985-09-07",
        "case": None,
        "late": True,
    }
    await by_shifted_clock(owner_db, (datetime(1983, 1, 3, tzinfo=UTC) - datetime.now(UTC)).days)
    # Nobody is appointed to anything in 1983, but who is cleared may look.
    assert not (await mandates(office, "state.eb"))["ECO-11"]["next"]["late"]


async def test_a_series_next_cycle_is_a_date_for_those_cleared_for_it(office: Office) -> None:
    high, low = [await mandates(office, who) for who in ("apnsa", "commerce.desk")]
    assert high["SEC-2"]["next"]["kind"] == "cycle"
    assert "SEC-2" not in low
    assert low["SEC-5a"]["next"]["kind"] == "cycle"
    assert low["SEC-5a"]["next"]["at"] > datetime.now(UTC).isoformat()


async def test_a_mandate_lies_idle_after_ninety_days(office: Office, owner_db: Database) -> None:
    case = await office.circulated()
    await by_shifted_clock(owner_db, 89)
    assert not (await mandates(office, "apnsa"))["ECO-6a"]["without_action"]
    await by_shifted_clock(owner_db, 91)
    idle = await mandates(office, "apnsa")
    assert idle["ECO-6a"]["without_action"]
    assert idle["ECO-6a"]["next"]["late"]
    assert idle["ECO-11"]["without_action"]
    await office.sign(case, "commerce")
    assert not (await mandates(office, "apnsa"))["ECO-6a"]["without_action"]


async def test_a_case_above_ones_clearance_is_no_case_no_action_and_no_date(office: Office) -> None:
    untouched = await mandates(office, "commerce.desk")
    await office.circulate(await office.open(a_draft(marking=Level.TS), level=Level.TS, mandate="ECO-4"))
    assert (await mandates(office, "apnsa"))["ECO-4"]["open_cases"] == 1
    assert untouched["ECO-4"]["open_cases"] == 0
    assert await mandates(office, "commerce.desk") == untouched


async def test_a_case_for_those_on_its_list_is_there_for_nobody_else(delegation: Delegation, office: Office) -> None:
    instruction = await delegation.instruction(await delegation.authority())
    outside = ("auditor", "apnsa", "justice.aag", "commerce.ita")
    before = [await mandates(office, who) for who in outside]
    secret = await delegation.open("fallback", instruction, know=KNOW)
    shown = (await mandates(office, "cab.bia"))["ECO-11"]
    assert secret["id"] in [one["id"] for one in shown["cases"]]
    assert shown["last_action_at"] > before[0]["ECO-11"]["last_action_at"]
    assert [await mandates(office, who) for who in outside] == before


async def test_the_clocks_of_a_case_are_dates(delegation: Delegation, office: Office) -> None:
    case = await delegation.departed(await delegation.round(await delegation.seated()))
    mandate = (await mandates(office, "state.eb"))["ECO-11"]
    assert case["due"]["key"] == "departure/1/overdue"
    assert next(one for one in mandate["cases"] if one["id"] == case["id"])["next_at"] == case["due"]["at"]
    # The instruction under it, which is still to be delivered, is due before.
    assert (mandate["next"]["kind"], mandate["next"]["name"]) == ("clock", "delivery/overdue")


async def test_a_reminder_is_no_date_of_its_own(office: Office) -> None:
    case = await office.circulated()
    assert case["due"]["key"] == "round-1/half_time"
    assert (await mandates(office, "apnsa"))["ECO-6a"]["next"]["at"] == case["round"]["suspense"]


async def test_opening_a_text_is_no_action(office: Office) -> None:
    case = await office.circulated()
    before = (await mandates(office, "state.eb"))["ECO-6a"]["last_action_at"]
    await office.read(case, "commerce.ita")
    assert (await mandates(office, "state.eb"))["ECO-6a"]["last_action_at"] == before


async def test_twenty_cases_are_shown_and_all_counted(office: Office) -> None:
    for _ in range(22):
        await office.open()
    mandate = (await mandates(office, "state.eb"))["ECO-6a"]
    assert (len(mandate["cases"]), mandate["cases_in_all"], mandate["open_cases"]) == (20, 22, 22)
