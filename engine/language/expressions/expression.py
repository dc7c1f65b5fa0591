"""A condition read once and used often: its text, its checked tree, and its two evaluations, made when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.language.expressions.check import check
from engine.language.expressions.closures import Closures, Frame, close
from engine.language.expressions.compile import Evaluate, compile_fast
from engine.language.expressions.errors import ExpressionError
from engine.language.expressions.explain import Explanation, explain
from engine.language.expressions.syntax import parse
from engine.language.expressions.typed import Node, Typed, every
from engine.language.expressions.types import BOOL, Thing, innermost
from engine.language.expressions.values import DEFAULT_BUDGET, OUT_OF_STEPS, OutOfSteps, Steps, Unknown

if TYPE_CHECKING:
    from engine.language.expressions.types import Scope, Type


@dataclass(frozen=True)  # no slots: what is worked out is kept in the instance
class Expression:
    """A checked condition or other expression, and the text it was read from."""

    text: str
    typed: Typed

    def evaluate(self, names: Mapping[str, object], budget: int = DEFAULT_BUDGET) -> Any:  # noqa: ANN401  # as typed
        """Return the value in a world of root names, in at most `budget` steps. Raises Unknown."""
        return self._evaluate(names, budget)

    def explain(self, names: Mapping[str, object], budget: int = DEFAULT_BUDGET) -> Explanation:
        """Return the value or what makes it unknown, and what made it not true."""
        return explain(self.typed, self.text, names, budget, self._closures)

    def part(self, node: Node, names: Mapping[str, object], elements: Mapping[str, object], budget: int) -> object:
        """Return the value of a part of the tree, an `Unknown` where it cannot be told.

        `elements` are those that the macros around the part are at, by the names of their variables.
        """
        try:
            return (self._closures if node in self._closures else close(node))[node](
                Frame(names, Steps(budget), elements)
            )
        except OutOfSteps:
            return Unknown(OUT_OF_STEPS)

    @cached_property
    def things(self) -> frozenset[str]:
        """The names of all things that are looked at on the way, such as `party` and `record:mandate`."""
        types = (innermost(node.type) for node in every(self.typed.root))
        return frozenset(type_.name for type_ in types if isinstance(type_, Thing))

    @cached_property
    def _evaluate(self) -> Evaluate:
        return compile_fast(self.typed)

    @cached_property
    def _closures(self) -> Closures:
        return close(self.typed.root)


def read_expression(text: str, scope: Scope, expect: Type | None = BOOL) -> Expression:
    """Read and check a text in a scope; None expects a value of any type. Raises ExpressionError."""
    try:
        parsed = parse(text)
    except ExpressionError as error:
        error.code = "condition-syntax"
        raise
    return Expression(text, check(parsed, scope, expect))
