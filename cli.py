"""The `onevoice` command. Heavy imports wait inside the commands, so that --help answers at once."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

import typer

from aftermath_commands import aftermath_app, contact_app, parity_app
from bundle_commands import bundle_app, certificate_app, verify_offline
from case_commands import case_app, inbox
from case_ties import pressure
from checkpoint_commands import checkpoint_app
from directive_commands import IMPORT_EXAMPLES, import_directive
from key_commands import key_app
from mandate_commands import mandate_app
from position_commands import check, exceptions, position_app, say
from register_commands import (
    HOLDS_EXAMPLES,
    PEOPLE_EXAMPLES,
    PRACTICE_EXAMPLES,
    holds,
    people_show,
    practice_show,
)
from series_commands import commitments, series_app
from shell import AsJson, AsPersona, connected, examples, nothing_runs, read_settings, stop
from shell_database import NO_DATABASE, print_fences
from shell_database import adopt_running_stack as _adopt_running_stack
from shell_database import with_database as _with

StoryName = Literal[
    "demarche", "split", "silence", "press", "consultation", "two-voices", "fishery", "leak", "aviation", "monitoring"
]


app = typer.Typer(
    help="One Voice: no text leaves until every department with an equity has cleared those very words.",
    epilog=examples("onevoice up", "onevoice demo", "onevoice verify")
    + "\n\nThe commands act on the stack that runs on ONEVOICE_DATA (default .data);"
    " `onevoice COMMAND --help` says more of each.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
directive_app = typer.Typer(help="Directives: import, check, load, show.", no_args_is_help=True)
people_app = typer.Typer(help="The register of offices, people and appointments.", no_args_is_help=True)
practice_app = typer.Typer(help="The practice: suspenses and reminders by precedence.", no_args_is_help=True)
db_app = typer.Typer(help="The database's own upkeep.", no_args_is_help=True)
app.add_typer(directive_app, name="directive")
app.add_typer(people_app, name="people")
app.add_typer(case_app, name="case")
app.add_typer(practice_app, name="practice")
app.add_typer(db_app, name="db")
app.add_typer(checkpoint_app, name="checkpoint")
app.add_typer(key_app, name="key")
app.add_typer(certificate_app, name="certificate")
app.add_typer(bundle_app, name="bundle")
app.add_typer(series_app, name="series")
app.command("commitments", epilog=examples("onevoice commitments --as state.ea-j --state overdue"))(commitments)
directive_app.command("import", epilog=IMPORT_EXAMPLES)(import_directive)
app.add_typer(position_app, name="position")
app.add_typer(aftermath_app, name="aftermath")
app.add_typer(contact_app, name="contact")
app.add_typer(parity_app, name="parity")
app.add_typer(mandate_app, name="mandate")
app.command("inbox", epilog=examples("onevoice inbox --as defense.isa"))(inbox)
app.command("holds", epilog=HOLDS_EXAMPLES)(holds)
people_app.command("show", epilog=PEOPLE_EXAMPLES)(people_show)
practice_app.command("show", epilog=PRACTICE_EXAMPLES)(practice_show)
app.command("pressure", epilog=examples("onevoice pressure --as nsc.asia"))(pressure)
app.command(
    "say", epilog=examples("onevoice say --as embassy.tokyo --issue whaling --counterpart japan --audience private")
)(say)
app.command("check", epilog=examples("onevoice check paper.txt --as embassy.tokyo"))(check)
app.command("exceptions", epilog=examples("onevoice exceptions --as nsc.asia --kind drift"))(exceptions)


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("one-voice"))
        raise typer.Exit


@app.callback()
def _before_any_command(
    version: Annotated[
        bool,
        typer.Option("--version", help="Say which version this is, and stop", is_eager=True, callback=_say_version),
    ] = False,
) -> None: ...


Directive = Annotated[str, typer.Argument(help="The directive's id")]
GivenFile = typer.Argument(help="A YAML file", exists=True, dir_okay=False, readable=True)


@app.command(epilog=examples("onevoice up", "ONEVOICE_DATA=/srv/onevoice ONEVOICE_PORT=8000 onevoice up"))
def up() -> None:
    """Start everything here: PostgreSQL, Temporal, sign-in, worker and API. Ctrl-C stops it all.

    Data is kept in ONEVOICE_DATA (default .data); the API's port is a free one unless ONEVOICE_PORT is set. What
    DATABASE_URL, TEMPORAL_ADDRESS or OIDC_ISSUER name is used instead of one of our own.
    """
    from embedded.up import up as start

    raise typer.Exit(start(read_settings()))


@app.command(
    epilog=examples(
        "onevoice token state.eb", 'curl -H "Authorization: Bearer $(onevoice token state.eb)" URL/api/v1/inbox'
    )
)
def token(
    persona: Annotated[str, typer.Argument(help="Such as state.eb; `onevoice personas` lists them")],
) -> None:
    """Print a bearer token of the running embedded stack for one persona, good for an hour. Nothing else is printed."""
    with connected() as client:
        typer.echo(client.token(persona))


@app.command(epilog=examples("onevoice personas", "onevoice personas --json"))
def personas(as_json: AsJson = False) -> None:
    """List the personas of the embedded stack: how high they are cleared, as what they may act, who they are."""
    from embedded.client import personas as everyone
    from embedded.pages import print_personas

    rows = everyone()
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
    else:
        print_personas(rows)


@directive_app.command("check", epilog=examples("onevoice directive check directives/nsdd_62.yaml"))
def directive_check(file: Annotated[Path, GivenFile]) -> None:
    """Read a directive's YAML file and say what is wrong in it, by line, without loading it."""
    from casework.directive_file import DirectiveInvalid, edition, read_directive

    try:
        directive = read_directive(file)
    except DirectiveInvalid as invalid:
        raise stop(str(invalid)) from invalid
    typer.echo(
        f"{directive.id}: {len(directive.clauses)} clauses, {len(directive.mandates)} mandates,"
        f" {len(directive.agencies)} agencies; content {edition(directive)[:12]}. Nothing is wrong."
    )


@directive_app.command("load", epilog=examples("onevoice directive load", "onevoice directive load my_directive.yaml"))
def directive_load(file: Annotated[Path | None, GivenFile] = None) -> None:
    """Load a directive's YAML file; NSDD-62 if none is given.

    The same content again changes nothing; another content becomes a new edition.
    """
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
    _with(owner_database, lambda db: load(db, path))


@directive_app.command(
    "show", epilog=examples("onevoice directive show", "onevoice directive show NSDD-62 --as commerce.desk")
)
def directive_show(directive: Directive = "NSDD-62", persona: AsPersona = "apnsa", as_json: AsJson = False) -> None:
    """Show a directive's clauses, their mandates and how each stands, as one persona may see them.

    Under each mandate count the cases that the persona may see: what was done last, what comes next, and whether
    nobody has done anything for 90 days.
    """
    from embedded.directive_pages import print_directive

    with connected() as client:
        found = client.get(persona, f"/directives/{quote(directive, safe='')}")
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        print_directive(found)


@people_app.command("load", epilog=examples("onevoice people load", "onevoice people load our_people.yaml"))
def people_load(file: Annotated[Path | None, GivenFile] = None) -> None:
    """Load offices, people and appointments from a YAML file; the embedded personas if none is given.

    Who is no longer in the file loses access and keeps the record.
    """
    from casework.register import load_people
    from db.engine import Database
    from runtime import owner_database

    async def load(db: Database, path: Path) -> None:
        typer.echo(f"{await load_people(db, path)} people in the register.")

    path = file or Path(str(files("embedded") / "people.yaml"))
    _with(owner_database, lambda db: load(db, path))


@practice_app.command("check", epilog=examples("onevoice practice check directives/practice.yaml"))
def practice_check(file: Annotated[Path, GivenFile]) -> None:
    """Read a practice's YAML file and say what is wrong in it, by line, without loading it."""
    from casework.practice_file import PracticeInvalid, read_practice

    try:
        practice = read_practice(file)
    except PracticeInvalid as invalid:
        raise stop(str(invalid)) from invalid
    typer.echo(f"{len(practice.suspenses)} precedences. Nothing is wrong.")


@practice_app.command("load", epilog=examples("onevoice practice load my_practice.yaml", "onevoice practice load"))
def practice_load(file: Annotated[Path | None, GivenFile] = None) -> None:
    """Put a practice in force: how long each precedence gives, and of what it reminds; the customary one if none given.

    It holds for rounds circulated from now on; a round under way keeps the practice under which it was circulated.
    """
    from casework.practising import load_practice
    from db.engine import Database
    from runtime import owner_database

    async def load(db: Database, path: Path) -> None:
        loaded = await load_practice(db, path)
        typer.echo(f"Practice edition {loaded.edition} is in force{'' if loaded.is_new else ' already'}.")

    path = file or Path(str(files("directives") / "practice.yaml"))
    _with(owner_database, lambda db: load(db, path))


@db_app.command("upgrade", epilog=examples("onevoice db upgrade", "onevoice db upgrade 0001"))
def db_upgrade(
    revision: Annotated[str, typer.Argument(help="To which migration; the newest if left out")] = "head",
) -> None:
    """Bring the database to the newest migration, as the role onevoice_owner."""
    from alembic.util import CommandError
    from sqlalchemy.exc import ArgumentError, OperationalError

    from migrations.run import upgrade

    _adopt_running_stack()
    url = read_settings().owner_database_url
    if url is None:
        raise stop(f"{nothing_runs()} (ONEVOICE_OWNER_DATABASE_URL is not set: migrations run as onevoice_owner.)")
    try:
        upgrade(url.get_secret_value(), revision)
    except (ArgumentError, OperationalError) as error:
        raise stop(NO_DATABASE) from error
    except CommandError as error:
        raise stop(f"The database was left as it is: {error}") from error
    typer.echo(f"Database is at {revision}.")


@db_app.command("fences", epilog=examples("onevoice db fences > migrations/fences.json"))
def db_fences() -> None:
    """Print what `onevoice verify` holds the database's fences to. Made on a PostgreSQL that is thrown away.

    For whoever adds a migration: `make fences` keeps it in migrations/fences.json.
    """
    print_fences()


@app.command(
    epilog=examples(
        "onevoice demo",
        "onevoice demo --story split --step 2",
        "onevoice demo --story silence --json > silence.json",
    )
)
def demo(
    story: Annotated[StoryName, typer.Option(help="Which one to play")] = "demarche",
    as_json: AsJson = False,
    step: Annotated[float, typer.Option(help="Seconds between two steps, to follow along", min=0, max=30)] = 0.4,
) -> None:
    """Play a whole demarche through the HTTP API: drafted, cleared by every agency, released, delivered, assessed.

    \b
    demarche  Defense nonconcurs, the words change and go round again; an old text and Commerce are refused.
    split     September 1982: Defense wants one more sentence; up the ladder to the President, who decides.
    silence   What silence would clear and when; a hold, more time, an equity claimed, one imposed, a carry-over.
    press     Guidance for the press: a yardstick is flagged, release is reviewed, a deviation is seen.
    consultation  A Security Subcommittee cycle: planned backwards, moved, cleared, held; the principal's point.
    two-voices  Two departments are about to say different things about sea lanes; the database stops the second.
    fishery   Two keys for an allocation of fish; a tranche waits while whales are certified, and the NSC sees why.
    aviation  A negotiation: authority, rounds, a departure, initials, signature, the Case Act's days.
    leak      Who leads, a source under seal, a tear-line, the demarche under it, and sixty days for the partners.
    monitoring  A quarter's scorecard: a nil return, a copied one, at risk; the NSC has a demarche opened.
    """  # noqa: D301 - the mark that keeps the lines apart is the character itself
    from embedded.demo import play

    with connected() as client:
        raise typer.Exit(play(client, story=story, as_json=as_json, pause=0 if as_json else step))


@app.command(
    epilog=examples(
        "onevoice verify",
        "onevoice verify --json",
        "onevoice verify --offline bundle.tar --key one-voice.local/1f+0a1b2c3d+AX... --copies checkpoints/",
    )
)
def verify(
    offline: Annotated[
        Path | None,
        typer.Option(help="A bundle to check, with no database, engine or network", exists=True, dir_okay=False),
    ] = None,
    key: Annotated[
        list[str] | None, typer.Option(help="With --offline: the log's public key, or a file with it; may be repeated")
    ] = None,
    copies: Annotated[
        Path | None,
        typer.Option(help="Checkpoints kept outside; ONEVOICE_CHECKPOINTS if left out", exists=True),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check the ledger's chains, what must always be true, and the log; from the database, or from a bundle alone.

    Exit code 1 if anything is untrue.
    """
    if offline is not None:
        sound = verify_offline(offline, key, copies, as_json=as_json)
    else:
        sound = _verify_database(copies, as_json=as_json)
    if not sound:
        raise typer.Exit(1)


def _verify_database(copies: Path | None, *, as_json: bool) -> bool:
    from casework.verification import verify_all
    from db.engine import Database
    from embedded.pages import print_verdict
    from proofs.outside import Outside
    from runtime import outside_copies, verifier_database

    async def check(db: Database) -> bool:
        outside = Outside(copies) if copies else outside_copies(read_settings())
        verdict = await verify_all(db, outside=outside)
        typer.echo(json.dumps(verdict.as_json(), indent=2)) if as_json else print_verdict(verdict)
        return verdict.sound

    return _with(verifier_database, check)


@app.command(epilog=examples("onevoice openapi > openapi.json"))
def openapi() -> None:
    """Print the API's OpenAPI document. Nothing needs to run for it."""
    from api.app import create_app
    from api.auth import Issuer
    from db.engine import Database

    made = create_app(Database("postgresql+psycopg://"), Issuer("https://issuer.example", "one-voice"))
    typer.echo(json.dumps(made.openapi(), indent=2, sort_keys=True))


if __name__ == "__main__":
    app()
