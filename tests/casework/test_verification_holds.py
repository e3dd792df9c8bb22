"""Verification names holds that were extended by another or too often, or ended otherwise than announced."""

from datetime import timedelta
from uuid import uuid4

import pytest

from casework.verification import verify_all
from db.engine import Database
from tests.casework.forger import Forger, breaches_in
from tests.casework.test_time_in_clearance import hold, instant
from tests.casework.test_verification_silence import A_SECOND, named
from tests.office import Office

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("by", "but", "codes"),
    [
        (None, {}, set()),
        (None, {"at": timedelta(seconds=-1)}, {"hold_not_lapsed"}),
        (None, {"how": "became_nonconcurrence"}, {"not_as_announced"}),
        ("defense.isa", {}, {"hold_not_lapsed"}),
        ("commerce.ita", {"how": "lifted", "office": "commerce.ita"}, {"not_coordinator"}),
    ],
)
async def test_an_end_of_a_hold_that_could_not_be_is_named(
    office: Office, verifier_db: Database, hand: Forger, by: str | None, but: dict[str, object], codes: set[str]
) -> None:
    case = await hold(office, await office.cleared())
    held = case["holds"][0]
    hand.run("ALTER TABLE hold_end DROP CONSTRAINT hold_end_by")
    shift = but.pop("at", A_SECOND)
    assert isinstance(shift, timedelta)
    given = {"hold": held["id"], "how": "lapsed", "reason": "", "office": "time", "at": instant(held["until"]) + shift}
    hand.forge("hold_end", case["id"], by, **(given | but))
    assert await named("holds", case, verifier_db) == codes


async def test_a_hold_extended_by_another_too_late_or_too_often_is_named(
    office: Office, verifier_db: Database, hand: Forger
) -> None:
    case = await hold(office, await office.cleared())
    held, until = case["holds"][0]["id"], instant(case["holds"][0]["until"])
    given = {"hold": held, "reason": "So.", "office": "defense.isa"}
    for days in (1, 2):
        hand.forge("hold_extension", case["id"], "defense.isa", until=until + timedelta(days=days), **given)
    assert await named("holds", case, verifier_db) == set()
    hand.forge("hold_extension", case["id"], "commerce.ita", until=until, at=until + timedelta(days=3), **given)
    codes = {"extensions_used_up", "hold_already_ended", "until_out_of_range", "not_coordinator"}
    assert await named("holds", case, verifier_db) == codes


async def test_an_extension_of_no_hold_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.cleared()
    given = {"hold": uuid4(), "reason": "So.", "office": "defense.isa", "until": case["round"]["suspense"]}
    seq = hand.forge("hold_extension", case["id"], "defense.isa", **given)
    assert ("pointers", f"seq {seq}: hold_extension points at no such hold of this case before it") in breaches_in(
        case, await verify_all(verifier_db)
    )
