"""Verification finds nothing in sound negotiations, and names what was done out of authority, order or rank."""

from collections.abc import Awaitable, Callable

import pytest

from casework.verification import verify_all
from db.engine import Database
from domain.vocabulary import Milestone, Response
from tests.casework.forger import Forger, breaches
from tests.casework.logbook import Logbook
from tests.delegation import KNOW, LAWYER, Delegation
from tests.office import View

pytestmark = pytest.mark.asyncio

Story = Callable[[Delegation], Awaitable[object]]


async def closed(delegation: Delegation) -> None:
    case = await delegation.signed()
    case = await delegation.step(case, Milestone.ENTERED_INTO_FORCE, LAWYER, outcome="without_end")
    case = await delegation.step(case, Milestone.TRANSMITTED_TO_CONGRESS, LAWYER, reference="H 82-4")
    await delegation.step(case, Milestone.TRANSMITTED_TO_STATE, reference="L/T 82-9")


async def departed(delegation: Delegation) -> None:
    case = await delegation.round(await delegation.seated(justice=Response.NO_EQUITY))
    case = await delegation.departed(await delegation.departed(case), "D2")
    for seat in ("state.l", "state", "transportation", "cab", "commerce", "defense", "nsc"):
        case = await delegation.clears(case, seat)
    case = await delegation.step(case, Milestone.DEPARTURE_DROPPED, ref="D2")
    case = await delegation.step(case, Milestone.ACCEPTED_AD_REFERENDUM, ref="1")
    await delegation.initialled(case, await delegation.open("agreement_text", case))


async def two_steps(delegation: Delegation) -> None:
    case, _ = await delegation.final("two_steps")
    await delegation.sent(await delegation.open("signing_authority", case))
    await delegation.step(await delegation.authorised(case), Milestone.SIGNED, "state.e")


async def fallback(delegation: Delegation) -> None:
    case = await delegation.authority()
    instruction = await delegation.instruction(case)
    await delegation.sent(await delegation.open("fallback", instruction, know=KNOW))


async def recalled(delegation: Delegation) -> None:
    await delegation.recall(await delegation.seated())


@pytest.mark.parametrize("story", [closed, departed, two_steps, fallback, recalled])
async def test_a_sound_negotiation_has_no_breach(
    delegation: Delegation, verifier_db: Database, logbook: Logbook, story: Story
) -> None:
    await story(delegation)
    assert {(check, what) for check, _, what in breaches(await verify_all(verifier_db))} == set()
    assert await logbook.wrong_offline() == set()


async def found(verifier_db: Database) -> set[str]:
    """What the rules of negotiations, and those of the cases around each other, name; without the seq."""
    verdict = await verify_all(verifier_db)
    checks = {"negotiations", "kin", "approvals", "openings"}
    return {what.split(": ", 1)[-1] for check, _, what in breaches(verdict) if check in checks}


def milestone(hand: Forger, case: View, name: str, by: str, office: str, **columns: object) -> None:
    """A milestone put in past the gates."""
    given: dict[str, object] = {"note": "x", "detail": {}, "outcome": "", "ref": "", "version": None, "digest": None}
    given |= {"name": name, "happened_at": "2199-01-01T00:00:00Z", "office": office, "agency": office.partition(".")[0]}
    hand.forge("milestone", case["id"], by, **(given | columns))


async def test_a_round_without_instructions_or_out_of_order_is_named(
    delegation: Delegation, verifier_db: Database, hand: Forger
) -> None:
    case = await delegation.authority()
    milestone(hand, case, "round_held", "state.eb", "state.eb", ref="2")
    assert await found(verifier_db) == {"milestone: no_instructions", "milestone: round_out_of_order"}


async def test_what_was_accepted_over_an_open_departure_is_named(
    delegation: Delegation, verifier_db: Database, hand: Forger
) -> None:
    case = await delegation.departed(await delegation.round(await delegation.seated()))
    for seat in ("state.l", "state", "cab", "commerce", "defense", "nsc", "justice"):
        case = await delegation.clears(case, seat)
    milestone(hand, case, "accepted_ad_referendum", "state.eb", "state.eb", ref="1")
    assert await found(verifier_db) == {"milestone: departure_open"}


async def test_a_departure_cleared_by_whom_it_does_not_concern_is_named(
    delegation: Delegation, verifier_db: Database, hand: Forger
) -> None:
    case = await delegation.departed(await delegation.seated())
    milestone(hand, case, "departure_cleared", "energy.as", "energy.ia", ref="D1", outcome="cleared")
    milestone(hand, case, "departure_cleared", "cab.member", "cab.bia", ref="D2", outcome="cleared")
    assert await found(verifier_db) == {"milestone: not_interested", "milestone: no_such_departure"}


async def test_another_text_than_the_current_one_initialled_is_named(
    delegation: Delegation, verifier_db: Database, hand: Forger
) -> None:
    case = await delegation.round(await delegation.seated())
    text = await delegation.open("agreement_text", case)
    other = {"other_case": text["id"], "other_version": 1, "other_digest": text["text"]["digest"]}
    await delegation.office.redraft(text, "Other words.", by="state.eb")
    milestone(hand, case, "initialled", "state.eb.head", "state.eb", **other)
    assert await found(verifier_db) == {"milestone: not_the_current_text"}


async def test_a_text_changed_after_it_was_initialled_is_named(
    delegation: Delegation, verifier_db: Database, hand: Forger
) -> None:
    _, text = await delegation.at_the_table()
    hand.run("UPDATE text_version SET at = at + interval '1 day' WHERE case_id = %(c)s", c=text["id"])
    assert "text_version: text_initialled" in await found(verifier_db)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE milestone SET ref = 'state.p' WHERE name = 'signature_authorised'", "not_the_authorised_signer"),
        ("UPDATE milestone SET ref = 'cab.bia' WHERE name = 'signature_authorised'", "no_such_signer"),
        ("UPDATE milestone SET outcome = 'two_steps' WHERE name = 'agreement_determined'", "authority_to_sign_missing"),
        ("UPDATE release SET digest = repeat('0', 64) WHERE channel = 'signature_copy'", "final_text_not_released"),
        ("UPDATE milestone SET happened_at = '1982-01-01' WHERE name = 'round_held'", "before_authority"),
        ("DELETE FROM release WHERE channel = 'delegation_instruction'", "no_instructions"),
    ],
)
async def test_a_signature_on_what_was_forged_is_named(
    delegation: Delegation, verifier_db: Database, hand: Forger, statement: str, code: str
) -> None:
    await delegation.signed()
    hand.run(statement)
    assert f"milestone: {code}" in await found(verifier_db)


async def test_an_approval_below_the_grade_is_named(
    delegation: Delegation, verifier_db: Database, hand: Forger
) -> None:
    await delegation.authority()
    hand.run("UPDATE appointment SET grade = 3 WHERE office = 'state.e'")
    assert await found(verifier_db) == {"approval: not_approver"}


async def test_what_went_out_without_the_case_above_it_is_named(
    delegation: Delegation, verifier_db: Database, hand: Forger
) -> None:
    case, _ = await delegation.final("two_steps")
    await delegation.sent(await delegation.open("signing_authority", case))
    hand.run("DELETE FROM milestone WHERE name = 'initialled'")
    hand.run("DELETE FROM release WHERE case_id = %(c)s", c=case["id"])
    assert await found(verifier_db) >= {"release: no_authority", "release: not_initialled"}


async def test_a_list_that_is_too_short_and_a_child_in_the_wrong_place_are_named(
    delegation: Delegation, verifier_db: Database, hand: Forger
) -> None:
    instruction = await delegation.instruction(await delegation.authority())
    secret = await delegation.open("fallback", instruction, know=KNOW)
    hand.run("UPDATE case_file SET need_to_know = '{cab.bia}' WHERE id = %(c)s", c=secret["id"])
    hand.run("UPDATE case_file SET parent = NULL WHERE id = %(c)s", c=instruction["id"])
    assert await found(verifier_db) == {
        "not_as_mandated",
        "equities are not those of the mandate",
        "need_to_know_list lacks the action office or the Legal Adviser's",
        "release: no_authority",
    }
