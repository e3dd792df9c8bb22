"""What the OpenAPI document says of every route's answers."""

from typing import Any

from api.schemas import CaseOut, ProblemOut

Responses = dict[int | str, dict[str, Any]]  # FastAPI's own type of this argument


def _problem(description: str) -> dict[str, Any]:
    return {"model": ProblemOut, "description": description, "content": {"application/problem+json": {}}}


LOOK: Responses = {
    401: _problem("Who are you: no token, or not one for us"),
    403: _problem("Not you"),
    404: _problem("Not there, or not for you to know"),
    422: _problem("Malformed"),
    503: _problem("Not just now: ask again"),
}
ACT: Responses = {
    **LOOK,
    200: {"model": CaseOut, "description": "Done: the case as it stands"},
    201: {"model": CaseOut, "description": "Done: the case as it stands"},
    409: _problem("Not now: the case does not stand where this act belongs"),
    412: _problem("Changed under you: read again"),
    413: _problem("Too large"),
}
