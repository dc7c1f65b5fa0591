"""The composition root of the HTTP interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI, Request, Response

from api import denials, problems
from api.caller import Doorman
from api.commands import Malformed
from api.guard import Guard
from api.mailing import office_for
from api.metrics import Counted, Figures
from api.openapi import VERSION, document_of
from api.places import places_of
from api.polls import Bodies, Polls, look
from api.problems import malformed
from api.rates import Rated, rates_of, streams_each
from api.readiness import Readiness
from api.routes import (
    access,
    adopting_pages,
    archive,
    commands,
    diagrams,
    documents,
    export,
    home,
    log,
    meetings,
    method_pages,
    methods,
    opening_pages,
    operators,
    overview,
    pages,
    portfolio,
    process_forms,
    process_pages,
    processes,
    showing,
    stream,
    todo,
    workbench,
)
from api.security.watch import Watch
from api.streams import Streams
from api.turnstile import Turnstile
from api.worker import SEARCHES, SEARCHING_FOR, SEARCHING_SECONDS, WRITES, WRITING_SECONDS, Worker
from engine.outbox.wire import Wire

if TYPE_CHECKING:
    from types import ModuleType

    from fastapi.routing import APIRoute
    from starlette.routing import BaseRoute

    from api.settings import Settings
    from engine import Engine

PARTS = (
    methods,
    processes,
    archive,
    overview,
    documents,
    commands,
    log,
    stream,
    export,
    diagrams,
    showing,
    home,
    portfolio,
    method_pages,
    workbench,
    process_pages,
    process_forms,
    opening_pages,
    adopting_pages,
    meetings,
    pages,
    operators,
)
ABOUT = "Where processes stand, what their gates still need, and every change to them. Errors are problem details."


def _named(route: APIRoute) -> str:
    """Return what an operation is called."""
    return route.name


def _together(*parts: ModuleType) -> list[BaseRoute]:
    """Return the routes of some parts. What FastAPI works out about each it does once, for all applications."""
    together = APIRouter(generate_unique_id_function=_named)
    for part in parts:
        together.include_router(part.router)
    return together.routes


ALWAYS, WITH_ACCOUNTS = _together(*PARTS), _together(*access.PARTS, todo)


def create_app(engine: Engine, settings: Settings) -> FastAPI:
    """Return the application over an open engine. Raises PasswordUnusable, SenderUnusable."""
    app = FastAPI(
        title="Sluis",
        version=VERSION,
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_named,
        routes=[*ALWAYS, *(WITH_ACCOUNTS if settings.access == "accounts" else ())],
    )
    app.state.engine, app.state.settings, app.state.streams = engine, settings, Streams(each=streams_each(settings))
    app.state.bodies = Bodies()
    app.state.press = Worker(WRITING_SECONDS, busy=WRITES)
    app.state.searcher = Worker(SEARCHING_SECONDS, SEARCHING_FOR, busy=SEARCHES)
    app.state.worker, app.state.outbox = Worker(), engine.outbox(Wire(settings.webhook_inner_hosts))
    office = office_for(engine, settings)
    app.state.mailer, app.state.mails = engine.mailer(office) if office else None, office is not None
    if settings.access == "accounts":
        access.install(app)
    problems.install(app)
    denials.install(app)
    app.add_exception_handler(Malformed, _malformed)
    rates = rates_of(settings)
    app.add_middleware(Polls)
    app.add_middleware(Turnstile)
    app.add_middleware(Rated, rates=rates)
    if settings.access == "accounts":
        app.add_middleware(Doorman, access=engine.access, rates=rates, look=look, is_https=settings.is_https)
    app.add_middleware(Guard, places=places_of(settings))
    app.add_middleware(Watch)
    app.state.figures, app.state.readiness = Figures(app.state.streams), Readiness(engine)
    app.add_middleware(Counted, figures=app.state.figures)
    app.openapi = lambda: document_of(app)  # type: ignore[method-assign]  # FastAPI's own way to change the document
    return app


def _malformed(request: Request, error: Exception) -> Response:
    return malformed(request, error.found if isinstance(error, Malformed) else [])
