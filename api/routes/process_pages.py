"""The pages of a process, for whoever may know of it: where it stands, its log, its records. They change nothing."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Header, Query, Request, Response

from api.dependencies import (
    BUILD,
    EngineDep,
    IdentityDep,
    answer,
    caller_of,
    has_already,
    identity_of,
    tag_of,
)
from api.exports.copying import copy_of
from api.pages.desk import Desk, desk_for
from api.pages.history import log_page, news_since
from api.pages.looking import look_of
from api.pages.process import page_of
from api.pages.records import records_page
from api.reports.agreement import NoSuchDecision, agreement_of
from api.reports.shapes import Document
from api.reports.story import report_of
from api.templating import PAGES
from api.wording.reports import report_words
from engine import Engine
from engine.errors import ProcessUnknown

router = APIRouter(prefix="/processes", include_in_schema=False)
Seat = Annotated[str | None, Query(alias="seat", max_length=64)]
Actor = Annotated[str | None, Header(alias="Sluis-Actor", max_length=64)]
Before = Annotated[str | None, Query(alias="before", max_length=4_000)]
Kind = Annotated[str, Query(alias="type", max_length=64)]
Number = Annotated[int, Query(alias="page", ge=1, le=100_000)]
Did = Annotated[str, Query(alias="did", max_length=20)]
Mark = Annotated[str, Query(alias="mark", max_length=64)]
VARY = {"Vary": "Accept-Language, Sluis-Actor"}


@router.get("/{process}")
def show_process(
    request: Request, engine: EngineDep, process: str, seat: Seat = None, actor: Actor = None, did: Did = "",
    mark: Mark = "",
) -> Response:  # fmt: skip
    """Show where a process stands, what is asked of its reader, and what is missing."""
    desk = desk_for(request, engine, process, seat or actor)
    look = look_of(request, desk)
    before = look.mark.before if look else None
    etag = page_tag(request, desk, "process", did, mark, before.newest.isoformat() if before else "")
    if has_already(request, etag):
        return answer(request, b"", etag, "text/html", VARY)
    page = page_of(engine, desk, account_of(request), family_known(request, engine, desk))
    news = news_since(engine, desk, before.newest) if before else None
    is_ours = bool(did) and desk.signer is not None and desk.signer.fits(mark, "did", did)
    done = desk.say(f"did_{did}") if is_ours else ""
    shows = identity_of(request) is None or engine.access.may_be_shown(caller_of(request), process)
    looked = desk.telling.instant(before.at) if before else ""
    response = shown(
        request, engine, desk, "process.html", etag, page=page, done=done, shows=shows, news=news, looked=looked
    )
    if look:
        look.keep(response)
    return response


@router.get("/{process}/log")
def show_log(
    request: Request, engine: EngineDep, process: str, seat: Seat = None, actor: Actor = None, before: Before = None
) -> Response:
    """Show what happened, in sentences, the newest first."""
    desk = desk_for(request, engine, process, seat or actor)
    told = log_page(engine, desk, before)
    return shown(request, engine, desk, "process_log.html", page_tag(request, desk, "log", before or ""), log=told,
                 is_first=before is None)  # fmt: skip


@router.get("/{process}/records")
def show_records(
    request: Request, engine: EngineDep, process: str, seat: Seat = None, actor: Actor = None, kind: Kind = "",
    number: Number = 1,
) -> Response:  # fmt: skip
    """Show what was recorded, as far as the reader may see it, and who sees it."""
    desk = desk_for(request, engine, process, seat or actor)
    told = records_page(desk, kind, number)
    etag = page_tag(request, desk, "records", kind, str(number))
    return shown(request, engine, desk, "process_records.html", etag, records=told, number=number)


@router.get("/{process}/report")
def show_report(
    request: Request, engine: EngineDep, process: str, seat: Seat = None, actor: Actor = None
) -> Response:  # fmt: skip
    """Show the report of a process, to read and to print."""
    desk = desk_for(request, engine, process, seat or actor)
    if has_already(request, etag := _document_tag(request, desk, None)):
        return answer(request, b"", etag, "text/html", VARY)
    told = report_of(copy_of(engine, desk.telling))
    return _document(request, engine, desk, told, None)


@router.get("/{process}/decisions/{run}")
def show_decision(
    request: Request, engine: EngineDep, process: str, run: str, seat: Seat = None, actor: Actor = None
) -> Response:  # fmt: skip
    """Show all of one decision: its text, the votes, the objections and what became of them."""
    desk = desk_for(request, engine, process, seat or actor)
    known = desk.situation.runs.get(run)
    is_known = known is not None and desk.telling.sight.knows_run(known)
    if is_known and has_already(request, etag := _document_tag(request, desk, run)):
        return answer(request, b"", etag, "text/html", VARY)
    try:
        told = agreement_of(copy_of(engine, desk.telling), run)
    except NoSuchDecision as error:
        raise ProcessUnknown(process) from error
    return _document(request, engine, desk, told, run)


def _document_tag(request: Request, desk: Desk, run: str | None) -> str:
    return page_tag(request, desk, "document", run or "")


def _document(request: Request, engine: Engine, desk: Desk, told: Document, run: str | None) -> Response:
    """Return a document as a page; its files are for whoever comes in by himself, as a link says from no seat."""
    words, query = report_words(desk.telling.language), {"decision": run} if run else {}
    files = [
        (words(f"link_{form}"), f"/v1/processes/{desk.process}/export?{urlencode({'format': form, **query})}")
        for form in ("html", "pdf", "docx") if not (desk.is_named and desk.seat)
    ]  # fmt: skip
    etag = _document_tag(request, desk, run)
    return shown(request, engine, desk, "process_document.html", etag, told=told, words=words, files=files)


def shown(
    request: Request, engine: Engine, desk: Desk, template: str, etag: str, status: int = 200, **values: object
) -> Response:  # fmt: skip
    """Return a page of a process, or that the reader has it already."""
    page = PAGES.get_template(template).render(
        say=desk.say, language=desk.telling.language, desk=desk, me=named(engine, request), etag=etag,
        title=desk.situation.title or "…", **values,
    )  # fmt: skip
    if status != 200:  # noqa: PLR2004 - all else is no page to keep
        return Response(page, status, headers=VARY, media_type="text/html")
    return answer(request, page.encode(), etag, "text/html", VARY)


def page_tag(request: Request, desk: Desk, *parts: str) -> str:
    """Return the ETag of a page: it moves with what its reader may know, and is of him alone, as its forms are."""
    identity = identity_of(request)
    mine = (identity.account or "", identity.session or "") if identity else ("", "")
    return tag_of(desk.tag(), *mine, desk.seat or "", BUILD, *parts)


def account_of(request: Request) -> str:
    """Return the account of whoever asks; an empty text where there are none."""
    identity = identity_of(request)
    return (identity.account or "") if identity else ""


def named(engine: Engine, request: Request) -> str | None:
    """Return what an account is called; None where there are none."""
    identity: IdentityDep = identity_of(request)
    if identity is None:
        return None
    own = engine.access.accounts.own(identity)
    return own.name or own.email or "…"


def family_known(request: Request, engine: Engine, desk: Desk) -> frozenset[str]:
    """Return which processes of the family the reader may know of."""
    identity, situation = identity_of(request), desk.situation
    others = [*situation.children, *([situation.lineage.parent] if situation.lineage else [])]
    known = [one for one in others if identity is None or engine.access.may_know(identity, one)]
    return frozenset(known)
