"""Migrations: up, down and up again give the same database, up twice changes nothing, and down leaves nothing."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from embedded.postgres import PostgresServer
from embedded.postgres_bootstrap import bootstrap
from migrations.run import downgrade, upgrade
from tests.db.direct_sql import OWNER, DirectSql

OURS = "IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'sec'))"
NOT_OF_AN_EXTENSION = "NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = {}.oid AND d.deptype = 'e')"
PARTS = {
    "tables": f"SELECT oid::regclass::text, relkind, relrowsecurity, relforcerowsecurity, relacl::text,"
    f" reloptions::text FROM pg_class WHERE relnamespace {OURS}",
    "columns": "SELECT c.oid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
    " pg_get_expr(d.adbin, d.adrelid), a.attacl::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
    f" LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum) WHERE c.relnamespace {OURS}"
    " AND a.attnum > 0",
    "constraints": f"SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    f" WHERE connamespace {OURS}",
    "indexes": f"SELECT pg_get_indexdef(c.oid) FROM pg_class c WHERE c.relkind = 'i' AND c.relnamespace {OURS}",
    "functions": f"SELECT pg_get_functiondef(p.oid), p.proacl::text FROM pg_proc p WHERE p.pronamespace {OURS}"
    f" AND p.prokind = 'f' AND {NOT_OF_AN_EXTENSION.format('p')}",
    "triggers": "SELECT pg_get_triggerdef(oid), tgenabled FROM pg_trigger WHERE NOT tgisinternal",
    "policies": "SELECT schemaname, tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies",
    "schemas": "SELECT nspname, nspacl::text FROM pg_namespace WHERE nspname IN ('public', 'sec')",
}


@pytest.fixture
def empty(postgres: PostgresServer) -> Iterator[DirectSql]:
    """A database as the administrator makes it, before the first migration."""
    name = f"empty_{uuid4().hex}"
    bootstrap(str(postgres.socket_folder), name)
    yield DirectSql(postgres, name)
    with psycopg.connect(postgres.conninfo("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def described(at: DirectSql) -> dict[str, list[tuple[Any, ...]]]:
    """All that a migration makes, in words that hold no ids."""
    return {part: sorted(at.ask(OWNER, question), key=repr) for part, question in PARTS.items()}


def url_of(at: DirectSql) -> str:
    return at.server.url(OWNER, at.database)


def test_down_leaves_what_was_before_and_up_again_makes_the_same(empty: DirectSql) -> None:
    before = described(empty)
    upgrade(url_of(empty))
    made = described(empty)
    assert len(made["triggers"]) > 30
    downgrade(url_of(empty), "base")
    left = described(empty)
    assert {name for name, *_ in left["tables"]} - {"alembic_version", "alembic_version_pkc"} == set()
    for part in ("functions", "triggers", "policies", "schemas"):
        assert left[part] == before[part]
    upgrade(url_of(empty))
    assert described(empty) == made


def test_up_twice_changes_nothing(empty: DirectSql) -> None:
    upgrade(url_of(empty))
    made = described(empty)
    rows = "SELECT version_num, xmin::text, ctid::text FROM alembic_version"
    version = empty.ask(OWNER, rows)
    upgrade(url_of(empty))
    assert (described(empty), empty.ask(OWNER, rows)) == (made, version)
