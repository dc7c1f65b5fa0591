"""What is asked at opening and seen by fewer than see the process: by whom, and where conditions may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.declaration import ConditionOrGroup
from engine.language.plan import ROOT
from engine.language.sights import case_apart, hidden_in

if TYPE_CHECKING:
    from engine.language.checker import Checker
    from engine.language.source import Path


def check_case(checker: Checker) -> None:
    """Complain about sights that mean nobody at opening, and about what would tell what fewer may see.

    A gate may read it and say with `shows` what it tells. What follows from any other expression is seen by others.
    """
    for name, field in checker.declared.case.items():
        path: Path = ("case", name, "seen_by")
        for index, sight in enumerate(field.seen_by or ()):
            if sight == "picked":
                message = "at opening there are no parties yet that could be picked: name roles, 'party' or 'owner'"
                checker.complain((*path, index), message, "not-at-opening")
            if sight == "table" and not checker.plan.nodes[ROOT].declared.table:
                message = "'table' needs the roles that sit at that of the whole method: give the method a 'table'"
                checker.complain((*path, index), message, "no-table")
    if case_apart(checker.declared):
        _outside_gates(checker)


def _outside_gates(checker: Checker) -> None:
    gates = {path for path, part in checker.parts if isinstance(part, ConditionOrGroup)}
    known = {(one.path, one.kind) for one in checker.source.diagnostics}
    for place, expression in checker.expressions:
        if any(place[:length] in gates for length in range(len(place) + 1)):
            continue
        found = sorted((node.start, what) for node, what in hidden_in(checker.declared, expression))
        for start, what in [one for one in found if one[1].startswith("case.")][:1]:
            if (".".join(map(str, place)), "leak") not in known:
                message = (
                    f"others see what follows from this, and fewer may see '{what}': ask it in a gate, with 'shows'"
                )
                checker.source.complain(checker.source.within(place, start), message, "leak-case", place)
