"""All benchmarks by name, and a run of some of them."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import (
    authoring,
    commands,
    conditions,
    crowd,
    dashboards,
    histories,
    http_commands,
    instructions,
    many_things,
    pages,
    polls,
    starting,
)
from benchmarks.figures import Line
from benchmarks.peers import beside
from benchmarks.setting import ROUNDS, Benchmark, Setting, Size
from tests.postgres import server

ALL: dict[str, Benchmark] = {
    one.name: one
    for one in (
        commands.SQLITE,
        commands.POSTGRES,
        beside.PEERS,
        http_commands.BENCHMARK,
        polls.BENCHMARK,
        conditions.BENCHMARK,
        histories.BENCHMARK,
        many_things.BENCHMARK,
        crowd.BENCHMARK,
        dashboards.BENCHMARK,
        pages.BENCHMARK,
        starting.BENCHMARK,
        authoring.BENCHMARK,
        instructions.BENCHMARK,
    )
}
SYNCED = {"fsync": "on", "synchronous_commit": "on"}


@dataclass(frozen=True, slots=True)
class Part:
    """What one benchmark found, and how long it took."""

    name: str
    about: str
    seconds: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found, and where. `busy` is how much else the machine had to do: its load when the run began."""

    size: Size
    rounds: int
    began: str
    python: str
    machine: str
    cores: int
    busy: float
    parts: tuple[Part, ...]


def run(
    names: Sequence[str], size: Size, rounds: int | None, told: Callable[[Part], None],
    postgres: Callable[[], AbstractContextManager[str]] | None = None,
) -> Report:  # fmt: skip
    """Run some benchmarks one after another, telling each when it is done."""
    began, load = datetime.now(UTC), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="sluis-benchmarks-") as folder:
        setting = Setting(size, Path(folder), rounds or ROUNDS[size], postgres or a_database)
        parts = []
        for name in names:
            parts.append(_part(ALL[name], setting))
            told(parts[-1])
    return Report(
        size, setting.rounds, began.isoformat(timespec="seconds"), platform.python_version(), platform.machine(),
        os.cpu_count() or 1, round(load, 1), tuple(parts),
    )  # fmt: skip


@contextmanager
def a_database() -> Iterator[str]:
    """Lend a database on a server of its own that waits for the disk at each commit, as one in use does."""
    with ExitStack() as stack:
        yield stack.enter_context(server(SYNCED)).database()


def _part(benchmark: Benchmark, setting: Setting) -> Part:
    began = time.perf_counter()
    lines = tuple(benchmark.run(setting))
    return Part(benchmark.name, benchmark.about, round(time.perf_counter() - began, 1), lines)
