"""A consultation on real facts: planned backwards from its meeting, its book gated, its aftermath recorded."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from casework import agenda, commitments, meeting
from casework.desk import Caller
from casework.releasing import withdraw
from casework.timekeeping import keep_time
from casework.verification import verify_all
from db.engine import Database
from domain.refusals import Refusal
from domain.vocabulary import Milestone, Stage
from tests.casework.forger import breaches
from tests.consulting import ISA, Consulting
from tests.office import Office, View

pytestmark = pytest.mark.asyncio


@pytest.fixture
def consulting(office: Office, worker_db: Database, owner_db: Database) -> Consulting:
    return Consulting(office, worker_db, owner_db)


async def refused(awaited: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        await awaited
    return refusal.value.code


def due_of(case: View) -> dict[str, str]:
    return {line["milestone"]: line["due_at"] for line in case["plan"]["milestones"]}


async def test_a_whole_cycle_runs_from_topic_call_to_tasked_commitments(
    consulting: Consulting, verifier_db: Database
) -> None:
    case = await consulting.opened()
    assert (case["stage"], case["procedure"], case["plan"]["series"]) == (Stage.AGENDA, "consultation", "SSC")
    case = await consulting.book_up(case)
    assert case["stage"] == Stage.PRESS_GUIDANCE
    assert breaches(await verify_all(verifier_db)) == set()
    case = await consulting.held(case)
    assert case["stage"] == Stage.RECORD
    case = await consulting.finish(case)
    assert case["stage"] == Stage.CLOSED
    assert breaches(await verify_all(verifier_db)) == set()


async def test_the_plan_is_the_cycles_and_moves_as_a_whole(consulting: Consulting) -> None:
    case = await consulting.opened()
    set_for = datetime.fromisoformat(case["plan"]["meets_at"])
    before = due_of(case)
    view: Any = await meeting.the_plan(consulting.db, ISA, UUID(case["id"]), set_for + timedelta(days=28))
    assert view["what_if"]
    assert due_of(await consulting.look(case)) == before
    case = await consulting.meets(case, set_for + timedelta(days=28))
    after = due_of(case)
    assert {line["milestone"]: line["due_at"] for line in view["milestones"]} == after
    assert all(after[step] > before[step] for step in before)
    assert case["plan"]["times_moved"] == 1
    seen: Any = await meeting.the_plan(consulting.db, ISA, UUID(case["id"]), None)
    assert [said["reason"] for said in seen["history"]] == [
        "As the calendar of the series has it.",
        "They asked for it.",
    ]


async def test_a_planned_moment_that_passes_is_noted_once_a_plan(consulting: Consulting) -> None:
    case = await consulting.opened()
    assert case["due"]["key"] == "plan-1/topic_call"
    due = datetime.fromisoformat(case["due"]["at"])
    await consulting.set_clock(due + timedelta(seconds=1))
    assert await keep_time(consulting.worker, UUID(case["id"])) == 1
    assert await keep_time(consulting.worker, UUID(case["id"])) == 0
    case = await consulting.look(case)
    assert (case["overdue"], case["due"]["key"]) == (True, "plan-1/papers")
    case = await consulting.meets(case, datetime.fromisoformat(case["plan"]["meets_at"]) + timedelta(days=90))
    assert (case["overdue"], case["due"]["key"]) == (False, "plan-2/topic_call")


async def test_nothing_is_circulated_before_the_agenda_is_settled(consulting: Consulting) -> None:
    case = await consulting.opened()
    assert await refused(consulting.circulate(case)) == "steps_missing"
    assert await refused(consulting.passes(case, Milestone.AGENDA_SET, outcome="working_level")) == "topics_not_called"
    case = await consulting.called(case)
    assert await refused(consulting.passes(case, Milestone.AGENDA_SET, outcome="working_level")) == "agenda_empty"
    case = await consulting.topic(case, "jcs")
    assert await refused(consulting.passes(case, Milestone.AGENDA_SET, outcome="working_level")) == "topic_undecided"
    case = await consulting.decide(case, included=False)
    assert await refused(consulting.passes(case, Milestone.AGENDA_SET, outcome="working_level")) == "agenda_empty"
    case = await consulting.decide(await consulting.topic(case, "state"))
    case = await consulting.passes(case, Milestone.AGENDA_SET, outcome="working_level")
    assert case["stage"] == Stage.DRAFTING


async def test_before_the_topic_call_only_the_action_agency_sees_the_cycle(consulting: Consulting) -> None:
    case = await consulting.opened()
    assert await refused(consulting.topic(case, "jcs")) == "not_found"
    case = await consulting.called(case)
    await consulting.topic(case, "jcs")
    assert await refused(consulting.topic(case, "jcs", by="state.ea-j")) == "not_coordinator"


async def test_a_topic_shows_only_the_linked_cases_that_one_may_see(consulting: Consulting) -> None:
    case = await consulting.called(await consulting.opened())
    other = await consulting.opened("SCG", mandate="SEC-5a")
    case = await consulting.topic(case, "defense", other["id"])
    seen: Any = await agenda.the_agenda(consulting.db, ISA, UUID(case["id"]))
    assert [link["number"] for link in seen["topics"][0]["links"]] == [other["number"]]
    hidden: Any = await agenda.the_agenda(consulting.db, "jcs.j5", UUID(case["id"]))
    assert hidden["topics"][0]["links"] == []
    assert await refused(consulting.topic(case, "jcs", other["id"])) == "not_found"


async def test_a_high_level_book_is_complete_only_with_a_principals_point(
    consulting: Consulting, verifier_db: Database
) -> None:
    case = await consulting.opened("DEFENSE-MINISTERS", mandate="SEC-5a")
    assert case["plan"]["high_level"]
    case = await consulting.decide(await consulting.topic(await consulting.called(case)))
    assert await refused(consulting.passes(case, Milestone.AGENDA_SET, outcome="working_level")) == "high_level_forum"
    case = await consulting.passes(case, Milestone.AGENDA_SET, outcome="high_level")
    case = await consulting.clear(await consulting.circulate(case))
    assert case["stage"] == Stage.CHECKS
    assert {"lack": "check_missing", "agency": "", "step": "principals_point"} in case["blocked_by"]
    assert await refused(consulting.approve(case)) == "steps_missing"
    point = (case, Milestone.PRINCIPALS_POINT, "nsc.defense")
    assert await refused(consulting.passes(*point)) == "detail_missing"
    assert await refused(consulting.passes(*point, ref="3")) == "no_such_paragraph"
    assert await refused(consulting.passes(case, Milestone.PRINCIPALS_POINT, ISA, ref="2")) == "not_nsc_staff"
    case = await consulting.passes(*point, ref="2")
    case = await consulting.release(await consulting.approve(case))
    assert case["stage"] == Stage.PRESS_GUIDANCE
    assert breaches(await verify_all(verifier_db)) == set()


async def test_a_new_version_of_the_book_needs_its_point_anew(consulting: Consulting) -> None:
    case = await consulting.agreed(await consulting.opened("DEFENSE-MINISTERS", mandate="SEC-5a"), "high_level")
    case = await consulting.clear(await consulting.circulate(case))
    case = await consulting.passes(case, Milestone.PRINCIPALS_POINT, "nsc.defense", ref="1")
    case = await consulting.office.redraft(case, "Other words.", by=ISA)
    case = await consulting.clear(await consulting.circulate(case))
    assert case["stage"] == Stage.CHECKS


async def test_press_guidance_is_out_or_waived_and_a_meeting_is_held_on_its_day(consulting: Consulting) -> None:
    case = await consulting.book_up(await consulting.opened())
    assert await refused(consulting.passes(case, Milestone.PRESS_GUIDANCE, outcome="issued")) == "no_press_guidance"
    case = await consulting.passes(case, Milestone.PRESS_GUIDANCE, outcome="waived")
    held = consulting.passes(case, Milestone.MEETING_HELD, outcome="held")
    assert await refused(held) == "meeting_on_another_day"
    case = await consulting.meets(case, await consulting.now() + timedelta(hours=2))
    assert (await consulting.passes(case, Milestone.MEETING_HELD, outcome="held"))["stage"] == Stage.RECORD


async def test_a_cancelled_meeting_ends_the_cycle(consulting: Consulting, verifier_db: Database) -> None:
    case = await consulting.passes(
        await consulting.book_up(await consulting.opened()), Milestone.PRESS_GUIDANCE, outcome="waived"
    )
    case = await consulting.passes(case, Milestone.MEETING_HELD, outcome="cancelled")
    assert case["stage"] == Stage.CLOSED
    assert await refused(consulting.meets(case, await consulting.now() + timedelta(days=3))) == "not_in_closed"
    assert breaches(await verify_all(verifier_db)) == set()


async def test_a_summary_of_conclusions_goes_round_under_silence_and_no_other_way(consulting: Consulting) -> None:
    case = await consulting.held(await consulting.book_up(await consulting.opened()))
    case = await consulting.passes(case, Milestone.MEMCON_FILED, reference="SSC memcon")
    agreed = consulting.passes(case, Milestone.CONCLUSIONS_AGREED, outcome="agreed")
    assert await refused(agreed) == "no_summary_of_conclusions"
    child = await consulting.open(None, parent=case["id"], procedure="summary_of_conclusions")
    assert await refused(consulting.circulate(child)) == "silence_not_announced"
    child = await consulting.circulate(child, silence=True)
    assert child["round"]["default_clearance"]
    child = await consulting.release(
        await consulting.approve(await consulting.clear(child)), channel="interagency_memo"
    )
    assert child["stage"] == Stage.CLOSED
    case = await consulting.passes(case, Milestone.CONCLUSIONS_AGREED, outcome="agreed")
    assert case["stage"] == Stage.COMMITMENTS
    seen: Any = await agenda.the_agenda(consulting.db, ISA, UUID(case["id"]))
    assert [(one["procedure"], one["stage"]) for one in seen["children"]] == [("summary_of_conclusions", "closed")]


async def test_commitments_have_an_owner_and_a_date_and_are_reminded_of(
    consulting: Consulting, verifier_db: Database
) -> None:
    case = await consulting.held(await consulting.book_up(await consulting.opened()))
    assert await refused(consulting.commit(case, "nobody")) == "unknown_agency"
    case = await consulting.finish(await consulting.commit(case, "commerce", "commerce.ita", days=40))
    listed: Any = await commitments.every_commitment(
        consulting.db, "commerce.ita", agency="commerce", state="open", after=0, limit=10
    )
    [mine] = listed["items"]
    assert (mine["office"], mine["case"]["number"]) == ("commerce.ita", case["number"])
    await consulting.set_clock(datetime.fromisoformat(mine["due_at"]) - timedelta(days=6))
    assert await commitments.remind_of_commitments(consulting.worker) == 2  # its own reminder; the other is overdue
    assert await commitments.remind_of_commitments(consulting.worker) == 0
    await consulting.set_clock(datetime.fromisoformat(mine["due_at"]) + timedelta(days=1))
    assert await commitments.remind_of_commitments(consulting.worker) == 1
    of_it = (consulting.db, Caller(subject="commerce.ita"), UUID(case["id"]), UUID(mine["id"]))
    assert await refused(commitments.report_on_commitment(*of_it, what="extended", until=None, note="Late.")) == (
        "until_out_of_range"
    )
    await commitments.report_on_commitment(*of_it, what="done", until=None, note="Sent.")
    done: Any = await commitments.commitments_of(consulting.db, "commerce.ita", UUID(case["id"]))
    assert {item["agency"]: item["state"] for item in done["items"]} == {"commerce": "done", "state": "overdue"}
    assert {b for b in breaches(await verify_all(verifier_db)) if b[0] != "clock"} == set()


async def test_a_withdrawn_case_gives_its_cycle_back(consulting: Consulting) -> None:
    found = await consulting.trigger()
    cycle = found["cycles"][0]["id"]
    case = await consulting.open(cycle)
    assert await refused(consulting.open(cycle)) == "cycle_has_case"
    await withdraw(consulting.db, Caller(subject=ISA), UUID(case["id"]), reason="The wrong paper.")
    again = await consulting.open(cycle)
    assert again["plan"]["cycle"] == cycle
