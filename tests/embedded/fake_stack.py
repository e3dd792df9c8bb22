"""A supervisor over harmless fake parts, run as a program of its own so that tests can kill it.

`python -m tests.embedded.fake_stack FOLDER NAME[:BEHAVIOUR] ...` where a behaviour is one of those of
`fake_part.py`. Each part writes what happens to it in `FOLDER/events`, its process id in `FOLDER/NAME.pid`.
"""

import sys
from pathlib import Path

from embedded.errors import StackRefused
from embedded.parts import Part, PartProcess
from embedded.plan import Plan
from embedded.progress import Progress
from embedded.stack import sole_use
from embedded.supervisor import Backoff
from embedded.up import run_plan

FAKE_PART = Path(__file__).with_name("fake_part.py")
STUBBORN_GRACE = 0.3


def fake_part(folder: Path, word: str) -> PartProcess:
    """Returns a part that behaves as its word says."""
    name, _, behaviour = word.partition(":")
    return PartProcess(
        Part(
            name=name,
            about=behaviour or "runs",
            command=(sys.executable, "-I", "-S", str(FAKE_PART), str(folder), name, behaviour),
            log=folder / "logs" / f"{name}.log",
            ready_file=None if behaviour.startswith("once") else folder / f"{name}.ready",
            one_shot=behaviour.startswith("once"),
            start_seconds=1.0 if behaviour == "never-ready" else 30.0,
            grace=STUBBORN_GRACE if behaviour == "stubborn" else 30.0,
        )
    )


def main(folder: Path, words: list[str]) -> int:
    """Runs the parts until asked to stop; returns the exit code."""
    progress = Progress()
    plan = Plan(
        members=tuple(fake_part(folder, word) for word in words),
        environment={"SAID": "to the children"},
        api_url="http://127.0.0.1:1",
        temporal_ui_url=None,
    )
    try:
        with sole_use(folder):
            return run_plan(plan, folder, progress, Backoff(first=0.05, longest=0.2))
    except StackRefused as refusal:
        progress.say(str(refusal))
        return 2


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
