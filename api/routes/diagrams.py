"""Pictures: of a method as it is declared, and of a process with where it stands as its reader may see it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from api.dependencies import BUILD, ActorHeader, EngineDep, IdentityDep, answer, etag_of, tag_of, telling_of
from api.language import wanted_language
from api.shelf import method_for
from api.wording.drawing import tongue_for
from engine.authoring.drawing import NARROWEST, WIDEST, WIDTH, Form, chart_of, draw, put_on
from engine.process.view import progress

router = APIRouter(tags=["pictures"])
Ending = Literal["svg", "txt", "mmd", "dot"]
Width = Annotated[int, Query(ge=NARROWEST, le=WIDEST, description="How wide an SVG is to be; 390 for a phone.")]
FORMS: dict[Ending, tuple[Form, str]] = {
    "svg": ("svg", "image/svg+xml"),
    "txt": ("text", "text/plain; charset=utf-8"),
    "mmd": ("mermaid", "text/vnd.mermaid; charset=utf-8"),
    "dot": ("dot", "text/vnd.graphviz; charset=utf-8"),
}
KINDS = {media.partition(";")[0]: {"schema": {"type": "string"}} for _, media in FORMS.values()}
READ: dict[int | str, dict[str, Any]] = {200: {"content": KINDS}, 304: {"description": "You have it already."}}


@router.get(
    "/v1/methods/{method}/{version}/diagram.{ending}",
    summary="A picture of a method, or the same in words",
    response_class=Response,
    responses=READ,
)
def draw_method(
    request: Request, engine: EngineDep, identity: IdentityDep, method: str, version: str, ending: Ending,
    width: Width = WIDTH,
) -> Response:  # fmt: skip
    """Return a method as an SVG, in words (`txt`), for Mermaid (`mmd`) or for Graphviz (`dot`)."""
    found = method_for(engine, identity, method, version)
    tongue, (form, media) = tongue_for(found, wanted_language(request, found.languages)), FORMS[ending]

    def picture() -> bytes:
        return draw(found, chart_of(found, tongue), tongue, form, width).encode()

    return answer(request, picture, _etag(found.digest, tongue.language, form, width), media)


@router.get(
    "/v1/processes/{process}/diagram.{ending}",
    summary="A picture of where a process stands, or the same in words",
    response_class=Response,
    responses=READ,
)
def draw_process(
    request: Request,
    engine: EngineDep,
    process: str,
    ending: Ending,
    width: Width = WIDTH,
    actor: ActorHeader = None,
) -> Response:
    """Return a process on the picture of its method: where it is, what is met and what is missing there."""
    telling = telling_of(engine, request, process, actor)
    tongue, (form, media) = tongue_for(telling.method, telling.language), FORMS[ending]

    def picture() -> bytes:
        chart = put_on(chart_of(telling.method, tongue), tongue, progress(telling))
        return draw(telling.method, chart, tongue, form, width).encode()

    return answer(request, picture, _etag(etag_of(telling), form, width), media)


def _etag(*parts: object) -> str:
    return tag_of(*(str(part) for part in parts), BUILD)
