"""Does one of three pure key paths some times. Run by `instructions`, which counts what more times take."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.parties import AT, in_memory
from benchmarks.samples import command, the_method
from engine.authoring.simulation import counted_ids
from engine.language.conditions import needs_in
from engine.process.decide import decide
from engine.process.sight import Reader
from engine.process.situation import Situation
from engine.process.view import as_id, progress, telling_for
from engine.process.world import World

PARTIES, MANY, PHASE = 12, 1_000, "convene"


def deciding(before: Situation) -> Callable[[], object]:
    """Return what decides a confirmation in a process of 12 parties, which opens its gate."""
    method = the_method()
    act = command("confirm", id=f"mandate-{PARTIES - 1}", version=1)
    return lambda: decide(method, before, act, AT, iter(counted_ids("counted")))


def asking(met: Situation) -> Callable[[], object]:
    """Return what evaluates a condition over 1,000 parties, all met."""
    method = the_method()
    world = World(method, met)
    (need,) = (one for gate in method.gates.values() for one in needs_in(gate) if one.id == "all")
    assert need.need is not None  # noqa: S101 - it is declared with one
    expression, names = need.need, world.names(need.need.typed.names, {}, PHASE)
    return lambda: expression.evaluate(names, world.budget(expression))


def viewing(before: Situation) -> Callable[[], object]:
    """Return what makes the view of a process of 12 parties, one of which lacks its confirmation."""
    method, reader = the_method(), Reader(language="en")
    return lambda: progress(telling_for(method, before, reader, as_id, ()))


PATHS = {"decide": deciding, "condition": asking, "view": viewing}


def keep(folder: Path) -> None:
    """Write the situations that the paths begin with: making them would take most of the time while it is counted."""
    _, _, before = in_memory(PARTIES)
    _, met, _ = in_memory(MANY)
    for path in PATHS:
        (folder / path).write_bytes(pickle.dumps(met if path == "condition" else before))


def main() -> None:
    """Do it once, and then as often as is asked."""
    folder, path, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    work = PATHS[path](pickle.loads((folder / path).read_bytes()))  # noqa: S301 - written by `keep` a moment ago
    for _ in range(1 + times):
        work()


if __name__ == "__main__":
    main()
