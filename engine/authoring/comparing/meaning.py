"""Which of two conditions asks more, where that can be proven from how they are written; texts are never compared.

Whether operands are brackets apart, in another order, or turned around (`3 < x` and `x > 3`) makes no difference.
Nothing is claimed that is not so: where nothing can be proven, two conditions are simply different.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.language.expressions import nodes, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

Tree = tuple[Any, ...]  # the kind of node first, then its parts
TURNED = {">": "<", ">=": "<="}
SYMMETRIC = frozenset({"==", "!="})
OPPOSITE = {"==": "!=", "!=": "=="}
BOUND = frozenset({"all", "exists", "exists_one", "filter", "map"})


def tree_of(text: str) -> Tree:
    """Return what a condition says, without how it is written."""
    return _tree(parse(text), {})


def implies(one: Tree, other: Tree, orders: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether it can be proven that the second is so whenever the first is.

    `orders` has the options of ordered choices, from low to high, by the name of the field.
    """
    if one == other:
        return True
    match one, other:
        case _, ("and", parts):
            return all(implies(one, part, orders) for part in parts)
        case ("or", parts), _:
            return all(implies(part, other, orders) for part in parts)
        case ("and", parts), _ if any(implies(part, other, orders) for part in parts):
            return True
        case _, ("or", parts) if any(implies(one, part, orders) for part in parts):
            return True
        case ("not", inner), ("not", outer):
            return implies(outer, inner, orders)
        case ("call", name, target, (variable, body)), ("call", again, over, (same, wider)) if name in (
            "all",
            "exists",
        ):
            return (name, target, variable) == (again, over, same) and implies(body, wider, orders)
    return _bound(one, other, orders)


def _bound(one: Tree, other: Tree, orders: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether a comparison with a constant lies within another of the same thing: `x >= 3` within `x >= 2`."""
    first, second = _limit(one, orders), _limit(other, orders)
    if first is None or second is None or first[0] != second[0]:
        return False
    (_, low, high), (_, lowest, highest) = first, second
    return _at_least(low, lowest) and _at_least(_mirrored(high), _mirrored(highest))


Edge = tuple[Fraction, bool] | None  # the value, and whether it is excluded
Limit = tuple[Tree, Edge, Edge]


def _limit(tree: Tree, orders: Mapping[str, tuple[str, ...]]) -> Limit | None:
    """Return what is compared with a constant, and between what it must lie."""
    if tree[0] != "compare" or tree[1] not in ("<", "<=", "=="):
        return None
    _, operator, left, right = tree
    small, large = _number(left, right, orders), _number(right, left, orders)
    strict = operator == "<"
    if large is not None and small is None:
        edge = (large, strict)
        return left, edge if operator == "==" else None, edge
    if small is not None and large is None:
        edge = (small, strict)
        return right, edge, edge if operator == "==" else None
    return None


def _number(tree: Tree, compared: Tree, orders: Mapping[str, tuple[str, ...]]) -> Fraction | None:
    match tree, compared:
        case ("literal", int() | Fraction() as number), _:
            return Fraction(number)
        case ("literal", str(option)), ("select", _, field) if option in orders.get(str(field), ()):
            return Fraction(orders[str(field)].index(option))
    return None


def _at_least(edge: Edge, other: Edge) -> bool:
    """Tell whether a lower edge leaves no more than another does."""
    if other is None or edge is None:
        return other is None
    return edge[0] > other[0] or (edge[0] == other[0] and edge[1] >= other[1])


def _mirrored(edge: Edge) -> Edge:
    return (-edge[0], edge[1]) if edge else None


def _tree(node: nodes.Node, renamed: Mapping[str, str]) -> Tree:
    match node:
        case nodes.Literal(value=value):
            return "truth" if isinstance(value, bool) else "literal", value
        case nodes.Name(name=name):
            return "name", renamed.get(name, name)
        case nodes.Select(of=of, name=name):
            return "select", _tree(of, renamed), name
        case nodes.Unary(operator="!", operand=operand):
            return _not(_tree(operand, renamed))
        case nodes.Binary(operator=operator, left=left, right=right):
            return _binary(operator, _tree(left, renamed), _tree(right, renamed))
        case nodes.Junction(operator=operator, operands=operands):
            return _junction("and" if operator == "&&" else "or", [_tree(one, renamed) for one in operands])
        case nodes.Call():
            return _call(node, renamed)
        case _:
            return type(node).__name__, _told(node), *(_tree(part, renamed) for part in nodes.parts(node))


def _told(node: nodes.Node) -> object:
    """Return what a node says besides its parts."""
    match node:
        case nodes.Unary(operator=operator):
            return operator
        case nodes.Entries(entries=entries):
            return tuple(key for key, _ in entries)
        case _:
            return None


def _not(tree: Tree) -> Tree:
    match tree:
        case ("not", inner):
            return tuple(inner)
        case ("compare", operator, left, right) if operator in OPPOSITE:
            return "compare", OPPOSITE[operator], left, right
        case _:
            return "not", tree


def _binary(operator: str, left: Tree, right: Tree) -> Tree:
    if operator in TURNED:
        return _below(TURNED[operator], right, left)
    if operator in ("<", "<="):
        return _below(operator, left, right)
    if operator in SYMMETRIC:
        return "compare", operator, *sorted((left, right), key=repr)
    return "binary", operator, left, right


def _below(operator: str, left: Tree, right: Tree) -> Tree:
    """Return that one is below another; a size is a whole number, so that above 1 is 2 at least."""
    match operator, left, right:
        case "<", ("literal", int() as number), ("call", "size", *_):
            return "compare", "<=", ("literal", number + 1), right
        case "<", ("call", "size", *_), ("literal", int() as number):
            return "compare", "<=", left, ("literal", number - 1)
        case _:
            return "compare", operator, left, right


def _junction(kind: str, operands: list[Tree]) -> Tree:
    inner = {part: None for one in operands for part in (one[1] if one[0] == kind else (one,))}
    parts = tuple(sorted(inner, key=repr))
    return (kind, parts) if len(parts) > 1 else parts[0]


def _call(node: nodes.Call, renamed: Mapping[str, str]) -> Tree:
    """Return a call; the name that a macro gives to an element is as good as any other."""
    target = _tree(node.target, renamed) if node.target else None
    first = node.arguments[0] if node.arguments else None
    if node.name in BOUND and node.target and isinstance(first, nodes.Name):
        mine = f"#{len(renamed)}"
        inner = tuple(_tree(one, {**renamed, first.name: mine}) for one in node.arguments[1:])
        return "call", node.name, target, (("name", mine), *inner)
    return "call", node.name, target, tuple(_tree(one, renamed) for one in node.arguments)
