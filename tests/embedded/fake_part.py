"""A part that does nothing but tell what happens to it: `fake_part.py FOLDER NAME BEHAVIOUR`.

Behaviours: (none) runs until asked to stop; `stubborn` does not stop when asked; `never-ready`;
`fails` at its start with 20 lines in its log; `fails-later` at each start but the first; `once` does its work
and ends; `once-fails`.
"""

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType


def tell(folder: Path, line: str) -> None:
    """Adds a line to the events, whole even if others write too."""
    with (folder / "events").open("a", encoding="utf-8") as events:
        events.write(line + "\n")


def main(folder: Path, name: str, behaviour: str) -> None:
    """Behaves as told."""
    started_before = (folder / f"{name}.pid").exists()
    (folder / f"{name}.pid.new").write_text(str(os.getpid()), encoding="ascii")
    (folder / f"{name}.pid.new").replace(folder / f"{name}.pid")

    def asked_to_stop(_number: int, _frame: FrameType | None) -> None:
        tell(folder, f"{name} stopped")
        if behaviour != "stubborn":
            sys.exit(0)

    signal.signal(signal.SIGTERM, asked_to_stop)
    tell(folder, f"{name} started")
    if behaviour in {"fails", "once-fails"} or (behaviour == "fails-later" and started_before):
        for number in range(20):
            sys.stdout.write(f"complaint {number:02d}\n")
        sys.exit(3)
    if behaviour == "once":
        return
    if not behaviour.startswith("never-ready"):
        (folder / f"{name}.ready").touch()
    while True:
        time.sleep(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
