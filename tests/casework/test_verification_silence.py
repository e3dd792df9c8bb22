"""Verification names silence that could not clear, and time that could not be given."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from casework.receiving import open_version
from casework.verification import verify_all
from db.engine import Database
from tests.casework.forger import Forger, breaches_in
from tests.casework.test_time_in_clearance import announced, hold, instant, more_time, received, seat, set_clock
from tests.office import COORDINATORS, DRAFTER, Office, View

pytestmark = pytest.mark.asyncio

A_SECOND = timedelta(seconds=1)


async def named(check: str, case: View, verifier: Database) -> set[str]:
    """The codes that one check said of the case's facts."""
    found = breaches_in(case, await verify_all(verifier))
    return {what.rpartition(": ")[2] for by, what in found if by == check}


def lapse(hand: Forger, case: View, **but: object) -> int:
    """Let Defense's silence clear by the forger's hand, a second after it would."""
    due = seat(case, "defense")["silence_clears_at"] or case["round"]["suspense"]
    said = {"agency": "defense", "response": "cleared_by_default", "round": 1, "office": "time"}
    at = {"at": instant(due) + A_SECOND}
    by = but.pop("by", None)
    return hand.forge("sign_off", case["id"], None if by is None else str(by), **(said | at | but))


async def test_silence_in_order_is_no_breach(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await received(office, await announced(office))
    lapse(hand, case)
    hand.stage(case["id"], "approval")
    assert breaches_in(case, await verify_all(verifier_db)) == set()


@pytest.mark.parametrize(
    ("but", "codes"),
    [
        ({"by": COORDINATORS["defense"], "office": "defense.isa"}, {"only_time_clears_by_default"}),
        ({"agency": "commerce"}, {"no_proven_receipt", "the_agency_spoke"}),
        ({"agency": "nsc"}, {"no_proven_receipt", "the_agency_spoke", "never_by_default"}),
        ({"agency": "state"}, {"no_proven_receipt", "the_agency_spoke", "never_by_default"}),
        ({"agency": "labor"}, {"no_proven_receipt", "never_by_default"}),
    ],
)
async def test_silence_of_another_is_named(
    office: Office, verifier_db: Database, hand: Forger, but: dict[str, object], codes: set[str]
) -> None:
    case = await received(office, await announced(office))
    hand.run("ALTER TABLE sign_off DROP CONSTRAINT sign_off_by_person")
    lapse(hand, case, **but)
    assert await named("default_clearances", case, verifier_db) == codes


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("UPDATE clearance_round SET default_clearance = false", {"default_clearance_not_announced"}),
        ("DELETE FROM receipt", {"no_proven_receipt"}),
        ("UPDATE receipt SET full_time_at = full_time_at + interval '1 hour'", {"no_proven_receipt"}),
        ("UPDATE receipt SET agency = 'commerce'", {"no_proven_receipt"}),
        ("UPDATE clearance_round SET suspense = suspense + interval '1 hour'", {"before_its_time"}),
    ],
)
async def test_silence_without_its_ground_is_named(
    office: Office, verifier_db: Database, hand: Forger, statement: str, codes: set[str]
) -> None:
    case = await received(office, await announced(office))
    lapse(hand, case)
    hand.run(statement)
    assert await named("default_clearances", case, verifier_db) == codes


async def test_silence_before_its_extended_time_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await received(office, await announced(office))
    await more_time(office, case, instant(case["round"]["suspense"]) + timedelta(days=2))
    lapse(hand, case)
    assert await named("default_clearances", case, verifier_db) == {"before_its_time"}


async def test_silence_over_a_hold_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await hold(office, await received(office, await announced(office)), days=60)
    lapse(hand, case)
    assert await named("default_clearances", case, verifier_db) == {"the_agency_spoke"}


async def test_silence_over_a_nonconcurrence_to_an_earlier_text_is_named(
    office: Office, verifier_db: Database, hand: Forger
) -> None:
    case = await office.redraft(await office.nonconcur(await office.circulated(), "defense"), "Other words.")
    case = await office.circulate(case, default_clearance=True)
    due = instant(case["round"]["suspense"])
    receipt = {"round": 2, "agency": "defense", "full_time_at": due, "office": "defense.isa"}
    hand.forge("receipt", case["id"], COORDINATORS["defense"], **receipt)
    lapse(hand, case, round=2)
    assert await named("default_clearances", case, verifier_db) == {"the_agency_spoke"}


async def test_the_database_refuses_silence_over_that_nonconcurrence(
    office: Office, worker_db: Database, owner_db: Database
) -> None:
    case = await office.redraft(await office.nonconcur(await office.circulated(), "defense"), "Other words.")
    case = await office.circulate(case, default_clearance=True)
    await open_version(office.db, COORDINATORS["defense"], UUID(case["id"]), 2, None)
    await set_clock(owner_db, instant(case["round"]["suspense"]) + timedelta(days=30))
    async with worker_db.engine.connect() as tx:
        await tx.execute(text("SELECT sec.enter_time()"))
        with pytest.raises(Exception, match="the_agency_spoke"):
            await tx.execute(
                text(
                    "INSERT INTO sign_off (id, case_id, round, version, digest, agency, response, office) VALUES"
                    " (gen_random_uuid(), :id, 2, 2, :digest, 'defense', 'cleared_by_default', 'time')"
                ),
                {"id": case["id"], "digest": case["text"]["digest"]},
            )
        await tx.rollback()


@pytest.mark.parametrize(
    ("by", "but", "codes"),
    [
        ("defense.isa", {}, set()),
        ("commerce.ita", {"office": "commerce.ita"}, {"not_coordinator"}),
        ("defense.isa", {"grade": 7}, {"not_as_appointed"}),
        ("defense.isa", {"days": 40}, {"until_out_of_range"}),
        ("defense.isa", {"days": 0}, {"until_out_of_range"}),
        ("defense.isa", {"round": 9}, {"not_circulated"}),
        ("labor.ilab", {"office": "labor.ilab", "agency": "labor", "grade": 1}, {"no_clearance_right"}),
    ],
)
async def test_more_time_that_could_not_be_given_is_named(
    office: Office, verifier_db: Database, hand: Forger, by: str, but: dict[str, object], codes: set[str]
) -> None:
    case = await office.circulated()
    until = instant(case["round"]["suspense"]) + timedelta(days=int(str(but.pop("days", 1))))
    given = {"round": 1, "agency": "defense", "until": until, "reason": "So.", "grade": 2, "office": "defense.isa"}
    hand.forge("extension", case["id"], by, **(given | but))
    assert await named("extensions", case, verifier_db) == codes


async def test_more_time_too_late_too_often_or_by_too_low_a_grade_is_named(
    office: Office, verifier_db: Database, hand: Forger
) -> None:
    case = await office.circulated()
    due = instant(case["round"]["suspense"])
    case = await more_time(office, case, due + timedelta(days=1))
    given = {"round": 1, "agency": "defense", "reason": "So.", "office": "defense.isa"}
    hand.forge("extension", case["id"], "defense.isa", until=due + timedelta(days=2), grade=2, **given)
    assert await named("extensions", case, verifier_db) == {"higher_grade_needed"}
    late = {"at": due + timedelta(days=3), "until": due + timedelta(days=4)}
    hand.forge("extension", case["id"], "defense.asd", grade=4, **given, **late)
    codes = {"higher_grade_needed", "extensions_used_up", "suspense_has_passed"}
    assert await named("extensions", case, verifier_db) == codes


async def test_more_time_after_an_answer_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.clear(await office.circulated(), but="cia")
    until = instant(case["round"]["suspense"]) + timedelta(days=1)
    given = {"round": 1, "agency": "defense", "until": until, "reason": "So.", "grade": 2, "office": "defense.isa"}
    hand.forge("extension", case["id"], "defense.isa", **given)
    assert await named("extensions", case, verifier_db) == {"already_answered"}


@pytest.mark.parametrize(
    ("by", "but", "codes"),
    [
        ("defense.isa", {}, set()),
        ("commerce.ita", {"office": "commerce.ita"}, {"not_coordinator"}),
        ("defense.isa", {"full_time_at": "2026-01-01T00:00:00Z"}, {"no_time_given", "before_its_time"}),
        ("defense.isa", {"round": 2}, {"not_circulated"}),
        (DRAFTER, {"office": "state.eb", "agency": "state"}, {"not_coordinator", "duties_separated"}),
    ],
)
async def test_a_receipt_that_could_not_be_is_named(
    office: Office, verifier_db: Database, hand: Forger, by: str, but: dict[str, object], codes: set[str]
) -> None:
    case = await announced(office)
    given = {"round": 1, "agency": "defense", "full_time_at": case["round"]["suspense"], "office": "defense.isa"}
    hand.forge("receipt", case["id"], by, **(given | but))
    assert await named("extensions", case, verifier_db) == codes
