from __future__ import annotations

from decimal import Decimal

import pytest

from engine.language.diagnostics import Diagnostic, Slip, closest, listed, nearest, short, shown


def test_a_diagnostic_reads_as_a_place_a_severity_and_a_message() -> None:
    found = Diagnostic("m.yaml", 3, 14, "there is no key 'x' here", "unknown-key")

    assert str(found) == "m.yaml:3:14: error: there is no key 'x' here [unknown-key]"


def test_the_nearest_name_is_offered_and_all_names_are_listed() -> None:
    assert nearest("mandat", ["topic", "mandate"]) == "; did you mean 'mandate'? Allowed: mandate, topic"


def test_without_a_near_name_only_the_list_is_given() -> None:
    assert nearest("xyz", ["topic"]) == ". Allowed: topic"
    assert nearest("xyz", []) == ". None is declared"


def test_a_long_list_is_shortened() -> None:
    assert listed(f"n{number}" for number in range(20)).endswith("n10, n11 and 8 more")


@pytest.mark.parametrize("number", [9, 11, 199, 201, 5_000])
def test_the_nearest_of_many_names_is_still_found(number: int) -> None:
    names = sorted([f"role_{place}" for place in range(number)] + ["mandate"])

    assert closest("mandat", names) == "mandate"


def test_a_name_that_lacks_its_first_letter_is_found_among_many() -> None:
    assert closest("andate", ["mandate", *(f"role_{place}" for place in range(100))]) == "mandate"


def test_a_name_without_end_is_compared_by_its_beginning() -> None:
    assert closest("x" * 100_000, ["mandate"]) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({}, "an empty mapping"),
        ({"a": 1, "b": 2}, "a mapping with a, b"),
        ([], "an empty list"),
        ([1, 2], "a list of 2"),
        ("commit", "'commit'"),
        (True, "true"),
        (False, "false"),
        (Decimal("1.50"), "1.50"),
        (7, "7"),
    ],
)
def test_what_was_found_is_shown_as_its_author_wrote_it(value: object, words: str) -> None:
    assert shown(value) == words


def test_what_is_long_is_cut() -> None:
    assert short("x" * 60) == "x" * 60
    assert short("x" * 61) == "x" * 60 + "…"
    assert len(shown({"k" * 5_000: 1})) < 90


def test_a_slip_knows_which_part_of_a_value_it_is_about() -> None:
    slip = Slip("wrong", "en", 2, key=True)

    assert (str(slip), slip.at, slip.key) == ("wrong", ("en", 2), True)
