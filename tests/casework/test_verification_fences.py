"""Whatever of the database's fences is not as the migrations make it, verification names; and nothing but its name."""

from pathlib import Path

import pytest

from casework.verification import verify_all
from casework.verification_fences import Manifest, fence_breaks, shipped, version_notes, written
from db.engine import Database
from db.evidence_made import Fence, fences, server_version
from tests.casework.forger import Forger, breaches

pytestmark = pytest.mark.asyncio

MANIFEST = Path(__file__).parents[2] / "migrations" / "fences.json"
OPEN_GATE = (
    "CREATE OR REPLACE FUNCTION release_gate() RETURNS trigger LANGUAGE plpgsql"
    " SET search_path = pg_catalog, public, pg_temp AS 'BEGIN RETURN NEW; END'"
)
IS_OFF, IS_OTHER, IS_GONE, IS_NEW = (
    "is switched off",
    "is not as the migrations make it",
    "is not there",
    "no migration makes it",
)


async def made_now(db: Database) -> tuple[int, tuple[Fence, ...]]:
    async with db.begin() as tx:
        return await server_version(tx), await fences(tx)


async def test_the_manifest_is_what_the_migrations_make(verifier_db: Database) -> None:
    version, found = await made_now(verifier_db)
    assert version == shipped().version, "renew it: make fences"
    differ = list(fence_breaks(shipped(), version, found))
    assert differ == [], "migrations/fences.json is of other migrations; renew it: make fences"
    assert written(version, found) + "\n" == MANIFEST.read_text(encoding="utf-8")


async def test_every_trigger_function_policy_and_table_is_in_it(verifier_db: Database, hand: Forger) -> None:
    _, found = await made_now(verifier_db)
    names = {fence.name for fence in found}
    assert len(names) == len(found)
    (counted,) = hand.run(
        "SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal) AS trigger,"
        " (SELECT count(*) FROM pg_policy) AS policy,"
        " (SELECT count(*) FROM pg_proc WHERE pg_get_userbyid(proowner) = 'onevoice_owner') AS function,"
        " (SELECT count(*) - 1 FROM pg_class WHERE relkind IN ('r', 'v')"
        "  AND pg_get_userbyid(relowner) = 'onevoice_owner') AS table"
    )
    assert counted == {kind: sum(name.startswith(f"{kind} ") for name in names) for kind in counted}


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("ALTER TABLE release DISABLE TRIGGER c_coordination", f"trigger c_coordination of public.release: {IS_OFF}"),
        ("ALTER TABLE release ENABLE REPLICA TRIGGER c_gate", f"trigger c_gate of public.release: {IS_OFF}"),
        ("DROP TRIGGER c_coordination ON release", f"trigger c_coordination of public.release: {IS_GONE}"),
        (
            "CREATE TRIGGER z BEFORE INSERT ON ledger EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            f"trigger z of public.ledger: {IS_NEW}",
        ),
        (OPEN_GATE, f"function public.release_gate(): {IS_OTHER}"),
        ("ALTER FUNCTION release_gate() OWNER TO onevoice_app", f"function public.release_gate(): {IS_OTHER}"),
        ("GRANT EXECUTE ON FUNCTION release_gate() TO PUBLIC", f"function public.release_gate(): {IS_OTHER}"),
        ("CREATE FUNCTION sec.door() RETURNS text LANGUAGE sql AS 'SELECT 1'", f"function sec.door(): {IS_NEW}"),
        ("ALTER POLICY with_case ON ledger USING (true)", f"policy with_case of public.ledger: {IS_OTHER}"),
        ("ALTER POLICY with_case ON ledger TO PUBLIC", f"policy with_case of public.ledger: {IS_OTHER}"),
        ("CREATE POLICY all_of_it ON ledger USING (true)", f"policy all_of_it of public.ledger: {IS_NEW}"),
        ("ALTER TABLE ledger NO FORCE ROW LEVEL SECURITY", f"table public.ledger: {IS_OTHER}"),
        ("GRANT UPDATE ON ledger TO onevoice_app", f"table public.ledger: {IS_OTHER}"),
        ("GRANT SELECT (title) ON case_file TO onevoice_worker", f"table public.case_file: {IS_OTHER}"),
        ("ALTER TABLE ledger ALTER COLUMN hash SET DEFAULT ''", f"table public.ledger: {IS_OTHER}"),
        ("ALTER VIEW text_words SET (security_barrier = false)", f"table public.text_words: {IS_OTHER}"),
        (
            "ALTER TABLE position_period DROP CONSTRAINT one_voice",
            f"constraint one_voice of public.position_period: {IS_GONE}",
        ),
        (
            "ALTER TABLE release DISABLE TRIGGER ALL",
            f"constraint release_person_fkey of public.release: {IS_OFF}",
        ),
        (
            "UPDATE procedure_step SET optional = true WHERE name = 'parity_checked'",
            f"rows of public.procedure_step: {IS_OTHER}",
        ),
        ("GRANT CREATE ON SCHEMA public TO onevoice_app", f"schema public: {IS_OTHER}"),
        (
            "CREATE RULE unsaid AS ON INSERT TO hold DO INSTEAD NOTHING",
            f"rule unsaid of public.hold: {IS_NEW}",
        ),
        (
            "ALTER ROLE onevoice_app IN DATABASE {database} SET session_replication_role = replica",
            f"setting session_replication_role of onevoice_app: {IS_NEW}",
        ),
    ],
)
async def test_a_fence_that_is_not_as_it_was_made_is_named(
    verifier_db: Database, hand: Forger, database: str, statement: str, what: str
) -> None:
    hand.run(statement.format(database=database))
    assert what in {said for check, _, said in breaches(await verify_all(verifier_db)) if check == "fences"}


async def test_a_server_of_another_version_is_told_what_was_not_compared() -> None:
    manifest = Manifest(version=18, hashes={"policy a of b": ("1", "2"), "trigger c of d": ("1", "2")})
    found = [
        Fence(name="policy a of b", is_off=False, steady="1", written="other"),
        Fence(name="trigger c of d", is_off=False, steady="other", written="2"),
    ]
    assert list(fence_breaks(manifest, 17, found)) == [f"trigger c of d: {IS_OTHER}"]
    assert list(fence_breaks(manifest, 18, found)) == [f"{one.name}: {IS_OTHER}" for one in found]
    (note,) = version_notes(manifest, 17)
    assert "PostgreSQL 18 and this is 17" in note
    assert version_notes(manifest, 18) == ()
