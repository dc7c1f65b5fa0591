"""The workbench: a method is written, checked where heavy work is done, looked at, and published by its author.

Nothing that is sent here is kept until it is published.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.denials import Denied, said
from api.dependencies import SearcherDep, WorkerDep, engine_of, identity_of, narrowed
from api.json_body import FormBody, form_body
from api.language import wanted_language
from api.pages.binding import OPEN, Signer, signer_of_account
from api.pages.methods.bench import KILOBYTES, Bench, Sent, bench_of, read_fields, read_sent, running_by
from api.problems import STATUS, Unreadable
from api.routes.method_pages import may_write
from api.routes.methods import may_not_publish
from api.routes.process_pages import named
from api.security.notes import notes_of
from api.shelf import method_for
from api.templating import PAGES
from api.wording.methods import Words
from engine.errors import MethodInvalid, VersionTaken
from engine.journal.rows import Filters
from engine.language import read_method
from engine.process.refusal import Refusal, Refused

if TYPE_CHECKING:
    from api.worker import Worker
    from engine import Engine
    from engine.access.identity import Identity

router = APIRouter(prefix="/workbench", include_in_schema=False)
Body = Annotated[FormBody, Depends(form_body)]
Name = Annotated[str | None, Query(max_length=64)]
OK, FORBIDDEN, CONFLICT, WRONG = 200, 403, 409, 422
PUBLISH = "publish a method"
VARY = {"Vary": "Accept-Language"}


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who may write methods, at the workbench."""

    request: Request
    engine: Engine
    identity: Identity | None
    words: Words

    @property
    def signer(self) -> Signer | None:
        """What binds what is published to whoever saw it; None for a program, which publishes by the API."""
        return Signer(OPEN, (PUBLISH,)) if self.identity is None else signer_of_account(self.request)

    @property
    def may_publish(self) -> bool:
        """Whether this is an author, before a browser."""
        return self.signer is not None and (self.identity is None or self.identity.may_publish())


def visit_of(request: Request) -> Visit:
    """Return who is at the workbench. Raises Denied for whoever has no files checked."""
    identity = identity_of(request)
    if not may_write(identity):
        raise Denied(Refusal("not-yours", "for_members"))
    return Visit(request, engine_of(request), identity, Words(wanted_language(request) or "en"))


VisitDep = Annotated[Visit, Depends(visit_of)]


@router.get("")
def show_workbench(visit: VisitDep, method: Name = None, version: Name = None) -> Response:
    """Show the workbench with a published version in it, or with a small method to begin with."""
    if method is None:
        return _shown(visit, Bench((files("api") / "starter" / "method.yaml").read_text("utf-8")))
    return _shown(visit, Bench(method_for(visit.engine, visit.identity, method, version).source))


@router.post("")
def work(visit: VisitDep, worker: WorkerDep, searcher: SearcherDep, body: Body) -> Response:
    """Check a text, draw and compare it; look for its shortest runs; play a scenario; or ask whether to publish it."""
    sent = read_sent(body, visit.words)
    if sent.fault:
        return _shown(visit, Bench(sent.text, scenario=sent.scenario, fault=sent.fault), WRONG)
    try:
        bench = _worked(visit, worker, searcher, sent)
    except Unreadable as no:
        return _not_done(visit, sent, no)
    if sent.way == "publish" and bench.is_publishable and bench.study and visit.may_publish:
        return _shown(visit, replace(bench, mark=_mark(visit, sent.text)))
    return _shown(visit, bench)


@router.post("/publish")
def publish(visit: VisitDep, worker: WorkerDep, body: Body) -> Response:
    """Publish a text that its author saw and was asked about, and show it as it is published."""
    fields, _ = read_fields(body)
    text = fields.get("text", "")
    if why := may_not_publish(visit.identity):
        return _shown(visit, Bench(text, fault=said(visit.request, why)), FORBIDDEN)
    if visit.signer is None or not visit.signer.fits(fields.get("mark", ""), PUBLISH, _digest(text)):
        notes_of(visit.request.scope).reason = "form_of_another"
        return _shown(visit, Bench(text, fault=visit.words("bench_drawn_anew")), FORBIDDEN)
    sent = Sent(text, "", PUBLISH, "")
    try:
        bench = _studied(visit, worker, sent)
    except Unreadable as no:
        return _not_done(visit, sent, no)
    if not bench.is_publishable:
        return _shown(visit, bench, WRONG)
    return _published(visit, bench)


def _published(visit: Visit, bench: Bench) -> Response:
    try:
        method = read_method(bench.text, "body", visit.engine.newest)
        visit.engine.publish(method, visit.identity)
    except VersionTaken:
        return _shown(visit, replace(bench, fault=visit.words("bench_taken")), CONFLICT)
    except MethodInvalid:
        return _shown(visit, replace(bench, fault=visit.words("bench_drawn_anew")), CONFLICT)
    except Refused as no:  # he was an author when he sent it
        return _shown(visit, replace(bench, fault=said(visit.request, no.refusal)), FORBIDDEN)
    return RedirectResponse(f"/methods/{method.id}/{method.version}", 303)


def _worked(visit: Visit, worker: Worker, searcher: Worker, sent: Sent) -> Bench:
    """Return what came of what was asked; a search has a worker of its own, for which nobody else waits."""
    language, newest = wanted_language(visit.request), visit.engine.newest
    match sent.way:
        case "runs":
            return bench_of(sent, searcher.runs(sent.text, language, newest), visit.words, [])
        case "play":
            return bench_of(sent, worker.play(sent.text, sent.scenario, language, newest), visit.words, [])
        case _:
            return _studied(visit, worker, sent)


def _studied(visit: Visit, worker: Worker, sent: Sent) -> Bench:
    found = worker.study(sent.text, wanted_language(visit.request), visit.engine.newest)
    method = found["study"]["id"] if found["study"] else None
    filters = narrowed(visit.engine, visit.identity, Filters(method=method))
    running = running_by(visit.engine, method, filters, visit.words) if method else []
    return bench_of(sent, found, visit.words, running)


def _mark(visit: Visit, text: str) -> str:
    assert visit.signer is not None  # noqa: S101 - who may publish here has one
    return visit.signer.mark(PUBLISH, _digest(text))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _not_done(visit: Visit, sent: Sent, no: Unreadable) -> Response:
    """Say that a text could not be looked at now, and show it again."""
    heavy = {"runs": "bench_runs_too_heavy", "play": "bench_play_too_heavy"}.get(sent.way, "bench_too_heavy")
    words = {"too-heavy": heavy, "too-many": "bench_too_many"}
    seconds = no.retry_after or 0
    fault = visit.words(words[no.kind], seconds=seconds)
    answer = _shown(visit, Bench(sent.text, scenario=sent.scenario, fault=fault), STATUS[no.kind])
    if seconds:
        answer.headers["Retry-After"] = str(seconds)
    return answer


def _shown(visit: Visit, bench: Bench, status: int = OK) -> Response:
    template = "workbench_publish.html" if bench.mark else "workbench.html"
    page = PAGES.get_template(template).render(
        say=visit.words, language=visit.words.language, me=named(visit.engine, visit.request), may_write=True,
        title=visit.words("workbench"), bench=bench, kilobytes=KILOBYTES, may_publish=visit.may_publish,
    )  # fmt: skip
    return Response(page, status, headers=VARY, media_type="text/html")
