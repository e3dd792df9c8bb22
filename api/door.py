"""What every request passes first: who asks is known before a byte of the body is read, and JSON means one thing."""

import json
from collections.abc import Callable, Coroutine, Iterable
from email.message import Message
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic_core import from_json

from api.asked import bearer
from api.auth import Issuer, NotSignedInError
from domain.refusals import Malformed

JSON = "application/json"
Handler = Callable[[Request], Coroutine[Any, Any, Response]]  # FastAPI's own type of a route's handler


class Door(APIRoute):
    """A route behind sign-in, with no unknown parameter and no body that can be read in two ways."""

    def get_route_handler(self) -> Handler:
        """Wrap what FastAPI does in what has to be so before."""
        handle = super().get_route_handler()
        known = frozenset(parameter.alias for parameter in self.dependant.query_params)

        async def enter(request: Request) -> Response:
            request.state.subject = await _subject(request)
            check_parameters((name for name, _ in request.query_params.multi_items()), known)
            if self.body_field is not None:
                check_json(request.headers.get("content-type", ""), await request.body())
            return await handle(request)

        return enter


async def _subject(request: Request) -> str:
    given = await bearer(request)
    if given is None:
        raise NotSignedInError("not_signed_in")
    issuer: Issuer = request.app.state.issuer
    return await issuer.subject_of(given.credentials)


def check_parameters(given: Iterable[str], known: frozenset[str]) -> None:
    """Refuse a parameter that we do not know: a filter misspelt would answer with everything.

    Raises:
        Malformed: `unknown_parameter`, or `parameter_twice`.
    """
    seen: set[str] = set()
    for name in given:
        if name not in known:
            takes = f"It takes {', '.join(sorted(known))}." if known else "It takes none."
            raise Malformed("unknown_parameter", f"There is no parameter by that name here. {takes}")
        if name in seen:
            raise Malformed("parameter_twice", f"The parameter {name} may stand there once.")
        seen.add(name)


def check_json(content_type: str, body: bytes) -> None:
    """Refuse a body that two readers could read differently: what is signed means one thing (RFC 8259, RFC 7493).

    Raises:
        Malformed: `content_type_not_json`, `body_not_json` or `key_twice`. An empty body is judged by its form.
    """
    if not body:
        return
    if content_type != JSON and _media_type(content_type) != JSON:
        raise Malformed("content_type_not_json", "Send the body as application/json.")
    try:
        # The first reader is strict: UTF-8, no half surrogates, no NaN, no more than 200 levels.
        from_json(body, allow_inf_nan=False)
        json.loads(body, object_pairs_hook=_no_twins, parse_float=_finite)
    except _TwinError as error:
        raise Malformed("key_twice", "An object in the body has a key twice; only one of them would count.") from error
    except (ValueError, RecursionError) as error:
        raise Malformed(
            "body_not_json", "The body is not JSON in UTF-8, or nested too deep, or has a number beyond all bounds."
        ) from error


def _media_type(content_type: str) -> str:
    """What a Content-Type names, without its parameters."""
    said = Message()
    said["content-type"] = content_type
    return said.get_content_type()


class _TwinError(Exception):
    """An object has a key twice."""


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwinError
    return found


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError("beyond all bounds")
    return number
