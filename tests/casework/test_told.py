"""What the ledger tells of a case is what its tables hold, for people and for time, at every point of its life."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from casework.desk import Caller
from casework.instructing import instruct
from casework.releasing import recall, withdraw
from db.evidence import CONTENT
from domain.vocabulary import CablePrecedence, Caption, InterlocutorLevel, Milestone, Response
from tests.casework.forger import Forger
from tests.casework.stories import TOLD_IN_OTHER_PROCEDURES, Stories
from tests.casework.test_time_in_clearance import hold
from tests.casework.test_verification_stories import GO_OUT, STAY
from tests.casework.told import assert_told_alike
from tests.casework.voices import TOLD_IN_POSITIONS
from tests.office import DRAFTER, RELEASER, View, a_critical_comment, seen

pytestmark = pytest.mark.asyncio


async def told_alike(stories: Stories, case: View) -> None:
    await assert_told_alike(stories.office.db, stories.worker, stories.owner, UUID(case["id"]))


async def commented(stories: Stories) -> View:
    """A nonconcurrence, disposed of twice, with a hold; withdrawn in the end."""
    office = stories.office
    case = await office.sign(
        await office.circulated(), "defense", Response.NONCONCUR, a_critical_comment(), a_critical_comment("And so.")
    )
    await office.dispose_all(case)
    case = await hold(office, case)
    await withdraw(office.db, Caller(subject=DRAFTER), UUID(case["id"]), reason="Overtaken by events.")
    return case


async def recalled(stories: Stories) -> View:
    case = await stories.office.released()
    await recall(stories.office.db, Caller(subject=RELEASER), UUID(case["id"]), reason="Wrong paragraph.")
    return case


async def finished(stories: Stories) -> View:
    office = stories.office
    case = await office.open()
    instructed = seen(
        await instruct(
            office.db,
            Caller(subject=DRAFTER),
            UUID(case["id"]),
            precedence=CablePrecedence.FLASH,
            captions=(Caption.LIMDIS,),
            level=InterlocutorLevel.DESK,
        )
    )
    case = await office.release(await office.approve(await office.clear(await office.circulate(instructed))))
    case = await office.milestone(case, Milestone.DELIVERED, interlocutor="Director", ref="division_director")
    case = await office.milestone(case, Milestone.REPORTED, reference="TOKYO 18928")
    return await office.milestone(case, Milestone.ASSESSED, by=DRAFTER, outcome="follow_up")


@pytest.mark.parametrize("story", [*GO_OUT, *STAY, commented, recalled, finished])
async def test_the_ledger_tells_what_the_tables_hold(
    stories: Stories, story: Callable[[Stories], Awaitable[View]]
) -> None:
    case = await story(stories)
    await told_alike(stories, case)
    if story in GO_OUT:
        await told_alike(stories, await stories.go_out(case))


async def test_the_stories_have_every_kind_of_fact(stories: Stories, hand: Forger) -> None:
    for story in (*GO_OUT, *STAY, commented, recalled, finished):
        await story(stories)
    assert {kind for kind in CONTENT if hand.count(kind) == 0} == {*TOLD_IN_POSITIONS, *TOLD_IN_OTHER_PROCEDURES}
