"""What the environment says, read once by `runtime` and handed on.

In production `DATABASE_URL`, `TEMPORAL_ADDRESS` (and Temporal's other own variables) and `OIDC_ISSUER`
point elsewhere and nothing embedded starts. The embedded stack sets the same variables for its children.
"""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The process's settings; every field is one environment variable."""

    model_config = SettingsConfigDict(env_prefix="ONEVOICE_", extra="ignore")

    data: Path = Field(default=Path(".data"), description="Folder of the embedded stack")
    port: int | None = Field(default=None, description="The API's port; a free one if not set")

    database_url: SecretStr | None = Field(
        default=None, validation_alias="DATABASE_URL", description="As the role onevoice_app: the API"
    )
    worker_database_url: SecretStr | None = Field(
        default=None, description="As the role onevoice_worker: facts without content, for time's acts"
    )
    owner_database_url: SecretStr | None = Field(
        default=None, description="As the role onevoice_owner: migrations, directives, people"
    )
    verifier_database_url: SecretStr | None = Field(
        default=None, description="As the role onevoice_verifier: reads everything, writes nothing"
    )

    oidc_issuer: str | None = Field(default=None, validation_alias="OIDC_ISSUER")
    oidc_audience: str = "one-voice"

    checkpoint_key: SecretStr | None = Field(
        default=None, description="The key that signs checkpoints, as `onevoice key generate` writes it: the worker's"
    )
    checkpoint_key_file: Path | None = Field(default=None, description="A file with that key, instead")
    checkpoints: Path | None = Field(
        default=None, description="Folder outside the database to which each checkpoint is copied"
    )
    certificate_key: SecretStr | None = Field(
        default=None, description="The key that signs release certificates: the API's"
    )
    certificate_key_file: Path | None = Field(default=None, description="A file with that key, instead")

    payload_keys: SecretStr | None = Field(
        default=None,
        description="AES-256-GCM keys of Temporal payloads: ID:BASE64[,ID:BASE64...], the first one is current",
    )
    ready_file: Path | None = Field(default=None, description="Made by the worker once it works")
    task_queue: str = "one-voice"
    statement_timeout_ms: int = 5_000
    pool_size: int = 6
