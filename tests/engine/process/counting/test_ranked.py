from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from engine.process.counting.counted import Counted
from engine.process.counting.ranked import instant_runoff, schulze
from engine.process.situation import Json

# M. Schulze (2011), section 3: example 1 (five candidates, 45 voters), whose unique winner is E.
SCHULZE = {
    "ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8,
}  # fmt: skip
# The capital of Tennessee, as voting methods are commonly compared.
TENNESSEE = {"MNCK": 42, "NCKM": 26, "CKNM": 15, "KCNM": 17}


def counted(votes: dict[str, int]) -> Counted:
    """Return counted rankings, each written as a word with the best option first."""
    ballots: list[tuple[Fraction, Json]] = [(Fraction(weight), [*ranking]) for ranking, weight in votes.items()]
    options = sorted(set("".join(votes)))
    total = Fraction(sum(votes.values()))
    return Counted(total, total, Fraction(0), {}, ballots, options, "ranking")


def test_schulze_finds_the_winner_of_its_own_example() -> None:
    assert schulze(counted(SCHULZE)) == ("E",)


def test_the_two_methods_find_different_capitals_of_tennessee() -> None:
    assert schulze(counted(TENNESSEE)) == ("N",)
    assert instant_runoff(counted(TENNESSEE)) == ("K",)


def test_by_schulze_being_even_with_another_is_no_path() -> None:
    """A beats B, and C is even with both: from A over C no path leads to B, nor from B over C to A."""
    assert schulze(counted({"ABC": 1, "C": 1})) == ("A", "C")


def test_whoever_beats_all_others_in_pairs_wins_by_schulze() -> None:
    assert schulze(counted({"BAC": 3, "ABC": 2, "CBA": 2})) == ("B",)


@pytest.mark.parametrize("method", [schulze, instant_runoff])
def test_options_that_nothing_tells_apart_are_tied(method: object) -> None:
    assert method(counted({"AB": 2, "BA": 2})) == ("A", "B")  # type: ignore[operator]


def test_what_is_not_ranked_comes_after_all_that_is() -> None:
    votes = counted({"A": 2, "BC": 1, "CB": 2})

    assert votes.prefer("A", "B") == 2
    assert votes.prefer("B", "C") == 1
    assert votes.prefer("B", "A") == 3


def test_those_with_the_fewest_first_preferences_drop_out_together() -> None:
    assert instant_runoff(counted({"AC": 4, "BC": 3, "CB": 1, "DB": 1})) == ("B",)


def test_a_ballot_of_which_all_have_dropped_out_is_out_of_play() -> None:
    assert instant_runoff(counted({"A": 5, "B": 4, "C": 3})) == ("A",)
    assert instant_runoff(counted({"A": 4, "B": 4, "C": 3})) == ("A", "B")


def test_half_of_the_ballots_is_not_more_than_half() -> None:
    assert instant_runoff(counted({"A": 3, "B": 2, "CB": 1})) == ("A", "B")


def test_what_is_more_than_half_is_reckoned_by_weight_also_below_one() -> None:
    votes = counted({"A": 2, "B": 2, "CA": 1})
    light = replace(votes, ballots=[(weight / 4, ballot) for weight, ballot in votes.ballots])

    assert instant_runoff(light) == instant_runoff(votes) == ("A",)


@pytest.mark.parametrize("method", [schulze, instant_runoff])
def test_of_no_options_none_wins(method: object) -> None:
    assert method(counted({})) == ()  # type: ignore[operator]


def test_by_instant_runoff_nobody_wins_where_nobody_ranked_anything() -> None:
    assert instant_runoff(replace(counted({"AB": 1}), ballots=[])) == ()
