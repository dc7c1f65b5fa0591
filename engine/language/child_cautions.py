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


def check_outcomes(checker: Checker, children: Mapping[str, Method]) -> None:
    """Warn where a child can end well or not, and nothing asks how it ended, or not of all of its ends."""
    for path, phase in checker.plan.runs():
        child = children.get(str(phase.run))
        ends = child.declared.ends if child else checker.declared.ends
        name = checker.plan.nodes[path].id
        handled = set(_handled(checker, name, frozenset(ends)))
        if handled.issuperset(ends) or len({end.verdict for end in ends.values()}) == 1:
            continue
        left = [end for end in ends if end not in handled]
        message = (
            f"'{phase.run}' can end in {' or '.join(repr(end) for end in left)}, and nothing here asks whether it did: "
            f"compare '{name}.outcome' in a gate"
        )
        checker.complain((*checker.plan.place(path), "run"), message, "outcome-unasked")


def _handled(checker: Checker, name: str, ends: frozenset[str]) -> Iterator[str]:
    for _, expression in checker.expressions:
        yield from _asked(expression, name, ends)


def _asked(expression: Expression, name: str, ends: frozenset[str]) -> Iterator[str]:
    """Yield the ends that an expression tells apart: those it compares with, and all where it does so otherwise."""
    compared: set[Node] = set()
    for node in every(expression.typed.root):
        if isinstance(node, Compare) and _is_outcome(node.left, name):
            value = constant(node.right)
            if node.operator in ("==", "in") and value is not None:
                compared.add(node.left)
                yield from value[0] if isinstance(value[0], tuple) else (str(value[0]),)
        elif _is_outcome(node, name) and node not in compared:
            yield from ends


def _is_outcome(node: Node, name: str) -> bool:
    if not isinstance(node, Get) or node.member != "outcome":
        return False
    type_ = innermost(node.of.type)
    return isinstance(type_, Thing) and type_.name == f"run:{name}"
