"""Checkpoints: over everything committed and nothing else, signed only if they continue what was signed before."""

import asyncio
from uuid import UUID

import pytest

from casework import log_reading
from casework.checkpointing import LogInconsistentError
from domain.refusals import NotNow, NotThere
from proofs import merkle, notes
from proofs.leaves import entry_leaf
from tests.casework.forger import Forger, breaches
from tests.casework.logbook import BLOCK, LOG_KEY, Logbook
from tests.office import Office

pytestmark = pytest.mark.asyncio


async def test_every_entry_of_every_case_is_a_leaf_and_the_size_is_padded(office: Office, logbook: Logbook) -> None:
    first, second = await office.released(), await office.circulated()
    number = await logbook.checkpoint()
    kept = list(logbook.outside.leaves(number))
    head = notes.read_checkpoint(notes.read_note(logbook.outside.note(number)).text)
    assert merkle.root(leaf.hash for leaf in kept) == head.root
    assert (head.size, head.size % BLOCK) == (len(kept), 0)
    assert sum(leaf.case == first["id"] for leaf in kept) == first["version"]
    assert sum(leaf.case == second["id"] for leaf in kept) == second["version"]
    assert sum(leaf.nonce is not None for leaf in kept) > 0
    assert [leaf.hash for leaf in kept] == sorted(leaf.hash for leaf in kept)
    assert breaches(await logbook.verify()) == set()


async def test_a_beat_without_entries_looks_like_one_with_few(office: Office, logbook: Logbook) -> None:
    await logbook.checkpoint()
    await logbook.checkpoint()
    await office.open()
    await logbook.checkpoint()
    sizes = [notes.read_checkpoint(notes.read_note(logbook.outside.note(n)).text).size for n in (1, 2, 3)]
    assert sizes == [BLOCK, 2 * BLOCK, 3 * BLOCK]
    assert breaches(await logbook.verify()) == set()


async def test_each_checkpoint_continues_the_one_before(office: Office, logbook: Logbook) -> None:
    for count in range(5):
        for _ in range(count):
            await office.circulated()
        await logbook.checkpoint()
    heads = [notes.read_checkpoint(notes.read_note(logbook.outside.note(n)).text) for n in logbook.outside.numbers()]
    for later in range(2, 6):
        for earlier in range(1, later + 1):
            view = await log_reading.the_consistency(logbook.app, "auditor", later, earlier)
            old, new = heads[earlier - 1], heads[later - 1]
            assert merkle.is_consistent(
                old=old.size,
                old_root=old.root,
                new=new.size,
                new_root=new.root,
                proof=[bytes.fromhex(str(one)) for one in view["path"]],  # type: ignore[attr-defined] # a view
            )
    with pytest.raises(NotThere):
        await log_reading.the_consistency(logbook.app, "auditor", 1, 2)


async def test_an_entry_is_proved_to_be_in_the_log(office: Office, logbook: Logbook) -> None:
    case = await office.cleared()
    with pytest.raises(NotNow, match="not_in_the_log_yet"):
        await log_reading.the_proof(logbook.app, "state.eb", UUID(case["id"]), None)
    await logbook.checkpoint()
    for seq in range(1, case["version"] + 1):
        view: dict[str, object] = await log_reading.the_proof(logbook.app, "state.eb", UUID(case["id"]), seq)
        head = notes.read_checkpoint(notes.read_note(str(view["note"])).text)
        leaf = entry_leaf(case["id"], seq, bytes.fromhex(str(view["hash"])))
        path = [bytes.fromhex(str(one)) for one in view["path"]]  # type: ignore[attr-defined] # a view
        place = int(str(view["place"]))
        assert merkle.is_included(leaf=leaf, index=place, size=head.size, proof=path, root=head.root)
    case = await office.approve(case)
    with pytest.raises(NotNow, match="not_in_the_log_yet"):
        await log_reading.the_proof(logbook.app, "state.eb", UUID(case["id"]), case["version"])
    latest = await log_reading.the_proof(logbook.app, "state.eb", UUID(case["id"]), None)
    assert latest["seq"] == case["version"] - 1
    with pytest.raises(NotThere):
        await log_reading.the_proof(logbook.app, "state.eb", UUID(case["id"]), case["version"] + 1)


async def test_a_cycle_has_one_checkpoint_however_often_it_is_asked_for(logbook: Logbook) -> None:
    made = {await logbook.checkpoint(cycle="checkpoint-daily-2026-12-01T05:15:00Z") for _ in range(3)}
    assert made == {1}
    assert await logbook.checkpoint(cycle="checkpoint-daily-2026-12-02T05:15:00Z") == 2


async def test_two_at_once_wait_for_each_other(office: Office, logbook: Logbook) -> None:
    await office.released()
    numbers = await asyncio.gather(*(logbook.checkpoint() for _ in range(4)))
    assert sorted(numbers) == [1, 2, 3, 4]
    assert breaches(await logbook.verify()) == set()


async def test_what_commits_during_a_checkpoint_comes_with_the_next(office: Office, logbook: Logbook) -> None:
    """Work goes on meanwhile: nothing is left out for good, whatever the order of commits."""

    async def work() -> None:
        for _ in range(4):
            await office.cleared()

    async def log() -> None:
        for _ in range(6):
            await logbook.checkpoint()

    await asyncio.gather(work(), work(), log())
    await logbook.checkpoint()
    assert breaches(await logbook.verify()) == set()


async def test_the_copy_outside_is_made_good_after_a_crash_between(office: Office, logbook: Logbook) -> None:
    await office.open()
    await logbook.checkpoint()
    for file in logbook.folder.iterdir():
        if file.name.startswith("00000001"):
            file.unlink()
    await logbook.checkpoint()
    assert logbook.outside.numbers() == (1, 2)
    assert breaches(await logbook.verify()) == set()


async def test_a_database_that_went_back_gets_no_signature(office: Office, logbook: Logbook, hand: Forger) -> None:
    await office.open()
    await logbook.checkpoint()
    await logbook.checkpoint()
    hand.run("DELETE FROM checkpoint WHERE number = 2")
    with pytest.raises(LogInconsistentError) as refused:
        await logbook.checkpoint()
    assert (refused.value.code, refused.value.number) == ("rolled_back", 2)
    assert logbook.outside.numbers() == (1, 2)


async def test_a_rewritten_tree_gets_no_signature(office: Office, logbook: Logbook, hand: Forger) -> None:
    await office.open()
    await logbook.checkpoint()
    hand.run("UPDATE log_node SET hash = sha256('x') WHERE level = 4")
    with pytest.raises(LogInconsistentError, match="log_rewritten"):
        await logbook.checkpoint()
    hand.run("UPDATE checkpoint SET note = replace(note, '16', '32')")
    with pytest.raises(LogInconsistentError, match="forked"):
        await logbook.checkpoint()


async def test_a_checkpoint_that_another_key_signed_is_not_continued(logbook: Logbook, hand: Forger) -> None:
    await logbook.checkpoint()
    other = notes.PrivateKey(name=LOG_KEY.name, kind=notes.LOG_KEY, seed=bytes(32))
    (row,) = hand.run("SELECT note FROM checkpoint")
    text = notes.read_note(row["note"]).text
    forged = str(notes.Note(text=text, signatures=(notes.sign_note(other, text),)))
    hand.run("UPDATE checkpoint SET note = %(note)s", note=forged)
    for file in logbook.folder.iterdir():
        file.unlink()
    with pytest.raises(LogInconsistentError, match="not_signed"):
        await logbook.checkpoint()


async def test_who_may_see_which_checkpoint(office: Office, logbook: Logbook) -> None:
    await logbook.checkpoint()
    case = await office.circulated()
    await logbook.checkpoint()
    await logbook.checkpoint()

    async def sees(who: str) -> list[int]:
        view = await log_reading.the_checkpoints(logbook.app, who, after=0, limit=100)
        return [one["number"] for one in view["items"]]  # type: ignore[attr-defined] # a view

    assert await sees("auditor") == await sees("state.custodian") == [1, 2, 3]
    assert await sees("state.eb") == [1, 2]
    assert await sees("interior.fws") == [1]
    with pytest.raises(NotThere):
        await log_reading.one_checkpoint(logbook.app, "interior.fws", 2)
    with pytest.raises(NotThere):
        await log_reading.the_proof(logbook.app, "interior.fws", UUID(case["id"]), None)
