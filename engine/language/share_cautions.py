"""Shares that are asked by multiplying: of no answers at all they hold, as 0 is as much as 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.declaration import ConditionOrGroup, DecisionType
from engine.language.expressions.typed import Apply, Compare, Comprehension, Constant, Get, Junction, Node, Quantifier
from engine.language.expressions.types import ListOf, Thing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.checker import Checker
    from engine.language.declaration import Declaration
    from engine.language.declaration.base import Part
    from engine.language.source import Path

OF_NOBODY = frozenset({"yes", "no", "abstain", "block", "cast", "sum"})
"""What a tally holds none of where nobody voted."""
AT_LEAST = {">=": 1, "<=": -1}
MORE = {">": 1, "<": -1, ">=": 1, "<=": -1}


def check_shares(checker: Checker) -> None:
    """Warn of each condition that a share of nothing meets, and that does not ask whether there is something."""
    parts, read, share = dict(checker.parts), dict(checker.expressions), _Share(checker.declared)
    for path, expression in checker.expressions:
        where = read.get((*path[:-1], "where"))
        is_some = where is not None and share.is_ruled_out(where.typed.root)
        if _asks(parts, path) and not is_some and share.holds_of_nothing(expression.typed.root):
            message = (
                "where there are no answers this holds, as 0 is as much as 0: divide instead (then it is unknown), "
                "or ask beside it that there are some, as in 'tally.cast > 0 && …'"
            )
            checker.complain(path, message, "empty-share")


def _asks(parts: Mapping[Path, Part], path: Path) -> bool:
    """Tell whether something goes on by it: a condition that is not advisory, or a vote in which nobody may count."""
    if path[-2:] == ("rule", "accepted"):
        decision = parts.get(path[:-2])
        return isinstance(decision, DecisionType) and (decision.abstain == "allowed" or decision.silence == "abstains")
    part = parts.get(path[:-1])
    return path[-1] == "need" and isinstance(part, ConditionOrGroup) and not part.advisory


@dataclass(frozen=True, slots=True)
class _Share:
    """What can be said of numbers in a method before anybody answered."""

    declared: Declaration

    def holds_of_nothing(self, node: Node) -> bool:
        """Tell whether it can hold only because 0 is as much as 0."""
        match node:
            case Compare() if node.operator in AT_LEAST:
                sides = (node.left, node.right)
                return any(_multiplies(one) for one in sides) and all(map(self._may_be_nothing, sides))
            case Junction(decider=False):
                return any(map(self.holds_of_nothing, node.operands)) and not self.is_ruled_out(node)
            case Junction():
                return any(map(self.holds_of_nothing, node.operands))
            case Quantifier():
                return self.holds_of_nothing(node.body)
            case _:
                return False

    def is_ruled_out(self, node: Node) -> bool:
        """Tell whether it asks that there is something: more than nothing, or another number than none."""
        match node:
            case Junction(decider=False):
                return any(map(self.is_ruled_out, node.operands))
            case Compare(operator="!="):
                return any(map(self._may_be_nothing, (node.left, node.right)))
            case Compare() if node.operator in MORE:
                more, less = (node.left, node.right) if MORE[node.operator] > 0 else (node.right, node.left)
                least = less.value if isinstance(less, Constant) else None
                is_some = isinstance(least, int) and least >= (0 if node.operator in "<>" else 1)
                return is_some and self._may_be_nothing(more)
            case _:
                return False

    def _may_be_nothing(self, node: Node) -> bool:
        match node:
            case Constant():
                return node.value == 0
            case Apply(operation="size"):
                return self._may_be_empty(node.arguments[0])
            case Apply() if node.operation.endswith(" sum"):
                return True
            case Apply() if _multiplies(node):
                return any(map(self._may_be_nothing, node.arguments))
            case Apply() if node.operation in ("int +", "number +", "int -", "number -"):
                return all(map(self._may_be_nothing, node.arguments))
            case Get(of=of):
                return isinstance(of.type, Thing) and self._holds_none(of.type.name, node.member)
            case _:
                return False

    def _holds_none(self, thing: str, member: str) -> bool:
        """Tell whether a number of a thing may be 0."""
        kind, _, name = thing.partition(":")
        if kind == "tally":
            return member in OF_NOBODY
        field = self.declared.records[name].fields.get(member) if kind == "record" else None
        return field is not None and field.type in ("whole", "number") and not (field.from_ and field.from_ > 0)

    def _may_be_empty(self, node: Node) -> bool:
        """Tell whether it is a list of records. Of answers in figures nothing is known before there are enough."""
        while isinstance(node, Comprehension):
            node = node.over
        element = node.type.element if isinstance(node.type, ListOf) else None
        kind, _, name = element.name.partition(":") if isinstance(element, Thing) else ("", "", "")
        return kind == "record" and self.declared.records[name].attribution in (None, "named")


def _multiplies(node: Node) -> bool:
    return isinstance(node, Apply) and node.operation.endswith(" *")
