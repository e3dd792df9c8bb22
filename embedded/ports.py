"""The stack's ports: free ones, remembered, so that a bookmark opens the same page after a restart."""

import json
import socket
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path

from embedded.errors import StackRefused
from embedded.private_files import write_private
from embedded.processes import wait_until

LOOPBACK = "127.0.0.1"
FILE = "ports.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """One port for each part that listens."""

    api: int
    temporal: int
    temporal_ui: int
    identity: int


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def choose_ports(data: Path, wanted_api: int | None, patience: float = 0.0) -> Ports:
    """Returns the ports of the last start as far as they are still free, else free ones, and remembers them.

    Args:
        data: the stack's data folder.
        wanted_api: the API's port (ONEVOICE_PORT), if it must be that one.
        patience: seconds to wait for a port whose last owner may still be going.

    Raises:
        StackRefused: the wanted port is taken.
    """
    chosen = _remembered(data)
    if wanted_api is not None:
        chosen["api"] = wanted_api
        if not wait_until(lambda: is_free(wanted_api), patience):
            raise StackRefused(f"port {wanted_api} is taken by another program; choose another ONEVOICE_PORT")
    kept = {name: port for name, port in chosen.items() if wait_until(partial(is_free, port), patience)}
    ports = Ports(**(_free_ports(set(kept.values())) | kept))
    write_private(data / FILE, json.dumps(asdict(ports), indent=2) + "\n")
    return ports


def _remembered(data: Path) -> dict[str, int]:
    try:
        found = json.loads((data / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    names = {field.name for field in fields(Ports)}
    return {name: port for name, port in found.items() if name in names and isinstance(port, int)}


def _free_ports(taken: set[int]) -> dict[str, int]:
    # All are held at once, so that no two are the same.
    names = [field.name for field in fields(Ports)]
    probes = [socket.socket() for _ in range(len(names) + len(taken))]
    try:
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        free = [port for probe in probes if (port := probe.getsockname()[1]) not in taken]
    finally:
        for probe in probes:
            probe.close()
    return dict(zip(names, free, strict=False))
