"""How Alembic reaches the database: by the owner's URL, one advisory lock, short lock waits."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from settings import Settings

MIGRATION_LOCK = 6_201_982


def run() -> None:
    """Migrate online; offline SQL is not supported, since the lock and time-outs would be missing."""
    url = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True).get("url")
    if url is None:
        given = Settings().owner_database_url
        if given is None:
            msg = "ONEVOICE_OWNER_DATABASE_URL is not set: migrations run as the role onevoice_owner."
            raise SystemExit(msg)
        url = given.get_secret_value()
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.execute(text("SET lock_timeout = '10s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        context.configure(connection=connection, transactional_ddl=True)
        context.run_migrations()
    engine.dispose()


run()
