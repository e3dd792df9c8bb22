"""Whole demarches as stories: told by tests on the engine, and recorded by `record_histories`."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from casework.circulation import circulate
from casework.desk import Caller
from casework.releasing import recall, withdraw
from domain.vocabulary import Milestone
from domain.working_days import Precedence
from tests.office import DRAFTER, RELEASER, Office, View, seen
from tests.workflows.engine import Engine, eventually
from tests.workflows.facts import time_acts

FOUR_CLEAR = "ECO-4"
"""A mandate with four must-clear agencies: the one that the budget of events is reckoned on."""
EIGHT_CLEAR = "ECO-6a"
"""Seven, and the agency with an equity in the text."""
SHORT_FUSE = timedelta(seconds=3)

Story = Callable[[Office, Engine], Awaitable[View]]


async def clean(office: Office, engine: Engine, mandate: str = FOUR_CLEAR) -> View:
    """From draft to assessment, with the workflow looking at every change: none is spared it by coming late."""
    case = await engine.sees(await office.open(mandate=mandate))
    case = await engine.sees(await office.circulate(case))
    case = await engine.sees(await office.clear(case))
    return await finished(office, engine, case)


async def finished(office: Office, engine: Engine, case: View) -> View:
    """From a cleared text to the assessment."""
    case = await engine.sees(await office.approve(case))
    case = await engine.sees(await office.release(case))
    case = await engine.sees(await office.milestone(case, Milestone.DELIVERED, interlocutor="Director"))
    case = await engine.sees(await office.milestone(case, Milestone.REPORTED, reference="TOKYO 18928"))
    return await office.milestone(case, Milestone.ASSESSED, by=DRAFTER, outcome="satisfied")


async def redraft(office: Office, engine: Engine) -> View:
    """An agency does not concur; the approved text is changed once more; each time all clear again."""
    case = await engine.sees(await office.circulated(mandate=FOUR_CLEAR))
    case = await office.nonconcur(case, "treasury")
    case = await engine.sees(await office.redraft(case, "Other words."))
    case = await engine.sees(await office.circulate(case))
    case = await engine.sees(await office.approve(await office.clear(case)))
    case = await engine.sees(await office.redraft(case, "Better words."))
    case = await engine.sees(await office.circulate(case))
    case = await engine.sees(await office.clear(case))
    return await finished(office, engine, case)


async def withdrawn(office: Office, engine: Engine) -> View:
    """Overtaken by events while it is being cleared."""
    case = await engine.sees(await office.circulated(mandate=FOUR_CLEAR))
    case = await office.sign(case, "treasury")
    return seen(await withdraw(office.db, Caller(subject=DRAFTER), UUID(case["id"]), reason="Overtaken by events."))


async def recalled(office: Office, engine: Engine) -> View:
    """Called back after its release and before its delivery."""
    case = await engine.sees(await office.released())
    return seen(await recall(office.db, Caller(subject=RELEASER), UUID(case["id"]), reason="The wrong annex."))


async def overdue(office: Office, engine: Engine) -> View:
    """Nobody answers a flash round: half time and suspense pass, each told by the workflow's own timer."""
    case = await engine.sees(await flash(office))
    await eventually(lambda: time_acts(engine.db, case), lambda acts: len(acts) == 2)
    case = await engine.sees(await office.clear(case))
    return await finished(office, engine, case)


async def flash(office: Office) -> View:
    """A round whose suspense is seconds away."""
    case = await office.open(mandate=FOUR_CLEAR)
    return seen(
        await circulate(
            office.db,
            Caller(subject=DRAFTER),
            UUID(case["id"]),
            precedence=Precedence.FLASH,
            suspense=datetime.now(UTC) + SHORT_FUSE,
            short_fuse_reason="The delegation leaves today.",
        )
    )


async def with_child(office: Office, engine: Engine) -> View:
    """A case with another under it, whose workflow it starts and which ends before it does."""
    case = await engine.sees(await office.open(mandate=FOUR_CLEAR))
    child = await engine.sees(await office.open(mandate=FOUR_CLEAR, under=case))
    case = await engine.sees(await office.clear(await office.circulate(case)))
    gone = seen(await withdraw(office.db, Caller(subject=DRAFTER), UUID(child["id"]), reason="Overtaken by events."))
    await engine.ends(gone)
    return await finished(office, engine, case)


STORIES: dict[str, Story] = {
    "clean": clean,
    "redraft": redraft,
    "withdrawn": withdrawn,
    "recalled": recalled,
    "overdue": overdue,
    "with_child": with_child,
}
