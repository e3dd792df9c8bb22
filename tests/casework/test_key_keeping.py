"""The record of keys: who may enrol what, by what proof, and what a countersignature has to be."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casework.desk import Caller
from casework.key_keeping import prepare_keys, the_keys, withdraw_key
from db.engine import Database
from domain.refusals import ChangedUnderYou, Malformed, NotNow, NotThere, NotYours
from proofs import ed25519, notes
from tests.casework.forger import breaches
from tests.casework.logbook import CERTIFICATE_SEED, LOG_KEY, ORIGIN, Logbook, agency_key

pytestmark = pytest.mark.asyncio

IDENTITY = notes.PublicKey(name=f"{ORIGIN}/state", kind=notes.COSIGNER_KEY, public=bytes([1]) + bytes(31))
NOW = datetime.now(UTC)


async def test_a_custodian_enrols_and_countersigns(logbook: Logbook) -> None:
    await logbook.enrol("state")
    await logbook.enrol("defense")
    await logbook.checkpoint()
    for agency in ("state", "defense"):
        answer = await logbook.countersign(1, agency)
        assert answer.status == 201
    view = json.loads(answer.body)
    assert [one["agency"] for one in view["countersigned_by"]] == ["state", "defense"]
    note = notes.read_note(view["note"])
    assert notes.opened(note, [LOG_KEY.public_key, *(key.public_key for key in logbook.keys.values())])
    assert await logbook.checkpoint() == 2
    assert breaches(await logbook.verify()) == set()


async def test_countersigning_twice_is_once(logbook: Logbook) -> None:
    await logbook.enrol("state")
    await logbook.checkpoint()
    await logbook.countersign(1)
    again = json.loads((await logbook.countersign(1)).body)
    assert len(again["countersigned_by"]) == 1


@pytest.mark.parametrize("by", ["state.eb", "state.s-s", "defense.custodian", "auditor", "nsc.asia"])
async def test_only_the_agencys_custodian_enrols_and_countersigns(logbook: Logbook, by: str) -> None:
    with pytest.raises(NotYours, match="not_custodian"):
        await logbook.enrol("state", by=by)
    await logbook.enrol("state")
    await logbook.checkpoint()
    with pytest.raises((NotYours, NotThere)):
        await logbook.countersign(1, by=by)
    with pytest.raises(NotYours, match="not_custodian"):
        await withdraw_key(logbook.app, Caller(subject=by), agency_key("state").public_key.public.hex())


@pytest.mark.parametrize(
    "vkey",
    [
        str(IDENTITY),
        "nonsense",
        str(LOG_KEY.public_key),
        str(agency_key("defense").public_key),
        str(notes.PublicKey(name=f"{ORIGIN}/state", kind=notes.COSIGNER_KEY, public=b"\xff" * 32)),
    ],
)
async def test_a_key_that_proves_nothing_is_refused(logbook: Logbook, vkey: str) -> None:
    with pytest.raises(Malformed, match="key_refused"):
        await logbook.enrol("state", vkey=vkey)


async def test_possession_is_proved_by_the_key_itself(logbook: Logbook) -> None:
    other = agency_key("state", 9)
    with pytest.raises(Malformed, match="possession_not_proved"):
        await logbook.enrol("state", vkey=str(other.public_key))
    with pytest.raises(Malformed, match="possession_not_proved"):
        await logbook.enrol("state", possession=bytes(64))


async def test_a_proof_of_possession_is_good_once(logbook: Logbook) -> None:
    """What was signed for one place in the record cannot be shown at another."""
    head = bytes.fromhex(str((await the_keys(logbook.app, "auditor", after=0, limit=1))["head"]))
    await logbook.enrol("defense")
    with pytest.raises(ChangedUnderYou, match="key_record_moved"):
        await logbook.enrol("state", head=head)


async def test_a_key_comes_in_once_even_after_it_was_withdrawn(logbook: Logbook) -> None:
    await logbook.enrol("state")
    with pytest.raises(NotNow, match="key_known"):
        await logbook.enrol("state")
    public = agency_key("state").public_key.public.hex()
    await withdraw_key(logbook.app, Caller(subject="state.custodian"), public)
    with pytest.raises(NotNow, match="key_known"):
        await logbook.enrol("state")
    with pytest.raises(NotNow, match="key_not_in_force"):
        await withdraw_key(logbook.app, Caller(subject="state.custodian"), public)
    with pytest.raises(NotThere):
        await withdraw_key(logbook.app, Caller(subject="state.custodian"), "0" * 64)


async def test_a_withdrawn_key_signs_no_more_and_what_it_signed_stays_good(logbook: Logbook) -> None:
    await logbook.enrol("state")
    await logbook.checkpoint()
    await logbook.countersign(1)
    await withdraw_key(logbook.app, Caller(subject="state.custodian"), agency_key("state").public_key.public.hex())
    await logbook.checkpoint()
    with pytest.raises(NotNow, match="key_not_in_force"):
        await logbook.countersign(2)
    assert breaches(await logbook.verify()) == set()
    assert logbook.offline(await logbook.bundle()).sound


@pytest.mark.parametrize(
    "period",
    [
        {"valid_from": NOW + timedelta(days=1)},
        {"valid_from": NOW - timedelta(days=9), "valid_to": NOW - timedelta(days=1)},
    ],
)
async def test_a_key_signs_only_in_its_time(logbook: Logbook, period: dict[str, Any]) -> None:
    await logbook.enrol("state", **period)
    await logbook.checkpoint()
    with pytest.raises(NotNow, match="key_not_in_force"):
        await logbook.countersign(1)


async def test_a_key_does_not_end_before_it_begins(logbook: Logbook) -> None:
    with pytest.raises(Malformed, match="period_is_empty"):
        await logbook.enrol("state", valid_from=NOW, valid_to=NOW)


async def test_a_countersignature_is_one_of_that_very_checkpoint(logbook: Logbook) -> None:
    await logbook.enrol("state")
    await logbook.checkpoint()
    await logbook.checkpoint()
    first, key = notes.read_note(logbook.outside.note(1)).text, logbook.keys["state"]
    seconds = int(datetime.now(UTC).timestamp())
    for line in (
        str(notes.cosign_note(key, first, seconds)),
        str(notes.cosign_note(key, notes.read_note(logbook.outside.note(2)).text, seconds + 3_600)),
        str(notes.cosign_note(agency_key("defense"), first, seconds)),
        "— nonsense AAAAAAAAAAA=",
        "nonsense",
    ):
        with pytest.raises(Malformed, match="cosignature_not_good"):
            await logbook.countersign(2, line=line)
    with pytest.raises(NotThere):
        await logbook.countersign(3, line=str(notes.cosign_note(key, first, seconds)))


async def test_the_logs_own_keys_come_in_once_and_of_one_log(logbook: Logbook) -> None:
    await logbook.prepare()
    view = await the_keys(logbook.app, "interior.fws", after=0, limit=100)
    assert len(view["items"]) == 2  # type: ignore[arg-type] # a view
    assert view["origin"] == ORIGIN
    other = notes.PrivateKey(name="other.example", kind=notes.LOG_KEY, seed=bytes(32)).public_key
    with pytest.raises(NotNow, match="another_origin"):
        await prepare_keys(logbook.owner, other, ed25519.public_of(CERTIFICATE_SEED))


async def test_without_a_log_nothing_is_enrolled(app_db: Database, logbook: Logbook) -> None:
    """Before whoever runs the service has set the log up."""
    async with logbook.owner.begin() as tx:
        await tx.exec_driver_sql("ALTER TABLE key_record DISABLE TRIGGER never_change")
        await tx.exec_driver_sql("DELETE FROM key_record")
        await tx.exec_driver_sql("ALTER TABLE key_record ENABLE TRIGGER never_change")
    assert (await the_keys(app_db, "auditor", after=0, limit=1))["origin"] is None
    with pytest.raises(NotNow, match="no_log_key"):
        await logbook.enrol("state")
