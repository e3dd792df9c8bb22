"""A whole case of each further procedure as a story: told by tests on the engine, recorded by `record_histories`."""

from domain.vocabulary import Milestone
from tests.casework.test_public_statement import POST, PRESS, in_use, passed
from tests.committee import FISHERIES, ITA, Committee
from tests.consulting import Consulting
from tests.delegation import LAWYER, Delegation
from tests.office import RELEASER, Office, View
from tests.workflows.engine import Engine
from tests.workflows.stories import Story


async def said(office: Office, engine: Engine) -> View:
    """Words for the public, used as they were cleared and retired by their office."""
    case = await engine.sees(await in_use(office))
    case = await passed(office, case, Milestone.USED, PRESS, "as_cleared")
    case = await passed(office, case, Milestone.COUNTERPART_SYNCED, POST, "same_words")
    return await passed(office, case, Milestone.RETIRED, PRESS)


async def signed(office: Office, engine: Engine) -> View:
    """An executive agreement, from the Legal Adviser's opinion to the Congress."""
    delegation = Delegation(office)
    case = await engine.sees(await delegation.signed())
    case = await delegation.step(case, Milestone.TRANSMITTED_TO_STATE, reference="L/T 82-9")
    case = await engine.sees(await delegation.step(case, Milestone.ENTERED_INTO_FORCE, LAWYER, outcome="without_end"))
    return await delegation.step(case, Milestone.TRANSMITTED_TO_CONGRESS, LAWYER, reference="H 82-4")


async def allocated(office: Office, engine: Engine) -> View:
    """An allocation of fish: the fence, two keys, two tranches, and what came of it."""
    committee = Committee(office.db)
    case = await engine.sees(
        await committee.optioned(await engine.sees(await committee.fenced(await committee.allocation())))
    )
    case = await committee.all_clear(await engine.sees(await committee.circulate_as(case, FISHERIES)))
    case = await committee.keyed(await engine.sees(await committee.approve(case)))
    case = await engine.sees(await committee.let_out(case, "agency_letter", RELEASER))
    case = await committee.step(case, Milestone.CONSULTATION_OFFERED, POST, interlocutor="Director")
    case = await engine.sees(await committee.tranche(case))
    case = await committee.tranche(await committee.determined(case, 2), 2)
    case = await engine.sees(await committee.step(case, Milestone.EXECUTED, FISHERIES))
    return await committee.step(case, Milestone.MONITORED, FISHERIES, outcome="partial_return")


async def leaked(office: Office, engine: Engine) -> View:
    """An enforcement case, from the allegation over a tear-line and a demarche under it to the lessons."""
    committee = Committee(office.db)
    case = await engine.sees(await committee.sanitised())
    told = await committee.demarche(case)
    told = await committee.check(await committee.all_clear(await committee.circulate_as(told, "state.eb")))
    told = await engine.sees(await committee.release(await committee.approve(told)))
    await committee.milestone(told, Milestone.DELIVERED, interlocutor="Director")
    case = await engine.sees(await committee.step(case, Milestone.DEMARCHE_MADE, ITA, outcome="delivered"))
    case = await committee.step(case, Milestone.COUNTERPART_ACTED, POST, outcome="assurance_only", reference="TOKYO 1")
    name = Milestone.MEASURES_TAKEN
    case = await committee.step(case, name, "commerce.usit", outcome="denial_order", reference="48 FR 2")
    case = await committee.step(case, Milestone.MULTILATERAL_SUBMITTED, "state.eb", outcome="not_needed")
    return await committee.step(case, Milestone.LESSONS_RECORDED, ITA, lessons="Ask sooner.")


async def held(office: Office, engine: Engine) -> View:
    """A cycle of the Security Subcommittee: agenda, book, meeting, summary of conclusions, commitments."""
    consulting = Consulting(office, engine.db, office.db)
    case = await engine.sees(await consulting.book_up(await engine.sees(await consulting.opened())))
    case = await engine.sees(await consulting.held(case))
    return await consulting.finish(case)


TOLD: dict[str, dict[str, Story]] = {
    "public_statement": {"said": said},
    "negotiation": {"signed": signed},
    "trade_action": {"allocated": allocated},
    "enforcement": {"leaked": leaked},
    "consultation": {"held": held},
}
"""Procedure -> its story."""
