"""What time does of itself: each thing once, when it is due, or as soon as somebody is there again to do it."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from temporalio import activity
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.cases import CaseActivities
from casework.calendars import after_working_days, all_reminders
from casework.desk import Caller
from casework.passing import Said, pass_milestone
from db.engine import Database
from domain.procedure import TOKYO_TIME
from domain.vocabulary import Milestone
from domain.working_days import Precedence
from tests.office import DRAFTER, POST, Office, View, seen
from tests.workflows.engine import Engine, eventually, relaying, working
from tests.workflows.facts import TimeAct, kinds, move_clock, now, time_acts
from tests.workflows.histories import words
from tests.workflows.stories import overdue
from workflows.contracts import KEEP_TIME, CaseRef, TimeKept
from workflows.demarche import Demarche

pytestmark = pytest.mark.asyncio

LOST = "Kingfisher"
"""What a failure says, which is not for operators to read."""
MARGIN = timedelta(seconds=2)
"""Beyond the due moment, so that small differences of the two clocks do not matter."""
SAID = {
    Milestone.DELIVERED: Said(note="As instructed.", detail={"interlocutor": "Director"}),
    Milestone.REPORTED: Said(note="Taken up.", detail={"reference": "TOKYO 18928"}),
    Milestone.ASSESSED: Said(note="Heard.", outcome="satisfied"),
}


async def until_due(env: WorkflowEnvironment, owner: Database, engine: Engine, case: View) -> TimeAct:
    """Let both clocks go on to the case's next due moment; returns what time did then."""
    before = await time_acts(engine.db, case)
    wait = datetime.fromisoformat(case["due"]["at"]) - await now(owner) + MARGIN
    await move_clock(owner, wait)
    await env.fast_forward(engine.workflow(case), wait)
    acts = await eventually(lambda: time_acts(engine.db, case), lambda acts: len(acts) > len(before))
    assert len(acts) == len(before) + 1
    assert acts[-1].key == case["due"]["key"]
    return acts[-1]


async def passed(office: Office, owner: Database, case: View, name: Milestone) -> View:
    """A milestone, dated by the clock of the facts."""
    by = DRAFTER if name is Milestone.ASSESSED else POST
    return seen(
        await pass_milestone(
            office.db,
            Caller(subject=by),
            UUID(case["id"]),
            name=name,
            happened_at=await now(owner),
            said=SAID[name],
        )
    )


def moments_of(case: View) -> list[tuple[str, datetime]]:
    """What comes due in the case's round, reckoned from the calendar."""
    on = case["round"]
    circulated, suspense = (datetime.fromisoformat(on[field]) for field in ("circulated_at", "suspense"))
    reminders = all_reminders(circulated, suspense)
    return [*((f"round-1/{kind}", at) for kind, at in reminders), ("round-1/overdue", suspense)]


async def test_a_round_is_reminded_of_twice_and_then_overdue(
    office: Office, skipping: WorkflowEnvironment, worker_db: Database, owner_db: Database
) -> None:
    async with working(skipping.client, worker_db) as engine:
        case = await engine.sees(await office.circulated())
        done = []
        while case["due"]:
            done.append(await until_due(skipping, owner_db, engine, case))
            case = await office.look(case)
        assert [(act.key, act.due_at) for act in done] == moments_of(case)
        assert [key.partition("/")[2] for key, _ in moments_of(case)] == ["half_time", "last_working_day", "overdue"]
        assert all(act.at >= act.due_at for act in done)
        assert case["overdue"] is True
        assert case["stage"] == "clearance"
        await engine.workflow(case).terminate()


async def test_delivery_report_and_assessment_become_overdue_and_the_case_still_ends(
    office: Office, skipping: WorkflowEnvironment, worker_db: Database, owner_db: Database
) -> None:
    async with working(skipping.client, worker_db) as engine:
        case = await engine.sees(await office.released())
        released = datetime.fromisoformat(case["release"]["at"])
        late = [await until_due(skipping, owner_db, engine, case)]
        for name in (Milestone.DELIVERED, Milestone.REPORTED):
            case = await engine.sees(await passed(office, owner_db, case, name))
            late.append(await until_due(skipping, owner_db, engine, case))
        case = await passed(office, owner_db, case, Milestone.ASSESSED)
        assert await engine.ends(case) == "closed"
        assert [act.key for act in late] == ["delivery/overdue", "report/overdue", "assessment/overdue"]
        assert late[0].due_at == after_working_days(released, 5, TOKYO_TIME)


async def test_what_came_due_while_all_was_down_is_done_once_on_return(
    office: Office, skipping: WorkflowEnvironment, worker_db: Database, owner_db: Database
) -> None:
    async with working(skipping.client, worker_db) as engine:
        case = await engine.sees(await office.circulated())
    due = moments_of(case)
    assert len(due) == 3
    away = due[-1][1] - await now(owner_db) + timedelta(days=1)
    await move_clock(owner_db, away)
    skipped = asyncio.create_task(skipping.fast_forward(engine.workflow(case), away))
    assert await time_acts(worker_db, case) == []
    async with working(skipping.client, worker_db, task_queue=engine.task_queue):
        acts = await eventually(lambda: time_acts(worker_db, case), bool)
        await skipped
        assert [(act.key, act.due_at) for act in acts] == due
        assert all(act.at > act.due_at for act in acts)
        assert (await kinds(owner_db, case)).count("time_act") == 3
        case = await office.clear(case)
        await engine.sees(case)
        assert await time_acts(worker_db, case) == acts
        await engine.workflow(case).terminate()


async def test_an_answer_in_time_means_no_reminder(
    office: Office, skipping: WorkflowEnvironment, worker_db: Database, owner_db: Database
) -> None:
    async with working(skipping.client, worker_db) as engine:
        case = await engine.sees(await office.circulated())
        case = await engine.sees(await office.clear(case))
        month = timedelta(days=30)
        await move_clock(owner_db, month)
        await skipping.fast_forward(engine.workflow(case), month)
        assert await time_acts(worker_db, case) == []
        await engine.workflow(case).terminate()


@pytest.mark.parametrize(
    ("first", "then"), [(Precedence.ROUTINE, Precedence.FLASH), (Precedence.FLASH, Precedence.ROUTINE)]
)
async def test_a_redraft_starts_the_time_anew_whether_it_ends_sooner_or_later(
    first: Precedence,
    then: Precedence,
    office: Office,
    skipping: WorkflowEnvironment,
    worker_db: Database,
    owner_db: Database,
) -> None:
    async with working(skipping.client, worker_db) as engine:
        case = await engine.sees(await office.circulate(await office.open(), first))
        case = await engine.sees(await office.redraft(case, "Other words."))
        case = await engine.sees(await office.circulate(case, then))
        assert (await until_due(skipping, owner_db, engine, case)).key == "round-2/half_time"
        await engine.workflow(case).terminate()


class Forgetful(CaseActivities):
    """Acts, and then loses its answer, the first time."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self.lost = 0

    @activity.defn(name=KEEP_TIME)
    async def keep_time(self, case: CaseRef) -> TimeKept:
        """As it should, but nobody hears of it."""
        kept = await super().keep_time(case)
        if not self.lost:
            self.lost = kept.acts
            raise RuntimeError(LOST)
        return kept


async def test_an_answer_that_was_lost_repeats_no_act_and_its_words_stay_under_lock(
    office: Office, client: Client, worker_db: Database, owner_db: Database
) -> None:
    forgetful = Forgetful(worker_db)
    engine = Engine(client, worker_db, f"test-{uuid4()}")
    worker = Worker(
        client,
        task_queue=engine.task_queue,
        workflows=[Demarche],
        activities=[forgetful.look, forgetful.keep_time],
    )
    async with worker, relaying(client, worker_db, engine.task_queue):
        case = await overdue(office, engine)
        assert await engine.ends(case) == "closed"
    history = await engine.history(case)
    assert forgetful.lost > 0
    assert (await kinds(owner_db, case)).count("time_act") == 2
    assert LOST not in history.to_json()
    assert LOST in await words(history, client.data_converter)
