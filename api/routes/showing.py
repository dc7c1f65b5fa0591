"""What can stand in pages of others: the badge and the board of a process, by an address that has a key in it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.caller import identity_in
from api.dependencies import BUILD, EngineDep, answer, etag_of, tag_of, telling_as_a_whole
from api.showing.badge import badge
from api.showing.board import board
from api.templating import PAGES
from api.wording.showing import words_for
from engine.process.view import progress

router = APIRouter(tags=["pictures"])
EVERY_SECONDS = 60
Key = Annotated[
    str | None,
    Query(alias="key", max_length=300, description="A token for `embed` of this process, which may stand in a page."),
]
BADGE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}},
    304: {"description": "You have it already."},
}
BOARD: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {"schema": {"type": "string"}}}},
    304: {"description": "You have it already."},
}


@router.get("/badge/{process}.svg", summary="Where a process stands, in one line", response_class=Response,
            responses=BADGE)  # fmt: skip
def show_badge(request: Request, engine: EngineDep, process: str, key: Key = None) -> Response:
    """Return a small picture for the pages of others: what the process is called, where it stands and how far it is."""
    telling = telling_as_a_whole(engine, request, process)
    headers = {"Cross-Origin-Resource-Policy": "cross-origin"} if _is_elsewhere(request) else {}
    etag = tag_of(etag_of(telling), "badge", BUILD)
    return answer(request, lambda: badge(telling, progress(telling)).encode(), etag, "image/svg+xml", headers)


@router.get("/embed/{process}", summary="Where a process stands, as a page for a frame", response_class=Response,
            responses=BOARD)  # fmt: skip
def show_board(request: Request, engine: EngineDep, process: str, key: Key = None) -> Response:
    """Return a page that says where a process stands, what is missing and whose turn it is; it renews itself."""
    telling = telling_as_a_whole(engine, request, process)
    words, is_ours = words_for(telling.language), not _is_elsewhere(request)

    def page() -> bytes:
        told = board(telling, progress(telling))
        template = PAGES.get_template("board.html")
        return template.render(board=told, words=words, seconds=EVERY_SECONDS, is_ours=is_ours).encode()

    headers = {"Content-Security-Policy": _policy(framed_by="'self'" if is_ours else "*")}
    etag = tag_of(etag_of(telling), "our board" if is_ours else "board", BUILD)
    return answer(request, page, etag, "text/html", headers)


def _is_elsewhere(request: Request) -> bool:
    """Tell whether this is asked for by an address that may stand in any page."""
    identity = identity_in(request.scope)
    return identity is not None and identity.is_embed


def _policy(*, framed_by: str) -> str:
    return (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; "
        f"frame-ancestors {framed_by}"
    )
