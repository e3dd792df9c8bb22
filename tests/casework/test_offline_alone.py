"""Checking a bundle and a certificate needs neither SQLAlchemy nor Temporal nor a network, and it is shown."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.casework.logbook import LOG_KEY, Logbook
from tests.casework.test_bundles import certificate
from tests.office import Office

pytestmark = pytest.mark.asyncio

ALONE = """
import importlib.abc, socket, sys
DENIED = ("sqlalchemy", "temporalio", "psycopg", "fastapi", "uvicorn", "alembic", "httpx2", "db", "casework")
class Deny(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in DENIED or name.split(".")[0] in DENIED:
            raise ImportError(f"{name} is not on this machine")
sys.meta_path.insert(0, Deny())
def no_network(*_, **__):
    raise OSError("there is no network on this machine")
for name in ("socket", "create_connection", "create_server", "getaddrinfo"):
    setattr(socket, name, no_network)
import cli
cli.app(sys.argv[1:])
"""


def alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in an empty environment, another folder, and a Python that has none of these."""
    env = {"PATH": os.defpath, "NO_COLOR": "1", "COLUMNS": "100"}
    command = [sys.executable, "-c", ALONE, *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


async def test_a_bundle_and_a_certificate_are_checked_alone(office: Office, logbook: Logbook, tmp_path: Path) -> None:
    case = await office.released()
    await logbook.enrol()
    await logbook.checkpoint()
    await logbook.countersign(1)
    (tmp_path / "bundle.tar").write_bytes(await logbook.bundle("embassy.tokyo", case, texts=True))
    (tmp_path / "all.tar").write_bytes(await logbook.bundle())
    (tmp_path / "release.jws").write_text(await certificate(logbook, case), encoding="ascii")
    (tmp_path / "log_key").write_text(f"{LOG_KEY.public_key}\n", encoding="ascii")
    given = ("--bundle", "bundle.tar", "--key", "log_key")
    read = alone(tmp_path, "certificate", "verify", "release.jws", *given)
    assert (read.returncode, read.stderr) == (0, "")
    assert "The certificate holds." in read.stdout
    for bundle in ("bundle.tar", "all.tar"):
        done = alone(tmp_path, "verify", "--offline", bundle, "--key", "log_key", "--json")
        assert (done.returncode, done.stderr) == (0, ""), bundle
        assert json.loads(done.stdout)["sound"] is True
    copies = ("--copies", str(logbook.folder))
    assert alone(tmp_path, "verify", "--offline", "all.tar", *copies).returncode == 0
    page = alone(tmp_path, "verify", "--offline", "bundle.tar").stdout
    assert "Compare it with one that you trust" in page
    (tmp_path / "all.tar").write_bytes((tmp_path / "all.tar").read_bytes().replace(b'\\"concur\\"', b'\\"no_eqy\\"'))
    changed = alone(tmp_path, "verify", "--offline", "all.tar", "--key", "log_key")
    assert changed.returncode == 1
    assert "its hash is not that of what it says" in changed.stdout


async def test_the_control_sees_what_is_denied(tmp_path: Path) -> None:
    """Whatever does need the database fails there: the denial is real."""
    denied = alone(tmp_path, "openapi")
    assert denied.returncode != 0
    assert "is not on this machine" in denied.stderr


async def test_a_text_is_held_to_the_certificate(office: Office, logbook: Logbook, tmp_path: Path) -> None:
    case = await office.released()
    (tmp_path / "bundle.tar").write_bytes(await logbook.bundle("embassy.tokyo", case, texts=True))
    (tmp_path / "bare.tar").write_bytes(await logbook.bundle("embassy.tokyo", case))
    (tmp_path / "release.jws").write_text(await certificate(logbook, case), encoding="ascii")
    words = (
        "(S) The United States is concerned by the loss of controlled machine tools.\n\n"
        "(S) We ask that the responsible ministry look\ninto the export licence.\n"
    )

    def verify(text: str, bundle: str = "bundle.tar") -> subprocess.CompletedProcess[str]:
        (tmp_path / "cable.txt").write_text(text, encoding="utf-8")
        given = ("--bundle", bundle, "--text", "cable.txt")
        return alone(tmp_path, "certificate", "verify", "release.jws", *given)

    good = verify(words)
    assert (good.returncode, "cable.txt is that text, to the letter." in good.stdout) == (0, True)
    as_json = {"paragraphs": [{"marking": "S", "text": p[4:].replace("\n", " ")} for p in words.strip().split("\n\n")]}
    assert verify(json.dumps(as_json)).returncode == 0
    for changed, where in (
        (words.replace("machine", "Machine"), "paragraph 1 differs from character 58 on"),
        (words.replace("(S) We", "(C) We"), "paragraph 2 was marked (S), not (C)"),
        (words + "\n(S) And one more.\n", "paragraph 3 was not released"),
        (words.partition("\n\n")[0], "paragraph 2 is missing"),
    ):
        bad = verify(changed)
        assert (bad.returncode, f"NOT SO: {where}." in bad.stdout) == (1, True), bad.stdout
        assert "It must not be relied on." in bad.stdout
    without = verify(words.replace("machine", "Machine"), "bare.tar")
    assert "which words differ cannot be said without a bundle that has them" in without.stdout
    assert "is not written like" in verify("No mark.").stderr


async def test_what_is_no_certificate_is_told_in_one_line(office: Office, logbook: Logbook, tmp_path: Path) -> None:
    case = await office.released()
    await logbook.checkpoint()
    good = await certificate(logbook, case)
    (tmp_path / "log_key").write_text(f"{LOG_KEY.public_key}\n", encoding="ascii")
    (tmp_path / "bundle.tar").write_bytes(await logbook.bundle("embassy.tokyo", case))
    (tmp_path / "noise.tar").write_bytes(b"noise" * 500)
    for given, why in (
        (good[:-8] + "AAAAAAAA", "its signature is not that key's over what it says"),
        (good.replace(".", ".A", 1), "its signature is not that key's over what it says"),
        (good.rpartition(".")[0], "it is not a signed certificate in compact form"),
        ("x.y.z", "its header is not readable"),
        ("", "it is not a signed certificate in compact form"),
    ):
        (tmp_path / "release.jws").write_text(given, encoding="ascii")
        refused = alone(tmp_path, "certificate", "verify", "release.jws", "--bundle", "bundle.tar", "--key", "log_key")
        assert (refused.returncode, refused.stdout, why in refused.stderr) == (1, "", True), (given[:20], refused)
        assert refused.stderr.count("\n") == 1
    (tmp_path / "release.jws").write_text(good, encoding="ascii")
    assert "Give a --bundle" in alone(tmp_path, "certificate", "verify", "release.jws").stderr
    assert "does not hold" in alone(tmp_path, "certificate", "verify", "release.jws", "--bundle", "noise.tar").stderr
    assert "is neither a public key" in alone(tmp_path, "certificate", "verify", "release.jws", "--key", "none").stderr
    assert alone(tmp_path, "verify", "--offline", "noise.tar").returncode == 1
