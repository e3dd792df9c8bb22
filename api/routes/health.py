"""Is the process alive, and can it work. Neither says anything about cases."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from api.answers import HealthOut, ReadyOut
from api.asked import Facts
from api.documented import LOOK
from api.problems import problem
from casework.desk import translated
from db.engine import ping

router = APIRouter(prefix="/api/v1", tags=["health"])


@router.get("/health", response_model=HealthOut)
async def get_health() -> Response:
    """The process answers."""
    return JSONResponse({"status": "alive"})


@router.get("/ready", response_model=ReadyOut, responses={503: LOOK[503]})
async def get_ready(db: Facts) -> Response:
    """The process can reach its database, and the database is migrated and safely set."""
    async with translated():
        state = await ping(db)
    if not state.fit:
        return problem(503, "database_unfit", "The database is not migrated, or is set so that it may lose facts.")
    return JSONResponse({"status": "ready", "migration": state.migration})
