"""The OpenAPI document: what FastAPI finds out of itself, and what only we know of commands, bodies and problems.

Programs are generated from it. So each operation is called as its function is, each schema by a name of its own, and
nothing refers to itself but conditions: generators give up on a value that may hold values like itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi

from api.caller import is_open
from api.commands import command_schemas
from api.cookies import SESSION, full_name
from api.problems import BROKEN, MEDIA_TYPE, Outage, Problem
from api.routes.access.bodies import body_schemas

if TYPE_CHECKING:
    from fastapi import FastAPI

VERSION = "1"  # of the interface, as in /v1: what the release of a server is, is no business of whoever asks
ANYTHING = {"description": "Any JSON value; what it may be, the method says."}
DOCUMENTED = {400: "Not from there", 401: "Sign in first", 403: "Not for you", 404: "Not found",
              405: "Not a thing to do here", 408: "Too slow", 409: "Refused, and why", 410: "A link that is used up",
              412: "Changed meanwhile", 413: "Too large", 414: "Address too long", 415: "Unsupported media type",
              422: "Cannot be read", 429: "Too often, or too many at once", 431: "Headers too large",
              503: "Busy, or outcome unknown"}  # fmt: skip


def document_of(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, with the commands and with problem details on every error."""
    if app.openapi_schema is None:
        has_accounts = app.state.settings.access == "accounts"
        document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = document["components"]["schemas"]
        schemas.update(body_schemas() if has_accounts else {})
        schemas.update(command_schemas(has_accounts=has_accounts))
        schemas.update(dict.fromkeys(("Json", "JsonCommand"), ANYTHING))
        _add_problem(schemas)
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        for operation in (one for path in document["paths"].values() for one in path.values()):
            _document_problems(operation)
        if has_accounts:
            _document_access(document, is_https=app.state.settings.is_https)
        app.openapi_schema = document
    return app.openapi_schema


def _add_problem(schemas: dict[str, Any]) -> None:
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for name, part in problem.pop("$defs").items():
        schemas.setdefault(name, part)
    schemas["Problem"] = problem
    schemas["Outage"] = Outage.model_json_schema(ref_template="#/components/schemas/{model}")
    del schemas["Outage"]["$defs"]


def _document_access(document: dict[str, Any], *, is_https: bool) -> None:
    """Say by what somebody comes in, and where nothing is asked for."""
    document["components"]["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": full_name(SESSION, is_https=is_https),
                    "description": "Of POST /v1/session; `__Host-sluis` where the server is reached by https."},
        "token": {"type": "http", "scheme": "bearer", "description": "Of POST /v1/tokens."},
    }  # fmt: skip
    document["security"] = [{"session": []}, {"token": []}]
    for path, several in document["paths"].items():
        for verb, operation in several.items():
            if is_open(verb.upper(), path):
                operation["security"] = []


def _document_problems(operation: dict[str, Any]) -> None:
    for code, text in DOCUMENTED.items():
        shape = "Problem" if code < BROKEN else "Outage"
        content = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{shape}"}}}
        operation["responses"][str(code)] = {"description": text, "content": content}
