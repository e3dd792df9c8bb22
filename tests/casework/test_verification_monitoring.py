"""Verification of assessments and of mandates' yearly checks: sound stories have no breach, forgeries do."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from casework.desk import Caller
from casework.exceptions import the_exceptions
from casework.mandates import check_mandate, the_checks
from casework.verification import verify_all
from db.engine import Database
from domain.refusals import NotThere, NotYours
from domain.vocabulary import MandateVerdict
from tests.casework.forger import Forger, breaches
from tests.casework.logbook import Logbook, found
from tests.casework.test_time_in_clearance import set_clock
from tests.office import View
from tests.watching import NSC, USTR, Watch

pytestmark = pytest.mark.asyncio

EMPTY: dict[str, object] = {
    "version": None,
    "digest": None,
    "detail": {},
    "note": "x",
    "ref": "",
    "agency": "",
    "outcome": "",
}


async def opened(watch: Watch) -> View:
    case = await watch.review(await watch.assessed(), "open_demarche")
    await watch.objection(case)
    return await watch.follow_up(await watch.look(case))


async def copied(watch: Watch) -> View:
    await watch.review(await watch.assessed(), "accepted")
    return await watch.assessed_anew()


async def excused(watch: Watch) -> View:
    case = await watch.give(await watch.tasked(), "commerce", "Four.")
    return await watch.close(await watch.task(case, "state", outcome="excused"))


@pytest.mark.parametrize("story", [opened, copied, excused])
async def test_a_sound_story_has_no_breach(
    watch: Watch, verifier_db: Database, story: Callable[[Watch], Awaitable[View]]
) -> None:
    await story(watch)
    assert breaches(await verify_all(verifier_db)) == set()


async def test_an_assessment_proves_itself_from_a_bundle(watch: Watch, logbook: Logbook) -> None:
    await opened(watch)
    await logbook.checkpoint()
    assert found(logbook.offline(await logbook.bundle(texts=True), outside=True)) == set()


async def said(verifier: Database, check: str) -> set[str]:
    """What one check names, without the seqs."""
    return {what.split(": ", 1)[-1] for name, _, what in breaches(await verify_all(verifier)) if name == check}


def milestone(hand: Forger, case: View, name: str, by: str, office: str, **columns: object) -> None:
    hand.forge(
        "milestone",
        case["id"],
        by,
        **EMPTY | {"name": name, "happened_at": datetime.now(UTC), "office": office} | columns,
    )


async def test_a_plan_without_a_measure_and_returns_before_it_are_named(
    watch: Watch, verifier_db: Database, hand: Forger
) -> None:
    case = await watch.begun()
    later = datetime.now(UTC) + timedelta(days=2)
    milestone(hand, case, "tasked", USTR, USTR, ref="labor", outcome="asked", until=later)
    milestone(hand, case, "plan_set", USTR, USTR, detail={"baseline": "better"})
    assert await said(verifier_db, "assessments") == {"tasked: out_of_order"}
    assert await said(verifier_db, "plans") == {"not_measurable"}


async def test_a_return_that_nobody_asked_for_or_that_is_not_the_agencys_is_named(
    watch: Watch, verifier_db: Database, hand: Forger
) -> None:
    case = await watch.tasked()
    given = {"outcome": "value", "detail": {"value": "Two."}}
    milestone(hand, case, "returned", "labor.ilab", "labor.ilab", agency="labor", **given)
    milestone(hand, case, "returned", "labor.ilab", "labor.ilab", agency="state", **given)
    milestone(hand, case, "tasked", USTR, USTR, ref="cea", outcome="excused")
    milestone(hand, case, "returns_closed", USTR, USTR, outcome="complete", agency="ustr")
    milestone(hand, case, "returns_closed", USTR, USTR, outcome="incomplete", agency="ustr")
    assert await said(verifier_db, "assessments") == {
        "returned: not_tasked",
        "returned: not_coordinator",
        "tasked: not_tasked",
        "returns_closed: returns_do_not_fit",
        "returns_closed: returns_are_closed",
    }


async def test_a_copy_that_is_not_called_one_is_named(watch: Watch, verifier_db: Database, hand: Forger) -> None:
    await watch.assessed()
    case = await watch.tasked()
    for outcome, detail in (
        ("value", {"value": "Four of nine."}),
        ("unchanged", {"value": "Five."}),
        ("nil", {"value": "0"}),
    ):
        milestone(
            hand, case, "returned", "commerce.ita", "commerce.ita", agency="commerce", outcome=outcome, detail=detail
        )
    assert await said(verifier_db, "returns") == {
        "stale_copy",
        "not_the_last_return",
        "return_does_not_fit",
    }


async def test_all_green_over_missing_returns_and_a_review_of_ones_own_are_named(
    watch: Watch, verifier_db: Database, hand: Forger
) -> None:
    case = await watch.give(await watch.tasked(), "commerce", "Four.")
    milestone(hand, case, "returns_closed", USTR, USTR, outcome="incomplete", agency="ustr")
    head = hand.last("text_version", case["id"])
    text = {"version": head["version"], "digest": head["digest"]}
    milestone(hand, case, "scored", "ustr.austr", USTR, outcome="on_track", agency="ustr", **text)
    milestone(hand, case, "reviewed", USTR, "nsc.asia", outcome="open_demarche", agency="nsc")
    milestone(hand, case, "followed_up", USTR, USTR, agency="ustr")
    assert await said(verifier_db, "assessments") == {
        "returns_closed: returns_do_not_fit",
        "scored: not_all_returned",
        "reviewed: duties_separated",
    }
    assert await said(verifier_db, "follow_ups") == {"nothing_opened"}


async def test_a_round_that_nobody_clears_is_named(watch: Watch, verifier_db: Database, hand: Forger) -> None:
    case = await watch.circulated()
    hand.run("UPDATE clearance_round SET must_clear = '{}' WHERE case_id = %(c)s", c=case["id"])
    assert await said(verifier_db, "assessments") == {"clearance_round: nobody_clears"}


async def check(watch: Watch, mandate: str = "ECO-1b", by: str = NSC) -> None:
    await check_mandate(
        watch.db, Caller(subject=by), mandate, verdict=MandateVerdict.STILL_VALID, reason="The market is not open."
    )


async def test_the_nsc_says_whether_a_mandate_still_holds(watch: Watch, verifier_db: Database) -> None:
    with pytest.raises(NotYours) as refused:
        await check(watch, by=USTR)
    assert refused.value.code == "not_nsc"
    with pytest.raises(NotThere):
        await check(watch, "ECO-99")
    with pytest.raises(NotThere):
        await check(watch, by="commerce.desk")  # cleared for S; the mandate is TS
    await check(watch, by="apnsa")
    await check(watch)
    told = await the_checks(watch.db, USTR, "ECO-1b")
    assert [(one["verdict"], one["by"]) for one in told["items"]] == [  # type: ignore[attr-defined] # a view
        ("still_valid", "nsc.asia"),
        ("still_valid", "nsc.apnsa"),
    ]
    with pytest.raises(NotThere):
        await the_checks(watch.db, "commerce.desk", "ECO-1b")
    assert breaches(await verify_all(verifier_db)) == set()


async def out(watch: Watch, kind: str, by: str = NSC) -> set[str]:
    return {one["about"] for one in (await the_exceptions(watch.db, by, kind))["items"]}  # type: ignore[attr-defined] # a view


async def test_what_is_idle_or_not_checked_is_an_exception_to_whoever_watches(watch: Watch, owner_db: Database) -> None:
    every = 26
    assert await out(watch, "mandate_idle") == await out(watch, "mandate_check") == set()
    await set_clock(owner_db, datetime.now(UTC) + timedelta(days=89))
    await watch.begun()
    assert await out(watch, "mandate_idle") == set()
    await set_clock(owner_db, datetime.now(UTC) + timedelta(days=91))
    idle = await out(watch, "mandate_idle")
    assert (len(idle), "ECO-1b" in idle) == (every - 1, False)
    assert await out(watch, "mandate_idle", by=USTR) == set()
    await set_clock(owner_db, datetime.now(UTC) + timedelta(days=366))
    await check(watch)
    overdue = await out(watch, "mandate_check")
    assert (len(overdue), "ECO-1b" in overdue) == (every - 1, False)


async def test_a_forged_check_is_named(watch: Watch, verifier_db: Database, hand: Forger) -> None:
    await check(watch)
    hand.run(
        "INSERT INTO mandate_check SELECT %(id)s, 2, 'NSDD-62', 'ECO-77', 'amend', 'x', p.id, 'ustr.japan', now()"
        " FROM person p WHERE p.subject = 'ustr.japan'",
        id=(forged := uuid4()),
    )
    hand.run("UPDATE mandate_check SET reason = 'It was never so.' WHERE id <> %(id)s", id=forged)
    named = {(name, what) for name, _, what in breaches(await verify_all(verifier_db))}
    (kept,) = hand.run("SELECT id FROM mandate_check WHERE id <> %(id)s", id=forged)
    assert named == {
        ("logs", f"mandate_check {forged}: has no entry"),
        ("logs", f"mandate_check {kept['id']}: differs from its entry"),
        ("mandate_checks", f"mandate_check {forged}: not_nsc"),
        ("mandate_checks", f"mandate_check {forged}: not_as_mandated"),
    }
