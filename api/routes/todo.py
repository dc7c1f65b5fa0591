"""What waits for whoever asks, over all processes in which he has a seat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from api.denials import Denied
from api.dependencies import (
    CallerDep,
    EngineDep,
    answer,
    etag_of,
    link_to_next,
    narrowed,
    tag_of,
    telling_of,
)
from engine import Engine
from engine.access.identity import Identity
from engine.errors import ProcessUnknown
from engine.journal.rows import Filters
from engine.process.refusal import Refusal
from engine.process.view import Telling, todo
from engine.process.view.shapes import Named, Owed

router = APIRouter(prefix="/v1/todo", tags=["processes"])
LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that waits for the reader, in one of his processes. `due_at` is UTC."""

    process: Named
    method: Named
    kind: Literal["condition", "vote", "ratification", "confirmation", "waiver", "move", "catch_up"]
    text: str
    owed_by: list[Owed]
    subject: list[Named]
    due_at: datetime | None
    links: dict[str, str]


@dataclass(frozen=True, slots=True)
class Turns:
    """What waits in some of the reader's processes, what is due first at the top; `next` goes on to his others."""

    items: list[Turn]
    next: str | None


class TodoQuery(BaseModel):
    """Which of one's processes are looked at."""

    model_config = ConfigDict(extra="forbid")

    cursor: Annotated[str | None, Field(max_length=64)] = None
    limit: Annotated[int, Field(ge=1, le=100, description="How many processes are looked at.")] = 100


TURNS = TypeAdapter(Turns)
READ = {200: {"model": Turns}, 304: {"description": "You have it already."}}


@router.get("", summary="What waits for me", response_class=Response, responses=READ)  # type: ignore[arg-type]  # FastAPI's type is wider than it says
def read_todo(request: Request, engine: EngineDep, caller: CallerDep, asked: Annotated[TodoQuery, Query()]) -> Response:
    """Return what is asked of whoever asks, from all his seats in processes that go on. Made to be polled.

    The next page, with others of his processes, is in the `Link` header and behind `next`.
    """
    if caller.is_dashboard:
        raise Denied(Refusal("not-yours", "todo_is_for_people"))
    told, following = seats_told(request, engine, caller, asked.cursor, asked.limit)
    etag = tag_of(*(etag_of(one) for one in told), following or "")
    headers = link_to_next(request, following)
    return answer(request, lambda: TURNS.dump_json(Turns(turns(told), following)), etag, headers=headers)


def seats_told(
    request: Request, engine: Engine, caller: Identity, cursor: str | None, limit: int
) -> tuple[list[Telling], str | None]:
    """Return the processes that go on in which somebody has a seat, ready to be told, and where others begin."""
    mine = replace(narrowed(engine, caller, Filters(ended=False)), account=caller.account)
    page = engine.processes(mine, cursor, limit)
    return list(_told(request, engine, [one.id for one in page.items])), page.next


def turns(told: list[Telling]) -> list[Turn]:
    """Return what waits for somebody in his processes, what is due first at the top, then by process, newest first."""
    found = [turn for telling in told for turn in _turns(telling)]
    return sorted(found, key=lambda one: one.due_at or LAST)


def _told(request: Request, engine: Engine, processes: list[str]) -> Iterator[Telling]:
    for process in processes:
        with suppress(ProcessUnknown):  # it was deleted a moment ago
            yield telling_of(engine, request, process, None)


def _turns(telling: Telling) -> Iterator[Turn]:
    situation, declared = telling.situation, telling.method.declared
    process, base = Named(situation.process, situation.title or "…"), f"/v1/processes/{situation.process}"
    method = Named(telling.method.id, telling.text(declared.title))
    for one in todo(telling):
        links = {"process": base, "commands": f"{base}/commands"}
        yield Turn(process, method, one.kind, one.text, one.owed_by, one.subject, one.due_at, links)
