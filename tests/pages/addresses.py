"""Every address that a browser can open, found from the running router, so that a new page is visited by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal, get_args, get_origin
from urllib.parse import quote, urlencode

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel

from api.problems import STATUS
from api.routes.diagrams import Ending
from tests.pages.world import Scope, World

NAMED = re.compile(r"\{(\w+)[^}]*\}")
ENDINGS = get_args(Ending)
FIXED = {"kind": [next(iter(STATUS))]}
TABLES = ["log"]
SHORT = 300


@dataclass(frozen=True, slots=True)
class Address:
    """Something to open: `route` is what the router calls it, `kind` that with what is chosen there."""

    route: str
    path: str
    kind: str


def routes(app: FastAPI) -> list[Any]:
    """Return all that the running router answers to a browser that opens it."""
    return [one for one in iter_route_contexts(app.routes) if "GET" in (one.methods or ())]


def addresses(app: FastAPI, world: World) -> Iterator[Address]:
    """Yield every address of what there is in a world, each once, with every choice that it offers."""
    known: dict[str, Address] = {}
    for one in routes(app):
        for route in _endings(str(one.path)):
            for path in _filled(route, world):
                for query in _choices(one):
                    known[path + query] = Address(str(one.path), path + query, route + query)
    yield from known.values()


def forms(world: World, most: int) -> Iterator[Address]:
    """Yield addresses of forms by which something can be done in each process; some readers can, and some cannot."""
    route = "/processes/{process}/form"
    for scope in world.scopes:
        (process,) = scope["process"]
        _, situation = world.engine.situation(process)
        runs = [
            {"do": do, "run": one.id} for one in situation.runs.values() if one.is_pending for do in ("vote", "close")
        ]
        live = [{"do": "confirm", "id": one.id} for one in situation.records.values() if one.is_live]
        written = [{"do": "record", "record": one} for one in scope["record"]]
        held = [{"do": do} for do in ("hold", "resume")]
        for asked in (*held, *runs[:most], *live[:most], *written[: 2 * most]):
            yield Address(route, f"/processes/{process}/form?{urlencode(asked)}", f"{route}?do={asked['do']}")


def reflected(app: FastAPI, texts: Iterator[str]) -> Iterator[Address]:
    """Yield every address with a text of somebody else in each of its places: what a link in a mail can hold."""
    for one in routes(app):
        path = str(one.path)
        names = NAMED.findall(path)
        for _ in names or ("",):
            filled = NAMED.sub(lambda _: quote(next(texts)[:SHORT], safe=""), path)
            queries = {name: next(texts)[:SHORT] for name, _ in _queries(one)} | {"unknown": next(texts)[:SHORT]}
            yield Address(path, f"{filled}?{urlencode(queries)}", path)
            alone = () if names else queries.items()
            yield from (Address(path, f"{path}?{urlencode({name: told})}", path) for name, told in alone)


def _endings(path: str) -> list[str]:
    """Return a path with each ending that it can have."""
    return [path.replace("{ending}", one) for one in ENDINGS] if "{ending}" in path else [path]


def _filled(path: str, world: World) -> Iterator[str]:
    """Yield a path with what there is in its places. What has a name that we do not know can be any of it."""
    names = list(dict.fromkeys(NAMED.findall(path)))
    for scope in world.scopes:
        places = [_candidates(name, scope | world.others) for name in names]
        for told in product(*places):
            filled = dict(zip(names, told, strict=True))
            yield NAMED.sub(lambda found: filled[found[1]], path)  # noqa: B023 - it is used at once


def _candidates(name: str, scope: Scope) -> list[str]:
    known = FIXED.get(name) or scope.get(name)
    return known if known is not None else [one for several in scope.values() for one in several]


def _choices(one: Any) -> list[str]:
    """Return the queries that an address takes: none, and each choice of each of its questions."""
    found = [""]
    for name, annotation in _queries(one):
        literal = next((kind for kind in (annotation, *get_args(annotation)) if get_origin(kind) is Literal), None)
        found += [f"?{urlencode({name: value})}" for value in get_args(literal)] if literal else []
    if any(name == "table" for name, _ in _queries(one)):
        found += [f"?format=csv&table={table}" for table in TABLES]
    return found


def _queries(one: Any) -> Iterator[tuple[str, Any]]:
    dependant = getattr(one, "dependant", None)
    for asked in dependant.query_params if dependant else ():
        annotation = asked.field_info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from ((info.alias or name, info.annotation) for name, info in annotation.model_fields.items())
        else:
            yield asked.alias, annotation
