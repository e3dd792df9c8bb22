"""Records a history of every story that has none yet: `python -m tests.workflows.record_histories`.

A recorded history is never edited afterwards: it stands for the runs that are under way when the code changes.
When a change of the workflows is meant, guard it with `workflow.patched`, add a story, and record that one.
"""

import asyncio
import base64
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from temporalio.client import Client

from casework.register import load_directive, load_people
from db.engine import Database
from embedded.parts import PartProcess
from embedded.plan import DIRECTIVE, PEOPLE
from embedded.ports import LOOPBACK, choose_ports
from embedded.postgres import PostgresServer
from embedded.temporal_server import NAMESPACE, temporal_part
from engine_client import data_converter
from migrations.run import upgrade
from tests.office import Office
from tests.workflows.engine import Engine, working
from tests.workflows.procedure_stories import TOLD
from tests.workflows.stories import STORIES, Story
from tests.workflows.watch_stories import WATCHED

FOLDER: Final = Path(__file__).parents[1] / "histories"
HISTORIES: Final = FOLDER / "demarche"
RECORDED_OF: Final[dict[str, dict[str, Story]]] = {"demarche": STORIES, "monitoring": WATCHED, **TOLD}
"""Procedure -> its stories, each recorded in a folder of that name."""

RECORDED_WITH: Final = "histories:" + base64.b64encode(b"for recorded test histories only").decode()
"""Public on purpose: it locks nothing but made-up cases, which anybody may replay."""


async def record(missing: list[tuple[str, str]], office: Office, engine: Engine) -> None:
    """Tell each story and keep its history."""
    for procedure, story in missing:
        case = await RECORDED_OF[procedure][story](office, engine)
        await engine.ends(case)
        history = await engine.history(case)
        file = FOLDER / procedure / f"{story}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(file.write_text, history.to_json() + "\n", encoding="utf-8")
        print(f"{procedure}, {story}: {len(history.events)} events")  # noqa: T201 - told to whoever records


@asynccontextmanager
async def a_stage(folder: Path, postgres: PostgresServer) -> AsyncIterator[tuple[Office, Engine]]:
    """Facts, engine and officers for one recording."""
    owner = Database(postgres.url("onevoice_owner"), size=1)
    await load_directive(owner, DIRECTIVE)
    await load_people(owner, PEOPLE)
    app, worker = Database(postgres.url("onevoice_app")), Database(postgres.url("onevoice_worker"))
    ports = choose_ports(folder, None)
    temporal = PartProcess(temporal_part(folder, ports.temporal, ports.temporal_ui))
    temporal.start()
    try:
        client = await Client.connect(
            f"{LOOPBACK}:{ports.temporal}",
            namespace=NAMESPACE,
            identity="recorder",
            data_converter=data_converter(RECORDED_WITH, NAMESPACE),
        )
        async with working(client, worker) as engine:
            yield Office(app), engine
    finally:
        for db in (owner, app, worker):
            await db.close()
        temporal.stop()


async def main() -> None:
    """Record what is missing."""
    every = [(procedure, story) for procedure, stories in RECORDED_OF.items() for story in stories]
    missing = [(procedure, story) for procedure, story in every if not (FOLDER / procedure / f"{story}.json").exists()]
    with TemporaryDirectory() as name, PostgresServer(Path(name) / "facts", fsync=False) as postgres:
        upgrade(postgres.url("onevoice_owner"))
        async with a_stage(Path(name), postgres) as (office, engine):
            await record(missing, office, engine)


if __name__ == "__main__":
    asyncio.run(main())
    gc.collect()  # or the engine's core may abort at interpreter exit
