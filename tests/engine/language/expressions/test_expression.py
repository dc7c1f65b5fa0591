from __future__ import annotations

import pytest

from engine.language.expressions import ExpressionError, Unknown, check, compile_fast, explain, parse, read_expression
from tests.engine.language.expressions.worlds import SCOPE, a_world


def test_an_expression_keeps_its_text_and_is_compiled_once() -> None:
    expression = read_expression("n > 2", SCOPE)

    assert expression.text == "n > 2"
    assert expression.evaluate(a_world()) is True
    assert expression._evaluate is expression._evaluate  # noqa: SLF001  # that it is kept is the point
    assert expression._closures is expression._closures  # noqa: SLF001  # that it is kept is the point


def test_a_condition_is_expected_unless_another_type_is() -> None:
    with pytest.raises(ExpressionError, match="this must be true or false; found a whole number"):
        read_expression("n + 1", SCOPE)

    assert read_expression("n + 1", SCOPE, None).evaluate(a_world()) == 4


def test_the_parts_can_be_used_one_by_one() -> None:
    text = "xs.all(x, x > 1)"
    typed = check(parse(text), SCOPE)

    assert compile_fast(typed)(a_world()) is False
    assert [(why.text, why.value) for why in explain(typed, text, a_world()).because] == [("x", 1)]


def test_evaluating_takes_at_most_the_steps_given() -> None:
    expression = read_expression("xs.all(x, x > 0)", SCOPE)

    with pytest.raises(Unknown, match="too_many_steps"):
        expression.evaluate(a_world(xs=list(range(1, 20_002))))
    assert expression.evaluate(a_world(xs=list(range(1, 20_002))), budget=30_000) is True
