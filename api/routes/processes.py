"""Processes: open one, list them, and read where one stands."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Annotated, Literal
from uuid import NAMESPACE_URL, uuid4, uuid5

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from api.commands import OPEN_BODY, Accepted, accepted, read_open
from api.denials import denied, is_denial
from api.dependencies import (
    ActorHeader,
    EngineDep,
    IdentityDep,
    SettingsDep,
    answer,
    etag_of,
    identity_of,
    link_to_next,
    narrowed,
    tell,
    telling_of,
)
from api.json_body import JsonBody
from api.polls import bodies_of
from api.problems import refused
from engine import Engine, Receipt, Refusal
from engine.access.identity import Identity
from engine.journal.rows import Filters, Standing
from engine.journal.trying import Supposed
from engine.process.commands import Open
from engine.process.situation import Json, Situation
from engine.process.view import (
    deposits,
    figures,
    lenses,
    notes,
    participants,
    parties,
    progress,
    records,
    sessions,
    waivers,
)
from engine.process.view.shapes import (
    Decision,
    Deposit,
    FiguresView,
    Lens,
    NoteView,
    ParticipantView,
    PartyView,
    Progress,
    RecordView,
    SessionView,
    Waiver,
)

router = APIRouter(prefix="/v1/processes", tags=["processes"])
PROGRESS = TypeAdapter(Progress)
PRINTED = "^[ -~]+$"
Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255, pattern=PRINTED)]
READ = {200: {"model": Progress}, 304: {"description": "You have it already."}}


@dataclass(frozen=True, slots=True)
class ProcessEntry:
    """A process in a list. `phases` are the innermost it is in; `owed_by` are roles and party ids whose turn it is."""

    id: str
    title: str
    method: dict[str, str]
    state: str
    outcome: str | None
    phases: list[str]
    overdue: bool
    owed_by: list[str]
    opened_at: datetime
    changed_at: datetime
    next_due: datetime | None
    rehearsal: bool
    archived: bool
    links: dict[str, str]


@dataclass(frozen=True, slots=True)
class ProcessList:
    """A page of processes, the newest first; `next` goes on behind it."""

    items: list[ProcessEntry]
    next: str | None


class Narrowing(BaseModel):
    """What processes are narrowed to."""

    model_config = ConfigDict(extra="forbid")

    method: Annotated[str | None, Field(max_length=64)] = None
    state: Literal["open", "held", "ended"] | None = None
    phase: Annotated[str | None, Field(max_length=400, description="A phase by path, with those inside it.")] = None
    owed_by: Annotated[str | None, Field(max_length=64, description="A role, or a party's id.")] = None
    overdue: bool | None = None
    q: Annotated[str | None, Field(max_length=200, description="Part of the title.")] = None
    family: Annotated[str | None, Field(max_length=64, description="A process, with all that it runs.")] = None
    rehearsal: Annotated[bool | None, Field(description="Only rehearsals, or none; both where it is left out.")] = None
    archived: Annotated[
        Literal["false", "true", "all"], Field(description="Only what was put away, or all; else what was not.")
    ] = "false"

    def filters(self) -> Filters:
        """Return what is asked for, as the engine has it."""
        archived = None if self.archived == "all" else self.archived == "true"
        return Filters(**self.model_dump(include=set(Narrowing.model_fields) - {"archived"}), archived=archived)


class ListQuery(Narrowing):
    """Which page of which processes."""

    cursor: Annotated[str | None, Field(max_length=64)] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


@router.post(
    "", status_code=201, summary="Open a process", openapi_extra=OPEN_BODY, response_model=Accepted,
    responses={200: {"model": Accepted, "description": "How it would begin; nothing was opened."}},
)  # fmt: skip
def open_process(
    request: Request, response: Response, engine: EngineDep, settings: SettingsDep, body: JsonBody, key: Key = None,
    dry_run: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> object:  # fmt: skip
    """Open a process. Whoever opens it becomes its first participant; an id is made up where none is given."""
    identity = identity_of(request)
    command = read_open(body, _new_actor(key, identity), settings.zone)
    if dry_run:
        result: Receipt | Supposed | Refusal = engine.dry_run(None, command, by=identity)
    else:
        result = engine.submit(None, command, key=key, by=identity)
    if isinstance(result, Refusal) and is_denial(result):
        return denied(request, result)
    if isinstance(result, Refusal):
        return _refused_opening(request, engine, command, result)
    if isinstance(result, Supposed):
        telling = tell(request, result.method, result.situation, None)
        response.status_code = 200
        return asdict(Accepted("", command.actor, [], 0, PROGRESS.dump_python(progress(telling), mode="json")))
    response.headers["Location"] = f"/v1/processes/{result.process}"
    return asdict(accepted(result, command.actor))


@router.get("", summary="List processes")
def list_processes(
    request: Request, response: Response, engine: EngineDep, identity: IdentityDep,
    asked: Annotated[ListQuery, Query()],
) -> ProcessList:  # fmt: skip
    """Return a page of processes. The next page is in the `Link` header and behind `next`."""
    filters = narrowed(engine, identity, asked.filters())
    page = engine.processes(filters, asked.cursor, asked.limit)
    response.headers.update(link_to_next(request, page.next))
    return ProcessList([_entry(one) for one in page.items], page.next)


@router.get("/{process}", summary="Where a process stands", response_class=Response, responses=READ)  # type: ignore[arg-type]  # FastAPI's type is wider than it says
def read_progress(request: Request, engine: EngineDep, process: str, actor: ActorHeader = None) -> Response:
    """Return phase, gates with what is missing by name, whose turn it is, and what was decided. Made to be polled."""
    telling = telling_of(engine, request, process, actor)
    tag = etag_of(telling)

    def told() -> bytes:
        return bodies_of(request).told(telling, tag, lambda: PROGRESS.dump_json(progress(telling, links_of(process))))

    return answer(request, told, tag)


@router.get("/{process}/parties", summary="Who sits at the table")
def read_parties(request: Request, engine: EngineDep, process: str, actor: ActorHeader = None) -> list[PartyView]:
    """Return the parties, those that left too."""
    return parties(telling_of(engine, request, process, actor))


@router.get("/{process}/participants", summary="Who takes part")
def read_participants(
    request: Request, engine: EngineDep, process: str, actor: ActorHeader = None
) -> list[ParticipantView]:
    """Return the participants with their roles."""
    return participants(telling_of(engine, request, process, actor))


@router.get("/{process}/records", summary="What was recorded")
def read_records(request: Request, engine: EngineDep, process: str, actor: ActorHeader = None) -> list[RecordView]:
    """Return shared records, and drafts of the reader's own side."""
    return linked_documents(process, records(telling_of(engine, request, process, actor)))


@router.get("/{process}/records/{record}", summary="What was recorded of one kind")
def read_records_of(
    request: Request, engine: EngineDep, process: str, record: str, actor: ActorHeader = None
) -> list[RecordView]:
    """Return the records of one type; none where the method has no such type."""
    telling = telling_of(engine, request, process, actor)
    return linked_documents(process, records(telling, record)) if record in telling.method.declared.records else []


@router.get("/{process}/decisions", summary="What is and was decided")
def read_decisions(request: Request, engine: EngineDep, process: str, actor: ActorHeader = None) -> list[Decision]:
    """Return the runs of decisions that count now."""
    return progress(telling_of(engine, request, process, actor)).decisions


@router.get("/{process}/sessions", summary="Which meetings there are and were")
def read_sessions(request: Request, engine: EngineDep, process: str, actor: ActorHeader = None) -> list[SessionView]:
    """Return the meetings by when they start; agenda and minutes only for whoever sits at the table."""
    return sessions(telling_of(engine, request, process, actor))


@router.get("/{process}/lenses", summary="What is looked at together, question by question")
def read_lenses(request: Request, engine: EngineDep, process: str, actor: ActorHeader = None) -> list[Lens]:
    """Return for each question of a lens how many answered, and how far their answers lie apart."""
    return lenses(telling_of(engine, request, process, actor))


@router.get("/{process}/notes", summary="The reader's own notes")
def read_notes(request: Request, engine: EngineDep, process: str, actor: ActorHeader = None) -> list[NoteView]:
    """Return the notes that the reader kept, and those that were handed over to him; nobody else's."""
    return notes(telling_of(engine, request, process, actor))


@router.get("/{process}/deposits", summary="Who has deposited what nobody sees yet")
def read_deposits(request: Request, engine: EngineDep, process: str, actor: ActorHeader = None) -> list[Deposit]:
    """Return who has closed a deposit and who has yet to; never how much lies in one."""
    return deposits(telling_of(engine, request, process, actor))


@router.get("/{process}/figures", summary="Figures of answers that stay with who gave them")
def read_figures(request: Request, engine: EngineDep, process: str, actor: ActorHeader = None) -> list[FiguresView]:
    """Return averages, extremes and counts of enough answers; a single answer is read by the side that gave it."""
    return figures(telling_of(engine, request, process, actor))


@router.get("/{process}/waivers", summary="What was waived, for whom and why")
def read_waivers(request: Request, engine: EngineDep, process: str, actor: ActorHeader = None) -> list[Waiver]:
    """Return the waivers the reader may know of, those that have ended too."""
    return waivers(telling_of(engine, request, process, actor))


def linked_documents(process: str, shown: list[RecordView]) -> list[RecordView]:
    """Return records in which each document says where its bytes are."""
    return [replace(one, fields=_linked(process, one.fields)) for one in shown]


def _linked(process: str, fields: dict[str, Json] | None) -> dict[str, Json] | None:
    if fields is None:
        return None
    href = f"/v1/processes/{process}/documents"
    return {
        name: {**value, "href": f"{href}/{value['id']}"} if isinstance(value, dict) and "erased" not in value else value
        for name, value in fields.items()
    }


PARTS = (
    "commands", "log", "stream", "parties", "participants", "records", "decisions", "sessions", "deposits", "figures",
    "waivers", "notes", "lenses", "checkpoint", "export",
)  # fmt: skip


def links_of(process: str) -> dict[str, str]:
    """Return where the parts of a process are."""
    base = f"/v1/processes/{process}"
    return {"self": base} | {part: f"{base}/{part}" for part in PARTS} | {
        "diagram": f"{base}/diagram.svg", "calendar": f"{base}/calendar.ics",
    }  # fmt: skip


def _entry(one: Standing) -> ProcessEntry:
    return ProcessEntry(
        id=one.id,
        title=one.title or "…",
        method={"id": one.method, "version": one.version},
        state=one.state,
        outcome=one.end,
        phases=one.phases,
        overdue=one.overdue,
        owed_by=one.owed_by,
        opened_at=one.opened_at,
        changed_at=one.changed_at,
        next_due=one.next_due,
        rehearsal=one.rehearsal,
        archived=one.archived,
        links=links_of(one.id),
    )


def _new_actor(key: str | None, identity: Identity | None) -> str:
    """Return an id for whoever opens: a random one, or one that follows from the key, so that a repeat is known."""
    holder = f"{identity.account}/" if identity else ""
    return str(uuid5(NAMESPACE_URL, holder + key) if key else uuid4())


def _refused_opening(request: Request, engine: Engine, command: Open, refusal: Refusal) -> Response:
    """Word a refusal of a process that does not exist, by the words of its method."""
    method = engine.method(command.method, command.version)
    empty = Situation(
        "", method.id, method.version, method.digest, method.language(command.language), "UTC", command.actor,
        command.title, None, _epoch(), _epoch(),
    )  # fmt: skip
    return refused(request, tell(request, method, empty, None), refusal)


def _epoch() -> datetime:
    return datetime.fromisoformat("1970-01-01T00:00:00+00:00")
