from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.language.source import read_source

WORDS = st.lists(st.text("abcdé🙂'\"\\&<=.(){}:#", min_size=1, max_size=9), min_size=1, max_size=12).map(" ".join)
ESCAPED = frozenset("\"'\\🙂")  # which may be written by more than themselves
DOUBLE = [r"a\x41b", r"a\u00e9b", r"a\U0001F642b", r"a\tb", r"a\"b", r"a\\b", r"a\ b", r"a\_b", r"a\x20b", r"a\nb"]


def character_at(text: str, offset: int) -> str:
    line, column = read_source(text, "m.yaml").within(("key",), offset)
    return text.split("\n")[line - 1][column - 1 : column]


@given(WORDS, st.sampled_from(["'", '"', "|", ">", None]), st.integers(12, 60))
def test_each_character_of_a_text_is_found_where_it_stands(words: str, style: str | None, width: int) -> None:
    text = yaml.dump({"first": 1, "key": words}, default_style=style, width=width, allow_unicode=True)
    data = read_source(text, "m.yaml").data
    read = str(data["key"]) if isinstance(data, dict) else ""

    for offset, character in enumerate(read):
        if not character.isspace() and character not in ESCAPED:
            assert character_at(text, offset) == character


@pytest.mark.parametrize("written", DOUBLE)
def test_what_follows_an_escape_is_found_behind_it(written: str) -> None:
    text = f'key: "{written}"'
    value = str(yaml.safe_load(text)["key"])

    assert character_at(text, value.rindex("b")) == "b"
    assert read_source(text, "m.yaml").within(("key",), value.rindex("b")).column == len(text) - 1


def test_a_line_continued_by_a_backslash_is_read_back() -> None:
    text = 'key: "one \\\n      two"'

    assert read_source(text, "m.yaml").within(("key",), len("one ")) == (2, 7)


def test_a_quote_written_twice_counts_once() -> None:
    text = "key: 'it''s here'"

    assert read_source(text, "m.yaml").within(("key",), len("it's ")).column == text.index("here") + 1


def test_windows_line_ends_do_not_shift_columns() -> None:
    text = "first: 1\r\nkey: >-\r\n  one\r\n  two\r\n"

    assert read_source(text, "m.yaml").within(("key",), len("one ")) == (4, 3)


def test_the_end_of_a_text_is_behind_its_last_character() -> None:
    assert read_source("key: a && ", "m.yaml").within(("key",), len("a &&")) == (1, 10)
    assert read_source("key: >-\n  a &&\n\n", "m.yaml").within(("key",), len("a &&")) == (2, 7)


def test_the_beginning_of_an_empty_text_is_behind_its_quote() -> None:
    assert read_source("key: ''", "m.yaml").within(("key",), 0) == (1, 7)


def test_a_place_that_is_no_text_is_the_place_of_its_value() -> None:
    source = read_source("key: {a: 1}", "m.yaml")

    assert source.within(("key",), 3) == (1, 6)
    assert source.within_text(("key",), "a") == (1, 6)
