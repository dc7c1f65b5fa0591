"""A process for elsewhere: the reader's log to verify and to keep, in the formats of others, and checkpoints of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from api.denials import Denied
from api.dependencies import (
    ActorHeader,
    EngineDep,
    answer,
    etag_of,
    identity_of,
    press_of,
    telling_of,
)
from api.exports.copying import copy_of
from api.exports.formats import (
    CALENDAR,
    PAPERS,
    Format,
    NoSuchTable,
    Separator,
    Taken,
    TakesNoPart,
    calendar,
    document,
    ocel,
    own,
    page,
    spreadsheet,
)
from api.problems import Unreadable
from api.reports.agreement import NoSuchDecision
from api.reports.shapes import Document, as_json
from api.worker import Worker
from engine import Engine
from engine.process.view import Telling

router = APIRouter(prefix="/v1/processes", tags=["processes"])
DOCUMENTS = frozenset({"html", *PAPERS})
EXPORTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file, to be saved.",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
            "text/csv": {"schema": {"type": "string"}},
            "text/calendar": {"schema": {"type": "string"}},
            "text/html": {"schema": {"type": "string"}},
            **{kind: {"schema": {"type": "string", "format": "binary"}} for kind in PAPERS.values()},
        },
    },
    304: {"description": "You have it already."},
}
FED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The calendar.", "content": {"text/calendar": {"schema": {"type": "string"}}}},
    304: {"description": "You have it already."},
}


class Wanted(BaseModel):
    """Which format of a process is asked for, and which part of it, of formats that have parts."""

    form: Format = Field(
        "json", alias="format",
        description="`json`: the log to verify (`docs/reference/log-format.md`). `ocel`: for process mining. "
        "`csv`: tables, in one archive. `ics`: a calendar. `own`: what the process holds about the reader. "
        "`html`, `pdf`, `docx`: a report to read, or with `decision` the document of one decision.",
    )  # fmt: skip
    table: str | None = Field(None, max_length=80, description="Of `csv`: this table alone, such as `log`.")
    separator: Separator | None = Field(
        None, description="Of `csv`: what stands between cells; by default as the language has it."
    )
    decision: str | None = Field(
        None, max_length=80, description="Of `html`, `pdf` and `docx`: the run of a decision, for a document of it."
    )

    def must_fit(self) -> None:
        """Raise Unreadable where a part is asked for that a format has not."""
        if self.form != "csv" and (self.table or self.separator):
            raise Unreadable("malformed", "`table` and `separator` go with the format csv alone", "/format")
        if self.form not in DOCUMENTS and self.decision:
            raise Unreadable("malformed", "`decision` goes with the formats html, pdf and docx alone", "/format")


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
    request: Request, engine: EngineDep, process: str, wanted: Annotated[Wanted, Query()], actor: ActorHeader = None
) -> Response:
    """Return the process as the reader sees it, in one of several formats; by default his whole log, to verify."""
    wanted.must_fit()
    identity = identity_of(request)
    no = engine.access.refusal_to_export(identity) if identity else None
    telling = telling_of(engine, request, process, actor, None if no else "export")
    if no:
        raise Denied(no)
    taken = _taken(engine, press_of(request), telling, wanted)
    name = f"sluis-{telling.situation.process}.{taken.ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return answer(request, taken.content, etag_of(telling), taken.media_type, headers)


@router.get("/{process}/calendar.ics", summary="Meetings and deadlines, to subscribe to", response_class=Response,
            responses=FED)  # fmt: skip
def read_calendar(request: Request, engine: EngineDep, process: str, actor: ActorHeader = None) -> Response:
    """Return the calendar of a process for programs that fetch it again and again."""
    telling = telling_of(engine, request, process, actor)
    return answer(request, lambda: calendar(copy_of(engine, telling)).content, etag_of(telling), CALENDAR)


def _taken(engine: Engine, press: Worker, telling: Telling, wanted: Wanted) -> Taken:
    """Return the file of a format. Raises Unreadable where what was asked is not there to be had."""
    if wanted.form == "json":
        log = engine.export(telling.situation.process, telling.sight.reader)
        return Taken(_bytes(log), "application/json", "json")
    copy = copy_of(engine, telling)
    try:
        match wanted.form:
            case "csv":
                return spreadsheet(copy, wanted.table, wanted.separator)
            case "ics":
                return calendar(copy)
            case "ocel":
                return ocel(copy)
            case "own":
                return own(copy)
            case "html" | "pdf" | "docx":
                return _written(press, document(copy, wanted.decision), wanted.form)
    except NoSuchTable as error:
        raise Unreadable("malformed", f"there is no table {wanted.table}; there are {error}", "/table") from error
    except TakesNoPart as error:
        raise Unreadable("malformed", "say who asks: this is about one who takes part", "/format") from error
    except NoSuchDecision as error:
        raise Unreadable("malformed", "there is no such decision; `decision` takes its run", "/decision") from error


def _written(press: Worker, told: Document, form: Literal["html", "pdf", "docx"]) -> Taken:
    if form == "html":
        return page(told)
    return Taken(press.write(form, as_json(told)), PAPERS[form], form)


def _bytes(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode()
