"""Commands over HTTP with a token, beside a bare application that keeps the floor at each request."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.callers import always, calling, request
from benchmarks.figures import Goal, Line, absent
from benchmarks.servers import Prepared, bare, prepared, sluis
from benchmarks.setting import Benchmark, Setting, syncs
from benchmarks.slow import ABSENT, can_be_slow

CALLERS = 32
GOAL = 0.8


def run(setting: Setting) -> Iterator[Line]:
    """Measure one caller and 32, on each kind of disk, on SQLite; and on PostgreSQL."""
    for disk, longer in setting.disks():
        with syncs(longer), setting.place(f"http-commands-{longer}") as folder:
            yield from _measured(setting, f"SQLite, {disk}", f"sqlite:///{folder}/sluis.db")
    if not can_be_slow():
        yield absent("with slow syncs", ABSENT)
    if setting.size != "tiny":  # the same on another store
        with setting.postgres() as url:
            yield from _measured(setting, "PostgreSQL, bare", url)


def _measured(setting: Setting, where: str, url: str) -> Iterator[Line]:
    callers = setting.pick(CALLERS, CALLERS, 2)
    has = prepared(url, callers, setting.pick(12, 12, 2))
    file = setting.folder / f"floor-{where}.db"
    with bare("keeping", file) as floor, sluis(url) as served:
        ask = request("POST", "/", body={"do": "confirm", "id": "mandate-1", "version": 1})
        turns = setting.turns({
            f"bare, 32 callers, {where}": calling(floor.port, floor.pid, always(ask, callers)),
            f"one caller, {where}": calling(served.port, served.pid, _acting(has, 1)),
            f"32 callers, {where}": calling(served.port, served.pid, _acting(has, callers)),
        })  # fmt: skip
    base = f"bare, 32 callers, {where}"
    yield turns.line(base, note="an ASGI application that keeps the floor on SQLite, without authentication")
    yield turns.line(f"one caller, {where}", to=base)
    yield turns.line(f"32 callers, {where}", to=base, goal=Goal(GOAL) if where.startswith("SQLite") else None)
    yield turns.cpu(f"32 callers, {where}", to=base)


def _acting(has: Prepared, callers: int) -> list[Iterator[bytes]]:
    """Return callers that each act on a process of their own, without end."""
    return [has.acts_in(one) for one in has.processes[:callers]]


BENCHMARK = Benchmark("http-commands", "Commands over HTTP with authentication", run)
