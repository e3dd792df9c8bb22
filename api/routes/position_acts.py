"""The acts about positions on a case: adopted, ended, contradicted, ruled on, said, replaced, acknowledged."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from api.asked import Asking, Facts, Looking, answered
from api.documented import ACT, LOOK
from api.door import Door
from api.position_answers import BasisPageOut, HoldersOut, SaidOut
from api.position_requests import (
    AcknowledgementIn,
    AdoptionIn,
    CheckIn,
    ConflictIn,
    ConflictRulingIn,
    EndIn,
    ExceptionAnswerIn,
    PageChangeIn,
    ReaffirmationIn,
    SaidIn,
)
from casework.adopting import adopt, check_again, end_position, raise_conflict, reaffirm, rule_on_conflict
from casework.holders import acknowledge, change_page, the_holders
from casework.position_views import the_basis
from casework.saying import answer_exception, file_said, what_was_said

router = APIRouter(prefix="/api/v1/cases", tags=["positions"], route_class=Door)


@router.get("/{case_id}/basis", response_model=BasisPageOut, responses=LOOK)
async def get_basis(db: Facts, who: Looking, case_id: UUID) -> Response:
    """What the current text rests on and what changed since, what it asserts, its contradictions and their rulings."""
    return JSONResponse(await the_basis(db, who, case_id))


@router.post("/{case_id}/position", status_code=201, responses=ACT)
async def post_adoption(db: Facts, by: Asking, case_id: UUID, asked: AdoptionIn) -> Response:
    """Bring the cleared and approved text into force as the position of record that it was drafted to be."""
    return answered(await adopt(db, by, case_id, digest=asked.digest, in_force_from=asked.in_force_from))


@router.post("/{case_id}/position/end", status_code=201, responses=ACT)
async def post_position_end(db: Facts, by: Asking, case_id: UUID, asked: EndIn) -> Response:
    """End a position that came from this case, without another in its place."""
    return answered(await end_position(db, by, case_id, position=asked.position, reason=asked.reason))


@router.post("/{case_id}/reaffirmations", status_code=201, responses=ACT)
async def post_reaffirmation(db: Facts, by: Asking, case_id: UUID, asked: ReaffirmationIn) -> Response:
    """Clear a released text again for your agency, on the position that took the old one's place."""
    return answered(await reaffirm(db, by, case_id, agency=asked.agency, digest=asked.digest, position=asked.position))


@router.post("/{case_id}/check", status_code=201, responses=ACT)
async def post_check(db: Facts, by: Asking, case_id: UUID, _: CheckIn) -> Response:
    """Hold the current text against positions, directive and other texts; what contradicts it blocks it."""
    return answered(await check_again(db, by, case_id))


@router.post("/{case_id}/conflicts", status_code=201, responses=ACT)
async def post_conflict(db: Facts, by: Asking, case_id: UUID, asked: ConflictIn) -> Response:
    """Say that the text contradicts a position, where the checker does not see it."""
    return answered(await raise_conflict(db, by, case_id, position=asked.position, note=asked.note))


@router.post("/{case_id}/conflicts/{conflict_id}/ruling", status_code=201, responses=ACT)
async def post_conflict_ruling(
    db: Facts, by: Asking, case_id: UUID, conflict_id: UUID, asked: ConflictRulingIn
) -> Response:
    """Rule on a contradiction; the ruling is precedent."""
    return answered(
        await rule_on_conflict(
            db, by, case_id, conflict_id, outcome=asked.outcome, reason=asked.reason, precedent=asked.precedent
        )
    )


@router.get("/{case_id}/said", response_model=SaidOut, responses=LOOK)
async def get_said(db: Facts, who: Looking, case_id: UUID) -> Response:
    """What was said, and where it departed from the positions."""
    return JSONResponse(await what_was_said(db, who, case_id))


@router.post("/{case_id}/said", status_code=201, responses=ACT)
async def post_said(db: Facts, by: Asking, case_id: UUID, asked: SaidIn) -> Response:
    """File what was said at a meeting."""
    return answered(
        await file_said(
            db,
            by,
            case_id,
            happened_at=asked.at,
            interlocutor=asked.interlocutor,
            words=tuple(asked.words),
            assertions=tuple(one.value() for one in asked.assertions),
        )
    )


@router.post("/{case_id}/exception-answers", status_code=201, responses=ACT)
async def post_exception_answer(db: Facts, by: Asking, case_id: UUID, asked: ExceptionAnswerIn) -> Response:
    """Answer an exception: a drift that the NSC has seen to, a delivered text that was corrected."""
    return answered(await answer_exception(db, by, case_id, about=asked.about, kind=asked.kind, note=asked.note))


@router.post("/{case_id}/page-changes", status_code=201, responses=ACT)
async def post_page_change(db: Facts, by: Asking, case_id: UUID, asked: PageChangeIn) -> Response:
    """Replace pages of a released text by those of another released case."""
    return answered(
        await change_page(
            db, by, case_id, by_case=asked.by_case, paragraphs=tuple(asked.paragraphs), reason=asked.reason
        )
    )


@router.post("/{case_id}/acknowledgements", status_code=201, responses=ACT)
async def post_acknowledgement(db: Facts, by: Asking, case_id: UUID, asked: AcknowledgementIn) -> Response:
    """Say what became of your agency's, or your post's, copy."""
    return answered(await acknowledge(db, by, case_id, notice=asked.notice, holder=asked.holder, done=asked.done))


@router.get("/{case_id}/holders", response_model=HoldersOut, responses=LOOK)
async def get_holders(db: Facts, who: Looking, case_id: UUID) -> Response:
    """Who holds the released text, what they were asked, and who still carries it though it went stale."""
    return JSONResponse(await the_holders(db, who, case_id))
