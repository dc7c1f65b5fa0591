from __future__ import annotations

from typing import Any

import pytest

from engine.process.counting.ballots import read_ballot
from engine.process.refusal import Refused
from tests.engine.process.decide.test_voting import a_vote, plans
from tests.factories import Table

STARS: dict[str, Any] = {"ballot": {"stars": "plan"}}


def voted(ballots: dict[str, Any], **told: Any) -> tuple[Table, str]:
    """Return a vote with stars on three plans, closed."""
    table = a_vote(**STARS, **told)
    plans(table, x=1, y=2, z=1)
    run = table.propose("vote")
    for who, ballot in ballots.items():
        table.do("vote", who, run=run, ballot=ballot)
    table.do("close", "chair", run=run)
    return table, run


def test_of_the_two_with_the_most_stars_the_one_wins_whom_more_voters_prefer() -> None:
    table, run = voted({"ann": {"x": 5, "y": 0}, "bob": {"x": 3, "y": 4}, "cas": {"x": 3, "y": 4}}, rule={"star": 1})

    assert table.run(run).winners == ("y",)
    tally = table.run(run).tally
    assert tally
    assert dict(tally.counts) == {"x": 11, "y": 8}
    assert dict(tally.preferences) == {"x>y": "1", "x>z": "3", "y>x": "2", "y>z": "2", "z>x": "0", "z>y": "0"}


def test_the_next_seat_is_filled_from_the_others_with_the_same_ballots() -> None:
    ballots = {"ann": {"x": 5, "y": 4, "z": 1}, "bob": {"x": 5, "y": 4}, "cas": {"z": 5}}
    table, run = voted(ballots, rule={"star": 2})

    assert table.run(run).winners == ("x", "y")


def test_whoever_would_be_one_too_many_is_passed_over_and_the_next_moves_up() -> None:
    ballots = {"ann": {"x": 5, "z": 4, "y": 1}, "bob": {"x": 5, "z": 4}, "cas": {"x": 4, "z": 3, "y": 1}}
    table, run = voted(ballots, rule={"star": 2}, at_most={"winners": 1, "same": "plan.cost"})

    assert table.run(run).winners == ("x", "y")


def test_of_what_has_nothing_in_common_as_far_as_is_recorded_as_many_win_as_there_are_seats() -> None:
    table = a_vote(**STARS, rule={"star": 2}, at_most={"winners": 1, "same": "plan.cost"})
    for name in ("x", "y"):
        table.share("plan", "chair", name, fields={"name": name})
    run = table.propose("vote")
    for who in ("ann", "bob", "cas"):
        table.do("vote", who, run=run, ballot={"x": 5, "y": 4})
    table.do("close", "chair", run=run)

    assert table.run(run).winners == ("x", "y")


def test_where_it_cannot_be_told_what_options_have_in_common_nobody_wins() -> None:
    table = a_vote(**STARS, rule={"star": 2}, at_most={"winners": 1, "same": "1 / (plan.cost - 1)"})
    plans(table, x=1, y=2, z=3)
    run = table.propose("vote")
    for who in ("ann", "bob", "cas"):
        table.do("vote", who, run=run, ballot={"x": 5, "y": 4, "z": 3})
    table.do("close", "chair", run=run)

    assert (table.run(run).state, table.run(run).winners) == ("rejected", ())


def test_where_all_abstain_not_even_the_only_option_wins() -> None:
    table = a_vote(**STARS, rule={"star": 1})
    plans(table, x=1)
    run = table.propose("vote")
    table.vote(run, ann="abstain", bob="abstain", cas="abstain")
    table.do("close", "chair", run=run)

    assert (table.run(run).state, table.run(run).winners) == ("rejected", ())


def test_a_tie_that_nothing_breaks_lets_nobody_win() -> None:
    table, run = voted({"ann": {"x": 5, "y": 5}, "bob": {"x": 5, "y": 5}, "cas": {}}, rule={"star": 1})

    assert (table.run(run).state, table.run(run).winners) == ("rejected", ())


def test_a_tie_is_broken_by_what_the_method_says() -> None:
    ballots = {"ann": {"x": 5, "y": 5}, "bob": {"x": 5, "y": 5}, "cas": {}}
    table, run = voted(ballots, rule={"star": 1}, tie="plans.filter(p, p.cost == 2)[0]")

    assert (table.run(run).state, table.run(run).winners) == ("accepted", ("y",))


def test_of_several_with_as_many_stars_the_second_place_is_given_anew_among_those_who_are_left() -> None:
    """The z loses to none of the others, x to y and y to z: after z it is between x and y alone, which y wins."""
    ballots = {"ann": {"x": 5, "y": 3, "z": 5}, "bob": {"x": 4, "y": 5, "z": 1}, "cas": {"x": 1, "y": 2, "z": 4}}
    table, run = voted(ballots, rule={"star": 1})

    assert table.run(run).winners == ("z",)


def test_whoever_gives_no_stars_to_anybody_may_abstain() -> None:
    ballots: dict[str, Any] = {"ann": {"x": 5, "y": 3}, "bob": "abstain", "cas": "abstain"}
    table, run = voted(ballots, rule={"star": 1})

    assert table.run(run).winners == ("x",)
    tally = table.run(run).tally
    assert tally is not None
    assert (tally.cast, dict(tally.counts)) == (1, {"abstain": 2, "x": 5, "y": 3})


def test_of_several_with_as_many_stars_nobody_is_left_out_for_being_even_with_another() -> None:
    """The z beats x, and y is even with both: y and z meet, and are even. Were that a loss, x would come before y."""
    ballots = {"ann": {"x": 0, "y": 0, "z": 1}, "bob": {"x": 0, "y": 1, "z": 1}, "cas": {"x": 2, "y": 1, "z": 0}}
    table, run = voted(ballots, rule={"star": 1}, tie="plans")

    assert table.run(run).winners == ("y",)


def test_whoever_beats_all_others_does_not_meet_the_two_with_more_stars() -> None:
    ballots = {"ann": {"x": 0, "y": 0, "z": 1}, "bob": {"x": 0, "y": 0, "z": 1}, "cas": {"x": 5, "y": 4, "z": 0}}
    table, run = voted(ballots, rule={"star": 1})

    assert table.run(run).winners == ("x",)


def test_with_as_many_voters_behind_them_the_one_with_more_stars_wins() -> None:
    table, run = voted({"ann": {"x": 5, "y": 1}, "bob": {"x": 3, "y": 4}, "cas": {}}, rule={"star": 1})

    assert (table.run(run).state, table.run(run).winners) == ("accepted", ("x",))


@pytest.mark.parametrize(
    ("ballot", "message"),
    [
        ({"x": 6}, "wants_between"),
        ({"x": -1}, "wants_between"),
        ({"w": 1}, "not_an_option"),
        (["x"], "wants_stars"),
    ],
)
def test_a_ballot_gives_each_option_none_to_five_stars(ballot: Any, message: str) -> None:
    table = a_vote(**STARS, rule={"star": 1})
    plans(table, x=1)
    run = table.propose("vote")

    assert table.refused("vote", "ann", run=run, ballot=ballot).message == message


@pytest.mark.parametrize("stars", [True, "1", None, []])
def test_stars_are_a_whole_number_also_in_what_was_not_read_as_a_command(stars: Any) -> None:
    declared = a_vote(**STARS, rule={"star": 1}).method.declared.decisions["vote"]

    with pytest.raises(Refused) as refused:
        read_ballot(declared, ["x"], {"x": stars})

    assert refused.value.refusal.message == "wants_between"


def test_where_fewer_may_win_than_there_are_seats_the_other_seats_stay_empty() -> None:
    ballots = {"ann": {"x": 5, "z": 4}, "bob": {"x": 5, "z": 4}, "cas": {"x": 4, "z": 3}}
    table, run = voted(ballots, rule={"star": 3}, at_most={"winners": 1, "same": "1"})

    assert table.run(run).winners == ("x",)


def test_in_a_weighted_tally_of_stars_an_option_that_got_none_is_not_named() -> None:
    table, run = voted({"ann": {"x": 5}, "bob": {"x": 3}, "cas": {"y": 1}}, rule={"star": 1}, weight="2")

    tally = table.run(run).tally
    assert tally
    assert dict(tally.weights) == {"cast": "6", "eligible": "6", "silent": "0", "x": "16", "y": "2"}
    assert dict(tally.counts) == {"x": 8, "y": 1}
