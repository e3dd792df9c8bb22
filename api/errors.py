"""Every error as RFC 9457 problem+json with a stable code; the one place that maps a code to a status."""

import re

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.auth import NotSignedInError, SignInUnavailableError
from api.problems import TITLES, problem
from casework.desk import NobodyError, Unavailable
from domain.refusals import ChangedUnderYou, Malformed, NotNow, NotThere, NotYours, Refusal

log = structlog.get_logger()

STATUS: dict[type[Refusal], int] = {
    Malformed: 422,
    NotYours: 403,
    NotThere: 404,
    NotNow: 409,
    ChangedUnderYou: 412,
}

CHALLENGES = {"not_signed_in": "Bearer", "token_not_valid": 'Bearer error="invalid_token"'}
"""What RFC 6750, section 3, has us say."""

SPOKEN = {"uuid_parsing": "Not a UUID."}
"""pydantic's own words, where they would quote what was sent."""

OUR_FIELD = re.compile(r"[A-Za-z0-9_.-]{1,80}")


class TooLargeError(HTTPException):
    """The body is larger than any text may be."""

    def __init__(self) -> None:
        super().__init__(413)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101 - registered for nothing else
    status = next(number for kind, number in STATUS.items() if isinstance(error, kind))
    log.info("act_refused", code=error.code, status=status, method=request.method)
    return problem(status, error.code, error.detail, error.places)


async def _malformed(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
    places = tuple(
        {"field": _field(e["loc"]), "code": e["type"], "message": SPOKEN.get(e["type"], e["msg"])}
        for e in error.errors()[:100]
    )
    return problem(422, "malformed", "The request does not have the form that this act needs.", places)


def _field(loc: tuple[str | int, ...]) -> str:
    """Where it is, by the names and numbers on the way; a name that nobody here would give is not repeated."""
    field = ".".join(str(part) for part in loc[1:]) or str(loc[0])
    return field if OUR_FIELD.fullmatch(field) else "?"


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    codes = {400: "http_error", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
    details = {404: "There is no such thing here."}
    code = codes.get(error.status_code, codes[400])
    return problem(
        error.status_code,
        code,
        details.get(error.status_code, TITLES.get(error.status_code, "Error")),
        headers=dict(error.headers) if error.headers else None,
    )


async def _not_signed_in(_: Request, error: Exception) -> Response:
    assert isinstance(error, NotSignedInError)  # noqa: S101 - registered for nothing else
    return problem(
        401,
        error.code,
        "Send a bearer token that your sign-in issued for One Voice.",
        headers={"WWW-Authenticate": CHALLENGES[error.code]},
    )


async def _nobody(_: Request, __: Exception) -> Response:
    return problem(403, "not_in_register", "You are signed in, but not in the register of people.")


async def _unavailable(_: Request, error: Exception) -> Response:
    log.warning("unavailable", kind=type(error).__name__)
    return problem(
        503,
        "unavailable",
        "It could not be decided just now. Ask again with the same Idempotency-Key: nothing is done twice.",
        headers={"Retry-After": "1"},
    )


async def _fault(request: Request, error: Exception) -> Response:
    log.error("request_failed", kind=type(error).__name__, method=request.method)
    return problem(500, "fault", "Something broke on our side. Ask again with the same Idempotency-Key.")


def register(app: FastAPI) -> None:
    """Install the handlers."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(NotSignedInError, _not_signed_in)
    app.add_exception_handler(NobodyError, _nobody)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(SignInUnavailableError, _unavailable)
    app.add_exception_handler(Exception, _fault)
