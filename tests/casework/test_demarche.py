"""A whole demarche through casework, on real PostgreSQL."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from casework.desk import Caller
from casework.instructing import instruct
from casework.releasing import recall, release, withdraw
from domain.marking import Level
from domain.refusals import ChangedUnderYou, Malformed, NotNow, NotThere, NotYours, Refusal
from domain.vocabulary import CablePrecedence, Caption, InterlocutorLevel, Milestone, Response
from tests.office import (
    APPROVER,
    COORDINATORS,
    COUNTRY_DESK,
    DRAFTER,
    POST,
    RELEASER,
    Office,
    View,
    a_critical_comment,
    a_draft,
    seen,
)

pytestmark = pytest.mark.asyncio


async def test_a_demarche_goes_from_draft_to_assessment(office: Office) -> None:
    case = await office.open()
    assert (case["stage"], case["banner"], case["text"]["version"]) == ("drafting", "SECRET", 1)
    case = await office.circulate(case)
    assert case["stage"] == "clearance"
    asked = {seat["agency"] for seat in case["round"]["agencies"] if seat["right"] == "must_clear"}
    assert asked >= {"state", "defense", "commerce", "ustr", "cia", "treasury", "justice", "nsc"}
    case = await office.clear(case)
    assert case["stage"] == "approval"
    case = await office.approve(case)
    assert (case["stage"], case["blocked_by"]) == ("release", [])
    case = await office.release(case)
    assert case["release"]["digest"] == case["text"]["digest"]
    case = await office.finish(case)
    assert case["stage"] == "closed"
    assert await office.look(case) == case


async def test_a_redraft_makes_earlier_responses_stale(office: Office) -> None:
    case = await office.cleared()
    redrafted = await office.redraft(case, "Other words.")
    assert redrafted["stage"] == "drafting"
    assert redrafted["round"]["stale"] is True
    with pytest.raises(ChangedUnderYou) as refused:
        await office.sign(case, "defense")
    assert refused.value.code == "text_changed"
    again = await office.circulate(redrafted)
    assert {seat["response"] for seat in again["round"]["agencies"]} == {None}


async def test_one_nonconcurrence_keeps_the_round_open(office: Office) -> None:
    case = await office.clear(await office.circulated(), but="defense")
    case = await office.nonconcur(case, "defense")
    assert case["stage"] == "clearance"
    assert {"lack": "nonconcurrence", "agency": "defense"} in case["blocked_by"]
    case = await office.sign(case, "defense")
    assert case["stage"] == "approval"


async def test_only_state_releases(office: Office) -> None:
    case = await office.approved()
    for other in ("commerce.ita", "defense.isa", "apnsa", "auditor", APPROVER):
        with pytest.raises(NotYours):
            await office.release(case, by=other)
    assert (await office.release(case))["stage"] == "delivery"


async def test_nothing_is_released_before_it_is_cleared_and_approved(office: Office) -> None:
    case = await office.circulated()
    with pytest.raises(NotNow) as refused:
        await office.release(case)
    assert refused.value.code == "not_releasable"
    case = await office.clear(case)
    with pytest.raises(NotNow):
        await office.release(case)


async def test_who_drafted_does_not_clear(office: Office) -> None:
    case = await office.circulated(
        mandate="ECO-4", by="state.eb", level=Level.U, draft=a_draft(marking=Level.U, equities=())
    )
    with pytest.raises(NotYours):
        await office.sign(case, "state", by="state.eb")


async def test_a_person_without_the_seat_is_refused(office: Office) -> None:
    case = await office.circulated()
    with pytest.raises(NotYours):
        await office.sign(case, "defense", by=COORDINATORS["commerce"])
    with pytest.raises(NotYours):
        await office.sign(case, "defense", by=POST)


async def test_a_nonconcurrence_needs_its_ground(office: Office) -> None:
    case = await office.circulated()
    with pytest.raises(Malformed) as refused:
        await office.sign(case, "defense", Response.NONCONCUR)
    assert refused.value.code == "nonconcur_needs_critical"
    with pytest.raises(Malformed) as refused:
        await office.sign(case, "defense", Response.NONCONCUR, replace(a_critical_comment(), ground=None))
    assert refused.value.code == "critical_needs_ground"


async def test_a_withdrawn_case_takes_no_more_acts(office: Office) -> None:
    case = await office.circulated()
    done = seen(await withdraw(office.db, Caller(subject=DRAFTER), UUID(case["id"]), reason="Overtaken by events."))
    assert done["stage"] == "withdrawn"
    with pytest.raises(NotNow):
        await office.sign(case, "defense")


async def test_a_released_text_is_recalled_only_before_delivery(office: Office) -> None:
    case = await office.released()
    done = seen(await recall(office.db, Caller(subject=RELEASER), UUID(case["id"]), reason="Wrong paragraph."))
    assert done["stage"] == "recalled"
    other = await office.finish(await office.released())
    with pytest.raises(NotNow):
        await recall(office.db, Caller(subject=RELEASER), UUID(other["id"]), reason="Too late.")


async def test_the_same_key_gives_the_same_answer_once(office: Office) -> None:
    case = await office.circulated()
    first = await office.sign(case, "defense", key="one")
    again = await office.sign(case, "defense", key="one")
    assert first == again
    assert (await office.look(case))["version"] == first["version"]
    with pytest.raises(Malformed) as refused:
        await release(
            office.db,
            Caller(subject=COORDINATORS["defense"], key="one", route="POST /elsewhere"),
            UUID(case["id"]),
            digest="0" * 64,
            channel="front_channel_cable",
        )
    assert refused.value.code == "idempotency_key_reused"


async def test_a_draft_is_not_there_for_those_not_asked_yet(office: Office) -> None:
    case = await office.open()
    with pytest.raises(NotThere):
        await office.look(case, by="defense.isa")
    await office.circulate(case)
    assert (await office.look(case, by="defense.isa"))["id"] == case["id"]


async def test_a_text_is_not_approved_before_its_tone_and_its_parity_are_read(office: Office) -> None:
    case = await office.circulated()
    for seat in case["round"]["agencies"]:
        if seat["right"] == "must_clear":
            case = await office.sign(case, seat["agency"])
    assert case["stage"] == "checks"
    with pytest.raises(NotNow) as refused:
        await office.approve(case)
    assert refused.value.code == "steps_missing"
    case = await office.milestone(case, Milestone.SENSITIVITY_CHECKED, by=COUNTRY_DESK, outcome="change_advised")
    case = await office.milestone(case, Milestone.PARITY_CHECKED, by=COUNTRY_DESK, outcome="on_par")
    assert case["stage"] == "checks"
    assert {"lack": "check_missing", "agency": "", "step": "sensitivity_checked"} in case["blocked_by"]
    case = await office.milestone(case, Milestone.SENSITIVITY_CHECKED, by=COUNTRY_DESK, outcome="fit")
    assert case["stage"] == "approval"


async def test_other_words_are_read_anew(office: Office) -> None:
    case = await office.redraft(await office.cleared(), "Other words.")
    assert [step["taken"] for step in case["steps"] if step["place"] == "check"] == [False, False]


async def instructed(office: Office, case: View, **how: Any) -> View:  # as `instruct` takes it
    given = {"precedence": CablePrecedence.IMMEDIATE} | how
    return seen(await instruct(office.db, Caller(subject=DRAFTER), UUID(case["id"]), **given))


async def test_post_delivers_at_the_rank_instructed_or_above(office: Office) -> None:
    case = await instructed(office, await office.open(), level=InterlocutorLevel.DIRECTOR_GENERAL)
    case = await office.release(await office.approve(await office.clear(await office.circulate(case))))
    for approached, code in (("", "level_missing"), ("division_director", "below_instructed_level")):
        with pytest.raises(Refusal) as refused:
            await office.milestone(case, Milestone.DELIVERED, interlocutor="An official", ref=approached)
        assert refused.value.code == code
    case = await office.milestone(case, Milestone.DELIVERED, interlocutor="The Vice Minister", ref="vice_minister")
    assert case["stage"] == "report"


async def test_how_to_deliver_is_said_before_the_words_circulate(office: Office) -> None:
    case = await office.circulated()
    with pytest.raises(NotNow) as refused:
        await instructed(office, case)
    assert refused.value.code == "not_in_clearance"
    case = await instructed(office, await office.redraft(case, "Other words."), captions=(Caption.EXDIS,))
    case = await office.circulate(case)
    assert case["instruction"]["captions"] == ["exdis"]
    assert {seat["right"] for seat in case["round"]["agencies"]} == {"must_clear", "clear_if_affected"}


async def test_what_is_within_state_does_not_go_to_others(office: Office) -> None:
    case = await instructed(office, await office.open(), captions=(Caption.STADIS,))
    with pytest.raises(NotNow) as refused:
        await office.circulate(case)
    assert refused.value.code == "caption_excludes_clearers"
