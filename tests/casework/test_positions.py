"""Positions of record: of cleared and approved words only, one voice at a time, on two axes of time."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from casework import adopting
from casework.desk import Caller
from casework.verification import verify_all
from db.engine import Database
from domain.assertions import Audience
from domain.marking import Level
from domain.refusals import Malformed, NotNow, NotThere, NotYours
from domain.vocabulary import Ground, Response
from tests.casework.forger import breaches
from tests.casework.voices import (
    BOTTOM_LINE,
    DRAFTER,
    FALLBACK,
    NEVER,
    POINT,
    Voices,
    a_position,
    a_text,
    drafted,
)
from tests.office import Office, a_critical_comment

pytestmark = pytest.mark.asyncio


@pytest.fixture
def voices(office: Office) -> Voices:
    return Voices(office)


async def test_a_cleared_and_approved_text_becomes_the_position(voices: Voices, verifier_db: Database) -> None:
    case = await voices.in_force()
    (position,) = await voices.listed()
    assert position["id"] == case["basis"]["position"]
    assert position["in_force"]
    assert [w["text"] for w in position["bottom_line"]] == [BOTTOM_LINE]
    assert [w["text"] for w in position["talking_points"]] == [POINT]
    assert [w["text"] for w in position["do_not_say"]] == [NEVER]
    assert breaches(await verify_all(verifier_db)) == set()


async def test_a_second_voice_is_refused_by_the_database(voices: Voices) -> None:
    await voices.in_force()
    second = await voices.approved(await voices.open())
    with pytest.raises(NotNow) as refused:
        await voices.adopt(second)
    assert refused.value.code == "position_in_force"
    assert len(await voices.listed()) == 1


async def test_only_what_was_drafted_to_be_one_becomes_a_position(voices: Voices) -> None:
    plain = await voices.approved(await voices.open(a_text("Quite other words.")))
    with pytest.raises(NotNow) as refused:
        await voices.adopt(plain)
    assert refused.value.code == "no_position_drafted"


@pytest.mark.parametrize("until_then", ["opened", "circulated", "cleared"])
async def test_nothing_uncleared_becomes_the_position(voices: Voices, until_then: str) -> None:
    case = await voices.open()
    if until_then != "opened":
        case = await voices.office.circulate(case, by=DRAFTER)
    if until_then == "cleared":
        case = await voices.office.clear(case)
    with pytest.raises(NotNow) as refused:
        await voices.adopt(case)
    assert refused.value.code == "not_approved"


async def test_a_nonconcurrence_after_approval_keeps_it_from_coming_into_force(voices: Voices) -> None:
    case = await voices.approved(await voices.open())
    await voices.office.sign(case, "commerce", Response.NONCONCUR, a_critical_comment())
    with pytest.raises(NotNow) as refused:
        await voices.adopt(case)
    assert refused.value.code == "critical_comment_open"


async def test_only_the_action_office_adopts_and_ends(voices: Voices) -> None:
    case = await voices.approved(await voices.open())
    for stranger in ("commerce.ita", "state.e", "nsc.asia"):
        with pytest.raises(NotYours):
            await voices.adopt(case, by=stranger)
    case = await voices.adopt(case)
    with pytest.raises(NotYours):
        await voices.end(case, by="commerce.ita")
    await voices.end(case)
    assert await voices.listed() == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"bottom_line": (9,)}, "no_such_paragraph"),
        ({"bottom_line": (2,)}, "paragraph_in_two_parts"),
        ({"fallback_access": ()}, "fallback_needs_access"),
        ({"until": datetime(1983, 1, 1, tzinfo=UTC)}, "until_in_the_past"),
        ({"audience": Audience.PUBLIC}, "part_marked_too_high"),
        ({"access": ("atlantis",)}, "unknown_agency"),
    ],
)
async def test_a_draft_that_cannot_become_a_position_is_refused(
    voices: Voices, given: dict[str, object], code: str
) -> None:
    with pytest.raises(Malformed) as refused:
        await voices.open(a_text(stands_on=drafted(a_position(**given))))
    assert refused.value.code == code


async def test_the_bottom_line_is_not_marked_above_its_issue(voices: Voices) -> None:
    with pytest.raises(Malformed) as refused:
        await voices.open(a_text(marking=Level.S, stands_on=drafted()), level=Level.S)
    assert refused.value.code == "part_marked_too_high"


async def test_a_successor_takes_the_place_at_once(voices: Voices, verifier_db: Database) -> None:
    old = await voices.in_force()
    new = await voices.successor(old)
    (position,) = await voices.listed()
    assert position["id"] == new["basis"]["position"]
    assert position["supersedes"] == old["basis"]["position"]
    before = await voices.position(old["basis"]["position"])
    assert not before["in_force"]
    assert before["superseded_by"] == position["id"]
    assert before["in_force_to"] == position["in_force_from"]
    assert breaches(await verify_all(verifier_db)) == set()


async def test_what_was_ours_on_a_day_and_what_we_then_believed(voices: Voices) -> None:
    old = await voices.in_force()
    ahead = datetime.now(UTC) + timedelta(days=30)
    new = await voices.successor(old, since=ahead)
    names = {old["basis"]["position"]: "old", new["basis"]["position"]: "new"}
    first = await voices.position(old["basis"]["position"])
    adopted = datetime.fromisoformat(first["history"][0]["known_from"])

    async def ours(**axes: Any) -> list[str]:
        return [names[one["id"]] for one in await voices.listed(**axes)]

    assert await ours() == ["old"]
    assert await ours(as_of=ahead + timedelta(days=1)) == ["new"]
    # Before the second was adopted, the first was believed to go on.
    assert await ours(as_of=ahead + timedelta(days=1), known_at=adopted + timedelta(milliseconds=1)) == ["old"]
    assert await ours(as_of=adopted - timedelta(days=1)) == []
    assert await ours(known_at=adopted - timedelta(days=1)) == []


async def test_a_position_is_in_force_no_earlier_than_it_was_approved(voices: Voices) -> None:
    case = await voices.approved(await voices.open())
    with pytest.raises(NotNow) as refused:
        await voices.adopt(case, since=datetime.now(UTC) - timedelta(days=1))
    assert refused.value.code == "in_force_out_of_range"


async def test_another_audience_is_another_voice(voices: Voices) -> None:
    await voices.in_force()
    words = (BOTTOM_LINE, "We expect quotas to be kept.")
    public = a_position(audience=Audience.PUBLIC, fallback=(), fallback_access=(), do_not_say=())
    await voices.in_force(a_text(*words, marking=Level.U, stands_on=drafted(public)))
    assert [w["text"] for w in (await voices.say("commerce.ita", "public"))["say"]] == list(words)
    assert [w["text"] for w in (await voices.say("commerce.ita"))["say"]] == [BOTTOM_LINE, POINT]


async def test_the_fallback_is_for_those_on_its_list(voices: Voices) -> None:
    await voices.in_force()
    for on_it in ("state.ea-j", "embassy.tokyo", "nsc.asia"):
        assert [w["text"] for w in (await voices.say(on_it))["fallback"]] == [FALLBACK], on_it
    said = await voices.say("commerce.ita")
    assert said["fallback"] == []
    assert [w["text"] for w in said["do_not_say"]] == [NEVER]
    shown = await voices.position(str(said["position"]), by="commerce.ita")
    assert shown["fallback"] == []
    assert FALLBACK not in str(shown)


async def test_whoever_has_no_equity_is_told_nothing(voices: Voices) -> None:
    case = await voices.in_force()
    for stranger in ("ustr.japan", "treasury.oasia"):
        with pytest.raises(NotThere):
            await voices.say(stranger)
        with pytest.raises(NotThere):
            await voices.position(case["basis"]["position"], by=stranger)
        assert await voices.listed(by=stranger) == []


async def test_parts_have_marks_of_their_own(voices: Voices) -> None:
    """Who is cleared for the issue but not for the case still learns what may be said, up to their clearance."""
    draft = a_text(stands_on=drafted())
    paragraphs = list(draft.paragraphs)
    for place in (2, 4):
        paragraphs[place] = a_text("Known from a source in the ministry.", marking=Level.TS).paragraphs[0]
    case = await voices.in_force(type(draft)(paragraphs=tuple(paragraphs), foundation=draft.foundation), level=Level.TS)
    with pytest.raises(NotThere):
        await voices.look(case, by="commerce.desk")
    said = await voices.say("commerce.desk")
    assert [w["text"] for w in said["say"]] == [BOTTOM_LINE, POINT]
    shown = await voices.position(case["basis"]["position"], by="commerce.desk")
    assert shown["source"] is None
    assert shown["banner"] == "CONFIDENTIAL"


async def test_it_ends_by_itself_on_its_day(voices: Voices) -> None:
    ends = datetime.now(UTC) + timedelta(days=3)
    await voices.in_force(a_text(stands_on=drafted(a_position(until=ends))))
    said = await voices.say("commerce.ita")
    assert datetime.fromisoformat(said["expires_at"]) == ends
    assert await voices.listed(as_of=ends + timedelta(seconds=1)) == []


async def test_an_idempotent_adoption_is_one(voices: Voices) -> None:
    case = await voices.approved(await voices.open())
    by = Caller(subject=DRAFTER, key="adopt-once")
    given = {"digest": case["text"]["digest"], "in_force_from": None}
    first = await adopting.adopt(voices.db, by, UUID(case["id"]), **given)
    again = await adopting.adopt(voices.db, by, UUID(case["id"]), **given)
    assert (again.body, again.replayed) == (first.body, True)
    with pytest.raises(NotNow) as refused:
        await voices.adopt(case)
    assert refused.value.code == "already_adopted"


async def test_no_position_comes_into_force_over_an_office_that_was_asked(voices: Voices) -> None:
    asked = await voices.office.circulate(await voices.open(), by=DRAFTER, offices=("state.l",))
    case = await voices.office.answer_for(await voices.office.clear(asked), "state.l")
    case = await voices.office.approve(case)
    case = await voices.office.answer_for(case, "state.l", Response.NONCONCUR, Ground.LAW)
    with pytest.raises(NotNow) as refused:
        await voices.adopt(case)
    assert refused.value.code == "not_spoken_for"
    assert (await voices.adopt(await voices.office.answer_for(case, "state.l")))["basis"]["position"]
