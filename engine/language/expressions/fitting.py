"""How checked parts go together: quoted options become choices, parts of one list or comparison get one type."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.language.expressions import typed
from engine.language.expressions.errors import ExpressionError, known
from engine.language.expressions.overloads import has_order
from engine.language.expressions.types import (
    BOOL,
    DOCUMENT,
    NOTHING,
    NULL,
    STRING,
    Choice,
    ListOf,
    MapOf,
    Type,
    common,
    fits,
    innermost,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

EQUALITY = ("==", "!=")


def fitted(node: typed.Node, wanted: Type) -> typed.Node | None:
    """Return the node as a value of the type, None if it is none. Raises ExpressionError for an unknown option."""
    if fits(node.type, wanted):
        return node
    if isinstance(node, typed.Constant) and isinstance(node.value, str) and isinstance(wanted, Choice):
        if node.value not in wanted.options:
            options = known(node.value, wanted.options, "Options")
            raise ExpressionError(f"'{node.value}' is no option of {wanted}{options}", node.start, node.end)
        return replace(node, type=wanted)
    if isinstance(node, typed.ListValue) and isinstance(wanted, ListOf):
        elements = _all_fitted(node.elements, wanted.element)
        return replace(node, type=wanted, elements=elements) if elements is not None else None
    if isinstance(node, typed.Conditional):
        branches = _all_fitted((node.yes, node.no), wanted)
        return replace(node, type=wanted, yes=branches[0], no=branches[1]) if branches else None
    return None


def alike(nodes: Sequence[typed.Node]) -> tuple[tuple[typed.Node, ...], Type] | None:
    """Return the nodes as values of one type, and that type; None if there is no such type."""
    type_: Type | None = NOTHING
    for node in nodes:
        type_ = common(type_, node.type) if type_ else None
    if type_:
        return tuple(nodes), type_
    for wanted in dict.fromkeys(node.type for node in nodes):
        if wanted != STRING and (found := _all_fitted(nodes, wanted)):
            return found, wanted
    return None


def compared(operator: str, left: typed.Node, right: typed.Node, start: int, end: int) -> typed.Compare:
    """Return the comparison. Raises ExpressionError when the types do not allow it."""
    if DOCUMENT in (innermost(left.type), innermost(right.type)):
        raise ExpressionError("documents cannot be compared; has(…) asks whether there is one", start, end)
    pair = _member_pair(left, right) if operator == "in" else _pair(operator, left, right)
    if pair:
        return typed.Compare(BOOL, start, end, operator, *pair)
    raise ExpressionError(_no_comparison(operator, left, right), start, end)


def _no_comparison(operator: str, left: typed.Node, right: typed.Node) -> str:
    if operator == "in":
        return f"'in' looks for a value in a list, or for text in the keys of a map; found {left.type} in {right.type}"
    message = f"cannot compare {left.type} with {right.type} by '{operator}'"
    if operator in EQUALITY:
        return message
    for choice, other in ((left.type, right.type), (right.type, left.type)):
        if isinstance(choice, Choice) and not choice.ordered and other in (choice, STRING):
            return f"the options of {choice} have no order; compare with == or !="
    return f"{message}; write a < b && b < c" if isinstance(left, typed.Compare) else message


def _pair(operator: str, left: typed.Node, right: typed.Node) -> tuple[typed.Node, typed.Node] | None:
    if operator in EQUALITY and NULL in (left.type, right.type):
        return left, right
    found = alike((left, right))
    if found and (operator in EQUALITY or has_order(found[1])):
        return found[0][0], found[0][1]
    return None


def _member_pair(left: typed.Node, right: typed.Node) -> tuple[typed.Node, typed.Node] | None:
    if isinstance(right.type, MapOf):
        return (left, right) if left.type == STRING else None
    if not isinstance(right.type, ListOf):
        return None
    if common(left.type, right.type.element):
        return left, right
    if option := fitted(left, right.type.element):
        return option, right
    options = fitted(right, ListOf(left.type))
    return (left, options) if options else None


def _all_fitted(nodes: Sequence[typed.Node], wanted: Type) -> tuple[typed.Node, ...] | None:
    found = []
    for node in nodes:
        fit = fitted(node, wanted)
        if fit is None:
            return None
        found.append(fit)
    return tuple(found)
