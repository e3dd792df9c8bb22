"""Is the process alive, and can it work. Neither says anything about cases."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from api.asked import Facts
from api.documented import LOOK
from casework.desk import translated
from db.engine import ping

router = APIRouter(prefix="/api/v1", tags=["health"])


@router.get("/health")
async def get_health() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/ready", responses={503: LOOK[503]})
async def get_ready(db: Facts) -> Response:
    """The process can reach its database, and the database is migrated and safely set."""
    async with translated():
        state = await ping(db)
    return JSONResponse(
        {"status": "ready" if state.fit else "unfit", "migration": state.migration}, 200 if state.fit else 503
    )
