"""How soon a case's workflow acts on the last concurrence, and how many events a clean demarche costs."""

import asyncio
import time
from datetime import UTC, datetime

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client as Engine

from benchmarks.cases import DRAFTER, Circulated
from benchmarks.wire import Connection, post
from embedded.client import Client

COUNTRY_DESK, APPROVER, RELEASER, POST = "state.ea-j", "state.e", "state.s-s", "embassy.tokyo"
CHECKS = {"sensitivity_checked": "fit", "parity_checked": "on_par"}
"""What the country desk checks on the cleared words of every demarche here, and finds."""

BEFORE = frozenset({b'"drafting"', b'"clearance"'})
ACTED_WITHIN = 30.0
BETWEEN_ACTS = 0.5
"""Seconds. People leave minutes; this is enough that no two acts share one look of the workflow."""


async def until_acted(engine: Engine, case: Circulated, attached: asyncio.Event) -> float:
    """Follow a case's history as it grows; returns the clock when it first shows the stage after clearance.

    The event is the workflow's own: its search attributes written anew, after it was woken and looked.
    """
    handle = engine.get_workflow_handle(case.id)
    seen = 0
    known = len((await handle.fetch_history()).events)
    async for event in handle.fetch_history_events(wait_new_event=True):
        seen += 1
        if seen >= known:
            attached.set()
        if event.event_type == EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
            stage = event.upsert_workflow_search_attributes_event_attributes.search_attributes.indexed_fields["Stage"]
            if stage.data not in BEFORE:
                return time.perf_counter()
    raise LookupError(case.id)


async def seconds_to_act(engine: Engine, connection: Connection, case: Circulated) -> float:
    """Give the last concurrence; returns the seconds from its answer until the workflow has acted on it."""
    attached = asyncio.Event()
    following = asyncio.create_task(until_acted(engine, case, attached))
    await asyncio.wait_for(attached.wait(), ACTED_WITHIN)
    await connection.send(case.sign_offs[-1])
    answered = time.perf_counter()
    return await asyncio.wait_for(following, ACTED_WITHIN) - answered


async def all_but_last(connection: Connection, cases: list[Circulated]) -> None:
    """Every agency but the last concurs."""
    for case in cases:
        for request in case.sign_offs[:-1]:
            await connection.send(request)


async def clean_demarche(api: Client, engine: Engine, connection: Connection, case: Circulated) -> int:
    """Walk a circulated case to its end, one act after another; returns the events of its workflow's history."""

    async def act(persona: str, path: str, body: object) -> None:
        await asyncio.sleep(BETWEEN_ACTS)
        await connection.send(post(api.url, api.token(persona), f"/cases/{case.id}/{path}", body))

    def milestone(name: str, **detail: str) -> dict[str, str]:
        return {"name": name, "at": datetime.now(UTC).isoformat(), "note": "As instructed.", **detail}

    for request in case.sign_offs:
        await asyncio.sleep(BETWEEN_ACTS)
        await connection.send(request)
    for name, outcome in CHECKS.items():
        await act(COUNTRY_DESK, "milestones", milestone(name, outcome=outcome))
    await act(APPROVER, "approval", {"digest": case.digest})
    await act(RELEASER, "release", {"digest": case.digest})
    await act(POST, "milestones", milestone("delivered", interlocutor="Director, First North America Division"))
    await act(POST, "milestones", milestone("reported", reference="TOKYO 18928"))
    await act(DRAFTER, "milestones", milestone("assessed", outcome="satisfied"))
    handle = engine.get_workflow_handle(case.id)
    await asyncio.wait_for(handle.result(), ACTED_WITHIN)
    return len((await handle.fetch_history()).events)
