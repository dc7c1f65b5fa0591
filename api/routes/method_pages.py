"""The pages of published methods: which there are, and what each version asks of whom, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from api.dependencies import BUILD, EngineDep, IdentityDep, SettingsDep, answer, tag_of
from api.language import wanted_language
from api.pages.methods.page import page_of
from api.pages.methods.speaking import speaker_for
from api.routes.process_pages import named
from api.shelf import method_for, methods_for, read_for
from api.templating import PAGES
from api.wording import say_instant
from api.wording.methods import Words

if TYPE_CHECKING:
    from engine import Engine
    from engine.access.identity import Identity
    from engine.journal.library import Published
    from engine.language import Method

router = APIRouter(prefix="/methods", include_in_schema=False)
VARY = {"Vary": "Accept-Language"}


@dataclass(frozen=True, slots=True)
class Shelved:
    """A method in the list: its newest version in words, and those before it."""

    id: str
    language: str
    title: str
    summary: str
    version: str
    when: str
    others: list[str]


@router.get("")
def list_pages(request: Request, engine: EngineDep, identity: IdentityDep, settings: SettingsDep) -> Response:
    """Show the methods that whoever asks may read."""
    words = Words(wanted_language(request) or "en")
    known = groupby((one for one, _ in read_for(engine, identity)), key=lambda one: one.id)
    items = [_shelved(request, engine, list(versions), words, settings.zone) for _, versions in known]
    shown = PAGES.get_template("methods.html").render(
        say=words, language=words.language, me=named(engine, request), title=words("methods"), items=items,
        may_write=may_write(identity),
    )  # fmt: skip
    return Response(shown, media_type="text/html", headers=VARY)


@router.get("/{method}")
def show_newest(request: Request, engine: EngineDep, identity: IdentityDep, method: str) -> Response:
    """Show the newest version of a method that whoever asks may read."""
    return _shown(request, engine, identity, method_for(engine, identity, method))


@router.get("/{method}/{version}")
def show_version(
    request: Request, engine: EngineDep, identity: IdentityDep, method: str, version: str
) -> Response:  # fmt: skip
    """Show a version of a method in plain words."""
    return _shown(request, engine, identity, method_for(engine, identity, method, version))


def render(request: Request, method: Method, **more: object) -> str:
    """Return the page of a method, in the language of whoever asks where it has that."""
    speaker = speaker_for(method, wanted_language(request, method.languages))
    return PAGES.get_template("method.html").render(
        say=speaker.words, language=speaker.words.language, text_language=speaker.language, method=method,
        page=page_of(speaker), title=speaker.chart.title, **more,
    )  # fmt: skip


def may_write(identity: Identity | None) -> bool:
    """Tell whether somebody is shown the way to the workbench: a member who may have files checked."""
    return identity is None or (bool(identity.roles) and identity.process is None)


def _shown(request: Request, engine: Engine, identity: Identity | None, method: Method) -> Response:
    versions = [one.version for one in methods_for(engine, identity) if one.id == method.id]
    me = named(engine, request)
    language = wanted_language(request, method.languages) or ""
    etag = tag_of(method.digest, language, me or "", *versions, str(may_write(identity)), BUILD)

    def page() -> bytes:
        return render(
            request, method, me=me, versions=versions, newest=versions[0] if versions else method.version,
            may_write=may_write(identity), file=f"/v1/methods/{method.id}/{method.version}/source", invited=False,
        ).encode()  # fmt: skip

    return answer(request, page, etag, "text/html", VARY)


def _shelved(request: Request, engine: Engine, versions: list[Published], words: Words, zone: str) -> Shelved:
    newest, *others = versions
    method = engine.method(newest.id, newest.version)
    language = method.language(wanted_language(request, method.languages))
    declared = method.declared
    return Shelved(
        newest.id, language, declared.title.say(language), declared.summary.say(language), newest.version,
        words("published", when=say_instant(words.language, zone, newest.published_at)),
        [one.version for one in others],
    )  # fmt: skip
