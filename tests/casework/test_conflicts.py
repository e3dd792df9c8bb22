"""Contradictions: found when a text is put in or circulated, blocking it until ruled, and precedent afterwards."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from casework import adopting, reading
from casework.desk import Caller
from casework.foundation import Foundation
from casework.verification import verify_all
from db.engine import Database
from domain.assertions import Assertion, Audience, Polarity
from domain.contradictions import ConflictOutcome
from domain.marking import Level
from domain.refusals import NotNow, NotYours
from tests.casework.forger import breaches
from tests.casework.voices import BOTTOM_LINE, POINT, Voices, a_position, a_text, drafted, quota
from tests.db.direct_sql import OWNER, DirectSql
from tests.office import Office, View

pytestmark = pytest.mark.asyncio


@pytest.fixture
def voices(office: Office) -> Voices:
    return Voices(office)


def kinds(case: View) -> list[str]:
    return sorted(one["kind"] for one in case["basis"]["conflicts"])


async def quoted(voices: Voices, figure: int = 100) -> View:
    """The Government's position is a quota of so many tonnes."""
    return await voices.in_force(a_text(stands_on=drafted(None, quota(figure))))


async def against_position(voices: Voices, case: View) -> View:
    """The one contradiction to a position; one to another open text may stand beside it."""
    found: list[View] = [one for one in (await voices.basis(case))["conflicts"] if one["with_position"]]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (quota(100), []),
        (quota(100, Polarity.DENIES), ["opposite_polarity"]),
        (quota(300), ["disjoint_ranges"]),
        (quota(300, Polarity.DENIES), []),
        (quota(300, actor="norway"), []),
        (quota(300, unit="days"), []),
    ],
)
async def test_a_text_is_held_against_the_position(voices: Voices, said: Assertion, found: list[str]) -> None:
    source = await quoted(voices)
    case = await voices.citing(source["basis"]["position"], assertions=(said,))
    assert kinds(case) == found


async def test_a_contradiction_blocks_release_until_it_is_ruled(voices: Voices, verifier_db: Database) -> None:
    source = await quoted(voices)
    case = await voices.citing(source["basis"]["position"], assertions=(quota(300),))
    case = await voices.approved(case)
    assert {"lack": "conflict_open", "agency": ""} in case["blocked_by"]
    with pytest.raises(NotNow) as refused:
        await voices.release(case)
    assert refused.value.code == "conflict_open"
    case = await voices.rule(case, ConflictOutcome.NO_CONTRADICTION, "apnsa")
    assert kinds(case) == []
    assert (await voices.release(case))["stage"] == "delivery"
    assert breaches(await verify_all(verifier_db)) == set()


async def test_a_text_that_yields_stays_where_it_is(voices: Voices) -> None:
    source = await quoted(voices)
    case = await voices.citing(source["basis"]["position"], assertions=(quota(300),))
    case = await voices.rule(case, ConflictOutcome.TEXT_YIELDS, "apnsa")
    assert kinds(case) == ["disjoint_ranges"]
    case = await voices.redraft(case, a_text("Other words.", stands_on=Foundation(assertions=(quota(100),))))
    assert kinds(case) == []


async def test_that_a_text_stands_only_the_president_says(voices: Voices) -> None:
    source = await quoted(voices)
    case = await voices.citing(source["basis"]["position"], assertions=(quota(300),))
    with pytest.raises(NotYours) as refused:
        await voices.rule(case, ConflictOutcome.TEXT_STANDS, "apnsa")
    assert refused.value.code == "only_the_president"
    with pytest.raises(NotYours) as refused:
        await voices.rule(case, ConflictOutcome.NO_CONTRADICTION, "nsc.asia")
    assert refused.value.code == "not_the_decider"
    assert kinds(await voices.rule(case, ConflictOutcome.TEXT_STANDS, "president")) == []


async def test_a_ruling_is_precedent_for_a_like_pair(voices: Voices, verifier_db: Database) -> None:
    source = await quoted(voices)
    first = await voices.citing(source["basis"]["position"], assertions=(quota(300),))
    await voices.rule(first, ConflictOutcome.NO_CONTRADICTION, "apnsa", reason="Another season is meant.")
    second = await voices.citing(source["basis"]["position"], assertions=(quota(500),), texts=("Other words.",))
    found = await against_position(voices, second)
    (precedent,) = found["precedents"]
    assert (precedent["case"], precedent["reason"]) == (first["number"], "Another season is meant.")
    given = {"precedent": UUID(precedent["ruling"]), "reason": "As before.", "conflict": found["id"]}
    await voices.rule(second, ConflictOutcome.NO_CONTRADICTION, "apnsa", **given)
    found = await against_position(voices, second)
    assert found["ruling"]["precedent"] == precedent["ruling"]
    assert breaches(await verify_all(verifier_db)) == set()


async def test_two_open_texts_that_contradict_each_other_are_found(voices: Voices) -> None:
    first = await voices.office.circulate(await voices.citing(assertions=(quota(100),)), by="state.oes")
    second = await voices.citing(assertions=(quota(300),), texts=("Other words.",))
    assert kinds(second) == ["disjoint_ranges"]
    (found,) = (await voices.basis(second))["conflicts"]
    assert found["with_number"] == first["number"]


async def test_private_words_in_a_public_text_are_found(voices: Voices) -> None:
    await voices.in_force()
    public = a_position(audience=Audience.PUBLIC, talking_points=(), fallback=(), fallback_access=(), do_not_say=())
    words = f"We said to our friends: {POINT[0].lower()}{POINT[1:]}"
    case = await voices.open(a_text(words, marking=Level.U, stands_on=drafted(public)))
    assert kinds(case) == ["private_words"]
    (found,) = (await voices.basis(case))["conflicts"]
    assert "catches be reported every month" in found["detail"]["words"][0]


@pytest.mark.parametrize(
    ("measure", "polarity", "figure", "found"),
    [
        ("sea-lane-protection", Polarity.AFFIRMS, 1000, []),
        ("sea-lane-protection", Polarity.AFFIRMS, 1500, ["against_guardrail"]),
        ("sea-lane-protection", Polarity.AFFIRMS, 500, ["weaker_than_directive"]),
        ("sea-lane-protection", Polarity.DENIES, 1000, ["weaker_than_directive"]),
        ("sustained-distant-operations", Polarity.AFFIRMS, None, ["against_guardrail"]),
        ("sustained-distant-operations", Polarity.DENIES, None, []),
        ("security-treaty-revision", Polarity.AFFIRMS, None, ["against_guardrail"]),
    ],
)
async def test_a_text_is_held_against_the_directive(
    voices: Voices, measure: str, polarity: Polarity, figure: int | None, found: list[str]
) -> None:
    value = None if figure is None else Decimal(figure)
    unit = None if figure is None else "miles"
    said = Assertion(issue="", measure=measure, polarity=polarity, low=value, high=value, unit=unit, actor="japan")
    draft = a_text("Of roles and missions.", stands_on=Foundation(assertions=(said,)))
    case = await voices.open(draft, mandate="SEC-2", by="defense.isa", level=Level.TS)
    assert kinds(case) == found


async def test_what_only_a_person_sees_is_raised_by_a_person(voices: Voices) -> None:
    source = await voices.in_force()
    case = await voices.office.circulate(await voices.citing(source["basis"]["position"]), by="state.oes")
    answer = await adopting.raise_conflict(
        voices.db,
        Caller(subject="commerce.ita"),
        UUID(case["id"]),
        position=UUID(source["basis"]["position"]),
        note="The tone of the first paragraph takes back what the position says.",
    )
    assert '"raised"' in answer.body


async def test_who_may_not_know_of_a_position_is_not_told_what_contradicts_it(voices: Voices) -> None:
    desk: dict[str, Any] = {"mandate": "ECO-6a", "by": "state.eb"}
    words = a_text(marking=Level.TS, stands_on=drafted(None, quota(100)))
    secret = await voices.approved(await voices.open(words, level=Level.TS, **desk), by="state.eb")
    await voices.adopt(secret, by="state.eb")
    case = await voices.open(a_text("Of quotas.", stands_on=Foundation(assertions=(quota(300),))), **desk)
    case = await voices.office.circulate(case, by="state.eb")
    for by, knows in (("apnsa", True), ("commerce.desk", False)):
        ledger = await reading.the_ledger(voices.db, by, UUID(case["id"]), after=0, limit=200)
        told = [entry["body"] for entry in ledger["items"] if entry["kind"] == "conflict"]  # type: ignore[attr-defined] # a view
        assert [bool(body) for body in told] == [knows]
        timeline = await reading.the_timeline(voices.db, by, UUID(case["id"]), after=0, limit=200)
        assert [one["what"] for one in timeline["items"]].count("conflict") == knows  # type: ignore[attr-defined] # a view


async def test_an_agency_that_is_only_informed_stops_no_text(voices: Voices, direct: DirectSql) -> None:
    source = await voices.in_force()
    case = await voices.office.circulate(await voices.citing(source["basis"]["position"]), by="state.oes")
    position = UUID(source["basis"]["position"])
    direct.run(OWNER, f"UPDATE case_file SET access = access || '{{interior}}' WHERE id = '{case['id']}'")
    raising = Caller(subject="interior.fws")
    with pytest.raises(NotYours) as refused:
        await adopting.raise_conflict(voices.db, raising, UUID(case["id"]), position=position, note="The tone.")
    assert refused.value.code == "no_clearance_right"


async def test_a_position_that_is_to_be_superseded_is_no_contradiction(voices: Voices) -> None:
    old = await quoted(voices)
    new = await voices.successor(old, assertions=(quota(300),))
    assert new["basis"]["conflicts"] == []
    follower = await voices.citing(new["basis"]["position"], assertions=(quota(100),), texts=(BOTTOM_LINE,))
    assert kinds(follower) == ["disjoint_ranges"]


async def test_a_second_position_that_contradicts_the_first_is_found_and_refused(voices: Voices) -> None:
    await quoted(voices)
    second = await voices.open(a_text(stands_on=drafted(None, quota(300))))
    assert kinds(second) == ["disjoint_ranges"]
    second = await voices.rule(await voices.approved(second), ConflictOutcome.NO_CONTRADICTION, "apnsa")
    with pytest.raises(NotNow) as refused:
        await voices.adopt(second)
    assert refused.value.code == "position_in_force"
