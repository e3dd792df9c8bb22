"""What workflows ask for by name is what activities are: name, argument and answer; and a worker serves them all."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from temporalio import activity, workflow
from temporalio.client import Client

from activities.cases import CaseActivities
from activities.checkpointing import CheckpointActivities
from activities.series import SeriesActivities
from db.engine import Database
from domain.procedures.registry import PROCEDURES
from proofs.notes import LOG_KEY, PrivateKey
from proofs.outside import Outside
from worker import build_worker
from workflows import contracts, series_contracts
from workflows.checkpointing import Checkpointing
from workflows.contracts import KEEP_TIME, LOOK, MAKE_CHECKPOINT, WAKE, CaseRef, Look, TimeKept, workflow_name
from workflows.registry import STARTED_BY_SCHEDULES, WORKFLOWS
from workflows.series_contracts import OPEN_CYCLE, REMIND_OF_COMMITMENTS, CycleOpened, ScheduledCycle

Implementation = Callable[..., Any]  # activities differ in what they answer, which is what is tested

CONTRACTS: dict[str, tuple[tuple[type, ...], type]] = {
    LOOK: ((CaseRef,), Look),
    KEEP_TIME: ((CaseRef,), TimeKept),
    MAKE_CHECKPOINT: ((str,), int),
    OPEN_CYCLE: ((ScheduledCycle,), CycleOpened),
    REMIND_OF_COMMITMENTS: ((), int),
}
"""Activity -> its arguments and its answer, as the workflows use them."""


def implementations() -> dict[str, Implementation]:
    """Every activity there is, by the name that it is registered under."""
    found: dict[str, Implementation] = {}
    kinds = (CaseActivities, CheckpointActivities, SeriesActivities)
    methods = [m for kind in kinds for m in inspect.getmembers(kind, inspect.isfunction)]
    for _, method in methods:
        definition = activity._Definition.from_callable(method)  # noqa: SLF001 - the SDK has no public way to ask
        if definition is not None and definition.name is not None:
            found[definition.name] = method
    return found


def test_every_contract_has_its_activity_and_every_activity_its_contract() -> None:
    assert implementations().keys() == CONTRACTS.keys()


@pytest.mark.parametrize("name", CONTRACTS)
def test_an_activity_takes_and_answers_what_the_contract_says(name: str) -> None:
    method = implementations()[name]
    hints = get_type_hints(method)
    answer = hints.pop("return")
    assert (tuple(hints.values()), answer) == CONTRACTS[name]
    assert inspect.iscoroutinefunction(method)


def test_every_name_in_the_contracts_is_an_activity_or_the_wake() -> None:
    said = {**vars(contracts), **vars(series_contracts)}
    names = {value for key, value in said.items() if key.isupper() and isinstance(value, str)}
    assert names == {*CONTRACTS, WAKE}


def test_the_relay_knows_a_workflow_for_every_procedure_that_can_be_opened() -> None:
    assert WORKFLOWS.keys() == PROCEDURES.keys()


@pytest.mark.asyncio
async def test_the_worker_serves_every_workflow_and_every_activity(
    client: Client, worker_db: Database, tmp_path: Path
) -> None:
    key = PrivateKey(name="log.example/1", kind=LOG_KEY, seed=bytes(32))
    checkpoints = CheckpointActivities(worker_db, key, Outside(tmp_path))
    config = build_worker(client, worker_db, "one-voice", checkpoints=checkpoints).config()
    workflows = {workflow._Definition.must_from_class(served).name for served in config["workflows"]}  # noqa: SLF001 - the same
    activities = {
        definition.name
        for served in config["activities"]
        if (definition := activity._Definition.from_callable(served)) is not None  # noqa: SLF001 - the same
    }
    asked = (*WORKFLOWS.values(), *STARTED_BY_SCHEDULES)
    carried_out = {workflow._Definition.must_from_class(served).name for served in asked}  # noqa: SLF001 - the same
    assert workflows == {*carried_out, Checkpointing.__name__}
    assert activities == CONTRACTS.keys()


def test_a_workflow_is_called_as_its_procedure() -> None:
    for procedure, served in WORKFLOWS.items():
        assert workflow._Definition.must_from_class(served).name == workflow_name(procedure)  # noqa: SLF001 - the same


def test_every_workflow_can_be_woken() -> None:
    for served in WORKFLOWS.values():
        definition = workflow._Definition.must_from_class(served)  # noqa: SLF001 - the same
        assert WAKE in definition.signals
        assert not definition.updates
