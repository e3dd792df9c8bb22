"""What every route asks first: who is it, and is it the same request again."""

import hashlib
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from casework.desk import Answer, Caller
from db.engine import Database
from domain.refusals import Malformed

bearer = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    description="An access token of your sign-in; `onevoice token PERSONA` here",
)


async def database(request: Request) -> Database:
    """The API's pool. A coroutine, like every dependency here: others go through a thread and back."""
    db: Database = request.app.state.db
    return db


SignedIn = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
"""Named for the document's sake: the door has checked the token before anything here is asked."""


async def subject(request: Request, _: SignedIn) -> str:
    """The subject of the bearer token."""
    known: str = request.state.subject
    return known


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Yours to choose, once an act: the same key again gives the same answer and does nothing twice",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
    ),
]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="Only if the case is still at this ETag", max_length=40)
]


async def caller(
    request: Request,
    _: SignedIn,
    key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Caller:
    """Who asks for an act, bound to this very request."""
    return Caller(
        subject=request.state.subject,
        key=key,
        route=f"{request.method} {request.url.path}",
        body_sha256=hashlib.sha256(await request.body()).digest(),
        if_version=_version(if_match),
    )


def _version(etag: str | None) -> int | None:
    if etag is None or etag.strip() == "*":
        return None
    number = etag.strip().removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit()) or len(number) > 9:
        raise Malformed("etag_not_ours", "If-Match takes an ETag that a case here carried.")
    return int(number)


Asking = Annotated[Caller, Depends(caller)]
Looking = Annotated[str, Depends(subject)]
Facts = Annotated[Database, Depends(database)]


def answered(answer: Answer) -> Response:
    """An act's answer, as it was kept: the case, with its version as ETag."""
    headers = {"ETag": f'"{answer.version}"'}
    if answer.replayed:
        headers["Idempotent-Replay"] = "true"
    return Response(answer.body, status_code=answer.status, media_type="application/json", headers=headers)
