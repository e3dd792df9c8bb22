"""Running migrations from code: for the CLI, the embedded stack and the tests."""

from pathlib import Path

from alembic import command
from alembic.config import Config


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to a migration, under an advisory lock; the URL is of the role onevoice_owner."""
    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database back to a migration; `base` empties it."""
    command.downgrade(_config(url), revision)
