"""The log in a bundle: the record of keys, checkpoints, proofs and leaves, and what can be said only at the end."""

from proofs import merkle, notes
from proofs.key_record import RecordEntry, countersigning_faults
from proofs.leaves import entry_leaf, key_leaf, padding_leaf
from proofs.offline_case import ledger_instant
from proofs.offline_state import Head, Json, Offline
from proofs.outside import Outside, OutsideError


def take_key(at: Offline, line: Json) -> None:
    """An entry of the record of keys."""
    entry = RecordEntry(
        seq=line["seq"],
        at=ledger_instant(line["at"]),
        actor=str(line["actor"]),
        act=str(line["act"]),
        body=str(line["body"]),
        prev=bytes.fromhex(line["prev"]),
        hash=bytes.fromhex(line["hash"]),
    )
    at.looked_at("key_record")
    at.say("key_record", *at.record.take_in(entry))
    at.expected.add(key_leaf(entry.seq, entry.hash))


def take_checkpoint(at: Offline, line: Json) -> None:
    """A checkpoint."""
    number, note = int(line["number"]), notes.read_note(line["note"])
    head = Head(number=number, note=note, says=notes.read_checkpoint(note.text))
    at.heads[number] = head
    at.sizes[head.says.size] = number
    at.looked_at("checkpoints")
    if not notes.opened(note, at.log_keys):
        at.say("checkpoints", f"checkpoint {number}: is not signed by the log's key")
    if any(head.says.origin != key.name for key in at.log_keys):
        at.say("checkpoints", f"checkpoint {number}: is of another log")


def take_consistency(at: Offline, line: Json) -> None:
    """A proof from one checkpoint to the next."""
    old, new = at.heads[line["from"]], at.heads[line["to"]]
    proof = [bytes.fromhex(one) for one in line["path"]]
    at.looked_at("consistency")
    sizes = {"old": old.says.size, "new": new.says.size}
    if not merkle.is_consistent(**sizes, old_root=old.says.root, new_root=new.says.root, proof=proof):
        at.say("consistency", f"checkpoint {new.number}: its tree does not begin with that of checkpoint {old.number}")
    at.proved.add(new.number)


def take_proof(at: Offline, line: Json) -> None:
    """A proof that an entry is in the log."""
    case, seq, head = str(line["case"] or ""), int(line["seq"]), at.heads[line["checkpoint"]].says
    entry, name = bytes.fromhex(line["hash"]), f"seq {line['seq']}" if line["case"] else f"keys seq {line['seq']}"
    leaf = entry_leaf(case, seq, entry) if case else key_leaf(seq, entry)
    at.looked_at("inclusion")
    if leaf not in at.expected:
        at.say("inclusion", f"{name}: the proof is of another entry than the bundle has", case=case)
    path = [bytes.fromhex(one) for one in line["path"]]
    if not merkle.is_included(leaf=leaf, index=int(line["place"]), size=head.size, proof=path, root=head.root):
        at.say("inclusion", f"{name}: its proof does not lead to checkpoint {line['checkpoint']}", case=case)
    elif not case and leaf in at.expected:
        at.keys_proved = max(at.keys_proved, seq)


def take_leaf(at: Offline, line: Json) -> None:
    """A leaf, and what stands in it."""
    place, kept = int(line["place"]), bytes.fromhex(line["hash"])
    at.looked_at("log_leaves")
    if place != at.tree.size:
        at.say("log_leaves", f"leaf {place}: stands where leaf {at.tree.size} belongs")
    at.tree.append(kept)
    if at.tree.size in at.sizes:
        at.roots[at.sizes[at.tree.size]] = at.tree.root
    if "nonce" in line:
        if padding_leaf(bytes.fromhex(line["nonce"])) != kept:
            at.say("log_leaves", f"leaf {place}: is given as padding, and is none")
    elif "seq" in line:
        case, seq = str(line.get("case") or ""), int(line["seq"])
        at.logged.setdefault(case, []).append(seq)
        if kept not in at.expected:
            at.say("log_leaves", _missing(at, case, seq), case=case)
    elif at.whole:
        at.say("log_leaves", f"leaf {place}: nothing in the bundle stands in it")


def _missing(at: Offline, case: str, seq: int) -> str:
    if not case:
        there = seq <= at.record.count
        return f"keys seq {seq}: {'is not what was logged' if there else 'was logged, and is not there'}"
    if case not in at.entries:
        return "the whole case was logged, and is not there"
    if seq > at.entries[case]:
        return f"seq {seq}: was logged, and is not there"
    return f"seq {seq}: is not what was logged"


def conclude(at: Offline) -> None:
    """What can be said only at the end."""
    texts = {head.number: head.note.text for head in at.heads.values()}
    at.looked_at("countersignatures", len(at.record.countersigned))
    at.say("countersignatures", *countersigning_faults(at.record, texts))
    for number in sorted(at.heads)[1:]:
        if number not in at.proved:
            at.say("consistency", f"checkpoint {number}: there is no proof from the one before it")
    if at.tree.size or at.whole:
        _conclude_leaves(at)
    else:
        proved = at.tallies["inclusion"].looked_at - (at.keys_proved > 0)
        unproved = len(at.entries) - proved
        if unproved > 0:
            at.notes.append(
                f"{unproved} of {len(at.entries)} cases are in no checkpoint yet: their chains stand alone."
            )
    _conclude_certificates(at)
    if not at.trust.keys:
        for key in at.log_keys:
            at.notes.append(f"The log's key is the bundle's own. Compare it with one that you trust: {key}")
    if at.trust.outside is not None:
        _compare_outside(at, at.trust.outside)


def _conclude_certificates(at: Offline) -> None:
    # Who brought the log's key along believes a certificate's key because it is in the log, not because it is here.
    for case, seq in at.certified.items() if at.trust.keys else ():
        if seq > at.keys_proved:
            at.say("certificates", "the key that signed it is in no checkpoint of the log", case=case)
    for case in sorted(at.stated.keys() - at.certified.keys()):
        at.notes.append(f"case {case}: was released, and the bundle has no certificate of it.")


def _conclude_leaves(at: Offline) -> None:
    for number, head in sorted(at.heads.items()):
        if at.roots.get(number) != head.says.root:
            at.say("log_leaves", f"checkpoint {number}: its root is not that of the leaves")
    newer = 0
    for case, count in at.entries.items():
        places = at.logged.get(case, [])
        last = max(places, default=0)
        for seq in sorted(set(range(1, min(last, count) + 1)) - set(places)):
            at.say("log_leaves", f"seq {seq}: was never logged, though later ones were", case=case)
        newer += max(count - last, 0)
    if newer:
        at.notes.append(f"{newer} entries are newer than the last checkpoint: nothing outside holds them yet.")


def _compare_outside(at: Offline, outside: Outside) -> None:
    for number in outside.numbers():
        head = at.heads.get(number)
        text = outside.note(number).rpartition("\n\n")[0] + "\n"
        if head is None:
            if at.whole:
                at.say("checkpoints", f"checkpoint {number}: was signed and kept outside, and is not in the bundle")
        elif head.note.text != text:
            at.say("checkpoints", f"checkpoint {number}: is not the one that was kept outside")
    try:
        for number in outside.numbers():
            for leaf in outside.leaves(number):
                # Of cases that are not in a bundle of some nothing can be said.
                ours = at.whole or leaf.case is None or leaf.case in at.entries
                if ours and leaf.nonce is None and leaf.hash not in at.expected:
                    at.say("log_leaves", _missing(at, leaf.case or "", leaf.seq or 0), case=leaf.case or "")
    except OutsideError as error:
        at.say("checkpoints", str(error))
