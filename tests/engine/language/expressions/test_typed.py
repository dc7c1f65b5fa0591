from __future__ import annotations

from engine.language.expressions import typed
from engine.language.expressions.types import INT
from tests.engine.language.expressions.worlds import read


def test_a_list_of_constants_is_constant() -> None:
    assert typed.constant(read("[[1], [2, 3]]").typed.root) == (((1,), (2, 3)),)
    assert typed.constant(read("[]").typed.root) == ((),)
    assert typed.constant(read("false").typed.root) == (False,)
    assert typed.constant(read("[1, n]").typed.root) is None


def test_a_node_without_parts_has_none() -> None:
    assert typed.parts(typed.Constant(INT, 0, 1, 3)) == ()


def test_nodes_are_told_apart_by_identity() -> None:
    one, other = read("n").typed.root, read("n").typed.root

    assert one != other
    assert {one: 1, other: 2}[one] == 1
