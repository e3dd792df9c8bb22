"""Verification of trade actions, enforcement cases and what ties cases: sound stories have no breach, forgeries do."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from casework.desk import Caller
from casework.releasing import withdraw
from casework.verification import verify_all
from db.engine import Database
from domain.marking import Level
from domain.vocabulary import Finding, LinkKind, Milestone
from tests.casework.forger import Forger, breaches
from tests.casework.logbook import Logbook
from tests.committee import FISHERIES, ITA, NOAA, Committee
from tests.office import COUNTRY_DESK, POST, RELEASER, View

pytestmark = pytest.mark.asyncio

LATER = "2099-01-01T00:00:00Z"


async def tranches(committee: Committee) -> View:
    case = await committee.tranche(await committee.allocated(), share=30)
    await committee.decide(await committee.pending(), Finding.CERTIFIED)
    case = await committee.tranche(await committee.determined(case, 2), 2, share=20)
    case = await committee.step(case, Milestone.EXECUTED, FISHERIES)
    return await committee.step(case, Milestone.MONITORED, FISHERIES, outcome="no_return")


async def walled(committee: Committee) -> View:
    case = await committee.fenced(await committee.allocation(), outcome="on_the_record", record="A-588-056")
    await withdraw(committee.db, Caller(subject=FISHERIES), UUID(case["id"]), reason="On the record.")
    return await committee.fenced(await committee.allocation(), outcome="on_the_record", record="A-588-057")


async def leak(committee: Committee) -> View:
    case = await committee.seal(await committee.sanitised(), "A clerk.")
    told = await committee.circulate_as(await committee.demarche(case), "state.eb")
    told = await committee.release(await committee.approve(await committee.all_clear(await committee.check(told))))
    await committee.milestone(told, Milestone.DELIVERED, interlocutor="Director")
    case = await committee.step(case, Milestone.DEMARCHE_MADE, ITA, outcome="delivered")
    return await committee.step(case, Milestone.COUNTERPART_ACTED, POST, outcome="verified", reference="TOKYO 1")


async def tied(committee: Committee) -> View:
    first, second = await committee.approved(), await committee.open()
    first = await committee.link(first, LinkKind.PREREQUISITE, second)
    await committee.link(first, LinkKind.CONFLICTS_WITH, second)
    second = await committee.release(await committee.approve(await committee.clear(await committee.circulate(second))))
    first = await committee.release(first)
    await committee.link(second, LinkKind.FOLLOWS_FROM, first)
    return first


async def pressed(committee: Committee) -> View:
    for _ in range(3):
        await committee.released()
    return await committee.release(await committee.sequence(await committee.approved()))


async def reserved(committee: Committee) -> View:
    case = await committee.open_as(ITA, "ECO-7", ("We ask for consultations.", Level.S), level=Level.S)
    case = await committee.optioned(await committee.fenced(case, by="commerce.gc"), by=ITA)
    return await committee.reserve(await committee.circulate_as(case, ITA), "justice")


@pytest.mark.parametrize("story", [tranches, walled, leak, tied, pressed, reserved])
async def test_a_sound_story_has_no_breach(
    committee: Committee, verifier_db: Database, logbook: Logbook, story: Callable[[Committee], Awaitable[View]]
) -> None:
    await story(committee)
    assert breaches(await verify_all(verifier_db)) == set()
    assert await logbook.wrong_offline() == set()


async def found(verifier: Database, check: str) -> set[str]:
    """What one check names, without the seqs."""
    return {what.split(": ", 1)[-1] for name, _, what in breaches(await verify_all(verifier)) if name == check}


def milestone(hand: Forger, case: View, name: str, by: str, office: str, **columns: object) -> None:
    given = {"name": name, "happened_at": datetime.now(UTC), "note": "x", "detail": {}, "office": office}
    empty = {"agency": "", "outcome": "", "ref": "", "version": None, "digest": None}
    hand.forge("milestone", case["id"], by, **(given | empty | columns))


async def test_a_forged_tranche_is_named(committee: Committee, verifier_db: Database, hand: Forger) -> None:
    case = await committee.tranche(await committee.allocated(), share=60)
    await committee.pending()
    milestone(hand, case, "tranche_released", RELEASER, "state.s-s", ref="tranche-2", detail={"share": "60"})
    assert await found(verifier_db, "trade_actions") == {"tranche_released: determination_missing"}
    assert await found(verifier_db, "levers") == {
        "released while a certification was pending",
        "120 per cent released, where 100 may be",
    }


async def test_two_keys_by_one_hand_are_named(committee: Committee, verifier_db: Database, hand: Forger) -> None:
    case = await committee.determined(await committee.tranche(await committee.allocated()), 2, "state")
    secretary = {"ref": "tranche-2", "outcome": "complies", "agency": "commerce"}
    milestone(hand, case, "tranche_determined_commerce", "state.secretary", "commerce.secretary", **secretary)
    assert await found(verifier_db, "trade_actions") == {"tranche_determined_commerce: duties_separated"}
    assert await found(verifier_db, "steps") == {"milestone: not_approver"}


async def test_a_fence_by_nobodys_counsel_and_an_act_behind_the_wall_are_named(
    committee: Committee, verifier_db: Database, hand: Forger
) -> None:
    case = await committee.fenced(await committee.allocation(), outcome="on_the_record", record="A-588-056")
    milestone(hand, case, "legal_fence", "state.ea-j", COUNTRY_DESK, outcome="policy", agency="state")
    assert await found(verifier_db, "trade_actions") == {"legal_fence: not_counsel"}
    assert await found(verifier_db, "endings") == {"milestone behind the wall"}


async def test_a_veto_called_a_reserve_is_named(committee: Committee, verifier_db: Database, hand: Forger) -> None:
    case = await reserved(committee)
    (again,) = hand.run(
        "INSERT INTO hold SELECT (jsonb_populate_record(h, jsonb_build_object('id', gen_random_uuid(), 'at',"
        " c.last_at + interval '1 second', 'until', %(until)s::text, 'becomes', 'nonconcurrence'))).* FROM hold h"
        " JOIN case_file c ON c.id = h.case_id RETURNING id",
        until=LATER,
    )
    hand.chain(case["id"], "hold", again["id"])
    assert await found(verifier_db, "trade_actions") == {
        "hold: reserve_lapses",
        "hold: reserve_too_long",
        "hold: reserve_used_up",
    }


async def test_a_seat_without_a_vote_that_was_asked_is_named(
    committee: Committee, verifier_db: Database, hand: Forger
) -> None:
    case = await reserved(committee)
    hand.forge("equity_act", case["id"], "nsc.asia", agency="usitc", act="imposed", reason="x", office="nsc.asia")
    hand.run("UPDATE case_file SET access = access || '{usitc}'::text[] WHERE id = %(c)s", c=case["id"])
    assert await found(verifier_db, "trade_actions") == {"equity_act: non_voting_seat"}


async def test_a_notice_before_the_partner_was_told_is_named(
    committee: Committee, verifier_db: Database, hand: Forger
) -> None:
    case = await committee.let_out(await committee.keyed(await committee.agreed()), "agency_letter", RELEASER)
    milestone(hand, case, "notice_published", RELEASER, "state.s-s")
    assert await found(verifier_db, "trade_actions") == {"notice_published: partner_not_told"}


async def test_a_lead_that_was_not_agreed_is_named(committee: Committee, verifier_db: Database, hand: Forger) -> None:
    case = await committee.named(await committee.logged(), "commerce", "commerce")
    milestone(hand, case, "deconflicted", ITA, ITA, outcome="commerce", agency="commerce")
    milestone(hand, case, "lead_named", "defense.isa", "defense.isa", outcome="commerce", agency="defense")
    assert await found(verifier_db, "enforcement_cases") == {
        "deconflicted: no_agreed_lead",
        "lead_named: not_deconflicting",
    }


async def test_a_tear_line_that_its_owner_did_not_clear_is_named(
    committee: Committee, verifier_db: Database, hand: Forger
) -> None:
    case = await committee.torn(await committee.found())
    (line,) = hand.run("SELECT id FROM tear_line")
    review = {"tear_line": line["id"], "outcome": "releasable", "reason": "x"}
    hand.forge("tear_line_review", case["id"], "cia.di", office="cia.di", **review)
    hand.forge("tear_line_review", case["id"], "defense.isa", office="defense.isa", **review)
    assert await found(verifier_db, "enforcement_cases") == {
        "tear_line_review: duties_separated",
        "tear_line_review: not_coordinator",
    }


async def test_a_decision_after_the_sixty_days_is_named(
    committee: Committee, verifier_db: Database, hand: Forger
) -> None:
    case = await committee.reviewed(await committee.torn(await committee.found()))
    case = await committee.step(case, Milestone.SANITISED, ITA, outcome="nothing_releasable")
    case = await committee.step(case, Milestone.MEASURES_TAKEN, "commerce.usit", outcome="none")
    case = await committee.step(case, Milestone.MULTILATERAL_SUBMITTED, "state.eb", outcome="submitted")
    late = datetime.now(UTC) + timedelta(days=62)
    decided = {"outcome": "agreed", "happened_at": late, "agency": "state"}
    milestone(hand, case, "multilateral_decided", "state.eb", "state.eb", **decided)
    assert await found(verifier_db, "enforcement_cases") == {"multilateral_decided: wait_is_over"}


async def test_a_demarche_above_the_line_is_named(committee: Committee, verifier_db: Database, hand: Forger) -> None:
    parent = await committee.sanitised()
    case = await committee.demarche(parent, ("We are concerned.", Level.S))
    hand.run("UPDATE case_file SET level = 3 WHERE id = %(c)s", c=case["id"])
    hand.release(case["id"])
    milestone(hand, parent, "demarche_made", ITA, ITA, outcome="delivered", agency="commerce")
    assert await found(verifier_db, "tear_lines") == {"above_the_tear_line", "not_on_the_tear_line"}
    assert await found(verifier_db, "demarches_made") == {"demarche_not_delivered"}


async def test_a_certification_that_is_not_the_secretarys_is_named(
    committee: Committee, verifier_db: Database, hand: Forger
) -> None:
    whaling = await committee.pending()
    (opened,) = hand.run("SELECT id FROM certification")
    decided = {"certification": opened["id"], "finding": "not_certified", "reason": "x", "office": NOAA}
    hand.forge("certification_decision", whaling["id"], NOAA, **decided)
    allocation = await committee.allocation()
    given = {"statute": "pelly", "reason": "x", "office": FISHERIES}
    hand.forge("certification", allocation["id"], FISHERIES, **given)
    assert await found(verifier_db, "certifications") == {
        "certification_decision: duties_separated",
        "certification_decision: not_the_secretary",
        "certification: mandate_does_not_certify",
    }


async def test_a_withdrawal_that_takes_a_certification_back_is_named(
    committee: Committee, verifier_db: Database, hand: Forger
) -> None:
    whaling = await committee.pending()
    hand.forge("withdrawal", whaling["id"], NOAA, reason="x", office=NOAA)
    hand.stage(whaling["id"], "withdrawn")
    assert await found(verifier_db, "certifications") == {"withdrawal: certification_pending"}


async def test_a_release_that_another_case_stands_against_is_named(
    committee: Committee, verifier_db: Database, hand: Forger
) -> None:
    first, second, third = [await committee.approved() for _ in range(3)]
    await committee.link(first, LinkKind.PREREQUISITE, third)
    await committee.link(second, LinkKind.SUPERSEDES, first)
    hand.release(first["id"])
    assert await found(verifier_db, "prerequisites") == {"prerequisite_open", "superseded"}


async def test_a_link_to_nowhere_or_in_the_wrong_place_is_named(
    committee: Committee, verifier_db: Database, hand: Forger
) -> None:
    low, high = await committee.open(), await committee.open(level=Level.TS)
    given = {"reason": "x", "office": "nsc.asia"}
    hand.forge("case_link", low["id"], "nsc.asia", link=f"shared_lever/{low['id']}/{uuid4()}", **given)
    hand.forge("case_link", low["id"], "nsc.asia", link=f"shared_lever/{low['id']}/{high['id']}", **given)
    assert await found(verifier_db, "links") == {"an end is not there", "not of the end that is marked higher"}


async def test_a_demarche_too_many_is_named(committee: Committee, verifier_db: Database, hand: Forger) -> None:
    hand.run("UPDATE pressure_gauge SET then_it = 'wait'")
    for _ in range(3):
        await committee.released()
    fourth = await committee.approved()
    hand.release(fourth["id"])
    assert await found(verifier_db, "pressure") == {"the 4th within a week, not sequenced"}


async def test_a_sequencing_by_nobody_of_the_nsc_is_named(
    committee: Committee, verifier_db: Database, hand: Forger
) -> None:
    case = await committee.approved()
    hand.forge("sequencing", case["id"], "state.ea-j", not_before=LATER, reason="x", office=COUNTRY_DESK)
    assert await found(verifier_db, "sequencings") == {"sequencing: not_nsc", "sequencing: beyond_the_week"}
