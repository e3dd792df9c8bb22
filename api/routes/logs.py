"""Logs of no one case, contacts and parity, and the list of what is out of the ordinary."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from api.asked import Asking, Facts, Looking
from api.documented import BULK, LOOK, REPLAY
from api.door import Door
from api.position_answers import ContactOut, ContactsOut, ExceptionsOut, LoggedConsultationOut, ParityOut
from api.position_requests import ConsultationIn, ContactIn, ReviewIn
from api.requests import Slug
from casework import contacts
from casework.desk import Answer
from casework.exceptions import the_exceptions
from domain.marking import Level

router = APIRouter(prefix="/api/v1", tags=["logs"], route_class=Door)
LOGGED = {**BULK, 201: {"description": "Logged", "headers": REPLAY}}

Kind = Literal[
    "needs_reclear",
    "stopped",
    "to_correct",
    "conflict",
    "drift",
    "stale_copy",
    "contact",
    "parity",
    "mandate_check",
    "mandate_idle",
]


def _logged(answer: Answer) -> Response:
    headers = {"Idempotent-Replay": "true"} if answer.replayed else {}
    return Response(answer.body, status_code=answer.status, media_type="application/json", headers=headers)


@router.get("/contacts", response_model=ContactsOut, responses=LOOK)
async def get_contacts(
    db: Facts,
    who: Looking,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Contacts outside the channel: your agency's own, and to the NSC everybody's."""
    return JSONResponse(await contacts.the_contacts(db, who, cursor, limit))


@router.post("/contacts", status_code=201, response_model=ContactOut, responses=LOGGED)
async def post_contact(db: Facts, by: Asking, asked: ContactIn) -> Response:
    """Log a contact outside the channel; the NSC finds it among the exceptions."""
    return _logged(
        await contacts.log_contact(
            db,
            by,
            classification=Level[asked.classification],
            counterpart=asked.counterpart,
            issue=asked.issue,
            happened_at=asked.at,
            means=asked.means,
            with_whom=asked.with_whom,
            summary=asked.summary,
        )
    )


@router.post("/contacts/{contact_id}/review", status_code=201, response_model=ContactOut, responses=LOGGED)
async def post_contact_review(db: Facts, by: Asking, contact_id: UUID, asked: ReviewIn) -> Response:
    """The NSC has seen to a contact."""
    return _logged(await contacts.review_contact(db, by, contact_id, note=asked.note))


@router.get("/parity", response_model=ParityOut, responses=LOOK)
async def get_parity(db: Facts, who: Looking, issue: Slug | None = None) -> Response:
    """Who was consulted on what, and where Japan was not told as early and as high as an ally (PAR-2)."""
    return JSONResponse(await contacts.the_parity(db, who, issue))


@router.post("/parity", status_code=201, response_model=LoggedConsultationOut, responses=LOGGED)
async def post_parity(db: Facts, by: Asking, asked: ConsultationIn) -> Response:
    """Log a consultation with Japan or with a NATO ally."""
    return _logged(
        await contacts.log_consultation(
            db,
            by,
            classification=Level[asked.classification],
            issue=asked.issue,
            partner=asked.partner,
            ally=asked.ally,
            rank=asked.rank(),
            happened_at=asked.at,
            note=asked.note,
        )
    )


@router.get("/exceptions", response_model=ExceptionsOut, responses=LOOK)
async def get_exceptions(db: Facts, who: Looking, kind: Kind | None = None) -> Response:
    """What is out of the ordinary about the one voice now, as far as you may see it; the NSC sees all."""
    return JSONResponse(await the_exceptions(db, who, kind))
