"""What lives as long as the process: opened here, closed here, handed on."""

from pathlib import Path

from pydantic import SecretStr

from db.engine import Database
from proofs.notes import NoteError, PrivateKey, read_private_key
from proofs.outside import Outside
from settings import Settings


class SettingMissingError(Exception):
    """A setting that this process needs is not there; the message names the variable."""


def app_database(settings: Settings) -> Database:
    """The API's pool, as the role onevoice_app.

    Raises:
        SettingMissingError: no URL was given.
    """
    if settings.database_url is None:
        raise SettingMissingError("DATABASE_URL is not set: the API's own role is onevoice_app.")
    return Database(
        settings.database_url.get_secret_value(),
        size=settings.pool_size,
        statement_timeout_ms=settings.statement_timeout_ms,
    )


def worker_database(settings: Settings) -> Database:
    """The worker's pool, as the role onevoice_worker: facts without content.

    Raises:
        SettingMissingError: no URL was given.
    """
    if settings.worker_database_url is None:
        raise SettingMissingError("ONEVOICE_WORKER_DATABASE_URL is not set: the worker's role is onevoice_worker.")
    return Database(settings.worker_database_url.get_secret_value(), size=6)


def owner_database(settings: Settings) -> Database:
    """One connection as the role onevoice_owner, for loading directives and people.

    Raises:
        SettingMissingError: no URL was given.
    """
    if settings.owner_database_url is None:
        raise SettingMissingError("ONEVOICE_OWNER_DATABASE_URL is not set: directives and people are the owner's.")
    return Database(settings.owner_database_url.get_secret_value(), size=1, statement_timeout_ms=60_000)


def verifier_database(settings: Settings) -> Database:
    """One connection as the role onevoice_verifier, which reads all and writes nothing.

    Raises:
        SettingMissingError: no URL was given.
    """
    if settings.verifier_database_url is None:
        raise SettingMissingError("ONEVOICE_VERIFIER_DATABASE_URL is not set: verification has a role of its own.")
    return Database(settings.verifier_database_url.get_secret_value(), size=1, statement_timeout_ms=600_000)


def checkpoint_key(settings: Settings) -> PrivateKey | None:
    """The key that signs checkpoints, if there is one; never in the database.

    Raises:
        SettingMissingError: what is given is no key.
    """
    return _key(settings.checkpoint_key, settings.checkpoint_key_file, "ONEVOICE_CHECKPOINT_KEY")


def certificate_key(settings: Settings) -> PrivateKey | None:
    """The key that signs release certificates, if there is one.

    Raises:
        SettingMissingError: what is given is no key.
    """
    return _key(settings.certificate_key, settings.certificate_key_file, "ONEVOICE_CERTIFICATE_KEY")


def outside_copies(settings: Settings) -> Outside | None:
    """Where checkpoints are kept outside the database, if that was said."""
    return None if settings.checkpoints is None else Outside(settings.checkpoints)


def _key(given: SecretStr | None, file: Path | None, variable: str) -> PrivateKey | None:
    if given is None and file is None:
        return None
    try:
        written = given.get_secret_value() if given else file.read_text(encoding="utf-8") if file else ""
        return read_private_key(written.strip())
    except (OSError, NoteError) as error:
        raise SettingMissingError(f"{variable} (or {variable}_FILE) is no key that can be read.") from error
