from __future__ import annotations

from fractions import Fraction

import pytest

from engine.language.expressions import Explanation, Scope, Unknown, Why
from tests.engine.language.expressions.worlds import IN_PARTY, SCOPE, Being, a_party, a_world, read


def explained(text: str, scope: Scope = SCOPE, **given: object) -> Explanation:
    return read(text, scope).explain(a_world(**given))


def whys(text: str, scope: Scope = SCOPE, **given: object) -> list[tuple[object, ...]]:
    """Return what made the text false or unknown: text, value (or why there is none), what was asked of it."""
    found = []
    for why in explained(text, scope, **given).because:
        value = f"unknown: {why.value.reason}" if isinstance(why.value, Unknown) else why.value
        asked = () if why.operator is None else (why.operator, why.other or why.asked)
        found.append((why.text, value, *asked))
    return found


def test_a_condition_that_holds_needs_no_explanation() -> None:
    assert explained("n == 3 && b") == Explanation(True)


def test_of_operands_that_must_all_hold_those_that_fail_are_told() -> None:
    assert whys("n == 3 && n > 5 && b && !b") == [("n", 3, ">", 5), ("b", True)]


def test_of_operands_one_of_which_must_hold_all_are_told() -> None:
    assert whys("n > 5 || s == 'x' || !b") == [("n", 3, ">", 5), ("s", "abc", "==", "x"), ("b", True)]


def test_a_comparison_tells_the_value_and_what_is_asked_of_it() -> None:
    party = {"party": a_party(level="explore")}

    (why,) = read("mandate.level >= 'negotiate'", IN_PARTY).explain(party).because

    assert why == Why("mandate.level", "explore", (), "negotiate", ">=")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("n > 5", ("n", 3, ">", 5)),
        ("5 < n", ("n", 3, ">", 5)),
        ("5 <= n", ("n", 3, ">=", 5)),
        ("1 > n", ("n", 3, "<", 1)),
        ("1 >= n", ("n", 3, "<=", 1)),
        ("4 == n", ("n", 3, "==", 4)),
        ("3 != n", ("n", 3, "!=", 3)),
        ("n in [1, 2]", ("n", 3, "in", (1, 2))),
        ("7 in xs", ("xs", [1, 2, 3], "contains", 7)),
        ("!(n > 2)", ("n", 3, "<=", 2)),
        ("!(n == 3)", ("n", 3, "!=", 3)),
        ("!(n in [3])", ("n", 3, "not in", (3,))),
        ("!(2 in xs)", ("xs", [1, 2, 3], "not contains", 2)),
        ("q == 2", ("q", Fraction(5, 2), "==", 2)),
        ("n * 2 > 10", ("n * 2", 6, ">", 10)),
        ("n > xs.max()", ("n", 3, ">", "xs.max()")),
    ],
)
def test_what_is_asked_reads_from_the_value(text: str, told: tuple[object, ...]) -> None:
    assert whys(text) == [told]


def test_what_is_asked_of_another_value_tells_both() -> None:
    (why,) = explained("n > xs.max()").because

    assert (why.value, why.asked, why.other) == (3, 3, "xs.max()")


def test_under_a_negation_it_is_the_operands_that_hold_which_are_told() -> None:
    assert whys("!(b && n == 3)") == [("b", True), ("n", 3, "!=", 3)]
    assert whys("!(b || n > 5)") == [("b", True)]
    assert whys("!!(n > 5)") == [("n", 3, ">", 5)]


def test_all_tells_the_elements_that_fail() -> None:
    town, board = a_party("Town", level="commit"), a_party("Board", level="explore", confirmed=False)

    because = explained(
        "parties.all(p, p.mandate.confirmed && p.mandate.level >= 'negotiate')", parties=[town, board]
    ).because

    assert because == (
        Why("p.mandate.confirmed", False, (("p", board),)),
        Why("p.mandate.level", "explore", (("p", board),), "negotiate", ">="),
    )


def test_exists_tells_every_element() -> None:
    assert whys("xs.exists(x, x > 4)") == [("x", 1, ">", 4), ("x", 2, ">", 4), ("x", 3, ">", 4)]
    assert whys("!xs.exists(x, x > 1)") == [("x", 2, "<=", 1), ("x", 3, "<=", 1)]


def test_exists_over_nothing_is_told_as_a_whole() -> None:
    assert whys("xs.exists(x, x > 4)", xs=[]) == [("xs.exists(x, x > 4)", False)]
    assert whys("!xs.all(x, x > 4)", xs=[]) == [("xs.all(x, x > 4)", True)]


def test_elements_of_all_macros_on_the_way_are_told_outermost_first() -> None:
    because = explained("xs.all(x, words.all(w, w == 'a' || x < 3))").because

    assert because[0] == Why("w", "b", (("x", 3), ("w", "b")), "a", "==")
    assert [why.text for why in because] == ["w", "x"]


def test_exactly_one_tells_who_share_it() -> None:
    assert explained("xs.exists_one(x, x > 1)").because == (
        Why("x > 1", True, (("x", 2),)),
        Why("x > 1", True, (("x", 3),)),
    )
    assert whys("xs.exists_one(x, x > 5)") == [("xs.exists_one(x, x > 5)", False)]
    assert whys("!xs.exists_one(x, x > 2)") == [("xs.exists_one(x, x > 2)", True)]


def test_of_a_choice_between_conditions_the_chosen_one_is_told() -> None:
    assert whys("b ? n > 5 : s == 'x'") == [("n", 3, ">", 5)]
    assert whys("!b ? n > 5 : s == 'x'") == [("s", "abc", "==", "x")]


def test_flags_and_functions_are_told_as_they_are_written() -> None:
    assert whys("vote.accepted", vote=Being(accepted=False)) == [("vote.accepted", False)]
    assert whys("s.startsWith('x')") == [("s.startsWith('x')", False)]
    assert whys("has(counts.z)") == [("has(counts.z)", False)]
    assert whys("xs == []") == [("xs", [1, 2, 3], "==", ())]


class TestUnknown:
    def test_an_unknown_is_told_where_it_arose(self) -> None:
        party = Being(name="Town", mandate=Being(confirmed=True), ally=Unknown("erased"))

        assert whys("parties[0].mandate.level >= 'negotiate'", parties=[party]) == [
            ("parties[0].mandate.level", "unknown: not_recorded", ">=", "negotiate"),
        ]
        assert whys("parties[0].ally.mandate.confirmed", parties=[party]) == [("parties[0].ally", "unknown: erased")]

    def test_the_explanation_has_the_unknown_as_its_value(self) -> None:
        value = explained("1 / 0 == 1").value

        assert isinstance(value, Unknown)
        assert value.reason == "division_by_zero"

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("n / 0 > 1 && b", [("n / 0", "unknown: division_by_zero", ">", 1)]),
            ("n / 0 + 1 > 1", [("n / 0", "unknown: division_by_zero")]),
            (
                "1 < n % 0 || xs[9] == 1",
                [("n % 0", "unknown: division_by_zero", ">", 1), ("xs[9]", "unknown: no_such_element", "==", 1)],
            ),
            ("n == n / 0", [("n / 0", "unknown: division_by_zero")]),
            ("xs[9] == n / 0", [("xs[9]", "unknown: no_such_element"), ("n / 0", "unknown: division_by_zero")]),
            ("xs.filter(x, 1 / (x - 2) > 0).size() > 1", [("1 / (x - 2)", "unknown: division_by_zero")]),
            ("xs.map(x, x > 1, n / (x - 3)).max() > 1", [("n / (x - 3)", "unknown: division_by_zero")]),
            ("xs.exists_one(x, 1 / (x - 2) > 0)", [("1 / (x - 2)", "unknown: division_by_zero")]),
            ("xs[9] == 1 ? b : b", [("xs[9]", "unknown: no_such_element")]),
            ("b ? xs[9] == 1 : b", [("xs[9]", "unknown: no_such_element", "==", 1)]),
            ("(b ? xs[9] : n / 0) + 1 == 1", [("xs[9]", "unknown: no_such_element")]),
            ("[n, xs[9]].max() > 1", [("xs[9]", "unknown: no_such_element")]),
            ("{'a': xs[9]}.a > 1", [("xs[9]", "unknown: no_such_element")]),
            ("xs.all(x, xs[9] == 1)", [("xs[9]", "unknown: no_such_element", "==", 1)] * 3),
            ("xs.filter(x, true).map(x, xs[9])[0] == 1", [("xs[9]", "unknown: no_such_element")] * 3),
            ("[xs[9]].all(x, x > 0)", [("xs[9]", "unknown: no_such_element")]),
            ("[xs[9]].exists_one(x, x > 0)", [("xs[9]", "unknown: no_such_element")]),
            ("(xs[9] == 1 && b) == true", [("xs[9]", "unknown: no_such_element")]),
            ("xs.all(x, xs[9] == x) == true", [("xs[9]", "unknown: no_such_element")] * 3),
            ("!(xs[9] == 1)", [("xs[9]", "unknown: no_such_element", "!=", 1)]),
            ("has(parties[0].name)", [("parties[0]", "unknown: no_such_element")]),
            ("!(xs[9] == 1) == true", [("xs[9]", "unknown: no_such_element")]),
        ],
    )  # fmt: skip
    def test_it_is_found_below_every_construct(self, text: str, told: list[tuple[object, ...]]) -> None:
        assert whys(text) == told

    def test_an_expression_of_any_type_tells_its_unknown(self) -> None:
        assert explained("n + 1") == Explanation(4)
        assert whys("n + xs[9]") == [("xs[9]", "unknown: no_such_element")]


class TestBounds:
    def test_at_most_20_parts_are_told(self) -> None:
        explanation = explained("xs.all(x, x < 0)", xs=list(range(21)))

        assert len(explanation.because) == 20
        assert not explanation.complete
        assert explained("xs.all(x, x < 0)", xs=list(range(20))).complete

    def test_a_condition_out_of_steps_is_told_as_a_whole(self) -> None:
        condition = read("xs.all(x, xs.all(y, y < 0))")

        explanation = condition.explain(a_world(), budget=3)

        (why,) = explanation.because
        assert isinstance(explanation.value, Unknown)
        assert explanation.value.reason == "too_many_steps"
        assert (why.text, why.value) == (condition.text, explanation.value)

    def test_an_explanation_out_of_steps_tells_what_it_has(self) -> None:
        slow = "xs.all(x, x == 1 || words.all(w, xs.filter(y, xs.exists(z, z > 9)).size() == 1))"
        condition = read(f"n == 2 && {slow}")
        world = a_world(words=["a", "b", "c", "d", "e", "f", "g", "h"])

        explanation = condition.explain(world, budget=30)

        assert explanation.value is False
        assert not explanation.complete
        assert explanation.because[0] == Why("n", 3, (), 2, "==")

    def test_nothing_found_in_time_leaves_the_whole(self) -> None:
        heavy = "xs.exists(y, xs.exists(z, z > 9))"
        condition = read("".join(f"[1].all(x{n}, " for n in range(8)) + heavy + ")" * 8)

        explanation = condition.explain(a_world(), budget=8 + 12)

        assert explanation.value is False
        assert not explanation.complete
        assert [(why.text, why.value) for why in explanation.because] == [(condition.text, False)]
