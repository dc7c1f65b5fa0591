"""The first page: what waits for whoever asks, and the processes that he may know of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.dependencies import EngineDep, IdentityDep, SettingsDep, narrowed
from api.language import wanted_language
from api.pages.binding import may_open_here
from api.routes.method_pages import may_write
from api.routes.overview import overdue_in, states_of
from api.routes.todo import Turn, seats_told, turns
from api.templating import PAGES
from api.wording import say_instant
from api.wording.home import words_of_home
from api.wording.process import words_in
from engine import Engine
from engine.access.identity import Identity
from engine.journal.counting import Count
from engine.journal.rows import Filters, Standing

router = APIRouter(include_in_schema=False)
PAGE, MOST_SEATS = 50, 100
STATES = ("open", "held", "ended")
KINDS = {"open": "water", "held": "hold"}


@dataclass(frozen=True, slots=True)
class Row:
    """A process in the list."""

    id: str
    title: str
    method: str
    kind: str
    state: str
    marks: list[str]
    where: str
    changed: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to. What no state is counts as none, so that no address is a dead end."""

    q: str | None
    state: str | None


@router.get("/")
def show_home(
    request: Request, engine: EngineDep, identity: IdentityDep, settings: SettingsDep,
    q: Annotated[str | None, Query(max_length=200)] = None, state: Annotated[str | None, Query(max_length=20)] = None,
    cursor: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:  # fmt: skip
    """Show what waits for whoever asks, and a page of the processes that he may know of."""
    asked = Asked(q or None, state if state in STATES else None)
    everything = narrowed(engine, identity, Filters(archived=False))
    page = engine.processes(replace(everything, q=asked.q, state=asked.state), cursor, PAGE)
    language = wanted_language(request) or "en"
    words, (waiting, has_more) = words_of_home(language), _waiting(request, engine, identity)
    shown = PAGES.get_template("home.html").render(
        language=language,
        say=words_in(language),
        words=words,
        me=_named(engine, identity),
        may_write=may_write(identity),
        turns=[
            {"text": one.text, "process": one.process, "when": _due(one, words, language, settings.zone)}
            for one in waiting
        ],
        has_more_turns=has_more,
        counted=_counted(words, engine.counts(everything)),
        asked=asked,
        may_open=may_open_here(identity),
        rows=[_row(request, engine, one, words, settings.zone) for one in _in_order(page.items)],
        next=_following(asked, page.next),
    )
    return HTMLResponse(shown, headers={"Vary": "Accept-Language"})


def _in_order(several: Sequence[Standing]) -> list[Standing]:
    """Return a page of the list with what has ended last: what is under way is what one comes for."""
    return sorted(several, key=lambda one: one.state == "ended")


def _waiting(request: Request, engine: Engine, identity: Identity | None) -> tuple[list[Turn], bool]:
    if identity is None or identity.is_dashboard:
        return [], False
    told, following = seats_told(request, engine, identity, None, MOST_SEATS)
    return turns(told), following is not None


def _named(engine: Engine, identity: Identity | None) -> str | None:
    """Return what an account is called; None where there are none."""
    if identity is None:
        return None
    own = engine.access.accounts.own(identity)
    return own.name or own.email or "…"


def _counted(words: dict[str, str], counts: list[Count]) -> str:
    states, overdue = states_of(counts), overdue_in(counts)
    counted = words["counted"].format(open=states.open, held=states.held, ended=states.ended)
    return f"{counted}, {words['late'].format(overdue=overdue)}" if overdue else counted


def _row(request: Request, engine: Engine, one: Standing, words: dict[str, str], zone: str) -> Row:
    method = engine.method(one.method, one.version)
    language = wanted_language(request, method.languages) or method.language(None)
    marks = [words["overdue"]] if one.overdue else []
    marks += [words["rehearsal"]] if one.rehearsal else []
    where = ", ".join(method.title_of(path).say(language) for path in one.phases if path in method.plan.nodes)
    if one.end in method.declared.ends:
        where = method.declared.ends[one.end].title.say(language)
    kind = "late" if one.overdue else KINDS.get(one.state, "")
    title, changed = one.title or "…", say_instant(language, zone, one.changed_at)
    return Row(one.id, title, method.declared.title.say(language), kind, words[one.state], marks, where, changed)


def _due(one: Turn, words: dict[str, str], language: str, zone: str) -> str:
    return words["by"].format(when=say_instant(language, zone, one.due_at)) if one.due_at else ""


def _following(asked: Asked, cursor: str | None) -> str | None:
    """Return what the address of the next page asks for; None where there is none."""
    if cursor is None:
        return None
    told = {"q": asked.q, "state": asked.state, "cursor": cursor}
    return urlencode({name: value for name, value in told.items() if value})
