"""What enforcement cases have of their own: sealed sources and tear-lines."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse, Response

from api.asked import Asking, Facts, Looking, answered
from api.coordinating import ReviewIn, SealIn, SourcesOut, TearLineIn, TearLinesOut
from api.documented import ACT, LOOK
from api.door import Door
from casework.sealing import seal_source, the_sources
from casework.tear_lines import draft_tear_line, review_tear_line, the_tear_lines

router = APIRouter(prefix="/api/v1/cases", route_class=Door)


@router.post("/{case_id}/sources", status_code=201, responses=ACT, tags=["acts"])
async def post_source(db: Facts, by: Asking, case_id: UUID, asked: SealIn) -> Response:
    """Seal a source: read by you and by the agency whose it is, by nobody else."""
    return answered(await seal_source(db, by, case_id, owner=asked.owner, source=asked.source))


@router.get("/{case_id}/sources", response_model=SourcesOut, responses=LOOK, tags=["looks"])
async def get_sources(db: Facts, who: Looking, case_id: UUID) -> Response:
    """The sealed sources that you may read."""
    return JSONResponse(await the_sources(db, who, case_id))


@router.post("/{case_id}/tear-lines", status_code=201, responses=ACT, tags=["acts"])
async def post_tear_line(db: Facts, by: Asking, case_id: UUID, asked: TearLineIn) -> Response:
    """Put in what of the finding may be told, as the agency whose evidence it is."""
    paragraphs = tuple(p.value() for p in asked.paragraphs)
    return answered(await draft_tear_line(db, by, case_id, owner=asked.owner, paragraphs=paragraphs, note=asked.note))


@router.post("/{case_id}/tear-lines/{number}/review", status_code=201, responses=ACT, tags=["acts"])
async def post_tear_line_review(
    db: Facts, by: Asking, case_id: UUID, number: Annotated[int, Path(ge=1, le=1_000)], asked: ReviewIn
) -> Response:
    """Find a tear-line releasable or not, as another of the agency whose evidence it is."""
    return answered(await review_tear_line(db, by, case_id, number, releasable=asked.releasable, reason=asked.reason))


@router.get("/{case_id}/tear-lines", response_model=TearLinesOut, responses=LOOK, tags=["looks"])
async def get_tear_lines(db: Facts, who: Looking, case_id: UUID) -> Response:
    """The case's tear-lines with their words and reviews."""
    return JSONResponse(await the_tear_lines(db, who, case_id))
