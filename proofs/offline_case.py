"""The cases of a bundle: chains, words, the rule of release, and certificates against what the entries say."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

import rfc8785

from proofs import certificates, statements
from proofs.archive import ArchiveError
from proofs.gate import Case, Entry, gate_faults
from proofs.key_record import CERTIFICATES
from proofs.leaves import INSTANT, entry_leaf, ledger_hash
from proofs.offline_state import Json, Offline, Words
from proofs.register import instant

MOST_OF_A_CASE = 512 * 1024 * 1024


def ledger_instant(written: str) -> str:
    """An instant of a ledger as it is hashed.

    Raises:
        ValueError: it is not written so.
    """
    if INSTANT.fullmatch(written) is None:
        raise ValueError("not an instant of a ledger")
    return written


def take_case(at: Offline, line: Json) -> None:
    """What a case is called and how it is marked."""
    about = {name: line[name] for name in ("number", "directive", "edition", "classification")}
    at.about[str(line["case"])] = about


def take_text(at: Offline, line: Json) -> None:
    """A version's words; they are let go, and their hashes kept."""
    canonical, equities = str(line["canonical"]).encode(), str(line["equities"])
    digest = hashlib.sha256(canonical).hexdigest()
    at.looked_at("texts")
    if digest != line["digest"]:
        at.say("texts", f"version {line['version']}: the digest is not that of the words", case=str(line["case"]))
    at.words.setdefault(str(line["case"]), {})[int(line["version"])] = Words(
        digest=digest,
        canonical_sha256=hashlib.sha256(f"\\x{canonical.hex()}".encode()).hexdigest(),
        equities_sha256=hashlib.sha256(equities.encode()).hexdigest(),
        equities=frozenset(agency for one in json.loads(equities) for agency in one),
    )


def take_entry(at: Offline, line: Json) -> None:
    """An entry; the entries of a case stand together."""
    if at.open_case and at.open_case[0]["case"] != line["case"]:
        end_case(at)
    at.open_size += len(line["body"]) + 500
    if at.open_size > MOST_OF_A_CASE:
        raise ArchiveError("a case has more entries than can be held")
    at.open_case.append(line)


def end_case(at: Offline) -> None:
    """All of a case's entries are there: check its chain, its words and its gate; keep what is asked for later."""
    lines, at.open_case, at.open_size = at.open_case, [], 0
    if not lines:
        return
    case = str(lines[0]["case"])
    if case in at.entries:
        at.say("bundle", "its entries stand in two places", case=case)
    at.entries[case] = len(lines)
    at.looked_at("ledger_chain", len(lines))
    at.say("ledger_chain", *_chain_faults(at, case, lines), case=case)
    read = list(_read_entries(at, case, lines))
    words = at.words.pop(case, {})
    at.say("texts", *_text_faults(words, read), case=case)
    at.looked_at("releases", sum(entry.kind == "release" for entry in read))
    at.say("releases", *_gate_faults(at, words, read), case=case)
    _state(at, case, lines)


def _chain_faults(at: Offline, case: str, lines: Sequence[Json]) -> Iterator[str]:
    before, last = b"", ""
    for place, line in enumerate(lines, 1):
        seq, prev, kept = line["seq"], bytes.fromhex(line["prev"]), bytes.fromhex(line["hash"])
        when, actor, kind = ledger_instant(line["at"]), str(line["actor"]), str(line["kind"])
        made = ledger_hash(prev=prev, case=case, seq=seq, at=when, actor=actor, kind=kind, body=str(line["body"]))
        if seq != place:
            yield f"seq {seq}: stands where seq {place} belongs"
        if prev != before:
            yield f"seq {seq}: does not follow from the entry before it"
        if made != kept:
            yield f"seq {seq}: its hash is not that of what it says"
        if when <= last:
            yield f"seq {seq}: is not later than the entry before it"
        before, last = kept, when
        at.expected.add(entry_leaf(case, seq, kept))


def _read_entries(at: Offline, case: str, lines: Sequence[Json]) -> Iterator[Entry]:
    for line in lines:
        try:
            body = json.loads(line["body"])
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            at.say("ledger_chain", f"seq {line['seq']}: its body is not a JSON object", case=case)
            continue
        if str(body.get("id")) != line["fact"]:  # the one column that the hash does not cover by itself
            at.say("ledger_chain", f"seq {line['seq']}: names another fact than its body", case=case)
        yield Entry(seq=line["seq"], at=instant(line["at"]), actor=line["actor"], kind=line["kind"], body=body)


def _text_faults(words: Mapping[int, Words], entries: Sequence[Entry]) -> Iterator[str]:
    recorded = {entry.body.get("version"): entry.body for entry in entries if entry.kind == "text_version"}
    for version, one in words.items():
        body = recorded.get(version, {})
        if (one.digest, one.canonical_sha256) != (body.get("digest"), body.get("canonical_sha256")):
            yield f"version {version}: the words are not those that the ledger records"
        if one.equities_sha256 != body.get("equities_sha256"):
            yield f"version {version}: the equities are not those that the ledger records"


def _gate_faults(at: Offline, words: Mapping[int, Words], entries: Sequence[Entry]) -> list[str]:
    equities = {version: one.equities for version, one in words.items()}
    try:
        return [f"seq {seq}: {code}" for seq, code in gate_faults(Case(at.register, equities), entries)]
    except (KeyError, TypeError, ValueError, AttributeError):
        return ["the entries have not the form that the rule of release needs"]


def _state(at: Offline, case: str, lines: Sequence[Json]) -> None:
    """Keep of each member of what a certificate of this case has to say its hash."""
    try:
        said = [
            statements.Said(seq=e["seq"], at=e["at"], kind=e["kind"], body=json.loads(e["body"]), hash=e["hash"])
            for e in lines
        ]
        made = statements.statement(at.about[case], said)
    except (KeyError, TypeError, ValueError, StopIteration, RecursionError):
        made = {}
    if made is not None:
        at.stated[case] = {name: _hash_of(value) for name, value in made.items()}


def _hash_of(value: object) -> bytes:
    return hashlib.sha256(rfc8785.dumps([value])).digest()  # type: ignore[list-item] # a JSON value


def take_certificate(at: Offline, line: Json) -> None:
    """A release certificate: its signature, its proof, and whether it says what the entries say."""
    case = str(line["case"])
    at.looked_at("certificates")
    try:
        found = certificates.read(str(line["certificate"]), [key.public for key in at.record.of_use(CERTIFICATES)])
    except certificates.CertificateError as error:
        at.say("certificates", str(error), case=case)
        return
    at.certified[case] = next((k.seq for k in at.record.keys.values() if certificates.key_id(k.public) == found.kid), 0)
    stated = at.stated.get(case)
    if stated is None:
        at.say("certificates", "it certifies a release that the entries do not have", case=case)
        return
    differ = sorted(n for n, v in found.says.items() if n != "checkpoint" and stated.get(n) != _hash_of(v))
    at.say("certificates", *(f"it says another {name} than the entries" for name in differ), case=case)
    at.say("certificates", *certificates.checkpoint_faults(found, at.log_keys), case=case)
