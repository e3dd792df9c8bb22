"""The activities over real facts: looking changes nothing, and time's acts are done once, when due, whoever races."""

import asyncio
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.cases import CaseActivities
from db.engine import Database
from domain.vocabulary import Stage
from tests.office import Office, View
from tests.workflows.facts import kinds, move_clock, now, time_acts, waiting
from workflows.contracts import CaseRef, Look, TimeKept

pytestmark = pytest.mark.asyncio


def ref(case: View) -> CaseRef:
    return CaseRef(case_id=case["id"], procedure=case["procedure"])


@pytest.fixture
def activities(worker_db: Database) -> CaseActivities:
    return CaseActivities(worker_db)


async def look(activities: CaseActivities, case: View) -> Look:
    return await ActivityEnvironment().run(activities.look, ref(case))


async def keep_time(activities: CaseActivities, case: View) -> int:
    kept = await ActivityEnvironment().run(activities.keep_time, ref(case))
    assert isinstance(kept, TimeKept)
    return kept.acts


async def past_the_suspense(owner: Database, case: View) -> None:
    suspense = datetime.fromisoformat(case["round"]["suspense"])
    await move_clock(owner, suspense - await now(owner) + timedelta(minutes=1))


async def test_a_look_tells_stage_suspense_and_what_is_due(office: Office, activities: CaseActivities) -> None:
    case = await office.circulated()
    case = await office.sign(case, "defense")
    seen = await look(activities, case)
    assert (seen.stage, seen.ended, seen.action_office) == (Stage.CLEARANCE, False, "state.eb")
    assert (seen.round, seen.asked, seen.answered) == (1, 8, 1)
    assert seen.suspense == datetime.fromisoformat(case["round"]["suspense"])
    assert seen.due_key == "round-1/half_time"
    assert seen.due_in is not None
    assert seen.due_in > timedelta()


async def test_a_look_never_tells_a_wait_below_nothing(
    office: Office, activities: CaseActivities, owner_db: Database
) -> None:
    case = await office.circulated()
    await past_the_suspense(owner_db, case)
    assert (await look(activities, case)).due_in == timedelta()


async def test_an_ended_case_has_nothing_due(office: Office, activities: CaseActivities) -> None:
    seen = await look(activities, await office.finish(await office.released()))
    assert (seen.stage, seen.ended, seen.due_key, seen.due_in, seen.suspense) == ("closed", True, None, None, None)


async def test_time_does_nothing_before_it_is_due(
    office: Office, activities: CaseActivities, owner_db: Database
) -> None:
    case = await office.circulated()
    before = await kinds(owner_db, case)
    assert await keep_time(activities, case) == 0
    assert await kinds(owner_db, case) == before


async def test_time_repeated_repeats_nothing(
    office: Office, activities: CaseActivities, worker_db: Database, owner_db: Database
) -> None:
    case = await office.circulated()
    await past_the_suspense(owner_db, case)
    assert [await keep_time(activities, case) for _ in range(3)] == [3, 0, 0]
    acts = await time_acts(worker_db, case)
    assert [act.key for act in acts] == ["round-1/half_time", "round-1/last_working_day", "round-1/overdue"]
    assert [act.due_at for act in acts] == sorted(act.due_at for act in acts)
    assert all(act.at > act.due_at for act in acts)


async def test_what_time_does_wakes_nobody(
    office: Office, activities: CaseActivities, worker_db: Database, owner_db: Database
) -> None:
    case = await office.circulated()
    told = await waiting(worker_db)
    await past_the_suspense(owner_db, case)
    await keep_time(activities, case)
    assert await waiting(worker_db) == told


async def test_time_racing_sign_offs_loses_neither(
    office: Office, activities: CaseActivities, worker_db: Database, owner_db: Database
) -> None:
    case = await office.circulated()
    await past_the_suspense(owner_db, case)
    agencies = [seat["agency"] for seat in case["round"]["agencies"] if seat["right"] == "must_clear"]
    answers = await asyncio.gather(
        *(keep_time(activities, case) for _ in range(2)),
        *(office.sign(case, agency) for agency in agencies[:4]),
        *(keep_time(activities, case) for _ in range(2)),
        *(office.sign(case, agency) for agency in agencies[4:]),
        return_exceptions=True,
    )
    assert [answer for answer in answers if isinstance(answer, BaseException)] == []
    recorded = await kinds(owner_db, case)
    assert recorded.count("sign_off") == len(agencies)
    assert recorded.count("time_act") == sum(answer for answer in answers if isinstance(answer, int))
    assert recorded.count("time_act") in {0, 3}
    assert len(await time_acts(worker_db, case)) == recorded.count("time_act")
    assert (await office.look(case))["stage"] == "checks"


@pytest.mark.parametrize("activity", ["look", "keep_time"])
async def test_a_case_that_is_not_there_is_not_asked_for_again(activity: str, activities: CaseActivities) -> None:
    nobody = CaseRef(case_id=str(uuid4()), procedure="demarche")
    with pytest.raises(ApplicationError) as failed:
        await ActivityEnvironment().run(getattr(activities, activity), nobody)
    assert (failed.value.type, failed.value.message, failed.value.non_retryable) == (
        "no_such_case",
        "no_such_case",
        True,
    )
