"""Verification of the log: leaves against entries, roots against checkpoints, all of it against the copies outside."""

from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncConnection

from db import evidence_log
from db.evidence import instant
from proofs import leaves, merkle, notes
from proofs.key_record import LOG, KeyRecord, RecordEntry, countersigning_faults
from proofs.outside import Leaf, Outside, OutsideError
from proofs.register import Register
from proofs.verdicts import Check, Tally

_LEAVES_AT_ONCE = 2_000

KEY_RULE = "The record of keys is a whole chain; each key is sound, possessed, and enrolled by a custodian."
CHECKPOINT_RULE = "Checkpoints 1, 2, 3 …, each signed by the log's key over the root of the leaves up to it."
COUNTERSIGNED_RULE = "Each countersignature is that of an agency's key in force over that checkpoint."
LEAF_RULE = "Every leaf is that of its entry, which is there as it was logged; nothing was left out; nodes follow."
OUTSIDE_RULE = "What was kept outside the database is still in it: every checkpoint, and every entry as it was logged."


async def check_log(tx: AsyncConnection, outside: Outside | None) -> list[Check]:
    """Check the log within the database, and against the copies outside if there are any."""
    keys = Tally(name="key_record", rule=KEY_RULE)
    record = await _record(tx, keys)
    trusted = (outside.keys() if outside else ()) or tuple(key.note_key for key in record.of_use(LOG))
    checkpoints = Tally(name="checkpoints", rule=CHECKPOINT_RULE)
    heads = await _heads(tx, checkpoints, trusted)
    countersigned = Tally(name="countersignatures", rule=COUNTERSIGNED_RULE)
    texts = {number: note.text for number, (note, _) in heads.items()}
    countersigned.add(len(record.countersigned), countersigning_faults(record, texts))
    log = Tally(name="log_leaves", rule=LEAF_RULE)
    await _leaves(tx, log, checkpoints, heads)
    found = [keys.check(), checkpoints.check(), countersigned.check(), log.check()]
    return found if outside is None else [*found, await _outside(tx, outside, texts)]


async def _record(tx: AsyncConnection, tally: Tally) -> KeyRecord:
    register = Register()
    async for row in evidence_log.custodians(tx):
        register.add({"kind": "office", "office": row["office"], "agency": row["agency"]})
        register.add({"kind": "appointment", "capacity": "custodian", **row})
    record = KeyRecord(register)
    async for row in evidence_log.key_record(tx):
        entry = RecordEntry(
            seq=row["seq"],
            at=instant(row["at"]).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            actor=row["actor"] or "service",
            act=row["act"],
            body=row["body"],
            prev=bytes(row["prev"]),
            hash=bytes(row["hash"]),
        )
        tally.add(1, record.take_in(entry))
    return record


async def _heads(
    tx: AsyncConnection, tally: Tally, trusted: Sequence[notes.PublicKey]
) -> dict[int, tuple[notes.Note, notes.Checkpoint]]:
    heads: dict[int, tuple[notes.Note, notes.Checkpoint]] = {}
    async for row in evidence_log.checkpoints(tx):
        tally.add(1, ())
        try:
            note = notes.read_note(row["note"])
            head = notes.read_checkpoint(note.text)
        except notes.NoteError:
            tally.add(0, [f"checkpoint {row['number']}: its note is not readable"])
            continue
        tally.add(0, _head_faults(row, note, head, trusted, len(heads) + 1))
        heads[row["number"]] = (note, head)
    return heads


def _head_faults(
    row: evidence_log.Row, note: notes.Note, head: notes.Checkpoint, trusted: Sequence[notes.PublicKey], place: int
) -> Iterator[str]:
    number = row["number"]
    if number != place:
        yield f"checkpoint {number}: stands where checkpoint {place} belongs"
    if not notes.opened(note, trusted):
        yield f"checkpoint {number}: is not signed by the log's key"
    if (row["size"], bytes(row["root"])) != (head.size, head.root):
        yield f"checkpoint {number}: its row says another size or root than its note"


async def _leaves(
    tx: AsyncConnection,
    tally: Tally,
    checkpoints: Tally,
    heads: dict[int, tuple[notes.Note, notes.Checkpoint]],
) -> None:
    tree = merkle.Tree()
    ends = {head.size: number for number, (_, head) in heads.items()}
    said: set[tuple[str, str]] = set()
    async for row in evidence_log.leaves(tx):
        tally.add(1, ())
        case, fault = _leaf_fault(row, tree.size)
        if fault and (case, fault) not in said:
            said.add((case, fault))
            tally.add(0, [fault], case)
        tree.append(bytes(row["hash"] or b""))
        number = ends.pop(tree.size, None)
        if number is not None and heads[number][1].root != tree.root:
            checkpoints.add(0, [f"checkpoint {number}: its root is not that of the leaves"])
    for number in sorted(ends.values()):
        checkpoints.add(0, [f"checkpoint {number}: the log has not so many leaves any more"])
    async for row in evidence_log.wrong_nodes(tx):
        tally.add(0, [f"node {row['level']}/{row['place']}: is not the hash of the two below it"])
    async for row in evidence_log.unlogged(tx):
        which = "" if row["case_id"] else "keys "
        tally.add(0, [f"{which}seq {row['seq']}: was never logged, though later ones were"], row["case_id"] or "")


def _leaf_fault(row: evidence_log.Row, place: int) -> tuple[str, str]:
    """What is wrong with a leaf: the case it is of, and a sentence; none if it is sound."""
    case, seq, at = row["case_id"] or "", row["seq"], f"leaf {row['place']}"
    if row["place"] != place:
        return "", f"{at}: stands where leaf {place} belongs"
    if row["hash"] is None:
        return case, f"{at}: its hash is not there"
    kept = bytes(row["hash"])
    if row["nonce"] is not None:
        sound = leaves.padding_leaf(bytes(row["nonce"])) == kept
        return "", "" if sound else f"{at}: is given as padding, and is none"
    if seq is None:
        return "", f"{at}: what stood in it is not there"
    name = f"seq {seq}" if case else f"keys seq {seq}"
    if row["entry"] is None:
        gone = bool(case) and not row["case_is_there"]
        return case, "the whole case was logged, and is not there" if gone else f"{name}: was logged, and is not there"
    entry = bytes(row["entry"])
    made = leaves.entry_leaf(case, seq, entry) if case else leaves.key_leaf(seq, entry)
    return case, "" if made == kept else f"{name}: is not what was logged"


async def _outside(tx: AsyncConnection, outside: Outside, texts: dict[int, str]) -> Check:
    tally = Tally(name="outside_copies", rule=OUTSIDE_RULE)
    tree = merkle.Tree()
    said: set[tuple[str, str]] = set()
    for number in outside.numbers():
        tally.add(1, _note_faults(outside, number, texts))
        try:
            async for case, fault in _kept_leaves(tx, outside, number, tree):
                if (case, fault) not in said:
                    said.add((case, fault))
                    tally.add(0, [fault], case)
            head = notes.read_checkpoint(notes.read_note(outside.note(number)).text)
        except (OutsideError, notes.NoteError) as error:
            tally.add(0, [f"the copy of checkpoint {number} cannot be used: {error}"])
            break
        if (head.size, head.root) != (tree.size, tree.root):
            tally.add(0, [f"the copy of checkpoint {number} cannot be used: its leaves do not lead to its root"])
            break
    return tally.check()


def _note_faults(outside: Outside, number: int, texts: dict[int, str]) -> Iterator[str]:
    text = outside.note(number).rpartition("\n\n")[0] + "\n"
    if number not in texts:
        after = "; what is newer than it is another history" if max(texts, default=0) > number else ""
        yield f"checkpoint {number}: was signed, and is not in this database: it was cut, or is an older copy{after}"
    elif texts[number] != text:
        yield f"checkpoint {number}: another one was signed and kept outside: the log was rewritten or forked"


async def _kept_leaves(
    tx: AsyncConnection, outside: Outside, number: int, tree: merkle.Tree
) -> AsyncIterator[tuple[str, str]]:
    """Go through what stood in a checkpoint's new leaves; say, by case, what is not so any more."""
    kept = outside.leaves(number)
    while some := list(islice(kept, _LEAVES_AT_ONCE)):
        for leaf in some:
            tree.append(leaf.hash)
        wanted = [(leaf.case, leaf.seq) for leaf in some if leaf.case is not None]
        there = await evidence_log.entry_hashes(tx, wanted)
        keys = await evidence_log.key_hashes(tx, [leaf.seq for leaf in some if leaf.nonce is None and not leaf.case])
        for leaf in some:
            fault = _kept_fault(leaf, number, there, keys)
            if fault:
                yield leaf.case or "", fault


def _kept_fault(
    leaf: Leaf, number: int, there: dict[tuple[str, int], tuple[bool, bytes | None]], keys: dict[int, bytes]
) -> str:
    if leaf.nonce is not None:
        return ""
    if leaf.case is None:
        case_is_there, entry = True, keys.get(leaf.seq or 0)
    else:
        case_is_there, entry = there.get((leaf.case, leaf.seq or 0), (False, None))
    if entry == leaf.entry:
        return ""
    when = f"at checkpoint {number}"
    if entry is not None:
        return f"{leaf.name}: is not what was logged {when}"
    if not case_is_there:
        return f"the whole case was logged {when}, and is not there"
    return f"{leaf.name}: was logged {when}, and is not there"
