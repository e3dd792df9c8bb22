"""Verification finds nothing in sound cases with time, equities, splits and transfers, at each point of them."""

from collections.abc import Awaitable, Callable

import pytest

from casework.verification import verify_all
from db.engine import Database
from tests.casework.forger import Forger, breaches
from tests.casework.logbook import Logbook
from tests.casework.stories import TOLD_IN_STORIES, Stories

pytestmark = pytest.mark.asyncio

GO_OUT = (
    Stories.silence,
    Stories.imposed_silence,
    Stories.silence_after_a_critical_comment,
    Stories.referral,
    Stories.legal_adviser,
    Stories.legal_adviser_overruled,
    Stories.answered_anew_and_carried_over,
    Stories.equities,
    Stories.carried_over,
    Stories.decided_for_other_words,
    Stories.decided_as_it_stands,
    Stories.reclama,
    Stories.clause_over_cia,
    Stories.compromise,
)
STAY = (
    Stories.more_time_twice,
    Stories.hold_that_became_a_nonconcurrence,
    Stories.delay,
    Stories.sent_back,
    Stories.transferred,
    Stories.transferred_to_another_agency,
)


@pytest.mark.parametrize("story", [*GO_OUT, *STAY])
async def test_a_sound_story_has_no_breach(
    stories: Stories, verifier_db: Database, logbook: Logbook, story: Callable[[Stories], Awaitable[dict[str, object]]]
) -> None:
    case = await story(stories)
    assert breaches(await verify_all(verifier_db)) == set()
    assert await logbook.wrong_offline() == set()
    if story in GO_OUT:
        assert (await stories.go_out(case))["stage"] == "delivery"
        assert breaches(await verify_all(verifier_db)) == set()


async def test_all_the_stories_together_have_every_kind_of_fact(
    stories: Stories, verifier_db: Database, hand: Forger
) -> None:
    for story in (*GO_OUT, *STAY):
        await story(stories)
    verdict = await verify_all(verifier_db)
    assert breaches(verdict) == set()
    counts = {kind: hand.count(kind) for kind in TOLD_IN_STORIES}
    assert all(counts.values())
    looked_at = {check.name: check.looked_at for check in verdict.checks}
    assert looked_at["splits"] == counts["split"] + counts["split_position"] + counts["split_move"]
    assert looked_at["rulings"] == counts["ruling"]
    assert looked_at["reclamas"] == counts["reclama"] == 1
    assert looked_at["default_clearances"] == 4
    assert looked_at["offices_beside"] == counts["office_clearance"] == 3
    assert looked_at["terms"] == hand.count("clearance_round")
    assert looked_at["carried_over"] == counts["carry_over"]
    assert looked_at["transfers"] == counts["transfer"] + counts["transfer_answer"] == 6
    assert looked_at["equities"] == counts["equity_act"]
    assert looked_at["sent_back"] == counts["send_back"] == 1
    assert looked_at["extensions"] == counts["extension"] + counts["receipt"]
