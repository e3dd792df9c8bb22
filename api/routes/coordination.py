"""What ties cases together: links, certifications, the gauge of pressure; and the trade action's own view."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from api.asked import Asking, Facts, Looking, answered
from api.coordinating import (
    CertificationIn,
    CertificationsOut,
    FindingIn,
    LinkIn,
    LinksOut,
    PressureOut,
    SequencingIn,
    TradeActionOut,
)
from api.documented import ACT, ENDING_ACT, LOOK
from api.door import Door
from api.requests import ReasonIn
from casework.certifications import decide_certification, open_certification, the_certifications
from casework.linking import end_link, link_cases, the_links
from casework.sequencing import sequence, the_pressure
from casework.trading import the_trade_action

router = APIRouter(prefix="/api/v1", route_class=Door)


@router.post("/cases/{case_id}/links", status_code=201, responses=ACT, tags=["acts"])
async def post_link(db: Facts, by: Asking, case_id: UUID, asked: LinkIn) -> Response:
    """Tie the case to another one that you see."""
    return answered(await link_cases(db, by, case_id, kind=asked.kind, to=asked.to, reason=asked.reason))


@router.delete("/cases/{case_id}/links/{link_id}", responses=ENDING_ACT, tags=["acts"])
async def delete_link(db: Facts, by: Asking, case_id: UUID, link_id: UUID, asked: ReasonIn) -> Response:
    """End a link; it stays in the record."""
    return answered(await end_link(db, by, case_id, link_id, reason=asked.reason))


@router.get("/cases/{case_id}/links", response_model=LinksOut, responses=LOOK, tags=["looks"])
async def get_links(db: Facts, who: Looking, case_id: UUID) -> Response:
    """What the case is tied to, as far as you see both ends, and the levers that its mandate shares."""
    return JSONResponse(await the_links(db, who, case_id))


@router.post("/cases/{case_id}/certifications", status_code=201, responses=ACT, tags=["acts"])
async def post_certification(db: Facts, by: Asking, case_id: UUID, asked: CertificationIn) -> Response:
    """Open a certification: what pulls the same lever waits until it is decided."""
    return answered(await open_certification(db, by, case_id, statute=asked.statute, reason=asked.reason))


@router.post(
    "/cases/{case_id}/certifications/{certification_id}/decision", status_code=201, responses=ACT, tags=["acts"]
)
async def post_finding(db: Facts, by: Asking, case_id: UUID, certification_id: UUID, asked: FindingIn) -> Response:
    """Decide a certification, as the head of the action agency."""
    return answered(
        await decide_certification(db, by, case_id, certification_id, finding=asked.finding, reason=asked.reason)
    )


@router.get("/cases/{case_id}/certifications", response_model=CertificationsOut, responses=LOOK, tags=["looks"])
async def get_certifications(db: Facts, who: Looking, case_id: UUID) -> Response:
    """The case's certifications."""
    return JSONResponse(await the_certifications(db, who, case_id))


@router.post("/cases/{case_id}/sequencing", status_code=201, responses=ACT, tags=["acts"])
async def post_sequencing(db: Facts, by: Asking, case_id: UUID, asked: SequencingIn) -> Response:
    """Say when a demarche may go although so many went within the week (NSC)."""
    return answered(await sequence(db, by, case_id, not_before=asked.not_before, reason=asked.reason))


@router.get("/pressure", response_model=PressureOut, responses=LOOK, tags=["looks"])
async def get_pressure(
    db: Facts, who: Looking, counterpart: Annotated[str, Query(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
) -> Response:
    """The demarches that went to a counterpart within a week, and those that wait for the NSC, as you see them."""
    return JSONResponse(await the_pressure(db, who, counterpart))


@router.get("/cases/{case_id}/trade-action", response_model=TradeActionOut, responses=LOOK, tags=["looks"])
async def get_trade_action(db: Facts, who: Looking, case_id: UUID) -> Response:
    """A trade action as its committee sees it: fence, seats, reserves, keys, tranches, levers."""
    return JSONResponse(await the_trade_action(db, who, case_id))
