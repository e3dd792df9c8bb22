"""Holds, for tests of verification: CIA stops a text for a time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from casework.desk import Caller
from casework.holding import lift_hold, place_hold
from domain.vocabulary import HoldKind
from tests.office import COORDINATORS, Office, View, seen

CIA = Caller(subject=COORDINATORS["cia"])


async def hold(office: Office, case: View) -> View:
    return seen(
        await place_hold(
            office.db,
            CIA,
            UUID(case["id"]),
            agency="cia",
            kind=HoldKind.INTELLIGENCE,
            reason="Sources.",
            lifts_when="They are safe.",
            until=datetime.now(UTC) + timedelta(days=3),
        )
    )


async def held_and_lifted(office: Office, case: View) -> View:
    held = await hold(office, case)
    answer = await lift_hold(office.db, CIA, UUID(case["id"]), UUID(held["holds"][0]["id"]), reason="They are safe.")
    return seen(answer)
