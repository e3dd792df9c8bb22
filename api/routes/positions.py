"""Positions of record: looked up by issue and day, asked what may be said, and a paper told by its words."""

import json
from collections.abc import Callable, Coroutine
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from starlette.types import Message

from api.asked import Facts, Looking
from api.documented import BULK, LOOK
from api.door import Door
from api.position_answers import OnePositionOut, PaperOut, PositionPageOut, SayOut
from api.position_requests import PaperIn
from api.requests import Moment, Slug
from casework import position_views
from casework.recognising import recognise
from domain.assertions import Audience
from domain.papers import LONGEST_PAPER
from domain.refusals import Malformed

router = APIRouter(prefix="/api/v1/positions", tags=["positions"], responses=LOOK, route_class=Door)

Limit = Annotated[int, Query(ge=1, le=200)]
OnIssue = Annotated[Slug, Query(description="As the mandates name it, such as technology-leakage")]
With = Annotated[Slug, Query(description="Such as japan")]
Instant = Annotated[Moment, Query(description="RFC 3339; now if left out")]


@router.get("", response_model=PositionPageOut)
async def get_positions(
    db: Facts,
    who: Looking,
    issue: OnIssue | None = None,
    counterpart: With | None = None,
    audience: Audience | None = None,
    as_of: Instant | None = None,
    known_at: Instant | None = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = 50,
) -> Response:
    """Positions in force on a day, as it was known at an instant: what we then believed that ours was."""
    asked = position_views.filter_of(
        issue=issue,
        counterpart=counterpart,
        audience=None if audience is None else audience.value,
        as_of=as_of,
        known_at=known_at,
        cursor=cursor,
        limit=limit,
    )
    return JSONResponse(await position_views.some_positions(db, who, asked))


@router.get("/say", response_model=SayOut)
async def get_say(
    db: Facts, who: Looking, issue: OnIssue, counterpart: With, audience: Audience, on: Instant | None = None
) -> Response:
    """What may I say? The cleared words; the fallback only if you are on its list; 404 if there is nothing to say."""
    return JSONResponse(
        await position_views.what_may_i_say(
            db, who, issue=issue, counterpart=counterpart, audience=audience.value, on=on
        )
    )


@router.get("/{position_id:uuid}", response_model=OnePositionOut)
async def get_position(
    db: Facts,
    who: Looking,
    position_id: UUID,
    compare: Annotated[UUID | None, Query(description="Another position, for a redline from it")] = None,
) -> Response:
    """A position: its words, what was ever known of its time in force, and which texts rest on it."""
    return JSONResponse(await position_views.one_position(db, who, position_id, compare))


Handler = Callable[[Request], Coroutine[Any, Any, Response]]  # FastAPI's own type of a route's handler


class PaperDoor(Door):
    """A door that takes a plain text as well as JSON: an upload is the same question."""

    def get_route_handler(self) -> Handler:
        """Turn an uploaded text into the JSON of the question."""
        handle = super().get_route_handler()

        async def enter(request: Request) -> Response:
            if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "text/plain":
                return await handle(request)
            return await handle(_as_json(request, await request.body()))

        return enter


def _as_json(request: Request, body: bytes) -> Request:
    try:
        asked = json.dumps({"text": body.decode()}).encode()
    except UnicodeDecodeError as error:
        raise Malformed("body_not_text", "An uploaded text is UTF-8.") from error
    headers = [
        (name, value) for name, value in request.scope["headers"] if name not in (b"content-type", b"content-length")
    ]

    async def receive() -> Message:
        return {"type": "http.request", "body": asked, "more_body": False}

    scope = {**request.scope, "headers": [*headers, (b"content-type", b"application/json")]}
    return Request(scope, receive)


papers = APIRouter(prefix="/api/v1/positions", tags=["positions"], responses=BULK, route_class=PaperDoor)


@papers.post(
    "/verify",
    response_model=PaperOut,
    openapi_extra={
        "requestBody": {"content": {"text/plain": {"schema": {"type": "string", "maxLength": LONGEST_PAPER}}}}
    },
)
async def post_verification(db: Facts, who: Looking, asked: PaperIn) -> Response:
    """Paste or upload a text: in force, superseded since when, sent out, nearly which version, or never cleared."""
    return JSONResponse(await recognise(db, who, asked.text))
