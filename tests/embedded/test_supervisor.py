"""The supervisor: order of start and stop, failures told, deaths mended, nothing left behind."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from embedded.processes import is_alive, wait_until
from embedded.stack import running_stack

PATIENCE = 30.0


@pytest.fixture(autouse=True)
def hangups_are_heard() -> Iterator[None]:
    """A test run under nohup hands its ignoring of SIGHUP down; here the stack must hear it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "tests.embedded.fake_stack", str(folder), *words]


@contextmanager
def stack(folder: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a fake stack, its terminal in `FOLDER/terminal`, and sees that it is gone at the end."""
    with (folder / "terminal").open("ab") as terminal:
        process = subprocess.Popen(command(folder, *words), stdout=terminal, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def eventually(condition: Callable[[], bool]) -> None:
    assert wait_until(condition, PATIENCE)


def is_up(folder: Path) -> bool:
    return running_stack(folder) is not None


def events(folder: Path) -> list[str]:
    path = folder / "events"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def terminal(folder: Path) -> str:
    return (folder / "terminal").read_text(encoding="utf-8")


def pid_of(folder: Path, name: str) -> int:
    return int((folder / f"{name}.pid").read_text(encoding="ascii"))


def stopped(process: subprocess.Popen[bytes], number: signal.Signals = signal.SIGINT) -> int:
    process.send_signal(number)
    return process.wait(PATIENCE)


def test_parts_start_in_order_and_stop_in_reverse(tmp_path: Path) -> None:
    with stack(tmp_path, "store", "schema:once", "worker", "web") as process:
        eventually(lambda: is_up(tmp_path))
        assert stopped(process) == 0
    starts = [f"{name} started" for name in ("store", "schema", "worker", "web")]
    assert events(tmp_path) == [*starts, "web stopped", "worker stopped", "store stopped"]
    said = terminal(tmp_path)
    assert said.index("http://127.0.0.1:1") > said.index("web")
    assert "\x1b" not in said


def test_sigterm_and_a_closed_terminal_stop_it_as_well(tmp_path: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGHUP):
        with stack(tmp_path, "store") as process:
            eventually(lambda: is_up(tmp_path))
            assert stopped(process, number) == 0
    assert events(tmp_path) == ["store started", "store stopped"] * 2


def test_a_part_that_fails_is_named_with_its_logs_end_and_all_is_stopped(tmp_path: Path) -> None:
    with stack(tmp_path, "store", "web:fails", "never") as process:
        assert process.wait(PATIENCE) == 1
    assert events(tmp_path) == ["store started", "web started", "store stopped"]
    said = terminal(tmp_path)
    assert "web failed: ended at its start with code 3" in said
    assert [line.strip() for line in said.splitlines() if "complaint" in line] == [
        f"complaint {number:02d}" for number in range(5, 20)
    ]
    assert not (tmp_path / "stack.json").exists()


def test_a_one_shot_that_fails_stops_the_start(tmp_path: Path) -> None:
    with stack(tmp_path, "schema:once-fails", "web") as process:
        assert process.wait(PATIENCE) == 1
    assert events(tmp_path) == ["schema started"]


def test_a_part_that_never_gets_ready_fails(tmp_path: Path) -> None:
    with stack(tmp_path, "web:never-ready") as process:
        assert process.wait(PATIENCE) == 1
    assert "web failed: not ready within 1 s" in terminal(tmp_path)
    assert not is_alive(pid_of(tmp_path, "web"))


def test_a_stop_during_the_start_stops_what_is_there(tmp_path: Path) -> None:
    with stack(tmp_path, "store", "wait:never-ready-for-long") as process:
        eventually(lambda: "wait started" in events(tmp_path))
        assert stopped(process) == 0
    assert not is_alive(pid_of(tmp_path, "wait"))
    assert not is_alive(pid_of(tmp_path, "store"))


def test_a_stop_during_a_one_shot_stops_it_before_what_it_needs(tmp_path: Path) -> None:
    with stack(tmp_path, "store", "schema:once-for-long") as process:
        eventually(lambda: "schema started" in events(tmp_path))
        assert stopped(process) == 0
    assert events(tmp_path)[-2:] == ["schema stopped", "store stopped"]


def test_a_terminal_that_is_gone_does_not_keep_the_parts_from_being_stopped(tmp_path: Path) -> None:
    with subprocess.Popen(command(tmp_path, "store", "web"), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        eventually(lambda: is_up(tmp_path))
        assert stopped(process, signal.SIGHUP) == 0
    assert events(tmp_path)[-2:] == ["web stopped", "store stopped"]


def test_a_part_that_does_not_stop_is_killed(tmp_path: Path) -> None:
    with stack(tmp_path, "store", "web:stubborn") as process:
        eventually(lambda: is_up(tmp_path))
        assert stopped(process) == 0
    assert events(tmp_path)[-2:] == ["web stopped", "store stopped"]
    assert not is_alive(pid_of(tmp_path, "web"))


def test_a_part_that_dies_is_started_again(tmp_path: Path) -> None:
    with stack(tmp_path, "store", "web") as process:
        eventually(lambda: is_up(tmp_path))
        for deaths in (1, 2, 3):
            first = pid_of(tmp_path, "web")
            os.kill(first, signal.SIGKILL)
            eventually(lambda: events(tmp_path).count("web started") == deaths + 1)  # noqa: B023 - used at once
            eventually(lambda: stack_pid(tmp_path, "web") not in {None, first})  # noqa: B023 - used at once
        assert stopped(process) == 0
    assert "web died; starting it again in 0.05 s" in terminal(tmp_path)
    assert events(tmp_path).count("store started") == 1


def stack_pid(folder: Path, name: str) -> int | None:
    running = running_stack(folder)
    return running.pids.get(name) if running is not None else None


def test_a_part_that_cannot_be_started_again_is_tried_on_and_on(tmp_path: Path) -> None:
    with stack(tmp_path, "store", "web:fails-later") as process:
        eventually(lambda: is_up(tmp_path))
        os.kill(pid_of(tmp_path, "web"), signal.SIGKILL)
        eventually(lambda: events(tmp_path).count("web started") > 3)
        assert stopped(process) == 0
    assert "trying again in 0.2 s" in terminal(tmp_path)


def test_a_killed_supervisor_leaves_no_orphan(tmp_path: Path) -> None:
    with stack(tmp_path, "store", "web:stubborn") as process:
        eventually(lambda: is_up(tmp_path))
        process.kill()
        process.wait()
        for name in ("store", "web"):
            eventually(lambda: not is_alive(pid_of(tmp_path, name)))  # noqa: B023 - used at once
    assert running_stack(tmp_path) is None
    with stack(tmp_path, "store") as process:
        eventually(lambda: is_up(tmp_path))
        assert stopped(process) == 0


def test_a_second_start_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with stack(tmp_path, "store") as process:
        eventually(lambda: is_up(tmp_path))
        second = subprocess.run(command(tmp_path, "store"), capture_output=True, text=True, check=False)
        assert second.returncode == 2
        assert second.stdout == f"One Voice is already running on {tmp_path}\n"
        assert stopped(process) == 0
    assert events(tmp_path) == ["store started", "store stopped"]


def test_a_child_left_alive_would_not_hold_the_lock(tmp_path: Path) -> None:
    with stack(tmp_path, "store") as process:
        eventually(lambda: is_up(tmp_path))
        held = [link.readlink() for link in Path(f"/proc/{pid_of(tmp_path, 'store')}/fd").iterdir()]
        assert tmp_path / "lock" not in held
        assert stopped(process) == 0


def test_other_commands_find_the_running_stack(tmp_path: Path) -> None:
    assert running_stack(tmp_path) is None
    with stack(tmp_path, "store") as process:
        eventually(lambda: is_up(tmp_path))
        running = running_stack(tmp_path)
        assert running is not None
        assert running.environment == {"SAID": "to the children"}
        assert running.pids == {"store": pid_of(tmp_path, "store")}
        assert running.supervisor == process.pid
        assert stat.S_IMODE((tmp_path / "stack.json").stat().st_mode) == 0o600
        assert stopped(process) == 0
    assert running_stack(tmp_path) is None
