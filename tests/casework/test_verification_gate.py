"""Verification asks the gate's questions once more, and names what passed it, or could not have been signed."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from casework.desk import Caller
from casework.releasing import withdraw
from casework.verification import verify_all
from db.engine import Database
from tests.casework.forger import Forger, beside_known_texts, breaches_in
from tests.casework.holds import held_and_lifted, hold
from tests.office import APPROVER, COORDINATORS, DRAFTER, Office, View

pytestmark = pytest.mark.asyncio


async def held(office: Office) -> View:
    case = await office.approved()
    await hold(office, case)
    return case


async def withdrawn(office: Office) -> View:
    case = await office.approved()
    await withdraw(office.db, Caller(subject=DRAFTER), UUID(case["id"]), reason="Overtaken by events.")
    return case


async def redrafted(office: Office) -> View:
    return await office.redraft(await office.approved(), "Other words.")


@pytest.mark.parametrize(
    ("until_then", "lacks"),
    [
        (Office.approved, set()),
        (Office.cleared, {"not_approved"}),
        (redrafted, {"not_circulated", "not_approved", "step_missing"}),
        (held, {"hold_open"}),
        (withdrawn, {"case_has_ended"}),
        (Office.released, {"case_has_ended"}),
    ],
)
async def test_each_lack_of_a_release_is_named(
    office: Office,
    verifier_db: Database,
    hand: Forger,
    until_then: Callable[[Office], Awaitable[View]],
    lacks: set[str],
) -> None:
    case = await until_then(office)
    hand.run("ALTER TABLE release DROP CONSTRAINT release_pkey CASCADE")
    seq = hand.release(case["id"])
    found = {
        what.removeprefix(f"seq {seq}: release: ").partition(" ")[0]
        for check, what in breaches_in(case, await verify_all(verifier_db))
        if check == "releases"
    }
    assert found == lacks


@pytest.mark.parametrize(
    ("act", "lacks"),
    [
        ({"channel": "telephone"}, {"channel_not_allowed"}),
        ({"by": "commerce.ita", "office": "commerce.ita"}, {"only_state_releases"}),
        ({"office": "commerce.ita"}, {"only_state_releases"}),
        ({"by": DRAFTER}, {"only_state_releases", "duties_separated"}),
        ({"by": APPROVER}, {"only_state_releases", "duties_separated"}),
    ],
)
async def test_a_release_by_the_wrong_hand_is_named(
    office: Office, verifier_db: Database, hand: Forger, act: dict[str, str], lacks: set[str]
) -> None:
    case = await office.approved()
    seq = hand.release(case["id"], **act)
    assert beside_known_texts(breaches_in(case, await verify_all(verifier_db))) == {
        ("releases", f"seq {seq}: release: {lack}") for lack in lacks
    }


async def test_an_equity_that_was_not_asked_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.released()
    hand.run(
        "UPDATE mandate_equity e SET clearance_right = 'must_clear' FROM case_file c WHERE c.id = %(c)s"
        " AND e.agency = 'energy' AND (e.edition_id, e.mandate) = (c.edition_id, c.mandate)",
        c=case["id"],
    )
    hand.run(
        "INSERT INTO mandate_equity SELECT edition_id, mandate, 'energy', 'must_clear' FROM case_file WHERE id = %(c)s"
        " ON CONFLICT DO NOTHING",
        c=case["id"],
    )
    assert breaches_in(case, await verify_all(verifier_db)) == {
        ("releases", f"seq {hand.seq(case['release']['id'])}: release: equity_not_asked energy"),
        ("openings", "equities are not those of the mandate"),
    }


@pytest.mark.parametrize(
    ("signed", "faults"),
    [
        ({}, set()),
        ({"agency": "agriculture"}, {"no_clearance_right", "not_coordinator", "one_human_one_seat"}),
        ({"response": "perhaps"}, {"no_such_response"}),
        ({"subject": COORDINATORS["commerce"]}, {"not_coordinator", "one_human_one_seat"}),
        ({"subject": DRAFTER}, {"not_coordinator", "duties_separated"}),
        ({"round": 9}, {"not_circulated"}),
        ({"version": 9}, {"not_the_current_text"}),
    ],
)
async def test_a_sign_off_that_could_not_be_is_named(
    office: Office, verifier_db: Database, hand: Forger, signed: dict[str, object], faults: set[str]
) -> None:
    case = await office.cleared()
    act = {"agency": "defense", "response": "concur", "subject": COORDINATORS["defense"], "round": 1, "version": 1}
    hand.run("ALTER TABLE sign_off DROP CONSTRAINT sign_off_response")
    act |= signed
    seq = hand.forge("sign_off", case["id"], str(act.pop("subject")), office="defense.isa", grade=2, **act)
    found = breaches_in(case, await verify_all(verifier_db))
    assert {what for check, what in found if check == "sign_offs"} == {f"seq {seq}: sign_off: {f}" for f in faults}


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE case_file SET action_office = 'commerce.ita'",
            ("standing", "action_office does not follow from the facts"),
        ),
        ("UPDATE case_file SET procedure = 'press_release'", ("openings", "not_as_mandated")),
        ("UPDATE text_version SET office = 'commerce.ita'", ("offices", "seq 2: text_version: not_action_office")),
        ("UPDATE hold SET office = 'commerce.ita'", ("holds", "seq {hold}: hold: not_coordinator")),
        (
            "UPDATE hold_end SET how = 'lapsed', person = NULL",
            ("holds", "seq {hold_end}: hold_end: hold_not_lapsed"),
        ),
    ],
)
async def test_an_act_of_another_office_is_named(
    office: Office, verifier_db: Database, hand: Forger, statement: str, found: tuple[str, str]
) -> None:
    case = await held_and_lifted(office, await office.circulated())
    hand.run(statement)
    seqs = {kind: hand.seq(hand.last(kind, case["id"])["id"]) for kind in ("hold", "hold_end")}
    check, what = found
    assert (check, what.format(**seqs)) in breaches_in(case, await verify_all(verifier_db))


async def test_a_release_past_the_gate_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.nonconcur(await office.circulated(), "defense")
    comment = hand.last("comment", case["id"])["id"]
    seq = hand.release(case["id"])
    others = {s["agency"] for s in case["round"]["agencies"] if s["right"] == "must_clear"} - {"defense"}
    assert beside_known_texts(breaches_in(case, await verify_all(verifier_db))) == {
        ("releases", f"seq {seq}: release: nonconcurrence defense"),
        ("releases", f"seq {seq}: release: critical_comment_open {comment}"),
        ("releases", f"seq {seq}: release: not_approved"),
        *(("releases", f"seq {seq}: release: step_missing {check}_checked") for check in ("sensitivity", "parity")),
        *(("releases", f"seq {seq}: release: clearance_missing {agency}") for agency in others),
    }


async def test_an_appointment_that_had_ended_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.cleared()
    (signed,) = hand.run(
        "UPDATE appointment a SET valid_to = s.at FROM sign_off s JOIN person p ON p.id = s.person"
        " WHERE a.person = p.id AND a.capacity = 'coordinator' AND p.subject = %(who)s AND s.case_id = %(c)s"
        " AND s.agency = 'defense' RETURNING s.seq",
        who=COORDINATORS["defense"],
        c=case["id"],
    )
    assert breaches_in(case, await verify_all(verifier_db)) == {
        ("sign_offs", f"seq {signed['seq']}: sign_off: not_coordinator")
    }


async def test_an_approver_who_was_not_appointed_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.released()
    hand.run(
        "UPDATE appointment SET valid_from = now() + interval '1 day', valid_to = NULL"
        " WHERE capacity = 'approver' AND person = (SELECT id FROM person WHERE subject = %(who)s)",
        who=APPROVER,
    )
    assert breaches_in(case, await verify_all(verifier_db)) == {
        ("approvals", f"seq {hand.seq(hand.last('approval', case['id'])['id'])}: approval: not_approver"),
        ("releases", f"seq {hand.seq(case['release']['id'])}: release: not_approved"),
    }


async def test_an_act_after_the_end_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.approved()
    await withdraw(office.db, Caller(subject=DRAFTER), UUID(case["id"]), reason="Overtaken by events.")
    seq = hand.forge("approval", case["id"], APPROVER, office="state.e")
    assert breaches_in(case, await verify_all(verifier_db)) == {("endings", f"seq {seq}: approval in withdrawn")}
