"""An error as it is sent: RFC 9457 problem+json with a stable code."""

from fastapi.responses import JSONResponse, Response

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
    """One error as it is sent. Nothing that was sent to us is in it."""
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
