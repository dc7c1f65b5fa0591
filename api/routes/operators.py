"""For whoever runs a server: whether it lives, whether it can be sent requests, and figures to watch."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from api.caller import token_in
from api.dependencies import EngineDep
from api.metrics import TYPE, told
from engine.errors import StoreBusy

router = APIRouter(include_in_schema=False)
NO_STORE = {"Cache-Control": "no-store"}


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Say that the server lives; nothing is asked of the store, and no thread is needed that others may all have."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(request: Request) -> dict[str, str]:
    """Say that requests can be sent here. Raises StoreBusy where the server stops, or its store is not in order."""
    if request.app.state.streams.is_draining:
        raise StoreBusy("this server is about to stop")
    if not await request.app.state.readiness.is_ready():
        raise StoreBusy("the database does not answer, or is not as this release needs it: sluis doctor says why")
    return {"status": "ok"}


@router.get("/metrics")
def metrics(request: Request, engine: EngineDep) -> Response:
    """Return figures for whoever has the token of the settings; for anybody else there is no such place."""
    wanted, given = request.app.state.settings.metrics_token, token_in(request)
    if not wanted or not given or not secrets.compare_digest(given.encode(), wanted.encode()):
        raise HTTPException(404)
    return Response(told(request.app.state.figures, engine), media_type=TYPE, headers=NO_STORE)
