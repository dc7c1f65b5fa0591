"""The two evaluations agree on every expression in every world: on the value, or on why there is none."""

from __future__ import annotations

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


@settings(max_examples=1_000)
@given(st.sampled_from(TYPES).flatmap(lambda type_: expressions(type_, shared=False)), worlds(shared=False), BUDGETS)
def test_generated_code_and_closures_agree(tree: Node, world: dict[str, Any], budget: int) -> None:
    expression = read_expression(written(tree), OWN_SCOPE, None)
    names = lived_in(world)

    fast, careful = raised(expression, names, budget), returned(expression, names, budget)

    assert fast == careful
    assert type(fast) is type(careful)
