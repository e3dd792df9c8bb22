"""A trade action from the petition to what came of it: fence, options, consensus, keys, tranches."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from casework.desk import Caller
from casework.equities import equity
from casework.holding import extend_hold, lift_hold
from casework.opening import open_case
from casework.releasing import withdraw
from casework.splitting import bring_to_decision
from casework.trading import the_trade_action
from domain.marking import Level
from domain.refusals import NotThere
from domain.vocabulary import EquityAct, HoldBecomes, Milestone, Response
from tests.committee import FISHERIES, ITA, SECRETARY_OF_COMMERCE, SECRETARY_OF_STATE, Committee, refusal
from tests.office import POST, RELEASER, View, a_critical_comment, a_draft, seen

pytestmark = pytest.mark.asyncio


async def test_an_allocation_goes_from_the_fence_to_what_came_of_it(committee: Committee) -> None:
    case = await committee.allocation()
    assert case["stage"] == "intake"
    case = await committee.fenced(case)
    assert case["stage"] == "options"
    case = await committee.optioned(case)
    assert case["stage"] == "drafting"
    case = await committee.all_clear(await committee.circulate_as(case, FISHERIES))
    case = await committee.approve(case)
    assert (case["stage"], [o["lack"] for o in case["blocked_by"]]) == ("keys", ["key_missing", "key_missing"])
    case = await committee.keyed(case)
    case = await committee.let_out(case, "agency_letter", RELEASER)
    assert case["stage"] == "consultation_offer"
    case = await committee.step(case, Milestone.CONSULTATION_OFFERED, POST, interlocutor="Director")
    case = await committee.tranche(case)
    case = await committee.tranche(await committee.determined(case, 2), 2)
    case = await committee.step(case, Milestone.EXECUTED, FISHERIES)
    case = await committee.step(case, Milestone.MONITORED, FISHERIES, outcome="partial_return")
    assert case["stage"] == "closed"
    told = await the_trade_action(committee.db, "nsc.asia", UUID(case["id"]))
    assert told["tranches"] == [{"ref": "tranche-1", "share": 25}, {"ref": "tranche-2", "share": 25}]
    assert [key["turned"] for key in told["keys"]] == [True, True]  # type: ignore[attr-defined] # a view


async def test_nothing_circulates_before_the_fence_and_the_options(committee: Committee) -> None:
    case = await committee.allocation()
    assert await refusal(committee.circulate_as(case, FISHERIES)) == "steps_missing"
    case = await committee.fenced(case)
    assert await refusal(committee.circulate_as(case, FISHERIES)) == "steps_missing"


async def test_the_fence_is_counsels_who_wrote_nothing(committee: Committee) -> None:
    case = await committee.allocation()
    assert await refusal(committee.fenced(case, by="state.ea-j")) == "not_counsel"
    assert await refusal(committee.fenced(case, outcome="on_the_record")) == "record_not_named"


async def test_options_that_are_one_are_refused(committee: Committee) -> None:
    case = await committee.fenced(await committee.allocation())
    alike: dict[str, Any] = {"option_a": "Allocate in tranches.", "option_b": "allocate in tranches."}
    assert await refusal(committee.step(case, Milestone.OPTIONS_TABLED, FISHERIES, **alike)) == "options_alike"


async def test_behind_the_wall_a_case_is_withdrawn_and_nothing_else(committee: Committee) -> None:
    case = await committee.fenced(await committee.allocation(), outcome="on_the_record", record="A-588-056")
    assert (case["stage"], case["due"]) == ("walled", None)
    assert [o["lack"] for o in case["blocked_by"]] == ["walled"]
    told = await the_trade_action(committee.db, FISHERIES, UUID(case["id"]))
    assert str(told["wall_notice"]).startswith("Wall notice")
    assert await refusal(committee.circulate_as(case, FISHERIES)) == "steps_missing"
    assert await refusal(committee.reworded(case, FISHERIES, "Other words.")) == "not_in_walled"
    assert await refusal(committee.fenced(case)) == "not_in_walled"
    case = await withdrawn(committee, case)
    assert case["stage"] == "withdrawn"


async def withdrawn(committee: Committee, case: View) -> View:
    return seen(await withdraw(committee.db, Caller(subject=FISHERIES), UUID(case["id"]), reason="On the record."))


async def test_a_wall_that_is_found_late_stops_the_clearance(committee: Committee) -> None:
    case = await committee.optioned(await committee.fenced(await committee.allocation()))
    case = await committee.circulate_as(case, FISHERIES)
    case = await committee.reworded(case, FISHERIES, "Other words.")
    case = await committee.fenced(case, outcome="on_the_record", record="A-588-056")
    assert case["stage"] == "walled"
    assert await refusal(committee.sign(case, "commerce", Response.CONCUR)) == "not_in_walled"


async def test_one_key_is_not_two(committee: Committee) -> None:
    case = await committee.agreed()
    case = await committee.step(case, Milestone.DETERMINED_STATE, SECRETARY_OF_STATE, outcome="complies")
    assert await refusal(committee.let_out(case, "agency_letter", RELEASER)) == "not_releasable"
    assert await refusal(
        committee.step(case, Milestone.DETERMINED_COMMERCE, SECRETARY_OF_STATE, outcome="complies")
    ) == ("not_approver")
    case = await committee.step(case, Milestone.DETERMINED_COMMERCE, SECRETARY_OF_COMMERCE, outcome="does_not_comply")
    assert await refusal(committee.let_out(case, "agency_letter", RELEASER)) == "not_releasable"


async def test_an_acting_secretary_turns_a_key_and_an_under_secretary_does_not(committee: Committee) -> None:
    case = await committee.agreed()
    under = committee.step(case, Milestone.DETERMINED_COMMERCE, "commerce.usit", outcome="complies")
    assert await refusal(under) == "higher_grade_needed"
    case = await committee.step(case, Milestone.DETERMINED_COMMERCE, "commerce.depsec", outcome="complies")
    assert case["milestones"][-1]["agency"] == "commerce"


async def test_keys_are_of_the_exact_text(committee: Committee) -> None:
    case = await committee.keyed(await committee.agreed())
    case = await committee.reworded(case, FISHERIES, "Other words.")
    case = await committee.all_clear(await committee.circulate_as(case, FISHERIES))
    case = await committee.approve(case)
    assert case["stage"] == "keys"


async def test_each_later_tranche_has_two_keys_of_its_own(committee: Committee) -> None:
    case = await committee.allocated()
    assert await refusal(committee.determined(case, 1)) == "keys_cover_the_first"
    case = await committee.tranche(case)
    assert await refusal(committee.tranche(case, 2)) == "determination_missing"
    case = await committee.determined(case, 2, "state")
    assert await refusal(committee.tranche(case, 2)) == "determination_missing"
    case = await committee.determined(case, 2, "commerce", outcome="does_not_comply")
    assert await refusal(committee.tranche(case, 2)) == "determination_missing"
    case = await committee.determined(case, 2, "commerce")
    assert await refusal(committee.tranche(case, 3)) == "not_the_next_tranche"
    assert await refusal(committee.tranche(case, 2, share=80)) == "share_out_of_range"
    case = await committee.tranche(case, 2, share=75)
    assert await refusal(committee.determined(case, 2)) == "not_the_next_tranche"


async def test_the_partner_is_told_before_the_notice(committee: Committee) -> None:
    case = await committee.optioned(
        await committee.fenced(
            await committee.open_as(ITA, "ECO-7", ("We begin to look into it.", Level.U), level=Level.U),
            by="commerce.gc",
        ),
        by=ITA,
    )
    case = await committee.approve(await committee.all_clear(await committee.circulate_as(case, ITA)), "commerce.usit")
    assert await refusal(committee.let_out(case, "public_notice", "commerce.exec")) == "partner_not_told"
    case = await committee.step(case, Milestone.PARTNER_TOLD, POST, interlocutor="Minister")
    case = await committee.let_out(case, "public_notice", "commerce.exec")
    assert await refusal(committee.step(case, Milestone.NOTICE_PUBLISHED, "commerce.exec", reference="48 FR 1")) == (
        "partner_not_told"
    )
    case = await committee.step(case, Milestone.CONSULTATION_OFFERED, POST, interlocutor="Minister")
    case = await committee.step(case, Milestone.NOTICE_PUBLISHED, "commerce.exec", reference="48 FR 1")
    assert case["stage"] == "execution"


async def predatory(committee: Committee) -> View:
    case = await committee.open_as(ITA, "ECO-7", ("We ask for consultations.", Level.S), level=Level.S)
    case = await committee.optioned(await committee.fenced(case, by="commerce.gc"), by=ITA)
    return await committee.circulate_as(case, ITA)


async def test_who_sits_without_a_vote_or_observes_blocks_nothing(committee: Committee) -> None:
    case = await predatory(committee)
    seats = (await the_trade_action(committee.db, "usitc.oe", UUID(case["id"])))["seats"]
    kinds = {seat["agency"]: seat["seat"] for seat in seats}  # type: ignore[attr-defined] # a view
    assert (kinds["usitc"], kinds["omb"], kinds["ustr"]) == ("non_voting", "observer", "member")
    assert await refusal(committee.sign(case, "usitc", by="usitc.oe")) == "no_clearance_right"
    claim = equity(
        committee.db,
        Caller(subject="usitc.oe"),
        UUID(case["id"]),
        agency="usitc",
        what=EquityAct.CLAIMED,
        reason="Ours.",
    )
    assert await refusal(claim) == "non_voting_seat"
    imposed = equity(
        committee.db,
        Caller(subject="nsc.asia"),
        UUID(case["id"]),
        agency="usitc",
        what=EquityAct.IMPOSED,
        reason="Ask.",
    )
    assert await refusal(imposed) == "non_voting_seat"
    assert (await committee.all_clear(case))["stage"] == "approval"


async def test_a_text_does_not_name_a_seat_without_a_vote(committee: Committee) -> None:
    opening = open_case(
        committee.db,
        Caller(subject=ITA),
        mandate="ECO-7",
        procedure=None,
        title="A case",
        classification=Level.S,
        draft=a_draft(equities=("usitc",)),
    )
    assert await refusal(opening) == "non_voting_seat"


async def test_a_reserve_lapses_within_fourteen_days_and_comes_once(committee: Committee) -> None:
    case = await predatory(committee)
    assert await refusal(committee.reserve(case, "justice", 15)) == "reserve_too_long"
    veto = committee.reserve(case, "justice", becomes=HoldBecomes.NONCONCURRENCE)
    assert await refusal(veto) == "reserve_lapses"
    case = await committee.reserve(case, "justice")
    told = await the_trade_action(committee.db, "nsc.asia", UUID(case["id"]))
    reserved = {s["agency"]: s["reserved_until"] for s in told["seats"]}  # type: ignore[attr-defined] # a view
    assert reserved["justice"] is not None
    assert reserved["state"] is None
    by, hold = Caller(subject="justice.criminal"), UUID(case["holds"][0]["id"])
    later = datetime.now(UTC) + timedelta(days=20)
    kept = extend_hold(committee.db, by, UUID(case["id"]), hold, until=later, reason="Longer.")
    assert await refusal(kept) == "reserve_too_long"
    await lift_hold(committee.db, by, UUID(case["id"]), hold, reason="Scrubbed.")
    assert await refusal(committee.reserve(case, "justice")) == "reserve_used_up"


async def test_a_trade_action_has_one_ladder(committee: Committee) -> None:
    case = await predatory(committee)
    case = await committee.sign(case, "treasury", Response.NONCONCUR, a_critical_comment())
    case = seen(await bring_to_decision(committee.db, Caller(subject=ITA), UUID(case["id"]), question="Shall we?"))
    assert (case["split"]["track"], case["split"]["rung"]) == ("trade", "tpsc")


async def test_only_a_trade_action_is_told_as_one(committee: Committee) -> None:
    case = await committee.open()
    with pytest.raises(NotThere):
        await the_trade_action(committee.db, "nsc.asia", UUID(case["id"]))
