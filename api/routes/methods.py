"""Methods: publish, check, list, describe, and the file itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from api.dependencies import EngineDep, WorkerDep
from api.describing import MethodDescription, describe
from api.json_body import YAML_TYPES, YamlBody
from api.language import wanted_language
from engine.language import read_method

router = APIRouter(prefix="/v1/methods", tags=["methods"])
YAML = {"requestBody": {"required": True, "content": {kind: {"schema": {}} for kind in YAML_TYPES}}}


@dataclass(frozen=True, slots=True)
class MethodEntry:
    """A published version of a method."""

    id: str
    version: str
    digest: str
    title: str
    summary: str
    languages: list[str]
    published_at: datetime
    links: dict[str, str]


@dataclass(frozen=True, slots=True)
class Methods:
    """The published methods, by id, the newest version first."""

    items: list[MethodEntry]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a method file; `publishable` when nothing but warnings stands in the way of publishing it."""

    publishable: bool
    diagnostics: list[dict[str, Any]]


@router.get("", summary="List the published methods")
def list_methods(request: Request, engine: EngineDep) -> Methods:
    """Return every published version."""
    items = []
    for one in engine.methods():
        method = engine.method(one.id, one.version)
        language = method.language(wanted_language(request, method.languages))
        declared = method.declared
        items.append(
            MethodEntry(
                one.id,
                one.version,
                one.digest,
                declared.title.say(language),
                declared.summary.say(language),
                list(method.languages),
                one.published_at,
                _links(one.id, one.version),
            )
        )
    return Methods(items)


@router.post(
    "", status_code=201, summary="Publish a method", openapi_extra=YAML,
    responses={200: {"model": dict[str, str], "description": "The very same bytes were published before."}},
)  # fmt: skip
def publish(response: Response, engine: EngineDep, text: YamlBody) -> dict[str, str]:
    """Publish a method file: 201 when it is new, 200 when the very same bytes were published before."""
    method = read_method(text, "body", engine.newest)
    response.status_code = 201 if engine.publish(method) else 200
    response.headers["Location"] = _links(method.id, method.version)["self"]
    return {"id": method.id, "version": method.version, "digest": method.digest}


@router.post("/check", summary="Check a method without publishing it", openapi_extra=YAML)
def check(engine: EngineDep, worker: WorkerDep, text: YamlBody) -> Checked:
    """Return everything that is wrong with a method file, and what may be, each at its line and column."""
    return Checked(**worker.check(text, engine.newest))


@router.get("/{method}", summary="Describe the newest version of a method")
def describe_newest(request: Request, engine: EngineDep, method: str) -> MethodDescription:
    """Return what a method declares, in the reader's language."""
    found = engine.method(method)
    return describe(found, found.language(wanted_language(request, found.languages)))


@router.get("/{method}/{version}", summary="Describe a version of a method")
def describe_version(request: Request, engine: EngineDep, method: str, version: str) -> MethodDescription:
    """Return what a method declares, in the reader's language."""
    found = engine.method(method, version)
    return describe(found, found.language(wanted_language(request, found.languages)))


@router.get(
    "/{method}/{version}/source",
    summary="The file of a method, byte for byte",
    response_class=Response,
    responses={200: {"content": {"application/yaml": {"schema": {}}}}},
)
def source(engine: EngineDep, method: str, version: str) -> Response:
    """Return the very bytes that were published."""
    found = engine.method(method, version)
    headers = {"ETag": f'"{found.digest[:32]}"', "Cache-Control": "private, no-cache"}
    return Response(found.source.encode(), media_type="application/yaml", headers=headers)


def _links(method: str, version: str) -> dict[str, str]:
    base = f"/v1/methods/{method}/{version}"
    return {"self": base, "source": f"{base}/source", "diagram": f"{base}/diagram.svg"}
