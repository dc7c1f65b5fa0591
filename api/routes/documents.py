"""Documents in records: their bytes, for whoever may see the field that holds one."""

from __future__ import annotations

from base64 import b64decode
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from api.dependencies import ActorHeader, EngineDep, answer, tag_of, telling_of
from api.problems import Unreadable

router = APIRouter(prefix="/v1/processes", tags=["processes"])
BYTES = {"schema": {"type": "string", "format": "binary"}}
ANSWERS = {200: {"description": "The bytes, to be saved.", "content": {"*/*": BYTES}}}


@router.get("/{process}/documents/{document}", summary="A document", response_class=Response, responses=ANSWERS)  # type: ignore[arg-type]  # FastAPI's type is wider than it says
def read_document(
    request: Request, engine: EngineDep, process: str, document: str, actor: ActorHeader = None
) -> Response:
    """Return the bytes of a document, to be saved and not shown. What one may not see is as if it were not there."""
    reader = telling_of(engine, request, process, actor, "document").sight.reader
    told = engine.document(process, document, reader)
    if told is None:
        raise Unreadable("unknown", "there is no document by this id here")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(str(told['name']), safe='')}",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return answer(request, b64decode(told["content"]), tag_of(process, document), str(told["type"]), headers)
