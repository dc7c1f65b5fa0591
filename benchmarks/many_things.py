"""One process with very many parties and records: a command, and the first read after a start."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.figures import Goal, Line, Spread
from benchmarks.samples import Acting, played, the_method
from benchmarks.setting import Benchmark, Setting
from benchmarks.timing import timed
from engine import Engine

COMMAND, READ = 100.0, 1_000.0  # ms


def run(setting: Setting) -> Iterator[Line]:
    """Measure with as many parties as records: each has one."""
    parties = setting.pick(10_000, 1_000, 10)
    with setting.place("many-things") as folder, Engine.open(f"sqlite:///{folder}/sluis.db") as engine:
        engine.publish(the_method())
        one = played(engine, parties)
        act, process = Acting(engine, [one]), one.id
        acts, reads, polls = [], [], []
        for _ in range(setting.rounds):
            acts.append(timed(act) * 1_000)
            polls.append(timed(lambda: engine.view(process)) * 1_000)
            engine._journal.forget()  # noqa: SLF001 - as after a start
            reads.append(timed(lambda: engine.view(process)) * 1_000)
    there = f"{parties:,} parties with a record each"
    yield Line(f"command, {there}", Spread.of(acts), "ms", goal=Goal(COMMAND, least=False, of_ratio=False))
    yield Line(f"poll after it, {there}", Spread.of(polls), "ms")
    yield Line(f"first read, {there}", Spread.of(reads), "ms", goal=Goal(READ, least=False, of_ratio=False))


BENCHMARK = Benchmark("many-things", "Very many parties and records in one process", run)
