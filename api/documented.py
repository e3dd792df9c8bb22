"""What the OpenAPI document says of every route's answers."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.answers import CaseOut, ProblemOut
from api.consultation_answers import SeriesOut
from api.problems import MEDIA_TYPE

Json = dict[str, Any]  # a piece of the OpenAPI document
Responses = dict[int | str, Json]  # FastAPI's own type of this argument

ETAG: Json = {"ETag": {"description": "The case's `version`; give it back in `If-Match`", "schema": {"type": "string"}}}
REPLAY: Json = {
    "Idempotent-Replay": {
        "description": "`true` if this answer was given before to the same Idempotency-Key",
        "schema": {"type": "string", "const": "true"},
    }
}
WHO: Json = {
    "WWW-Authenticate": {"description": "How to sign in (RFC 6750)", "schema": {"type": "string"}},
}
AGAIN: Json = {"Retry-After": {"description": "Seconds", "schema": {"type": "string"}}}


def _problem(description: str, headers: Json | None = None) -> Json:
    return {"model": ProblemOut, "description": description, **({"headers": headers} if headers else {})}


LOOK: Responses = {
    401: _problem("Who are you: no token, or not one for us", WHO),
    403: _problem("Not you"),
    404: _problem("Not there, or not for you to know"),
    422: _problem("Malformed"),
    503: _problem("Not just now: ask again", AGAIN),
}
LOOK_AT_CASE: Responses = {200: {"description": "The case as it stands", "headers": ETAG}}
_ACT: Responses = {
    **LOOK,
    409: _problem("Not now: the case does not stand where this act belongs"),
    412: _problem("Changed under you: read again"),
    413: _problem("Too large"),
}


def also(*statuses: int) -> Responses:
    """What a look or an act of evidence may answer besides what every look may."""
    return {status: _ACT[status] for status in statuses}


_DONE: Json = {"model": CaseOut, "description": "Done: the case as it stands", "headers": {**ETAG, **REPLAY}}
ACT: Responses = {**_ACT, 201: _DONE}
SERIES_ACT: Responses = {**_ACT, 201: {**_DONE, "model": SeriesOut, "description": "Done: the series as it stands"}}
BULK: Responses = {**_ACT}
ENDING_ACT: Responses = {**_ACT, 200: _DONE}
EVIDENCE_ACT: Responses = {**_ACT, 201: {"description": "Done", "headers": REPLAY}}


def operation_id(route: APIRoute) -> str:
    """An operation is called as its function is: `post_sign_off`, `get_case`."""
    return route.name


class Documented(FastAPI):
    """An application whose document says of problems what they are: `application/problem+json`."""

    def openapi(self) -> Json:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            for path in super().openapi()["paths"].values():
                for operation in path.values():
                    _say_problem(operation["responses"])
        made: Json = self.openapi_schema or {}
        return made


def _say_problem(responses: Json) -> None:
    """FastAPI writes every model under the route's own media type; a problem has one of its own."""
    for answer in responses.values():
        said = answer.get("content", {})
        if said.get("application/json", {}).get("schema") == {"$ref": "#/components/schemas/ProblemOut"}:
            said[MEDIA_TYPE] = said.pop("application/json")
