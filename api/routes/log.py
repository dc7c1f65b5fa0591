"""The log of a process, as far as the reader may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import TypeAdapter

from api.cursors import read_cursor, write_cursor
from api.dependencies import ActorHeader, EngineDep, answer, etag_of, telling_of
from api.stretches import stretch
from engine.process.view.shapes import Entry

router = APIRouter(prefix="/v1/processes", tags=["processes"])
Cursor = Annotated[str | None, Query(max_length=4_000)]


@dataclass(frozen=True, slots=True)
class LogPage:
    """Lines of the log, the oldest first. `cursor` goes on behind the last of them, now or when more has happened."""

    items: list[Entry]
    cursor: str
    more: bool


PAGE = TypeAdapter(LogPage)


@router.get("/{process}/log", summary="What happened", response_class=Response, responses={200: {"model": LogPage}})
def read_log(
    request: Request, engine: EngineDep, process: str, actor: ActorHeader = None, cursor: Cursor = None,
    since: Cursor = None, limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:  # fmt: skip
    """Return what happened behind `cursor`, or `since` an earlier cursor: the two mean the same."""
    telling = telling_of(engine, request, process, actor, "log")
    since_then = read_cursor(cursor or since)
    found = stretch(engine, telling, since_then, limit)
    behind = found.places[-1] if found.places else since_then
    page = LogPage(found.lines, write_cursor(behind), more=found.more)
    return answer(request, PAGE.dump_json(page), etag_of(telling).replace('"', f'"{len(found.lines)}-', 1))
