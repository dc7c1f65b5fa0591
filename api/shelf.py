"""Which methods somebody may read: a member all of his organisation, a guest those by which his processes go."""

from __future__ import annotations

from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING

from api.dependencies import must_read, narrowed
from engine.errors import MethodUnknown, MethodUnread
from engine.journal.rows import Filters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine import Engine
    from engine.access.identity import Identity
    from engine.journal.library import Published
    from engine.language import Method

PAGE = 100


def methods_for(engine: Engine, identity: Identity | None) -> list[Published]:
    """Return the published versions that somebody may read. Raises Denied."""
    must_read(identity)
    if identity is None or _is_member(identity):
        return engine.methods()
    known = set(_in_use(engine, identity))
    return [one for one in engine.methods() if (one.id, one.version) in known]


def read_for(engine: Engine, identity: Identity | None) -> Iterator[tuple[Published, Method]]:
    """Yield the versions that somebody may read, but for those that wait for an upgrade of this server."""
    return _read(engine, methods_for(engine, identity))


def newest_for(engine: Engine, identity: Identity | None) -> list[Method]:
    """Return the newest version of each method that somebody may read, but for those that wait for an upgrade."""
    known = groupby(methods_for(engine, identity), key=lambda one: one.id)
    return [method for _, method in _read(engine, (next(versions) for _, versions in known))]


def method_for(engine: Engine, identity: Identity | None, method: str, version: str | None = None) -> Method:
    """Return a method, its newest version where none is named. Raises MethodUnknown for one he may not read."""
    must_read(identity)
    if identity is None or _is_member(identity):
        return engine.method(method, version)
    mine = [one.version for one in methods_for(engine, identity) if one.id == method and version in {None, one.version}]
    if not mine:
        raise MethodUnknown(method, version)
    return engine.method(method, mine[0])


def _read(engine: Engine, found: Iterable[Published]) -> Iterator[tuple[Published, Method]]:
    for one in found:
        with suppress(MethodUnread):
            yield one, engine.method(one.id, one.version)


def _is_member(identity: Identity) -> bool:
    return bool(identity.roles) and identity.process is None


def _in_use(engine: Engine, identity: Identity) -> Iterator[tuple[str, str]]:
    filters, after = narrowed(engine, identity, Filters()), None
    while True:
        page = engine.processes(filters, after, PAGE)
        yield from ((one.method, one.version) for one in page.items)
        if page.next is None:
            return
        after = page.next
