"""In which phases a process is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.plan import ROOT

if TYPE_CHECKING:
    from engine.language.method import Method
    from engine.process.situation import Situation


def innermost(method: Method, situation: Situation) -> list[str]:
    """Return the innermost phases in which a process is, in declared order."""
    nodes = method.plan.nodes
    now = [path for path in nodes if path != ROOT and situation.is_now(path)]
    return [path for path in now if not any(situation.is_now(child) for child in nodes[path].children)]


def opening_phase(method: Method, situation: Situation, name: str) -> str:
    """Return the innermost phase that opens a record or decision now; of several the first that is declared.

    Where none does, as for a party that catches up, it is the one that was entered last.
    """
    paths = [path for path in method.plan.nodes if path in method.opened_in[name]]
    here = [path for path in paths if situation.is_now(path)]
    if not here:
        return max((path for path in paths if path in situation.visits), key=lambda path: situation.visits[path].order)
    return max(here, key=lambda path: (path.count(".") + bool(path), -here.index(path)))
