"""Evidence of the fences themselves: settings, clock, roles, row-level security, functions and triggers."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

WORKING_ROLES: Final = ("onevoice_app", "onevoice_worker", "onevoice_verifier")
OWNER: Final = "onevoice_owner"
NEEDED_ON: Final = ("synchronous_commit", "fsync", "full_page_writes", "data_checksums")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role that works here. `above_policies`: superuser, exempt from row-level security, or the owner's member."""

    name: str
    above_policies: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of schema public.

    Attributes:
        owned_by_worker: whether one of the working roles owns it.
        fenced: row-level security is on, and forced on the owner too.
        of_case: it has a column case_id.
        changeable_by: working roles (or `public`) that may update, delete or truncate it.
        triggers: those that are on.
    """

    name: str
    owned_by_worker: bool
    fenced: bool
    of_case: bool
    changeable_by: tuple[str, ...]
    triggers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function that runs with its owner's rights. `fixed_path`: it names its own search_path, pg_temp last."""

    name: str
    fixed_path: bool


_SETTINGS = text("SELECT name, setting FROM pg_settings WHERE name = ANY (:names) ORDER BY name")
_SET_FOR_ROLES = text(
    "SELECT split_part(c, '=', 1), split_part(c, '=', 2) FROM pg_db_role_setting s, unnest(s.setconfig) c"
    " WHERE split_part(c, '=', 1) = ANY (:names)"
    " AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))"
)
_CLOCK = text("SELECT shift::text, shift = '0' FROM sec.clock")
_ROLES = text(
    "SELECT rolname, rolsuper OR rolbypassrls OR pg_has_role(rolname, CAST(:owner AS name), 'MEMBER')"
    " FROM pg_roles WHERE rolname = ANY (:roles) ORDER BY rolname"
)
_TABLES = text(
    "SELECT c.relname, pg_get_userbyid(c.relowner)::text = ANY (:roles), c.relrowsecurity AND c.relforcerowsecurity,"
    " EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'case_id' AND NOT a.attisdropped),"
    " ARRAY(SELECT r FROM unnest(CAST(:roles AS text[]) || 'public'::text) r"
    "  WHERE has_table_privilege(r, c.oid, 'UPDATE, DELETE, TRUNCATE')"
    "  OR has_any_column_privilege(r, c.oid, 'UPDATE')),"
    " ARRAY(SELECT t.tgname::text FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled IN ('O', 'A'))"
    " FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
    " AND c.relname <> 'alembic_version' ORDER BY c.relname"
)
_FUNCTIONS = text(
    "SELECT p.oid::regprocedure::text,"
    " EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%, pg_temp')"
    " FROM pg_proc p WHERE p.prosecdef AND p.pronamespace IN ('public'::regnamespace, 'sec'::regnamespace) ORDER BY 1"
)


async def settings(tx: AsyncConnection) -> tuple[tuple[str, str], ...]:
    """How the four settings stand by which what was acknowledged stays: for this session, and set for any role."""
    names = {"names": list(NEEDED_ON)}
    found = [*await tx.execute(_SETTINGS, names), *await tx.execute(_SET_FOR_ROLES, names)]
    return tuple((name, value) for name, value in found)


async def clock_shift(tx: AsyncConnection) -> str | None:
    """By how much the one clock is shifted; None when it is not."""
    found = (await tx.execute(_CLOCK)).first()
    if found is None:
        return "nothing at all: its row is missing"
    return None if found[1] else str(found[0])


async def roles(tx: AsyncConnection) -> tuple[Role, ...]:
    """The roles that work on this database."""
    found = await tx.execute(_ROLES, {"roles": list(WORKING_ROLES), "owner": OWNER})
    return tuple(Role(name=name, above_policies=above) for name, above in found)


async def tables(tx: AsyncConnection) -> tuple[Table, ...]:
    """The tables of schema public, but for the migrations' own."""
    return tuple(
        Table(
            name=name,
            owned_by_worker=owned,
            fenced=fenced,
            of_case=of_case,
            changeable_by=tuple(changeable),
            triggers=frozenset(triggers),
        )
        for name, owned, fenced, of_case, changeable, triggers in await tx.execute(
            _TABLES, {"roles": list(WORKING_ROLES)}
        )
    )


async def functions(tx: AsyncConnection) -> tuple[Function, ...]:
    """The functions that run with their owner's rights."""
    return tuple(Function(name=name, fixed_path=fixed) for name, fixed in await tx.execute(_FUNCTIONS))
