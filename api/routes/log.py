"""The log of a process, as far as the reader may know of it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import TypeAdapter

from api.dependencies import ActorHeader, EngineDep, answer, etag_of, telling_of
from api.problems import Unreadable
from engine.process.view import entries
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
    telling = telling_of(engine, request, process, actor)
    vector = _read(cursor or since)
    ends = telling.sight.vector(telling.situation)
    found = engine.log(process, {label: vector.get(label, 0) for label in ends}, limit + 1)
    shown = [one for one in found[:limit] if one.n <= ends[one.event.label]]  # what came since has its own telling
    behind = vector | {one.event.label: one.n for one in shown}
    lines = entries(telling, [(one.n, one.event, one.parts) for one in shown])
    page = LogPage(lines, _write(behind), more=len(found) > limit)
    return answer(request, PAGE.dump_json(page), etag_of(telling).replace('"', f'"{len(shown)}-', 1))


def _write(vector: dict[str, int]) -> str:
    return base64.urlsafe_b64encode(json.dumps(vector, sort_keys=True).encode()).decode().rstrip("=")


def _read(cursor: str | None) -> dict[str, int]:
    if cursor is None:
        return {}
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return {str(label): int(n) for label, n in told.items()}
    except (ValueError, ArithmeticError, AttributeError, TypeError, RecursionError) as error:
        raise Unreadable("malformed", "this cursor was not given by the log", "/cursor") from error
