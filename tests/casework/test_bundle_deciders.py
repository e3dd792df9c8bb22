"""Who decided is asked from the bundle alone: what is forged past the gate, in a perfect chain, does not count."""

import pytest

from tests.casework.forger import Forger
from tests.casework.logbook import Logbook, found
from tests.casework.stories import Stories
from tests.casework.test_time_in_clearance import hold
from tests.office import COORDINATORS, DRAFTER, Office, View

pytestmark = pytest.mark.asyncio


async def lacks(logbook: Logbook, case: View) -> set[str]:
    """What the offline rule of release says of a case."""
    every = found(logbook.offline(await logbook.bundle()))
    assert {of for _, of, _ in every} <= {case["id"]}
    return {what for check, _, what in every if check == "releases"}


def a_ruling(hand: Forger, case: View, by: str, **changed: object) -> int:
    split = hand.last("split", case["id"])["id"]
    said = {"split": split, "rung": "president", "outcome": "president_b", "clauses": [], "reason": "x"}
    return hand.forge("ruling", case["id"], by, **said | {"notational": False, "office": by} | changed)


async def test_a_desk_officer_does_not_rule_as_the_president(stories: Stories, logbook: Logbook, hand: Forger) -> None:
    case = await stories.before_him()
    seq, out = a_ruling(hand, case, DRAFTER), hand.release(case["id"])
    said = await lacks(logbook, case)
    assert f"seq {seq}: ruling: only_the_president" in said
    assert {f"seq {out}: release: split_open {hand.last('split', case['id'])['id']}"} <= said
    assert f"seq {out}: release: nonconcurrence defense" in said


async def test_who_claims_the_president_s_own_office_was_not_appointed_to_it(
    stories: Stories, logbook: Logbook, hand: Forger
) -> None:
    case = await stories.before_him()
    seq = a_ruling(hand, case, "commerce.desk", office="white-house.president")
    assert await lacks(logbook, case) == {f"seq {seq}: ruling: only_the_president"}


@pytest.mark.parametrize(
    ("by", "changed", "code"),
    [
        ("ig.japan", {"rung": "ig"}, "not_at_that_rung"),
        ("ig.japan", {"rung": "president"}, "not_the_decider"),
        ("nsc.asia", {"rung": "nsc"}, "not_the_decider"),
    ],
)
async def test_a_clause_controls_where_its_decider_says_so(
    stories: Stories, logbook: Logbook, hand: Forger, by: str, changed: dict[str, object], code: str
) -> None:
    case = await stories.before_him()
    ruled = {"outcome": "clause_controls", "clauses": ["ECO-6"], **changed}
    seq = a_ruling(hand, case, by, **ruled)
    assert f"seq {seq}: ruling: {code}" in await lacks(logbook, case)


async def test_a_split_moves_from_the_foot_by_a_ruling(stories: Stories, logbook: Logbook, hand: Forger) -> None:
    case = await stories.before_him()
    split = hand.last("split", case["id"])["id"]
    to = {"split": split, "rung": "ig", "office": "x"}
    moves = {cause: hand.forge("split_move", case["id"], DRAFTER, cause=cause, **to) for cause in ("remand", "opened")}
    assert await lacks(logbook, case) == {
        f"seq {moves['remand']}: split_move: not_ruled",
        f"seq {moves['opened']}: split_move: not_at_the_foot",
    }


async def test_only_the_action_office_answers_a_comment(office: Office, logbook: Logbook, hand: Forger) -> None:
    case = await office.nonconcur(await office.circulated(), "defense")
    comment = hand.last("comment", case["id"])["id"]
    for by, its in ((COORDINATORS["ustr"], COORDINATORS["ustr"]), (COORDINATORS["ustr"], DRAFTER)):
        seq = hand.forge(
            "comment_disposition", case["id"], by, comment=comment, disposition="rejected", reason="x", office=its
        )
        assert f"seq {seq}: comment_disposition: not_action_office" in await lacks(logbook, case)
    out = hand.release(case["id"])
    assert f"seq {out}: release: critical_comment_open {comment}" in await lacks(logbook, case)


@pytest.mark.parametrize(
    ("by", "how", "codes"),
    [
        (DRAFTER, "lifted", {"not_coordinator"}),
        (None, "lapsed", {"hold_not_lapsed"}),
        (None, "became_nonconcurrence", {"hold_not_lapsed", "not_as_announced"}),
    ],
)
async def test_a_hold_ends_by_its_agency_or_by_time(
    office: Office, logbook: Logbook, hand: Forger, by: str | None, how: str, codes: set[str]
) -> None:
    case = await hold(office, await office.approved())
    held = hand.last("hold", case["id"])["id"]
    seq = hand.forge("hold_end", case["id"], by, hold=held, how=how, reason="x", office=by or "time")
    assert await lacks(logbook, case) == {f"seq {seq}: hold_end: {code}" for code in codes}
    out = hand.release(case["id"])
    assert f"seq {out}: release: hold_open {held}" in await lacks(logbook, case)


async def test_a_response_is_carried_over_by_the_action_office(office: Office, logbook: Logbook, hand: Forger) -> None:
    case = await office.circulate(await office.redraft(await office.cleared(), "Quite other words."))
    signed = hand.run("SELECT id FROM sign_off WHERE case_id = %(c)s AND agency = 'defense'", c=case["id"])[0]["id"]
    carried = {"round": 2, "agency": "defense", "sign_off": signed, "from_version": 1, "policy": "always"}
    by = COORDINATORS["ustr"]
    seq = hand.forge("carry_over", case["id"], by, **carried, proof="0" * 64, office=by)
    assert await lacks(logbook, case) == {f"seq {seq}: carry_over: not_action_office"}
    out = hand.release(case["id"])
    assert f"seq {out}: release: clearance_missing defense" in await lacks(logbook, case)


@pytest.mark.parametrize(
    ("act", "code"),
    [("claimed", "not_coordinator"), ("granted", "not_action_office"), ("imposed", "not_nsc")],
)
async def test_an_equity_is_given_by_whose_it_is(
    office: Office, logbook: Logbook, hand: Forger, act: str, code: str
) -> None:
    case, by = await office.circulated(), COORDINATORS["ustr"]
    seq = hand.forge("equity_act", case["id"], by, agency="agriculture", act=act, reason="x", office=by)
    assert await lacks(logbook, case) == {f"seq {seq}: equity_act: {code}"}


async def test_an_office_and_a_receipt_are_their_own(office: Office, logbook: Logbook, hand: Forger) -> None:
    case = await office.circulate(await office.open(), offices=("state.l",))
    by = COORDINATORS["ustr"]
    answered = hand.forge("office_clearance", case["id"], by, round=1, office="state.l", response="concur", grade=1)
    received = hand.forge(
        "receipt", case["id"], by, round=1, agency="defense", full_time_at="1982-11-01T00:00:00Z", office=by
    )
    assert await lacks(logbook, case) == {
        f"seq {answered}: office_clearance: not_coordinator",
        f"seq {received}: receipt: not_coordinator",
    }


async def test_the_action_does_not_move_by_who_asked_for_it(office: Office, logbook: Logbook, hand: Forger) -> None:
    case, to = await office.circulated(), "commerce.ita"
    hand.forge("transfer", case["id"], to, office=to, to_office=to, reason="x")
    asked = hand.last("transfer", case["id"])["id"]
    seq = hand.forge("transfer_answer", case["id"], to, transfer=asked, accepted=True, reason="x", office=to)
    assert await lacks(logbook, case) == {f"seq {seq}: transfer_answer: not_your_transfer"}


async def test_a_demarche_s_checks_are_of_the_exact_text(office: Office, logbook: Logbook, hand: Forger) -> None:
    """Both were made of the first version; of the second one was forged by its drafter, the other not made at all."""
    case = await office.circulate(await office.redraft(await office.cleared(), "Quite other words."))
    for seat in case["round"]["agencies"]:
        if seat["right"] == "must_clear":
            case = await office.sign(case, seat["agency"])
    said = {
        "happened_at": "1982-11-01T00:00:00Z",
        "note": "x",
        "detail": {},
        "outcome": "fit",
        "agency": "state",
        "ref": "",
    }
    forged = hand.forge("milestone", case["id"], DRAFTER, name="sensitivity_checked", office="state.ea-j", **said)
    approved = hand.forge("approval", case["id"], "state.e", office="state.e")
    out = hand.release(case["id"])
    names = ("sensitivity_checked", "parity_checked")
    assert await lacks(logbook, case) == {
        f"seq {forged}: milestone: not_coordinator",
        f"seq {forged}: milestone: duties_separated",
        *(f"seq {approved}: approval: step_missing {name}" for name in names),
        *(f"seq {out}: release: step_missing {name}" for name in names),
    }
