from __future__ import annotations

from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.language.expressions import ExpressionError, Node, nodes, parse
from tests.engine.language.expressions.dialects import written
from tests.engine.language.expressions.generating import junction


def shape(node: object) -> object:
    """Return a tree without its places."""
    if isinstance(node, tuple):
        return tuple(shape(part) for part in node)
    if not is_dataclass(node):
        return type(node), node
    parts = [
        shape(getattr(node, part.name)) for part in fields(node) if part.name not in ("start", "end", "name_start")
    ]
    return type(node), *parts


def complaint(text: str) -> tuple[str, int, int]:
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    return refused.value.message, refused.value.start, refused.value.end


def place(text: str) -> str:
    """Return what a refusal of the text points at."""
    _, start, end = complaint(text)
    return text[start:end]


@pytest.mark.parametrize(
    ("short", "bracketed"),
    [
        ("a || b && c", "a || (b && c)"),
        ("a && b == c", "a && (b == c)"),
        ("a == b < c", "(a == b) < c"),
        ("a < b + c", "a < (b + c)"),
        ("a in b == c", "(a in b) == c"),
        ("a - b - c", "(a - b) - c"),
        ("a + b * c", "a + (b * c)"),
        ("a / b % c", "(a / b) % c"),
        ("!a.b && c", "(!(a.b)) && c"),
        ("-a * b", "(-a) * b"),
        ("a ? b : c ? d : e", "a ? b : (c ? d : e)"),
        ("a || b ? c : d", "(a || b) ? c : d"),
        ("a && (b && c)", "a && b && c"),
        ("x.all(p, p.a || b)", "(x).all(p, ((p.a) || b))"),
    ],
)
def test_operators_bind_as_in_cel(short: str, bracketed: str) -> None:
    assert shape(parse(short)) == shape(parse(bracketed))


def test_nodes_know_their_place_brackets_around_them_left_out() -> None:
    text = "  (a + b) * c.d"

    product = parse(text)

    assert isinstance(product, nodes.Binary)
    assert text[product.start : product.end] == "(a + b) * c.d"
    assert text[product.left.start : product.left.end] == "a + b"
    assert text[product.right.start : product.right.end] == "c.d"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("007", 7),
        ("0x1F", 31),
        ("-5", -5),
        ("2.5", Fraction(5, 2)),
        ("-0.1", Fraction(-1, 10)),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("'it'", "it"),
        ('"it\'s"', "it's"),
        (r"'\\ \' \" \` \? \n \t \x41 \u00e9 \U0001f600 \101'", "\\ ' \" ` ? \n \t A é 😀 A"),
        ("true", True),
        ("null", None),
    ],
)
def test_literals_are_what_cel_means_by_them(text: str, value: object) -> None:
    literal = parse(text)

    assert isinstance(literal, nodes.Literal)
    assert (type(literal.value), literal.value) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "pointed_at", "said"),
    [
        ("", "", "the condition ends here; expected a value"),
        ("a &&", "", "the condition ends here; expected a value"),
        ("a b", "b", "found 'b'; expected an operator such as && or ==, or the end"),
        ("a)", ")", "found ')'; expected an operator"),
        ("(a", "", "the condition ends here; expected ')'"),
        ("f(a, )", ")", "found ')'; expected a value"),
        ("f(a b)", "b", "found 'b'; expected ',' or ')'"),
        ("[a b]", "b", "expected ',' or ']'"),
        ("a[1", "", "expected ']'"),
        ("a ? b", "", "expected ':'"),
        ("a ? b ? c : d : e", "?", "expected ':'"),
        ("a.", "", "expected the name of a member"),
        ("a.in", "in", "expected the name of a member"),
        ("a.5", "5", "expected the name of a member"),
        (".a", ".", "found '.'; expected a value"),
        ("in", "in", "found 'in'; expected a value"),
        ("{a: 1}", "a", "expected a quoted text as key"),
        ("{'a' 1}", "1", "expected ':'"),
        ("{'a': 1, \"a\": 2}", '"a"', 'the key "a" stands twice'),
        ("a and b", "and", "'and' is written '&&'"),
        ("not a", "not", "'not' is written '!'"),
        ("a or b", "or", "'or' is written '||'"),
        ("a is b", "is", "'is' is written '=='"),
        ("a = b", "=", "to compare, write '=='"),
        ("a & b", "&", "for 'and', write '&&'"),
        ("a | b", "|", "for 'or', write '||'"),
        ("!-a", "-", "found '-'; expected a value"),
        ("1e3", "1e3", "a number is written 12, 0x1f or 2.5"),
        ("5u", "5u", "a number is written"),
        ("2.5x", "2.5x", "a number is written"),
        ("while", "while", "'while' is a reserved word"),
        ("'abc", "'abc", "does not end on its line"),
        ("'a\nb'", "'a", "does not end on its line"),
        ("'''a'''", "'''", "single ' or double quotes"),
        ("r'a'", "r", "nothing stands directly before a quoted text"),
        ("\u2018a\u2019", "\u2018", "straight quotes"),
        (r"'a\qb'", r"\q", r"'\q' stands for no character"),
        (r"'\ud800'", r"\ud800", "stands for no character"),
        (r"'\U00110000'", r"\U00110000", "stands for no character"),
        ("a // b", "/", "found '/'; expected a value"),
        ("a # b", "#", "'#' has no meaning in a condition"),
        ("9223372036854775808", "9223372036854775808", "is too large; whole numbers go up to 9223372036854775807"),
        ("-9223372036854775809", "9223372036854775809", "is too large"),
        (f"0.{'1' * 400}", f"0.{'1' * 400}", "has too many digits"),
    ],
)
def test_a_slip_is_named_at_its_place_with_what_is_allowed(text: str, pointed_at: str, said: str) -> None:
    message, start, end = complaint(text)

    assert (text[start:end], said in message) == (pointed_at, True), message


def test_a_list_and_a_map_may_end_with_a_comma() -> None:
    assert shape(parse("[1, 2,]")) == shape(parse("[1, 2]"))
    assert shape(parse("{'a': 1,}")) == shape(parse("{'a': 1}"))


def test_newlines_are_spaces() -> None:
    assert shape(parse("a\n  && b\r\n\t|| c")) == shape(parse("a && b || c"))


def test_a_condition_has_at_most_4000_characters() -> None:
    assert parse("a" + " " * 3_999)

    assert complaint("a" + " " * 4_000) == ("a condition has at most 4,000 characters; found 4,001", 4_000, 4_001)


def test_brackets_are_at_most_48_deep() -> None:
    assert parse("(" * 48 + "a" + ")" * 48)

    assert "48 deep at most" in complaint("(" * 49 + "a" + ")" * 49)[0]
    assert "48 deep at most" in complaint("[" * 1_999 + "]" * 1_999)[0]
    assert "48 deep at most" in complaint("a ? b : " * 60 + "c")[0]


@pytest.mark.parametrize("chain", ["a{}", "a.b{}", "b{}"])
@pytest.mark.parametrize("link", [" + a", " && a", ".c", "[0]", ".f()"])
def test_a_chain_has_at_most_120_operands(chain: str, link: str) -> None:
    assert parse(chain.format(link * 118))

    assert complaint(chain.format(link * 120))[0] == "a chain has at most 120 operands"


def test_signs_are_a_chain_too() -> None:
    assert "120 operands" in complaint("!" * 200 + "a")[0]
    assert "120 operands" in complaint("-" * 200 + "a")[0]


def test_chains_inside_brackets_inside_chains_are_bounded_too() -> None:
    assert "nested too deeply" in complaint("(" * 14 + "a" + ("+a" * 119 + ")") * 14)[0]


def test_5000_brackets_are_refused_by_their_length() -> None:
    assert "4,000 characters" in complaint("(" * 5_000 + ")" * 5_000)[0]


NAMES = st.sampled_from(["a", "b1", "_c", "and"])


def larger(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(parts, max_size=3).map(tuple)
    joined = st.lists(parts, min_size=2, max_size=4).map(tuple)
    operators = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"])
    return st.one_of(
        st.builds(nodes.Select, st.just(0), st.just(0), parts, NAMES),
        st.builds(nodes.Index, st.just(0), st.just(0), parts, parts),
        st.builds(nodes.Call, st.just(0), st.just(0), NAMES, st.none() | parts, some, st.just(0)),
        st.builds(nodes.Elements, st.just(0), st.just(0), some),
        st.builds(nodes.Unary, st.just(0), st.just(0), st.sampled_from("!-"), parts),
        st.builds(nodes.Binary, st.just(0), st.just(0), operators, parts, parts),
        st.builds(junction, st.sampled_from(["&&", "||"]), joined),
        st.builds(nodes.Conditional, st.just(0), st.just(0), parts, parts, parts),
    )


LITERALS = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-10_000, 10_000).map(lambda cents: Fraction(cents, 100)),
    st.text(max_size=5),
    st.booleans(),
    st.none(),
)
LEAVES = st.builds(nodes.Literal, st.just(0), st.just(0), LITERALS) | st.builds(
    nodes.Name, st.just(0), st.just(0), NAMES
)


@settings(max_examples=200)
@example(nodes.Unary(0, 0, "!", nodes.Unary(0, 0, "!", nodes.Name(0, 0, "a"))))
@given(st.recursive(LEAVES, larger, max_leaves=20))
def test_a_tree_written_as_text_is_read_as_the_same_tree(tree: Node) -> None:
    assert shape(parse(written(tree))) == shape(tree)


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from(list("ab01.,:?!&|=<>+-*/%()[]{}'\" \\\n")), max_size=40) | st.text(max_size=40))
def test_any_text_is_read_or_refused_at_a_place_inside_it(text: str) -> None:
    try:
        parse(text)
    except ExpressionError as refused:
        place, message = (refused.start, refused.end), refused.message
    else:
        place, message = (0, len(text)), "read"

    assert 0 <= place[0] <= place[1] <= len(text)
    assert message
