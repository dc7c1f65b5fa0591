"""What routes are given: the engine, the settings, and whoever reads."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Header, Request, Response

from api.language import wanted_language
from api.settings import Settings
from api.wording import say_in
from api.worker import Worker
from engine import Engine, Reader
from engine.errors import ProcessUnknown
from engine.journal.ledger import reader_of
from engine.process.situation import FOLD_VERSION
from engine.process.view import Telling, telling_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language import Method
    from engine.process.situation import Situation

BUILD = f"{version('sluis')}/{FOLD_VERSION}"
ActorHeader = Annotated[
    str | None,
    Header(alias="Sluis-Actor", max_length=64, description="The participant who reads; may be left out."),
]


def engine_of(request: Request) -> Engine:
    """Return the engine the app was made for."""
    engine: Engine = request.app.state.engine
    return engine


def settings_of(request: Request) -> Settings:
    """Return the settings the app was made with."""
    settings: Settings = request.app.state.settings
    return settings


def worker_of(request: Request) -> Worker:
    """Return the worker that does what is heavy."""
    worker: Worker = request.app.state.worker
    return worker


EngineDep = Annotated[Engine, Depends(engine_of)]
WorkerDep = Annotated[Worker, Depends(worker_of)]
SettingsDep = Annotated[Settings, Depends(settings_of)]


def telling_of(engine: Engine, request: Request, process: str, actor: str | None) -> Telling:
    """Return a process ready to be told to whoever asks. Raises ProcessUnknown, for an unknown actor just the same."""
    method, situation = engine.situation(process)
    return tell(request, method, situation, actor, engine.former(situation))


def tell(
    request: Request, method: Method, situation: Situation, actor: str | None,
    former: tuple[tuple[int, Method], ...] = (),
) -> Telling:  # fmt: skip
    """Return a situation ready to be told in the language of the request, else in that of the process."""
    reader = Reader()
    if actor is not None:
        person = situation.participants.get(actor)
        if person is None or person.left_at:
            raise ProcessUnknown(situation.process)
        reader = reader_of(situation, actor)
    language = wanted_language(request, method.languages) or method.language(situation.language)
    return telling_for(method, situation, replace(reader, language=language), say_in(language), former)


def etag_of(telling: Telling) -> str:
    """Return the ETag of a reader's view: it moves with what the reader may know, and with nothing else."""
    known = ",".join(f"{label}={count}" for label, count in telling.sight.vector(telling.situation).items())
    parts = (telling.sight.audience(), telling.situation.process, known, telling.language, BUILD)
    return f'"{sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'


def answer(
    request: Request, body: bytes, etag: str, media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """Return a body with its ETag, or 304 where the reader has it already."""
    told = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Language, Sluis-Actor",
        **(headers or {}),
    }
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if etag in known or "*" in known:
        return Response(status_code=304, headers=told)
    return Response(body, headers=told, media_type=media_type)
