"""How many processes there are, and where: for whoever has many, and for dashboards that poll."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, TypeAdapter

from api.dependencies import EngineDep, IdentityDep, answer, narrowed, tag_of
from api.language import wanted_language
from api.routes.processes import Narrowing
from engine import Engine
from engine.journal.counting import Count
from engine.journal.rows import Filters
from engine.language import Method

router = APIRouter(prefix="/v1/overview", tags=["processes"])


@dataclass(frozen=True, slots=True)
class States:
    """How many processes go on, are held up, and have ended."""

    open: int
    held: int
    ended: int


@dataclass(frozen=True, slots=True)
class PhaseCount:
    """How many processes are in a phase now, as an innermost one, and how many of these are overdue."""

    path: str
    title: str
    number: int
    overdue: int


@dataclass(frozen=True, slots=True)
class NamedCount:
    """How many processes ended so, or wait for holders of a role."""

    id: str
    title: str
    number: int


@dataclass(frozen=True, slots=True)
class MethodCount:
    """The processes of one method, of all its versions. A process counts in every phase it is in."""

    id: str
    title: str
    total: int
    states: States
    overdue: int
    phases: list[PhaseCount]
    turns: list[NamedCount]
    ends: list[NamedCount]


@dataclass(frozen=True, slots=True)
class Overview:
    """All processes that the reader may know of, counted; methods in the order of their titles."""

    total: int
    states: States
    overdue: int
    methods: list[MethodCount]


class OverviewQuery(Narrowing):
    """Which processes are counted."""

    rehearsal: Annotated[bool, Field(description="Rehearsals alone; by default they are left out.")] = False


OVERVIEW = TypeAdapter(Overview)
READ = {200: {"model": Overview}, 304: {"description": "You have it already."}}


@router.get("", summary="How many processes are where", response_class=Response, responses=READ)  # type: ignore[arg-type]  # FastAPI's type is wider than it says
def read_overview(
    request: Request, engine: EngineDep, identity: IdentityDep, asked: Annotated[OverviewQuery, Query()]
) -> Response:
    """Return counts by method, phase, state and whose turn it is. Made to be polled."""
    filters = narrowed(engine, identity, asked.filters())
    body = OVERVIEW.dump_json(overview(request, engine, filters))
    return answer(request, body, tag_of(body.decode()))


def overview(request: Request, engine: Engine, filters: Filters) -> Overview:
    """Return processes that fit, counted, in the words of whoever asks."""
    counts = engine.counts(filters)
    by_method: dict[str, list[Count]] = {}
    for one in counts:
        by_method.setdefault(one.method, []).append(one)
    methods = [_method(request, engine, filters, one, several) for one, several in by_method.items()]
    methods.sort(key=lambda one: (one.title.casefold(), one.id))
    return Overview(_total(counts), states_of(counts), overdue_in(counts), methods)


def _method(request: Request, engine: Engine, filters: Filters, identity: str, counts: list[Count]) -> MethodCount:
    versions = [engine.method(identity, version) for version in dict.fromkeys(one.version for one in counts)]
    titles = _Titles(request, versions)
    turns = engine.turns(list(titles.roles), replace(filters, method=identity, ended=False))
    return MethodCount(
        id=identity,
        title=titles.method,
        total=_total(counts),
        states=states_of(counts),
        overdue=overdue_in(counts),
        phases=_phases(counts, titles.phases),
        turns=[NamedCount(role, titles.roles[role], number) for role, number in turns.items() if number],
        ends=_ends(counts, titles.ends),
    )


class _Titles:
    """What a method, its phases, roles and ends are called, by the newest of several versions that has them."""

    def __init__(self, request: Request, versions: list[Method]) -> None:
        self.method = ""
        self.phases: dict[str, str] = {}
        self.roles: dict[str, str] = {}
        self.ends: dict[str, str] = {}
        for one in versions:
            language = wanted_language(request, one.languages) or one.language(None)
            self.method = one.declared.title.say(language)
            self.phases |= {path: one.title_of(path).say(language) for path in one.plan.nodes if path}
            self.roles |= {name: role.title.say(language) for name, role in one.declared.roles.items()}
            self.ends |= {name: end.title.say(language) for name, end in one.declared.ends.items()}


def _phases(counts: Iterable[Count], titles: dict[str, str]) -> list[PhaseCount]:
    number, overdue = Counter[str](), Counter[str]()
    for one in counts:
        if one.state == "ended":
            continue
        for path in one.phases:
            number[path] += one.number
            overdue[path] += one.overdue
    order = {path: place for place, path in enumerate(titles)}
    known = sorted(number, key=lambda path: (order.get(path, len(order)), path))
    return [PhaseCount(path, titles.get(path, path), number[path], overdue[path]) for path in known]


def _ends(counts: Iterable[Count], titles: dict[str, str]) -> list[NamedCount]:
    number = Counter[str]()
    for one in counts:
        if one.end is not None:
            number[one.end] += one.number
    return [NamedCount(end, titles.get(end, end), several) for end, several in sorted(number.items())]


def states_of(counts: Iterable[Count]) -> States:
    """Return how many processes are in each state."""
    number = Counter[str]()
    for one in counts:
        number[one.state] += one.number
    return States(number["open"], number["held"], number["ended"])


def _total(counts: Iterable[Count]) -> int:
    return sum(one.number for one in counts)


def overdue_in(counts: Iterable[Count]) -> int:
    """Return how many processes are overdue."""
    return sum(one.overdue for one in counts)
