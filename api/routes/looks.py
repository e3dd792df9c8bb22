"""The looks: cases, their words and their history; the inbox; directives."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse, Response
from pydantic import StringConstraints

from api.answers import (
    AdviceOut,
    CaseOut,
    CasePageOut,
    DirectiveOut,
    FlagsOut,
    InboxOut,
    LedgerOut,
    MatrixOut,
    SplitsOut,
    TimelineOut,
    VersionOut,
)
from api.asked import Facts, Looking
from api.documented import LOOK, LOOK_AT_CASE
from api.door import Door
from api.requests import AgencyCode, MandateCode
from casework import reading
from casework.advising import advice_on
from casework.directive_views import one_directive
from casework.flagging import flags_of
from casework.memo import the_splits
from casework.receiving import open_version
from casework.words import TITLE, check_line
from db.lists import CaseFilter
from domain.vocabulary import Stage

router = APIRouter(prefix="/api/v1", tags=["looks"], responses=LOOK, route_class=Door)

Limit = Annotated[int, Query(ge=1, le=200)]
After = Annotated[int, Query(ge=0, le=1_000_000, description="The `next` of the page before")]
Number = Annotated[int, Path(ge=1, le=1_000_000)]


@router.get("/cases", response_model=CasePageOut)
async def get_cases(
    db: Facts,
    who: Looking,
    mandate: MandateCode | None = None,
    procedure: Annotated[str | None, StringConstraints(pattern=r"^[a-z_]{1,40}$")] = None,
    stage: Stage | None = None,
    agency: AgencyCode | None = None,
    parent: UUID | None = None,
    exception: Literal[
        "overdue", "split", "hold", "needs_reclear", "follow_up", "deviation", "conflict", "pressure", "walled"
    ]
    | None = None,
    q: Annotated[str | None, Query(max_length=TITLE, min_length=1, description="Part of the title")] = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = 50,
) -> Response:
    """Cases you may see, newest first. What you may not see is in no list and no count."""
    asked = CaseFilter(
        mandate=mandate,
        procedure=procedure,
        stage=stage,
        agency=agency,
        parent=parent,
        exception=exception,
        q=None if q is None else check_line("q", q, limit=TITLE),
        before=None if cursor is None else reading.read_cursor(cursor),
        limit=limit,
    )
    return JSONResponse(await reading.some_cases(db, who, asked))


@router.get("/cases/{case_id}", response_model=CaseOut, responses=LOOK_AT_CASE)
async def get_case(db: Facts, who: Looking, case_id: UUID) -> Response:
    """A case: where it stands, who has it, and what it lacks."""
    case = await reading.one_case(db, who, case_id)
    return JSONResponse(case, headers={"ETag": f'"{case["version"]}"'})


@router.get("/cases/{case_id}/versions/{number}", response_model=VersionOut, response_model_exclude_unset=True)
async def get_version(
    db: Facts,
    who: Looking,
    case_id: UUID,
    number: Number,
    compare: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
) -> Response:
    """A version's words, with a redline if asked. An agency's coordinator who opens the text in a round receives it."""
    return JSONResponse(await open_version(db, who, case_id, number, compare))


@router.get("/cases/{case_id}/timeline", response_model=TimelineOut)
async def get_timeline(db: Facts, who: Looking, case_id: UUID, after: After = 0, limit: Limit = 200) -> Response:
    """Who did what to which words, and when."""
    return JSONResponse(await reading.the_timeline(db, who, case_id, after=after, limit=limit))


@router.get("/cases/{case_id}/ledger", response_model=LedgerOut)
async def get_ledger(db: Facts, who: Looking, case_id: UUID, after: After = 0, limit: Limit = 200) -> Response:
    """The case's chained entries, for checking."""
    return JSONResponse(await reading.the_ledger(db, who, case_id, after=after, limit=limit))


@router.get("/cases/{case_id}/comment-matrix", response_model=MatrixOut)
async def get_comment_matrix(db: Facts, who: Looking, case_id: UUID) -> Response:
    """Every comment, and what the action office made of it."""
    return JSONResponse(await reading.the_matrix(db, who, case_id))


@router.get("/cases/{case_id}/flags", response_model=FlagsOut)
async def get_flags(db: Facts, who: Looking, case_id: UUID) -> Response:
    """What in words for the public their mandate would not have said there."""
    return JSONResponse(await flags_of(db, who, case_id))


@router.get("/cases/{case_id}/advice", response_model=AdviceOut)
async def get_advice(db: Facts, who: Looking, case_id: UUID) -> Response:
    """Whom circulation would ask, who has always been asked and is missing, who never comments."""
    return JSONResponse(await advice_on(db, who, case_id))


@router.get("/cases/{case_id}/splits", response_model=SplitsOut)
async def get_splits(db: Facts, who: Looking, case_id: UUID) -> Response:
    """The case's splits: positions, grounds, rungs, rulings, and the memo for the decider."""
    return JSONResponse(await the_splits(db, who, case_id))


@router.get("/inbox", response_model=InboxOut)
async def get_inbox(db: Facts, who: Looking, limit: Limit = 100) -> Response:
    """What waits for you, the soonest suspense first."""
    return JSONResponse(await reading.my_inbox(db, who, limit))


@router.get("/directives/{directive}", response_model=DirectiveOut)
async def get_directive(
    db: Facts, who: Looking, directive: Annotated[str, Path(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,39}$")]
) -> Response:
    """A directive's clauses and mandates, as far as you are cleared for them, and how each stands by cases you see."""
    return JSONResponse(await one_directive(db, who, directive))
