"""A lens tells how far answers lie apart, and single answers only where they are enough to tell nobody's."""

from __future__ import annotations

from fractions import Fraction

import pytest

from engine.process.view import lenses
from engine.process.view.lenses import single_answers
from engine.process.view.shapes import Perspective
from tests.factories import Table, a_method, a_record, a_table

SCORE = {"type": "number", "title": "Score", "optional": True}
WHY = {"type": "text", "title": "Why", "optional": True}


def rated(*scores: str, **told: object) -> Table:
    """Return a process in which each of several parties gave a score."""
    rating = a_record(title="Rating", per="party", shown_as="lens", fields={"score": {**SCORE, **told}, "why": WHY})
    method = a_method(records={"rating": rating, "note": a_record()})
    table = a_table(method, [(f"p{one}", f"P{one}", "envoy") for one in range(len(scores))])
    for place, score in enumerate(scores):
        table.share("rating", f"p{place}", fields={"score": score})
    return table


@pytest.mark.parametrize(("scores", "told"), [(("4", "1", "3", "2"), []), (("4", "1", "3", "2", "1.5"), ["1", "1.5"])])
def test_single_answers_are_told_in_their_order_from_five_on(scores: tuple[str, ...], told: list[str]) -> None:
    answers = single_answers(rated(*scores).telling(), "rating", "score")

    assert answers[:2] == [Fraction(one) for one in told]
    assert len(answers) in (0, len(scores))


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        (("4", "1"), (2, None, None, None, None)),
        (("4", "1", "3.5"), (3, "1", "4", "2.83", "3")),
        (("4", "1.5", "2"), (3, "1.5", "4", "2.50", "2.5")),
    ],
)
def test_lowest_highest_average_and_spread_are_told_from_three_answers_on(
    scores: tuple[str, ...], told: tuple[object, ...]
) -> None:
    (lens,) = lenses(rated(*scores).telling())

    assert (lens.record, lens.title, lens.perspectives) == (
        "rating", "Rating", [Perspective("score", "Score", *told)],  # type: ignore[arg-type]  # in its order
    )  # fmt: skip


def test_an_answer_that_was_taken_back_counts_no_longer() -> None:
    table = rated("4", "1", "3")
    (first, *_) = table.situation.of_type("rating")
    table.do("withdraw", "p0", id=first.id, version=1)

    (lens,) = lenses(table.telling())

    assert lens.perspectives[0].answers == 2


def test_a_field_that_a_reader_may_not_see_counts_for_nobody_else() -> None:
    table = rated("4", "1", "3", "3", "2", seen_by="party")

    assert [one.perspectives[0].answers for who in ("p0", None) for one in lenses(table.telling(who))] == [1, 0]
    assert single_answers(table.telling(), "rating", "score") == []
