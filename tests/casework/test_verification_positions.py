"""Verification of positions: whole stories are sound, and each thing that could not be so is named."""

from uuid import UUID

import pytest

from casework import holders, releasing
from casework.desk import Caller
from casework.saying import answer_exception
from casework.verification import verify_all
from db.engine import Database
from domain.contradictions import ConflictOutcome
from domain.vocabulary import Milestone
from tests.casework.forger import Forger, breaches, breaches_in
from tests.casework.test_cites import INTERLOCUTOR
from tests.casework.voices import BOTTOM_LINE, DRAFTER, TOLD_IN_POSITIONS, Voices, a_text, drafted, quota
from tests.office import RELEASER, Office, View

pytestmark = pytest.mark.asyncio


@pytest.fixture
def voices(office: Office) -> Voices:
    return Voices(office)


async def found(verifier_db: Database) -> set[tuple[str, str]]:
    return {(check, what) for check, _, what in breaches(await verify_all(verifier_db))}


async def test_a_story_with_every_kind_of_fact_is_sound(voices: Voices, verifier_db: Database, hand: Forger) -> None:
    source = await voices.in_force(a_text(stands_on=drafted(None, quota(100))))
    position = source["basis"]["position"]
    quiet = await voices.released(position, texts=("Corrected words.",))
    told = await voices.citing(position, assertions=(quota(300),))
    told = await voices.rule(await voices.approved(told), ConflictOutcome.NO_CONTRADICTION, "apnsa")
    told = await voices.release(told)
    by = Caller(subject=DRAFTER)
    await holders.change_page(
        voices.db, by, UUID(told["id"]), by_case=UUID(quiet["id"]), paragraphs=(1,), reason="A sentence was left out."
    )
    new = await voices.successor(source, assertions=(quota(100),))
    for agency, who in (("state", "state.ea-j"), ("commerce", "commerce.ita"), ("nsc", "nsc.asia")):
        told = await voices.reaffirm(told, agency, new["basis"]["position"], by=who)
    told = await voices.look(told)
    for one in told["basis"]["conflicts"]:
        told = await voices.rule(told, ConflictOutcome.NO_CONTRADICTION, "apnsa", conflict=one["id"])
    await voices.office.milestone(told, Milestone.DELIVERED, **INTERLOCUTOR)
    await voices.said(told, BOTTOM_LINE, assertions=(quota(500),))
    drift = hand.last("drift", told["id"])["id"]
    nsc = Caller(subject="nsc.asia")
    await answer_exception(voices.db, nsc, UUID(told["id"]), about=drift, kind="drift", note="Seen.")
    await releasing.recall(voices.db, Caller(subject=RELEASER), UUID(quiet["id"]), reason="Replaced.")
    (notice,) = [n for n in (await voices.holders(quiet))["notices"] if n["kind"] == "recall"]
    await voices.acknowledge(quiet, notice["id"], "commerce", "commerce.ita")
    await voices.end(new)
    await voices.contact()
    verdict = await verify_all(verifier_db)
    assert breaches(verdict) == set()
    counts = {kind: hand.count(kind) for kind in TOLD_IN_POSITIONS}
    assert all(counts.values()), counts
    looked_at = {check.name: check.looked_at for check in verdict.checks}
    assert looked_at["adoptions"] == counts["adoption"] + counts["retirement"]
    assert looked_at["conflicts"] == counts["conflict"] + counts["conflict_ruling"]
    assert looked_at["foundations"] == counts["cite"] + counts["assertion"] + counts["position_draft"]
    assert looked_at["one_voice"] == hand.count("position_period") + hand.count("position")
    assert looked_at["logs"] == 2


async def test_two_voices_behind_the_constraint_are_named(voices: Voices, verifier_db: Database, hand: Forger) -> None:
    case = await voices.in_force()
    position = case["basis"]["position"]
    hand.run("ALTER TABLE position_period DROP CONSTRAINT one_voice")
    hand.run(
        "INSERT INTO position SELECT gen_random_uuid(), issue, counterpart, audience, level, access, until, NULL,"
        " action_agency, adopted_at FROM position"
    )
    hand.run(
        "INSERT INTO position_period SELECT o.id, p.issue, p.counterpart, p.audience, p.valid, p.known"
        " FROM position_period p, position o WHERE o.id <> p.position"
    )
    named = await found(verifier_db)
    assert {check for check, _ in named} == {"one_voice", "fences"}
    every = {what for _, what in named}
    assert any(position in what and "both in force" in what for what in every)
    assert any("no text that was drafted to be one" in what for what in every)


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        (
            "UPDATE position_part SET text = 'Quite other words.' WHERE part = 'bottom_line'",
            "not those of the cleared text",
        ),
        ("UPDATE position_part SET access = '{commerce}' WHERE part = 'fallback'", "not those of the cleared text"),
        ("UPDATE position SET audience = 'public'", "is not on its mandate's issue"),
        (
            "UPDATE position_period SET valid = tstzrange(lower(valid), lower(valid) + interval '1 day')",
            "do not follow",
        ),
        ("DELETE FROM position_period", "do not follow"),
        ("DELETE FROM known_key; DELETE FROM known_text", "is not among the known texts"),
    ],
)
async def test_an_edit_of_the_register_is_named(
    voices: Voices, verifier_db: Database, hand: Forger, edit: str, named: str
) -> None:
    await voices.in_force()
    for statement in edit.split("; "):
        hand.run(statement)
    every = await found(verifier_db)
    assert every, "nothing was found"
    assert {check for check, _ in every} == {"one_voice"}
    assert any(named in what for _, what in every), every


def forged_adoption(hand: Forger, case: View) -> None:
    """A text becomes a position behind the gate: the adoption, and the register as it would be."""
    instant = hand.run("SELECT last_at + interval '1 second' AS at FROM case_file WHERE id = %(c)s", c=case["id"])[0][
        "at"
    ]
    given = {"issue": "whaling", "counterpart": "japan", "audience": "private", "office": DRAFTER}
    hand.forge("adoption", case["id"], DRAFTER, in_force_from=instant, known_from=instant, **given)
    adopted = hand.last("adoption", case["id"])
    hand.run(
        "INSERT INTO position SELECT id, issue, counterpart, audience, 1, '{state}', NULL, NULL, 'state', at FROM"
        " adoption"
        " WHERE id = %(id)s",
        id=adopted["id"],
    )
    hand.run(
        "INSERT INTO position_period SELECT id, issue, counterpart, audience, tstzrange(in_force_from, NULL),"
        " tstzrange(known_from, NULL) FROM adoption WHERE id = %(id)s",
        id=adopted["id"],
    )
    hand.run(
        "INSERT INTO position_part SELECT %(id)s, part, n, m.number, m.level, CASE part WHEN 'fallback' THEN"
        " d.fallback_access ELSE '{}' END, m.text FROM position_draft d CROSS JOIN LATERAL"
        " (SELECT 'bottom_line' AS part, x.* FROM unnest(d.bottom_line) WITH ORDINALITY x (number, n)"
        " UNION ALL SELECT 'talking_points', x.* FROM unnest(d.talking_points) WITH ORDINALITY x (number, n)"
        " UNION ALL SELECT 'fallback', x.* FROM unnest(d.fallback) WITH ORDINALITY x (number, n)"
        " UNION ALL SELECT 'do_not_say', x.* FROM unnest(d.do_not_say) WITH ORDINALITY x (number, n)) y"
        " JOIN marks_of(d.case_id, d.version) m ON m.number = y.number WHERE d.case_id = %(c)s",
        id=adopted["id"],
        c=case["id"],
    )
    hand.run("SELECT know_position(%(id)s)", id=adopted["id"])


@pytest.mark.parametrize(
    ("until_then", "lacks"),
    [
        ("opened", {"not_approved", "not_circulated", "in_force_out_of_range"}),
        ("circulated", {"not_approved", "not_spoken_for", "in_force_out_of_range"}),
        (
            "objected",
            {"not_approved", "not_spoken_for", "nonconcurrence", "critical_comment_open", "in_force_out_of_range"},
        ),
        ("cleared", {"not_approved", "in_force_out_of_range"}),
        ("approved", set()),
    ],
)
async def test_a_position_of_uncleared_words_is_named(
    voices: Voices, verifier_db: Database, hand: Forger, until_then: str, lacks: set[str]
) -> None:
    case = await voices.open()
    if until_then != "opened":
        case = await voices.office.circulate(case, by=DRAFTER)
    if until_then == "objected":
        case = await voices.office.nonconcur(await voices.office.clear(case, but="commerce"), "commerce")
    if until_then in ("cleared", "approved"):
        case = await voices.office.clear(case)
    if until_then == "approved":
        case = await voices.office.approve(case)
    forged_adoption(hand, case)
    every = breaches_in(case, await verify_all(verifier_db))
    codes = {what.rpartition("adoption: ")[2].partition(" ")[0] for check, what in every if check == "adoptions"}
    assert codes - {"in_force_out_of_range"} == lacks - {"in_force_out_of_range"}
    assert {check for check, _ in every} <= {"adoptions"}


async def test_a_release_on_an_ended_position_is_named(voices: Voices, verifier_db: Database, hand: Forger) -> None:
    source = await voices.in_force()
    position = source["basis"]["position"]
    case = await voices.approved(await voices.citing(position))
    await voices.end(source)
    seq = hand.release(case["id"])
    every = breaches(await verify_all(verifier_db))
    assert ("cites", case["id"], f"release: position {position} was not in force") in every
    assert seq


async def test_a_release_past_the_position_in_force_is_named(
    voices: Voices, verifier_db: Database, hand: Forger
) -> None:
    source = await voices.in_force()
    case = await voices.approved(await voices.citing())
    hand.release(case["id"])
    every = breaches(await verify_all(verifier_db))
    position = source["basis"]["position"]
    assert ("cites", case["id"], f"release: position {position} was in force and is not cited") in every


async def test_a_delivery_on_an_ended_position_is_named(voices: Voices, verifier_db: Database, hand: Forger) -> None:
    source = await voices.in_force()
    case = await voices.released(source["basis"]["position"])
    await voices.successor(source)
    hand.stage(case["id"], "report")
    given = {
        "name": "delivered",
        "happened_at": "1982-11-01T00:00:00Z",
        "note": "x",
        "detail": {},
        "agency": "state",
        "outcome": "done",
        "ref": "",
    }
    hand.forge("milestone", case["id"], "embassy.tokyo", office="embassy.tokyo", **given)
    every = breaches(await verify_all(verifier_db))
    assert any(check == "cites" and "had ended, and the text was not cleared again" in what for check, _, what in every)


async def test_a_ruling_by_nobody_who_may_is_named(voices: Voices, verifier_db: Database, hand: Forger) -> None:
    source = await voices.in_force(a_text(stands_on=drafted(None, quota(100))))
    case = await voices.citing(source["basis"]["position"], assertions=(quota(300),))
    conflict = case["basis"]["conflicts"][0]["id"]
    given = {"conflict": conflict, "outcome": "text_stands", "reason": "It may."}
    seq = hand.forge("conflict_ruling", case["id"], "apnsa", office="nsc.apnsa", **given)
    every = breaches_in(case, await verify_all(verifier_db))
    assert every == {("conflicts", f"seq {seq}: conflict_ruling: not_the_decider")}


async def test_a_release_over_an_open_contradiction_is_named(
    voices: Voices, verifier_db: Database, hand: Forger
) -> None:
    source = await voices.in_force(a_text(stands_on=drafted(None, quota(100))))
    case = await voices.approved(await voices.citing(source["basis"]["position"], assertions=(quota(300),)))
    seq = hand.release(case["id"])
    every = breaches(await verify_all(verifier_db))
    assert ("conflicts", case["id"], f"seq {seq}: release: conflict_open") in every


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        ("UPDATE contact SET summary = 'Nothing was said.'", "differs from its entry"),
        ("DELETE FROM contact", "is not there"),
        ("UPDATE log_entry SET body = '{}' WHERE seq = 1", "its hash is not that of what it says"),
        ("DELETE FROM log_entry WHERE seq = 2", "as its last entry"),
        (
            "UPDATE log_chain SET seq = 1, head = (SELECT hash FROM log_entry WHERE seq = 1) WHERE name = 'contact'",
            "as its last",
        ),
    ],
)
async def test_an_edit_of_a_log_is_named(
    voices: Voices, verifier_db: Database, hand: Forger, edit: str, named: str
) -> None:
    await voices.contact()
    await voices.contact()
    hand.run(edit)
    every = await found(verifier_db)
    assert {check for check, _ in every} == {"logs"}
    assert any(named in what for _, what in every), every
