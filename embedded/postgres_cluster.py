"""A PostgreSQL cluster's folder: made once, configured at every start; its socket and its live postmaster."""

import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

from embedded.errors import PartFailed
from embedded.postgres_binaries import Binaries
from embedded.postgres_bootstrap import SUPERUSER
from embedded.private_files import make_private_folder, write_private
from embedded.processes import RunAs, is_alive, run_once

PART = "PostgreSQL"
# A socket's address has room for 107 bytes, of which its file name takes its share.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")
BUILTIN_LOCALE_SINCE = 17
NOBODY = 65534

CONFIGURATION = """\
# Written by embedded/postgres_cluster.py at every start.
listen_addresses = ''
port = 5432
unix_socket_directories = '{socket_folder}'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 64MB
work_mem = 4MB
maintenance_work_mem = 32MB
max_wal_size = 512MB
jit = off
random_page_cost = 1.1
synchronous_commit = on
fsync = {durable}
full_page_writes = on
timezone = 'UTC'
log_timezone = 'UTC'
# Logs say what happened, never with which words: no parameters, no statements, no row in a DETAIL line.
log_statement = none
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_error_verbosity = terse
"""


def socket_folder_of(data: Path, cluster: Path) -> Path:
    """Returns the folder of the cluster's socket, 0700.

    It is in the data folder, or, where that name is too long, in the system's temporary folder, recorded in
    `<data>/postgres.socket` for the next start.

    Raises:
        PartFailed: the temporary folder's name is too long as well.
    """
    live = read_postmaster(cluster)
    if live is not None:
        return live[1]
    near = data / "socket"
    if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER and "," not in str(near):
        return make_private_folder(near)
    record = data / "postgres.socket"
    if record.exists() and _is_ours(known := Path(record.read_text(encoding="utf-8"))):
        return known
    folder = Path(tempfile.mkdtemp(prefix="onevoice-"))
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        raise PartFailed(PART, f"the socket folder's name is too long: {folder}; set TMPDIR to a shorter folder")
    write_private(record, str(folder))
    return folder


def _is_ours(folder: Path) -> bool:
    # The temporary folder is shared: a name we remember may be someone else's by now.
    if not folder.exists() or folder.is_symlink():
        return False
    found = folder.stat()
    owners = {os.geteuid(), NOBODY} if os.geteuid() == 0 else {os.geteuid()}
    return stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700 and found.st_uid in owners


def release_socket_folder(data: Path, socket_folder: Path) -> None:
    """Removes a socket folder outside the data folder, once no server uses it."""
    if socket_folder.parent != data and socket_folder.exists() and not any(socket_folder.iterdir()):
        socket_folder.rmdir()
        (data / "postgres.socket").unlink(missing_ok=True)


def check_version(cluster: Path, binaries: Binaries) -> None:
    """Refuses a cluster that another major version of PostgreSQL made.

    Raises:
        PartFailed: it did.
    """
    made_by = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    if made_by != str(binaries.major):
        reason = (
            f"{cluster} was made by PostgreSQL {made_by}, the programs here are version {binaries.major}:"
            " move it with pg_upgrade or dump and restore, or choose another data folder (ONEVOICE_DATA)"
        )
        raise PartFailed(PART, reason)


def make_cluster(cluster: Path, binaries: Binaries, run_as: RunAs, *, fsync: bool) -> None:
    """Makes the cluster, unless it is there: beside its place first, so that a kill leaves no half of one.

    Raises:
        PartFailed: initdb failed, or another major version made the cluster.
    """
    if (cluster / "PG_VERSION").exists():
        check_version(cluster, binaries)
        return
    fresh = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    give(fresh, run_as)
    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if binaries.major >= BUILTIN_LOCALE_SINCE
        else ["--locale=C"]
    )
    flags = [
        "-E",
        "UTF8",
        "-U",
        SUPERUSER,
        "-A",
        "trust",
        "--data-checksums",
        *([] if fsync else ["--no-sync"]),
    ]
    made = run_once([binaries.initdb, "-D", str(fresh), *locale, *flags], run_as=run_as, env=server_environment())
    if made.returncode != 0:
        raise PartFailed(PART, f"initdb failed: {(made.stderr or made.stdout).strip()[-1000:]}")
    with (fresh / "postgresql.conf").open("a", encoding="utf-8") as configuration:
        configuration.write("\ninclude 'onevoice.conf'\n")
    # The folder of the socket decides who comes in; there is no other way in.
    (fresh / "pg_hba.conf").write_text("local all all trust\n", encoding="utf-8")
    fresh.rename(cluster)


def configure(cluster: Path, socket_folder: Path, run_as: RunAs, *, fsync: bool) -> None:
    """Writes our settings and gives cluster and socket folder to whoever runs the server."""
    quoted = str(socket_folder).replace("'", "''")
    text = CONFIGURATION.format(socket_folder=quoted, durable="on" if fsync else "off")
    write_private(cluster / "onevoice.conf", text)
    give(cluster, run_as)
    give(socket_folder, run_as)


def give(folder: Path, run_as: RunAs) -> None:
    """Hands a folder and all in it to the identity that is to use it; only root needs to, or can."""
    if os.geteuid() != 0:
        return
    owner = NOBODY if run_as is RunAs.NOBODY else 0
    for path in (folder, *folder.rglob("*")):
        if path.lstat().st_uid != owner:
            os.chown(path, owner, owner, follow_symlinks=False)


def server_environment() -> dict[str, str]:
    """Returns our environment without PostgreSQL's own variables, which would configure the server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def read_postmaster(cluster: Path) -> tuple[int, Path] | None:
    """Returns the id and socket folder of the postmaster that is alive on the cluster, if one is.

    Its id may be another program's by now: a postmaster is one whose working folder is the cluster.
    """
    try:
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    if not lines or not lines[0].strip().lstrip("-").isdecimal() or not is_alive(pid := abs(int(lines[0]))):
        return None
    if sys.platform == "linux" and not _works_in(pid, cluster):
        return None
    recorded = lines[4].strip() if len(lines) > 4 else ""
    return pid, Path(recorded) if recorded else cluster.parent / "socket"


def _works_in(pid: int, cluster: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == cluster.resolve()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False


def clear_stale_locks(cluster: Path, socket_folder: Path) -> None:
    """Removes the locks of a postmaster that is gone, whose id another program may carry by now.

    PostgreSQL itself would refuse to start then, which is what happens in containers, where ids repeat.
    """
    if read_postmaster(cluster) is None:
        (cluster / "postmaster.pid").unlink(missing_ok=True)
        (socket_folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
