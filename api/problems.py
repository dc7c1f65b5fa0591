"""Everything that goes wrong, as problem details (RFC 9457). The one place where errors become HTTP."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, Field, TypeAdapter
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from api.language import wanted_language
from api.problem_pages import HTML, is_before_a_browser, page_of
from api.security.notes import notes_of
from api.wording import say_in, say_input, say_refusal
from engine import errors
from engine.process.view import Message, Telling
from engine.process.view.gates import told
from engine.process.view.shapes import Condition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.process.refusal import Refusal

NOT_ALLOWED, BROKEN = 405, 500
MEDIA_TYPE = "application/problem+json"
WAITS_FOR_UPGRADE = "A newer release of Sluis wrote to this process; it can be served here after an upgrade"
METHOD_WAITS = "A newer release of Sluis published this method; what goes by it can be served here after an upgrade"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="sluis"'}
VARY = {"Vary": "Accept, Accept-Language"}
CONDITIONS = TypeAdapter(list[Condition])
log = logging.getLogger("sluis.api")

STATUS = {
    "malformed": 422, "unknown-thing": 422, "key-reused": 422, "method-invalid": 422, "gate-shut": 409,
    "not-open-here": 409, "not-yours": 409, "stale-version": 409, "not-now": 409, "rule": 409, "process-ended": 409,
    "version-taken": 409, "unknown": 404, "method-not-allowed": 405, "view-changed": 412, "too-large": 413,
    "unsupported-media": 415, "refused-origin": 400, "busy": 503, "outcome-unknown": 503,
    "too-slow": 408, "address-too-long": 414, "headers-too-large": 431, "too-often": 429, "too-many": 429,
    "too-heavy": 422, "sign-in-needed": 401, "sign-in-refused": 401, "proof-needed": 403, "not-allowed": 403,
    "link-unusable": 410,
}  # fmt: skip
BY_STATUS = {400: "malformed", 404: "unknown", 405: "method-not-allowed", 413: "too-large", 415: "unsupported-media"}


class Fault(BaseModel):
    """One thing that is wrong: in a request at a JSON pointer, in a method file at a line and column."""

    detail: str
    pointer: str | None = None
    line: int | None = None
    column: int | None = None
    code: str | None = None
    path: str | None = None


class Problem(BaseModel):
    """Why something was not done. `type` has a page that explains it."""

    type: str = Field(examples=["/problems/gate-shut"])
    title: str
    status: int
    detail: str
    instance: str
    index: int | None = Field(default=None, description="Which of several commands was refused, counted from 0.")
    pointer: str | None = Field(default=None, description="JSON pointer of the part of the command that is meant.")
    conditions: list[Condition] | None = Field(default=None, description="What the gate still needs.")
    errors: list[Fault] | None = Field(default=None, description="Each thing that is wrong, with its place.")


class Outage(Problem):
    """Why the server could not do something. Whoever runs it finds it in the security log by `request`."""

    request: str = Field(description="What this request is called; `Sluis-Request` of the answer says the same.")


class Unreadable(Exception):
    """A request that cannot be read; becomes a problem of this kind."""

    def __init__(self, kind: str, detail: str, pointer: str | None = None, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.pointer, self.retry_after = kind, detail, pointer, retry_after


def problem(
    request: Request, kind: str, detail: str, *, status: int | None = None, headers: Mapping[str, str] | None = None,
    **more: object,
) -> Response:  # fmt: skip
    """Return a problem response, worded in the language of the request where there is no process to say another.

    Whoever stands before a browser gets it as a page.
    """
    code, notes = status or STATUS[kind], notes_of(request.scope)
    notes.kind = kind
    words = say_in(wanted_language(request) or "en")
    body = {
        "type": f"/problems/{kind}",
        "title": words(Message(f"problem_{kind}")),
        "status": code,
        "detail": detail,
        "instance": request.url.path,
        **({"request": notes.request} if code >= BROKEN else {}),
    } | {key: value for key, value in more.items() if value is not None}
    answered = dict(headers or {})
    if is_before_a_browser(request):
        return Response(page_of(request, kind, body), code, headers=answered | VARY, media_type=HTML)
    return Response(json.dumps(body, ensure_ascii=False), code, headers=answered, media_type=MEDIA_TYPE)


def refused(request: Request, telling: Telling, refusal: Refusal) -> Response:
    """Return a refusal as a problem, with what the gate still needs."""
    conditions = told(telling, refusal.gate, refusal.at, "").conditions if refusal.gate else None
    open_ones = [one for one in conditions or () if one.verdict in ("unmet", "unknown") and not one.advisory]
    return problem(
        request,
        refusal.kind,
        say_refusal(telling, refusal),
        index=refusal.index,
        pointer=refusal.pointer or None,
        conditions=CONDITIONS.dump_python(open_ones, mode="json") if conditions is not None else None,
    )


def malformed(request: Request, found: Sequence[Mapping[str, Any]]) -> Response:
    """Return what is wrong with a request, each with its JSON pointer."""
    language = wanted_language(request)
    listed = [{"pointer": _pointer(one["loc"]), "detail": say_input(language, one)} for one in found]
    detail = "; ".join(f"{one['pointer'] or '/'}: {one['detail']}" for one in listed[:5])
    return problem(request, "malformed", detail, errors=listed)


def sign_in_needed(request: Request) -> Response:
    """Return what whoever is not known is told, whatever he asks for."""
    return problem(request, "sign-in-needed", _words(request, "sign_in_needed"), headers=CHALLENGE)


def install(app: FastAPI) -> None:
    """Let the app answer every error with a problem."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Unreadable, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(errors.SluisError, answer_to)


def _words(request: Request, sentence: str, **values: str) -> str:
    return say_in(wanted_language(request) or "en")(Message(sentence, values))


def _pointer(loc: Sequence[object]) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in loc)


def _invalid(request: Request, error: Exception) -> Response:
    return malformed(request, error.errors() if isinstance(error, RequestValidationError) else [])


def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, Unreadable)  # noqa: S101 - it is registered for nothing else
    later = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return problem(request, error.kind, error.detail, pointer=error.pointer, headers=later)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for nothing else
    kind = BY_STATUS.get(error.status_code, "malformed")
    headers = dict(error.headers or {})
    if error.status_code == NOT_ALLOWED:
        headers["Allow"] = ", ".join(verbs_at(request))
    detail = _words(request, "nothing_here", path=request.scope["path"]) if kind == "unknown" else str(error.detail)
    return problem(request, kind, detail, status=error.status_code, headers=headers)


def verbs_at(request: Request) -> list[str]:
    """Return every method that an address answers to; the router itself names those of the first route it finds.

    Where it is written out in a route, what routes with a blank would take it for does not count.
    """
    paths = [(one.path or "", one.methods or set()) for one in iter_route_contexts(request.app.routes)]
    found = [(path.count("{"), verbs) for path, verbs in paths if compile_path(path)[0].match(request.scope["path"])]
    fewest = min((blanks for blanks, _ in found), default=0)
    return sorted(set[str]().union(*(verbs for blanks, verbs in found if blanks == fewest)))


def answer_to(request: Request, error: Exception) -> Response:
    """Return what the engine cannot do as a problem."""
    if said := _said(error):
        kind, sentence = said
        return problem(request, kind, say_in(wanted_language(request) or "en")(sentence))
    match error:
        case errors.NotLetIn():
            return sign_in_needed(request)
        case errors.MethodInvalid():
            listed = [
                {"line": one.line, "column": one.column, "code": one.code, "path": one.path, "detail": one.message}
                for one in error.diagnostics
            ]
            return problem(request, "method-invalid", str(error.diagnostics[0]), errors=listed)
        case errors.StoreBusy():
            _log_why(request, error)
            return problem(request, "busy", error.reason, headers={"Retry-After": str(error.retry_after)})
        case errors.EventUnknown():
            log.error("process %s waits for an upgrade: %s", error.process, error)
            return problem(request, "busy", WAITS_FOR_UPGRADE, headers={"Retry-After": "300"})
        case errors.MethodUnread():
            log.error("%s", error)  # a method is no secret of those who act by it
            return problem(request, "busy", METHOD_WAITS, headers={"Retry-After": "300"})
        case errors.OutcomeUnknown():
            _log_why(request, error)
            return problem(request, "outcome-unknown", error.reason, headers={"Retry-After": "1"})
        case _:
            pass
    notes = notes_of(request.scope)
    notes.failed(error)
    log.error("cannot serve request %s: %s", notes.request, error)  # an address may hold what is nobody's business
    return problem(request, "busy", "This cannot be served now", headers={"Retry-After": "30"})


def _log_why(request: Request, error: errors.StoreBusy | errors.OutcomeUnknown) -> None:
    """Log what is for whoever runs the server alone, such as the places of files."""
    if error.why:
        log.error("cannot serve request %s: %s", notes_of(request.scope).request, error.why)


def _said(error: Exception) -> tuple[str, Message] | None:
    """Return what whoever asked can mend himself, in a sentence with its type of problem; None of all else."""
    match error:
        case errors.ProcessUnknown():
            return "unknown", Message("no_process", {"process": error.process_id})
        case errors.MethodUnknown(version=None):
            return "unknown", Message("no_method", {"method": error.method})
        case errors.MethodUnknown():
            return "unknown", Message("no_version", {"method": error.method, "version": str(error.version)})
        case errors.VersionTaken():
            return "version-taken", Message("version_published", {"method": error.method, "version": error.version})
        case errors.KeyReused():
            return "key-reused", Message("key_used", {"key": error.key})
        case errors.ViewChanged():
            return "view-changed", Message("view_changed")
        case _:
            return None
