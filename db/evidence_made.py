"""Evidence of what the migrations made: every fence of the database, by name, with a hash of how it stands.

What PostgreSQL writes out itself (conditions, whole definitions) may be written differently by another major version;
so each fence has two hashes, of what is the same in every version and of what this one writes out.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

HASH: Final = 32
"""How many hexadecimal digits of a hash are kept: nobody finds other words for 128 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """One object as it stands.

    Attributes:
        name: its kind and name, such as `trigger b_gate of release`.
        is_off: a trigger that does not fire, a constraint that is not held.
        steady: hash of what every version of PostgreSQL says alike: owner, switches, grants, a function's source.
        written: hash of what this version writes out.
    """

    name: str
    is_off: bool
    steady: str
    written: str


_OURS = "IN ('public'::regnamespace, 'sec'::regnamespace)"
_OF_EXTENSION = "EXISTS (SELECT FROM pg_depend d WHERE d.objid = {0}.oid AND d.deptype = 'e')"


def _grants(acl: str, kind: str, owner: str) -> str:
    """Who but the owner has which right, in order; `kind` is that of PostgreSQL's own default rights."""
    return (
        "ARRAY(SELECT format('%s %s %s', coalesce(r.rolname, 'public'), g.privilege_type, g.is_grantable) COLLATE \"C\""
        f" FROM aclexplode(coalesce({acl}, acldefault('{kind}', {owner}))) g LEFT JOIN pg_roles r ON r.oid = g.grantee"
        f" WHERE g.grantee <> {owner} ORDER BY 1)"
    )


_COLUMN_GRANTS = (
    "ARRAY(SELECT format('%s %s %s %s', a.attname, coalesce(r.rolname, 'public'), g.privilege_type, g.is_grantable)"
    ' COLLATE "C" FROM pg_attribute a CROSS JOIN aclexplode(a.attacl) g LEFT JOIN pg_roles r ON r.oid = g.grantee'
    " WHERE a.attrelid = c.oid AND NOT a.attisdropped ORDER BY 1)"
)
_COLUMNS = (
    "ARRAY(SELECT format('%s %s %s', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull)"
    ' COLLATE "C" FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1)'
)
_DEFAULTS = (
    "ARRAY(SELECT format('%s %s', a.attname, pg_get_expr(d.adbin, d.adrelid)) COLLATE \"C\" FROM pg_attrdef d"
    " JOIN pg_attribute a ON (a.attrelid, a.attnum) = (d.adrelid, d.adnum) WHERE d.adrelid = c.oid ORDER BY 1)"
)

_SCHEMAS = (
    "SELECT format('schema %s', n.nspname), false, jsonb_build_array("
    + _grants("n.nspacl", "n", "n.nspowner")
    + f"), NULL::jsonb FROM pg_namespace n WHERE n.oid {_OURS}"
)
_TABLES = (
    "SELECT format('table %s', c.oid::regclass), false,"
    " jsonb_build_array(c.relkind, pg_get_userbyid(c.relowner), c.relrowsecurity, c.relforcerowsecurity, c.reloptions,"
    f" {_grants('c.relacl', 'r', 'c.relowner')}, {_COLUMN_GRANTS}, {_COLUMNS}),"
    f" jsonb_build_array({_DEFAULTS}, CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END)"
    f" FROM pg_class c WHERE c.relnamespace {_OURS} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
    f" AND c.relname <> 'alembic_version' AND NOT {_OF_EXTENSION.format('c')}"
)
_TRIGGERS = (
    "SELECT format('trigger %s of %s', t.tgname, t.tgrelid::regclass), t.tgenabled NOT IN ('O', 'A'),"
    " jsonb_build_array(t.tgfoid::regprocedure::text, t.tgtype, t.tgenabled, t.tgdeferrable, t.tginitdeferred),"
    " to_jsonb(pg_get_triggerdef(t.oid)) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    f" WHERE NOT t.tgisinternal AND c.relnamespace {_OURS}"
)
_FUNCTIONS = (
    "SELECT format('function %s', p.oid::regprocedure), false,"
    " jsonb_build_array(l.lanname, pg_get_userbyid(p.proowner), p.prosecdef, p.proconfig, p.provolatile,"
    " p.proisstrict, p.proleakproof, p.prosrc, pg_get_function_result(p.oid),"
    f" {_grants('p.proacl', 'f', 'p.proowner')}),"
    " CASE WHEN p.prokind IN ('f', 'p') THEN to_jsonb(pg_get_functiondef(p.oid)) END"
    f" FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace {_OURS}"
    f" AND NOT {_OF_EXTENSION.format('p')}"
)
_POLICIES = (
    "SELECT format('policy %s of %s', p.policyname, format('%I.%I', p.schemaname, p.tablename)::regclass), false,"
    ' jsonb_build_array(p.permissive, ARRAY(SELECT r::text COLLATE "C" FROM unnest(p.roles) r ORDER BY 1), p.cmd),'
    " jsonb_build_array(p.qual, p.with_check) FROM pg_policies p WHERE p.schemaname IN ('public', 'sec')"
)
_CONSTRAINTS = (
    "SELECT format('constraint %s of %s', o.conname, o.conrelid::regclass), NOT o.convalidated OR EXISTS"
    " (SELECT FROM pg_trigger t WHERE t.tgconstraint = o.oid AND t.tgenabled NOT IN ('O', 'A')),"
    " jsonb_build_array(o.contype, o.condeferrable, o.condeferred), to_jsonb(pg_get_constraintdef(o.oid))"
    f" FROM pg_constraint o WHERE o.connamespace {_OURS} AND o.conrelid <> 0 AND o.contype <> 'n'"
    " AND o.conrelid <> to_regclass('public.alembic_version')"  # what is never null, the table's columns say
)
_INDEXES = (
    "SELECT format('index %s', i.indexrelid::regclass), NOT (i.indisvalid AND i.indisready), to_jsonb(i.indisunique),"
    " to_jsonb(pg_get_indexdef(i.indexrelid)) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    f" WHERE c.relnamespace {_OURS} AND i.indisunique"
    " AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x'))"
)
_RULES = (
    "SELECT format('rule %s of %s', r.rulename, r.ev_class::regclass), r.ev_enabled NOT IN ('O', 'A'),"
    " NULL::jsonb, to_jsonb(pg_get_ruledef(r.oid)) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class"
    f" WHERE c.relnamespace {_OURS} AND r.rulename <> '_RETURN'"
)
_SETTINGS = (
    "SELECT format('setting %s of %s', split_part(c, '=', 1), coalesce(r.rolname, 'every role')), false,"
    " to_jsonb(c), NULL::jsonb FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) c"
    " LEFT JOIN pg_roles r ON r.oid = s.setrole WHERE split_part(c, '=', 1) IN"
    " ('session_replication_role', 'search_path', 'row_security')"
    " AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))"
)
RULES_IN_ROWS: Final = ("procedure_step", "procedure_release", "procedure_approval", "procedure_under")
"""Tables whose rows are the migrations' own: the gate goes by them."""
_ROWS = " UNION ALL ".join(
    f"SELECT 'rows of public.{table}', false, (SELECT jsonb_agg(to_jsonb(r) ORDER BY to_jsonb(r)::text"
    f' COLLATE "C") FROM public.{table} r), NULL::jsonb'
    for table in RULES_IN_ROWS
)
_KINDS = (_SETTINGS, _ROWS, _SCHEMAS, _TABLES, _TRIGGERS, _FUNCTIONS, _POLICIES, _CONSTRAINTS, _INDEXES, _RULES)
_MADE = text(
    f"SELECT name, off, steady::text, written::text FROM ({' UNION ALL '.join(_KINDS)})".replace(":", r"\:")
    + " AS made (name, off, steady, written)"
)
_WRITTEN_SO = text(
    "SELECT set_config(name, value, true) FROM (VALUES ('search_path', 'pg_catalog'), ('timezone', 'UTC'),"
    " ('datestyle', 'ISO, MDY'), ('intervalstyle', 'postgres'), ('bytea_output', 'hex'),"
    " ('quote_all_identifiers', 'off')) AS wanted (name, value)"
)
_VERSION = text("SELECT current_setting('server_version_num')\\:\\:integer / 10000")


def _hash(said: str | None) -> str:
    return hashlib.sha256((said or "").encode()).hexdigest()[:HASH]


async def server_version(tx: AsyncConnection) -> int:
    """The server's major version."""
    return int((await tx.execute(_VERSION)).scalar_one())


async def fences(tx: AsyncConnection) -> tuple[Fence, ...]:
    """Every object of the schemas public and sec that keeps something out, but for what extensions brought."""
    async with tx.begin_nested() as apart:
        await tx.execute(_WRITTEN_SO)
        found = (await tx.execute(_MADE)).all()
        await apart.rollback()  # the settings hold for these words only
    made = (
        Fence(name=name, is_off=off, steady=_hash(steady), written=_hash(written))
        for name, off, steady, written in found
    )
    return tuple(sorted(made, key=lambda fence: fence.name))
