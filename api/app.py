"""The composition root of the HTTP interface."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from api import denials, problems
from api.caller import Doorman
from api.commands import Malformed, command_schemas
from api.guard import Guard
from api.places import places_of
from api.problems import BROKEN, MEDIA_TYPE, Fault, Problem, malformed
from api.rates import Rated, rates_of, streams_each
from api.routes import (
    access,
    archive,
    commands,
    diagrams,
    documents,
    export,
    home,
    log,
    methods,
    overview,
    pages,
    processes,
    showing,
    stream,
    todo,
)
from api.routes.access.bodies import body_schemas
from api.security.watch import Watch
from api.streams import Streams
from api.turnstile import Turnstile
from api.worker import Worker

if TYPE_CHECKING:
    from api.settings import Settings
    from engine import Engine

DOCUMENTED = {400: "Not from there", 401: "Sign in first", 403: "Not for you", 404: "Not found",
              405: "Not a thing to do here", 408: "Too slow", 409: "Refused, and why", 410: "A link that is used up",
              412: "Changed meanwhile", 413: "Too large", 414: "Address too long", 415: "Unsupported media type",
              422: "Cannot be read", 429: "Too often, or too many at once", 431: "Headers too large",
              503: "Busy, or outcome unknown"}  # fmt: skip
ABOUT = "Where processes stand, what their gates still need, and every change to them. Errors are problem details."


def create_app(engine: Engine, settings: Settings) -> FastAPI:
    """Return the application over an open engine."""
    app = FastAPI(
        title="Sluis",
        version=version("sluis"),
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
    )
    app.state.engine, app.state.settings, app.state.streams = engine, settings, Streams(each=streams_each(settings))
    app.state.worker = Worker()
    for part in (
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
        pages,
    ):
        app.include_router(part.router)
    if settings.access == "accounts":
        access.install(app)
        app.include_router(todo.router)
    problems.install(app)
    denials.install(app)
    app.add_exception_handler(Malformed, _malformed)
    rates = rates_of(settings)
    app.add_middleware(Turnstile)
    app.add_middleware(Rated, rates=rates)
    if settings.access == "accounts":
        app.add_middleware(Doorman, access=engine.access, rates=rates, is_https=settings.is_https)
    app.add_middleware(Guard, places=places_of(settings))
    app.add_middleware(Watch)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's own way to change the document
    return app


def _malformed(request: Request, error: Exception) -> Response:
    return malformed(request, error.found if isinstance(error, Malformed) else [])


def _openapi(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, with the commands and with problem details on every error."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = document["components"]["schemas"]
        if app.state.settings.access == "accounts":
            schemas.update(body_schemas())
        schemas.update(command_schemas(has_accounts=app.state.settings.access == "accounts"))
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        for name, part in problem.pop("$defs").items():
            schemas.setdefault(name, part)
        schemas["Problem"] = problem
        schemas["Fault"] = Fault.model_json_schema(ref_template="#/components/schemas/{model}")
        del schemas["Fault"]["$defs"]
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        for operation in (one for path in document["paths"].values() for one in path.values()):
            _document_problems(operation)
        app.openapi_schema = document
    return app.openapi_schema


def _document_problems(operation: dict[str, Any]) -> None:
    for code, text in DOCUMENTED.items():
        shape = "Problem" if code < BROKEN else "Fault"
        content = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{shape}"}}}
        operation["responses"][str(code)] = {"description": text, "content": content}
