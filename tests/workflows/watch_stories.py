"""Whole assessments as stories: told by tests on the engine, and recorded by `record_histories`."""

from tests.office import Office, View
from tests.watching import USTR, Watch
from tests.workflows.engine import Engine, eventually
from tests.workflows.facts import time_acts
from tests.workflows.stories import Story

SECONDS = 3 / 86_400
"""Three seconds, in days."""


async def accepted(office: Office, engine: Engine) -> View:
    """From its plan to the NSC's acceptance, with the workflow looking at every change."""
    watch = Watch(office.db)
    case = await engine.sees(await watch.planned(await engine.sees(await watch.begun())))
    for agency in ("commerce", "state"):
        case = await engine.sees(await watch.task(case, agency))
    case = await watch.give(await watch.give(case, "commerce", "Four of nine."), "state")
    return await _let_out(watch, engine, await engine.sees(await watch.close(case)), "accepted")


async def overdue(office: Office, engine: Engine) -> View:
    """Nobody returns in time: the workflow's own timer tells of it; a late return is one."""
    watch = Watch(office.db)
    case = await engine.sees(await watch.task(await engine.sees(await watch.planned()), "commerce", days=SECONDS))
    await eventually(lambda: time_acts(engine.db, case), lambda acts: len(acts) == 1)
    case = await engine.sees(await watch.close(await watch.give(case, "commerce", "Five of nine.")))
    return await _let_out(watch, engine, case, "accepted")


async def followed_up(office: Office, engine: Engine) -> View:
    """The NSC has a demarche opened; its workflow is started by this one's."""
    watch = Watch(office.db)
    case = await engine.sees(await watch.returned(await engine.sees(await watch.begun()), "Six of nine."))
    case = await engine.sees(await _let_out(watch, engine, case, "open_demarche"))
    await engine.sees(await watch.objection(case))
    return await watch.follow_up(await watch.look(case))


async def _let_out(watch: Watch, engine: Engine, case: View, outcome: str) -> View:
    """From closed returns to what the NSC makes of it."""
    case = await engine.sees(await watch.all_clear(await engine.sees(await watch.circulate_as(case, USTR))))
    case = await engine.sees(await watch.approve(await engine.sees(await watch.score(case)), by="ustr.deputy"))
    case = await engine.sees(await watch.let_out(case, "interagency_memo", "ustr.exec"))
    return await watch.review(case, outcome)


WATCHED: dict[str, Story] = {"accepted": accepted, "overdue": overdue, "followed_up": followed_up}
