"""Does one of three pure key paths some times, between two marks that callgrind looks for. Run by `instructions`."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

from benchmarks.parties import AT, in_memory
from benchmarks.samples import command
from engine.authoring.simulation import counted_ids
from engine.language.conditions import needs_in
from engine.process.decide import decide
from engine.process.sight import Reader
from engine.process.view import as_id, progress, telling_for
from engine.process.world import World

PARTIES, MANY, PHASE = 12, 1_000, "convene"


def deciding() -> Callable[[], object]:
    """Return what decides a confirmation in a process of 12 parties, which opens its gate."""
    method, _, before = in_memory(PARTIES)
    act = command("confirm", id=f"mandate-{PARTIES - 1}", version=1)
    return lambda: decide(method, before, act, AT, iter(counted_ids("counted")))


def asking() -> Callable[[], object]:
    """Return what evaluates a condition over 1,000 parties, all met."""
    method, met, _ = in_memory(MANY)
    world = World(method, met)
    (need,) = (one for gate in method.gates.values() for one in needs_in(gate) if one.id == "all")
    assert need.need is not None  # noqa: S101 - it is declared with one
    expression, names = need.need, world.names(need.need.typed.names, {}, PHASE)
    return lambda: expression.evaluate(names, world.budget(expression))


def viewing() -> Callable[[], object]:
    """Return what makes the view of a process of 12 parties, one of which lacks its mandate."""
    method, _, before = in_memory(PARTIES)
    reader = Reader(language="en")
    return lambda: progress(telling_for(method, before, reader, as_id, ()))


PATHS = {"decide": deciding, "condition": asking, "view": viewing}


def main() -> None:
    """Warm up, then do it as often as is asked while it is counted."""
    library, path, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    work = PATHS[path]()

    def repeat() -> None:
        for _ in range(times):
            work()

    repeat()
    ctypes.PyDLL(library).counted(ctypes.CFUNCTYPE(None)(repeat))


if __name__ == "__main__":
    main()
