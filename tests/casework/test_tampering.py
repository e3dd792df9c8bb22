"""Each kind of edit by a superuser, past every trigger and key, is found and named: from the database, from a bundle.

What was logged by a checkpoint is held by copies outside. The two tests at the end say what is not found without them.
"""

from dataclasses import dataclass

import pytest
import pytest_asyncio

from proofs import notes
from tests.casework.forger import NO_FSYNC, Forger
from tests.casework.logbook import LOG_KEY, Logbook, agency_key, found
from tests.casework.tampering import cut, go_back, rechain_keys, remove, rewrite_tree
from tests.office import Office, View

pytestmark = pytest.mark.asyncio

Said = set[tuple[str, str, str]]  # (check, case, what)


@dataclass(frozen=True)
class Scene:
    """Two released cases and one in clearance, two checkpoints, countersigned by State; and one entry since."""

    hand: Forger
    logbook: Logbook
    first: View
    second: View
    third: View

    async def online(self, *, outside: bool = True) -> Said:
        return found(await self.logbook.verify(outside=outside)) - {NO_FSYNC}

    async def offline(self, *, outside: bool = True) -> Said:
        return found(self.logbook.offline(await self.logbook.bundle(), outside=outside))

    def entry(self, case: View, seq: int) -> str:
        """A statement's condition that means one entry."""
        return f"case_id = '{case['id']}' AND seq = {seq}"


@pytest_asyncio.fixture(loop_scope="session")
async def scene(office: Office, logbook: Logbook, hand: Forger) -> Scene:
    first = await office.released()
    await logbook.enrol("state")
    await logbook.checkpoint()
    second, third = await office.released(), await office.circulated()
    await logbook.countersign(1)
    await logbook.checkpoint()
    return Scene(hand, logbook, first, second, await office.sign(third, "defense"))


def names(said: Said, case: str, what: str) -> bool:
    """Whether something is said of that case that begins so."""
    return any(of == case and told.startswith(what) for _, of, told in said)


async def test_untouched_it_is_sound(scene: Scene) -> None:
    assert await scene.online() == set()
    assert await scene.offline() == set()


COLUMNS = {
    "at": "at + interval '1 microsecond'",
    "actor": "NULL",
    "kind": "'approval'",
    "fact_id": "'8c9f1c1e-0000-4000-8000-000000000000'",
    "body": "body || ' '",
    "prev": "sha256('x')",
    "hash": "sha256('x')",
}


@pytest.mark.parametrize("column", COLUMNS)
async def test_a_changed_byte_in_any_column_of_the_ledger(scene: Scene, column: str) -> None:
    scene.hand.run(f"UPDATE ledger SET {column} = {COLUMNS[column]} WHERE {scene.entry(scene.first, 5)}")
    for said in (await scene.online(), await scene.offline()):
        assert names(said, scene.first["id"], "seq 5: ")
        assert {of for _, of, _ in said} == {scene.first["id"]}


async def test_a_changed_fact(scene: Scene) -> None:
    (signed,) = scene.hand.run(
        "UPDATE sign_off SET response = 'no_equity' WHERE case_id = %(c)s AND agency = 'defense' RETURNING seq",
        c=scene.first["id"],
    )
    assert names(await scene.online(), scene.first["id"], f"seq {signed['seq']}: sign_off")


async def test_a_deleted_entry(scene: Scene) -> None:
    scene.hand.run(f"DELETE FROM ledger WHERE {scene.entry(scene.first, 5)}")
    said = await scene.online()
    assert ("log_leaves", scene.first["id"], "seq 5: was logged, and is not there") in said
    assert ("outside_copies", scene.first["id"], "seq 5: was logged at checkpoint 1, and is not there") in said
    assert names(await scene.offline(), scene.first["id"], "seq 6: stands where seq 5 belongs")


async def test_an_inserted_entry(scene: Scene) -> None:
    """Between two others, everything after it renumbered and chained anew."""
    case = scene.second["id"]
    scene.hand.run("UPDATE ledger SET seq = -seq WHERE case_id = %(c)s AND seq >= 5", c=case)
    scene.hand.run("UPDATE ledger SET seq = 1 - seq WHERE case_id = %(c)s AND seq < 0", c=case)
    scene.hand.run(
        "INSERT INTO ledger SELECT case_id, 5, at + interval '1 microsecond', actor, kind, gen_random_uuid()::text,"
        " body, prev, hash FROM ledger WHERE case_id = %(c)s AND seq = 4",
        c=case,
    )
    scene.hand.run("UPDATE case_file SET ledger_seq = ledger_seq + 1 WHERE id = %(c)s", c=case)
    scene.hand.rechain(case)
    for said in (await scene.online(), await scene.offline()):
        assert names(said, case, "seq 5: is not what was logged")
        assert not names(said, case, "seq 4: is not what was logged")


async def test_entries_that_changed_places(scene: Scene) -> None:
    case = scene.first["id"]
    for old, new in ((5, -1), (6, 5), (-1, 6)):
        scene.hand.run(f"UPDATE ledger SET seq = {new} WHERE {scene.entry(scene.first, old)}")
    scene.hand.rechain(case)
    for said in (await scene.online(), await scene.offline()):
        assert names(said, case, "seq 5: is not what was logged")
        assert names(said, case, "seq 6: is not later than")


async def test_entries_swapped_between_cases(scene: Scene) -> None:
    one, other = scene.first["id"], scene.second["id"]
    parking = "00000000-0000-4000-8000-000000000000"
    for old, new in ((one, parking), (other, one), (parking, other)):
        scene.hand.run("UPDATE ledger SET case_id = %(n)s WHERE case_id = %(o)s AND seq = 5", n=new, o=old)
    for case in (one, other):
        scene.hand.rechain(case)
    for said in (await scene.online(), await scene.offline()):
        assert names(said, one, "seq 5: is not what was logged")
        assert names(said, other, "seq 5: is not what was logged")


async def test_a_cut_tail(scene: Scene) -> None:
    """The release never was: everything fits, but for what was logged."""
    case, last = scene.first["id"], scene.first["version"]
    cut(scene.hand, case, last - 1)
    said = await scene.online()
    assert {(check, of) for check, of, _ in said} == {("log_leaves", case), ("outside_copies", case)}
    assert names(said, case, f"seq {last}: was logged at checkpoint 1, and is not there")
    assert names(await scene.offline(), case, f"seq {last}: was logged, and is not there")


async def test_a_tail_cut_with_its_leaves(scene: Scene) -> None:
    case, last = scene.first["id"], scene.first["version"]
    cut(scene.hand, case, last - 1)
    scene.hand.run("DELETE FROM log_leaf WHERE case_id = %(c)s AND seq = %(n)s", c=case, n=last)
    assert names(await scene.online(), case, f"seq {last}: was logged at checkpoint 1, and is not there")
    assert names(await scene.offline(), case, f"seq {last}: was logged, and is not there")
    unexplained = await scene.offline(outside=False)
    assert {check for check, _, _ in unexplained} == {"log_leaves"}
    assert any("nothing in the bundle stands in it" in what for *_, what in unexplained)


async def test_a_chain_rewritten_to_fit(scene: Scene) -> None:
    """Another reason in a comment, its entry and every later hash: perfect in itself, and not what was logged."""
    case = scene.first["id"]
    (text,) = scene.hand.run(
        "UPDATE text_version SET note = 'Another note.' WHERE case_id = %(c)s RETURNING id", c=case
    )
    scene.hand.run(
        "UPDATE ledger SET body = (SELECT ledger_body(to_jsonb(t), ARRAY['canonical', 'note', 'equities'])"
        " FROM text_version t WHERE t.id = %(t)s) WHERE fact_id = %(t)s::text",
        t=text["id"],
    )
    scene.hand.rechain(case)
    for said in (await scene.online(), await scene.offline()):
        assert {of for _, of, _ in said} <= {case, ""}
        for seq in range(2, scene.first["version"] + 1):
            assert names(said, case, f"seq {seq}: is not what was logged")
        assert not names(said, case, "seq 1: ")


async def test_a_whole_case_removed(scene: Scene) -> None:
    case = scene.second["id"]
    remove(scene.hand, case)
    said = await scene.online()
    assert names(said, case, "the whole case was logged at checkpoint 2, and is not there")
    assert ("log_leaves", case, "the whole case was logged, and is not there") in await scene.offline()
    scene.hand.run("DELETE FROM log_leaf WHERE case_id = %(c)s", c=case)
    assert names(await scene.online(), case, "the whole case was logged at checkpoint 2, and is not there")
    assert ("log_leaves", case, "the whole case was logged, and is not there") in await scene.offline()


async def test_a_leaf_given_out_as_padding(scene: Scene) -> None:
    """Whoever removes a case cannot say that its leaves were padding: no nonce gives their hashes."""
    case = scene.second["id"]
    remove(scene.hand, case)
    scene.hand.run(
        "UPDATE log_leaf SET case_id = NULL, seq = NULL, nonce = sha256(place::text::bytea) WHERE case_id = %(c)s",
        c=case,
    )
    for said in (await scene.online(outside=False), await scene.offline(outside=False)):
        told = [what for check, _, what in said if check == "log_leaves"]
        assert len(told) == scene.second["version"]
        assert all(what.endswith("is given as padding, and is none") for what in told)


async def test_an_older_copy_of_the_database(scene: Scene) -> None:
    go_back(scene.hand, scene.second, scene.third)
    assert await scene.online(outside=False) == set()
    said = await scene.online()
    older = "checkpoint 2: was signed, and is not in this database: it was cut, or is an older copy"
    assert ("outside_copies", "", older) in said
    assert names(said, scene.second["id"], "the whole case was logged at checkpoint 2, and is not there")
    assert names(said, "", "keys seq 4: was logged at checkpoint 2, and is not there")
    offline = await scene.offline()
    assert ("checkpoints", "", "checkpoint 2: was signed and kept outside, and is not in the bundle") in offline
    assert ("log_leaves", scene.second["id"], "the whole case was logged, and is not there") in offline


async def test_a_fork_by_one_who_has_the_key(scene: Scene, office: Office) -> None:
    """Back to checkpoint 1, other work, and another checkpoint 2 signed with the log's own key."""
    go_back(scene.hand, scene.second, scene.third)
    kept = scene.logbook.folder
    for file in kept.glob("00000002*"):
        file.rename(file.with_suffix(file.suffix + ".aside"))
    await office.open()
    assert await scene.logbook.checkpoint() == 2
    for file in kept.glob("*.aside"):
        file.rename(file.with_suffix(""))
    assert await scene.online(outside=False) == set()
    forked = "checkpoint 2: another one was signed and kept outside: the log was rewritten or forked"
    assert ("outside_copies", "", forked) in await scene.online()
    assert ("checkpoints", "", "checkpoint 2: is not the one that was kept outside") in await scene.offline()


async def test_an_edited_checkpoint(scene: Scene) -> None:
    scene.hand.run("UPDATE checkpoint SET root = sha256('x') WHERE number = 1")
    assert ("checkpoints", "", "checkpoint 1: its row says another size or root than its note") in await scene.online()
    (row,) = scene.hand.run("SELECT note FROM checkpoint WHERE number = 2")
    note = notes.read_note(row["note"])
    head = notes.read_checkpoint(note.text)
    text = notes.Checkpoint(origin=head.origin, size=head.size, root=bytes(32)).text()
    forged = str(notes.Note(text=text, signatures=note.signatures))
    scene.hand.run("UPDATE checkpoint SET note = %(n)s WHERE number = 2", n=forged)
    said = await scene.online()
    assert {
        ("checkpoints", "", f"checkpoint 2: {what}")
        for what in (
            "is not signed by the log's key",
            "its root is not that of the leaves",
            "its row says another size or root than its note",
        )
    } <= said
    offline = await scene.offline()
    assert ("checkpoints", "", "checkpoint 2: is not signed by the log's key") in offline
    assert ("consistency", "", "checkpoint 2: its tree does not begin with that of checkpoint 1") in offline


async def test_a_deleted_checkpoint(scene: Scene) -> None:
    scene.hand.run("DELETE FROM checkpoint WHERE number = 1")
    said = await scene.online()
    assert ("checkpoints", "", "checkpoint 2: stands where checkpoint 1 belongs") in said
    assert names(said, "", "checkpoint 1: was signed, and is not in this database")


async def test_a_replaced_key_of_an_agency(scene: Scene) -> None:
    """Even with the record chained anew to fit."""
    old, new = (agency_key("state", seed).public_key.public.hex() for seed in (7, 8))
    scene.hand.run("UPDATE key_record SET body = replace(body, %(o)s, %(n)s)", o=old, n=new)
    assert names(await scene.online(), "", "keys seq 3: its hash is not that of what it says")
    rechain_keys(scene.hand)
    for said in (await scene.online(), await scene.offline()):
        assert ("key_record", "", "keys seq 3: possession_not_proved") in said
        assert names(said, "", "keys seq 3: is not what was logged")
        assert ("countersignatures", "", "keys seq 4: the countersignature of state is not over checkpoint 1") in said


async def test_a_removed_countersignature(scene: Scene) -> None:
    scene.hand.run("DELETE FROM key_record WHERE act = 'countersigned'")
    for said in (await scene.online(), await scene.offline()):
        assert names(said, "", "keys seq 4: was logged")


async def test_a_replaced_key_of_the_log(scene: Scene) -> None:
    """Notes signed anew by a key of the forger's own, which the record names as the log's."""
    other = notes.PrivateKey(name=LOG_KEY.name, kind=notes.LOG_KEY, seed=bytes(32))
    old, new = LOG_KEY.public_key.public.hex(), other.public_key.public.hex()
    scene.hand.run("UPDATE key_record SET body = replace(body, %(o)s, %(n)s)", o=old, n=new)
    rechain_keys(scene.hand)
    for row in scene.hand.run("SELECT number, note FROM checkpoint"):
        text = notes.read_note(row["note"]).text
        signed = str(notes.Note(text=text, signatures=(notes.sign_note(other, text),)))
        scene.hand.run("UPDATE checkpoint SET note = %(n)s WHERE number = %(c)s", n=signed, c=row["number"])
    for said in (await scene.online(), await scene.offline()):
        assert ("checkpoints", "", "checkpoint 1: is not signed by the log's key") in said
        assert names(said, "", "keys seq 1: is not what was logged")


def another_approver(scene: Scene) -> str:
    """Rewrite the first case's approval to another office, chain and all; the case's id."""
    case = scene.first["id"]
    scene.hand.run("UPDATE approval SET office = 'state.p' WHERE case_id = %(c)s", c=case)
    scene.hand.run(
        "UPDATE ledger SET body = replace(body, '\"state.e\"', '\"state.p\"') WHERE case_id = %(c)s"
        " AND kind = 'approval'",
        c=case,
    )
    scene.hand.rechain(case)
    return str(case)


async def test_everything_rewritten_with_the_key_is_found_by_the_copy_outside_alone(scene: Scene) -> None:
    """Who is superuser and has the log's key too: nothing inside contradicts them. State it, and keep copies."""
    case = another_approver(scene)
    scene.hand.run("DELETE FROM key_record WHERE act = 'countersigned'")
    scene.hand.run("UPDATE log_leaf SET case_id = NULL, seq = NULL, nonce = '\\x00' WHERE case_id IS NULL AND seq = 4")
    rewrite_tree(scene.hand)
    inside = {one for one in await scene.online(outside=False) if one[0] not in ("approvals", "releases")}
    assert {what.partition(":")[2] for *_, what in inside} <= {" is given as padding, and is none"}
    (approval,) = scene.hand.run("SELECT seq FROM ledger WHERE kind = 'approval' AND case_id = %(c)s", c=case)
    outside = await scene.online()
    assert names(outside, case, f"seq {approval['seq']}: is not what was logged at checkpoint 1")
    assert names(outside, "", "checkpoint 1: another one was signed and kept outside")


async def test_what_is_newer_than_the_last_checkpoint_is_held_by_nothing(scene: Scene) -> None:
    """The window: one entry after checkpoint 2, cut off to fit, is missed by no check but the log's notes."""
    case, last = scene.third["id"], scene.third["version"]
    before = scene.logbook.offline(await scene.logbook.bundle())
    assert before.notes == ("1 entries are newer than the last checkpoint: nothing outside holds them yet.",)
    cut(scene.hand, case, last - 1)
    scene.hand.run("UPDATE case_file SET stage = 'clearance' WHERE id = %(c)s", c=case)
    assert await scene.online() == set()
    assert await scene.offline() == set()


async def test_a_cut_tail_is_found_in_a_bundle_of_that_case_with_the_copy_outside(scene: Scene) -> None:
    """A bundle of one case cannot know what was there: alone it is sound, beside the copies it is not."""
    case, last = scene.first["id"], scene.first["version"]
    cut(scene.hand, case, last - 1)
    bundle = await scene.logbook.bundle("state.eb", scene.first)
    assert found(scene.logbook.offline(bundle)) == set()
    gone = {("log_leaves", case, f"seq {last}: was logged, and is not there")}
    assert found(scene.logbook.offline(bundle, outside=True)) == gone
    untouched = await scene.logbook.bundle("state.eb", scene.second)
    assert found(scene.logbook.offline(untouched, outside=True)) == set()
