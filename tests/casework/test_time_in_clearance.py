"""Silence, extensions and holds that end by themselves, on real PostgreSQL with its clock moved."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from casework.desk import Caller
from casework.extending import extend
from casework.holding import extend_hold, place_hold
from casework.receiving import open_version
from casework.timekeeping import keep_time, look
from db.engine import Database
from domain.refusals import Malformed, NotNow, NotYours, Refusal
from domain.vocabulary import HoldBecomes, HoldKind, Response
from tests.office import COORDINATORS, Office, View, seen

pytestmark = pytest.mark.asyncio


async def set_clock(owner: Database, at: datetime) -> None:
    async with owner.begin() as tx:
        await tx.execute(text("UPDATE sec.clock SET shift = :at - clock_timestamp()"), {"at": at})


def instant(value: str) -> datetime:
    return datetime.fromisoformat(value)


def seat(case: View, agency: str) -> View:
    found: View = next(s for s in case["round"]["agencies"] if s["agency"] == agency)
    return found


async def announced(office: Office, *, but: str = "defense") -> View:
    """A round that announced default clearance; every agency but one has concurred."""
    return await office.clear(await office.circulate(await office.open(), default_clearance=True), but=but)


async def received(office: Office, case: View, agency: str = "defense") -> View:
    await open_version(office.db, COORDINATORS[agency], UUID(case["id"]), 1, None)
    return await office.look(case)


async def hold(office: Office, case: View, *, days: int = 2, becomes: HoldBecomes = HoldBecomes.LAPSE) -> View:
    until = datetime.now(UTC) + timedelta(days=days)
    return seen(
        await place_hold(
            office.db,
            Caller(subject=COORDINATORS["defense"]),
            UUID(case["id"]),
            agency="defense",
            kind=HoldKind.POLICY,
            reason="The Joint Chiefs have not seen it.",
            lifts_when="They have.",
            until=until,
            becomes=becomes,
        )
    )


async def test_silence_clears_after_receipt_and_the_announced_hour(
    office: Office, worker_db: Database, owner_db: Database
) -> None:
    case = await received(office, await announced(office))
    due = instant(seat(case, "defense")["silence_clears_at"])
    assert due >= instant(case["round"]["suspense"])
    await set_clock(owner_db, due - timedelta(minutes=1))
    await keep_time(worker_db, UUID(case["id"]))
    assert seat(await office.look(case), "defense")["response"] is None
    await set_clock(owner_db, due + timedelta(seconds=1))
    await keep_time(worker_db, UUID(case["id"]))
    case = await office.look(case)
    assert seat(case, "defense")["response"] == "cleared_by_default"
    assert case["stage"] == "approval"
    assert await keep_time(worker_db, UUID(case["id"])) == 0


async def test_silence_never_clears_without_receipt(office: Office, worker_db: Database, owner_db: Database) -> None:
    case = await announced(office)
    await set_clock(owner_db, instant(case["round"]["suspense"]) + timedelta(days=90))
    await keep_time(worker_db, UUID(case["id"]))
    case = await office.look(case)
    assert (case["stage"], seat(case, "defense")["silence_clears_at"]) == ("clearance", None)
    assert case["overdue"] is True


async def test_late_receipt_starts_the_clock_late(office: Office, owner_db: Database) -> None:
    case = await announced(office)
    await set_clock(owner_db, instant(case["round"]["suspense"]) - timedelta(hours=1))
    case = await received(office, case)
    assert instant(seat(case, "defense")["silence_clears_at"]) > instant(case["round"]["suspense"]) + timedelta(days=9)


@pytest.mark.parametrize("agency", ["nsc", "state"])
async def test_silence_never_clears_for_the_president_or_the_country_desk(office: Office, agency: str) -> None:
    case = await received(office, await announced(office, but=agency), agency)
    assert seat(case, agency)["silence_clears_at"] is None


async def test_silence_that_was_not_announced_never_clears(
    office: Office, owner_db: Database, worker_db: Database
) -> None:
    case = await received(office, await office.clear(await office.circulated(), but="defense"))
    await set_clock(owner_db, instant(case["round"]["suspense"]) + timedelta(days=90))
    await keep_time(worker_db, UUID(case["id"]))
    assert (await office.look(case))["stage"] == "clearance"


async def test_an_objection_and_the_timer_at_the_same_moment_leave_one_answer(
    office: Office, worker_db: Database, owner_db: Database
) -> None:
    for _ in range(6):
        await set_clock(owner_db, datetime.now(UTC))
        case = await received(office, await announced(office))
        await set_clock(owner_db, instant(seat(case, "defense")["silence_clears_at"]) + timedelta(seconds=1))
        await asyncio.gather(office.nonconcur(case, "defense"), keep_time(worker_db, UUID(case["id"])))
        case = await office.look(case)
        assert seat(case, "defense")["response"] == "nonconcur"  # heard in time, or a mind changed before release
        assert case["stage"] == "clearance"


async def test_a_hold_in_time_stops_the_silence(office: Office, worker_db: Database, owner_db: Database) -> None:
    case = await received(office, await announced(office))
    await hold(office, case, days=40)
    await set_clock(owner_db, instant(case["round"]["suspense"]) + timedelta(days=5))
    await keep_time(worker_db, UUID(case["id"]))
    assert seat(await office.look(case), "defense")["response"] is None


async def test_the_database_refuses_a_default_clearance_before_its_time(office: Office, worker_db: Database) -> None:
    case = await received(office, await announced(office))
    async with worker_db.engine.connect() as tx:
        await tx.execute(text("SELECT sec.enter_time()"))
        with pytest.raises(Exception, match=r"no_proven_receipt|before_its_time"):
            await tx.execute(
                text(
                    "INSERT INTO sign_off (id, case_id, round, version, digest, agency, response, office) VALUES"
                    " (gen_random_uuid(), :id, 1, 1, :digest, 'defense', 'cleared_by_default', 'time')"
                ),
                {"id": case["id"], "digest": case["text"]["digest"]},
            )
        await tx.rollback()


async def test_a_hold_lapses_by_itself_at_its_hour(office: Office, worker_db: Database, owner_db: Database) -> None:
    case = await hold(office, await office.cleared())
    assert case["stage"] == "clearance"
    until = instant(case["holds"][0]["until"])
    await set_clock(owner_db, until - timedelta(seconds=30))
    assert await keep_time(worker_db, UUID(case["id"])) == 0
    await set_clock(owner_db, until + timedelta(seconds=1))
    assert await keep_time(worker_db, UUID(case["id"])) == 1
    case = await office.look(case)
    assert (case["stage"], case["holds"]) == ("approval", [])


async def test_a_hold_may_become_a_nonconcurrence_until_its_agency_answers_anew(
    office: Office, worker_db: Database, owner_db: Database
) -> None:
    case = await hold(office, await office.cleared(), becomes=HoldBecomes.NONCONCURRENCE)
    await set_clock(owner_db, instant(case["holds"][0]["until"]) + timedelta(seconds=1))
    await keep_time(worker_db, UUID(case["id"]))
    case = await office.look(case)
    assert {"lack": "nonconcurrence", "agency": "defense"} in case["blocked_by"]
    case = await office.sign(case, "defense")
    assert case["stage"] == "approval"


async def test_a_hold_is_extended_at_most_twice(office: Office) -> None:
    case = await hold(office, await office.cleared())
    by, hold_id = Caller(subject=COORDINATORS["defense"]), UUID(case["holds"][0]["id"])
    until = instant(case["holds"][0]["until"])
    for more in (1, 2):
        await extend_hold(
            office.db, by, UUID(case["id"]), hold_id, until=until + timedelta(days=more), reason="They meet on Friday."
        )
    with pytest.raises(NotNow) as refused:
        await extend_hold(
            office.db, by, UUID(case["id"]), hold_id, until=until + timedelta(days=9), reason="Once more."
        )
    assert refused.value.code == "extensions_used_up"


async def more_time(office: Office, case: View, until: datetime, by: str = "defense.isa") -> View:
    return seen(
        await extend(
            office.db,
            Caller(subject=by),
            UUID(case["id"]),
            agency="defense",
            until=until,
            reason="The analyst is away.",
        )
    )


async def test_an_agency_is_given_more_time_once_for_the_asking(office: Office) -> None:
    case = await office.circulated()
    due = instant(case["round"]["suspense"])
    case = await more_time(office, case, due + timedelta(days=3))
    assert instant(seat(case, "defense")["suspense"]) == due + timedelta(days=3)
    assert instant(seat(case, "commerce")["suspense"]) == due
    with pytest.raises(NotYours) as refused:
        await more_time(office, case, due + timedelta(days=4))
    assert refused.value.code == "higher_grade_needed"


async def test_an_extension_is_no_longer_than_the_round_again(office: Office) -> None:
    case = await office.circulated()
    with pytest.raises(Malformed):
        await more_time(office, case, instant(case["round"]["suspense"]) + timedelta(days=40))


async def test_an_extension_is_asked_for_before_the_suspense(office: Office, owner_db: Database) -> None:
    case = await office.circulated()
    due = instant(case["round"]["suspense"])
    await set_clock(owner_db, due + timedelta(seconds=1))
    with pytest.raises(Refusal) as refused:
        await more_time(office, case, due + timedelta(days=1))
    assert refused.value.code == "suspense_has_passed"


async def test_what_came_due_while_all_was_down_is_done_once(
    office: Office, worker_db: Database, owner_db: Database
) -> None:
    case = await received(office, await announced(office))
    await set_clock(owner_db, instant(case["round"]["suspense"]) + timedelta(days=30))
    glance = await look(worker_db, UUID(case["id"]))
    assert glance.due_in == timedelta()
    done = await asyncio.gather(*(keep_time(worker_db, UUID(case["id"])) for _ in range(3)))
    assert sorted(done) == [0, 0, 3]  # two reminders and the default clearance, after which nothing is overdue
    assert seat(await office.look(case), "defense")["response"] == Response.CLEARED_BY_DEFAULT
