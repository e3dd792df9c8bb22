"""A negotiation's own view."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from api.answers_negotiation import NegotiationOut
from api.asked import Facts, Looking
from api.documented import LOOK
from api.door import Door
from casework.negotiating import the_negotiation

router = APIRouter(prefix="/api/v1", tags=["looks"], responses=LOOK, route_class=Door)


@router.get("/cases/{case_id}/negotiation", response_model=NegotiationOut)
async def get_negotiation(db: Facts, who: Looking, case_id: UUID) -> Response:
    """Authority, rounds, departures, instructions and texts under it that you may see, and its clocks."""
    return JSONResponse(await the_negotiation(db, who, case_id))
