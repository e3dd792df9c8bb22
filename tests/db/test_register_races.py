"""An act against the end of the appointment that it rests on: nobody signs by a term that is over."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from casework.people_file import read_people
from casework.verification import verify_all
from db.engine import Database
from db.people import replace_register
from domain.register import Register
from embedded.plan import PEOPLE
from embedded.processes import wait_until
from tests.casework.forger import breaches
from tests.db.direct_sql import APP, COMMITTED, OWNER, DirectSql, a_sign_off, a_small_case, insert_into
from tests.office import Office

pytestmark = pytest.mark.asyncio

SIGNER = "commerce.ita"
SUPERUSER = "postgres"
PATIENCE_SECONDS = 10.0
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = %s"
    " AND wait_event_type = 'Lock'"
)


def without_the_signer() -> Register:
    register = read_people(PEOPLE)
    return replace(register, persons=tuple(p for p in register.persons if p.subject != SIGNER))


async def load(owner: Database, register: Register) -> None:
    async with owner.begin() as tx:
        await replace_register(tx, register)


async def until_one_waits(direct: DirectSql, role: str) -> None:
    def waits() -> bool:
        return direct.ask(SUPERUSER, WAITING, role) == [(1,)]

    assert await asyncio.to_thread(wait_until, waits, PATIENCE_SECONDS)


def signed_and_ended(direct: DirectSql) -> tuple[list[datetime], list[datetime]]:
    """When the signer signed, and when each of their terms ended."""
    who = direct.id_of(SIGNER)
    signed = direct.ask(OWNER, "SELECT at FROM sign_off WHERE person = %s ORDER BY at", who)
    ended = direct.ask(OWNER, "SELECT valid_to FROM appointment WHERE person = %s", who)
    return [at for (at,) in signed], [at for (at,) in ended]


async def test_a_term_ends_after_every_sign_off_that_rests_on_it(
    office: Office, direct: DirectSql, owner_db: Database, verifier_db: Database
) -> None:
    first, second = await a_small_case(office), await a_small_case(office)
    with direct.entered(SIGNER) as slow:
        insert_into(slow, "sign_off", a_sign_off(first, "commerce"))
        ending = asyncio.create_task(load(owner_db, without_the_signer()))
        await until_one_waits(direct, OWNER)
        # The end has been asked for, and waits for the first signature; another one still comes in between.
        assert direct.insert(SIGNER, "sign_off", a_sign_off(second, "commerce")) == COMMITTED
        slow.commit()
        await ending
    signed, ended = signed_and_ended(direct)
    assert len(signed) == 2
    assert max(signed) < min(ended)
    assert direct.insert(SIGNER, "sign_off", a_sign_off(first, "commerce")) != COMMITTED
    assert breaches(await verify_all(verifier_db)) == set()


async def test_a_sign_off_that_waits_for_the_end_of_its_term_was_before_it_or_is_refused(
    office: Office, direct: DirectSql, owner_db: Database, verifier_db: Database
) -> None:
    case = await a_small_case(office)
    async with owner_db.begin() as tx:
        await replace_register(tx, without_the_signer())
        signing = asyncio.create_task(
            asyncio.to_thread(direct.insert, SIGNER, "sign_off", a_sign_off(case, "commerce"))
        )
        await until_one_waits(direct, APP)
    assert await signing == "OV003 not_coordinator"
    assert signed_and_ended(direct)[0] == []
    assert breaches(await verify_all(verifier_db)) == set()
