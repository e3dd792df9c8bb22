"""The looks beyond one case: what holds cost, the practice in force, who is appointed to what."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from api.answers_register import AppointmentsOut, HoldsOut, PracticeOut
from api.asked import Facts, Looking
from api.documented import LOOK
from api.door import Door
from api.requests import AgencyCode
from casework.appointing import the_appointments
from casework.costing import the_holds
from casework.practising import the_practice
from db.hold_costs import HoldFilter
from domain.vocabulary import Capacity

router = APIRouter(prefix="/api/v1", tags=["looks"], responses=LOOK, route_class=Door)

Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/holds", response_model=HoldsOut)
async def get_holds(
    db: Facts,
    who: Looking,
    agency: AgencyCode | None = None,
    case: UUID | None = None,
    is_open: Annotated[bool | None, Query(alias="open", description="Only those open, or only those ended")] = None,
    limit: Limit = 50,
) -> Response:
    """What holds cost in the cases you may see: cases, cycles and working days by agency; and the newest holds."""
    asked = HoldFilter(agency=agency, case=case, is_open=is_open, limit=limit)
    return JSONResponse(await the_holds(db, who, asked))


@router.get("/practice", response_model=PracticeOut)
async def get_practice(db: Facts, who: Looking) -> Response:
    """How long each precedence gives, of what it reminds, and what the statutes' presets give."""
    return JSONResponse(await the_practice(db, who))


@router.get("/appointments", response_model=AppointmentsOut)
async def get_appointments(
    db: Facts, who: Looking, agency: AgencyCode | None = None, capacity: Capacity | None = None, limit: Limit = 200
) -> Response:
    """Who may act for whom now: an agency's authorised coordinators, say, with grades, days and instruments."""
    return JSONResponse(await the_appointments(db, who, agency=agency, capacity=capacity, limit=limit))
