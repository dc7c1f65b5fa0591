"""Polls of progress and list pages with a token, beside a bare application that answers constant bytes."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.callers import always, asked_once, calling, request
from benchmarks.figures import Goal, Line
from benchmarks.servers import bare, prepared, sluis
from benchmarks.setting import Benchmark, Setting

CALLERS = 16
ON_FILE, ON_SERVER = 0.7, 0.2


def run(setting: Setting) -> Iterator[Line]:
    """Measure on SQLite, then on PostgreSQL."""
    with setting.place("polls") as folder:
        yield from _measured(setting, "SQLite", f"sqlite:///{folder}/sluis.db", ON_FILE)
    if setting.size != "tiny":  # the same on another store
        with setting.postgres() as url:
            yield from _measured(setting, "PostgreSQL", url, ON_SERVER)


def _measured(setting: Setting, where: str, url: str, goal: float) -> Iterator[Line]:
    callers = setting.pick(CALLERS, CALLERS, 2)
    has = prepared(url, setting.pick(100, 20, 2), setting.pick(12, 12, 2))
    with bare("constant") as floor, sluis(url) as served:
        path = f"/v1/processes/{has.processes[0].id}"
        plain = request("GET", path, has.headers)
        etag = asked_once(served.port, plain)[0]["etag"]
        known = request("GET", path, has.headers | {"If-None-Match": etag})
        page = request("GET", "/v1/processes?limit=50", has.headers)
        base, whole, same, pages = "bare", f"poll, 200, {where}", f"poll, 304, {where}", f"list of 50, {where}"
        turns = setting.turns({
            base: calling(floor.port, floor.pid, always(request("GET", "/"), callers)),
            whole: calling(served.port, served.pid, always(plain, callers)),
            same: calling(served.port, served.pid, always(known, callers), 304),
            pages: calling(served.port, served.pid, always(page, callers)),
        })  # fmt: skip
    yield turns.line(base, note=f"an ASGI application, constant bytes; {callers} callers for each")
    yield turns.line(whole, to=base, goal=Goal(goal))
    yield turns.line(same, to=base, goal=Goal(goal))
    yield turns.line(pages, to=base)
    yield turns.cpu(whole, to=base)
    yield turns.cpu(same, to=base)


BENCHMARK = Benchmark("polls", "Polls and list pages over HTTP with authentication", run)
