"""What is called stricter lets through nothing more, whatever is so, and what cannot be told stays so."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.authoring.comparing.meaning import implies, tree_of

World = dict[str, bool | int | None]  # None: cannot be told
Formula = tuple[str, Callable[[World], bool | None]]
ATOMS = ("a", "b")
WORLDS: list[World] = [
    dict(zip((*ATOMS, "x"), values, strict=True))
    for values in product((True, False, None), (True, False, None), range(5))
]
COMPARED: dict[str, Callable[[int, int], bool]] = {
    "<": int.__lt__, "<=": int.__le__, ">": int.__gt__, ">=": int.__ge__, "==": int.__eq__, "!=": int.__ne__,
}  # fmt: skip


def atom(name: str) -> Formula:
    return name, lambda world: None if world[name] is None else bool(world[name])


def comparison(operator: str, number: int, turned: bool) -> Formula:
    compare = COMPARED[operator]
    if turned:
        return f"{number} {operator} x", lambda world: compare(number, int(world["x"] or 0))
    return f"x {operator} {number}", lambda world: compare(int(world["x"] or 0), number)


def negated(one: Formula) -> Formula:
    def value(world: World) -> bool | None:
        inner = one[1](world)
        return None if inner is None else not inner

    return f"!({one[0]})", value


def joined(one: Formula, other: Formula, decider: bool) -> Formula:
    def value(world: World) -> bool | None:
        values = (one[1](world), other[1](world))
        return decider if decider in values else None if None in values else not decider

    return f"({one[0]}) {'||' if decider else '&&'} ({other[0]})", value


FORMULAS = st.recursive(
    st.one_of(
        st.sampled_from(ATOMS).map(atom),
        st.builds(comparison, st.sampled_from(sorted(COMPARED)), st.integers(0, 4), st.booleans()),
    ),
    lambda inner: st.one_of(inner.map(negated), st.builds(joined, inner, inner, st.booleans())),
    max_leaves=5,
)


@settings(max_examples=400, deadline=None)
@given(FORMULAS, FORMULAS)
def test_what_is_said_to_follow_follows(one: Formula, other: Formula) -> None:
    first, second = tree_of(one[0]), tree_of(other[0])

    if first == second:
        assert [world for world in WORLDS if one[1](world) is not other[1](world)] == []
    elif implies(first, second, {}):
        assert [world for world in WORLDS if one[1](world) and other[1](world) is not True] == []


@settings(max_examples=200, deadline=None)
@given(FORMULAS, FORMULAS)
def test_one_condition_more_is_always_seen_as_stricter(one: Formula, more: Formula) -> None:
    both = joined(one, more, decider=False)

    assert implies(tree_of(both[0]), tree_of(one[0]), {})
