"""A process for elsewhere: the reader's log to verify and to keep, and checkpoints of it."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from api.dependencies import ActorHeader, EngineDep, answer, etag_of, telling_of

router = APIRouter(prefix="/v1/processes", tags=["processes"])
Format = Annotated[Literal["json"], Query(alias="format", description="The format of `docs/reference/log-format.md`.")]


@router.get("/{process}/checkpoint", summary="The signed ends of the log", response_class=Response)
def read_checkpoint(request: Request, engine: EngineDep, process: str, actor: ActorHeader = None) -> Response:
    """Return a signed checkpoint of the chains the reader may read. Keep it elsewhere: it proves a later rewriting."""
    telling = telling_of(engine, request, process, actor)
    return answer(request, _bytes(engine.checkpoint(process, telling.sight.reader)), etag_of(telling))


@router.get("/{process}/export", summary="The whole log, to verify and to keep", response_class=Response)
def read_export(
    request: Request, engine: EngineDep, process: str, actor: ActorHeader = None, form: Format = "json"
) -> Response:
    """Return every event the reader may know of, with the content he may see and a signed checkpoint."""
    telling = telling_of(engine, request, process, actor)
    found = answer(request, _bytes(engine.export(process, telling.sight.reader)), etag_of(telling))
    found.headers["Cache-Control"] = "private, no-store"
    found.headers["Content-Disposition"] = f'attachment; filename="sluis-{telling.situation.process}.{form}"'
    return found


def _bytes(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode()
