"""What a text rests on: cited while in force, released on it; stopped, cleared again or corrected when it ends."""

from uuid import UUID, uuid4

import pytest

from casework import exceptions, reading, saying
from casework.desk import Caller
from casework.foundation import Foundation
from casework.verification import verify_all
from db.engine import Database
from db.lists import CaseFilter
from domain.refusals import Malformed, NotNow, NotThere
from domain.vocabulary import Milestone
from tests.casework.forger import breaches
from tests.casework.voices import BOTTOM_LINE, DRAFTER, Voices, a_text
from tests.office import Office, View

pytestmark = pytest.mark.asyncio
INTERLOCUTOR = {"interlocutor": "Director, Fisheries Division"}


@pytest.fixture
def voices(office: Office) -> Voices:
    return Voices(office)


async def needing_reclear(voices: Voices, by: str = "auditor") -> list[str]:
    page = await reading.some_cases(voices.db, by, CaseFilter(exception="needs_reclear"))
    return [line["id"] for line in page["items"]]  # type: ignore[attr-defined] # a view


async def excepted(voices: Voices, kind: str, by: str = "nsc.asia") -> list[str]:
    found = await exceptions.the_exceptions(voices.db, by, kind)
    return [item["case"] for item in found["items"]]  # type: ignore[attr-defined] # a view


async def waits(voices: Voices, who: str) -> set[tuple[str, str]]:
    found = await reading.my_inbox(voices.db, who, 100)
    return {(item["act"], item["case"]["id"]) for item in found["items"]}  # type: ignore[attr-defined] # a view


async def test_a_text_on_an_issue_goes_out_only_on_its_position(voices: Voices, verifier_db: Database) -> None:
    source = await voices.in_force()
    silent = await voices.approved(await voices.citing())
    assert {"lack": "position_not_cited", "agency": ""} in silent["blocked_by"]
    with pytest.raises(NotNow) as refused:
        await voices.release(silent)
    assert refused.value.code == "position_not_cited"
    released = await voices.released(source["basis"]["position"])
    assert released["stage"] == "delivery"
    assert breaches(await verify_all(verifier_db)) == set()


async def test_a_position_that_is_hidden_or_not_there_cannot_be_cited(voices: Voices) -> None:
    with pytest.raises(NotThere):
        await voices.citing(str(uuid4()))


async def test_an_ended_position_cannot_be_cited(voices: Voices) -> None:
    source = await voices.in_force()
    await voices.end(source)
    with pytest.raises(NotNow) as refused:
        await voices.citing(source["basis"]["position"])
    assert refused.value.code == "position_not_in_force"


async def test_a_new_position_marks_every_open_text_with_the_difference(voices: Voices) -> None:
    old = await voices.in_force()
    open_case = await voices.approved(await voices.citing(old["basis"]["position"]))
    assert await needing_reclear(voices) == []
    new = await voices.successor(old)
    case = await voices.look(open_case)
    assert case["basis"]["needs_reclear"]
    assert case["basis"]["rests_on"][0]["successor"] == new["basis"]["position"]
    assert {"lack": "position_not_in_force", "agency": ""} in case["blocked_by"]
    # So is the text that made the old position: it never went out.
    assert set(await needing_reclear(voices)) == {case["id"], old["id"]}
    assert set(await excepted(voices, "needs_reclear")) == {case["id"], old["id"]}
    assert ("reclear", case["id"]) in await waits(voices, DRAFTER)
    (rest,) = (await voices.basis(case))["rests_on"]
    changed = [run for part in rest["difference"] for run in part["runs"] if run["op"] != "equal"]
    assert any("weekly reports" in run["text"] for run in changed)
    with pytest.raises(NotNow) as refused:
        await voices.release(case)
    assert refused.value.code == "position_not_in_force"


async def test_it_is_cleared_again_by_a_version_on_the_new_position(voices: Voices, verifier_db: Database) -> None:
    old = await voices.in_force()
    case = await voices.cleared(await voices.citing(old["basis"]["position"]))
    new = await voices.successor(old)
    again = a_text(BOTTOM_LINE, stands_on=Foundation(cites=(UUID(new["basis"]["position"]),)))
    case = await voices.redraft(case, again)
    assert not case["basis"]["needs_reclear"]
    case = await voices.office.circulate(case, by=DRAFTER)
    # The same words on another position: nobody's response is carried over.
    assert all(seat["response"] is None for seat in case["round"]["agencies"])
    case = await voices.release(await voices.office.approve(await voices.office.clear(case)))
    assert case["stage"] == "delivery"
    assert breaches(await verify_all(verifier_db)) == set()


async def test_the_same_words_on_the_same_positions_are_no_new_version(voices: Voices) -> None:
    source = await voices.in_force()
    case = await voices.citing(source["basis"]["position"])
    with pytest.raises(Malformed) as refused:
        await voices.redraft(case, a_text(BOTTOM_LINE))
    assert refused.value.code == "nothing_changed"


async def stopped(voices: Voices) -> tuple[View, View]:
    """A released, undelivered text on a position that was superseded, and the case of the successor."""
    old = await voices.in_force()
    case = await voices.released(old["basis"]["position"])
    new = await voices.successor(old)
    return await voices.look(case), new


async def test_a_released_text_is_stopped_before_delivery(voices: Voices) -> None:
    case, _ = await stopped(voices)
    assert case["basis"]["stopped"]
    assert await excepted(voices, "stopped") == [case["id"]]
    with pytest.raises(NotNow) as refused:
        await voices.office.milestone(case, Milestone.DELIVERED, **INTERLOCUTOR)
    assert refused.value.code == "position_superseded"


async def test_every_agency_clears_it_again_and_it_is_delivered(voices: Voices, verifier_db: Database) -> None:
    case, new = await stopped(voices)
    position = new["basis"]["position"]
    seats = (("state", "state.ea-j"), ("commerce", "commerce.ita"), ("nsc", "nsc.asia"))
    for agency, who in seats:
        assert ("reaffirm", case["id"]) in await waits(voices, who)
        case = await voices.reaffirm(case, agency, position, by=who)
    assert not case["basis"]["stopped"]
    case = await voices.office.milestone(case, Milestone.DELIVERED, **INTERLOCUTOR)
    assert case["stage"] == "report"
    assert breaches(await verify_all(verifier_db)) == set()


async def test_what_was_delivered_is_listed_for_correction(voices: Voices, verifier_db: Database) -> None:
    old = await voices.in_force()
    position = old["basis"]["position"]
    case = await voices.released(position)
    case = await voices.office.milestone(case, Milestone.DELIVERED, **INTERLOCUTOR)
    assert await excepted(voices, "to_correct") == []
    await voices.successor(old)
    assert await excepted(voices, "to_correct") == [case["id"]]
    (dependent,) = [d for d in (await voices.position(position))["dependents"] if d["id"] == case["id"]]
    assert dependent["standing"] == "delivered"
    note = "Told the director by telephone."
    await saying.answer_exception(
        voices.db, Caller(subject=DRAFTER), UUID(case["id"]), about=UUID(position), kind="correction", note=note
    )
    assert await excepted(voices, "to_correct") == []
    assert breaches(await verify_all(verifier_db)) == set()


async def test_the_text_that_made_a_position_rests_on_it(voices: Voices) -> None:
    source = await voices.in_force()
    await voices.successor(source)
    case = await voices.look(source)
    assert case["basis"]["needs_reclear"]
    with pytest.raises(NotNow) as refused:
        await voices.release(case)
    assert refused.value.code == "position_not_in_force"


async def test_the_successor_itself_goes_out(voices: Voices) -> None:
    old = await voices.in_force()
    new = await voices.release(await voices.successor(old))
    assert new["stage"] == "delivery"
    assert not new["basis"]["stopped"]
