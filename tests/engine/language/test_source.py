from __future__ import annotations

from decimal import Decimal

import pytest

from engine.language.source import MOST_BYTES, MOST_COMPLAINTS, MOST_DEPTH, MOST_NODES, Source, dotted, read_source


def data_of(text: str) -> object:
    source = read_source(text, "m.yaml")
    assert source.diagnostics == []
    return source.data


def complaint(text: str) -> tuple[int, int, str]:
    (found,) = read_source(text, "m.yaml").diagnostics
    return found.line, found.column, found.message


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("12:30", "12:30"),
        ("2026-03-01", "2026-03-01"),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("-7", -7),
        ("+7", 7),
        ("1.10", Decimal("1.10")),
        (".5", Decimal("0.5")),
        ("1e3", Decimal(1000)),
        ("1e9999", "1e9999"),
        ("9" * 41, "9" * 41),
        ("'true'", "true"),
        ('"7"', "7"),
        ("nothing", "nothing"),
        ("False alarm", "False alarm"),
        ("1.0.0", "1.0.0"),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(written: str, value: object) -> None:
    found = data_of(f"a: {written}")

    assert found == {"a": value}
    assert isinstance(found, dict)
    assert type(found["a"]) is type(value)


@pytest.mark.parametrize("written", [".inf", "-.Inf", ".nan", ".NaN", "+.INF"])
def test_infinities_are_refused(written: str) -> None:
    assert complaint(f"a: {written}") == (1, 4, f"'{written}' is not a number that can be used here")


def test_every_part_remembers_where_it_and_its_key_stood() -> None:
    source = read_source("a:\n  - b: 1\n    c: [x, 'y']\n", "m.yaml")

    assert source.position(("a", 0, "b")) == (2, 8)
    assert source.key_position(("a", 0, "b")) == (2, 5)
    assert source.position(("a", 0, "c", 0)) == (3, 9)
    assert source.position(("a", 0, "c", 1)) == (3, 13)  # within the quote
    assert source.key_position(("a", 0)) == (2, 5)


def test_a_part_that_is_not_there_stands_where_its_nearest_ancestor_does() -> None:
    assert read_source("a: {b: 1}", "m.yaml").position(("a", "x", "y")) == (1, 4)
    assert Source("m.yaml").position(("a",)) == (1, 1)


def test_a_path_is_written_with_dots() -> None:
    assert dotted(("phases", "share", 0)) == "phases.share.0"


def test_a_mark_at_the_beginning_of_the_file_counts_for_nothing() -> None:
    source = read_source("\ufeffa: one two\nb: c", "m.yaml")

    assert source.position(("a",)) == (1, 4)
    assert source.within(("a",), 4) == (1, 8)


def test_an_equal_key_names_the_line_of_the_first() -> None:
    assert complaint("a: 1\nb: 2\na: 3") == (3, 1, "the key 'a' stands here twice; the first is on line 1")


def test_an_empty_value_is_named_and_inside_braces_the_comma_is_explained() -> None:
    assert complaint("a:\nb: 1") == (1, 1, "'a' has no value")
    assert "YAML ends a value at a comma" in complaint("a: {need: f(x, y), b: c}")[2]
    assert complaint("- a\n-\n") == (2, 2, "this part of the list has no value")


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "---\n...\n", "~\n", "\n\n"])
def test_a_file_with_nothing_in_it_is_called_empty(text: str) -> None:
    assert [one.message for one in read_source(text, "m.yaml").diagnostics] == ["the file is empty"]


def test_a_text_may_be_tagged_as_text_by_a_quote_only() -> None:
    assert data_of("a: ! 'x'") == {"a": "x"}
    assert "YAML reads '!!str' as a tag" in complaint("a: !!str x")[2]
    assert "YAML reads '!x' as a tag" in complaint("a: !x {b: c}")[2]


@pytest.mark.parametrize("key", ["? [a]\n: b", "? {a: b}\n: c", "a: &x b\n*x : c"])
def test_a_key_is_a_word(key: str) -> None:
    assert read_source(key, "m.yaml").diagnostics[-1].message.startswith("a key must be a plain word")


def test_the_file_may_be_as_large_as_the_limits_and_no_larger() -> None:
    assert read_source("#" * MOST_BYTES, "m.yaml").diagnostics[0].message == "the file is empty"
    assert f"at most {MOST_BYTES} are read" in complaint("é" * (MOST_BYTES // 2 + 1))[2]


def test_values_may_be_nested_to_the_limit_and_no_deeper() -> None:
    assert read_source("[" * MOST_DEPTH + "1" + "]" * MOST_DEPTH, "m.yaml").diagnostics == []
    assert "nested deeper than 32 levels" in complaint("[" * (MOST_DEPTH + 1) + "1" + "]" * (MOST_DEPTH + 1))[2]


def test_there_may_be_values_to_the_limit_and_no_more() -> None:
    assert read_source(f"[{'1,' * (MOST_NODES - 1)}]", "m.yaml").diagnostics == []
    assert "more than 20000 values" in complaint(f"[{'1,' * MOST_NODES}]")[2]


def test_so_many_complaints_are_made_and_no_more() -> None:
    found = read_source("a: 1\n" * 500, "m.yaml").diagnostics

    assert len(found) == MOST_COMPLAINTS + 1
    assert found[-1].message == "there is more to say about this file; mend these 100 first"
    assert (found[-1].line, found[-1].column) == (found[-2].line, found[-2].column)


def test_what_the_parser_says_about_a_line_that_is_complained_of_already_is_left_out() -> None:
    assert len(read_source("a: {need: f(x, y[0]), b: c}", "m.yaml").diagnostics) == 1


def test_a_character_that_yaml_does_not_allow_is_named_at_its_place_behind_accents() -> None:
    assert complaint("é: 1\nèè: \x07") == (2, 5, "YAML does not allow the character U+0007")


def test_half_a_character_is_named_at_its_place() -> None:
    line, column, message = complaint("é: 1\nèè: \ud83d")

    assert (line, column) == (2, 5)
    assert "U+D83D is half a character" in message


def test_a_bomb_of_aliases_is_never_built() -> None:
    pairs = zip("abcdef", "bcdefg", strict=True)
    bomb = "a: &a [1, 2]\n" + "".join(f"{key}: &{key} [*{last}, *{last}]\n" for last, key in pairs)

    found = {one.message for one in read_source(bomb, "m.yaml").diagnostics}

    assert "YAML anchors (&a) are not allowed" in found
    assert "YAML aliases (*a) are not allowed: write the value out" in found
