"""Many flash items at once: each response is a transaction of its own, on its own digest (`domain.md` (d) row 24)."""

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from api.answers import BulkOut
from api.asked import Asking, Facts
from api.documented import BULK
from api.door import Door
from api.errors import STATUS
from api.requests import BulkIn, BulkItemIn
from casework.desk import Caller
from casework.signing import CommentLine, sign_off
from db.engine import Database
from domain.refusals import Refusal

router = APIRouter(prefix="/api/v1", tags=["acts"], responses=BULK, route_class=Door)


@router.post("/sign-offs", response_model=BulkOut)
async def post_sign_offs(db: Facts, by: Asking, asked: BulkIn) -> Response:
    """Answer many circulated texts; what is refused for one leaves the others as they are."""
    items = [await _one(db, by, number, item) for number, item in enumerate(asked.items)]
    return JSONResponse({"items": items})


async def _one(db: Database, by: Caller, number: int, item: BulkItemIn) -> dict[str, object]:
    comments = tuple(
        CommentLine(kind=c.kind, text=c.text, paragraph=c.paragraph, proposed=c.proposed, ground=c.ground)
        for c in item.comments
    )
    # Each item answers under a key of its own, so that a repeated request repeats nothing.
    key = None if by.key is None else f"{number}/{by.key}"[:255]
    try:
        answer = await sign_off(
            db,
            replace(by, key=key, if_version=None),
            item.case,
            agency=item.agency,
            response=item.response,
            digest=item.digest,
            comments=comments,
        )
    except Refusal as refused:
        status = next(code for kind, code in STATUS.items() if isinstance(refused, kind))
        return {"case": str(item.case), "status": status, "code": refused.code, "detail": refused.detail}
    return {"case": str(item.case), "status": answer.status, "code": None, "detail": None}
