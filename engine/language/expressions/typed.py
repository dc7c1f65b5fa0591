"""The tree of a condition as it is meant: every node has its type, every name and operation is resolved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from engine.language.expressions.types import Type


@dataclass(frozen=True, slots=True, eq=False)
class _Typed:
    """What each node has; nodes are told apart by identity. `start` and `end` are offsets in the text."""

    type: Type
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Constant(_Typed):
    """A value that is the same in every world."""

    value: object


@dataclass(frozen=True, slots=True, eq=False)
class Root(_Typed):
    """A value given to the evaluation by name."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Element(_Typed):
    """The element that a macro around this node is at."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Get(_Typed):
    """A member of a thing; the value is a callable where the member has parameters."""

    of: Node
    member: str


@dataclass(frozen=True, slots=True, eq=False)
class Has(_Typed):
    """Whether a member of a thing is there."""

    of: Node
    member: str


@dataclass(frozen=True, slots=True, eq=False)
class ListValue(_Typed):
    """A list literal."""

    elements: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MapValue(_Typed):
    """A map literal."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Apply(_Typed):
    """An operation of `operations` on the values of all its arguments."""

    operation: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Compare(_Typed):
    """One of == != < <= > >= in; on an ordered choice the places of its options are compared."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Not(_Typed):
    """`!`."""

    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Junction(_Typed):
    """`&&` (decided by False) or `||` (decided by True): an operand equal to `decider` decides, whatever the others."""

    decider: bool
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Conditional(_Typed):
    """`condition ? yes : no`: only what is chosen is evaluated."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True, eq=False)
class Quantifier(_Typed):
    """`all` (decided by False) or `exists` (decided by True): a junction over the elements of a list."""

    decider: bool
    over: Node
    variable: str
    body: Node


@dataclass(frozen=True, slots=True, eq=False)
class Comprehension(_Typed):
    """`filter`, `map` and `exists_one`: an element for which `where` cannot be told makes the whole unknown.

    Without `result` the elements themselves are kept; with `one`, the value is whether exactly one is kept.
    """

    over: Node
    variable: str
    where: Node | None
    result: Node | None
    one: bool


Node: TypeAlias = (
    Constant
    | Root
    | Element
    | Get
    | Has
    | ListValue
    | MapValue
    | Apply
    | Compare
    | Not
    | Junction
    | Conditional
    | Quantifier
    | Comprehension
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A checked condition and what it uses anywhere, for whoever allows less or looks for leaks.

    `uses` are the members read, as (thing, member); `functions` the functions and macros called; `names` the root
    names read, written or implied, "workdays" among them when it is called: exactly these are needed to evaluate.
    """

    root: Node
    uses: frozenset[tuple[str, str]]
    functions: frozenset[str]
    names: frozenset[str]

    @property
    def type(self) -> Type:
        """Return the type of the value."""
        return self.root.type


def constant(node: Node) -> tuple[object, ...] | None:
    """Return the value of a node that is the same in every world, in a tuple of one; None for other nodes."""
    if isinstance(node, Constant):
        return (node.value,)
    if isinstance(node, ListValue):
        values = [constant(element) for element in node.elements]
        return (tuple(value[0] for value in values if value),) if all(values) else None
    return None


def every(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it, outermost first."""
    yield node
    for part in below(node):
        yield from every(part)


def below(node: Node) -> tuple[Node, ...]:
    """Return all nodes directly below one, in the order of the text."""
    match node:
        case Conditional():
            return node.condition, node.yes, node.no
        case Quantifier():
            return node.over, node.body
        case Comprehension():
            return tuple(part for part in (node.over, node.where, node.result) if part)
        case _:
            return parts(node)


def parts(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below one whose value is made of all of theirs."""
    match node:
        case Get() | Has():
            return (node.of,)
        case Apply():
            return node.arguments
        case ListValue():
            return node.elements
        case MapValue():
            return tuple(value for _, value in node.entries)
        case Compare():
            return node.left, node.right
        case Not():
            return (node.operand,)
        case Junction():
            return node.operands
        case _:
            return ()
