"""The HTTP application: `create_app` makes it from its settings; `python -m api` serves it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from api.auth import Issuer
from api.documented import Documented, operation_id
from api.routes import (
    acts,
    bulk,
    consultations,
    coordination,
    enforcement,
    evidence,
    health,
    logs,
    looks,
    monitoring,
    negotiations,
    position_acts,
    positions,
    register,
)
from db.engine import Database

LARGEST_BODY = 4 * 1024 * 1024
HEADERS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
]


class Guard:
    """Refuses bodies that are too large, counted as they come, and says on every answer not to keep it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LARGEST_BODY:
                raise errors.TooLargeError
            return message

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS]
            await send(message)

        await self._app(scope, counted, marked)


def create_app(db: Database, issuer: Issuer, certificate_seed: bytes | None = None) -> FastAPI:
    """The application over one pool and one issuer; the pool is closed with it.

    Args:
        db: as the role onevoice_app.
        issuer: who says who people are.
        certificate_seed: the key that signs release certificates; without it there are none.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await db.close()

    app = Documented(
        title="One Voice",
        version="1",
        description="No text reaches the other government unless every department with an equity has cleared"
        " those very words.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        # FastAPI's telemetry would record what was sent, and where it was wrong.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.db = db
    app.state.issuer = issuer
    app.state.certificate_seed = certificate_seed
    errors.register(app)
    for router in (
        acts.router,
        bulk.router,
        looks.router,
        register.router,
        position_acts.router,
        positions.router,
        positions.papers,
        logs.router,
        negotiations.router,
        coordination.router,
        enforcement.router,
        monitoring.router,
        consultations.router,
        evidence.router,
        health.router,
    ):
        app.include_router(router)
    app.add_middleware(Guard)
    return app
