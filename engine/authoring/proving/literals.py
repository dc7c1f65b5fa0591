"""What the conditions of a method compare with: the values that are worth filling in, and those most of them want."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.language.conditions import Group, Need
from engine.language.expressions import BOOL, typed
from engine.language.expressions.operations import ORDER
from engine.language.expressions.types import Thing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.declaration import FieldDeclared
    from engine.language.expressions import Expression
    from engine.language.method import Method

DENIED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
Value = bool | int | Fraction | str


@dataclass(frozen=True, slots=True)
class Wish:
    """What some condition wants of a field; `holds` is whether it holds things back, and does not merely select."""

    operator: str
    value: Value
    holds: bool


@dataclass(frozen=True, slots=True)
class Literals:
    """By thing and member, what is wanted of it anywhere; and every length of time that is written anywhere."""

    wishes: dict[tuple[str, str], list[Wish]] = field(default_factory=lambda: defaultdict(list))
    lengths: set[timedelta] = field(default_factory=set)

    def of(self, thing: str, member: str) -> list[Wish]:
        """Return what is wanted of a member of a thing."""
        return self.wishes.get((thing, member), [])

    def best(self, thing: str, name: str, declared: FieldDeclared, among: list[Value]) -> Value:
        """Return the value that most conditions want: of a choice, a yes or no, or a number."""
        options = tuple(declared.options or ())
        holding, other = (1, 5) if thing == "case" else (2, 1)  # a case to which a condition does not apply is shorter
        weights = [(wish, holding if wish.holds else other) for wish in self.of(thing, name)]
        return max(among, key=lambda value: sum(weight for wish, weight in weights if satisfies(wish, value, options)))


def literals_of(method: Method) -> Literals:
    """Gather what all conditions of a method compare with."""
    found, done = Literals(), set[str]()
    for gate in method.gates.values():
        for expression, holds in _in_gate(gate):
            if expression.text not in done:
                _gather(found, expression.typed.root, holds=holds, wanted=holds)
            done.add(expression.text)
    for where in method.wheres.values():
        _gather(found, where.typed.root, holds=False, wanted=False)
        done.add(where.text)
    for several in method.expressions.values():
        for expression in several:
            if expression.text not in done:
                _gather(found, expression.typed.root, holds=False, wanted=True)
    return found


def _in_gate(part: Need | Group) -> Iterator[tuple[Expression, bool]]:
    if part.where:
        yield part.where, False
    if isinstance(part, Need):
        if part.need:
            yield part.need, True
    else:
        for inner in part.parts:
            yield from _in_gate(inner)


def _gather(found: Literals, node: typed.Node, *, holds: bool, wanted: bool) -> None:
    match node:
        case typed.Not():
            _gather(found, node.operand, holds=holds, wanted=not wanted)
        case typed.Compare():
            _compare(found, node, holds=holds, wanted=wanted)
        case typed.Get(of=of, member=member) if isinstance(of.type, Thing) and node.type == BOOL:
            found.wishes[of.type.name, member].append(Wish("==", wanted, holds))
        case typed.Has(of=of, member=member) if isinstance(of.type, Thing):
            found.wishes[of.type.name, member].append(Wish("has", wanted, holds))
        case typed.Constant(value=value):
            if isinstance(value, timedelta):
                found.lengths.add(value)
        case _:
            pass
    if not isinstance(node, typed.Not):
        for below in typed.below(node):
            _gather(found, below, holds=holds, wanted=wanted)


def _compare(found: Literals, node: typed.Compare, *, holds: bool, wanted: bool) -> None:
    for side, other, operator in ((node.left, node.right, node.operator),
                                  (node.right, node.left, TURNED.get(node.operator, ""))):  # fmt: skip
        constant = typed.constant(other)
        if isinstance(side, typed.Get) and isinstance(side.of.type, Thing) and constant and operator in TURNED:
            value = constant[0]
            if isinstance(value, bool | int | Fraction | str):
                told = operator if wanted else DENIED[operator]
                found.wishes[side.of.type.name, side.member].append(Wish(told, value, holds))


def satisfies(wish: Wish, value: Value, options: tuple[str, ...]) -> bool:
    """Tell whether a value is as a condition wants it."""
    if wish.operator == "has":
        return bool(wish.value)
    if wish.operator in ("==", "!="):
        return (value == wish.value) == (wish.operator == "==")
    if options:
        known = isinstance(value, str) and value in options and wish.value in options
        return known and ORDER[wish.operator](options.index(str(value)), options.index(str(wish.value)))
    numbers = isinstance(value, int | Fraction) and isinstance(wish.value, int | Fraction)
    return numbers and ORDER[wish.operator](value, wish.value)
