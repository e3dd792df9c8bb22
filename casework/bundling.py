"""A bundle: what a person may see of cases and of the log, in one file that can be checked without us.

One transaction, entered as that person, sees one instant; row-level security decides what goes in. Rows pass through a
buffer of a few megabytes into parts of an archive, so memory does not grow with what is exported.
"""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import pairwise
from typing import BinaryIO
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from casework.certifying import certificate_of
from casework.desk import NobodyError, translated
from casework.log_reading import View, consistency_path, entry_proof, key_entry, keys_proof, note_with
from casework.reading import hashed_instant
from db import bundles, context, lists, log
from db.engine import Database
from db.facts import case_for_person
from domain.marking import Level, banner
from domain.refusals import NotThere
from proofs import archive
from proofs.offline import TYPE

PART = 4 * 1024 * 1024
_MANY = 1_000_000
Row = bundles.Row


class Parts:
    """The archive while it is written: lines gathered into parts of one section after the other."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._section = ""
        self._number = 0
        self._held = bytearray()

    def put(self, section: str, line: object) -> None:
        """Add a line to a section; sections come in the archive's own order."""
        if section != self._section:
            self._write()
            self._section, self._number = section, 0
        self._held += json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        if len(self._held) >= PART:
            self._write()

    def _write(self) -> None:
        if self._held:
            self._number += 1
            self._sink.write(archive.part(f"{self._section}-{self._number:06}.jsonl", bytes(self._held)))
            self._held.clear()

    def end(self) -> None:
        """Write what is left, and the archive's end."""
        self._write()
        self._sink.write(archive.END)


async def export_bundle(
    db: Database,
    subject: str,
    sink: BinaryIO,
    *,
    cases: Sequence[UUID] | None,
    texts: bool,
    certificate_seed: bytes | None,
) -> str:
    """Write a bundle as a person.

    Args:
        db: as the role onevoice_app.
        subject: who exports: what they may not see does not go in.
        sink: where to.
        cases: these; None for all that the person may see.
        texts: the words too, of cases that were released.
        certificate_seed: signs the certificates of released cases; without it there are none.

    Returns:
        The banner: the highest marking of anything in it.

    Raises:
        NobodyError: the subject is not in the register.
        NotThere: one of the cases is not there, or not for this person to know.
        Unavailable: the database cannot be read now.
    """
    async with translated(), db.begin(only_look=True) as tx:
        await bundles.hold_still(tx)
        if await context.enter(tx, subject, None) is None:
            raise NobodyError
        if cases is not None:
            found = [one async for some in bundles.case_ids(tx, cases) for one in some]
            if set(found) != set(cases):
                raise NotThere
        parts = Parts(sink)
        whole = cases is None and await log.reads_all(tx)
        level = await bundles.highest_level(tx, cases)
        marked = banner(Level(level))
        parts.put("manifest", {"type": TYPE, "banner": marked, "whole": whole})
        await _put_register(tx, parts, cases)
        await _put_log(tx, parts)
        # No clause above the cases' own marking, so that it does not make a bundle one that its reader may not have.
        await _put_all(parts, "directive", bundles.clauses(tx, cases, level), _clause)
        await _put_cases(tx, parts, cases, texts=texts)
        await _put_proofs(tx, parts, cases, certificate_seed)
        if whole:
            await _put_all(parts, "leaves", bundles.leaves(tx), _leaf)
        parts.end()
    return marked


async def _put_all(parts: Parts, section: str, rows: AsyncIterator[Row], line: Callable[[Row], object]) -> None:
    async for row in rows:
        parts.put(section, line(row))


async def _put_register(tx: AsyncConnection, parts: Parts, cases: Sequence[UUID] | None) -> None:
    await _put_all(
        parts,
        "register",
        bundles.offices(tx),
        lambda row: {"kind": "office", "office": row["code"], "agency": row["agency"]},
    )
    await _put_all(
        parts, "register", bundles.departments(tx), lambda row: {"kind": "department", "agency": row["code"]}
    )
    await _put_all(parts, "register", bundles.appointments(tx, cases), _appointment)


def _appointment(row: Row) -> object:
    held = {name: row[name] for name in ("person", "office", "capacity", "grade")}
    return {"kind": "appointment", **held, "from": row["begins"], "to": row["ends"]}


async def _put_log(tx: AsyncConnection, parts: Parts) -> None:
    for row in await log.key_record(tx, after=0, limit=_MANY):
        parts.put("keys", key_entry(row))
    rows = await log.checkpoints(tx, after=0, limit=_MANY)
    for row in rows:
        note = note_with(row, await log.countersigned(tx, [row["number"]]))
        parts.put("checkpoints", {"number": row["number"], "at": hashed_instant(row["at"]), "note": note})
    for old, new in pairwise(rows):
        path = await consistency_path(tx, old["size"], new["size"])
        parts.put("consistency", {"from": old["number"], "to": new["number"], "path": path})


async def _put_cases(tx: AsyncConnection, parts: Parts, cases: Sequence[UUID] | None, *, texts: bool) -> None:
    async for ids in bundles.case_ids(tx, cases):
        await _put_all(parts, "cases", bundles.about(tx, ids), _about)
    if texts:
        async for ids in bundles.case_ids(tx, cases):
            await _put_all(parts, "texts", bundles.texts(tx, ids), _text)
    async for ids in bundles.case_ids(tx, cases):
        await _put_all(parts, "entries", bundles.entries(tx, ids), _entry)


def _clause(row: Row) -> object:
    said = {name: row[name] for name in ("directive", "edition", "code", "section", "summary")}
    return {**said, "marking": Level(row["level"]).name}


def _about(row: Row) -> object:
    said = {name: row[name] for name in ("number", "directive", "edition")}
    return {"case": str(row["id"]), **said, "classification": Level(row["level"]).name}


def _text(row: Row) -> object:
    words = bytes(row["canonical"]).decode()
    said = {name: row[name] for name in ("version", "digest", "equities")}
    return {"case": str(row["case_id"]), **said, "canonical": words}


def _entry(row: Row) -> object:
    return {
        "case": str(row["case_id"]),
        "seq": row["seq"],
        "at": hashed_instant(row["at"]),
        "actor": row["actor"] or "time",
        "kind": row["kind"],
        "fact": row["fact_id"],
        "body": row["body"],
        "prev": bytes(row["prev"]).hex(),
        "hash": bytes(row["hash"]).hex(),
    }


async def _put_proofs(
    tx: AsyncConnection, parts: Parts, cases: Sequence[UUID] | None, certificate_seed: bytes | None
) -> None:
    async for ids in bundles.case_ids(tx, cases):
        for case_id in await bundles.released(tx, ids) if certificate_seed else ():
            found = await case_for_person(tx, case_id)
            rows = await lists.ledger(tx, case_id, after=0, limit=_MANY)
            made = await certificate_of(tx, found[0], rows, certificate_seed or b"") if found else None
            if made is not None:
                parts.put("certificates", {"case": str(case_id), "certificate": made})
    _put_proof(parts, None, await keys_proof(tx))
    async for ids in bundles.case_ids(tx, cases):
        for case_id in ids:
            _put_proof(parts, str(case_id), await entry_proof(tx, case_id, _MANY))


def _put_proof(parts: Parts, case: str | None, proof: View | None) -> None:
    if proof is not None:
        kept = {name: proof[name] for name in ("seq", "hash", "place", "checkpoint", "path")}
        parts.put("proofs", {"case": case, **kept})


def _leaf(row: Row) -> object:
    line: dict[str, object] = {"place": row["place"], "hash": bytes(row["hash"]).hex()}
    if row["nonce"] is not None:
        return line | {"nonce": bytes(row["nonce"]).hex()}
    if row["seq"] is None:
        return line
    return line | {"seq": row["seq"]} | ({"case": row["case_id"]} if row["case_id"] else {})
