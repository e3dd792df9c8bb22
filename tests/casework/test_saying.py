"""After the meeting: what was said against what was cleared, who still holds stale paper, contacts, exceptions."""

from uuid import UUID

import pytest

from casework import adopting, contacts, exceptions, holders, releasing, saying
from casework.desk import Caller
from casework.verification import verify_all
from db.engine import Database
from domain.marking import Level
from domain.refusals import NotNow, NotThere, NotYours
from domain.vocabulary import Milestone
from tests.casework.forger import breaches
from tests.casework.test_cites import INTERLOCUTOR, waits
from tests.casework.voices import (
    BOTTOM_LINE,
    DRAFTER,
    FALLBACK,
    POINT,
    Voices,
    a_text,
    drafted,
    quota,
)
from tests.office import RELEASER, Office, View, seen

pytestmark = pytest.mark.asyncio


@pytest.fixture
def voices(office: Office) -> Voices:
    return Voices(office)


async def delivered(voices: Voices) -> View:
    source = await voices.in_force(a_text(stands_on=drafted(None, quota(100))))
    case = await voices.released(source["basis"]["position"], assertions=(quota(100),))
    return await voices.office.milestone(case, Milestone.DELIVERED, **INTERLOCUTOR)


async def drifts(voices: Voices, case: View) -> set[str]:
    found = await saying.what_was_said(voices.db, "nsc.asia", UUID(case["id"]))
    return {drift["kind"] for said in found["items"] for drift in said["drifts"]}  # type: ignore[attr-defined] # a view


async def excepted(voices: Voices, kind: str | None = None, by: str = "nsc.asia") -> list[View]:
    found = await exceptions.the_exceptions(voices.db, by, kind)
    return list(found["items"])  # type: ignore[call-overload, no-any-return] # a view


@pytest.mark.parametrize(
    ("words", "figure", "found"),
    [
        ((BOTTOM_LINE, POINT), 100, set()),
        ((BOTTOM_LINE,), 300, {"disjoint_ranges"}),
        (("You broke it: do not call the objection a breach of the convention.",), 100, {"do_not_say", "other_words"}),
        ((FALLBACK,), 100, {"fallback_given"}),
        (("Tomorrow the weather will be fine everywhere.",), 100, {"other_words"}),
    ],
)
async def test_what_was_said_is_held_against_the_position(
    voices: Voices, words: tuple[str, ...], figure: int, found: set[str]
) -> None:
    case = await delivered(voices)
    await voices.said(case, *words, assertions=(quota(figure),))
    assert await drifts(voices, case) == found
    assert {item["what"] for item in await excepted(voices, "drift")} == found


async def test_the_nsc_sees_to_a_drift(voices: Voices, verifier_db: Database) -> None:
    case = await delivered(voices)
    await voices.said(case, BOTTOM_LINE, assertions=(quota(300),))
    (item,) = await excepted(voices, "drift")
    given = {"about": UUID(item["about"]), "kind": "drift", "note": "The embassy corrected it the same day."}
    with pytest.raises(NotYours):
        await saying.answer_exception(voices.db, Caller(subject=DRAFTER), UUID(case["id"]), **given)  # type: ignore[arg-type] # as given
    await saying.answer_exception(voices.db, Caller(subject="nsc.asia"), UUID(case["id"]), **given)  # type: ignore[arg-type] # as given
    assert await excepted(voices, "drift") == []
    assert breaches(await verify_all(verifier_db)) == set()


async def test_only_post_or_action_office_file_and_only_after_release(voices: Voices) -> None:
    case = await voices.citing()
    with pytest.raises(NotNow):
        await voices.said(case, BOTTOM_LINE, by=DRAFTER)
    case = await delivered(voices)
    with pytest.raises(NotYours):
        await voices.said(case, BOTTOM_LINE, by="commerce.ita")


async def test_every_holder_is_asked_and_the_matrix_shows_who_still_carries_it(
    voices: Voices, verifier_db: Database
) -> None:
    source = await voices.in_force()
    case = await voices.released(source["basis"]["position"])
    assert (await voices.holders(case))["notices"] == []
    await releasing.recall(voices.db, Caller(subject=RELEASER), UUID(case["id"]), reason="Wrong paragraph.")
    matrix = await voices.holders(case)
    (notice,) = matrix["notices"]
    assert notice["kind"] == "recall"
    names = {row["holder"] for row in matrix["holders"]}
    assert {"state", "commerce", "nsc", "embassy.tokyo"} <= names
    assert all(row["carries_stale_text"] for row in matrix["holders"])
    for holder, who in (("commerce", "commerce.ita"), ("embassy.tokyo", "embassy.tokyo")):
        assert ("acknowledge", case["id"]) in await waits(voices, who)
        await voices.acknowledge(case, notice["id"], holder, who)
        assert ("acknowledge", case["id"]) not in await waits(voices, who)
    still = {row["holder"] for row in (await voices.holders(case))["holders"] if row["carries_stale_text"]}
    assert still == names - {"commerce", "embassy.tokyo"}
    assert {item["what"] for item in await excepted(voices, "stale_copy")} == still
    with pytest.raises(NotYours):
        await voices.acknowledge(case, notice["id"], "nsc", "commerce.ita")
    with pytest.raises(NotNow):
        await voices.acknowledge(case, notice["id"], "commerce", "commerce.ita")
    assert breaches(await verify_all(verifier_db)) == set()


async def test_supersession_asks_the_holders_of_what_rested_on_it(voices: Voices) -> None:
    source = await voices.in_force()
    case = await voices.released(source["basis"]["position"])
    new = await voices.successor(source)
    (notice,) = (await voices.holders(case))["notices"]
    assert (notice["kind"], notice["by_position"]) == ("supersession", new["basis"]["position"])
    await voices.end(new)
    (only,) = (await voices.holders(case))["notices"]
    assert only == notice


async def test_a_page_is_changed_by_words_that_went_out_themselves(voices: Voices, verifier_db: Database) -> None:
    source = await voices.in_force()
    old = await voices.released(source["basis"]["position"])
    open_one = await voices.citing(source["basis"]["position"], texts=("Corrected words.",))
    given = {"paragraphs": (1,), "reason": "A sentence was left out."}

    async def change(case: View, by_case: View) -> View:
        by = Caller(subject=DRAFTER)
        answer = await holders.change_page(voices.db, by, UUID(case["id"]), by_case=UUID(by_case["id"]), **given)  # type: ignore[arg-type] # as given
        return seen(answer)

    with pytest.raises(NotNow):
        await change(old, open_one)
    new = await voices.released(source["basis"]["position"], texts=("Corrected words.",))
    await change(old, new)
    (notice,) = (await voices.holders(old))["notices"]
    assert (notice["kind"], notice["by_case"], notice["paragraphs"]) == ("page_change", new["number"], [1])
    assert breaches(await verify_all(verifier_db)) == set()


async def test_a_contact_is_the_nscs_exception_until_seen_to(voices: Voices, verifier_db: Database) -> None:
    contact = await voices.contact()
    assert [item["about"] for item in await excepted(voices, "contact")] == [contact["id"]]
    assert [item["about"] for item in await excepted(voices, "contact", by="commerce.as")] == [contact["id"]]
    assert await excepted(voices, "contact", by="ustr.japan") == []
    with pytest.raises(NotYours):
        await contacts.review_contact(voices.db, Caller(subject="commerce.as"), UUID(contact["id"]), note="Fine.")
    with pytest.raises(NotThere):
        await contacts.review_contact(voices.db, Caller(subject="ustr.japan"), UUID(contact["id"]), note="Fine.")
    await contacts.review_contact(voices.db, Caller(subject="nsc.asia"), UUID(contact["id"]), note="Noted.")
    assert await excepted(voices, "contact") == []
    assert breaches(await verify_all(verifier_db)) == set()


async def test_a_contact_is_not_logged_above_ones_clearance(voices: Voices) -> None:
    with pytest.raises(NotYours) as refused:
        await voices.contact(by="commerce.desk", level=Level.TS)
    assert refused.value.code == "above_your_clearance"


async def test_a_check_finds_what_came_later(voices: Voices) -> None:
    """A position that is adopted later, and marked lower than the text: its drafter was not told of that."""
    case = await voices.office.circulate(await voices.citing(assertions=(quota(300),), level=Level.S), by=DRAFTER)
    await voices.in_force(a_text(stands_on=drafted(None, quota(100))))
    assert case["basis"]["conflicts"] == []
    answer = await adopting.check_again(voices.db, Caller(subject="nsc.asia"), UUID(case["id"]))
    assert [one["kind"] for one in seen(answer)["basis"]["conflicts"]] == ["disjoint_ranges"]
