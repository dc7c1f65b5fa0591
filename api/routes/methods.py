"""Methods: publish, check, list, describe, and the file itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request, Response

from api.denials import Denied
from api.dependencies import EngineDep, IdentityDep, WorkerDep
from api.describing import MethodDescription, describe
from api.json_body import YAML_TYPES, YamlBody
from api.language import wanted_language
from api.shelf import method_for, read_for
from engine.access.identity import Identity
from engine.language import read_method
from engine.process.refusal import Refusal, Refused

router = APIRouter(prefix="/v1/methods", tags=["methods"])
FILE = {"schema": {"type": "string", "format": "binary"}}
YAML = {"requestBody": {"required": True, "content": dict.fromkeys(YAML_TYPES, FILE)}}


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
class Published:
    """Which version of which method was published; `digest` is the SHA-256 of its bytes."""

    id: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class DiagnosticView:
    """One complaint about a method file. More codes come with new releases; each has its place in the reference."""

    file: str
    line: int
    column: int
    message: str
    code: str
    path: str
    severity: Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a method file; `publishable` when nothing but warnings stands in the way of publishing it."""

    publishable: bool
    diagnostics: list[DiagnosticView]


@router.get("", summary="List the published methods")
def list_methods(request: Request, engine: EngineDep, identity: IdentityDep) -> Methods:
    """Return every published version."""
    items = []
    for one, method in read_for(engine, identity):
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
    responses={200: {"model": Published, "description": "The very same bytes were published before."}},
)  # fmt: skip
def publish_method(response: Response, engine: EngineDep, identity: IdentityDep, text: YamlBody) -> Published:
    """Publish a method file: 201 when it is new, 200 when the very same bytes were published before."""
    if why := may_not_publish(identity):
        raise Denied(why)
    method = read_method(text, "body", engine.newest)
    try:
        response.status_code = 201 if engine.publish(method, identity) else 200
    except Refused as no:  # he was an author when he sent it
        raise Denied(no.refusal) from None
    response.headers["Location"] = _links(method.id, method.version)["self"]
    return Published(method.id, method.version, method.digest)


@router.post("/check", summary="Check a method without publishing it", openapi_extra=YAML)
def check_method(engine: EngineDep, identity: IdentityDep, worker: WorkerDep, text: YamlBody) -> Checked:
    """Return everything that is wrong with a method file, and what may be, each at its line and column."""
    if identity is not None and not (identity.roles and identity.process is None):
        raise Denied(Refusal("not-yours", "for_members"))
    found = worker.check(text, engine.newest)
    return Checked(found["publishable"], [DiagnosticView(**one) for one in found["diagnostics"]])


@router.get("/{method}", summary="Describe the newest version of a method")
def describe_newest_method(
    request: Request, engine: EngineDep, identity: IdentityDep, method: str
) -> MethodDescription:
    """Return what a method declares, in the reader's language."""
    found = method_for(engine, identity, method)
    return describe(found, found.language(wanted_language(request, found.languages)))


@router.get("/{method}/{version}", summary="Describe a version of a method")
def describe_method(
    request: Request, engine: EngineDep, identity: IdentityDep, method: str, version: str
) -> MethodDescription:
    """Return what a method declares, in the reader's language."""
    found = method_for(engine, identity, method, version)
    return describe(found, found.language(wanted_language(request, found.languages)))


@router.get(
    "/{method}/{version}/source",
    summary="The file of a method, byte for byte",
    response_class=Response,
    responses={200: {"content": {"application/yaml": {"schema": {}}}}},
)
def read_source(engine: EngineDep, identity: IdentityDep, method: str, version: str) -> Response:
    """Return the very bytes that were published."""
    found = method_for(engine, identity, method, version)
    headers = {"ETag": f'"{found.digest[:32]}"', "Cache-Control": "private, no-cache"}
    return Response(found.source.encode(), media_type="application/yaml", headers=headers)


def may_not_publish(identity: Identity | None) -> Refusal | None:
    """Return why somebody publishes nothing; None where he may."""
    if identity is None or identity.may_publish():
        return None
    if "author" in identity.roles:
        return Refusal("not-yours", "scope_missing", {"scope": "publish"})
    return Refusal("not-yours", "publish_is_for_authors_here")


def _links(method: str, version: str) -> dict[str, str]:
    base = f"/v1/methods/{method}/{version}"
    return {"self": base, "source": f"{base}/source", "diagram": f"{base}/diagram.svg"}
