"""Words for the public: unclassified, read for yardsticks, reviewed, used, and retired by time or by their office."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from casework.desk import Caller
from casework.flagging import flags_of
from casework.opening import Draft, add_version, open_case
from casework.passing import Said, pass_milestone
from casework.releasing import approve, release
from casework.timekeeping import keep_time
from casework.verification import verify_all
from db.engine import Database
from domain.marking import Level
from domain.refusals import Malformed, NotNow, Refusal
from domain.text import Paragraph
from domain.vocabulary import Milestone, Response
from tests.casework.test_time_in_clearance import set_clock
from tests.office import Office, View, seen

pytestmark = pytest.mark.asyncio

PRESS, REVIEWER, SPOKESMAN, POST = "state.pa", "state.cdc", "state.pa.spokesman", "embassy.tokyo"
COORDINATORS = {"state": "state.ea-j", "defense": "defense.isa", "white-house": "white-house.press"}
ROLES = "We spoke of roles and missions."
YARDSTICK = "Japan spends one percent of its gross national product."


def words(text: str = ROLES, marking: Level = Level.U) -> Draft:
    return Draft(paragraphs=(Paragraph(text=text, marking=marking, equities=()),))


async def opened(office: Office, draft: Draft | None = None) -> View:
    return seen(
        await open_case(
            office.db,
            Caller(subject=PRESS),
            mandate="SEC-5b",
            procedure=None,
            title="Guidance",
            classification=Level.S,
            draft=draft or words(),
        )
    )


async def passed(
    office: Office, case: View, name: Milestone, by: str, outcome: str | None = None, until: datetime | None = None
) -> View:
    said = Said(
        note="So it was.",
        outcome=outcome,
        until=until,
        detail={"forum": "Daily briefing"} if name is Milestone.USED else {},
    )
    at = datetime.now(UTC)
    return seen(
        await pass_milestone(office.db, Caller(subject=by), UUID(case["id"]), name=name, happened_at=at, said=said)
    )


async def set_for_use(office: Office, case: View, days: int = 30) -> View:
    until = datetime.now(UTC) + timedelta(days=days)
    return await passed(office, case, Milestone.USE_SET, PRESS, "if_asked", until)


async def cleared(office: Office, case: View) -> View:
    case = await office.circulate(case, by=PRESS)
    for agency, by in COORDINATORS.items():
        case = await office.sign(case, agency, Response.CONCUR, by=by)
    return case


async def in_use(office: Office) -> View:
    case = await cleared(office, await set_for_use(office, await opened(office)))
    case = await passed(office, case, Milestone.RELEASE_REVIEWED, REVIEWER, "releasable")
    digest = case["text"]["digest"]
    await approve(office.db, Caller(subject="state.p"), UUID(case["id"]), digest=digest)
    return seen(
        await release(office.db, Caller(subject=SPOKESMAN), UUID(case["id"]), digest=digest, channel="press_guidance")
    )


async def refused(doing: object) -> str:
    with pytest.raises(Refusal) as refusal:
        await doing  # type: ignore[misc] # whatever is awaited
    return refusal.value.code


async def test_nothing_circulates_before_its_use_and_its_expiry_are_said(office: Office) -> None:
    case = await opened(office)
    assert case["stage"] == "intake"
    assert await refused(office.circulate(case, by=PRESS)) == "steps_missing"
    with pytest.raises(Malformed) as missing:
        await passed(office, case, Milestone.USE_SET, PRESS, "if_asked")
    assert missing.value.code == "detail_missing"
    assert (await set_for_use(office, case))["stage"] == "drafting"


async def test_a_paragraph_marked_above_u_does_not_circulate_as_public_words(office: Office) -> None:
    case = await set_for_use(office, await opened(office, words(marking=Level.C)))
    with pytest.raises(NotNow) as refusal:
        await office.circulate(case, by=PRESS)
    assert refusal.value.code == "not_unclassified"


async def test_a_yardstick_is_flagged_and_not_called_releasable_without_a_word(office: Office) -> None:
    case = await set_for_use(office, await opened(office, words(YARDSTICK)))
    assert case["text"]["flags"] == 2
    found = await flags_of(office.db, PRESS, UUID(case["id"]))
    assert [item["words"] for item in found["items"]] == ["one percent", "gross national product"]  # type: ignore[attr-defined] # a view
    case = await cleared(office, case)
    assert case["stage"] == "checks"
    by_oversight = passed(office, case, Milestone.RELEASE_REVIEWED, REVIEWER, "releasable")
    assert await refused(by_oversight) == "flags_unanswered"
    case = await passed(office, case, Milestone.RELEASE_REVIEWED, REVIEWER, "releasable_despite_flags")
    assert case["stage"] == "approval"
    redrafted = await add_version(office.db, Caller(subject=PRESS), UUID(case["id"]), words())
    assert seen(redrafted)["text"]["flags"] == 0


async def test_words_are_retired_by_their_expiry(
    office: Office, worker_db: Database, owner_db: Database, verifier_db: Database
) -> None:
    case = await in_use(office)
    assert (case["stage"], case["due"]["key"]) == ("in_use", "statement/expired")
    await set_clock(owner_db, datetime.now(UTC) + timedelta(days=31))
    assert await keep_time(worker_db, UUID(case["id"])) == 1
    assert (await office.look(case))["stage"] == "closed"
    late = passed(office, case, Milestone.USED, PRESS, "as_cleared")
    assert await refused(late) == "not_in_closed"
    async with owner_db.begin() as tx:
        await tx.exec_driver_sql("UPDATE sec.clock SET shift = '0'")
    verdict = await verify_all(verifier_db)
    assert {check.name for check in verdict.checks if check.breaches} <= {"settings"}  # tests run without fsync


async def test_what_is_said_otherwise_than_cleared_is_an_exception(office: Office) -> None:
    case = await passed(office, await in_use(office), Milestone.USED, PRESS, "deviated")
    case = await passed(office, case, Milestone.COUNTERPART_SYNCED, POST, "same_words")
    case = await passed(office, case, Milestone.RETIRED, PRESS)
    assert case["stage"] == "closed"
