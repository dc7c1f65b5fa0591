"""docs/reference/method.md has every key with its meaning, its default and an example, and its examples can be read."""

from __future__ import annotations

import pytest

from tests.language_keys.keys import ROOT, keys, parts, properties
from tests.language_keys.reference import IN_PROSE, PAGE, TABLES, Row, example_in_its_place, examples, rows, words
from tests.language_keys.worlds import Part, reading

ROWS = rows()


def test_every_part_of_a_method_has_a_table_of_its_keys() -> None:
    without = [name for name, part in parts().items() if properties(part) and name not in (*TABLES, *IN_PROSE)]

    assert without == []


@pytest.mark.parametrize("part", TABLES)
def test_every_key_stands_in_the_table_of_its_part_and_nothing_else_does(part: str) -> None:
    told = [row.key for row in ROWS if row.part == part]

    assert sorted(told) == sorted(properties(parts()[part]))


def test_every_key_has_a_meaning_a_default_and_an_example() -> None:
    short = [f"{row.part}.{row.key}" for row in ROWS if not (row.meaning and row.default and row.example)]

    assert short == []


@pytest.mark.parametrize("name", IN_PROSE)
def test_every_key_and_word_of_what_is_explained_in_prose_stands_there(name: str) -> None:
    told = [one for one in keys() if one.startswith((f"{name}.", f"{name}="))]
    missing = [one for one in told if one.rpartition("=" if "=" in one else ".")[2] not in _quoted()]

    assert missing == []


def _quoted() -> set[str]:
    """Return every word that stands in a span of code."""
    spans = PAGE.split("`")[1::2]
    return {word.strip("{}[],:") for span in spans for word in span.split()}


def test_every_word_for_a_key_is_explained() -> None:
    told = [one for one in keys() if "=" in one and one.partition("=")[0].partition(".")[0] in (*TABLES, ROOT)]
    missing = [one for one in told if f"`{one.partition('=')[2]}`" not in words(*one.partition("=")[0].split("."))]

    assert missing == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.part}.{row.key}")
def test_the_example_of_a_key_uses_it_and_can_be_read(row: Row) -> None:
    assert row.key in row.shown
    assert _complaints(example_in_its_place(row)) == []


@pytest.mark.parametrize(("method"), [method for _, method in examples()], ids=[first for first, _ in examples()])
def test_every_block_of_yaml_can_be_read(method: Part) -> None:
    assert _complaints(method) == []


def _complaints(method: Part) -> list[str]:
    """Return what is said about a method, of which an example is a part: not whether it can be lived through."""
    return [str(one) for one in reading(method).diagnostics if one.kind != "soundness"]
