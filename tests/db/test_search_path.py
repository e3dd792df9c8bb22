"""What runs with the owner's rights is not misled by a caller's own temporary tables, functions and types."""

import psycopg
import pytest

from domain.marking import Level
from tests.db.direct_sql import (
    APP,
    COMMITTED,
    OWNER,
    DirectSql,
    a_release,
    a_small_case,
    insert_into,
    what_went_wrong,
)
from tests.office import RELEASER, Office

pytestmark = pytest.mark.asyncio


@pytest.fixture
def careless(direct: DirectSql) -> DirectSql:
    """A database whose administrator lets the API's role make temporary tables."""
    assert direct.run("postgres", f'GRANT TEMP ON DATABASE "{direct.database}" TO {APP}') == COMMITTED
    return direct


async def test_temporary_tables_come_last_for_whatever_runs_with_the_owner_s_rights(direct: DirectSql) -> None:
    misled = (
        "SELECT p.oid::regprocedure::text FROM pg_proc p"
        " WHERE p.pronamespace IN ('public'::regnamespace, 'sec'::regnamespace) AND p.prosecdef"
        " AND NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE %s)"
    )
    assert direct.ask(OWNER, misled, "search_path=pg_catalog, %pg_temp") == []


async def test_a_temporary_table_does_not_stand_in_for_an_approval(office: Office, careless: DirectSql) -> None:
    case = await office.clear(await a_small_case(office))
    with careless.connect() as tx:
        tx.execute("CREATE TEMP TABLE approval (case_id uuid, version integer, digest text, person uuid)")
        forged = "INSERT INTO pg_temp.approval (case_id, version, digest) VALUES (%s, 1, %s)"
        tx.execute(forged, [case["id"], case["text"]["digest"]])
        tx.execute("GRANT SELECT ON pg_temp.approval TO PUBLIC")
        tx.commit()
        tx.execute("SELECT * FROM sec.enter(%s)", [RELEASER])
        with pytest.raises(psycopg.Error) as refused:
            insert_into(tx, "release", a_release(case))
    assert what_went_wrong(refused.value) == "OV003 not_approved"


async def test_a_temporary_register_makes_nobody_a_person(careless: DirectSql) -> None:
    with careless.connect() as tx:
        tx.execute("CREATE TEMP TABLE person (id uuid, subject text, name text, level smallint, active boolean)")
        tx.execute("INSERT INTO pg_temp.person VALUES (gen_random_uuid(), 'me', 'me', 3, true)")
        tx.execute("GRANT SELECT ON pg_temp.person TO PUBLIC")
        tx.commit()
        assert tx.execute("SELECT * FROM sec.enter('me')").fetchall() == []


async def test_a_temporary_type_runs_nothing_with_the_owner_s_rights(careless: DirectSql) -> None:
    with careless.connect() as tx:
        tx.execute(
            "CREATE FUNCTION pg_temp.spy(pg_catalog.text) RETURNS boolean LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'I am %', current_user; END $$"
        )
        tx.execute("GRANT EXECUTE ON FUNCTION pg_temp.spy(pg_catalog.text) TO PUBLIC")
        tx.execute("CREATE DOMAIN pg_temp.text AS pg_catalog.text CHECK (pg_temp.spy(VALUE))")
        tx.commit()
        [entered] = tx.execute("SELECT clearance FROM sec.enter('nsc.asia', 'key')").fetchall()
    assert entered == (Level.TS,)
