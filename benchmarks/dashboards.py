"""500 dashboards that each poll every five seconds, beside 32 callers that write all the time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import repeat

from benchmarks.callers import Caller, called, request, seconds_of
from benchmarks.figures import Line, Spread
from benchmarks.servers import Prepared, Served, prepared, sluis
from benchmarks.setting import Benchmark, Setting

EVERY = 5.0


def run(setting: Setting) -> Iterator[Line]:
    """Measure how long polls and commands take, beside each other."""
    dashboards, writers = setting.pick(500, 500, 6), setting.pick(32, 32, 2)
    every, seconds = setting.pick(EVERY, EVERY, 0.1), setting.pick(30.0, 6.0, 0.5)
    with setting.place("dashboards") as folder:
        has = prepared(f"sqlite:///{folder}/sluis.db", max(writers, 2), setting.pick(12, 4, 2))
        with sluis(f"sqlite:///{folder}/sluis.db") as served:
            polls, acts = _crowd(has, dashboards, every), _writers(has, writers)
            cpu = seconds_of(served.pid)
            took = asyncio.run(_beside(served, polls, acts, seconds, every))
            busy = (seconds_of(served.pid) - cpu) / took
    crowd = f"{dashboards} dashboards every {every:g} s beside {writers} writers"
    for what, callers in (("poll", polls), ("command", acts)):
        times = sorted(one * 1_000 for caller in callers for one in caller.took)
        note = f"lowest, highest: half of them, 99 of 100; {len(times) / took:.0f}/s"
        middle, late = times[len(times) // 2], times[int(len(times) * 0.99)]
        yield Line(f"{what}, {crowd}", Spread(middle, middle, late), "ms", note=note)
    yield Line(f"the server, {crowd}", Spread.of([100 * busy]), "% of a core")


def _crowd(has: Prepared, dashboards: int, every: float) -> list[Caller]:
    """Return dashboards that watch the processes by turns."""
    paths = [f"/v1/processes/{one.id}" for one in has.processes]
    return [
        Caller(repeat(request("GET", paths[one % len(paths)], has.headers)), 200, every) for one in range(dashboards)
    ]


def _writers(has: Prepared, writers: int) -> list[Caller]:
    """Return callers that each act in a process of their own."""
    return [Caller(has.acts_in(one), 200) for one in has.processes[:writers]]


async def _beside(served: Served, polls: list[Caller], acts: list[Caller], seconds: float, every: float) -> float:
    """Let all ask beside each other, the dashboards spread over the time between two of their polls."""
    took, _ = await asyncio.gather(
        called(served.port, polls, seconds, spread=every), called(served.port, acts, seconds)
    )
    return took


BENCHMARK = Benchmark("dashboards", "Dashboards beside writers", run)
