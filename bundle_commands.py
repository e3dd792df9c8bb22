"""`onevoice certificate` and `onevoice bundle`: what leaves the service, and its checking without the service."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from case_words import CaseName, find_case
from shell import AsJson, AsPersona, connected, examples, stop

if TYPE_CHECKING:
    from proofs.bundle_look import Looked
    from proofs.certificates import Certificate
    from proofs.notes import PublicKey

Json = dict[str, Any]  # a JSON object, read field by field

certificate_app = typer.Typer(
    help="Release certificates: got from the service, checked without it.", no_args_is_help=True
)
bundle_app = typer.Typer(help="Bundles: what one may see, in one file that proves itself.", no_args_is_help=True)

OutFile = Annotated[Path, typer.Option("--out", help="Where to", dir_okay=False, writable=True)]
THERE: Any = {"exists": True, "dir_okay": False, "readable": True}  # arguments of typer's own
GivenFile = typer.Argument(help="The certificate", **THERE)
GivenKeys = Annotated[
    list[str] | None,
    typer.Option("--key", help="A public key to believe, or a file with one a line; may be given again"),
]


@certificate_app.command(
    epilog=examples("onevoice certificate get ECO-6a-7KQ2M4XW --as embassy.tokyo --out release.jws")
)
def get(case: CaseName, persona: AsPersona, out: OutFile) -> None:
    """Get the certificate of a case's release."""
    with connected() as client:
        found = find_case(client, persona, case)
        given = client.get(persona, f"/cases/{found['id']}/certificate")
    out.write_text(given["certificate"] + "\n", encoding="utf-8")
    typer.echo(f"The certificate of {given['number']} is in {out}.")


@certificate_app.command(
    epilog=examples(
        "onevoice certificate verify release.jws --bundle bundle.tar --text cable.txt",
        "onevoice certificate verify release.jws --key one-voice.local/1f+0a1b2c3d+AX...",
    )
)
def verify(
    file: Annotated[Path, typer.Argument(help="The certificate", exists=True, dir_okay=False)],
    bundle: Annotated[
        Path | None, typer.Option(help="A bundle whose keys to believe", exists=True, dir_okay=False)
    ] = None,
    text: Annotated[
        Path | None,
        typer.Option(
            help="The text that is said to be released: JSON, or paragraphs '(S) ...'", exists=True, dir_okay=False
        ),
    ] = None,
    key: GivenKeys = None,
    as_json: AsJson = False,
) -> None:
    """Check a release certificate, and whether a text is the one that it certifies. Needs nothing but the files.

    Exit code 1 if anything does not hold.
    """
    from proofs.certificates import CertificateError, checkpoint_faults, clearance_faults, read

    keys = read_keys(key)
    looked = _look(bundle, keys) if bundle else None
    believed = [one.public for one in keys] + (list(looked.certificate_keys) if looked else [])
    if not believed:
        raise stop("Give a --bundle whose keys to believe, or a --key.")
    try:
        found = read(file.read_text(encoding="utf-8").strip(), believed)
    except UnicodeDecodeError as error:
        raise stop(f"{file} is no certificate.") from error
    except CertificateError as error:
        raise stop(f"The certificate does not hold: {error}.") from error
    log_keys = list(looked.log_keys) if looked else [one for one in keys if one.name == _origin(found)]
    if found.says["checkpoint"] is not None and not log_keys:
        typer.echo("The log's key was not given: that the release is in the log is not checked.", err=True)
    faults = [*checkpoint_faults(found, log_keys), *clearance_faults(found.says)]
    faults += _text_faults(found, text, looked) if text else []
    _tell(found, faults, text=text, as_json=as_json)
    if faults:
        raise typer.Exit(1)


def _origin(found: "Certificate") -> str:
    """The log in whose checkpoint the release is said to be."""
    proof = found.says["checkpoint"]
    note = proof.get("note") if proof else None
    return note.partition("\n")[0] if isinstance(note, str) else ""


def _look(bundle: Path, keys: "list[PublicKey]") -> "Looked":
    """A bundle's keys and words, once the bundle was checked: under the log's key if that was given, else by itself."""
    from proofs.bundle_look import look
    from proofs.offline import verify_bundle
    from proofs.offline_state import Trust

    with bundle.open("rb") as source:
        verdict = verify_bundle(source, Trust(keys=tuple(keys)))
    if not verdict.sound:
        raise stop(f"{bundle} does not hold: `onevoice verify --offline {bundle}` says why.")
    with bundle.open("rb") as source:
        looked = look(source)
    for one in () if keys else looked.log_keys:
        typer.echo(f"The keys are the bundle's own. Compare the log's with one that you trust: {one}", err=True)
    return looked


def read_keys(given: list[str] | None) -> "list[PublicKey]":
    """The public keys that were given: each as C2SP writes it, or a file of them."""
    from proofs.ed25519 import KeyRefusedError
    from proofs.notes import NoteError, read_public_key

    found: list[PublicKey] = []
    for one in given or ():
        try:
            lines = Path(one).read_text(encoding="utf-8").split() if "+" not in one else [one]
            found += map(read_public_key, lines)
        except (OSError, UnicodeDecodeError, NoteError, KeyRefusedError) as error:
            raise stop(f"{one} is neither a public key nor a file of them.") from error
    return found


def _text_faults(found: "Certificate", file: Path, looked: "Looked | None") -> list[str]:
    """Where a text is not the one certified; which paragraph, if the bundle has the words."""
    from proofs.texts import TextError, canonical, differences, digest, read_portions

    try:
        here = read_portions(file.read_text(encoding="utf-8"))
    except (TextError, UnicodeDecodeError) as error:
        raise stop(f"{file}: {error}") from error
    said = found.says["text"]["digest"]
    made = digest(canonical(here, found.says["case"]["classification"]))
    if made == said:
        return []
    faults = [f"the text's digest is {made}, not {said}"]
    words = looked.text(found.says["case"]["id"], said) if looked else None
    if words is None:
        return [*faults, "which words differ cannot be said without a bundle that has them (bundle export --texts)"]
    return [*faults, *differences(words, here)]


def _tell(found: "Certificate", faults: list[str], *, text: Path | None, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"good": not faults, "faults": faults, "says": found.says}, indent=2))
        return
    for line in certified(found.says):
        typer.echo(line)
    if text is not None and not any("digest" in fault for fault in faults):
        typer.echo(f"{text} is that text, to the letter.")
    for fault in faults:
        typer.echo(f"NOT SO: {fault}.")
    typer.echo("The certificate holds." if not faults else "It must not be relied on.")


def certified(says: Json) -> list[str]:
    """What a certificate states, line by line, for a person."""
    case, out = says["case"], says["release"]
    under = f"{case['procedure']} under {case['mandate']} of {case['directive']}, edition {case['edition']}"
    lines = [
        f"{case['number']} ({case['classification']}), {under}; case {case['id']}",
        f"Version {says['text']['version']}, SHA-256 {says['text']['digest']}",
        f"Released {out['at'][:19]}Z by {out['office']} through {out['channel'].replace('_', ' ')}",
    ]
    lines += [f"  {line}" for line in map(_clearance_line, says["clearances"])]
    lines += [
        f"  {one['office']}, beside its agency: {one['response'].replace('_', ' ')}, {one['at'][:19]}Z"
        for one in says["office_clearances"]
    ]
    lines += [
        f"  ruled at {one['rung']} by {one['office']}: {one['outcome'].replace('_', ' ')}"
        + (", which binds this text" if one["binds"] else "")
        for one in says["rulings"]
    ]
    lines += [f"  approved by {one['office']} {one['at'][:19]}Z" for one in says["approvals"]]
    entry = says["ledger"]
    lines.append(f"Ledger entry {entry['seq']}, hash {entry['hash']}")
    proof = says["checkpoint"]
    lines.append(
        "In no checkpoint yet."
        if proof is None
        else f"Leaf {proof['index']} under the checkpoint of {' '.join(proof['note'].splitlines()[:2])} leaves"
    )
    if says["recalled_at"]:
        lines.append(f"RECALLED {says['recalled_at'][:19]}Z: it was released, and taken back.")
    return lines


def _clearance_line(one: Json) -> str:
    said = f"{one['agency']}: {one['response'].replace('_', ' ')}, {one['at'][:19]}Z"
    if one["basis"] == "default":
        due = one["default"]
        return f"{said}; time was up {due['suspense'][:19]}Z, full time had {(due['full_time_at'] or '-')[:19]}Z"
    by = f"{said}, {one['office']}, grade {one['grade']}" + (", acting" if one["acting"] else "")
    if one["basis"] == "carried_over":
        carried = one["carried_over"]
        return f"{by}; carried over from version {carried['from_version']} ({carried['policy'].replace('_', ' ')})"
    return by


@bundle_app.command(
    epilog=examples(
        "onevoice bundle export --as embassy.tokyo --case ECO-6a-7KQ2M4XW --texts --out bundle.tar",
        "onevoice bundle export --as auditor --all --out everything.tar",
    )
)
def export(
    persona: AsPersona,
    out: OutFile,
    case: Annotated[list[str] | None, typer.Option(help="A case's number or id; may be given again")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every case that the persona may see")] = False,
    texts: Annotated[bool, typer.Option("--texts", help="The words too, of cases that were released")] = False,
) -> None:
    """Write what a persona may see of cases and of the log into one file that can be checked anywhere."""
    if bool(case) == everything:
        raise stop("Give --case once or more, or --all.")
    with connected() as client:
        ids = [find_case(client, persona, one)["id"] for one in case or ()]
        with open_private(out) as sink:
            banner = client.fetch(persona, "/bundles", {"cases": ids or None, "texts": texts}, sink)
    typer.echo(f"{banner}: {out} ({out.stat().st_size:,} bytes). Check it with `onevoice verify --offline {out}`.")


def open_private(out: Path) -> BinaryIO:
    """A file for its owner only: what goes in may be marked."""
    out.touch(mode=0o600)
    out.chmod(0o600)
    return out.open("wb")


def verify_offline(file: Path, keys: list[str] | None, copies: Path | None, *, as_json: bool) -> bool:
    """Check a bundle without anything else, and say what came of it."""
    from embedded.pages import print_verdict
    from proofs.offline import verify_bundle
    from proofs.offline_state import Trust
    from proofs.outside import Outside, OutsideError

    outside = Outside(copies) if copies else None
    try:
        pinned = outside.keys() if outside else ()
        with file.open("rb") as source:
            verdict = verify_bundle(source, Trust(keys=(*read_keys(keys), *pinned), outside=outside))
    except (OSError, OutsideError) as error:
        raise stop(f"{file} cannot be checked: {error}") from error
    if as_json:
        typer.echo(json.dumps(verdict.as_json(), indent=2))
    else:
        print_verdict(verdict)
    return verdict.sound
