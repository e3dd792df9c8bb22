"""The database forbids by its own means what must never be in assessments and in checks of mandates."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.db.coordination_rows import a_step
from tests.db.direct_sql import COMMITTED, OWNER, VERIFIER, WORKER, DirectSql, Row, a_round, exact
from tests.office import COUNTRY_DESK, View, a_draft
from tests.watching import NSC, PLAN, SCORER, USTR, Watch

pytestmark = pytest.mark.asyncio

LATER = datetime.now(UTC) + timedelta(days=10)


def an_ask(case: View, agency: str, **changed: object) -> Row:
    return a_step(case, "tasked", USTR, **{"ref": agency, "outcome": "asked", "until": LATER} | changed)


def a_return(case: View, office: str = "commerce.ita", **changed: object) -> Row:
    return a_step(case, "returned", office, **changed)


def a_closing(case: View, outcome: str) -> Row:
    return a_step(case, "returns_closed", USTR, outcome=outcome)


def a_check(**changed: object) -> Row:
    row = {"id": uuid4(), "level": 3, "directive": "NSDD-62", "mandate": "ECO-1b", "verdict": "amend", "reason": "So."}
    return row | {"office": NSC} | changed


async def test_a_plan_has_a_measure_and_an_owner_and_comes_first(watch: Watch, direct: DirectSql) -> None:
    case = await watch.begun()
    assert direct.insert(USTR, "milestone", an_ask(case, "state")) == "OV003 out_of_order"
    vague = a_step(case, "plan_set", USTR, **PLAN | {"baseline": "better"})
    assert direct.insert(USTR, "milestone", vague) == "OV003 not_measurable"
    nobodys = a_step(case, "plan_set", USTR, **PLAN | {"owner": "nobody"})
    assert direct.insert(USTR, "milestone", nobodys) == "OV003 unknown_office"
    assert direct.insert(USTR, "milestone", a_step(case, "plan_set", USTR, **PLAN)) == COMMITTED


async def test_who_is_asked_is_there_and_has_time(watch: Watch, direct: DirectSql) -> None:
    case = await watch.planned()
    assert direct.insert(USTR, "milestone", an_ask(case, "nobody")) == "OV003 unknown_agency"
    for until in (None, datetime.now(UTC) - timedelta(days=1)):
        assert direct.insert(USTR, "milestone", an_ask(case, "state", until=until)) == "OV003 at_out_of_range"
    excused = an_ask(case, "state", outcome="excused", until=None)
    assert direct.insert(USTR, "milestone", excused) == "OV003 not_tasked"
    assert direct.insert(USTR, "milestone", an_ask(case, "state")) == COMMITTED
    assert direct.insert(USTR, "milestone", excused) == COMMITTED


async def test_only_who_was_asked_returns_for_itself(watch: Watch, direct: DirectSql) -> None:
    case = await watch.task(await watch.planned(), "commerce")
    given = {"outcome": "value", "value": "Four."}
    assert direct.insert(USTR, "milestone", a_return(case, USTR, **given)) == "OV003 not_tasked"
    borrowed = a_return(case, USTR, **given) | {"agency": "commerce"}
    assert direct.insert(USTR, "milestone", borrowed) == "OV003 not_coordinator"
    assert direct.insert("commerce.ita", "milestone", a_return(case, outcome="value")) == "OV003 return_does_not_fit"
    nil = a_return(case, outcome="nil", value="Four.")
    assert direct.insert("commerce.ita", "milestone", nil) == "OV003 return_does_not_fit"
    assert direct.insert("commerce.ita", "milestone", a_return(case, **given)) == COMMITTED


async def test_a_stale_copy_is_one_to_the_letter(watch: Watch, direct: DirectSql) -> None:
    await watch.assessed()
    case = await watch.tasked()
    copied = {"outcome": "value", "value": "Four of nine."}
    assert direct.insert("commerce.ita", "milestone", a_return(case, **copied)) == "OV003 stale_copy"
    other = a_return(case, outcome="unchanged", value="Four of ten.")
    assert direct.insert("commerce.ita", "milestone", other) == "OV003 not_the_last_return"
    assert direct.insert("commerce.ita", "milestone", a_return(case, **copied | {"outcome": "unchanged"})) == COMMITTED


async def test_returns_are_closed_as_they_are(watch: Watch, direct: DirectSql) -> None:
    case = await watch.give(await watch.tasked(), "commerce", "Four.")
    for outcome in ("complete", "incomplete"):
        assert direct.insert(USTR, "milestone", a_closing(case, outcome)) == "OV003 returns_do_not_fit"
    case = await watch.give(case, "state")
    assert direct.insert(USTR, "milestone", a_closing(case, "incomplete")) == "OV003 returns_do_not_fit"
    assert direct.insert(USTR, "milestone", a_closing(case, "complete")) == COMMITTED
    late = a_return(case, outcome="value", value="Five.")
    assert direct.insert("commerce.ita", "milestone", late) == "OV003 returns_are_closed"
    assert direct.insert(USTR, "milestone", an_ask(case, "labor")) == "OV003 returns_are_closed"


async def test_nothing_is_circulated_before_the_returns_are_closed(watch: Watch, direct: DirectSql) -> None:
    case = await watch.tasked()
    assert direct.insert(USTR, "clearance_round", a_round(case, "state") | {"office": USTR}) == "OV003 steps_missing"


async def test_what_is_missing_is_not_on_track(watch: Watch, direct: DirectSql) -> None:
    case = await watch.give(await watch.tasked(), "commerce", "Four.")
    direct.run(OWNER, "UPDATE sec.clock SET shift = interval '11 days'")
    assert direct.insert(USTR, "milestone", a_closing(case, "incomplete")) == COMMITTED
    scored = {"outcome": "on_track", **exact(case)}
    green = a_step(case, "scored", USTR, **scored)
    assert direct.insert(SCORER, "milestone", green) == "OV003 not_all_returned"
    assert direct.insert(SCORER, "milestone", green | {"outcome": "unknown"}) == COMMITTED
    direct.run(OWNER, "UPDATE sec.clock SET shift = '0'")


async def test_what_the_nsc_asked_for_is_open_before_it_is_said_to_be(watch: Watch, direct: DirectSql) -> None:
    case = await watch.assessed()
    direct.appoint(USTR, NSC, "nsc_staff")
    own = a_step(case, "reviewed", NSC, outcome="accepted")
    assert direct.insert(USTR, "milestone", own) == "OV003 duties_separated"
    case = await watch.review(case, "open_demarche")
    done = a_step(case, "followed_up", USTR)
    assert direct.insert(USTR, "milestone", done) == "OV003 nothing_opened"
    await watch.begun(under=case)
    assert direct.insert(USTR, "milestone", done) == "OV003 nothing_opened"
    await watch.objection(case)
    assert direct.insert(USTR, "milestone", done) == COMMITTED


async def test_only_an_assessment_goes_round_for_nobody_to_clear(watch: Watch, direct: DirectSql) -> None:
    case = await watch.open(a_draft(equities=()))
    assert direct.insert("state.eb", "clearance_round", a_round(case, office="state.eb")) == "OV003 nobody_clears"


async def test_a_check_is_the_nscs_of_a_mandate_as_it_is_marked(direct: DirectSql) -> None:
    assert direct.insert(COUNTRY_DESK, "mandate_check", a_check(office=COUNTRY_DESK)) == "OV003 not_nsc"
    assert direct.insert(COUNTRY_DESK, "mandate_check", a_check()) == "OV003 not_nsc"
    assert direct.insert(NSC, "mandate_check", a_check(mandate="ECO-99")) == "OV003 not_as_mandated"
    assert direct.insert(NSC, "mandate_check", a_check(level=1)) == "OV003 not_as_mandated"
    assert direct.insert(NSC, "mandate_check", a_check()) == COMMITTED


async def test_no_check_is_changed_and_nobody_below_its_mark_reads_it(direct: DirectSql) -> None:
    assert direct.insert(NSC, "mandate_check", a_check()) == COMMITTED
    assert direct.run(OWNER, "UPDATE mandate_check SET verdict = 'amend'") == "OV002 facts_never_change"
    for role in (WORKER, VERIFIER):
        assert direct.run(role, "DELETE FROM mandate_check") != COMMITTED
    counted = "SELECT 1 / count(*) FROM mandate_check"
    assert direct.run("onevoice_app", f"SELECT sec.enter('{USTR}')", counted) == COMMITTED
    assert direct.run("onevoice_app", "SELECT sec.enter('commerce.desk')", counted) != COMMITTED
