"""The way to Temporal: one data converter for client, worker, tests and replayer, and one way to connect."""

import dataclasses

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes
from temporalio.envconfig import ClientConfig

from payload_codec import EncryptingCodec, KeyRing
from runtime import SettingMissingError
from settings import Settings


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
