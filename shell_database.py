"""What operators' commands stand on: one database, the one in the environment or that of the running embedded stack."""

import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from shell import nothing_runs, read_settings, stop

if TYPE_CHECKING:
    from db.engine import Database
    from settings import Settings

T = TypeVar("T")
NO_DATABASE = "The database does not answer, or its role may not enter. Is its address right?"


def adopt_running_stack() -> None:
    """Take the addresses of the embedded stack that runs here, unless the environment names a database itself."""
    from embedded.stack import running_stack

    if any(name.endswith("DATABASE_URL") for name in os.environ):
        return
    stack = running_stack(read_settings().data.resolve())
    for name, value in stack.environment.items() if stack else ():
        os.environ.setdefault(name, value)


def with_database(opened: "Callable[[Settings], Database]", work: "Callable[[Database], Awaitable[T]]") -> T:
    """Run work over one database: the one in the environment, else that of the running embedded stack."""
    import asyncio

    from sqlalchemy.exc import ArgumentError

    from casework.desk import Unavailable
    from casework.yaml_shapes import FileInvalid
    from db.engine import DatabaseUnavailableError
    from db.people import UnknownAgencyError
    from runtime import SettingMissingError

    async def run() -> T:
        db = opened(read_settings())
        try:
            return await work(db)
        finally:
            await db.close()

    adopt_running_stack()
    try:
        return asyncio.run(run())
    except SettingMissingError as error:
        raise stop(f"{nothing_runs()} ({error})") from error
    except (FileInvalid, UnknownAgencyError) as error:
        raise stop(str(error)) from error
    except (ArgumentError, DatabaseUnavailableError, Unavailable) as error:
        raise stop(NO_DATABASE) from error


def print_fences() -> None:
    """Print what every fence is once the migrations have run, for `migrations/fences.json`.

    On a PostgreSQL of its own that is thrown away: what stands in some database already proves nothing.
    """
    import asyncio
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from casework.verification_fences import written
    from db.engine import Database
    from db.evidence_made import fences, server_version
    from embedded.errors import PartFailed
    from embedded.postgres import PostgresServer
    from migrations.run import upgrade

    async def read(url: str) -> str:
        db = Database(url, size=1)
        async with db.begin() as tx:
            made = written(await server_version(tx), await fences(tx))
        await db.close()
        return made

    try:
        with TemporaryDirectory() as folder, PostgresServer(Path(folder), fsync=False) as server:
            url = server.url("onevoice_owner")
            upgrade(url)
            print(asyncio.run(read(url)))
    except PartFailed as failed:
        raise stop(str(failed)) from failed
