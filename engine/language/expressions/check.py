"""From what is written to what is meant: every name, member, function and operand is resolved and its type checked."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.language.expressions import nodes, typed
from engine.language.expressions.calls import called
from engine.language.expressions.errors import ExpressionError
from engine.language.expressions.fitting import alike, compared, fitted
from engine.language.expressions.names import Place, member, named
from engine.language.expressions.overloads import arithmetic
from engine.language.expressions.types import BOOL, INT, NULL, NUMBER, STRING, ListOf, MapOf, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.language.expressions.types import Scope

_ARITHMETIC = ("+", "-", "*", "/", "%")
_LITERALS = {bool: BOOL, int: INT, Fraction: NUMBER, str: STRING, type(None): NULL}


def check(node: nodes.Node, scope: Scope, expect: Type | None = None) -> typed.Typed:
    """Return the condition with its meaning in `scope`, a value of the type `expect`. Raises ExpressionError."""
    place = Place(scope, _CHECKS)
    root = place.check(node)
    fit = root if expect is None else fitted(root, expect)
    if fit is None:
        raise ExpressionError(f"this must be {expect}; found {root.type}", root.start, root.end)
    found = place.found
    return typed.Typed(fit, frozenset(found.uses), frozenset(found.functions), frozenset(found.names))


def _literal(node: nodes.Literal, place: Place) -> typed.Node:
    return typed.Constant(_LITERALS[type(node.value)], node.start, node.end, node.value)


def _name(node: nodes.Name, place: Place) -> typed.Node:
    return named(place, node.name, node.start, node.end)


def _select(node: nodes.Select, place: Place) -> typed.Node:
    return member(place, place.check(node.of), node.name, node.start, node.end)


def _index(node: nodes.Index, place: Place) -> typed.Node:
    of, key = place.check(node.of), place.check(node.key)
    if isinstance(of.type, ListOf) and key.type == INT:
        return typed.Apply(of.type.element, node.start, node.end, "element", (of, key))
    if isinstance(of.type, MapOf) and key.type == STRING:
        return typed.Apply(of.type.value, node.start, node.end, "entry", (of, key))
    message = f"'[ ]' takes a whole number on a list, text on a map; found {key.type} on {of.type}"
    raise ExpressionError(message, key.start, key.end)


def _elements(node: nodes.Elements, place: Place) -> typed.Node:
    elements, type_ = _alike(node, [place.check(element) for element in node.elements], "the elements of a list")
    return typed.ListValue(ListOf(type_), node.start, node.end, elements)


def _entries(node: nodes.Entries, place: Place) -> typed.Node:
    values, type_ = _alike(node, [place.check(value) for _, value in node.entries], "the values of a map")
    keys = [key for key, _ in node.entries]
    return typed.MapValue(MapOf(type_), node.start, node.end, tuple(zip(keys, values, strict=True)))


def _alike(node: nodes.Node, parts: list[typed.Node], what: str) -> tuple[tuple[typed.Node, ...], Type]:
    found = alike(parts)
    if found is None:
        types = " and ".join(dict.fromkeys(str(part.type) for part in parts))
        raise ExpressionError(f"{what} must be of one type; found {types}", node.start, node.end)
    return found


def _unary(node: nodes.Unary, place: Place) -> typed.Node:
    operand = place.check(node.operand)
    if node.operator == "!":
        return typed.Not(BOOL, node.start, node.end, _boolean(operand, "'!'"))
    if operand.type not in (INT, NUMBER):
        raise ExpressionError(f"'-' takes a number; found {operand.type}", operand.start, operand.end)
    operation = "int negate" if operand.type == INT else "number negate"
    return typed.Apply(operand.type, node.start, node.end, operation, (operand,))


def _binary(node: nodes.Binary, place: Place) -> typed.Node:
    left, right = place.check(node.left), place.check(node.right)
    if node.operator not in _ARITHMETIC:
        return compared(node.operator, left, right, node.start, node.end)
    found = arithmetic(node.operator, left.type, right.type)
    if found is None:
        message = f"'{node.operator}' does not go between {left.type} and {right.type}"
        raise ExpressionError(message, node.start, node.end)
    return typed.Apply(found[1], node.start, node.end, found[0], (left, right))


def _junction(node: nodes.Junction, place: Place) -> typed.Node:
    operands = tuple(_boolean(place.check(operand), f"'{node.operator}'") for operand in node.operands)
    return typed.Junction(BOOL, node.start, node.end, node.operator == "||", operands)


def _conditional(node: nodes.Conditional, place: Place) -> typed.Node:
    condition = _boolean(place.check(node.condition), "'?'")
    (yes, no), type_ = _alike(node, [place.check(node.yes), place.check(node.no)], "what '?' chooses between")
    return typed.Conditional(type_, node.start, node.end, condition, yes, no)


def _boolean(operand: typed.Node, operator: str) -> typed.Node:
    if operand.type != BOOL:
        message = f"{operator} takes what is true or false; found {operand.type}"
        raise ExpressionError(message, operand.start, operand.end)
    return operand


_CHECKS: Mapping[type[nodes.Node], Callable[[Any, Place], typed.Node]] = {
    nodes.Literal: _literal,
    nodes.Name: _name,
    nodes.Select: _select,
    nodes.Index: _index,
    nodes.Call: called,
    nodes.Elements: _elements,
    nodes.Entries: _entries,
    nodes.Unary: _unary,
    nodes.Binary: _binary,
    nodes.Junction: _junction,
    nodes.Conditional: _conditional,
}
