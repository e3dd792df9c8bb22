"""Every error as RFC 9457 problem+json with a stable code; the one place that maps a code to a status."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.auth import NotSignedInError, SignInUnavailableError
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
TITLES = {
    401: "Who are you?",
    403: "Not you",
    404: "Not there",
    405: "Not that way",
    409: "Not now",
    412: "Changed under you",
    413: "Too large",
    422: "Malformed",
    500: "Our fault",
    503: "Not just now",
}
MEDIA_TYPE = "application/problem+json"


def problem(
    status: int,
    code: str,
    detail: str,
    places: tuple[dict[str, object], ...] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """One error as it is sent."""
    body: dict[str, object] = {
        "type": f"/problems/{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "code": code,
        "detail": detail,
    }
    if places:
        body["places"] = list(places)
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


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
        {
            "field": ".".join(str(part) for part in e["loc"][1:]) or str(e["loc"][0]),
            "code": e["type"],
            "message": e["msg"],
        }
        for e in error.errors()[:100]
    )
    return problem(422, "malformed", "The request does not have the form that this act needs.", places)


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    codes = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
    details = {404: "There is no such thing here."}
    code = codes.get(error.status_code, "http_error")
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
        headers={"WWW-Authenticate": "Bearer"},
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
