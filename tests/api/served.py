"""Applications served over real HTTP in the test process, and a client that speaks as one persona."""

import json
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx2
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.auth import Issuer
from db.engine import Database
from embedded import identity
from tests.api.conforming import Document

Json = dict[str, Any]  # an answer of the API, read field by field
Body = Mapping[str, object]

CERTIFICATE_SEED = bytes(range(1, 33))
"""The key of release certificates in tests."""


class Served:
    """One loopback port, bound at once and served by a thread from `serve` until the end of the context."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.number: int = self._socket.getsockname()[1]
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def serve(self, app: FastAPI) -> None:
        """Serve an application as `python -m api` serves its own."""
        config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, http="httptools")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})
        self._thread.start()

    def stop(self) -> None:
        """Stop serving, as SIGTERM does."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


@dataclass(frozen=True)
class As:
    """Requests of one persona. Every answer is held to the OpenAPI document before a test sees it."""

    api: "Api"
    headers: Mapping[str, str] = field(repr=False)

    def ask(self, method: str, path: str, /, **request: Any) -> httpx2.Response:
        headers = {**self.headers, **request.pop("headers", {})}
        answer = self.api.http.request(method, f"/api/v1{path}", headers=headers, **request)
        if answer.headers["content-type"] != "application/x-tar":  # a file is held to its own form
            self.api.document.check(method, f"/api/v1{path.partition('?')[0]}", answer)
        return answer

    def get(self, path: str, **query: str | int) -> httpx2.Response:
        return self.ask("GET", path, params=query)

    def look(self, path: str, **query: str | int) -> Json:
        """What is there to be seen, or the test fails."""
        return seen(self.get(path, **query), 200)

    def post(self, path: str, body: object, **headers: str | bytes) -> httpx2.Response:
        return self.ask("POST", path, json=body, headers=_named(headers))

    def delete(self, path: str, body: object, **headers: str | bytes) -> httpx2.Response:
        return self.ask("DELETE", path, json=body, headers=_named(headers))

    def send(self, path: str, content: bytes, *, content_type: str = "application/json") -> httpx2.Response:
        """Post bytes as they are."""
        return self.ask("POST", path, content=content, headers={"Content-Type": content_type})


def _named(headers: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """`if_match` as `If-Match`."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def seen(answer: httpx2.Response, status: int = 201) -> Json:
    """The answer's content, which has this status."""
    assert answer.status_code == status, answer.text
    content: Json = json.loads(answer.content)
    return content


def code(answer: httpx2.Response) -> tuple[int, str]:
    """A problem's status and code."""
    return answer.status_code, str(answer.json()["code"])


@dataclass
class Api:
    """A running API: `api.as_("state.eb").post("/cases", {...})`."""

    url: str
    issuer: identity.Issuer

    @cached_property
    def http(self) -> httpx2.Client:
        """One pool of connections for all personas."""
        return httpx2.Client(base_url=self.url, timeout=30, trust_env=False)

    @property
    def document(self) -> Document:
        """What the API says of itself."""
        return _document()

    def as_(self, persona: str) -> As:
        """A signed-in persona."""
        return self.bearing(self.issuer.access_token(persona, int(time.time())))

    def bearing(self, token: str) -> As:
        """Whoever has this token."""
        return As(self, {"Authorization": f"Bearer {token}"})

    @property
    def nobody(self) -> As:
        """Somebody who did not sign in."""
        return As(self, {})


@cache
def _document() -> Document:
    return Document(create_app(Database("postgresql+psycopg://"), Issuer("https://issuer.example", "")).openapi())


@contextmanager
def served_api(database_url: str, issuer: identity.Issuer, trusted: Issuer | None = None) -> Iterator[Api]:
    """The API over one database, trusting one issuer."""
    with Served() as port:
        trusted = trusted or Issuer(issuer.url, issuer.audience)
        port.serve(create_app(Database(database_url), trusted, CERTIFICATE_SEED))
        api = Api(f"http://127.0.0.1:{port.number}", issuer)
        try:
            yield api
        finally:
            api.http.close()


def fill(path: str, **known: str) -> str:
    """A path of the document with its places filled: by what is known, else by something that is not there."""
    values = {"case_id": str(uuid4()), "comment_id": str(uuid4()), "hold_id": str(uuid4()), "number": "1"}
    values |= {"position_id": str(uuid4()), "conflict_id": str(uuid4()), "contact_id": str(uuid4())}
    values |= {"directive": "NSDD-62", "public_key": "0" * 64, "series": "SSC", "code": "ECO-1b", **known}
    absent = {name: str(uuid4()) for name in re.findall(r"\{(\w+_id)\}", path)}
    values = absent | values
    return re.sub(r"\{(\w+)\}", lambda place: values[place[1]], path).removeprefix("/api/v1")
