"""What lives as long as the process: opened here, closed here, handed on."""

import dataclasses

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes
from temporalio.envconfig import ClientConfig

from db.engine import Database
from payload_codec import EncryptingCodec, KeyRing
from settings import Settings


class SettingMissingError(Exception):
    """A setting that this process needs is not there; the message names the variable."""


def data_converter(keys: str, namespace: str) -> DataConverter:
    """The one data converter of client, worker, tests and replayer: encrypts payloads and failure messages."""
    return dataclasses.replace(
        pydantic_data_converter,
        payload_codec=EncryptingCodec(KeyRing.parse(keys), namespace),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


async def temporal_client(settings: Settings) -> Client:
    """Connect to Temporal as its own environment configuration says (`TEMPORAL_ADDRESS`, TLS, API key).

    Raises:
        SettingMissingError: there are no payload keys.
    """
    if settings.payload_keys is None:
        raise SettingMissingError("ONEVOICE_PAYLOAD_KEYS is not set: payloads to Temporal are always encrypted.")
    config = ClientConfig.load_client_connect_config()
    namespace = config.get("namespace") or "default"
    converter = data_converter(settings.payload_keys.get_secret_value(), namespace)
    return await Client.connect(**{**config, "namespace": namespace, "data_converter": converter})  # type: ignore[arg-type] # a TypedDict of connect's own arguments


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
