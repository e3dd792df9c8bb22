"""The record of keys: enrolled by an agency's custodian with proof of possession, withdrawn, used to countersign."""

import json
from datetime import datetime

from casework.desk import Act, Answer, Caller, acting, reading, translated
from casework.log_reading import View, checkpoint_view, key_entry, origin_of, said_key
from db import log
from db.engine import Database
from domain.people import Actor
from domain.refusals import ChangedUnderYou, Malformed, NotNow, NotThere, NotYours
from domain.vocabulary import Capacity
from proofs import ed25519, notes
from proofs.key_record import CERTIFICATES, COUNTERSIGNING, LOG, possession_statement

A_MINUTE = 60
"""A countersignature may say to be from a little later than now: clocks differ."""


def _must_be_custodian(actor: Actor, agency: str) -> None:
    if not actor.holds(Capacity.CUSTODIAN, agency=agency):
        raise NotYours("not_custodian", "Only a custodian of the agency's keys does this.")


def _read_key(written: str) -> notes.PublicKey:
    try:
        key = notes.read_public_key(written)
    except ed25519.KeyRefusedError as error:
        raise Malformed("key_refused", f"Under such a key a signature proves nothing ({error.code}).") from error
    except notes.NoteError as error:
        raise Malformed("key_refused", "That is not a public key as C2SP writes it: name+id+base64.") from error
    if key.kind != notes.COSIGNER_KEY:
        raise Malformed("key_refused", "That key is not one for countersigning (its type is not 0x04).")
    return key


async def enrol_key(
    db: Database,
    caller: Caller,
    *,
    agency: str,
    vkey: str,
    valid_from: datetime,
    valid_to: datetime | None,
    head: bytes,
    possession: bytes,
) -> Answer:
    """Enrol an agency's key for countersigning.

    The possession is the key's own signature over the statement of `proofs.key_record.possession_statement`; its
    challenge is the head of the record, so it is good once, here and now (reliability.md 0.15, E-5).

    Raises:
        NotYours: the person is no custodian of that agency.
        Malformed: `key_refused`, `possession_not_proved`, `period_is_empty`.
        NotNow: `no_log_key`, `key_known`.
        ChangedUnderYou: `key_record_moved`; the challenge is no longer the record's head.
    """
    key = _read_key(vkey)
    if valid_to is not None and valid_to <= valid_from:
        raise Malformed("period_is_empty", "The key would end before it begins.")
    async with acting(db, caller) as act:
        if act.answered:
            return act.answered
        _must_be_custodian(act.actor, agency)
        said = await _said(act, agency, key, valid_from, valid_to, possession, head)
        seq = await log.enrol(act.tx, agency, json.dumps(said), head)
        return await _answered(act, seq)


async def _said(
    act: Act,
    agency: str,
    key: notes.PublicKey,
    valid_from: datetime,
    valid_to: datetime | None,
    possession: bytes,
    head: bytes,
) -> dict[str, object]:
    origin = origin_of(await log.service_keys(act.tx))
    if key.name != f"{origin}/{agency}":
        raise Malformed("key_refused", f"The key of {agency} is named {origin}/{agency} here.")
    if await log.key_head(act.tx) != head:
        raise ChangedUnderYou("key_record_moved", "The record of keys has grown since. Sign its new head.")
    begins, ends = valid_from.isoformat(), None if valid_to is None else valid_to.isoformat()
    stated = possession_statement(
        origin=origin,
        agency=agency,
        name=key.name,
        key=key.public.hex(),
        valid_from=begins,
        valid_to=ends,
        head=head,
    )
    if not ed25519.is_signed(key.public, possession, stated):
        raise Malformed("possession_not_proved", "The key did not sign the statement of its enrolment.")
    about = {"use": COUNTERSIGNING, "name": key.name, "key": key.public.hex(), "possession": possession.hex()}
    return {**about, "valid_from": begins, "valid_to": ends}


async def withdraw_key(db: Database, caller: Caller, key: str) -> Answer:
    """Take an agency's key back from now on: what it signed before stays good.

    Raises:
        NotThere: there is no such key.
        NotYours: the person is no custodian of its agency.
        NotNow: `key_not_in_force`; it was withdrawn before.
    """
    async with acting(db, caller) as act:
        if act.answered:
            return act.answered
        found = await log.enrolled(act.tx, key)
        if found is None or found["agency"] is None:
            raise NotThere
        _must_be_custodian(act.actor, found["agency"])
        return await _answered(act, await log.withdraw(act.tx, key))


async def _answered(act: Act, seq: int) -> Answer:
    (row,) = await log.key_record(act.tx, after=seq - 1, limit=1)
    return await act.answer(201, key_entry(row))


async def countersign(db: Database, caller: Caller, number: int, line: str) -> Answer:
    """Add an agency's signature under a checkpoint.

    Whether the checkpoint continues what the agency countersigned before, the agency's own tool has checked: it has
    its own copy. Here the signature, the key and the hand are checked.

    Raises:
        NotThere: there is no such checkpoint.
        NotYours: the person is no custodian of the key's agency.
        Malformed: `cosignature_not_good`.
        NotNow: `key_not_in_force`.
    """
    async with acting(db, caller) as act:
        if act.answered:
            return act.answered
        row = await log.checkpoint(act.tx, number)
        if row is None:
            raise NotThere
        signature = _read_line(line)
        agency, key = await _key_of(act, signature)
        _must_be_custodian(act.actor, agency)
        at = notes.cosigned_at(signature)
        now = (await log.now(act.tx)).timestamp()
        text = notes.read_note(row["note"]).text
        if at is None or at > now + A_MINUTE or not notes.is_good(key, signature, text):
            raise Malformed("cosignature_not_good", "That is not the key's countersignature of this checkpoint.")
        await log.countersign(act.tx, number, key.public.hex(), line)
        return await act.answer(201, await checkpoint_view(act.tx, row))


def _read_line(line: str) -> notes.Signature:
    try:
        return notes.read_signature(line)
    except notes.NoteError as error:
        raise Malformed("cosignature_not_good", "That is not a line under a note.") from error


async def _key_of(act: Act, signature: notes.Signature) -> tuple[str, notes.PublicKey]:
    """The enrolled key that a line says to be of."""
    after = 0
    while rows := await log.key_record(act.tx, after=after, limit=500):
        for row in rows:
            if row["act"] == "enrolled" and row["agency"] is not None:
                key = said_key(row)
                if signature.is_of(key):
                    return row["agency"], key
        after = rows[-1]["seq"]
    raise Malformed(
        "cosignature_not_good",
        "No key that was enrolled here signs by that name: its custodian enrols it first (`onevoice key enrol`).",
    )


async def prepare_keys(db: Database, log_key: notes.PublicKey, certificate_key: bytes) -> None:
    """Put the log's key and the certificates' into the record, once each; as the owner, when the service is set up.

    Raises:
        NotNow: `another_origin`; the record begins with a log of another name.
    """
    async with translated(), db.begin() as tx:
        begins = (await log.now(tx)).isoformat()
        rows = await log.service_keys(tx)
        if rows and origin_of(rows) != log_key.name:
            raise NotNow("another_origin", "The record of keys is that of a log of another name.")
        for use, name, public in (
            (LOG, log_key.name, log_key.public),
            (CERTIFICATES, f"{log_key.name}/certificates", certificate_key),
        ):
            said = {"use": use, "name": name, "key": public.hex(), "valid_from": begins, "valid_to": None}
            await log.enrol_service_key(tx, json.dumps(said))


async def the_keys(db: Database, subject: str, *, after: int, limit: int) -> View:
    """The record of keys, some entries at a time, with the log's name and the record's head: the next challenge."""
    async with reading(db, subject) as (tx, _):
        rows = await log.key_record(tx, after=after, limit=limit)
        service = await log.service_keys(tx)
        head = await log.key_head(tx)
    return {
        "origin": origin_of(service) if service else None,
        "head": head.hex(),
        "items": [key_entry(row) for row in rows],
        "next": rows[-1]["seq"] if len(rows) == limit else None,
    }
