from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.quantities import Computed, Count, Share, needed, read_at_least, read_number, read_share


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("2/3", Fraction(2, 3)),
        ("60%", Fraction(3, 5)),
        ("12.5 %", Fraction(1, 8)),
        ("0/5", Fraction(0)),
        (1, Fraction(1)),
    ],
)
def test_a_share_is_read_exactly(written: object, part: Fraction) -> None:
    share = read_share(written)

    assert isinstance(share, Share)
    assert share.part == part


@pytest.mark.parametrize(
    "written", ["3/2", "101%", "2/0", "0/0", "", " ", 2, 0, True, Decimal("0.5"), None, [1], "100.5%"]
)
def test_what_is_no_share_is_refused_with_its_forms(written: object) -> None:
    with pytest.raises(ValueError, match="write it as 2/3 or 60%, at most the whole"):
        read_share(written)


def test_any_other_text_is_an_expression() -> None:
    assert read_share("case.budget / 2") == Computed("case.budget / 2")


def test_at_least_takes_a_count_or_a_share() -> None:
    assert read_at_least(3) == Count(3)
    assert read_at_least("2/3") == Share(Fraction(2, 3), "2/3")


def test_a_truth_is_not_taken_for_a_count_of_one() -> None:
    with pytest.raises(ValueError, match="true is not a share"):
        read_at_least(True)


@pytest.mark.parametrize("written", [0, -1])
def test_a_count_of_nothing_is_refused(written: int) -> None:
    with pytest.raises(ValueError, match=f"'at_least' must be 1 or more; found {written}"):
        read_at_least(written)


def test_a_share_of_the_subjects_is_rounded_up() -> None:
    assert [needed(Share(Fraction(2, 3), "2/3"), of) for of in (0, 1, 2, 3, 4)] == [0, 1, 2, 2, 3]
    assert needed(Count(5), 2) == 5


@given(st.fractions(0, 1), st.integers(0, 10_000))
def test_what_is_needed_is_the_least_whole_number_that_reaches_the_share(part: Fraction, of: int) -> None:
    number = needed(Share(part, ""), of)

    assert number >= part * of > number - 1


def test_a_number_is_exact() -> None:
    assert read_number(Decimal("0.1")) == Fraction(1, 10)
    assert read_number(7) == 7


@pytest.mark.parametrize("written", ["7", True, None, 0.5])
def test_what_is_no_number_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="expected a number; found"):
        read_number(written)


def test_a_ratio_can_be_the_whole_and_no_more() -> None:
    share = read_share("3/3")

    assert isinstance(share, Share)
    assert share.part == 1
    with pytest.raises(ValueError, match="at most the whole"):
        read_share("4/3")
