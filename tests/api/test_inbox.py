"""The inbox: at each stage everyone sees what they may do and have not done, and nobody sees anything else."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from casework.desk import Act, Caller, CaseAct, acting
from casework.people_file import read_people
from db.engine import Database
from domain import acts, answering, passing
from domain.clearance import nonconcurring, offices_missing, standing
from domain.entitlement import CIRCULATED
from domain.procedures.registry import rules_of
from domain.refusals import NotThere, Refusal
from domain.stages import stage
from domain.vocabulary import Disposition, Milestone, Place, Response, Right, Stage
from embedded.plan import PEOPLE
from tests.api.officers import Officers, a_critical_comment
from tests.api.served import Api, Json
from tests.office import APPROVER, DRAFTER, POST, RELEASER

pytestmark = pytest.mark.asyncio

EVERYONE = tuple(person.subject for person in read_people(PEOPLE).persons)
OFFICE = DRAFTER, "state.eb.head"
Item = tuple[str, str, str | None]  # who, what, for which agency


def _may(rule: Callable[..., object], *asked: object) -> bool:
    try:
        rule(*asked)
    except Refusal:
        return False
    return True


ONCE: tuple[tuple[str, Callable[..., object], tuple[object, ...]], ...] = (
    ("circulate", acts.may_circulate, ()),
    ("approve", acts.may_approve, ("digest",)),
    ("release", acts.may_release, ("digest", "front_channel_cable")),
    ("delivered", passing.may_pass, (Milestone.DELIVERED,)),
    ("reported", passing.may_pass, (Milestone.REPORTED,)),
    ("assessed", passing.may_pass, (Milestone.ASSESSED,)),
)


def allowed(on: CaseAct) -> set[tuple[str, str | None]]:
    """What the case waits for and the rules let this person do, asked of the rules themselves."""
    actor, facts, digest = on.actor, on.facts, on.facts.head.digest
    found: set[tuple[str, str | None]] = set()
    for what, rule, words in ONCE:
        if _may(rule, actor, facts, *(digest if word == "digest" else word for word in words)):
            found.add((what, None))
    for step in rules_of(facts).missing(facts, Place.CHECK) if stage(facts) in CIRCULATED else ():
        if _may(passing.may_pass, actor, facts, step.name):
            found.add((step.name.value, None))
    if nonconcurring(facts) and stage(facts) is Stage.CLEARANCE and _may(acts.may_redraft, actor, facts):
        found.add(("redraft", None))
    for seat in facts.seats if facts.round and stage(facts) is Stage.CLEARANCE else ():
        asked_for = seat.right is not Right.INFO and seat.agency not in standing(facts)
        if asked_for and _may(answering.may_sign_off, actor, facts, seat.agency, Response.CONCUR, digest):
            found.add(("sign_off", seat.agency))
    for office in facts.offices if facts.round and stage(facts) is Stage.CLEARANCE else ():
        answer = (Response.CONCUR, None, None)
        missing = office in offices_missing(facts)
        if missing and _may(answering.may_answer_for_office, actor, facts, office, digest, answer):
            found.add(("answer_for_office", office.partition(".")[0]))
    return found | _to_dispose(on)


def _to_dispose(on: CaseAct) -> set[tuple[str, str | None]]:
    return {
        ("dispose", comment.agency)
        for comment in on.facts.comments
        if comment.disposition is None
        and _may(answering.may_dispose, on.actor, on.facts, comment.version, Disposition.ACCEPTED)
    }


async def by_the_rules(db: Database, case: Json, people: tuple[str, ...]) -> set[Item]:
    found: set[Item] = set()
    for who in people:

        async def look(act: Act, who: str = who) -> None:
            try:
                on = await act.case(UUID(case["id"]))
            except NotThere:
                return
            found.update((who, what, agency) for what, agency in allowed(on))

        await _reading(db, who, look)
    return found


async def _reading(db: Database, who: str, look: Callable[[Act], Awaitable[None]]) -> None:
    async with acting(db, Caller(subject=who)) as act:
        await look(act)


def by_the_inbox(api: Api, case: Json, people: tuple[str, ...]) -> set[Item]:
    return {
        (who, item["step"] or item["act"], item["agency"])
        for who in people
        for item in api.as_(who).look("/inbox")["items"]
        if item["case"]["id"] == case["id"]
    }


async def test_at_every_stage_the_inbox_is_what_the_rules_allow(api: Api, app_db: Database) -> None:
    officers = Officers(api)
    seen: dict[str, set[Item]] = {}

    async def compare(moment: str, case: Json) -> Json:
        seen[moment] = by_the_inbox(api, case, EVERYONE)
        assert seen[moment] == await by_the_rules(app_db, case, EVERYONE), moment
        return case

    case = await compare("drafted", officers.open())
    case = await compare("circulated", officers.circulate(case))
    case = await compare("nonconcurred", officers.nonconcur(case, "defense"))
    case = await compare("redrafted", officers.redraft(case, "Other words."))
    case = await compare("circulated again", officers.circulate(case))
    comment = a_critical_comment(kind="substantive")
    case = await compare("commented", officers.sign(case, "defense", "concur_with_comment", comment))
    case = await compare("cleared", officers.clear(case, but="defense"))
    case = await compare("approved", officers.approve(case))
    case = await compare("released", officers.release(case))
    case = await compare("delivered", officers.deliver(case))
    case = await compare("reported", officers.report(case))
    await compare("closed", officers.assess(case))

    alone = {
        "drafted": {(who, "circulate", None) for who in OFFICE},
        "redrafted": {(who, "circulate", None) for who in OFFICE},
        "released": {(POST, "delivered", None)},
        "delivered": {(POST, "reported", None)},
        "reported": {(who, "assessed", None) for who in OFFICE},
        "closed": set(),
    }
    assert {moment: seen[moment] for moment in alone} == alone
    assert (APPROVER, "approve", None) in seen["cleared"]
    assert (RELEASER, "release", None) in seen["approved"]
    assert {("defense.isa", "sign_off", "defense"), ("cia.di", "sign_off", "cia")} <= seen["circulated"]
    assert (DRAFTER, "dispose", "defense") in seen["nonconcurred"] & seen["commented"]
    assert not any(who in {"auditor", "apnsa"} for items in seen.values() for who, _, _ in items)


async def test_an_office_asked_beside_its_agency_finds_the_case_in_its_inbox(
    api: Api, app_db: Database, owner_db: Database
) -> None:
    await appoint(owner_db, "state.l", "state.eb", "action_officer")
    officers = Officers(api)

    async def compare(case: Json) -> set[Item]:
        found = by_the_inbox(api, case, EVERYONE)
        assert found == await by_the_rules(app_db, case, EVERYONE), case["stage"]
        return found

    case = officers.circulate(officers.open(), offices=["state.l"])
    mine = ("state.l", "answer_for_office", "state")
    assert mine in await compare(case)
    for_office = {"office": "state.l", "response": "concur", "digest": case["text"]["digest"]}
    assert mine not in await compare(officers.act(case, "office-clearances", for_office, "state.l"))
    case = officers.redraft(case, "Other words.")
    assert not any(who == "state.l" for who, _, _ in await compare(case))
    assert mine in await compare(officers.circulate(case))


async def appoint(owner_db: Database, subject: str, office: str, capacity: str) -> None:
    async with owner_db.begin() as tx:
        await tx.execute(
            text(
                "INSERT INTO appointment (id, person, office, capacity, valid_from)"
                " SELECT :id, id, :office, :capacity, '1982-01-01' FROM person WHERE subject = :subject"
            ),
            {"id": uuid4(), "subject": subject, "office": office, "capacity": capacity},
        )


async def test_who_holds_several_capacities_fills_one_seat(api: Api, app_db: Database, owner_db: Database) -> None:
    """Whoever signed does not circulate, and whoever approved neither signs nor releases: the inbox knows it too."""
    await appoint(owner_db, "state.l", "state.eb", "action_officer")
    await appoint(owner_db, "state.e", "state.l", "coordinator")
    await appoint(owner_db, "state.e", "state.s-s", "releaser")
    await appoint(owner_db, "state.e", "state.eb", "action_officer")
    await appoint(owner_db, "defense.isa", "commerce.ita", "coordinator")
    await appoint(owner_db, "commerce.usit", "commerce.ita", "releaser")
    await appoint(owner_db, "commerce.usit", "commerce.ita", "post")
    officers = Officers(api)

    async def compare(case: Json) -> Json:
        assert by_the_inbox(api, case, EVERYONE) == await by_the_rules(app_db, case, EVERYONE), case["stage"]
        return case

    case = await compare(officers.circulated())
    case = await compare(officers.sign(case, "state", by="state.l"))
    case = await compare(officers.sign(case, "defense"))
    case = await compare(officers.clear(case, but="state"))
    case = await compare(officers.approve(case))
    assert case["stage"] == Stage.RELEASE
    case = await compare(officers.redraft(case, "Other words."))
    case = await compare(officers.circulate(case))
    case = await compare(officers.release(officers.approve(officers.clear(case), "state.e")))
    await compare(officers.deliver(case))


async def test_the_soonest_suspense_comes_first(api: Api) -> None:
    officers = Officers(api)
    routine = officers.circulated()
    flash = officers.circulate(officers.open(), precedence="flash")
    items = api.as_("defense.isa").look("/inbox")["items"]
    assert [item["case"]["id"] for item in items] == [flash["id"], routine["id"]]
    assert len(api.as_("defense.isa").look("/inbox", limit=1)["items"]) == 1
