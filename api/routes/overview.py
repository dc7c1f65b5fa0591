"""How many processes there are, and where: for whoever has many, and for dashboards that poll."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, TypeAdapter

from api.dependencies import EngineDep, IdentityDep, SettingsDep, answer, narrowed, tag_of
from api.language import wanted_language
from api.routes.processes import Narrowing
from api.trends import Trends, trends_of
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
    """The processes of one method, of all its versions. A process counts in every phase it is in.

    `stages` are the outermost phases, in their order, also those in which none is now.
    """

    id: str
    title: str
    total: int
    states: States
    overdue: int
    stages: list[PhaseCount]
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
    trends: Trends | None


class OverviewQuery(Narrowing):
    """Which processes are counted."""

    rehearsal: Annotated[bool, Field(description="Rehearsals alone; by default they are left out.")] = False
    weeks: Annotated[int | None, Field(ge=1, le=53, description="Over how many weeks `trends` are told.")] = None


OVERVIEW = TypeAdapter(Overview)
READ = {200: {"model": Overview}, 304: {"description": "You have it already."}}


@router.get("", summary="How many processes are where", response_class=Response, responses=READ)  # type: ignore[arg-type]  # FastAPI's type is wider than it says
def read_overview(
    request: Request, engine: EngineDep, identity: IdentityDep, settings: SettingsDep,
    asked: Annotated[OverviewQuery, Query()],
) -> Response:  # fmt: skip
    """Return counts by method, phase, state and whose turn it is. Made to be polled."""
    filters = narrowed(engine, identity, asked.filters())
    body = OVERVIEW.dump_json(overview(request, engine, filters, asked.weeks, settings.zone))
    return answer(request, body, tag_of(body.decode()))


def overview(
    request: Request, engine: Engine, filters: Filters, weeks: int | None = None, zone: str = "UTC",
    of_trends: Filters | None = None,
) -> Overview:  # fmt: skip
    """Return processes that fit, counted, in the words of whoever asks; over some weeks, as a zone has them, too.

    `of_trends` narrows the trends alone, within what fits.
    """
    counts = engine.counts(filters)
    by_method: dict[str, list[Count]] = {}
    for one in counts:
        by_method.setdefault(one.method, []).append(one)
    titles = {one: _Titles(request, _versions(engine, several)) for one, several in by_method.items()}
    methods = [_method(engine, filters, titles[one], one, several) for one, several in by_method.items()]
    methods.sort(key=lambda one: (one.title.casefold(), one.id))
    told = {one: each.phases for one, each in titles.items()}
    trends = trends_of(engine, of_trends or filters, weeks, zone, told) if weeks else None
    return Overview(_total(counts), states_of(counts), overdue_in(counts), methods, trends)


def _versions(engine: Engine, counts: list[Count]) -> list[Method]:
    """Return the versions of one method that are counted."""
    return [engine.method(counts[0].method, version) for version in dict.fromkeys(one.version for one in counts)]


def _method(engine: Engine, filters: Filters, titles: _Titles, identity: str, counts: list[Count]) -> MethodCount:
    turns = engine.turns(list(titles.roles), replace(filters, method=identity, ended=False))
    return MethodCount(
        id=identity,
        title=titles.method,
        total=_total(counts),
        states=states_of(counts),
        overdue=overdue_in(counts),
        stages=_stages(counts, titles.phases),
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


def _stages(counts: Iterable[Count], titles: dict[str, str]) -> list[PhaseCount]:
    number, overdue = _counted(counts, lambda one: {path.partition(".")[0] for path in one.phases})
    stages = {path: title for path, title in titles.items() if "." not in path} | {
        path: titles.get(path, path) for path in sorted(number) if path not in titles
    }
    return [PhaseCount(path, title, number[path], overdue[path]) for path, title in stages.items()]


def _counted(
    counts: Iterable[Count], paths_of: Callable[[Count], Iterable[str]]
) -> tuple[Counter[str], Counter[str]]:  # fmt: skip
    """Return how many processes are in each phase, and how many of these are overdue."""
    number, overdue = Counter[str](), Counter[str]()
    for one in counts:
        for path in paths_of(one) if one.state != "ended" else ():
            number[path] += one.number
            overdue[path] += one.overdue
    return number, overdue


def _phases(counts: Iterable[Count], titles: dict[str, str]) -> list[PhaseCount]:
    number, overdue = _counted(counts, lambda one: one.phases)
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
