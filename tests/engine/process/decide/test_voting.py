from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.process import events
from engine.process.counting.counted import count
from engine.process.decide.voters import votes_of
from engine.process.situation import Tally
from tests.factories import ROLES, Table, a_decision, a_method, a_need, a_record, a_table, unmet

PEOPLE = [("ann", "A", "envoy"), ("bob", "B", "envoy"), ("cas", "C", "envoy")]
NUMBER = {"type": "whole", "title": "Number", "optional": True}
RECORDS: dict[str, Any] = {
    "home": a_record(per="party", fields={"people": NUMBER}),
    "plan": a_record(many=True, written_by="chair", fields={"name": {"type": "line", "title": "Name"}, "cost": NUMBER}),
}
WORDS = {"choice": {"go": "Go", "wait": "Wait", "stop": "Stop"}}


def a_vote(people: Any = PEOPLE, gate: Any = None, **told: Any) -> Table:
    """Return a process in which a decision called `vote` can be put, among the envoys of three parties."""
    method = a_method(
        roles=ROLES, records=RECORDS, decisions={"vote": a_decision(**told)}, **({"gate": gate} if gate else {})
    )
    return a_table(method, people)


def closed(table: Table, run: str) -> tuple[str, str | None]:
    """Close a run; returns its outcome and its winner."""
    table.do("close", "chair", run=run)
    return table.run(run).state, table.run(run).winner


def plans(table: Table, **costs: int) -> list[str]:
    return [table.share("plan", "chair", name, fields={"name": name, "cost": cost}) for name, cost in costs.items()]


# ballots


def test_a_choice_is_made_between_the_records_that_are_there_when_it_opens() -> None:
    table = a_vote(rule="majority", ballot={"choice": ["plan"], "where": "plan.cost < 10"})
    plans(table, low=1, mid=5, high=20)
    run = table.propose("vote")
    plans(table, late=1)

    refusal = table.refused("vote", "ann", run=run, ballot="late")
    assert (refusal.message, refusal.values["allowed"]) == ("not_an_option", ("low", "mid", "abstain"))
    table.vote(run, ann="low", bob="low", cas="mid")

    assert closed(table, run) == ("accepted", "low")
    assert table.run(run).options == ("low", "mid")


def test_a_choice_between_records_lapses_when_one_of_them_changes() -> None:
    table = a_vote(rule="majority", ballot={"choice": ["plan"]})
    plans(table, low=1, mid=5)
    run = table.propose("vote")

    lapsed = table.do("withdraw", "chair", id="low", version=1)

    assert [one.run for one in lapsed if isinstance(one, events.DecisionLapsed)] == [run]


@pytest.mark.parametrize("abstain", ["allowed", "no"])
def test_a_choice_between_records_is_closed_early_once_the_votes_to_come_can_change_nothing(abstain: str) -> None:
    table = a_vote(rule="majority", ballot={"choice": ["plan"]}, abstain=abstain)
    plans(table, low=1, mid=5)
    run = table.propose("vote")
    table.vote(run, ann="mid")
    assert table.refused("close", "chair", run=run).message == "votes_missing"

    table.vote(run, bob="mid")

    assert closed(table, run) == ("accepted", "mid")


def test_a_tie_that_a_record_would_break_is_left_while_there_is_no_such_record() -> None:
    records = {"plan": RECORDS["plan"], "plain": a_record(written_by="chair")}
    ballot = {"choice": ["plan", "plain"]}
    method = a_method(records=records, decisions={"vote": a_decision(rule="most", ballot=ballot, tie="plain")})
    table = a_table(method, PEOPLE)
    plans(table, low=1, mid=5)
    run = table.propose("vote")
    table.vote(run, ann="low", bob="mid", cas="abstain")

    assert closed(table, run) == ("rejected", None)


def test_without_anything_to_choose_a_choice_is_not_opened() -> None:
    table = a_vote(rule="majority", ballot={"choice": ["plan"]})

    assert table.refused("propose", "chair", decision="vote").message == "nothing_to_choose"


def test_a_ranking_names_the_best_first_and_each_option_once() -> None:
    table = a_vote(rule={"ranking": "schulze"}, ballot={"ranking": ["plan"]})
    plans(table, x=1, y=2, z=3)
    run = table.propose("vote")

    assert table.refused("vote", "ann", run=run, ballot=["x", "x"]).message == "option_twice"
    assert table.refused("vote", "ann", run=run, ballot=["w"]).message == "not_an_option"
    assert table.refused("vote", "ann", run=run, ballot=[]).message == "nothing_ranked"
    for who, ballot in (("ann", ["x", "y"]), ("bob", ["y", "x", "z"]), ("cas", ["y"])):
        table.do("vote", who, run=run, ballot=ballot)

    assert closed(table, run) == ("accepted", "y")
    tally = table.run(run).tally
    assert tally is not None
    assert dict(tally.preferences)["y>x"] == "2"


def test_words_can_be_ranked_too() -> None:
    table = a_vote(rule={"ranking": "instant_runoff"}, ballot={"ranking": WORDS["choice"]})
    run = table.propose("vote")
    for who, ballot in (("ann", ["go", "wait"]), ("bob", ["stop", "go"]), ("cas", ["go"])):
        table.do("vote", who, run=run, ballot=ballot)

    assert closed(table, run) == ("accepted", "go")


def test_of_approvals_all_win_that_pass_the_rule() -> None:
    table = a_vote(rule={"majority": {"of": "eligible", "at_least": "2/3"}}, ballot={"approval": "plan"})
    plans(table, x=1, y=2, z=3)
    run = table.propose("vote")
    for who, ballot in (("ann", ["x", "y"]), ("bob", ["x", "y"]), ("cas", [])):
        table.do("vote", who, run=run, ballot=ballot)

    assert closed(table, run) == ("accepted", None)
    assert table.run(run).winners == ("x", "y")


def test_by_the_most_approvals_nobody_wins_where_nobody_approves_of_any() -> None:
    table = a_vote(rule={"most": 2}, ballot={"approval": "plan"})
    plans(table, x=1, y=2)
    run = table.propose("vote")
    for who in ("ann", "bob", "cas"):
        table.do("vote", who, run=run, ballot=[])

    assert closed(table, run) == ("rejected", None)
    assert table.run(run).winners == ()


def test_a_ballot_whose_words_were_erased_is_counted_as_none() -> None:
    table = a_vote(rule="most", ballot=WORDS)
    run = table.propose("vote")
    table.vote(run, ann="go", bob="wait", cas="wait")
    known = table.run(run)
    without = replace(known.votes[table.party("B")], ballot=None)
    erased = replace(known, votes=known.votes.set(table.party("B"), without))

    tally = count(erased, table.method.declared.decisions["vote"]).tally()

    assert dict(tally.counts) == {"go": 1, "wait": 1}
    assert (tally.eligible, tally.cast, tally.silent) == (3, 2, 1)


def test_as_many_win_by_the_most_approvals_as_there_are_seats() -> None:
    table = a_vote(rule={"most": 2}, ballot={"approval": "plan"})
    plans(table, x=1, y=2, z=3)
    run = table.propose("vote")
    for who, ballot in (("ann", ["z", "y"]), ("bob", ["z"]), ("cas", ["y"])):
        table.do("vote", who, run=run, ballot=ballot)
    closed(table, run)

    assert table.run(run).winners == ("y", "z")


@pytest.mark.parametrize("ballot", ["1e-9999999999", "1e9999999999", "1e1", "9" * 31, "1_0", "\u0661", "NaN", "."])
def test_a_vote_on_a_number_is_a_plain_decimal(ballot: str) -> None:
    table = a_vote(rule={"accepted": "tally.avg >= 6"}, ballot={"number": {"from": 0, "to": 10}})

    assert table.refused("vote", "ann", run=table.propose("vote"), ballot=ballot).message == "wants_number"


@pytest.mark.parametrize(("ballots", "state"), [(("7", "6.5", "5"), "accepted"), ((6, 6, "5.99"), "rejected")])
def test_a_vote_on_a_number_is_counted_exactly(ballots: tuple[Any, ...], state: str) -> None:
    table = a_vote(rule={"accepted": "tally.avg >= 6"}, ballot={"number": {"from": 0, "to": 10}})
    run = table.propose("vote")
    assert table.refused("vote", "ann", run=run, ballot=11).message == "wants_between"
    assert table.refused("vote", "ann", run=run, ballot="many").message == "wants_number"
    for who, ballot in zip(("ann", "bob", "cas"), ballots, strict=True):
        table.do("vote", who, run=run, ballot=ballot)

    assert closed(table, run)[0] == state


def test_an_average_of_nothing_accepts_nothing() -> None:
    told = {"ballot": {"number": {"from": 0, "to": 10}}, "open_for": "P1D", "silence": "abstains"}
    table = a_vote(rule={"accepted": "tally.avg >= 0"}, **told)
    run = table.propose("vote")

    table.wait(days=2)

    assert table.run(run).state == "rejected"


# rules


@pytest.mark.parametrize(
    ("ballots", "state"),
    [(("yes", "stand_aside", "yes"), "accepted"), (("yes", "yes", "block"), "rejected")],
)
def test_consensus_is_that_everybody_answered_and_nobody_blocks(ballots: tuple[str, ...], state: str) -> None:
    table = a_vote(rule="consensus", reason=["block"])
    run = table.propose("vote")
    assert table.refused("vote", "ann", run=run, ballot="abstain").message == "not_an_option"
    for who, ballot in zip(("ann", "bob", "cas"), ballots, strict=True):
        table.do("vote", who, run=run, ballot=ballot, reason="Because")

    assert closed(table, run)[0] == state


@pytest.mark.parametrize(
    ("tie", "expected"),
    [
        (None, ("rejected", None)),
        ("'wait'", ("accepted", "wait")),
        ("chair", ("rejected", None)),
        ("envoy", ("accepted", "go")),
    ],
)
def test_a_tie_is_broken_by_what_or_by_whom_the_method_says(tie: str | None, expected: tuple[str, str | None]) -> None:
    table = a_vote(rule="most", ballot=WORDS, **({"tie": tie} if tie else {}))
    run = table.propose("vote")
    table.vote(run, ann="go", bob="wait", cas="stop")

    assert closed(table, run) == expected


@pytest.mark.parametrize(("rule", "winner"), [("schulze", "n"), ("instant_runoff", "k")])
def test_a_ranking_is_counted_by_the_rule_that_the_method_names(rule: str, winner: str) -> None:
    ballot = {"ranking": {"m": "Memphis", "n": "Nashville", "c": "Chattanooga", "k": "Knoxville"}}
    table = a_vote(rule={"ranking": rule}, ballot=ballot, weight="voter.party.home.people")
    people = [("ann", 42, "mnck"), ("bob", 26, "nckm"), ("cas", 15, "cknm")]
    table.join("dee", "D", "envoy")
    people.append(("dee", 17, "kcnm"))
    for envoy, number, _ in people:
        table.share("home", envoy, fields={"people": number})
    run = table.propose("vote")
    for envoy, _, ranked in people:
        table.do("vote", envoy, run=run, ballot=[*ranked])

    assert closed(table, run) == ("accepted", winner)


@pytest.mark.parametrize("voters", [{"each": "party", "role": "envoy"}, "envoy"])
def test_a_casting_vote_is_what_somebody_or_his_party_ranked_highest_of_what_is_tied(voters: Any) -> None:
    table = a_vote(rule={"ranking": "schulze"}, ballot={"ranking": WORDS["choice"]}, voters=voters, tie="envoy")
    run = table.propose("vote")
    for who, ballot in (("ann", ["wait", "go"]), ("bob", ["go", "wait"]), ("cas", "abstain")):
        table.do("vote", who, run=run, ballot=ballot)

    assert closed(table, run) == ("accepted", "wait")


def test_a_condition_over_the_tally_is_asked_of_each_option() -> None:
    table = a_vote(rule={"accepted": "tally.yes >= 2 && tally.no <= 1"}, ballot=WORDS)
    run = table.propose("vote")
    table.vote(run, ann="go", bob="go", cas="stop")

    assert closed(table, run) == ("accepted", "go")


def test_two_bodies_that_must_each_agree_are_two_decisions_that_a_gate_asks_for() -> None:
    one, other = a_decision(voters="envoy", rule="majority"), a_decision(voters="chair", rule="majority")
    method = a_method(
        roles=ROLES, decisions={"plan": one, "board": other}, gate=[a_need("plan.accepted && board.accepted")]
    )
    table = a_table(method, PEOPLE)
    run = table.propose("plan")
    table.vote(run, ann="yes", bob="yes", cas="no")
    table.do("close", "chair", run=run)

    assert unmet(table.refused("move", "chair", move="finish")) == {"asked": "unmet"}


# who, and with what weight


def test_votes_weigh_what_the_method_says_and_are_counted_exactly() -> None:
    table = a_vote(rule={"majority": {"over": "1/2"}}, weight="voter.party.home.people / 3")
    for envoy, people in (("ann", 9), ("bob", 4), ("cas", 5)):
        table.share("home", envoy, fields={"people": people})
    run = table.propose("vote")
    table.vote(run, ann="yes", bob="no", cas="no")

    assert closed(table, run)[0] == "accepted"
    tally = table.run(run).tally
    assert isinstance(tally, Tally)
    assert dict(tally.weights) == {"cast": "5", "eligible": "5", "no": "2", "silent": "0", "yes": "3"}


def test_a_weight_that_cannot_be_told_keeps_a_decision_from_being_opened() -> None:
    table = a_vote(rule="majority", weight="voter.party.home.people")

    refusal = table.refused("propose", "chair", decision="vote")

    assert (refusal.message, refusal.values["reason"]) == ("voters_unknown", "not_recorded")


def test_only_those_vote_of_whom_the_condition_is_so() -> None:
    table = a_vote(rule="unanimity", where="voter.party.home.people > 1")
    for envoy, people in (("ann", 9), ("bob", 1), ("cas", 5)):
        table.share("home", envoy, fields={"people": people})
    run = table.propose("vote")

    assert [voter.party for voter in table.run(run).voters] == [table.party("A"), table.party("C")]
    assert table.refused("vote", "bob", run=run, ballot="no").kind == "not-yours"


def test_a_threshold_can_be_a_number_of_the_process() -> None:
    table = a_vote(rule={"majority": {"at_least": "homes.size() / 4"}})
    for envoy in ("ann", "bob", "cas"):
        table.share("home", envoy, fields={"people": 1})
    run = table.propose("vote")
    table.vote(run, ann="yes", bob="yes", cas="no")

    assert closed(table, run)[0] == "accepted"


def test_who_is_counted_at_the_end_can_still_join_and_leave() -> None:
    table = a_vote(rule="unanimity", counted="at_close")
    run = table.propose("vote")
    table.vote(run, ann="yes", bob="yes")
    table.do("leave", "cas")
    table.join("dee", "D", "envoy")
    assert [voter.party for voter in table.run(run).voters][-1] == table.party("D")

    table.vote(run, dee="yes")

    assert closed(table, run)[0] == "accepted"


def test_who_is_counted_at_the_beginning_does_not_change_but_by_leaving() -> None:
    table = a_vote(rule="unanimity")
    run = table.propose("vote")
    table.join("dee", "D", "envoy")
    table.do("leave", "cas")

    assert [voter.party for voter in table.run(run).voters] == [table.party("A"), table.party("B")]
    assert table.refused("vote", "dee", run=run, ballot="yes").kind == "not-yours"


# when


def test_in_a_window_nobody_votes_before_it_begins() -> None:
    table = a_vote(rule="majority", open_for={"from": "P1D", "to": "P3D"}, silence="blocks")
    run = table.propose("vote")
    assert table.run(run).due_at == datetime(2026, 3, 5, 9, tzinfo=UTC)
    assert table.refused("vote", "ann", run=run, ballot="yes").message == "voting_not_begun"
    table.wait(days=1)

    table.vote(run, ann="yes", bob="yes")
    table.wait(days=2)

    assert table.run(run).state == "accepted"


# in conditions


def test_conditions_read_all_runs_and_who_voted_what() -> None:
    table = a_vote(gate=[a_need("vote.runs.size() == 2 && vote.ballot(parties[0].envoy[0].participant) == 'no'")])
    for ballot in ("yes", "no"):
        run = table.propose("vote")
        assert unmet(table.refused("move", "chair", move="finish")) != {}
        table.vote(run, ann=ballot, bob="no", cas="no")
        table.do("close", "chair", run=run)

    table.do("move", "chair", move="finish")


def test_the_record_that_won_can_be_read() -> None:
    need = "vote.winner.cost == 5 && vote.winners.size() == 1"
    table = a_vote(gate=[a_need(need)], rule="most", ballot={"choice": ["plan"]})
    plans(table, low=1, mid=5)
    run = table.propose("vote")
    table.vote(run, ann="mid", bob="mid", cas="low")
    table.do("close", "chair", run=run)

    table.do("move", "chair", move="finish")


@pytest.mark.parametrize(
    ("ballot", "rule", "votes"),
    [({"approval": "plan"}, "most", ["mid"]), ({"ranking": ["plan"]}, {"ranking": "schulze"}, ["mid", "low"])],
)
def test_what_won_a_ranking_or_an_approval_can_be_read(ballot: Any, rule: Any, votes: list[str]) -> None:
    need = "vote.winner.cost == 5 && vote.winners.map(w, w.cost) == [5]"
    table = a_vote(gate=[a_need(need)], rule=rule, ballot=ballot)
    plans(table, low=1, mid=5)
    run = table.propose("vote")
    for voter in ("ann", "bob", "cas"):
        table.do("vote", voter, run=run, ballot=votes)
    table.do("close", "chair", run=run)

    table.do("move", "chair", move="finish")


def test_which_word_won_a_ranking_can_be_read() -> None:
    need = "vote.winner == 'b'"
    table = a_vote(gate=[a_need(need)], rule={"ranking": "schulze"}, ballot={"ranking": {"a": "A", "b": "B"}})
    run = table.propose("vote")
    for voter in ("ann", "bob", "cas"):
        table.do("vote", voter, run=run, ballot=["b", "a"])
    table.do("close", "chair", run=run)

    table.do("move", "chair", move="finish")


def test_who_no_longer_fits_when_it_closes_is_counted_no_more_and_weights_are_those_of_then() -> None:
    table = a_vote(
        rule="majority", counted="at_close", where="voter.party.home.people > 0", weight="voter.party.home.people"
    )
    homes = {
        envoy: table.share("home", envoy, fields={"people": people})
        for envoy, people in (("ann", 1), ("bob", 2), ("cas", 5))
    }
    run = table.propose("vote")
    table.vote(run, ann="yes", bob="no", cas="no")
    table.share("home", "ann", homes["ann"], fields={"people": 3})
    table.share("home", "cas", homes["cas"], fields={"people": 0})

    assert closed(table, run)[0] == "accepted"
    tally = table.run(run).tally
    assert isinstance(tally, Tally)
    assert dict(tally.weights) == {"cast": "5", "eligible": "5", "no": "2", "silent": "0", "yes": "3"}


def test_the_voters_stay_as_they_were_where_nobody_can_tell_at_the_end_who_they_are() -> None:
    table = a_vote(rule="majority", counted="at_close", weight="voter.party.home.people")
    homes = {envoy: table.share("home", envoy, fields={"people": 2}) for envoy in ("ann", "bob", "cas")}
    run = table.propose("vote")
    table.vote(run, ann="yes", bob="yes", cas="no")
    table.do("withdraw", "bob", id=homes["bob"], version=1)

    assert closed(table, run)[0] == "accepted"
    assert [voter.weight for voter in table.run(run).voters] == ["2", "2", "2"]


def test_a_weight_below_nothing_keeps_a_decision_from_being_opened() -> None:
    table = a_vote(rule="majority", weight="voter.party.home.people")
    for envoy, people in (("ann", 1), ("bob", -1), ("cas", 1)):
        table.share("home", envoy, fields={"people": people})

    refusal = table.refused("propose", "chair", decision="vote")

    assert (refusal.message, refusal.values["reason"]) == ("voters_unknown", "wrong_weight")


def test_a_choice_of_which_it_cannot_be_told_what_fits_is_not_opened() -> None:
    table = a_vote(rule="majority", ballot={"choice": ["plan"], "where": "plan.cost < 10"})
    plans(table, low=1)
    table.share("plan", "chair", "free", fields={"name": "free"})

    refusal = table.refused("propose", "chair", decision="vote")

    assert (refusal.message, refusal.values["reason"]) == ("options_unknown", "left_empty")


def test_what_was_taken_back_is_nothing_to_choose() -> None:
    table = a_vote(rule="majority", ballot={"choice": ["plan"]})
    plans(table, low=1, mid=5, high=20)
    table.do("withdraw", "chair", id="mid", version=1)

    assert table.run(table.propose("vote")).options == ("low", "high")


def test_parties_that_vote_without_a_role_are_asked_the_condition_by_the_first_of_each() -> None:
    table = a_vote(voters="parties", where="voter.party.home.exists && voter.name != 'Bob'")
    for envoy in ("ann", "bob"):
        table.share("home", envoy, fields={"people": 1})

    run = table.propose("vote")

    assert [voter.party for voter in table.run(run).voters] == [table.party("A")]


def test_of_whom_nobody_is_left_in_the_role_it_cannot_be_told_whether_the_condition_is_so() -> None:
    table = a_vote(where="voter.party.home.exists || true")
    table.do("step_down", "bob", role="envoy")

    refusal = table.refused("propose", "chair", decision="vote")

    assert (refusal.message, refusal.values["reason"]) == ("voters_unknown", "no_holder")


def test_a_tie_is_broken_by_a_condition_that_says_yes_or_no() -> None:
    for tie, state in (("homes.size() > 0", "accepted"), ("homes.size() > 1", "rejected")):
        table = a_vote(rule="most", tie=tie)
        table.share("home", "ann", fields={"people": 1})
        run = table.propose("vote")
        table.vote(run, ann="yes", bob="no", cas="abstain")

        assert closed(table, run)[0] == state


def test_whose_votes_somebody_can_cast_is_told_with_the_roles_in_which_he_does() -> None:
    table = a_vote()
    run = table.propose("vote")

    assert votes_of(table.method, table.situation, table.run(run), "ann") == {table.party("A"): ["envoy"]}
    assert votes_of(table.method, table.situation, table.run(run), "chair") == {}


def test_whoever_holds_a_neutral_role_casts_no_vote_also_where_anyone_does() -> None:
    roles = {**ROLES, "guide": {"title": "Guide", "neutral": True}}
    people = [("ann", "A"), ("gus", None, "guide"), ("ivo", None)]
    table = a_table(a_method(roles=roles, decisions={"vote": a_decision(voters="anyone")}), people)
    run = table.propose("vote")
    table.do("appoint", "chair", participant="ivo", role="guide")

    assert votes_of(table.method, table.situation, table.run(run), "ann") == {"ann": [None]}
    for neutral in ("gus", "ivo"):
        assert votes_of(table.method, table.situation, table.run(run), neutral) == {}
        assert table.refused("vote", neutral, run=run, ballot="yes").message == "neutral_never_votes"
