"""Ways in which a child can end of which its parent takes no notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions.typed import Compare, Get, constant, every
from engine.language.expressions.types import Thing, innermost

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.language.checker import Checker
    from engine.language.expressions import Expression
    from engine.language.expressions.typed import Node
    from engine.language.method import Method

ALL = "*"  # compared otherwise than with ends by name


def check_outcomes(checker: Checker, children: Mapping[str, Method]) -> None:
    """Warn where a child can end well or not, and nothing asks how it ended, or not of all of its ends."""
    asked = _asked(checker) if any(checker.plan.runs()) else {}
    for path, phase in checker.plan.runs():
        child = children.get(str(phase.run))
        ends = child.declared.ends if child else checker.declared.ends
        name = checker.plan.nodes[path].id
        told = asked.get(name, set[str]())
        left = [end for end in ends if end not in told and ALL not in told]
        if left and len({end.verdict for end in ends.values()}) > 1:
            message = (
                f"'{phase.run}' can end in {' or '.join(repr(end) for end in left[:4])}, and nothing here asks whether "
                f"it did: compare '{name}.outcome' in a gate"
            )
            checker.complain((*checker.plan.place(path), "run"), message, "outcome-unasked")


def _asked(checker: Checker) -> dict[str, set[str]]:
    """Return for each phase that runs something which ends conditions tell apart: those they name, or all."""
    found: dict[str, set[str]] = {}
    for _, expression in checker.expressions:
        for name, ends in _compared(expression):
            found.setdefault(name, set()).update(ends)
    return found


def _compared(expression: Expression) -> Iterator[tuple[str, tuple[str, ...]]]:
    compared: set[Node] = set()
    for node in every(expression.typed.root):
        if isinstance(node, Compare) and (name := _run_of(node.left)) and node.operator in ("==", "in"):
            value = constant(node.right)
            if value is not None:
                compared.add(node.left)
                yield name, value[0] if isinstance(value[0], tuple) else (str(value[0]),)
        elif (name := _run_of(node)) and node not in compared:
            yield name, (ALL,)


def _run_of(node: Node) -> str:
    """Return the phase for whose child a node asks the outcome; nothing for other nodes."""
    if not isinstance(node, Get) or node.member != "outcome":
        return ""
    type_ = innermost(node.of.type)
    what, _, name = type_.name.partition(":") if isinstance(type_, Thing) else ("", "", "")
    return name if what == "run" else ""
