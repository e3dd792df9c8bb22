"""The set-up that takes a superuser: roles, the database, who may enter it (`roles.sql`, `database.sql`)."""

from importlib.resources import files
from urllib.parse import quote

import psycopg
from psycopg import sql

DATABASE = "onevoice"
OWNER = "onevoice_owner"
SUPERUSER = "postgres"


def _script(name: str) -> bytes:
    return files("embedded").joinpath(name).read_bytes()


def conninfo(socket_folder: str, role: str, database: str) -> str:
    """Returns what libpq needs to connect through a socket folder; it names the port, lest PGPORT do."""
    return f"postgresql://{role}@/{database}?host={quote(socket_folder, safe='/')}&port=5432"


def bootstrap(socket_folder: str, database: str = DATABASE) -> None:
    """Makes roles and database where they are missing, and closes the database to all others.

    Repeating it changes nothing; two at once may collide, so one supervisor does it.
    """
    with psycopg.connect(conninfo(socket_folder, SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(_script("roles.sql"))
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone()
        if found is None:
            statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
            connection.execute(statement.format(sql.Identifier(database), sql.Identifier(OWNER)))
    with psycopg.connect(conninfo(socket_folder, SUPERUSER, database), autocommit=True) as connection:
        connection.execute(_script("database.sql"))
