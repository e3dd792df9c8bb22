"""Verification names splits, moves, rulings and reclamas that could not be, and releases that they do not carry."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from db.engine import Database
from tests.casework.forger import Forger
from tests.casework.stories import Stories
from tests.casework.test_split import nonconcurred, opened
from tests.casework.test_verification_silence import named
from tests.office import DRAFTER, Office, View

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("by", "but", "codes"),
    [
        (None, {}, set()),
        (None, {"rung": "nsc", "days": 90}, set()),
        (None, {"rung": "sig_fp"}, {"not_on_its_ladder"}),
        (None, {"rung": "sig_iep"}, {"before_its_time"}),
        (None, {"rung": "nsc", "days": 89}, {"before_its_time"}),
        (None, {"days": 0}, {"before_its_time"}),
        (DRAFTER, {"cause": "refer_up", "office": "state.eb"}, {"not_ruled"}),
        (DRAFTER, {"cause": "remand", "office": "state.eb"}, {"not_the_next_rung", "not_ruled"}),
        (DRAFTER, {"cause": "opened", "office": "state.eb"}, {"not_the_next_rung", "not_ruled"}),
    ],
)
async def test_a_move_that_could_not_be_is_named(
    office: Office, verifier_db: Database, hand: Forger, by: str | None, but: dict[str, object], codes: set[str]
) -> None:
    case = await opened(office, await nonconcurred(office))
    moved = hand.last("split_move", case["id"])["at"]
    due = moved + timedelta(days=int(str(but.pop("days", 3))))
    given = {"split": case["split"]["id"], "rung": "ig", "cause": "time", "due_at": due, "at": due, "office": "time"}
    hand.forge("split_move", case["id"], by, **(given | ({"at": due + timedelta(seconds=1)} | but)))
    assert await named("splits", case, verifier_db) == codes


async def test_a_split_over_nothing_or_by_another_office_is_named(
    office: Office, verifier_db: Database, hand: Forger
) -> None:
    case = await office.cleared()
    given = {"track": "economic_policy", "question": "What?", "office": "commerce.ita"}
    hand.forge("split", case["id"], "commerce.ita", **given)
    hand.stage(case["id"], "split")
    assert await named("splits", case, verifier_db) == {"not_action_office", "no_disagreement"}


@pytest.mark.parametrize(
    ("by", "but", "codes"),
    [
        ("defense.isa", {}, set()),
        ("commerce.ita", {"office": "commerce.ita"}, {"not_coordinator"}),
        ("labor.ilab", {"office": "labor.ilab", "agency": "labor"}, {"no_clearance_right"}),
        ("defense.isa", {"split": str(uuid4())}, {"no_split"}),
    ],
)
async def test_a_position_of_another_is_named(
    office: Office, verifier_db: Database, hand: Forger, by: str, but: dict[str, object], codes: set[str]
) -> None:
    case = await opened(office, await nonconcurred(office))
    given = {"split": case["split"]["id"], "agency": "defense", "recommendation": "No.", "office": "defense.isa"}
    hand.forge("split_position", case["id"], by, **(given | but))
    assert await named("splits", case, verifier_db) == codes


@pytest.mark.parametrize(
    ("by", "but", "codes"),
    [
        ("president", {}, set()),
        ("apnsa", {"office": "nsc.apnsa"}, {"only_the_president"}),
        ("president", {"office": "nsc.apnsa"}, {"only_the_president"}),
        ("president", {"rung": "nsc"}, {"not_at_that_rung", "only_the_president"}),
        ("president", {"digest": "0" * 64}, {"not_the_current_text"}),
        ("president", {"split": str(uuid4())}, {"no_split"}),
        ("president", {"outcome": "clause_controls"}, {"clause_missing", "only_the_president"}),
        ("president", {"outcome": "refer_up"}, {"no_such_rung"}),
        ("sig.iep", {"outcome": "compromise", "office": "sig.iep"}, {"not_the_decider"}),
        (
            "commerce.ita",
            {"outcome": "withdrawn", "office": "commerce.ita"},
            {"not_the_decider", "still_nonconcurring"},
        ),
        ("defense.isa", {"office": "defense.isa"}, {"only_the_president", "duties_separated"}),
    ],
)
async def test_a_ruling_that_could_not_be_is_named(
    stories: Stories, verifier_db: Database, hand: Forger, by: str, but: dict[str, object], codes: set[str]
) -> None:
    case = await stories.before_him()
    given = {
        "split": case["split"]["id"],
        "rung": "president",
        "outcome": "president_a",
        "clauses": [],
        "reason": "So.",
    }
    hand.forge("ruling", case["id"], by, **(given | {"notational": False, "office": "white-house.president"} | but))
    assert await named("rulings", case, verifier_db) == codes


@pytest.mark.parametrize(
    ("by", "but", "codes"),
    [
        ("defense.asd", {}, set()),
        ("defense.asd", {"grade": None}, {"higher_grade_needed"}),
        ("defense.asd", {"grade": 2}, {"not_as_appointed", "higher_grade_needed"}),
        ("defense.isa", {"grade": 2}, {"higher_grade_needed"}),
        ("defense.isa", {"grade": 4}, {"not_as_appointed"}),
        (
            "commerce.ita",
            {"agency": "commerce", "office": "commerce.ita", "grade": 1},
            {"did_not_lose", "higher_grade_needed"},
        ),
        ("cia.oea", {}, {"not_coordinator"}),
    ],
)
async def test_a_reclama_of_another_is_named(
    stories: Stories, verifier_db: Database, hand: Forger, by: str, but: dict[str, object], codes: set[str]
) -> None:
    case = await stories.decided_as_it_stands()
    given = {
        "split": hand.last("split", case["id"])["id"],
        "agency": "defense",
        "argument": "No.",
        "office": "defense.isa",
        "grade": 4,
    }
    hand.forge("reclama", case["id"], by, **(given | but))
    assert await named("reclamas", case, verifier_db) == codes


async def test_a_second_reclama_is_named(stories: Stories, verifier_db: Database, hand: Forger) -> None:
    case = await stories.reclama()
    hand.run("ALTER TABLE reclama DROP CONSTRAINT reclama_pkey")
    split = hand.last("split", case["id"])["id"]
    given = {"split": split, "agency": "defense", "argument": "No.", "office": "defense.isa", "grade": 4}
    hand.forge("reclama", case["id"], "defense.asd", **given)
    assert await named("reclamas", case, verifier_db) == {"reclama_used_up"}
    hand.forge("reclama", case["id"], "defense.asd", **given)
    assert await named("reclamas", case, verifier_db) == {"reclama_used_up", "no_ruling"}


async def opened_split(stories: Stories) -> View:
    return await opened(stories.office, await nonconcurred(stories.office))


@pytest.mark.parametrize(
    ("story", "statement", "lacks"),
    [
        (opened_split, "SELECT 1", {"split_open", "nonconcurrence", "critical_comment_open"}),
        (Stories.before_him, "SELECT 1", {"split_open", "nonconcurrence", "critical_comment_open"}),
        (Stories.decided_as_it_stands, "SELECT 1", set()),
        (Stories.decided_for_other_words, "SELECT 1", set()),
        (Stories.clause_over_cia, "SELECT 1", set()),
        (Stories.clause_over_cia, "UPDATE agency SET kind = 'department' WHERE code = 'cia'", {"nonconcurrence"}),
        (Stories.clause_before_two_answered, "SELECT 1", {"clearance_missing"}),
        (Stories.objections_after_a_clause, "SELECT 1", {"nonconcurrence"}),
        (Stories.clause_over_a_delay, "SELECT 1", set()),
        (
            Stories.clause_over_a_delay,
            "UPDATE clearance_round SET suspense = suspense + interval '90 days'",
            {"clearance_missing"},
        ),
        (
            Stories.clause_over_a_delay,
            "UPDATE receipt SET full_time_at = full_time_at + interval '90 days'",
            {"clearance_missing"},
        ),
        (
            Stories.decided_for_other_words,
            "UPDATE ruling SET outcome = 'president_a' WHERE outcome = 'president_b'",
            {"not_circulated", "step_missing"},
        ),
        (
            Stories.decided_for_other_words,
            "DELETE FROM appointment WHERE capacity = 'president'",
            {"not_circulated", "step_missing"},
        ),
        (Stories.decided_as_it_stands, "DELETE FROM appointment WHERE capacity = 'president'", {"nonconcurrence"}),
        (Stories.decided_as_it_stands, "DELETE FROM split_move WHERE rung = 'president'", {"nonconcurrence"}),
        (Stories.decided_as_it_stands, "UPDATE ruling SET digest = repeat('0', 64)", {"nonconcurrence"}),
        (
            Stories.decided_as_it_stands,
            "UPDATE ruling SET outcome = 'compromise' WHERE outcome = 'president_a'",
            {"nonconcurrence"},
        ),
        (Stories.reclama, "SELECT 1", set()),
        (
            Stories.reclama,
            "DELETE FROM ruling WHERE at = (SELECT max(at) FROM ruling)",
            {"split_open", "nonconcurrence"},
        ),
    ],
)
async def test_a_release_that_no_ruling_carries_is_named(
    stories: Stories,
    verifier_db: Database,
    hand: Forger,
    story: Callable[[Stories], Awaitable[View]],
    statement: str,
    lacks: set[str],
) -> None:
    case = await story(stories)
    hand.release(case["id"])
    hand.run(statement)
    found = {lack.partition(" ")[0] for lack in await named("releases", case, verifier_db)}
    assert found == lacks | {"not_approved"}
