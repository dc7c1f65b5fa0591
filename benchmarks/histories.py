"""Growth within a process: 10,000 events over 200 live records, beside 10 events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from benchmarks.figures import Goal, Line
from benchmarks.samples import Acting, Played, command, in_parts, played, the_method
from benchmarks.setting import Benchmark, Setting
from benchmarks.timing import repeated
from engine import Engine

GOAL = Goal(1.5, least=False)
FEW = 2


def run(setting: Setting) -> Iterator[Line]:
    """Measure a command, a poll right after one, and a first read."""
    with setting.place("histories") as folder, Engine.open(f"sqlite:///{folder}/sluis.db") as engine:
        engine.publish(the_method())
        records = setting.pick(200, 50, 4)
        small, large = played(engine, FEW), played(engine, records)
        events = _grown(engine, large, setting.pick(10_000, 1_500, 30))
        short, long = "a short history", f"{events:,} events, {records} live records"
        for what, make in (("command", _acting), ("poll after a change", _changed), ("first read", _first)):
            base, name = f"{what}, {short}", f"{what}, {long}"
            turns = setting.turns({base: repeated(make(engine, small)), name: repeated(make(engine, large))})
            yield turns.spent(base)
            yield turns.spent(name, base, GOAL if what != "first read" else None)


def _grown(engine: Engine, one: Played, events: int) -> int:
    """Let the convener act until there are so many events; return how many there are."""
    while (known := engine.situation(one.id)[1].order) < events:
        in_parts(engine, one.id, [command(**act) for act in islice(one.acts, 50)])
    return known


def _acting(engine: Engine, one: Played) -> Callable[[], object]:
    return Acting(engine, [one])


def _changed(engine: Engine, one: Played) -> Callable[[], object]:
    """Poll as after each change: nothing that was shown before can be shown again."""
    return lambda: engine.view(one.id)


def _first(engine: Engine, one: Played) -> Callable[[], object]:
    def read() -> None:
        engine._journal.forget()  # noqa: SLF001 - as after a start
        engine.view(one.id)

    return read


BENCHMARK = Benchmark("histories", "Growth with events and live records", run)
