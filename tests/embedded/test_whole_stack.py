"""The whole stack with its real servers, and stand-ins for our own programs, killed and started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psycopg
import pytest

from embedded.personas import fetch_token, read_secrets
from embedded.processes import is_alive, wait_until
from embedded.stack import Stack, running_stack

PATIENCE = 60.0
UP = """
import sys
from pathlib import Path
from embedded.up import up
from settings import Settings
sys.exit(up(Settings(data=Path("data"))))
"""
CLI = """
import os, sys, psycopg
with psycopg.connect(os.environ["ONEVOICE_OWNER_DATABASE_URL"].replace("+psycopg", "")) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS public.said (words text)")
    connection.execute("INSERT INTO public.said VALUES (%s)", [" ".join(sys.argv[1:3])])
"""
WORKER = """
import os, pathlib, time
pathlib.Path(os.environ["ONEVOICE_READY_FILE"]).touch()
time.sleep(600)
"""
API = """
import http.server, os
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(os.environ["ONEVOICE_PORT"])), Ready).serve_forever()
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns a folder whose programs stand in for ours: PYTHONPATH comes before what is installed."""
    for name, source in (("cli", CLI), ("worker", WORKER), ("api", API)):
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    for name in ("DATABASE_URL", "TEMPORAL_ADDRESS", "OIDC_ISSUER", "ONEVOICE_PORT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@contextmanager
def up(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], Stack]]:
    with (home / "terminal").open("ab") as terminal:
        process = subprocess.Popen([sys.executable, "-c", UP], cwd=home, stdout=terminal, stderr=terminal)
    try:
        wait_until(lambda: running_stack(home / "data") is not None or process.poll() is not None, PATIENCE)
        stack = running_stack(home / "data")
        assert stack is not None, (home / "terminal").read_text(encoding="utf-8")
        yield process, stack
    finally:
        process.kill()
        process.wait()


def said(stack: Stack) -> list[str]:
    url = stack.environment["ONEVOICE_VERIFIER_DATABASE_URL"].replace("+psycopg", "")
    with psycopg.connect(url.replace("onevoice_verifier", "onevoice_owner")) as connection:
        return [row[0] for row in connection.execute("SELECT words FROM public.said")]


def test_a_kill_leaves_nothing_behind_and_a_new_start_keeps_all(home: Path) -> None:
    with up(home) as (process, first):
        assert httpx2.get(first.api_url).status_code == 200
        assert first.temporal_ui_url is not None
        assert httpx2.get(first.temporal_ui_url, follow_redirects=True).status_code == 200
        secrets = read_secrets(home / "data")
        persona = next(iter(secrets))
        assert fetch_token(first.environment["OIDC_ISSUER"], persona, secrets[persona]).count(".") == 2
        process.kill()
        process.wait()
    assert set(first.pids) == {"PostgreSQL", "Temporal", "sign-in", "worker", "API"}
    for pid in first.pids.values():
        assert wait_until(lambda: not is_alive(pid), PATIENCE)  # noqa: B023 - used at once
    with up(home) as (process, second):
        assert second.environment == first.environment
        assert said(second) == ["db upgrade", "directive load", "people load", "key prepare"] * 2
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert not any(is_alive(pid) for pid in second.pids.values())
    order = [line.split()[0] for line in (home / "terminal").read_text(encoding="utf-8").splitlines()[-5:]]
    assert order == ["API", "worker", "sign-in", "Temporal", "PostgreSQL"]


def test_a_killed_database_comes_back_with_its_facts(home: Path) -> None:
    with up(home) as (process, stack):
        os.kill(stack.pids["PostgreSQL"], signal.SIGKILL)

        def back() -> bool:
            now = running_stack(home / "data")
            return now is not None and now.pids.get("PostgreSQL") not in {None, stack.pids["PostgreSQL"]}

        assert wait_until(back, PATIENCE)
        assert said(stack) == ["db upgrade", "directive load", "people load", "key prepare"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
