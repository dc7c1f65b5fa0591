"""Finds where every declared move leads, and complains about those that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.diagnostics import nearest
from engine.language.plan import MoveNowhere, Way, address_of, destination, reachable_names

if TYPE_CHECKING:
    from engine.language.checker import Checker


def ways_of(checker: Checker) -> dict[str, Way]:
    """Return every move by address, in declared order, with its destination."""
    found: dict[str, Way] = {}
    for path, node in checker.plan.nodes.items():
        for name, move in node.declared.moves.items():
            place = (*checker.plan.place(path), "moves", name)
            try:
                to = destination(checker.plan, path, move.to, checker.declared.ends)
            except MoveNowhere as problem:
                names = reachable_names(checker.plan, path, checker.declared.ends)
                checker.complain((*place, "to"), f"{problem}{nearest(move.to, names)}", "structure")
                continue
            address = address_of(path, name)
            if address in checker.plan.nodes:
                checker.complain_at_key(place, f"the phase '{address}' and this move cannot share a name", "name")
            found[address] = Way(address, path, name, move, to)
    return found
