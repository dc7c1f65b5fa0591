"""Gates that people would lose their way in, and conditions that can be asked for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.conditions import needs_in
from engine.language.declaration import ConditionOrGroup
from engine.language.quantities import Count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.checker import Checker
    from engine.language.conditions import Group
    from engine.language.plan import Way

MOST_CONDITIONS = 9


def check_gates(checker: Checker, gates: Mapping[str, Group]) -> None:
    """Warn of gates with too many conditions to oversee, and of each `each` that may be empty and does not say so."""
    sizes = {name: len(needs_in(gates[f"gate:{name}"])) for name in checker.declared.gates}
    for name, size in sizes.items():
        if size > MOST_CONDITIONS:
            _too_many(checker, ("gates", name), size)
    for way in checker.plan.ways.values():
        size = _size(gates, way, sizes)
        if size > MOST_CONDITIONS:
            _too_many(checker, (*checker.plan.place(way.owner), "moves", way.name, "gate"), size)
    for path, part in checker.parts:
        if isinstance(part, ConditionOrGroup) and _may_be_empty(part):
            message = (
                "where this leaves nobody and nothing, the condition is unmet for ever: say 'if_none: met', "
                "or 'if_none: unmet' where that is meant"
            )
            checker.complain((*path, "each"), message, "empty-each")


def _size(gates: Mapping[str, Group], way: Way, sizes: Mapping[str, int]) -> int:
    """Return how many conditions a move waits for; 0 where one of the gates it names has too many already."""
    named = [item for item in way.declared.gate or () if isinstance(item, str)]
    if any(sizes[name] > MOST_CONDITIONS for name in named) or not way.declared.gate:
        return 0
    return len(needs_in(gates[f"move:{way.address}"]))


def _may_be_empty(part: ConditionOrGroup) -> bool:
    """Tell whether a condition may be asked for nobody; one that asks for a number says that this is too few."""
    says = "if_none" in part.model_fields_set or isinstance(part.at_least, Count)
    return bool(part.each and part.where and not part.advisory) and not says


def _too_many(checker: Checker, path: tuple[str | int, ...], number: int) -> None:
    message = (
        f"this gate has {number} conditions, and people keep {MOST_CONDITIONS} in view at most: "
        "spread them over several phases, or ask one thing that stands for several"
    )
    checker.complain_at_key(path, message, "crowded-gate")
