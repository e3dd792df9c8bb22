"""`onevoice key`: the log's keys, and those with which agencies countersign."""

import json
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from case_words import By
from shell import AsJson, AsPersona, connected, examples, read_settings, stop
from shell_database import with_database

if TYPE_CHECKING:
    from db.engine import Database
    from embedded.client import Client
    from proofs.notes import PrivateKey

Json = dict[str, Any]  # an answer of the API, read field by field

key_app = typer.Typer(help="Keys: the log's, and those with which agencies countersign.", no_args_is_help=True)

KeyFile = Annotated[
    Path,
    typer.Option("--key", help="The private key, as `onevoice key generate` writes it", exists=True, dir_okay=False),
]


def read_private(file: Path) -> "PrivateKey":
    """The private key in a file."""
    from proofs.notes import NoteError, read_private_key

    try:
        return read_private_key(file.read_text(encoding="utf-8").strip())
    except (NoteError, UnicodeDecodeError) as error:
        raise stop(f"{file} holds no private key.") from error


def every(client: "Client", persona: str, path: str) -> "list[Json]":
    """Every item of what is told in pages."""
    items: list[Json] = []
    after: int | None = 0
    while after is not None:
        page = client.get(persona, path, after=after)
        items += page["items"]
        after = page["next"]
    return items


@key_app.command(
    epilog=examples(
        "onevoice key generate --name one-voice.example/state --out state.key", "onevoice key list --as auditor"
    )
)
def generate(
    name: Annotated[str, typer.Option(help="The log's origin, or for an agency the origin, a slash and its code")],
    out: Annotated[Path, typer.Option(help="Where to; nothing is overwritten", dir_okay=False)],
    use: Annotated[Literal["countersigning", "log"], typer.Option(help="What the key is for")] = "countersigning",
) -> None:
    """Make a new Ed25519 key, readable by its owner only, and print its public half."""
    from embedded.private_files import write_private
    from proofs.notes import COSIGNER_KEY, LOG_KEY, NoteError, PrivateKey, read_private_key

    if out.exists():
        raise stop(f"{out} is there already.")
    key = PrivateKey(name=name, kind=LOG_KEY if use == "log" else COSIGNER_KEY, seed=secrets.token_bytes(32))
    try:
        read_private_key(key.written())
    except NoteError as error:
        raise stop("A key's name is letters, digits and signs without space or plus.") from error
    write_private(out, key.written() + "\n")
    typer.echo(str(key.public_key))


@key_app.command(epilog=examples("onevoice key prepare"))
def prepare() -> None:
    """Put the log's key and the certificates' into the record of keys, as onevoice_owner. Twice is once."""
    from casework.key_keeping import prepare_keys
    from domain.refusals import NotNow
    from runtime import SettingMissingError, certificate_key, checkpoint_key, outside_copies, owner_database

    async def work(db: "Database") -> str:
        settings = read_settings()
        key, certificates, outside = checkpoint_key(settings), certificate_key(settings), outside_copies(settings)
        if key is None or certificates is None:
            raise SettingMissingError("ONEVOICE_CHECKPOINT_KEY_FILE and ONEVOICE_CERTIFICATE_KEY_FILE are not set.")
        await prepare_keys(db, key.public_key, certificates.public_key.public)
        if outside is not None:
            outside.pin(key.public_key)
        return str(key.public_key)

    try:
        typer.echo(f"The log's key: {with_database(owner_database, work)}")
    except NotNow as error:
        raise stop(error.detail) from error


@key_app.command(
    epilog=examples("onevoice key enrol --as state.custodian --agency state --key .data/agency_keys/state")
)
def enrol(
    persona: By,
    agency: Annotated[str, typer.Option(help="Whose key it is")],
    key: KeyFile,
    days: Annotated[int, typer.Option(help="For so many days", min=1, max=3650)] = 365,
) -> None:
    """Enrol an agency's key for countersigning; the key itself proves that it is held, by signing the record's head."""
    from proofs.key_record import possession_statement

    private = read_private(key)
    begins = datetime.now(UTC) - timedelta(minutes=1)
    ends = begins + timedelta(days=days)
    with connected() as client:
        page = client.get(persona, "/keys", limit=1)
        said = {"agency": agency, "valid_from": begins.isoformat(), "valid_to": ends.isoformat()}
        stated = possession_statement(
            origin=str(page["origin"]),
            name=private.name,
            key=private.public_key.public.hex(),
            head=bytes.fromhex(page["head"]),
            **said,
        )
        from proofs.ed25519 import sign

        proved = {"vkey": str(private.public_key), "head": page["head"], "possession": sign(private.seed, stated).hex()}
        done = client.act(persona, "/keys", said | proved)
    typer.echo(f"{private.public_key} is enrolled for {agency} until {ends:%Y-%m-%d} (entry {done['seq']}).")


@key_app.command(epilog=examples("onevoice key withdraw KEY --as state.custodian"))
def withdraw(
    key: Annotated[str, typer.Argument(help="The public key, in hex or as C2SP writes it")], persona: By
) -> None:
    """Take an agency's key back from now on. What it signed before stays good."""
    from proofs.ed25519 import KeyRefusedError
    from proofs.notes import NoteError, read_public_key

    try:
        written = read_public_key(key).public.hex() if "+" in key else key
    except (NoteError, KeyRefusedError) as error:
        raise stop("That is not a public key.") from error
    with connected() as client:
        done = client.act(persona, f"/keys/{written}/withdrawal", {})
    typer.echo(f"Withdrawn (entry {done['seq']}).")


@key_app.command("list", epilog=examples("onevoice key list --as auditor", "onevoice key list --as auditor --json"))
def list_keys(persona: AsPersona, as_json: AsJson = False) -> None:
    """Show the record of keys."""
    with connected() as client:
        found = every(client, persona, "/keys")
    if as_json:
        typer.echo(json.dumps({"items": found}, indent=2))
        return
    for one in found:
        said = json.loads(one["body"])
        what = f"checkpoint {said['checkpoint']}" if "checkpoint" in said else _public_key(said)
        whose = said["agency"] or said.get("use", "")
        typer.echo(f"{one['seq']:>6}  {one['at'][:19]}Z  {one['act']:<14} {whose:<14} {said['key'][:16]}  {what}")


def _public_key(said: Json) -> str:
    """A key that was enrolled, as C2SP writes it."""
    from proofs.notes import COSIGNER_KEY, LOG_KEY, PublicKey

    if "name" not in said:
        return ""
    kind = COSIGNER_KEY if said["use"] == "countersigning" else LOG_KEY
    return str(PublicKey(name=said["name"], kind=kind, public=bytes.fromhex(said["key"])))
