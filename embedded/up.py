"""`onevoice up`: the whole stack on one data folder, until somebody stops it."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from embedded.errors import PartFailed, StackRefused
from embedded.plan import Plan, make_plan
from embedded.ports import choose_ports
from embedded.private_files import make_private_folder
from embedded.progress import Progress
from embedded.stack import Stack, ended_uncleanly, remove_stack, sole_use, started_at, write_stack
from embedded.supervisor import Backoff, Supervisor
from settings import Settings

# A killed supervisor's children are killed with it, yet their ports may take a moment to be free.
PATIENCE_SECONDS = 5.0


def up(settings: Settings, progress: Progress | None = None) -> int:
    """Runs the stack until Ctrl-C or SIGTERM.

    Returns:
        The exit code: 0 after a stop, 1 if a part did not start, 2 if the folder or the port is in use.
    """
    progress = progress or Progress()
    data = make_private_folder(settings.data.resolve())
    try:
        with sole_use(data):
            patience = PATIENCE_SECONDS if ended_uncleanly(data) else 0.0
            plan = make_plan(settings, data, choose_ports(data, settings.port, patience))
            return run_plan(plan, data, progress)
    except StackRefused as refusal:
        progress.say(str(refusal), "bold red")
        return 2
    except PartFailed as failure:
        progress.failed(failure)
        return 1


def run_plan(plan: Plan, data: Path, progress: Progress, backoff: Backoff | None = None) -> int:
    """Runs a plan's parts, with `<data>/stack.json` there while all of them are up."""

    def changed(pids: Mapping[str, int]) -> None:
        own = os.getpid()
        stack = Stack(
            environment=plan.environment,
            api_url=plan.api_url,
            temporal_ui_url=plan.temporal_ui_url,
            supervisor=own,
            supervisor_started=started_at(own),
            pids=pids,
        )
        write_stack(data, stack)

    def all_up() -> None:
        progress.say("")
        progress.say(f"One Voice API   {plan.api_url}/api/v1", "bold")
        if plan.temporal_ui_url is not None:
            progress.say(f"Temporal Web UI {plan.temporal_ui_url}")
        command = os.path.relpath(Path(sys.prefix) / "bin" / "onevoice")
        progress.say(f"Ready. In another terminal: {command} demo. Here: Ctrl-C stops all.")
        progress.say("")

    def ended() -> None:
        remove_stack(data)

    return Supervisor(plan.members, progress, changed=changed, ended=ended, backoff=backoff).run(all_up)
