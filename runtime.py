"""What lives as long as the process: opened here, closed here, handed on."""

from db.engine import Database
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
