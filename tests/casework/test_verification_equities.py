"""Verification names carried-over responses, equities, returns, transfers and signatures that could not be."""

from uuid import UUID

import pytest

from casework.verification import verify_all
from db.engine import Database
from tests.casework.forger import Forger, beside_known_texts, breaches_in
from tests.casework.stories import Stories
from tests.casework.test_verification_silence import named
from tests.office import APPROVER, COORDINATORS, DRAFTER, Office

pytestmark = pytest.mark.asyncio

WORDS = (
    b'{"classification":"S","paragraphs":[{"marking":"S","text":"Quite other words here."},'
    b'{"marking":"S","text":"And there too."}],"type":"one-voice/text/1"}'
)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE carry_over SET proof = repeat('0', 64)", "proof_is_not_that_of_the_texts"),
        ("UPDATE carry_over SET policy = 'always'", "proof_is_not_that_of_the_texts"),
        ("UPDATE carry_over SET policy = 'never'", "proof_is_not_that_of_the_texts"),
        (
            'UPDATE text_version SET equities = \'[["ustr", "defense"], ["ustr", "defense"]]\'',
            "proof_is_not_that_of_the_texts",
        ),
        ("UPDATE text_version SET canonical = %(words)s WHERE version = 2", "proof_is_not_that_of_the_texts"),
        ("UPDATE text_version SET canonical = 'x' WHERE version = 1", "proof_is_not_that_of_the_texts"),
        ("UPDATE carry_over SET from_version = 2", "nothing_to_carry_over"),
        ("UPDATE sign_off SET response = 'nonconcur' WHERE version = 1", "nothing_to_carry_over"),
        (
            "UPDATE sign_off SET response = 'cleared_by_default', person = NULL WHERE version = 1",
            "nothing_to_carry_over",
        ),
        ("UPDATE carry_over SET agency = 'treasury'", "nothing_to_carry_over"),
        ("UPDATE carry_over SET version = 1", "not_the_current_text"),
    ],
)
async def test_a_response_carried_over_without_ground_is_named_and_carries_no_release(
    stories: Stories, verifier_db: Database, hand: Forger, statement: str, code: str
) -> None:
    case = await stories.go_out(await stories.carried_over())
    hand.run("ALTER TABLE text_version DROP CONSTRAINT text_version_digest")
    hand.run("ALTER TABLE carry_over DROP CONSTRAINT carry_over_once")
    hand.run(statement, words=WORDS)
    assert code in await named("carried_over", case, verifier_db)
    assert {"clearance_missing ustr", "clearance_missing defense"} <= await named("releases", case, verifier_db)


@pytest.mark.parametrize(
    ("by", "act", "codes"),
    [
        ("labor.ilab", {"agency": "labor", "act": "claimed", "office": "labor.ilab"}, set()),
        ("labor.ilab", {"agency": "fed", "act": "claimed", "office": "labor.ilab"}, {"not_coordinator"}),
        (DRAFTER, {"agency": "labor", "act": "granted", "office": "state.eb"}, {"no_open_claim"}),
        (
            "labor.ilab",
            {"agency": "labor", "act": "granted", "office": "labor.ilab"},
            {"no_open_claim", "not_action_office"},
        ),
        ("nsc.asia", {"agency": "labor", "act": "imposed", "office": "nsc.asia"}, set()),
        (DRAFTER, {"agency": "labor", "act": "imposed", "office": "state.eb"}, {"not_nsc"}),
    ],
)
async def test_an_equity_of_the_wrong_hand_is_named(
    office: Office, verifier_db: Database, hand: Forger, by: str, act: dict[str, str], codes: set[str]
) -> None:
    case = await office.cleared()
    hand.forge("equity_act", case["id"], by, reason="So.", **act)
    assert await named("equities", case, verifier_db) == codes


async def test_an_imposed_clearance_that_nobody_gave_stops_a_release(
    office: Office, verifier_db: Database, hand: Forger
) -> None:
    case = await office.approved()
    act = {"agency": "labor", "act": "imposed", "office": "nsc.asia", "reason": "So."}
    hand.forge("equity_act", case["id"], "nsc.asia", **act)
    hand.run("UPDATE case_file SET access = access || '{labor}'")
    seq = hand.release(case["id"])
    assert beside_known_texts(breaches_in(case, await verify_all(verifier_db))) == {
        ("releases", f"seq {seq}: release: clearance_missing labor")
    }


async def test_a_release_of_what_was_sent_back_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.approved()
    hand.forge("send_back", case["id"], APPROVER, reason="Too long.", office="state.e")
    seq = hand.release(case["id"])
    found = beside_known_texts(breaches_in(case, await verify_all(verifier_db)))
    assert found == {("releases", f"seq {seq}: release: sent_back")}


async def test_a_text_sent_back_by_another_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.approved()
    hand.forge("send_back", case["id"], DRAFTER, reason="Too long.", office="state.eb")
    hand.stage(case["id"], "drafting")
    assert await named("sent_back", case, verifier_db) == {"not_approver"}


async def test_a_hold_that_became_a_nonconcurrence_stops_a_release(
    stories: Stories, verifier_db: Database, hand: Forger
) -> None:
    case = await stories.hold_that_became_a_nonconcurrence()
    hand.release(case["id"])
    assert await named("releases", case, verifier_db) == {"nonconcurrence defense", "not_approved"}


@pytest.mark.parametrize(
    ("by", "office_of", "codes"),
    [
        ("state.ea-j", "state.ea-j", set()),
        (DRAFTER, "state.eb", {"not_your_transfer"}),
        ("commerce.ita", "commerce.ita", {"not_your_transfer"}),
        (DRAFTER, "state.ea-j", {"not_your_transfer"}),
    ],
)
async def test_an_action_that_the_other_office_did_not_accept_is_named(
    office: Office, verifier_db: Database, hand: Forger, by: str, office_of: str, codes: set[str]
) -> None:
    case = await office.open()
    hand.forge("transfer", case["id"], DRAFTER, to_office="state.ea-j", reason="So.", office="state.eb")
    asked = hand.last("transfer", case["id"])["id"]
    hand.forge("transfer_answer", case["id"], by, transfer=asked, accepted=True, reason="So.", office=office_of)
    assert await named("transfers", case, verifier_db) == codes
    assert "action_office does not follow from the facts" in await named("standing", case, verifier_db)


async def test_a_transfer_asked_by_a_third_office_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.open()
    for to in ("state.ea-j", "state.eb"):
        hand.forge("transfer", case["id"], "commerce.ita", to_office=to, reason="So.", office="commerce.ita")
    assert await named("transfers", case, verifier_db) == {"not_your_transfer", "already_there", "transfer_asked"}


async def test_an_act_of_the_office_that_gave_the_action_away_is_named(
    stories: Stories, verifier_db: Database, hand: Forger
) -> None:
    case = await stories.transferred()
    hand.forge("withdrawal", case["id"], DRAFTER, reason="So.", office="state.eb")
    assert await named("offices", case, verifier_db) == {"not_action_office"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sign_off SET grade = 7 WHERE agency = 'defense'",
        "UPDATE sign_off SET grade = NULL WHERE agency = 'defense'",
        "UPDATE sign_off SET acting_for = %(who)s WHERE agency = 'defense'",
        "UPDATE approval SET acting_for = %(who)s",
        "UPDATE release SET acting_for = %(who)s",
    ],
)
async def test_a_signature_for_another_is_named(
    office: Office, verifier_db: Database, hand: Forger, statement: str
) -> None:
    case = await office.released()
    (who,) = hand.run("SELECT id FROM person WHERE subject = %(s)s", s=COORDINATORS["cia"])
    hand.run(statement, who=who["id"])
    assert await named("signatures", case, verifier_db) == {"not_as_appointed"}


async def test_a_signature_of_somebody_acting_is_sound(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.clear(await office.circulated(), but="state")
    await office.sign(case, "state", by="state.ea-j.acting")
    assert isinstance(hand.last("sign_off", case["id"])["acting_for"], UUID)
    assert breaches_in(case, await verify_all(verifier_db)) == set()


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("UPDATE milestone SET office = 'state.eb' WHERE name = 'delivered'", {"not_post"}),
        ("UPDATE milestone SET office = 'commerce.ita' WHERE name = 'assessed'", {"not_action_officer"}),
        ("DELETE FROM appointment WHERE capacity = 'post'", {"not_post"}),
    ],
)
async def test_a_milestone_of_the_wrong_hand_is_named(
    office: Office, verifier_db: Database, hand: Forger, statement: str, codes: set[str]
) -> None:
    case = await office.finish(await office.released())
    hand.run(statement)
    assert await named("steps", case, verifier_db) == codes


async def test_a_recall_of_the_wrong_hand_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.released()
    hand.forge("recall", case["id"], "commerce.ita", reason="So.", office="commerce.ita")
    assert await named("recalls", case, verifier_db) == {"not_releaser"}


async def test_what_nobody_did_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.cleared()
    hand.run("ALTER TABLE send_back ALTER COLUMN person DROP NOT NULL")
    seq = hand.forge("send_back", case["id"], None, reason="Too long.", office="time")
    hand.stage(case["id"], "drafting")
    assert breaches_in(case, await verify_all(verifier_db)) == {
        ("time", f"seq {seq}: send_back by nobody"),
        ("sent_back", f"seq {seq}: send_back: not_approver"),
    }
