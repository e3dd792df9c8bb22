"""The `onevoice` command. Heavy imports wait inside the commands, so that --help answers at once."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from db.engine import Database
    from embedded.client import Client
    from settings import Settings

T = TypeVar("T")
NOTHING_RUNS = "No One Voice runs on this data folder. Start one with `make run` (or `onevoice up`), then ask again."

app = typer.Typer(
    help="One Voice: no text leaves until every department with an equity has cleared those very words.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
directive_app = typer.Typer(help="Directives: load, show, check.", no_args_is_help=True)
people_app = typer.Typer(help="The register of offices, people and appointments.", no_args_is_help=True)
db_app = typer.Typer(help="The database's own upkeep.", no_args_is_help=True)
app.add_typer(directive_app, name="directive")
app.add_typer(people_app, name="people")
app.add_typer(db_app, name="db")

Directive = Annotated[str, typer.Argument(help="The directive's id, such as NSDD-62")]
AsPersona = Annotated[str, typer.Option("--as", help="Whose eyes to look with; `onevoice personas` lists them")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of a page for a person")]


def _stop(message: str, code: int = 1) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(code)


def _adopt_running_stack() -> None:
    """Take the addresses of the embedded stack that runs here, unless the environment names a database itself."""
    from embedded.stack import running_stack
    from settings import Settings

    if any(name.endswith("DATABASE_URL") for name in os.environ):
        return
    stack = running_stack(Settings().data.resolve())
    for name, value in stack.environment.items() if stack else ():
        os.environ.setdefault(name, value)


def _connected() -> "Client":
    """A client of the running embedded stack."""
    from embedded.client import Client
    from embedded.stack import running_stack
    from settings import Settings

    stack = running_stack(Settings().data.resolve())
    if stack is None:
        raise _stop(NOTHING_RUNS)
    return Client(stack)


def _with(opened: "Callable[[Settings], Database]", work: "Callable[[Database], Awaitable[T]]") -> T:
    """Run work over one database: the one in the environment, else that of the running embedded stack."""
    from casework.desk import Unavailable
    from db.engine import DatabaseUnavailableError
    from runtime import SettingMissingError
    from settings import Settings

    async def run() -> T:
        db = opened(Settings())
        try:
            return await work(db)
        finally:
            await db.close()

    _adopt_running_stack()
    try:
        return asyncio.run(run())
    except SettingMissingError as error:
        raise _stop(f"{error}\n{NOTHING_RUNS}") from error
    except (DatabaseUnavailableError, Unavailable) as error:
        raise _stop("The database does not answer, or the role may not enter. Is its address right?") from error


@app.command()
def up() -> None:
    """Start everything here: PostgreSQL, Temporal, sign-in, worker and API. Ctrl-C stops it all.

    Data is kept in ONEVOICE_DATA (default .data); the API's port is a free one unless ONEVOICE_PORT is set.
    """
    from embedded.up import up as start
    from settings import Settings

    raise typer.Exit(start(Settings()))


@app.command()
def token(
    persona: Annotated[str, typer.Argument(help="Such as state.eb; `onevoice personas` lists them")],
) -> None:
    """Print a bearer token of the running embedded stack for one persona, good for an hour."""
    with _connected() as client:
        typer.echo(client.token(persona))


@app.command()
def personas(as_json: AsJson = False) -> None:
    """List the personas of the embedded stack: who they are, what they may do, how high they are cleared."""
    from embedded.client import personas as everyone

    rows = everyone()
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        typer.echo(f"{row['subject']:<20} {row['clearance']:<3} {row['name']}")
        for held in row["appointments"]:
            typer.echo(f"{'':<24} {held['capacity'].replace('_', ' ')} at {held['office']}")


@directive_app.command("check")
def directive_check(
    file: Annotated[Path, typer.Argument(help="A directive's YAML file", exists=True, dir_okay=False)],
) -> None:
    """Read a directive's file and say what is wrong in it, by line, without loading it."""
    from casework.directive_file import DirectiveInvalid, edition, read_directive

    try:
        directive = read_directive(file)
    except DirectiveInvalid as invalid:
        raise _stop(str(invalid)) from invalid
    typer.echo(
        f"{directive.id}: {len(directive.clauses)} clauses, {len(directive.mandates)} mandates,"
        f" {len(directive.agencies)} agencies; content {edition(directive)[:12]}. Nothing is wrong."
    )


@directive_app.command("load")
def directive_load(
    file: Annotated[Path | None, typer.Argument(help="A directive's YAML file; NSDD-62 if left out")] = None,
) -> None:
    """Load a directive. The same content again changes nothing; another content becomes a new edition."""
    from casework.directive_file import DirectiveInvalid
    from casework.register import load_directive
    from db.engine import Database
    from runtime import owner_database

    async def load(db: Database, path: Path) -> None:
        loaded = await load_directive(db, path)
        typer.echo(
            f"{loaded.directive} edition {loaded.edition}{' loaded' if loaded.is_new else ' was loaded already'}:"
            f" {loaded.clauses} clauses, {loaded.mandates} mandates."
        )

    path = file or Path(str(files("directives") / "nsdd_62.yaml"))
    try:
        _with(owner_database, lambda db: load(db, path))
    except (DirectiveInvalid, OSError) as error:
        raise _stop(str(error)) from error


@directive_app.command("show")
def directive_show(directive: Directive = "NSDD-62", persona: AsPersona = "apnsa", as_json: AsJson = False) -> None:
    """Show a directive's clauses and mandates as one persona may see them."""
    from embedded.pages import print_directive

    with _connected() as client:
        found = client.get(persona, f"/directives/{directive}")
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        print_directive(found)


@people_app.command("load")
def people_load(
    file: Annotated[Path | None, typer.Argument(help="A YAML file; the embedded personas if left out")] = None,
) -> None:
    """Load offices, people and appointments. Who is no longer in the file loses access and keeps the record."""
    from casework.people_file import PeopleInvalid
    from casework.register import load_people
    from db.engine import Database
    from db.people import UnknownAgencyError
    from runtime import owner_database

    async def load(db: Database, path: Path) -> None:
        typer.echo(f"{await load_people(db, path)} people in the register.")

    path = file or Path(str(files("embedded") / "people.yaml"))
    try:
        _with(owner_database, lambda db: load(db, path))
    except (PeopleInvalid, UnknownAgencyError, OSError) as error:
        raise _stop(str(error)) from error


@db_app.command("upgrade")
def db_upgrade(
    revision: Annotated[str, typer.Argument(help="To which migration; the newest if left out")] = "head",
) -> None:
    """Bring the database to the newest migration, as the role onevoice_owner."""
    from migrations.run import upgrade
    from settings import Settings

    _adopt_running_stack()
    url = Settings().owner_database_url
    if url is None:
        raise _stop(f"ONEVOICE_OWNER_DATABASE_URL is not set: migrations run as onevoice_owner.\n{NOTHING_RUNS}")
    upgrade(url.get_secret_value(), revision)
    typer.echo(f"Database is at {revision}.")


@app.command()
def demo(
    as_json: AsJson = False,
    step: Annotated[float, typer.Option(help="Seconds between two steps, to follow along", min=0, max=30)] = 0.4,
) -> None:
    """Play a whole demarche through the HTTP API: drafted, cleared by every agency, released, delivered, assessed."""
    from embedded.demo import play

    with _connected() as client:
        raise typer.Exit(play(client, as_json=as_json, pause=0 if as_json else step))


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Check the ledger's chains and what must always be true, from the database alone; say what was checked."""
    from casework.verification import verify_all
    from db.engine import Database
    from embedded.pages import print_verdict
    from runtime import verifier_database

    async def check(db: Database) -> bool:
        verdict = await verify_all(db)
        typer.echo(json.dumps(verdict.as_json(), indent=2)) if as_json else print_verdict(verdict)
        return verdict.sound

    if not _with(verifier_database, check):
        raise typer.Exit(1)


@app.command()
def openapi() -> None:
    """Print the API's OpenAPI document."""
    from api.app import create_app
    from api.auth import Issuer
    from db.engine import Database

    made = create_app(Database("postgresql+psycopg://"), Issuer("https://issuer.example", "one-voice"))
    typer.echo(json.dumps(made.openapi(), indent=2, sort_keys=True))


if __name__ == "__main__":
    app()
