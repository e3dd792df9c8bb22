"""Officers at work over HTTP, and the journal of one who notes what was asked and what was answered."""

import json
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2

from embedded.client import ApiRefused, Client, Json
from embedded.processes import wait_until
from embedded.story import CHECKS
from tests.office import APPROVER, COORDINATORS, COUNTRY_DESK, DRAFTER, POST, RELEASER
from tests.resilience.house import PATIENCE

MANDATE = "ECO-6a"
UNAVAILABLE = 503
SHORT_FUSE = timedelta(seconds=4)


def opened(client: Client, under: Json | None = None) -> Json:
    said: Json = {
        "mandate": MANDATE,
        "title": "Machine tools",
        "classification": "S",
        "paragraphs": [{"text": "We ask that the licence be looked into.", "marking": "S"}],
    }
    return client.act(DRAFTER, "/cases", said | ({"parent": under["id"]} if under else {}))


def circulated(client: Client) -> Json:
    return client.act(DRAFTER, f"/cases/{opened(client)['id']}/circulation", {})


def flash(client: Client) -> Json:
    """A round whose suspense is seconds away."""
    said = {
        "precedence": "flash",
        "suspense": (datetime.now(UTC) + SHORT_FUSE).isoformat(),
        "short_fuse_reason": "The delegation leaves today.",
    }
    return client.act(DRAFTER, f"/cases/{opened(client)['id']}/circulation", said)


def answers(client: Client) -> bool:
    """Whether the API says that it is ready."""
    try:
        client.get(DRAFTER, "/ready")
    except (httpx2.TransportError, ApiRefused):
        return False
    return True


def must_clear(case: Json) -> list[str]:
    return [seat["agency"] for seat in case["round"]["agencies"] if seat["right"] == "must_clear"]


def sign(client: Client, case: Json, agency: str, response: str = "concur", key: str | None = None) -> Json:
    said: Json = {"agency": agency, "response": response, "digest": case["text"]["digest"]}
    if response == "no_equity":
        said["comments"] = [{"kind": "administrative", "text": "It is not ours."}]
    return client.act(COORDINATORS[agency], f"/cases/{case['id']}/sign-offs", said, key=key)


def cleared(client: Client, case: Json) -> Json:
    for agency in must_clear(case):
        case = sign(client, case, agency)
    return case


def released(client: Client, case: Json) -> Json:
    digest = case["text"]["digest"]
    for name, found, note in CHECKS:
        said = {"name": name, "at": datetime.now(UTC).isoformat(), "note": note, "outcome": found}
        client.act(COUNTRY_DESK, f"/cases/{case['id']}/milestones", said)
    client.act(APPROVER, f"/cases/{case['id']}/approval", {"digest": digest})
    out = {"digest": digest, "channel": "front_channel_cable"}
    return client.act(RELEASER, f"/cases/{case['id']}/release", out)


def finished(client: Client, case: Json) -> Json:
    for name, by, detail in (
        ("delivered", POST, {"interlocutor": "Director"}),
        ("reported", POST, {"reference": "TOKYO 18928"}),
        ("assessed", DRAFTER, {"outcome": "satisfied"}),
    ):
        happened = datetime.now(UTC).isoformat()
        said = {"name": name, "at": happened, "note": "As instructed.", **detail}
        case = client.act(by, f"/cases/{case['id']}/milestones", said)
    return case


@dataclass
class Journal:
    """One line before each request and one after each answer, on disk: the only witness outside the system."""

    file: Path
    acknowledged: dict[str, int] = field(default_factory=dict)
    unknown: int = 0

    def note(self, key: str, outcome: str, version: int | None = None) -> None:
        line = json.dumps({"key": key, "outcome": outcome, "version": version})
        with self.file.open("a", encoding="utf-8") as journal:
            journal.write(line + "\n")
            journal.flush()
            os.fsync(journal.fileno())

    def settle(self, request: Callable[[str], Json]) -> None:
        """Ask until it is known whether it was done, always under the same key."""
        key = str(uuid.uuid4())
        self.note(key, "asked")
        assert wait_until(lambda: self._answered(key, request), PATIENCE), key

    def _answered(self, key: str, request: Callable[[str], Json]) -> bool:
        try:
            version = request(key)["version"]
        except (httpx2.TransportError, ApiRefused) as error:
            if isinstance(error, ApiRefused) and error.status != UNAVAILABLE:
                raise
            self.note(key, "unknown")
            self.unknown += 1
            return False
        self.note(key, "acknowledged", version)
        self.acknowledged[key] = version
        return True
