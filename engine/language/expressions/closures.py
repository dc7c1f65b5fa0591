"""The careful evaluation: the typed tree as closures that return what cannot be told instead of raising it.

The explanation asks them for the value of every part. They share only `operations` with the fast evaluation.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from engine.language.expressions import typed
from engine.language.expressions.operations import OPERATIONS, ORDER, contained, member_slot, same
from engine.language.expressions.types import Choice, ListOf, MapOf
from engine.language.expressions.values import Steps, Unknown


@dataclass(frozen=True, slots=True)
class Frame:
    """What a closure reads: the root names, the elements that the macros around it are at, the steps that are left."""

    names: Mapping[str, object]
    steps: Steps
    elements: Mapping[str, Any] = field(default_factory=dict)

    def at(self, variable: str, element: object) -> Frame:
        """Return the frame inside a macro."""
        return Frame(self.names, self.steps, {**self.elements, variable: element})


Closure: TypeAlias = Callable[[Frame], Any]
Closures: TypeAlias = Mapping[typed.Node, Closure]
_Close: TypeAlias = Callable[[typed.Node], Closure]


def close(root: typed.Node) -> Closures:
    """Return the closure of every node of a tree: from a frame to its value or an `Unknown`. They raise OutOfSteps."""
    closures: dict[typed.Node, Closure] = {}

    def closed(node: typed.Node) -> Closure:
        closures[node] = closure = _CLOSERS[type(node)](node, closed)
        return closure

    closed(root)
    return closures


def _strict(operate: Callable[..., Any], *parts: Closure) -> Closure:
    """Return the closure of an operation on a frame and the values of all parts; unknown as the first unknown part."""

    def closure(frame: Frame) -> object:
        values = []
        for part in parts:
            value = part(frame)
            if isinstance(value, Unknown):
                return value
            values.append(value)
        try:
            return operate(frame, *values)
        except Unknown as unknown:
            return unknown.with_traceback(None)

    return closure


def _constant(node: typed.Constant, close: _Close) -> Closure:
    return lambda _: node.value


def _root(node: typed.Root, close: _Close) -> Closure:
    return lambda frame: frame.names[node.name]


def _element(node: typed.Element, close: _Close) -> Closure:
    return lambda frame: frame.elements[node.name]


def _get(node: typed.Get, close: _Close) -> Closure:
    slot = member_slot(node.member)
    return _strict(lambda _, thing: getattr(thing, slot), close(node.of))


def _has(node: typed.Has, close: _Close) -> Closure:
    slot = member_slot(node.member)

    def is_there(frame: Frame, thing: object) -> bool:
        try:
            getattr(thing, slot)
        except Unknown as unknown:
            if unknown.absent:
                return False
            raise
        return True

    return _strict(is_there, close(node.of))


def _list(node: typed.ListValue, close: _Close) -> Closure:
    return _strict(lambda _, *elements: elements, *map(close, node.elements))


def _map(node: typed.MapValue, close: _Close) -> Closure:
    keys = [key for key, _ in node.entries]
    values = [close(value) for _, value in node.entries]
    return _strict(lambda _, *found: dict(zip(keys, found, strict=True)), *values)


def _apply(node: typed.Apply, close: _Close) -> Closure:
    operation = OPERATIONS[node.operation]
    parts = map(close, node.arguments)
    if operation.counted:
        return _strict(lambda frame, *values: operation.call(frame.steps, *values), *parts)
    return _strict(lambda _, *values: operation.call(*values), *parts)


def _compare(node: typed.Compare, close: _Close) -> Closure:
    return _strict(_comparison(node), close(node.left), close(node.right))


def _comparison(node: typed.Compare) -> Callable[[Frame, Any, Any], bool]:
    many = isinstance(node.left.type, ListOf | MapOf)
    if node.operator in ORDER:
        order = ORDER[node.operator]
        if isinstance(node.left.type, Choice):
            rank = node.left.type.options.index
            return lambda _, left, right: order(rank(left), rank(right))
        return lambda _, left, right: order(left, right)
    if node.operator == "in":
        if isinstance(node.right.type, MapOf) or (typed.constant(node.right) and not many):
            return lambda _, left, right: left in right
        return lambda frame, left, right: contained(frame.steps, left, right)
    wanted = node.operator == "=="
    if many:
        return lambda frame, left, right: same(frame.steps, left, right) is wanted
    return lambda _, left, right: (left == right) is wanted


def _not(node: typed.Not, close: _Close) -> Closure:
    return _strict(lambda _, operand: not operand, close(node.operand))


def _junction(node: typed.Junction, close: _Close) -> Closure:
    operands = [close(operand) for operand in node.operands]
    return lambda frame: _decided(node.decider, (operand(frame) for operand in operands))


def _quantifier(node: typed.Quantifier, close: _Close) -> Closure:
    body = close(node.body)

    def quantified(frame: Frame, over: Collection[object]) -> object:
        frame.steps.spend(len(over))
        return _decided(node.decider, (body(frame.at(node.variable, element)) for element in over))

    return _strict(quantified, close(node.over))


def _decided(decider: bool, values: Iterable[object]) -> object:  # noqa: FBT001  # as in the nodes
    """Return the decider if it is among the values, else the first unknown, else what is left."""
    first = None
    for value in values:
        if value is decider:
            return decider
        if first is None and isinstance(value, Unknown):
            first = value
    return not decider if first is None else first


def _comprehension(node: typed.Comprehension, close: _Close) -> Closure:
    where = close(node.where) if node.where else lambda _: True
    result = close(node.result) if node.result else lambda frame: frame.elements[node.variable]

    def comprehended(frame: Frame, over: Collection[object]) -> object:
        frame.steps.spend(len(over))
        kept = []
        for element in over:
            inner = frame.at(node.variable, element)
            wanted = where(inner)
            value = result(inner) if wanted is True else wanted
            if isinstance(value, Unknown):
                return value
            if wanted:
                kept.append(value)
        return len(kept) == 1 if node.one else kept

    return _strict(comprehended, close(node.over))


def _conditional(node: typed.Conditional, close: _Close) -> Closure:
    condition, yes, no = close(node.condition), close(node.yes), close(node.no)
    return _strict(lambda frame, chosen: (yes if chosen else no)(frame), condition)


_CLOSERS: Mapping[type[typed.Node], Callable[[Any, _Close], Closure]] = {
    typed.Constant: _constant,
    typed.Root: _root,
    typed.Element: _element,
    typed.Get: _get,
    typed.Has: _has,
    typed.ListValue: _list,
    typed.MapValue: _map,
    typed.Apply: _apply,
    typed.Compare: _compare,
    typed.Not: _not,
    typed.Junction: _junction,
    typed.Conditional: _conditional,
    typed.Quantifier: _quantifier,
    typed.Comprehension: _comprehension,
}
