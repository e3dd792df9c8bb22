"""Monitoring: an assessment's own view, and the yearly check of a mandate."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse, Response

from api.asked import Asking, Facts, Looking
from api.documented import BULK, LOOK, REPLAY
from api.door import Door
from api.monitoring_forms import AssessmentOut, MandateCheckIn, MandateCheckOut, MandateChecksOut
from api.requests import MandateCode
from casework.assessing import the_assessment
from casework.mandates import check_mandate, the_checks

router = APIRouter(prefix="/api/v1", tags=["monitoring"], route_class=Door)
CHECKED = {**BULK, 201: {"description": "Checked", "headers": REPLAY}}

Code = Annotated[MandateCode, Path(description="A mandate in force, such as ECO-1b")]


@router.get("/cases/{case_id}/assessment", response_model=AssessmentOut, responses=LOOK)
async def get_assessment(db: Facts, who: Looking, case_id: UUID) -> Response:
    """One period's assessment: plan, returns, score, review."""
    return JSONResponse(await the_assessment(db, who, case_id))


@router.get("/mandates/{code}/checks", response_model=MandateChecksOut, responses=LOOK)
async def get_mandate_checks(db: Facts, who: Looking, code: Code) -> Response:
    """A mandate's yearly checks, the newest first."""
    return JSONResponse(await the_checks(db, who, code))


@router.post("/mandates/{code}/checks", status_code=201, response_model=MandateCheckOut, responses=CHECKED)
async def post_mandate_check(db: Facts, by: Asking, code: Code, asked: MandateCheckIn) -> Response:
    """Say whether a mandate still holds, as the staff of the Assistant to the President."""
    answer = await check_mandate(db, by, code, verdict=asked.verdict, reason=asked.reason)
    headers = {"Idempotent-Replay": "true"} if answer.replayed else {}
    return Response(answer.body, status_code=answer.status, media_type="application/json", headers=headers)
