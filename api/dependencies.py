"""What routes are given: the engine, the settings, and whoever reads."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, TypeVar

from fastapi import Depends, Header, Request, Response

from api.caller import IDENTITY, identified, identity_in
from api.denials import Denied
from api.language import wanted_language
from api.security.notes import notes_of
from api.settings import Settings
from api.wording import say_in
from api.worker import Worker
from engine import Engine, Reader
from engine.access.identity import Identity
from engine.errors import NotLetIn, ProcessUnknown
from engine.journal.ledger import reader_of
from engine.journal.stores import utc_now
from engine.journal.tables import LOCAL
from engine.outbox.outbox import Outbox
from engine.process.refusal import Refusal
from engine.process.situation import FOLD_VERSION
from engine.process.view import Telling, telling_for

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from engine.access.readings import Kind
    from engine.journal.rows import Filters
    from engine.language import Method
    from engine.process.situation import Situation

T = TypeVar("T")
BUILD = f"{version('sluis')}/{FOLD_VERSION}"
ActorHeader = Annotated[
    str | None,
    Header(alias="Sluis-Actor", max_length=64, description="The participant who reads; may be left out."),
]


def engine_of(request: Request) -> Engine:
    """Return the engine of the organisation of whoever asks; without accounts, the one the app was made for."""
    engine: Engine = request.app.state.engine
    identity = identity_in(request.scope)
    return engine.of(identity.organisation) if identity else engine


def identity_of(request: Request) -> Identity | None:
    """Return who asks; None where there are no accounts."""
    return identity_in(request.scope)


def caller_of(request: Request) -> Identity:
    """Return who asks, on routes that are there for accounts alone. Raises NotLetIn."""
    identity = identity_in(request.scope)
    if identity is None:
        raise NotLetIn
    return identity


def settings_of(request: Request) -> Settings:
    """Return the settings the app was made with."""
    settings: Settings = request.app.state.settings
    return settings


def worker_of(request: Request) -> Worker:
    """Return the worker that does what is heavy."""
    worker: Worker = request.app.state.worker
    return worker


def searcher_of(request: Request) -> Worker:
    """Return the worker that searches methods, which takes long: nobody else waits for it."""
    searcher: Worker = request.app.state.searcher
    return searcher


def press_of(request: Request) -> Worker:
    """Return the worker that writes documents down."""
    press: Worker = request.app.state.press
    return press


def outbox_of(request: Request) -> Outbox:
    """Return what tells webhooks of changes."""
    outbox: Outbox = request.app.state.outbox
    return outbox


def person_of(request: Request) -> Identity:
    """Return whoever is signed in, for what is no matter of tokens. Raises Denied, NotLetIn."""
    caller = caller_of(request)
    if caller.session is None:
        raise Denied(Refusal("not-yours", "for_people"))
    return caller


def at_once(found: Callable[[Request], T]) -> Callable[[Request], Coroutine[None, None, T]]:
    """Return a dependency for which no thread is woken: what it does is over sooner than that."""

    async def dependency(request: Request) -> T:
        return found(request)

    return dependency


EngineDep = Annotated[Engine, Depends(at_once(engine_of))]
IdentityDep = Annotated[Identity | None, Depends(at_once(identity_of))]
CallerDep = Annotated[Identity, Depends(at_once(caller_of))]
PersonDep = Annotated[Identity, Depends(at_once(person_of))]
WorkerDep = Annotated[Worker, Depends(at_once(worker_of))]
SearcherDep = Annotated[Worker, Depends(at_once(searcher_of))]
OutboxDep = Annotated[Outbox, Depends(at_once(outbox_of))]
SettingsDep = Annotated[Settings, Depends(at_once(settings_of))]


def telling_of(
    engine: Engine, request: Request, process: str, actor: str | None, kind: Kind | None = "process"
) -> Telling:
    """Return a process ready to be told to whoever asks. Raises ProcessUnknown, for an unknown actor just the same.

    Where there are accounts, that somebody reads from his seat is noted, by what way he reads; without `kind` it is
    not, as nothing is told.
    """
    identity = identity_of(request)
    if identity is None:
        method, situation = engine.situation(process)
        return tell(request, method, situation, actor, engine.former(situation), engine.organisation)
    must_know(engine, identity, process)
    telling = _told_to(engine, request, identity, engine.situation(process), actor)
    if kind is not None:
        note_reading(engine, request, telling, kind)
    return telling


def telling_at_once(engine: Engine, request: Request, process: str) -> Telling | None:
    """Return what `telling_of` returns to an account, where nothing has to be read or done for it. Raises as that."""
    identity = identity_of(request)
    if identity is None:
        return None
    must_know(engine, identity, process)
    standing = engine.at_once(process)
    return _told_to(engine, request, identity, standing, None) if standing else None


def _told_to(
    engine: Engine, request: Request, identity: Identity, standing: tuple[Method, Situation], actor: str | None
) -> Telling:
    """Return a process as somebody reads it from his seat. Raises ProcessUnknown where he is to be somebody else."""
    method, situation = standing
    seat = engine.access.reader(identity, situation).participant
    if actor is not None and actor != seat:
        raise ProcessUnknown(situation.process)
    return tell(request, method, situation, seat, engine.former(situation), engine.organisation)


def note_reading(engine: Engine, request: Request, telling: Telling, kind: Kind) -> None:
    """Note by what way somebody reads from his seat; of whoever has none, nothing."""
    identity = identity_of(request)
    if identity is None or telling.sight.reader.participant is None:
        return
    is_new = engine.access.readings.note(identity, telling.situation.process, kind, utc_now())
    if is_new and kind != "export":  # which is told of itself, each time
        notes_of(request.scope).done("reading", by=kind)


def telling_as_a_whole(engine: Engine, request: Request, process: str) -> Telling:
    """Return a process ready to be shown as all see it who take part, whoever asks. Raises ProcessUnknown."""
    identity = identity_of(request)
    if identity is not None and not engine.access.may_be_shown(identity, process):
        raise ProcessUnknown(process)
    method, situation = engine.situation(process)
    return tell(request, method, situation, None, engine.former(situation), engine.organisation)


def telling_now(engine: Engine, request: Request, process: str, actor: str | None, kind: Kind = "log") -> Telling:
    """Return a process ready to be told to whoever asked, if he may still come in. Raises ProcessUnknown."""
    if identity_of(request) is not None:
        settings = settings_of(request)
        identity = identified(engine.access, request, is_https=settings.is_https)
        if identity is None or identity.organisation != engine.organisation:
            raise ProcessUnknown(process)
        request.scope[IDENTITY] = identity
    return telling_of(engine, request, process, actor, kind)


def must_know(engine: Engine, identity: Identity | None, process: str) -> None:
    """Raise ProcessUnknown where somebody may not know of a process, before anything of it is looked at."""
    if identity is not None and not engine.access.may_know(identity, process):
        raise ProcessUnknown(process)


def must_read(identity: Identity | None) -> None:
    """Raise Denied for a token that is not for reading."""
    if identity is not None and not identity.may_read():
        raise Denied(Refusal("not-yours", "scope_missing", {"scope": "read"}))


def narrowed(engine: Engine, identity: Identity | None, filters: Filters) -> Filters:
    """Return filters of a list as narrow as they must be for whoever asks. Raises Denied."""
    must_read(identity)
    return engine.access.narrowed(identity, filters) if identity else filters


def tell(
    request: Request, method: Method, situation: Situation, actor: str | None,
    former: tuple[tuple[int, Method], ...] = (), organisation: str = LOCAL,
) -> Telling:  # fmt: skip
    """Return a situation ready to be told in the language of the request, else in that of the process."""
    reader = Reader(organisation)
    if actor is not None:
        person = situation.participants.get(actor)
        if person is None or person.left_at:
            raise ProcessUnknown(situation.process)
        reader = reader_of(situation, actor, organisation)
    language = wanted_language(request, method.languages) or method.language(situation.language)
    return telling_for(method, situation, replace(reader, language=language), say_in(language), former)


def etag_of(telling: Telling) -> str:
    """Return the ETag of a reader's view: it moves with what the reader may know, and with nothing else."""
    known = ",".join(f"{label}={count}" for label, count in telling.sight.vector(telling.situation).items())
    parts = (telling.sight.audience(), telling.situation.process, known, telling.language, BUILD)
    return tag_of(*parts)


def tag_of(*parts: str) -> str:
    """Return an ETag that is the same for the same parts, and tells nothing of them."""
    return f'"{sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'


def link_to_next(request: Request, cursor: str | None) -> dict[str, str]:
    """Return the header that says where the next page is; nothing where there is none."""
    if cursor is None:
        return {}
    following = request.url.include_query_params(cursor=cursor)
    return {"Link": f'<{following.path}?{following.query}>; rel="next"'}


def has_already(request: Request, etag: str) -> bool:
    """Tell whether the reader has already what an ETag stands for."""
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return etag in known or "*" in known


def answer(
    request: Request, body: bytes | Callable[[], bytes], etag: str, media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """Return a body with its ETag, or 304 where the reader has it already; then what makes it is not called."""
    told = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Language, Sluis-Actor",
        **(headers or {}),
    }
    if has_already(request, etag):
        return Response(status_code=304, headers=told)
    return Response(body() if callable(body) else body, headers=told, media_type=media_type)
