"""A client of the running embedded stack: as any persona, over HTTP, the way anybody would."""

import json
import uuid
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import httpx2
from ruamel.yaml import YAML

from embedded.personas import TokenRefused, fetch_token, read_secrets
from embedded.stack import Stack

Json = dict[str, Any]  # an answer of the API, read field by field


class ApiRefused(Exception):  # noqa: N818 - the API's answer, not a fault of ours
    """The API answered with a problem."""

    def __init__(self, status: int, problem: Json) -> None:
        self.status = status
        self.problem = problem
        self.code = str(problem.get("code"))
        places = "; ".join(dict.fromkeys(_place(place) for place in problem.get("places", ())))
        detail = f"{problem.get('detail')} {places}".rstrip()
        super().__init__(f"The API refused ({status} {self.code}): {detail}")


def _place(place: Json) -> str:
    """One place: its field and what is wrong there, or whatever else names it, such as what an agency still owes."""
    if place.get("message"):
        return f"{place.get('field')}: {place['message']}"
    return " ".join(str(value).replace("_", " ") for value in place.values() if value)


def personas() -> list[Json]:
    """Everyone in the packaged people file: subject, name, clearance, appointments (office, agency, capacity)."""
    content = YAML(typ="safe").load(files("embedded").joinpath("people.yaml").read_text(encoding="utf-8"))
    agencies = {office["code"]: office["agency"] for office in content["offices"]}
    return [
        {
            "subject": person["subject"],
            "name": person["name"],
            "clearance": person["clearance"],
            "appointments": [
                {"office": held["office"], "agency": agencies[held["office"]], "capacity": held["capacity"]}
                for held in person["appointments"]
            ],
        }
        for person in content["persons"]
    ]


class Client:
    """Requests to the API of one running stack. Every act carries an Idempotency-Key and may be repeated."""

    def __init__(self, stack: Stack) -> None:
        self.url = stack.api_url
        self._issuer = stack.environment["OIDC_ISSUER"]
        self._data = Path(stack.environment["ONEVOICE_DATA"])
        self._http = httpx2.Client(base_url=f"{stack.api_url}/api/v1", timeout=30, trust_env=False)
        self._tokens: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Use as a context."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._http.close()

    def token(self, persona: str) -> str:
        """A bearer token for a persona.

        Raises:
            TokenRefused: there is no such persona.
        """
        if persona not in self._tokens:
            secret = read_secrets(self._data).get(persona)
            if secret is None:
                raise TokenRefused(f"There is no persona {persona}; `onevoice personas` lists them.")
            self._tokens[persona] = fetch_token(self._issuer, persona, secret)
        return self._tokens[persona]

    def get(self, persona: str, path: str, **query: str | int) -> Json:
        """Look at something as a persona.

        Raises:
            ApiRefused: the answer is a problem.
        """
        return self._answer(self._http.get(path, params=query, headers=self._headers(persona)))

    def act(self, persona: str, path: str, body: Mapping[str, object], *, key: str | None = None) -> Json:
        """Do something as a persona.

        Raises:
            ApiRefused: the answer is a problem.
        """
        return self._send("POST", persona, path, body, key)

    def end(self, persona: str, path: str, body: Mapping[str, object], *, key: str | None = None) -> Json:
        """End something as a persona; it stays in the record.

        Raises:
            ApiRefused: the answer is a problem.
        """
        return self._send("DELETE", persona, path, body, key)

    def fetch(self, persona: str, path: str, body: Mapping[str, object], sink: BinaryIO) -> str:
        """Fetch a file as a persona, some at a time; returns its banner.

        Raises:
            ApiRefused: the answer is a problem.
        """
        with self._http.stream("POST", path, json=body, headers=self._headers(persona)) as response:
            if response.is_error:
                response.read()
                self._answer(response)
            sink.writelines(response.iter_bytes())
            return response.headers.get("One-Voice-Banner", "")

    def _send(self, method: str, persona: str, path: str, body: Mapping[str, object], key: str | None) -> Json:
        headers = {**self._headers(persona), "Idempotency-Key": key or str(uuid.uuid4())}
        return self._answer(self._http.request(method, path, json=body, headers=headers))

    def _headers(self, persona: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(persona)}"}

    @staticmethod
    def _answer(response: httpx2.Response) -> Json:
        try:
            content: Json = json.loads(response.content)
        except ValueError as error:
            said = {"code": "not_the_api", "detail": "What answers there is not One Voice's API."}
            raise ApiRefused(response.status_code, said) from error
        if response.is_error:
            raise ApiRefused(response.status_code, content)
        return content
