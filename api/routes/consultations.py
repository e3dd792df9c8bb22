"""Series of consultations and what belongs to a consultation alone: meeting, agenda, commitments."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse, Response

from api.asked import Asking, Facts, Looking, answered
from api.consultation_answers import AgendaOut, CommitmentsOut, PlanOut, SeriesListOut, SeriesOut
from api.consultation_requests import (
    CommitmentActIn,
    CommitmentIn,
    CycleIn,
    MeetingIn,
    MoveIn,
    NoteIn,
    SeriesCode,
    SkipIn,
    TopicDecisionIn,
    TopicIn,
)
from api.documented import ACT, LOOK, SERIES_ACT
from api.door import Door
from api.requests import AgencyCode, Moment
from casework import agenda, commitments, meeting, series_views
from casework import series as series_acts

router = APIRouter(prefix="/api/v1", tags=["consultations"], route_class=Door)

Code = Annotated[SeriesCode, Path(description="The series' code, such as SSC")]
Limit = Annotated[int, Query(ge=1, le=200)]
After = Annotated[int, Query(ge=0, le=1_000_000, description="The `next` of the page before")]


@router.get("/consultations", response_model=SeriesListOut, responses=LOOK)
async def get_consultations(db: Facts, who: Looking) -> Response:
    """The series of consultations that you may see, each with its next three cycles."""
    return JSONResponse(await series_views.every_series(db, who))


@router.get("/consultations/{series}", response_model=SeriesOut, responses=LOOK)
async def get_consultation(db: Facts, who: Looking, series: Code) -> Response:
    """A series: its calendar and forum, its next cycles, what was done to it, how the engine has it."""
    found = await series_views.one_series(db, who, series)
    return JSONResponse(found, headers={"ETag": f'"{found["version"]}"'})


@router.post("/consultations/{series}/cycles", status_code=201, responses=SERIES_ACT)
async def post_cycle(db: Facts, by: Asking, series: Code, asked: CycleIn) -> Response:
    """Open a cycle now, or plan one for a day to come."""
    return answered(
        await series_acts.open_or_plan(
            db, by, series, opens_at=asked.opens_at, meeting_at=asked.meeting_at, reason=asked.reason
        )
    )


@router.post("/consultations/{series}/pause", status_code=201, responses=SERIES_ACT)
async def post_pause(db: Facts, by: Asking, series: Code, asked: NoteIn) -> Response:
    """Let no cycle open until the series is resumed."""
    return answered(await series_acts.pause(db, by, series, note=asked.note))


@router.post("/consultations/{series}/resume", status_code=201, responses=SERIES_ACT)
async def post_resume(db: Facts, by: Asking, series: Code, asked: NoteIn) -> Response:
    """Let cycles open again from now on."""
    return answered(await series_acts.resume(db, by, series, note=asked.note))


@router.post("/consultations/{series}/skip", status_code=201, responses=SERIES_ACT)
async def post_skip(db: Facts, by: Asking, series: Code, asked: SkipIn) -> Response:
    """Skip one cycle, with the reason."""
    return answered(await series_acts.skip(db, by, series, opens_at=asked.opens_at, reason=asked.reason))


@router.post("/consultations/{series}/move", status_code=201, responses=SERIES_ACT)
async def post_move(db: Facts, by: Asking, series: Code, asked: MoveIn) -> Response:
    """Let one cycle open at another moment, with the reason."""
    return answered(
        await series_acts.move(
            db,
            by,
            series,
            opens_at=asked.opens_at,
            to=asked.to,
            meeting_at=asked.meeting_at,
            reason=asked.reason,
        )
    )


@router.get("/cases/{case_id}/plan", response_model=PlanOut, responses=LOOK)
async def get_plan(
    db: Facts,
    who: Looking,
    case_id: UUID,
    meets_at: Annotated[Moment | None, Query(description="What if the meeting were then? Nothing is written")] = None,
) -> Response:
    """The plan of a consultation, or what it would be if the meeting were moved."""
    return JSONResponse(await meeting.the_plan(db, who, case_id, meets_at))


@router.post("/cases/{case_id}/meeting", status_code=201, responses=ACT)
async def post_meeting(db: Facts, by: Asking, case_id: UUID, asked: MeetingIn) -> Response:
    """Set the meeting, or move it: everything planned moves with it."""
    return answered(await meeting.set_meeting(db, by, case_id, meets_at=asked.meets_at, reason=asked.reason))


@router.get("/cases/{case_id}/agenda", response_model=AgendaOut, responses=LOOK)
async def get_agenda(db: Facts, who: Looking, case_id: UUID) -> Response:
    """The topics and what was decided, and the cases under this one, as far as you may see them."""
    return JSONResponse(await agenda.the_agenda(db, who, case_id))


@router.post("/cases/{case_id}/topics", status_code=201, responses=ACT)
async def post_topic(db: Facts, by: Asking, case_id: UUID, asked: TopicIn) -> Response:
    """Propose a topic for an agency."""
    links = tuple(asked.links)
    return answered(await agenda.propose_topic(db, by, case_id, agency=asked.agency, title=asked.title, links=links))


@router.post("/cases/{case_id}/topics/{topic_id}/decision", status_code=201, responses=ACT)
async def post_topic_decision(db: Facts, by: Asking, case_id: UUID, topic_id: UUID, asked: TopicDecisionIn) -> Response:
    """Say whether a topic is on the agenda."""
    return answered(await agenda.decide_topic(db, by, case_id, topic_id, included=asked.included, reason=asked.reason))


@router.get("/cases/{case_id}/commitments", response_model=CommitmentsOut, responses=LOOK)
async def get_case_commitments(db: Facts, who: Looking, case_id: UUID) -> Response:
    """What was promised at the meeting, the soonest first."""
    return JSONResponse(await commitments.commitments_of(db, who, case_id))


@router.post("/cases/{case_id}/commitments", status_code=201, responses=ACT)
async def post_commitment(db: Facts, by: Asking, case_id: UUID, asked: CommitmentIn) -> Response:
    """Record what was promised, whose it is and by when."""
    return answered(
        await commitments.record_commitment(
            db, by, case_id, agency=asked.agency, owner=asked.office, text=asked.text, due_at=asked.due_at
        )
    )


@router.post("/cases/{case_id}/commitments/{commitment_id}/acts", status_code=201, responses=ACT)
async def post_commitment_act(
    db: Facts, by: Asking, case_id: UUID, commitment_id: UUID, asked: CommitmentActIn
) -> Response:
    """Say that a commitment is done, is open again, or is due later."""
    return answered(
        await commitments.report_on_commitment(
            db, by, case_id, commitment_id, what=asked.act, until=asked.until, note=asked.note
        )
    )


@router.get("/commitments", response_model=CommitmentsOut, responses=LOOK)
async def get_commitments(
    db: Facts,
    who: Looking,
    agency: AgencyCode | None = None,
    state: Literal["open", "done", "overdue"] | None = None,
    after: After = 0,
    limit: Limit = 50,
) -> Response:
    """All commitments in the cases that you may see, the soonest first."""
    return JSONResponse(
        await commitments.every_commitment(db, who, agency=agency, state=state, after=after, limit=limit)
    )
