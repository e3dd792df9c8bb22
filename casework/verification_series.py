"""Verification of series: their chains, who acted on them, which cycles could be opened, what hangs on them.

A second reading: the calendar is reckoned by months and weeks here, and nothing of `domain/series*` is asked.
"""

import calendar
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from db import evidence_series
from db.evidence import instant
from db.evidence_register import Register
from db.evidence_series import StoredSeries

Row = dict[str, Any]  # a stored row by column name
Found = list[tuple[int, tuple[str, ...], str]]
"""How many things were looked at, what is wrong, and in which case (empty: in none)."""


async def series_breaks(tx: AsyncConnection, register: Register) -> Found:
    """Hold every series against its rules."""
    return [
        (len(one.facts), tuple(f"series {one.row['code']}: {fault}" for fault in _faults(one, register)), "")
        async for one in evidence_series.every_series(tx)
    ]


def _faults(one: StoredSeries, register: Register) -> Iterator[str]:
    yield from _chain_faults(one)
    acts = sorted((f["row"] for f in one.facts if f["kind"] == "series_act"), key=lambda row: instant(row["at"]))
    for act in acts:
        if not _directs(one, register, act):
            yield f"series_act {act['id']}: not_action_office"
    for cycle in (f["row"] for f in one.facts if f["kind"] == "cycle"):
        yield from (f"cycle {cycle['id']}: {fault}" for fault in _cycle_faults(one, register, cycle, acts))


def _chain_faults(one: StoredSeries) -> Iterator[str]:
    facts = {(fact["kind"], str(fact["row"]["id"])): fact["row"] for fact in one.facts}
    before = b""
    for place, entry in enumerate(one.entries, 1):
        if entry["seq"] != place or bytes(entry["prev"]) != before or bytes(entry["hash"]) != _hash(one, entry):
            yield f"entry {entry['seq']}: breaks the chain"
        before = bytes(entry["hash"])
        row = facts.pop((entry["kind"], entry["fact_id"]), None)
        if row is None or json.loads(entry["body"]) != _hashed(row) or row["at"] != entry["at"]:
            yield f"entry {entry['seq']}: {entry['kind']} {entry['fact_id']} is not as it was recorded"
    yield from (f"{kind} {fact_id}: has no entry" for kind, fact_id in facts)
    if (one.row["ledger_seq"], one.head) != (len(one.entries), before):
        yield "its row names another last entry"


def _hash(one: StoredSeries, entry: Row) -> bytes:
    at = instant(entry["at"]).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    said = (str(one.id), str(entry["seq"]), at, entry["actor"] or "time", entry["kind"], entry["body"])
    return hashlib.sha256(bytes(entry["prev"]) + "|".join(said).encode()).digest()


def _hashed(row: Row) -> Row:
    """The row as its entry keeps it: the reason as a hash."""
    reason = row["reason"]
    kept = {column: value for column, value in row.items() if column != "reason"}
    return kept | {"reason_sha256": None if reason is None else hashlib.sha256(reason.encode()).hexdigest()}


def _in_force(one: StoredSeries, at: datetime) -> Row | None:
    """The definition that was in force at an instant."""
    loaded = [edition for edition in one.editions if instant(edition["loaded_at"]) <= at]
    return loaded[-1] if loaded else None


def _directs(one: StoredSeries, register: Register, act: Row) -> bool:
    at = instant(act["at"])
    nsc = any(register.appointed(act["person"], act["office"], "nsc", one, at) for one in ("nsc_staff", "apnsa"))
    return nsc or any(
        act["office"] == edition["action_office"]
        and register.appointed(act["person"], act["office"], edition["action_agency"], "action_officer", at)
        for edition in one.editions
    )


def _cycle_faults(one: StoredSeries, register: Register, cycle: Row, acts: list[Row]) -> Iterator[str]:
    opens_at, at = instant(cycle["opens_at"]), instant(cycle["at"])
    if UUID(cycle["id"]) != uuid5(one.id, opens_at.isoformat().replace("+00:00", "Z")):
        yield "its id is not that of its moment"
    if at < opens_at:
        yield "before_its_time"
    if cycle["cause"] == "person":
        if not _directs(one, register, cycle):
            yield "not_action_office"
        return
    decided = _decided(acts, opens_at, at)
    edition = _in_force(one, at)
    if decided is None and (edition is None or not on_calendar(edition["definition"], opens_at)):
        yield "no_such_opening"
    if decided is False:
        yield "cycle_skipped"
    pauses = [act["act"] for act in acts if act["act"] in ("pause", "resume") and instant(act["at"]) <= opens_at]
    if pauses and pauses[-1] == "pause":
        yield "series_paused"


def _decided(acts: list[Row], opens_at: datetime, before: datetime) -> bool | None:
    """What was decided last about a moment before an instant: True, a cycle opens; False, none; None, nothing."""
    said: bool | None = None
    for act in acts:
        moved_here = act["moved_to"] is not None and instant(act["moved_to"]) == opens_at
        about = moved_here or (act["opens_at"] is not None and instant(act["opens_at"]) == opens_at)
        if about and instant(act["at"]) < before:
            said = act["act"] == "plan" or moved_here
    return said


def on_calendar(definition: Row, moment: datetime) -> bool:
    """Whether a calendar has an opening at that instant, reckoned by the weeks of its month."""
    local = moment.astimezone(ZoneInfo(definition["zone"]))
    if local.time().isoformat() != definition["opens_at"]:
        return False
    for entry in definition["opens"]:
        if local.month not in entry["months"]:
            continue
        if "weekday" not in entry:
            if local.day in entry["days"]:
                return True
            continue
        weeks = calendar.monthcalendar(local.year, local.month)
        those = [week[entry["weekday"] - 1] for week in weeks if week[entry["weekday"] - 1]]
        if those[entry["ordinal"] - 1] == local.day:
            return True
    return False


async def hanging_breaks(tx: AsyncConnection) -> Found:
    """Hold what hangs on a forum, or on cases under a consultation, against its rules."""
    found: Found = [(1, tuple(_opening_faults(row)), row["case"]) for row in await evidence_series.openings(tx)]
    for claim in await evidence_series.claims(tx):
        missing = () if claim["so"] else (f"{claim['name']} {claim['outcome']}: no case under it had gone out",)
        found.append((1, missing, claim["case"]))
    communiques = await evidence_series.communiques(tx)
    return [*found, *((1, ("no_communique_in_forum",), case) for case in communiques)]


def _opening_faults(row: Row) -> Iterator[str]:
    if row["cycle"] is None:
        if (row["high_level"], row["communique"]) != (row["mandate_high"], row["mandate_communique"]):
            yield "it is not of the level and forum of its mandate"
        return
    if not row["there"] or row["series_mandate"] != row["mandate"]:
        yield "its cycle is not there, or of another mandate"
    if (row["high_level"], row["communique"]) != (row["mandate_high"] or row["series_high"], row["series_communique"]):
        yield "it is not of the level and forum of its series"
    if row["alive"] > 1:
        yield "its cycle has more than one case"
