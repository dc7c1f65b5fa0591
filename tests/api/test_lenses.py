"""Lenses as pictures: nothing of few answers, single ones only from five on and without a name, never of figures."""

from __future__ import annotations

from typing import Any

import pytest

from api.pages.desk import Desk
from api.pages.lenses import Glass, lenses_told
from api.templating import PAGES
from api.wording.process import words_in
from tests.factories import ROLES, Table, a_method, a_record, a_table

SCORE = {"type": "whole", "title": "Do we see <our> gain?", "from": 1, "to": 5}
SEVEN = "abcdefg"
DOT = '<circle class="dot" cx="20"'  # of the lowest on the scale


def a_case(**told: Any) -> Table:
    record = a_record(per="party", fields={"score": SCORE}, shown_as="lens", **told)
    method = a_method(roles=ROLES, records={"pulse": record})
    return a_table(method, [(name, name.upper(), "envoy") for name in SEVEN])


def glasses(table: Table, reader: str | None = None, language: str = "en") -> list[Glass]:
    telling = table.telling(reader)
    return lenses_told(Desk(telling, telling, words_in(language), reader, None, is_named=True, document_megabytes=1))


def drawn(table: Table, reader: str | None = None) -> str:
    lens = PAGES.get_template("process_lens.html").module.lens  # type: ignore[attr-defined]  # a macro
    return "\n".join(lens(one, 1, words_in("en")) for one in glasses(table, reader))


def answer(table: Table, *scores: int) -> None:
    for name, score in zip(SEVEN, scores, strict=False):
        table.share("pulse", name, fields={"score": score})


def test_of_two_answers_nothing_is_drawn_and_of_three_no_single_one() -> None:
    table = a_case()
    answer(table, 1, 5)
    few = drawn(table)
    assert 'role="img"' not in few
    assert "Too few answers to show yet" in few

    table = a_case()
    answer(table, 1, 5, 3, 3)
    page = drawn(table)
    assert "4 answers: lowest 1, mean 3, highest 5, spread 4" in page
    assert '<path class="span" d="M20 30H220"/>' in page
    assert '<circle class="mean" cx="120" cy="30"' in page
    assert 'class="dot"' not in page


def test_from_five_answers_on_each_is_a_dot_without_a_name_and_equal_ones_are_stacked() -> None:
    table = a_case()
    answer(table, 1, 1, 1, 4, 5)

    page = drawn(table)

    assert page.count(DOT) == 3
    assert 'cx="20" cy="17"' in page
    assert 'cx="20" cy="3"' in page
    assert not [name for name in SEVEN if f">{name.upper()}<" in page]


def test_a_picture_has_a_name_a_description_and_the_same_in_a_table() -> None:
    table = a_case()
    answer(table, 1, 2, 2)

    page = drawn(table)

    assert 'role="img" aria-labelledby="lens-pulse-1-t lens-pulse-1-d"' in page
    assert '<title id="lens-pulse-1-t">Do we see &lt;our&gt; gain?</title>' in page
    assert '<desc id="lens-pulse-1-d">3 answers: lowest 1, mean 1.67, highest 2, spread 1</desc>' in page
    assert '<td class="num" data-label="Mean">1.67</td>' in page
    assert glasses(table, language="nl")[0].rows[0].says.startswith("3 antwoorden: laagste 1, gemiddeld 1")


@pytest.mark.parametrize("number", [2, 7])
def test_answers_of_which_figures_alone_are_told_are_never_drawn_one_by_one(number: int) -> None:
    table = a_case(attribution="aggregate")
    answer(table, *[1] * number)

    for reader in (None, "a", "chair"):
        page = drawn(table, reader)
        assert 'class="dot"' not in page
        assert ("answers: lowest 1" in page) == (number == 7)


def test_answers_that_are_shown_without_a_name_are_dots_from_five_on() -> None:
    table = a_case(attribution="unattributed", plural="pulses")
    answer(table, 1, 1, 1)
    assert "3 answers: lowest 1" in drawn(table)
    assert 'class="dot"' not in drawn(table)

    table = a_case(attribution="unattributed", plural="pulses")
    answer(table, *[1] * 6)
    assert drawn(table).count(DOT) == 6
