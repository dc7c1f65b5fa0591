"""A process for elsewhere: the reader's log to verify and to keep, in the formats of others, and checkpoints of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.denials import Denied
from api.dependencies import ActorHeader, EngineDep, answer, etag_of, has_already, identity_of, telling_of
from api.exports.copying import copy_of
from api.exports.formats import (
    CALENDAR,
    Format,
    NoSuchTable,
    Separator,
    Taken,
    TakesNoPart,
    calendar,
    ocel,
    own,
    spreadsheet,
)
from api.problems import Unreadable
from engine import Engine
from engine.process.view import Telling

router = APIRouter(prefix="/v1/processes", tags=["processes"])
FormatQuery = Annotated[
    Format,
    Query(
        alias="format",
        description="`json`: the log to verify (`docs/reference/log-format.md`). `ocel`: for process mining. "
        "`csv`: tables, in one archive. `ics`: a calendar. `own`: what the process holds about the reader.",
    ),
]
TableQuery = Annotated[str | None, Query(max_length=80, description="Of `csv`: this table alone, such as `log`.")]
SeparatorQuery = Annotated[
    Separator | None, Query(description="Of `csv`: what stands between cells; by default as the language has it.")
]
EXPORTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file, to be saved.",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
            "text/csv": {"schema": {"type": "string"}},
            "text/calendar": {"schema": {"type": "string"}},
        },
    },
    304: {"description": "You have it already."},
}
FED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The calendar.", "content": {"text/calendar": {"schema": {"type": "string"}}}},
    304: {"description": "You have it already."},
}


@dataclass(frozen=True, slots=True)
class Head:
    """The end of one chain: how many events it has, and the digest of the last."""

    digest: str
    n: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The ends of the chains, by label, that a reader in the audiences `labels` may read; signed with `key`."""

    at: datetime
    format: int
    heads: dict[str, Head]
    key: str
    labels: list[str]
    process: str
    signature: str


@router.get(
    "/{process}/checkpoint", summary="The signed ends of the log", response_class=Response,
    responses={200: {"model": Checkpoint}},
)  # fmt: skip
def read_checkpoint(request: Request, engine: EngineDep, process: str, actor: ActorHeader = None) -> Response:
    """Return a signed checkpoint of the chains the reader may read. Keep it elsewhere: it proves a later rewriting."""
    telling = telling_of(engine, request, process, actor)
    return answer(request, _bytes(engine.checkpoint(process, telling.sight.reader)), etag_of(telling))


@router.get("/{process}/export", summary="A process to take along", response_class=Response, responses=EXPORTED)
def read_export(
    request: Request, engine: EngineDep, process: str, actor: ActorHeader = None, form: FormatQuery = "json",
    table: TableQuery = None, separator: SeparatorQuery = None,
) -> Response:  # fmt: skip
    """Return the process as the reader sees it, in one of several formats; by default his whole log, to verify."""
    if form != "csv" and (table or separator):
        raise Unreadable("malformed", "`table` and `separator` go with the format csv alone", "/format")
    identity = identity_of(request)
    no = engine.access.refusal_to_export(identity) if identity else None
    telling = telling_of(engine, request, process, actor, None if no else "export")
    if no:
        raise Denied(no)
    taken = _taken(engine, telling, form, table, separator)
    name = f"sluis-{telling.situation.process}.{taken.ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return answer(request, taken.content, etag_of(telling), taken.media_type, headers)


@router.get("/{process}/calendar.ics", summary="Meetings and deadlines, to subscribe to", response_class=Response,
            responses=FED)  # fmt: skip
def read_calendar(request: Request, engine: EngineDep, process: str, actor: ActorHeader = None) -> Response:
    """Return the calendar of a process for programs that fetch it again and again."""
    telling = telling_of(engine, request, process, actor)
    etag = etag_of(telling)
    content = b"" if has_already(request, etag) else calendar(copy_of(engine, telling)).content
    return answer(request, content, etag, CALENDAR)


def _taken(
    engine: Engine, telling: Telling, form: Format, table: str | None, separator: Separator | None
) -> Taken:  # fmt: skip
    """Return the file of a format. Raises Unreadable where what was asked is not there to be had."""
    if form == "json":
        told = engine.export(telling.situation.process, telling.sight.reader)
        return Taken(_bytes(told), "application/json", "json")
    copy = copy_of(engine, telling)
    try:
        match form:
            case "csv":
                return spreadsheet(copy, table, separator)
            case "ics":
                return calendar(copy)
            case "ocel":
                return ocel(copy)
            case "own":
                return own(copy)
    except NoSuchTable as error:
        raise Unreadable("malformed", f"there is no table {table}; there are {error}", "/table") from error
    except TakesNoPart as error:
        raise Unreadable("malformed", "say who asks: this is about one who takes part", "/format") from error


def _bytes(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode()
