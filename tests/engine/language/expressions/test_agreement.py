"""The two evaluations agree on every expression in every world: on the value, or on why there is none."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.expressions import (
    BOOL,
    DURATION,
    INT,
    NUMBER,
    STRING,
    TIMESTAMP,
    ListOf,
    Node,
    Type,
    Unknown,
)
from engine.language.expressions.expression import Expression, read_expression
from tests.engine.language.expressions.dialects import written
from tests.engine.language.expressions.generating import OWN_SCOPE, expressions, lived_in, worlds

TYPES: tuple[Type, ...] = (
    BOOL,
    BOOL,
    BOOL,
    INT,
    NUMBER,
    NUMBER,
    STRING,
    TIMESTAMP,
    DURATION,
    ListOf(INT),
    ListOf(NUMBER),
)
ANY_TREE = st.sampled_from(TYPES).flatmap(lambda type_: expressions(type_, shared=False))
BUDGETS = st.sampled_from([0, 1, 3, 6, 20_000, 20_000])


def raised(expression: Expression, names: dict[str, object], budget: int) -> Any:
    try:
        value = expression.evaluate(names, budget)
    except Unknown as unknown:
        return "unknown", unknown.reason, dict(unknown.values)
    return list(value) if isinstance(value, tuple) else value


def returned(expression: Expression, names: dict[str, object], budget: int) -> Any:
    value = expression.explain(names, budget).value
    if isinstance(value, Unknown):
        return "unknown", value.reason, dict(value.values)
    return list(value) if isinstance(value, tuple) else value


def test_generated_code_and_closures_agree() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=1_000)
    @given(ANY_TREE, worlds(shared=False), BUDGETS)
    def compare(tree: Node, world: dict[str, Any], budget: int) -> None:
        expression = read_expression(written(tree), OWN_SCOPE, None)
        names = lived_in(world)

        fast, careful = raised(expression, names, budget), returned(expression, names, budget)

        seen[fast[1] if isinstance(fast, tuple) else "known"] += 1
        assert (fast, type(fast)) == (careful, type(careful)), (written(tree), world, budget)

    compare()

    assert seen.total() / 4 <= seen["known"] <= seen.total() * 9 / 10, seen
    assert {"not_recorded", "erased", "too_many_steps"} <= set(seen)
    assert len(seen) >= 6, seen
