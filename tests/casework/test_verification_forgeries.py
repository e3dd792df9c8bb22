"""Whatever is changed behind the fences, verification names it: by a superuser, past every trigger and key."""

import hashlib
from uuid import uuid4

import pytest

from casework.verification import verify_all
from db.engine import Database
from tests.casework.forger import Forger, breaches_in
from tests.office import DRAFTER, Office

pytestmark = pytest.mark.asyncio

OTHER_WORDS = (
    b'{"classification":"S","paragraphs":[{"marking":"S","text":"Yes."},{"marking":"S","text":"No."}],'
    b'"type":"one-voice/text/1"}'
)
HIGHER_WORDS = OTHER_WORDS.replace(b'"marking":"S"', b'"marking":"TS"').replace(
    b'"classification":"S"', b'"classification":"TS"'
)


async def test_a_changed_response_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    await office.released()
    case = await office.released()
    (signed,) = hand.run(
        "UPDATE sign_off SET response = 'nonconcur' WHERE case_id = %(c)s AND agency = 'defense' RETURNING id, seq",
        c=case["id"],
    )
    assert breaches_in(case, await verify_all(verifier_db)) == {
        ("ledger_facts", f"seq {signed['seq']}: sign_off {signed['id']} differs from its entry in response"),
        ("releases", f"seq {hand.seq(case['release']['id'])}: release: nonconcurrence defense"),
    }


async def test_changed_words_are_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.released()
    text = hand.last("text_version", case["id"])
    hand.run("ALTER TABLE text_version DROP CONSTRAINT text_version_digest")
    hand.run("UPDATE text_version SET canonical = %(words)s WHERE id = %(id)s", words=OTHER_WORDS, id=text["id"])
    assert breaches_in(case, await verify_all(verifier_db)) == {
        ("ledger_facts", f"seq 2: text_version {text['id']} differs from its entry in canonical_sha256"),
        ("texts", "seq 2: digest_is_not_that_of_the_words"),
        ("releases", f"seq {hand.seq(case['release']['id'])}: release: digest_is_not_that_of_the_words"),
    }


async def test_changed_words_with_a_digest_to_fit_are_named(
    office: Office, verifier_db: Database, hand: Forger
) -> None:
    case = await office.released()
    text = hand.last("text_version", case["id"])
    hand.run(
        "UPDATE text_version SET canonical = %(words)s, digest = %(digest)s WHERE id = %(id)s",
        words=HIGHER_WORDS,
        digest=hashlib.sha256(HIGHER_WORDS).hexdigest(),
        id=text["id"],
    )
    found = breaches_in(case, await verify_all(verifier_db))
    entry = f"seq 2: text_version {text['id']} differs from its entry in"
    assert found >= {
        ("ledger_facts", f"{entry} canonical_sha256"),
        ("ledger_facts", f"{entry} digest"),
        ("texts", "seq 2: marked_wrongly"),
        ("circulations", "seq 3: clearance_round: not_the_current_text"),
        ("pointers", "seq 3: clearance_round points at no such text_version of this case before it"),
        ("releases", f"seq {hand.seq(case['release']['id'])}: release: not_the_current_text"),
        ("standing", "head_digest does not follow from the facts"),
    }
    assert ("texts", "seq 2: digest_is_not_that_of_the_words") not in found


async def test_a_deleted_sign_off_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.released()
    (signed,) = hand.run(
        "DELETE FROM sign_off WHERE case_id = %(c)s AND agency = 'defense' RETURNING id, seq", c=case["id"]
    )
    release = hand.seq(case["release"]["id"])
    gone = {
        ("ledger_facts", f"seq {signed['seq']}: sign_off {signed['id']} is not there"),
        ("releases", f"seq {release}: release: clearance_missing defense"),
    }
    assert breaches_in(case, await verify_all(verifier_db)) == gone
    hand.run("DELETE FROM ledger WHERE fact_id = %(id)s", id=str(signed["id"]))
    found = breaches_in(case, await verify_all(verifier_db))
    after = signed["seq"] + 1
    assert found >= {
        ("releases", f"seq {release}: release: clearance_missing defense"),
        ("ledger_chain", f"seq {after}: stands where seq {signed['seq']} belongs"),
        ("ledger_chain", f"seq {after}: does not follow from the entry before it"),
    }


async def test_a_ledger_without_its_end_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.released()
    release = case["release"]["id"]
    hand.run("DELETE FROM ledger WHERE fact_id = %(r)s", r=release)
    assert ("ledger_facts", f"release {release}: has no ledger entry") in breaches_in(
        case, await verify_all(verifier_db)
    )
    hand.run(
        "UPDATE case_file c SET (ledger_seq, ledger_head, last_at) ="
        " (SELECT l.seq, l.hash, l.at FROM ledger l WHERE l.case_id = c.id ORDER BY l.seq DESC LIMIT 1)"
        " WHERE id = %(c)s",
        c=case["id"],
    )
    assert breaches_in(case, await verify_all(verifier_db)) == {
        ("ledger_facts", f"release {release}: has no ledger entry"),
        ("standing", "stage does not follow from the facts"),
    }


async def test_entries_that_changed_places_are_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.cleared()
    for old, new in ((5, -1), (6, 5), (-1, 6)):
        hand.run("UPDATE ledger SET seq = %(n)s WHERE case_id = %(c)s AND seq = %(o)s", n=new, o=old, c=case["id"])
    before = breaches_in(case, await verify_all(verifier_db))
    assert before >= {
        ("ledger_chain", "seq 5: does not follow from the entry before it"),
        ("ledger_chain", "seq 5: its hash is not that of what it says"),
        ("ledger_times", "seq 6: is not later than seq 5"),
    }
    hand.rechain(case["id"])
    after = breaches_in(case, await verify_all(verifier_db))
    assert {check for check, _ in after} == {"ledger_times", "ledger_facts"}
    assert ("ledger_times", "seq 6: is not later than seq 5") in after


async def test_a_changed_actor_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.released()
    signed = hand.last("sign_off", case["id"])
    hand.run(
        "UPDATE sign_off SET person = (SELECT id FROM person WHERE subject = %(who)s) WHERE id = %(id)s",
        who=DRAFTER,
        id=signed["id"],
    )
    entry = f"seq {signed['seq']}: sign_off {signed['id']} differs from its entry in"
    assert breaches_in(case, await verify_all(verifier_db)) == {
        ("ledger_facts", f"{entry} actor"),
        ("ledger_facts", f"{entry} person"),
        ("sign_offs", f"seq {signed['seq']}: sign_off: not_coordinator"),
        ("sign_offs", f"seq {signed['seq']}: sign_off: duties_separated"),
    }


async def test_a_changed_actor_in_the_ledger_is_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.open()
    hand.run("UPDATE ledger SET actor = NULL WHERE case_id = %(c)s AND seq = 2", c=case["id"])
    text = hand.last("text_version", case["id"])["id"]
    assert breaches_in(case, await verify_all(verifier_db)) == {
        ("ledger_chain", "seq 2: its hash is not that of what it says"),
        ("ledger_facts", f"seq 2: text_version {text} differs from its entry in actor"),
    }


async def test_changed_words_of_a_comment_are_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.nonconcur(await office.circulated(), "defense")
    comment = hand.last("comment", case["id"])["id"]
    hand.run("UPDATE comment SET text = 'Fine by us.' WHERE id = %(id)s", id=comment)
    assert breaches_in(case, await verify_all(verifier_db)) == {
        ("ledger_facts", f"seq {hand.seq(comment)}: comment {comment} differs from its entry in text_sha256")
    }


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("title = 'Another'", {("ledger_facts", "seq 1: case_file {id} differs from its entry in title_sha256")}),
        ("level = 3", {("ledger_facts", "seq 1: case_file {id} differs from its entry in level")}),
        ("stage = 'release'", {("standing", "stage does not follow from the facts")}),
        ("access = access || '{nobody}'", {("standing", "access does not follow from the facts")}),
        ("suspense = suspense + interval '1 day'", {("standing", "suspense does not follow from the facts")}),
        (
            "last_at = 'infinity'",
            {("ledger_times", "the case's row names another instant than that of its last entry")},
        ),
    ],
)
async def test_a_changed_case_row_is_named(
    office: Office, verifier_db: Database, hand: Forger, change: str, found: set[tuple[str, str]]
) -> None:
    case = await office.circulated()
    hand.run(f"UPDATE case_file SET {change} WHERE id = %(c)s", c=case["id"])
    assert breaches_in(case, await verify_all(verifier_db)) == {
        (check, what.format(id=case["id"])) for check, what in found
    }


async def test_facts_of_a_case_that_is_gone_are_named(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.open()
    hand.run("DELETE FROM case_file WHERE id = %(c)s", c=case["id"])
    text = hand.last("text_version", case["id"])["id"]
    assert breaches_in(case, await verify_all(verifier_db)) == {
        ("strays", "ledger 1: its case is not there"),
        ("strays", "ledger 2: its case is not there"),
        ("strays", f"text_version {text}: its case is not there"),
    }


async def test_a_fact_of_another_case_does_not_count(office: Office, verifier_db: Database, hand: Forger) -> None:
    await office.released()
    case, other = await office.nonconcur(await office.circulated(), "defense"), await office.circulated()
    comment, forged = hand.last("comment", case["id"])["id"], uuid4()
    hand.run(
        "INSERT INTO comment_disposition SELECT %(id)s, c.id, %(k)s, 'rejected', 'No.', c.person, 'state.eb',"
        " c.last_at + interval '1 second' FROM case_file c WHERE c.id = %(c)s",
        id=forged,
        k=comment,
        c=other["id"],
    )
    found = breaches_in(other, await verify_all(verifier_db))
    assert ("ledger_facts", f"comment_disposition {forged}: has no ledger entry") in found


async def test_a_rewritten_chain_is_sound_to_itself(office: Office, verifier_db: Database, hand: Forger) -> None:
    case = await office.nonconcur(await office.circulated(), "defense")
    comment = hand.last("comment", case["id"])["id"]
    hand.run("UPDATE comment SET text = 'Fine by us.' WHERE id = %(id)s", id=comment)
    hand.run(
        "UPDATE ledger SET body = (SELECT ledger_body(to_jsonb(k), '{text,proposed}') FROM comment k"
        " WHERE k.id = %(k)s) WHERE fact_id = %(f)s",
        k=comment,
        f=str(comment),
    )
    hand.rechain(case["id"])
    assert breaches_in(case, await verify_all(verifier_db)) == set()
