"""What Temporal is told: ids, times, stages and counts, and those under lock. Never a text, a comment or a name."""

import asyncio
import base64
import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError

from casework.circulation import circulate
from casework.desk import Caller
from casework.directive_file import read_directive
from casework.holding import lift_hold, place_hold
from casework.opening import Draft, add_version, open_case
from casework.passing import Said, pass_milestone
from casework.reading import the_matrix
from casework.signing import CommentLine, dispose
from domain.marking import Level
from domain.text import Paragraph
from domain.vocabulary import CommentKind, Disposition, Ground, HoldKind, Milestone, Response
from domain.working_days import Precedence
from embedded.client import personas
from embedded.plan import DIRECTIVE
from engine_client import data_converter
from payload_codec import ENCODING, PayloadKeyError
from tests.office import DRAFTER, POST, Office, View, seen
from tests.workflows.engine import Engine
from tests.workflows.histories import payloads, words
from workflows.contracts import CaseRef

pytestmark = pytest.mark.asyncio

CANARY = "Kingfisher"
"""In every word that anybody writes below; nothing else says it."""
RESPONSES = ("concur", "no_equity", "cleared_by_default", "critical", "legal")
MARKER_OF_THE_CORE = {
    "seq",
    "attempt",
    "activity_id",
    "activity_type",
    "complete_time",
    "backoff",
    "original_schedule_time",
    "activation_index",
}
"""What the engine's core notes of a local activity before any codec sees it: when it ran, never what it said."""
DETAILS = re.compile(
    r"(drafting|clearance|approval|release|delivery|report|assessment); round \d+: \d+ of \d+ answered; "
    r"next: (nothing due|round-\d+/(half_time|last_working_day|overdue)|(delivery|report|assessment)/overdue)"
)


def said(what: str) -> str:
    return f"{CANARY} {what}"


def a_draft(what: str) -> Draft:
    return Draft(
        paragraphs=(Paragraph(text=said(what), marking=Level.S, equities=("ustr",)),), note=said("drafter's note")
    )


async def drafted(office: Office) -> View:
    db, drafter = office.db, Caller(subject=DRAFTER)
    case = seen(
        await open_case(
            db,
            drafter,
            mandate="ECO-6a",
            procedure=None,
            title=said("title"),
            classification=Level.S,
            draft=a_draft("first words"),
        )
    )
    return seen(await add_version(db, drafter, UUID(case["id"]), a_draft("second words")))


async def objected(office: Office, case: View, until: datetime) -> None:
    """Defense comments and holds; the action office answers; Defense lifts."""
    db, defense, at = office.db, Caller(subject="defense.isa"), UUID(case["id"])
    comment = CommentLine(
        kind=CommentKind.CRITICAL, text=said("comment"), paragraph=1, proposed=said("proposal"), ground=Ground.LAW
    )
    await office.sign(case, "defense", Response.NONCONCUR, comment)
    placed = await place_hold(
        db,
        defense,
        at,
        agency="defense",
        kind=HoldKind.LEGAL,
        reason=said("hold"),
        lifts_when=said("lifting"),
        until=until,
    )
    await lift_hold(db, defense, at, UUID(seen(placed)["holds"][0]["id"]), reason=said("lifted"))
    matrix: View = await the_matrix(db, DRAFTER, at)
    critical = UUID(matrix["items"][0]["id"])
    reason = said("disposition")
    await dispose(db, Caller(subject=DRAFTER), at, critical, disposition=Disposition.REJECTED, reason=reason)


async def wordy(office: Office, engine: Engine) -> View:
    """A case in which every field that takes words has some, up to its delivery."""
    case = await engine.sees(await drafted(office))
    at, soon = UUID(case["id"]), datetime.now(UTC) + timedelta(hours=2)
    round_of = await circulate(
        office.db,
        Caller(subject=DRAFTER),
        at,
        precedence=Precedence.FLASH,
        suspense=soon,
        short_fuse_reason=said("short fuse"),
    )
    case = await engine.sees(seen(round_of))
    await objected(office, case, soon)
    await engine.sees(await office.release(await office.approve(await office.clear(case))))
    delivered = await pass_milestone(
        office.db,
        Caller(subject=POST),
        at,
        name=Milestone.DELIVERED,
        happened_at=datetime.now(UTC),
        said=Said(note=said("note"), detail={"interlocutor": said("interlocutor")}),
    )
    return await engine.sees(seen(delivered))


def secrets_of_the_house() -> list[str]:
    """The canary, everybody's name and office but the action office, every agency's name, and what they answered."""
    agencies = [agency for agency in read_directive(DIRECTIVE).agencies if agency.code != "state"]
    names = [name for agency in agencies for name in (agency.name, agency.short) if len(name) > len("CIA")]
    people = [word for person in personas() for word in (person["name"], person["subject"]) if word != DRAFTER]
    return [CANARY, *RESPONSES, *names, *people]


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file()).lower()


async def test_no_word_of_a_case_is_in_its_history(office: Office, engine: Engine) -> None:
    case = await wordy(office, engine)
    history = await engine.history(case)
    plain = await words(history, engine.client.data_converter)
    stored = history.to_json()
    for secret in secrets_of_the_house():
        whole_word = re.compile(rf"(?<![\w.-]){re.escape(secret)}(?![\w.-])", re.IGNORECASE)
        assert not whole_word.search(plain), secret
        assert not whole_word.search(stored), secret
    assert case["id"] in plain
    assert case["text"]["digest"] not in plain + stored
    assert case["number"] not in plain + stored


async def test_a_word_that_did_get_in_would_be_seen(engine: Engine) -> None:
    slip = CaseRef(case_id=CANARY, procedure="demarche")
    handle = await engine.client.start_workflow("Unserved", slip, id=str(uuid4()), task_queue="nobody-listens")
    history = await handle.fetch_history()
    assert CANARY in await words(history, engine.client.data_converter)
    await handle.terminate()


async def test_every_payload_is_stored_under_lock(office: Office, engine: Engine) -> None:
    case = await wordy(office, engine)
    found = payloads(await engine.history(case))
    locked = [payload for payload in found if payload.metadata["encoding"] == ENCODING]
    for payload in found:
        if payload not in locked:
            assert json.loads(payload.data).keys() == MARKER_OF_THE_CORE
    assert len(locked) > 6
    for payload in locked:
        for known in (case["id"], "round-1", "clearance", "state.eb"):
            assert known.encode() not in payload.data


async def test_the_servers_own_store_and_log_know_no_word(
    office: Office, engine: Engine, temporal_folder: Path
) -> None:
    case = await wordy(office, engine)
    stored = await asyncio.to_thread(everything_in, temporal_folder)
    assert case["id"].encode() in stored
    for secret in (CANARY, case["number"], *(person["name"] for person in personas())):
        assert secret.lower().encode() not in stored


async def test_what_operators_read_is_stages_and_counts(office: Office, engine: Engine) -> None:
    case = await wordy(office, engine)
    told = await engine.workflow(case).query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    assert DETAILS.fullmatch(told.current_details), told.current_details
    described = await engine.description(case)
    assert described is not None
    shown = {pair.key.name: pair.value for pair in described.typed_search_attributes if pair.key.name != "BuildIds"}
    assert shown == {"Procedure": "demarche", "Stage": "report", "ActionOffice": "state.eb"}
    assert (await described.static_summary(), await described.static_details()) == (None, None)
    assert not described.raw_info.memo.fields


async def test_a_workflow_for_no_case_fails_for_good_and_says_only_that(engine: Engine) -> None:
    case = CaseRef(case_id=str(uuid4()), procedure="demarche")
    handle = await engine.client.start_workflow("Demarche", case, id=case.case_id, task_queue=engine.task_queue)
    with pytest.raises(WorkflowFailureError) as failed:
        await handle.result()
    cause = failed.value.cause
    assert isinstance(cause, ApplicationError)
    assert (cause.type, cause.message, cause.non_retryable) == ("no_such_case", "no_such_case", True)
    stored = (await handle.fetch_history()).to_json()
    assert "SELECT" not in stored
    assert "timekeeping.py" not in stored
    assert "Encoded failure" in stored


async def test_a_key_that_is_not_ours_opens_nothing(office: Office, engine: Engine) -> None:
    case = await engine.sees(await office.open())
    other = data_converter("test:" + base64.b64encode(os.urandom(32)).decode(), engine.client.namespace)
    history = await engine.history(case)
    with pytest.raises(PayloadKeyError):
        await words(history, other)
