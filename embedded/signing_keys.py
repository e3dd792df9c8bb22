"""The embedded stack's signing keys: the log's, its certificates', one an agency; made once and kept apart."""

import secrets
from pathlib import Path

from embedded.private_files import kept, make_private_folder
from proofs.notes import COSIGNER_KEY, LOG_KEY, PrivateKey, read_private_key
from settings import Settings

AGENCIES = ("state", "defense", "commerce", "ustr", "nsc")
"""Those whose custodians are among the personas."""


def new_key(name: str, kind: int) -> PrivateKey:
    """A new key."""
    return PrivateKey(name=name, kind=kind, seed=secrets.token_bytes(32))


def signing_keys(settings: Settings, data: Path) -> dict[str, str]:
    """Returns the variables that say where the keys and the outside copies are; what is set already stays.

    In this stack all of it is on one machine, under one user: enough to try it out, not to rely on it.
    """
    said: dict[str, str] = {}
    if settings.checkpoint_key is None and settings.checkpoint_key_file is None:
        file = data / "checkpoint_key"
        kept(file, lambda: new_key(f"one-voice.local/{secrets.token_hex(4)}", LOG_KEY).written())
        said["ONEVOICE_CHECKPOINT_KEY_FILE"] = str(file)
        _agency_keys(data, read_private_key(file.read_text(encoding="utf-8")).name)
    if settings.certificate_key is None and settings.certificate_key_file is None:
        file = data / "certificate_key"
        kept(file, lambda: new_key("one-voice.local/certificates", LOG_KEY).written())
        said["ONEVOICE_CERTIFICATE_KEY_FILE"] = str(file)
    if settings.checkpoints is None:
        said["ONEVOICE_CHECKPOINTS"] = str(data / "checkpoints")
    return said


def _agency_keys(data: Path, origin: str) -> None:
    folder = make_private_folder(data / "agency_keys")
    for agency in AGENCIES:
        kept(folder / agency, lambda name=f"{origin}/{agency}": new_key(name, COSIGNER_KEY).written())  # type: ignore[misc] # a default binds it
