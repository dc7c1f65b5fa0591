from __future__ import annotations

import pytest
import yaml

from engine.language.source import read_source
from engine.language.yaml_advice import advise


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: b: c", 1, 5, "quote a text or condition that has a colon"),
        ("a: {b: x ? y : z}", 1, 14, "quote a text or condition that has a colon"),
        ("a:\n\tb: c", 2, 1, "spaces, not with tabs"),
        ("a:\n  b: c\n\td: e", 3, 1, "spaces, not with tabs"),
        ("a: @x", 1, 4, "a text cannot begin with '@'"),
        ("a: b\nno key\nc: d", 2, 1, "this line has no key"),
        ("a: 'open", 1, 4, "this quote (') is not closed"),
        ('a: "open', 1, 4, 'this quote (") is not closed'),
        ("a: [b", 1, 4, "this bracket ([) is not closed"),
        ("a: {b: c", 1, 4, "this bracket ({) is not closed"),
        ("a: ['b' c]", 1, 9, "quoted as a whole"),
        ("a: 'b' == c", 1, 8, "the value has ended before this"),
        ("a:\n  b: c\n d: e", 3, 2, "does not begin in the column"),
        ("a: b\n- c", 2, 1, "each line of a list begins with '- '"),
        ("- a\nb: c", 2, 1, "each line of a list begins with '- '"),
        ("a: b\n: c", 2, 1, "no key before this colon"),
        ("a: - b", 1, 4, "a list begins on a line of its own"),
        ("a: | b", 1, 6, "what | or > begins stands on the lines below"),
        ("a: && b", 1, 5, "& and * mean something of their own"),
        (r'a: "\q"', 1, 5, r"write \\ for a backslash"),
        (r'a: "\x4"', 1, 7, r"\x41, \u00e9 and \U0001f600"),
        ("a: {b: c,, d: e}", 1, 10, "a comma too many"),
        ("a: b\n...\nc: d", 3, 1, "goes on after its end"),
        ("%YAML 1.3\n---\na: b", 1, 1, "not with %"),
        ("%FOO\n---\na: b", 1, 5, "not with %"),
    ],
)
def test_each_slip_is_explained_where_it_was_made(text: str, line: int, column: int, words: str) -> None:
    (found,) = read_source(text, "m.yaml").diagnostics

    assert (found.line, found.column) == (line, column)
    assert words in found.message


def test_what_is_not_known_is_passed_on_as_the_parser_says_it() -> None:
    error = yaml.MarkedYAMLError(problem="found a surprise")

    assert advise(error, "text") == ((1, 1), "not YAML: found a surprise")
    assert advise(yaml.MarkedYAMLError(), "text")[1] == "not YAML: it cannot be read"
