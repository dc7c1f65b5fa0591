"""Growth with processes: polls, list pages and commands among very many, and the memory of a server that knows all."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.callers import Caller, always, called, calling, request
from benchmarks.figures import Goal, Line, Spread
from benchmarks.samples import Acting, Played, opened, the_method, with_parties
from benchmarks.servers import Served, let_in, sluis
from benchmarks.setting import Benchmark, Setting
from benchmarks.timing import repeated
from engine import Engine

GROWTH = Goal(1.5, least=False)
MOST_MEMORY = Goal(1_024, least=False, of_ratio=False)
CALLERS, FEW = 8, 100


def run(setting: Setting) -> Iterator[Line]:
    """Measure with 100 processes and with 100,000, by turns."""
    few, many = setting.pick(FEW, FEW, 2), setting.pick(100_000, 1_000, 4)
    with setting.place("crowd") as folder:
        small, large = f"sqlite:///{folder}/small.db", f"sqlite:///{folder}/large.db"
        of_few, of_many = _filled(small, few), _filled(large, many)
        yield from _commands(setting, [(few, small, of_few[1]), (many, large, of_many[1])])
        with sluis(small) as one, sluis(large) as other:
            yield from _reads(setting, [(few, one, *of_few), (many, other, *of_many)])
            yield from _memory(other, *of_many)


def _filled(url: str, number: int) -> tuple[str, list[str]]:
    """Open so many processes, and return the token by which they are read with their ids."""
    with Engine.open(url) as engine, ThreadPoolExecutor(32) as callers:
        engine.publish(the_method())
        secret, _ = let_in(engine)
        return secret, list(callers.map(lambda one: opened(engine, f"Process {one}"), range(number)))


def _commands(setting: Setting, crowds: Sequence[tuple[int, str, list[str]]]) -> Iterator[Line]:
    names = [f"command among {number:,} processes" for number, _, _ in crowds]
    engines = [Engine.open(url) for _, url, _ in crowds]
    try:
        acting = [
            Acting(engine, [Played(processes[0], with_parties(engine, processes[0], 4))])
            for engine, (_, _, processes) in zip(engines, crowds, strict=True)
        ]
        turns = setting.turns({name: repeated(one) for name, one in zip(names, acting, strict=True)})
    finally:
        for engine in engines:
            engine.close()
    yield turns.spent(names[0])
    yield turns.spent(names[1], names[0], GROWTH)


def _reads(setting: Setting, crowds: Sequence[tuple[int, Served, str, list[str]]]) -> Iterator[Line]:
    asked = {"poll": "/v1/processes/{}", "list page": "/v1/processes?limit=50", "overview": "/v1/overview"}
    for what, path in asked.items():
        subjects = {
            f"{what} among {number:,} processes": calling(
                served.port, served.pid, always(request("GET", path.format(known[0]), _coming_in(token)), CALLERS)
            )
            for number, served, token, known in crowds
        }
        base, name = subjects
        turns = setting.turns(subjects)
        yield turns.spent(base)
        yield turns.spent(name, base, GROWTH if what != "overview" else None)


def _memory(served: Served, token: str, processes: Sequence[str]) -> Iterator[Line]:
    """Poll every process once, and tell what the server then holds."""
    asks = iter([request("GET", f"/v1/processes/{one}", _coming_in(token)) for one in processes])
    before = _mebibytes(served.pid)
    callers = [Caller(asks, 200) for _ in range(CALLERS)]
    asyncio.run(_until_all(served.port, callers, len(processes)))
    there = f"{len(processes):,} open processes"
    yield Line(f"memory before {there} are polled", Spread.of([before]), "MiB")
    yield Line(f"memory, {there} listed and polled", Spread.of([_mebibytes(served.pid)]), "MiB", goal=MOST_MEMORY)


async def _until_all(port: int, callers: Sequence[Caller], number: int) -> None:
    while sum(len(one.took) for one in callers) < number - len(callers):
        for one in callers:
            one.is_over = False
        await called(port, callers, 0.5)


def _mebibytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _coming_in(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


BENCHMARK = Benchmark("crowd", "Growth with processes, and memory", run)
