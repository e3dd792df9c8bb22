"""Series on real facts: what time may open and what not, what people do to a series, and that loading keeps it all."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from casework.desk import Answer, Caller
from casework.reading import my_inbox
from casework.register import load_directive
from casework.series import move, open_or_plan, pause, resume, skip
from casework.series_time import wanted_schedules
from casework.series_views import every_series
from casework.verification import verify_all
from db.engine import Database
from domain.refusals import Refusal
from embedded.plan import DIRECTIVE
from tests.casework.forger import Forger, breaches
from tests.consulting import ISA, Consulting
from tests.office import Office, View, seen

pytestmark = pytest.mark.asyncio

NSC = "nsc.asia"


@pytest.fixture
def consulting(office: Office, worker_db: Database, owner_db: Database) -> Consulting:
    return Consulting(office, worker_db, owner_db)


async def refused(awaited: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        await awaited
    return refusal.value.code


def at(found: View, number: int = 0) -> datetime:
    """When the nth coming cycle opens."""
    return datetime.fromisoformat(found["next"][number]["opens_at"])


async def when_due(consulting: Consulting, code: str = "SSC") -> datetime:
    """Set the clock past the next opening of a series; returns that opening."""
    opens_at = at(await consulting.series(code, "apnsa"))
    await consulting.set_clock(opens_at + timedelta(hours=3))
    return opens_at


def cycles(found: View) -> list[tuple[str, str]]:
    return [(cycle["opens_at"], cycle["cause"]) for cycle in found["cycles"]]


async def test_time_opens_a_cycle_once_however_often_it_is_asked(consulting: Consulting, verifier_db: Database) -> None:
    opens_at = await when_due(consulting)
    assert await consulting.due("SSC", opens_at) == "opened"
    assert await consulting.due("SSC", opens_at) == "opened_before"
    found = await consulting.series()
    assert cycles(found) == [(opens_at.isoformat().replace("+00:00", "Z"), "time")]
    assert {b for b in breaches(await verify_all(verifier_db)) if b[0] != "clock"} == set()


async def test_openers_that_come_together_open_one(consulting: Consulting) -> None:
    opens_at = await when_due(consulting)
    outcomes = await asyncio.gather(*(consulting.due("SSC", opens_at) for _ in range(4)))
    assert sorted(outcomes) == ["opened", "opened_before", "opened_before", "opened_before"]


async def test_time_opens_nothing_that_is_not_due_or_not_on_the_calendar(consulting: Consulting) -> None:
    opens_at = at(await consulting.series())
    assert await consulting.due("SSC", opens_at) == "before_its_time"
    await consulting.set_clock(opens_at + timedelta(days=2))
    for moment in (opens_at + timedelta(hours=1), opens_at + timedelta(days=1)):
        assert await consulting.due("SSC", moment) == "not_an_opening"
    assert cycles(await consulting.series()) == []


async def test_the_action_office_is_told_of_a_cycle_that_time_opened_and_opens_its_case(consulting: Consulting) -> None:
    assert await consulting.due("SSC", await when_due(consulting)) == "opened"
    inbox: Any = await my_inbox(consulting.db, ISA, 50)
    [waiting] = inbox["cycles"]
    assert (waiting["series"], waiting["mandate"]) == ("SSC", "SEC-2")
    others: Any = await my_inbox(consulting.db, "treasury.oasia", 50)
    assert others["cycles"] == []
    case = await consulting.open(waiting["cycle"])
    assert case["plan"]["meets_at"] == waiting["meeting_at"]
    done: Any = await my_inbox(consulting.db, ISA, 50)
    assert done["cycles"] == []
    assert (await consulting.series())["cycles"][0]["case"]["number"] == case["number"]


async def test_what_comes_due_in_a_pause_is_not_opened_afterwards(consulting: Consulting) -> None:
    by = Caller(subject=ISA)
    assert await refused(resume(consulting.db, by, "SSC", note="Go on.")) == "not_paused"
    await pause(consulting.db, by, "SSC", note="The Diet is dissolved.")
    assert await refused(pause(consulting.db, by, "SSC", note="Again.")) == "already_paused"
    opens_at = await when_due(consulting)
    assert await consulting.due("SSC", opens_at) == "series_paused"
    found = seen(await resume(consulting.db, by, "SSC", note="They are back."))
    assert not found["paused"]
    assert await consulting.due("SSC", opens_at) == "series_paused"
    assert [act["reason"] for act in found["acts"]] == ["They are back.", "The Diet is dissolved."]


async def test_one_cycle_is_skipped_and_the_next_is_not(consulting: Consulting) -> None:
    found = await consulting.series()
    first, second = at(found), at(found, 1)
    said = skip(consulting.db, Caller(subject=ISA), "SSC", opens_at=first, reason="They ask for a year's rest.")
    found = seen(await said)
    assert at(found) == second
    again = skip(consulting.db, Caller(subject=ISA), "SSC", opens_at=first, reason="Again.")
    assert await refused(again) == "not_found"
    await consulting.set_clock(first + timedelta(hours=1))
    assert await consulting.due("SSC", first) == "not_an_opening"


async def test_one_cycle_is_moved_and_opens_then(consulting: Consulting) -> None:
    first = at(await consulting.series())
    to = first + timedelta(days=10, hours=2)
    found = seen(
        await move(
            consulting.db, Caller(subject=NSC), "SSC", opens_at=first, to=to, meeting_at=None, reason="Golden Week."
        )
    )
    assert (at(found), found["next"][0]["origin"]) == (to, "moved")
    await consulting.set_clock(to + timedelta(minutes=1))
    assert await consulting.due("SSC", first) == "not_an_opening"
    assert await consulting.due("SSC", to) == "opened"


async def test_a_cycle_that_was_opened_is_not_moved_but_skipped_while_it_has_no_case(consulting: Consulting) -> None:
    by = Caller(subject=ISA)
    opens_at = await when_due(consulting)
    await consulting.due("SSC", opens_at)
    later = opens_at + timedelta(days=3)
    moved = move(consulting.db, by, "SSC", opens_at=opens_at, to=later, meeting_at=None, reason="Later.")
    assert await refused(moved) == "already_opened"
    cycle = (await consulting.series())["cycles"][0]["id"]
    case = await consulting.open(cycle)
    again = skip(consulting.db, by, "SSC", opens_at=opens_at, reason="Not this year.")
    assert await refused(again) == "cycle_has_case"
    other = (await consulting.trigger("SCG"))["cycles"][0]
    await skip(consulting.db, by, "SCG", opens_at=datetime.fromisoformat(other["opens_at"]), reason="They are away.")
    assert await refused(consulting.open(other["id"], mandate="SEC-5a")) == "cycle_skipped"
    assert case["plan"]["series"] == "SSC"


async def test_a_cycle_is_opened_now_or_planned_for_a_day(consulting: Consulting, verifier_db: Database) -> None:
    now = await consulting.now()
    meeting_at = (now + timedelta(days=60)).replace(microsecond=0)
    found = await consulting.trigger(meeting_at=meeting_at)
    assert found["cycles"][0]["cause"] == "person"
    assert datetime.fromisoformat(found["cycles"][0]["meeting_at"]) == meeting_at
    planned = (now + timedelta(days=5)).replace(microsecond=0)
    found = await consulting.trigger(opens_at=planned)
    assert (at(found), found["next"][0]["origin"]) == (planned, "planned")
    assert await refused(consulting.trigger(opens_at=planned)) == "already_planned"
    await consulting.set_clock(planned)
    assert await consulting.due("SSC", planned) == "opened"
    assert {b for b in breaches(await verify_all(verifier_db)) if b[0] != "clock"} == set()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"opens_at": datetime(2020, 1, 1, tzinfo=UTC)}, "opening_in_the_past"),
        ({"opens_at": datetime(2099, 1, 1, tzinfo=UTC)}, "opening_in_the_past"),
        ({"meeting_at": datetime(2020, 1, 1, tzinfo=UTC)}, "meeting_in_the_past"),
        ({"opens_at": datetime(2027, 11, 7, 5, 30, tzinfo=UTC)}, "hour_not_on_the_clock"),
    ],
)
async def test_a_plan_that_no_clock_can_keep_is_refused(
    consulting: Consulting, asked: dict[str, datetime], code: str
) -> None:
    assert await refused(consulting.trigger(**asked)) == code  # type: ignore[arg-type] # the keywords above


async def test_only_the_action_office_and_the_nsc_staff_direct_a_series(consulting: Consulting) -> None:
    assert await refused(consulting.trigger(by="state.ea-j")) == "not_action_office"
    assert await refused(consulting.trigger(by="commerce.desk")) == "not_found"
    assert (await consulting.trigger(by=NSC))["cycles"][0]["cause"] == "person"


async def test_what_is_above_ones_clearance_is_in_no_list(consulting: Consulting) -> None:
    low: Any = await every_series(consulting.db, "commerce.desk")
    high: Any = await every_series(consulting.db, "apnsa")
    assert {line["marking"] for line in low["items"]} == {"S", "C"}
    assert {line["series"] for line in high["items"]} - {line["series"] for line in low["items"]} == {
        *("SCC", "SSC", "SDC", "STF", "TRADE-SUBCABINET", "TFC", "HTWG", "COCOM")
    }
    assert await refused(consulting.series("SSC", "commerce.desk")) == "not_found"


async def test_the_same_key_plans_once(consulting: Consulting) -> None:
    async def asked() -> Answer:
        return await open_or_plan(
            consulting.db, Caller(subject=ISA, key="k", route="r"), "SSC", opens_at=None, meeting_at=None, reason="Now."
        )

    first, second = await asked(), await asked()
    assert (second.replayed, second.body) == (True, first.body)
    assert len(seen(second)["cycles"]) == 1


async def test_loading_again_changes_nothing_and_a_changed_file_keeps_acts_and_cycles(
    consulting: Consulting, owner_db: Database, worker_db: Database, tmp_path: Path, verifier_db: Database
) -> None:
    await pause(consulting.db, Caller(subject=ISA), "SSC", note="The Diet is dissolved.")
    await consulting.trigger("SCG")
    assert not (await load_directive(owner_db, DIRECTIVE)).is_new
    text = DIRECTIVE.read_text(encoding="utf-8")
    changed = tmp_path / "changed.yaml"
    without_tfc = text[: text.index("  - code: TFC\n")] + text[text.index("  - code: FINANCE\n") :]
    changed.write_text(without_tfc.replace("place: Hawaii", "place: Guam"), encoding="utf-8")
    assert (await load_directive(owner_db, changed)).edition == 2
    found = await consulting.series()
    assert (found["place"], found["paused"]) == ("Guam", True)
    assert found["acts"][0]["reason"] == "The Diet is dissolved."
    assert len((await consulting.series("SCG"))["cycles"]) == 1
    left_out = await consulting.series("TFC", "ustr.japan")
    assert (left_out["in_force"], left_out["next"]) == (False, [])
    assert await refused(consulting.trigger("TFC", by="ustr.japan")) == "series_not_in_force"
    wanted = {one.code: one for one in await wanted_schedules(worker_db, timedelta(), 50)}
    assert (wanted["TFC"].in_force, wanted["SSC"].paused, wanted["SCG"].in_force) == (False, True, True)
    assert breaches(await verify_all(verifier_db)) == set()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE series_act SET reason = 'Other.'", "is not as it was recorded"),
        ("DELETE FROM series_ledger WHERE seq = 1", "breaks the chain"),
        ("UPDATE cycle SET opens_at = opens_at - interval '1 day'", "its id is not that of its moment"),
        ("UPDATE cycle SET cause = 'time', person = NULL, reason = NULL", "no_such_opening"),
    ],
)
async def test_verification_names_what_was_changed_behind_the_gates(
    consulting: Consulting, verifier_db: Database, hand: Forger, statement: str, told: str
) -> None:
    await consulting.trigger()
    await pause(consulting.db, Caller(subject=ISA), "SSC", note="The Diet is dissolved.")
    hand.run(statement)
    found = {what for name, _, what in _told(await verify_all(verifier_db)) if name == "series"}
    assert any(told in what for what in found), found


def _told(verdict: Any) -> list[tuple[str, str, str]]:
    return [(check.name, breach.case, breach.what) for check in verdict.checks for breach in check.breaches]


async def test_a_hidden_cycle_opens_no_case(consulting: Consulting, owner_db: Database) -> None:
    cycle = (await consulting.trigger())["cycles"][0]["id"]
    async with owner_db.begin() as tx:
        await tx.exec_driver_sql("UPDATE person SET level = 2 WHERE subject = 'defense.isa'")
    assert await refused(consulting.open(cycle)) == "not_found"
    assert await refused(consulting.open(str(UUID(int=1)))) == "not_found"
