"""`onevoice checkpoint`: make, list, prove and countersign checkpoints of the log over all ledgers."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from case_words import By, CaseName, find_case
from key_commands import KeyFile, every, read_private
from shell import AsJson, AsPersona, connected, examples, read_settings, stop
from shell_database import with_database

if TYPE_CHECKING:
    from db.engine import Database
    from embedded.client import Client
    from proofs.notes import Note, PrivateKey, PublicKey

Json = dict[str, Any]  # an answer of the API, read field by field

checkpoint_app = typer.Typer(
    help="Checkpoints of the log over all ledgers. Without a command: make one now.",
    epilog=examples("onevoice checkpoint", "onevoice checkpoint list --as auditor"),
    invoke_without_command=True,
)


@checkpoint_app.callback()
def make(context: typer.Context) -> None:
    """Let the log grow over all that is committed, sign its root, and keep a copy outside the database."""
    if context.invoked_subcommand is not None:
        return
    from casework.checkpointing import LogInconsistentError, make_checkpoint
    from runtime import SettingMissingError, checkpoint_key, outside_copies, worker_database

    async def work(db: "Database") -> int:
        settings = read_settings()
        key, outside = checkpoint_key(settings), outside_copies(settings)
        if key is None or outside is None:
            raise SettingMissingError("ONEVOICE_CHECKPOINT_KEY_FILE and ONEVOICE_CHECKPOINTS are not set.")
        return await make_checkpoint(db, key, outside)

    try:
        number = with_database(worker_database, work)
    except LogInconsistentError as error:
        told = INCONSISTENT.get(error.code, error.code)
        raise stop(f"Nothing was signed: {told} (checkpoint {error.number}). `onevoice verify` says more.") from error
    typer.echo(f"Checkpoint {number} is signed, and a copy is in {read_settings().checkpoints}.")


INCONSISTENT = {
    "rolled_back": "a checkpoint that was signed and kept outside is not in this database any more",
    "forked": "this database has another checkpoint than the one that was kept outside",
    "log_rewritten": "the log is not the continuation of its last checkpoint",
    "not_signed": "a checkpoint in this database is not signed by the log's key",
}


@checkpoint_app.command("list", epilog=examples("onevoice checkpoint list --as auditor"))
def list_checkpoints(persona: AsPersona, as_json: AsJson = False) -> None:
    """List the checkpoints that a persona may see, and who countersigned them."""
    with connected() as client:
        found = list(every(client, persona, "/checkpoints"))
    if as_json:
        typer.echo(json.dumps({"items": found}, indent=2))
        return
    for one in found:
        by = ", ".join(line["agency"] for line in one["countersigned_by"]) or "nobody yet"
        typer.echo(f"{one['number']:>6}  {one['at'][:19]}Z  {one['size']:>12,} leaves  countersigned by {by}")


@checkpoint_app.command(epilog=examples("onevoice checkpoint show 3 --as auditor > checkpoint-3"))
def show(number: Annotated[int, typer.Argument(min=1)], persona: AsPersona) -> None:
    """Print a checkpoint's signed note, byte by byte."""
    with connected() as client:
        typer.echo(client.get(persona, f"/checkpoints/{number}")["note"], nl=False)


@checkpoint_app.command(epilog=examples("onevoice checkpoint proof ECO-6a-7KQ2M4XW --as state.eb"))
def proof(
    case: CaseName,
    persona: AsPersona,
    seq: Annotated[int | None, typer.Option(help="Of this entry; the latest in the log if left out", min=1)] = None,
    as_json: AsJson = False,
) -> None:
    """Show and check the proof that a case's entry is in the log."""
    from proofs import merkle, notes
    from proofs.leaves import entry_leaf

    with connected() as client:
        found = find_case(client, persona, case)
        asked = {} if seq is None else {"seq": seq}
        given = client.get(persona, f"/cases/{found['id']}/proof", **asked)
    if as_json:
        typer.echo(json.dumps(given, indent=2))
        return
    head = notes.read_checkpoint(notes.read_note(given["note"]).text)
    leaf = entry_leaf(given["case"], given["seq"], bytes.fromhex(given["hash"]))
    path = [bytes.fromhex(one) for one in given["path"]]
    if not merkle.is_included(leaf=leaf, index=given["place"], size=head.size, proof=path, root=head.root):
        raise stop(f"The proof of seq {given['seq']} does not lead to checkpoint {given['checkpoint']}.")
    typer.echo(f"seq {given['seq']}, {given['hash']}, is in checkpoint {given['checkpoint']} of {head.origin}:")
    typer.echo(f"leaf {given['place']} of {head.size:,}, {len(path)} hashes lead to the root {head.root.hex()}.")


@checkpoint_app.command(
    epilog=examples(
        "onevoice checkpoint countersign --as state.custodian --key .data/agency_keys/state",
        "onevoice checkpoint countersign 3 --as state.custodian --key /media/key --kept /media/last",
    )
)
def countersign(
    persona: By,
    key: KeyFile,
    number: Annotated[int | None, typer.Argument(help="Which; the newest if left out", min=1)] = None,
    kept: Annotated[
        Path | None, typer.Option(help="Where to keep what was countersigned last; beside the key if left out")
    ] = None,
    log_key: Annotated[
        str | None, typer.Option(help="The log's public key; the first time it is taken from the log, if left out")
    ] = None,
) -> None:
    """Countersign a checkpoint with an agency's key, if it continues what was countersigned before.

    What was countersigned last is kept in a file of one's own, so that nobody can show a log that has forgotten it.
    """
    private = read_private(key)
    memory = kept or key.with_name(f"{key.name}.countersigned")
    with connected() as client:
        found = _newest(client, persona) if number is None else client.get(persona, f"/checkpoints/{number}")
        trusted, before = _remembered(client, persona, memory, log_key)
        note = _believed(found, trusted)
        if before is not None:
            _must_continue(client, persona, before, found)
        line = _sign(private, note)
        client.act(persona, f"/checkpoints/{found['number']}/cosignatures", {"line": line})
    from embedded.private_files import write_private

    said = {"log_key": str(trusted), "number": found["number"], "note": found["note"]}
    write_private(memory, json.dumps(said, indent=2) + "\n")
    typer.echo(
        f"Checkpoint {found['number']} is countersigned by {private.name}."
        + ("" if before is None else f" It continues checkpoint {before['number']}.")
    )


def _newest(client: "Client", persona: str) -> Json:
    found = every(client, persona, "/checkpoints")
    if not found:
        raise stop(f"There is no checkpoint that {persona} may see; `onevoice checkpoint` makes one.")
    return found[-1]


def _remembered(client: "Client", persona: str, memory: Path, given: str | None) -> "tuple[PublicKey, Json | None]":
    """The log's key to believe, and what was countersigned last."""
    from proofs.ed25519 import KeyRefusedError
    from proofs.key_record import LOG
    from proofs.notes import COSIGNER_KEY, LOG_KEY, NoteError, PublicKey, read_public_key

    try:
        if memory.exists():
            before = json.loads(memory.read_text(encoding="utf-8"))
            return read_public_key(given or before["log_key"]), before
        if given is not None:
            return read_public_key(given), None
    except (NoteError, KeyRefusedError, ValueError, KeyError) as error:
        raise stop(f"The log's key cannot be read, from --log-key or from {memory}.") from error
    bodies = [json.loads(one["body"]) for one in every(client, persona, "/keys") if one["act"] == "enrolled"]
    found = next((body for body in bodies if body["use"] == LOG), None)
    if found is None:
        raise stop("The log has no key.")
    key = PublicKey(name=found["name"], kind=LOG_KEY, public=bytes.fromhex(found["key"]))
    assert key.kind != COSIGNER_KEY  # noqa: S101 - a log's key is no cosigner's
    typer.echo(f"The log's key was taken from the log itself, this first time. Compare it: {key}", err=True)
    return key, None


def _believed(found: Json, key: "PublicKey") -> "Note":
    from proofs.notes import NoteError, opened, read_checkpoint, read_note

    try:
        note = read_note(found["note"])
        head = read_checkpoint(note.text)
    except NoteError as error:
        raise stop(f"Checkpoint {found['number']} cannot be read. Nothing was signed.") from error
    if not opened(note, [key]) or head.origin != key.name:
        raise stop(f"Checkpoint {found['number']} is not signed by {key.name}'s key. Nothing was signed.")
    return note


def _must_continue(client: "Client", persona: str, before: Json, found: Json) -> None:
    """Hold a checkpoint to the one that was countersigned last, of which there is a copy here."""
    from embedded.client import ApiRefused
    from proofs.merkle import is_consistent
    from proofs.notes import read_checkpoint, read_note

    old, new = (read_checkpoint(read_note(one["note"]).text) for one in (before, found))
    which = f"Checkpoint {found['number']} does not continue checkpoint {before['number']}, which was countersigned"
    if new.size < old.size:
        raise stop(f"{which}: it is smaller. Nothing was signed.")
    try:
        given = client.get(persona, f"/checkpoints/{found['number']}/consistency", earlier=before["number"])
    except ApiRefused as error:
        raise stop(f"{which}: there is no proof of it. Nothing was signed.") from error
    path = [bytes.fromhex(one) for one in given["path"]]
    if not is_consistent(old=old.size, old_root=old.root, new=new.size, new_root=new.root, proof=path):
        raise stop(f"{which}: the log was rewritten or forked. Nothing was signed.")


def _sign(key: "PrivateKey", note: "Note") -> str:
    from proofs.notes import COSIGNER_KEY, cosign_note

    if key.kind != COSIGNER_KEY:
        raise stop("That key is not one for countersigning.")
    return str(cosign_note(key, note.text, int(time.time())))
