"""Gates that people would lose their way in, and conditions that can be asked for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.conditions import needs_in
from engine.language.declaration import ConditionOrGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.checker import Checker
    from engine.language.conditions import Group

MOST_CONDITIONS = 9


def check_gates(checker: Checker, gates: Mapping[str, Group]) -> None:
    """Warn of gates with too many conditions to oversee, and of each `each` that may be empty and does not say so."""
    crowded = {name for name in checker.declared.gates if len(needs_in(gates[f"gate:{name}"])) > MOST_CONDITIONS}
    for name in sorted(crowded):
        _too_many(checker, ("gates", name), len(needs_in(gates[f"gate:{name}"])))
    for way in checker.plan.ways.values():
        gate = gates.get(f"move:{way.address}")
        named = [item for item in way.declared.gate or () if isinstance(item, str)]
        if gate and len(needs_in(gate)) > MOST_CONDITIONS and crowded.isdisjoint(named):
            _too_many(checker, (*checker.plan.place(way.owner), "moves", way.name, "gate"), len(needs_in(gate)))
    for path, part in checker.parts:
        if isinstance(part, ConditionOrGroup) and _may_be_empty(part):
            message = (
                "where this leaves nobody and nothing, the condition is unmet for ever: say 'if_none: met', "
                "or 'if_none: unmet' where that is meant"
            )
            checker.complain((*path, "each"), message, "empty-each")


def _may_be_empty(part: ConditionOrGroup) -> bool:
    return bool(part.each and part.where and not part.advisory) and "if_none" not in part.model_fields_set


def _too_many(checker: Checker, path: tuple[str | int, ...], number: int) -> None:
    message = (
        f"this gate has {number} conditions, and people keep {MOST_CONDITIONS} in view at most: "
        "spread them over several phases, or ask one thing that stands for several"
    )
    checker.complain_at_key(path, message, "crowded-gate")
