"""The tree of a condition as it is written: every node knows its place in the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where the node stands in the text: from `start` up to `end`, brackets around it not included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Literal(_Placed):
    """A number, a text, true, false or null."""

    value: bool | int | Fraction | str | None


@dataclass(frozen=True, slots=True)
class Name(_Placed):
    """A name on its own."""

    name: str


@dataclass(frozen=True, slots=True)
class Select(_Placed):
    """`of.name`."""

    of: Node
    name: str


@dataclass(frozen=True, slots=True)
class Index(_Placed):
    """`of[key]`."""

    of: Node
    key: Node


@dataclass(frozen=True, slots=True)
class Call(_Placed):
    """A function, method or macro; `target` stands before the dot. The name stands at `name_start`."""

    name: str
    target: Node | None
    arguments: tuple[Node, ...]
    name_start: int


@dataclass(frozen=True, slots=True)
class Elements(_Placed):
    """A list literal."""

    elements: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entries(_Placed):
    """A map literal; no key stands twice."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Unary(_Placed):
    """`!` or `-` before an operand."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(_Placed):
    """An arithmetic or comparing operator between two operands."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Junction(_Placed):
    """Operands that `&&` or `||` joins, however they were bracketed among themselves."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Conditional(_Placed):
    """`condition ? yes : no`."""

    condition: Node
    yes: Node
    no: Node


Node: TypeAlias = Literal | Name | Select | Index | Call | Elements | Entries | Unary | Binary | Junction | Conditional


def parts(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below this one, in the order of the text."""
    return _PARTS[type(node)](node)


_PARTS: Mapping[type[Node], Callable[[Any], tuple[Node, ...]]] = {
    Literal: lambda _: (),
    Name: lambda _: (),
    Select: lambda node: (node.of,),
    Index: lambda node: (node.of, node.key),
    Call: lambda node: (node.target, *node.arguments) if node.target else node.arguments,
    Elements: lambda node: node.elements,
    Entries: lambda node: tuple(value for _, value in node.entries),
    Unary: lambda node: (node.operand,),
    Binary: lambda node: (node.left, node.right),
    Junction: lambda node: node.operands,
    Conditional: lambda node: (node.condition, node.yes, node.no),
}
