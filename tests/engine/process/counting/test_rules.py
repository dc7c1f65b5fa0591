from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.quantities import Computed
from engine.process.counting.asking import asked_of
from engine.process.counting.ballots import ballots_of, read_ballot
from engine.process.counting.counted import count
from engine.process.counting.rules import PLAIN, all_have_voted, is_decided, outcome
from engine.process.refusal import Refused
from engine.process.situation import Run, Signature, Vote, Voter
from engine.process.world import World
from tests.factories import NINE, a_decision, a_method, a_record, two_parties

CHOICES = {"choice": {"go": "Go", "wait": "Wait", "stop": "Stop"}}


def declared(**told: Any) -> Any:  # a declared decision
    return a_method(decisions={"plan": a_decision(**told)}).declared.decisions["plan"]


def a_run(*ballots: str | None) -> Run:
    """Return an open run with a voter for each ballot; None has not voted."""
    voters = tuple(Voter(None, f"v{index}", "envoy") for index in range(len(ballots)))
    run = Run("run", "plan", (), "work", NINE, 0, None, (), voters)
    votes = run.votes
    for voter, ballot in zip(voters, ballots, strict=True):
        if ballot:
            votes = votes.set(voter.id, Vote(voter.id, ballot, None, Signature(voter.id, "envoy", None, NINE)))
    return Run("run", "plan", (), "work", NINE, 0, None, (), voters, votes)


def result(decision: Any, *ballots: str | None) -> tuple[str, str | None]:
    found = outcome(count(a_run(*ballots), decision), decision)
    return found.state, found.winner


Y, N, A = "yes", "no", "abstain"


# rules


@pytest.mark.parametrize(
    ("ballots", "expected"),
    [
        ([Y, Y, Y], "accepted"),
        ([Y, Y, N], "rejected"),
        ([Y, Y, A], "rejected"),
        ([Y, Y, None], "rejected"),
        ([], "rejected"),
    ],
)
def test_unanimity_is_a_yes_of_all_who_may_vote(ballots: list[str | None], expected: str) -> None:
    assert result(declared(), *ballots) == (expected, None)


@pytest.mark.parametrize(
    ("ballots", "expected"),
    [
        ([Y, Y, Y], "accepted"),
        ([Y, Y, "object"], "rejected"),
        ([Y, Y, None], "rejected"),
        ([], "rejected"),
    ],
)
def test_consent_is_no_objection_and_everybody_answered(ballots: list[str | None], expected: str) -> None:
    assert result(declared(rule="consent"), *ballots) == (expected, None)


@pytest.mark.parametrize(
    ("of", "threshold", "ballots", "expected"),
    [
        ("cast", {"over": "1/2"}, [Y, N], "rejected"),
        ("cast", {"over": "1/2"}, [Y, Y, N], "accepted"),
        ("cast", {}, [Y, N], "rejected"),
        ("cast", {}, [Y, Y, N], "accepted"),
        ("cast", {"at_least": "1/2"}, [Y, N], "accepted"),
        ("cast", {"at_least": "2/3"}, [Y, Y, N], "accepted"),
        ("cast", {"over": "2/3"}, [Y, Y, N], "rejected"),
        ("cast", {"at_least": "66.666666%"}, [Y, Y, N], "accepted"),
        ("cast", {"at_least": "66.666667%"}, [Y, Y, N], "rejected"),
        ("cast", {"over": "1/2"}, [Y, A, A, None], "accepted"),
        ("cast", {"over": "1/2"}, [A, A], "rejected"),
        ("cast", {"at_least": "0%"}, [A, A], "rejected"),
        ("cast", {"over": "1/2"}, [], "rejected"),
        ("eligible", {"over": "1/2"}, [Y, Y, A, None], "rejected"),
        ("eligible", {"over": "1/2"}, [Y, Y, Y, None, N], "accepted"),
        ("eligible", {"at_least": "1/2"}, [Y, Y, A, None], "accepted"),
        ("eligible", {"at_least": "100%"}, [Y, Y, A], "rejected"),
    ],
)
def test_a_majority_is_an_exact_share(
    of: str, threshold: dict[str, str], ballots: list[str | None], expected: str
) -> None:
    decision = declared(rule={"majority": {"of": of, **threshold}})

    assert result(decision, *ballots) == (expected, None)


@given(yes=st.integers(0, 400), no=st.integers(0, 400), part=st.fractions(0, 1, max_denominator=999_999))
def test_a_majority_never_rounds(yes: int, no: int, part: Fraction) -> None:
    share = f"{part.numerator}/{part.denominator}"
    ballots = [Y] * yes + [N] * no

    for word, passes in (("over", yes > part * (yes + no)), ("at_least", yes >= part * (yes + no))):
        decision = declared_once(word, share)
        expected = "accepted" if passes and ballots else "rejected"
        found = outcome(count(a_run(*ballots), decision), decision)
        assert found.state == expected


def declared_once(word: str, share: str) -> Any:
    from engine.language.declaration.decisions import DecisionType, Majority, Rule  # noqa: PLC0415  # here alone

    base: DecisionType = BASE
    return base.model_copy(update={"rule": Rule(majority=Majority.model_validate({word: share}))})


BASE = declared(rule="majority")


@pytest.mark.parametrize("rule", ["unanimity", "consent", "consensus", "majority", "most", "one_decides"])
def test_one_voter_is_enough_for_every_rule(rule: str) -> None:
    assert result(declared(rule=rule), Y) == ("accepted", None)


@pytest.mark.parametrize(
    ("told", "ballots", "expected"),
    [
        ({}, [Y, "stand_aside"], "accepted"),
        ({}, [Y, None], "rejected"),
        ({}, [Y, "block"], "rejected"),
        ({"silence": "blocks", "open_for": "P1D"}, [Y, None], "rejected"),
        ({"silence": "abstains", "open_for": "P1D"}, [Y, None], "accepted"),
    ],
)
def test_consensus_is_no_block_and_everybody_answered(
    told: dict[str, str], ballots: list[str | None], expected: str
) -> None:
    assert result(declared(rule="consensus", **told), *ballots) == (expected, None)


@pytest.mark.parametrize(
    ("ballots", "expected"), [([Y, Y, N], "accepted"), ([Y, N], "rejected"), ([Y, A, A], "accepted"), ([], "rejected")]
)
def test_the_most_is_more_for_it_than_against_it(ballots: list[str | None], expected: str) -> None:
    assert result(declared(rule="most"), *ballots) == (expected, None)


def test_where_one_decides_silence_stands_for_a_word_only_as_long_as_nobody_spoke() -> None:
    decision = declared(rule="one_decides", silence="consents", open_for="P1D")

    assert result(decision, None) == ("accepted", None)
    assert result(decision, N, None) == ("rejected", None)


def test_where_one_decides_a_yes_is_enough() -> None:
    decision = declared(rule="one_decides")

    assert result(decision, Y, None) == ("accepted", None)
    assert result(decision, N, None) == ("rejected", None)
    assert result(decision, None, None) == ("rejected", None)


# choices


@pytest.mark.parametrize(
    ("rule", "ballots", "expected"),
    [
        ("unanimity", ["go", "go"], ("accepted", "go")),
        ("unanimity", ["go", "stop"], ("rejected", None)),
        ("majority", ["go", "go", "stop"], ("accepted", "go")),
        ("majority", ["go", "stop", "wait"], ("rejected", None)),
        ({"majority": {"at_least": "1/2"}}, ["go", "stop"], ("rejected", None)),
        ({"majority": {"at_least": "1/3"}}, ["go", "go", "go", "stop"], ("accepted", "go")),
        ("one_decides", ["stop", None], ("accepted", "stop")),
    ],
)
def test_an_option_wins_when_it_alone_passes(
    rule: object, ballots: list[str | None], expected: tuple[str, str | None]
) -> None:
    assert result(declared(rule=rule, ballot=CHOICES), *ballots) == expected


def test_only_a_tie_is_broken_and_that_of_yes_and_no_both_ways() -> None:
    decision = declared(rule="majority", tie="true")

    def broken(word: str | None, *ballots: str | None) -> str:
        return outcome(count(a_run(*ballots), decision), decision, replace(PLAIN, breaks=lambda _: word)).state

    assert [broken(word, Y, N) for word in (Y, N, None)] == ["accepted", "rejected", "rejected"]
    assert broken(Y, Y, N, N) == "rejected"
    assert broken(N, Y, Y, N) == "accepted"
    assert broken(Y, A, A) == "rejected"


@pytest.mark.parametrize(
    ("rule", "tie", "expected"),
    [
        ("majority", "true", "accepted"),
        ("majority", "false", "rejected"),
        ("most", "true", "accepted"),
        ({"majority": {"at_least": "1/2"}}, "false", "rejected"),
        ({"majority": {"at_least": "1/2"}}, "1 / 0 == 1", "accepted"),
    ],
)
def test_a_tie_of_yes_and_no_is_broken_by_a_condition(rule: object, tie: str, expected: str) -> None:
    table = two_parties(a_method(decisions={"plan": a_decision(rule=rule, tie=tie)}))
    run = table.propose("plan")

    table.vote(run, ann=Y, bob=N)
    table.do("close", "chair", run=run)

    assert table.run(run).state == expected


def test_no_tie_is_broken_under_a_rule_that_knows_none() -> None:
    decision = declared()

    found = outcome(count(a_run(Y, N), decision), decision, replace(PLAIN, breaks=lambda _: Y))

    assert found.state == "rejected"


def test_a_tie_for_the_last_seat_is_to_be_broken_though_another_seat_is_taken() -> None:
    decision = declared(rule={"most": 2}, ballot=CHOICES)
    counted = count(a_run("go", "go", "stop", "wait"), decision)

    broken = outcome(counted, decision, replace(PLAIN, breaks=lambda _: "stop"))

    assert (broken.state, broken.winners) == ("accepted", ("go", "stop"))
    assert outcome(counted, decision).state == "rejected"


@pytest.mark.parametrize(("seats", "winners"), [(1, ("stop",)), (2, ("wait", "stop")), (3, ("go", "wait", "stop"))])
def test_those_with_the_most_votes_win_wherever_they_stand_among_the_options(
    seats: int, winners: tuple[str, ...]
) -> None:
    decision = declared(rule={"most": seats}, ballot=CHOICES)

    found = outcome(count(a_run("go", "wait", "wait", "stop", "stop", "stop"), decision), decision)

    assert (found.state, found.winners) == ("accepted", winners)


def test_a_seat_stays_empty_rather_than_go_to_an_option_that_nobody_voted_for() -> None:
    decision = declared(rule={"most": 2}, ballot=CHOICES)

    found = outcome(count(a_run("stop", "stop"), decision), decision)

    assert (found.state, found.winners) == ("accepted", ("stop",))


# quorum, silence, abstention


def test_of_a_secret_vote_whoever_put_nothing_into_the_box_is_silent() -> None:
    run = replace(a_run(None, None, None), voted=("v0", "v2"))

    counted = count(run, declared(rule="majority"), ballots=[Y, N])

    assert [int(one) for one in (counted.eligible, counted.cast, counted.silent)] == [3, 2, 1]


def test_a_threshold_that_cannot_be_told_is_reached_by_nobody() -> None:
    plan = a_decision(rule={"majority": {"at_least": "1 / (1 - 1)"}})
    table = two_parties(a_method(decisions={"plan": plan}))
    run = table.propose("plan")

    table.vote(run, ann=Y, bob=Y)
    table.do("close", "chair", run=run)

    assert table.run(run).state == "rejected"


@pytest.mark.parametrize(
    ("quorum", "expected"),
    [
        ("2 - 1", "accepted"),
        ("1 - 1", "accepted"),
        ("3 - 1", "rejected"),
        ("1 - 2", "rejected"),
        ("1 / (1 - 1)", "rejected"),
    ],
)
def test_a_quorum_that_is_reckoned_is_a_part_of_the_whole_or_nothing(quorum: str, expected: str) -> None:
    plan = a_decision(rule="majority", quorum=quorum)
    table = two_parties(a_method(decisions={"plan": plan}))
    run = table.propose("plan")

    table.vote(run, ann=Y, bob=Y)
    table.do("close", "chair", run=run)

    assert table.run(run).state == expected


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("1 - 1", 0), ("0.25 + 0.25", Fraction(1, 2)), ("2 - 1", 1), ("0.75 + 0.75", None), ("1 - 2", None),
        ("1 / (1 - 1)", None),
    ],
)  # fmt: skip
def test_a_share_that_is_reckoned_is_a_number_from_nothing_to_the_whole(written: str, share: object) -> None:
    table = two_parties(a_method(decisions={"plan": a_decision(quorum=written)}))
    run = table.run(table.propose("plan"))

    assert asked_of(World(table.method, table.situation), run).share(Computed(written)) == share


@pytest.mark.parametrize(
    ("quorum", "ballots", "expected"),
    [
        ("50%", [Y, None, None], "rejected"),
        ("50%", [Y, None], "accepted"),
        ("50%", [Y, A, None], "accepted"),
        ("2/3", [Y, A, None], "accepted"),
        ("67%", [Y, A, None], "rejected"),
    ],
)
def test_a_quorum_counts_who_voted_abstentions_included(quorum: str, ballots: list[str | None], expected: str) -> None:
    assert result(declared(rule="majority", quorum=quorum), *ballots) == (expected, None)


@pytest.mark.parametrize(
    ("rule", "silence", "ballots", "expected"),
    [
        ("unanimity", "consents", [Y, None], "accepted"),
        ("unanimity", "abstains", [Y, None], "rejected"),
        ("unanimity", "blocks", [Y, None], "rejected"),
        ("majority", "consents", [Y, N, None], "accepted"),
        ("majority", "abstains", [Y, None, None], "accepted"),
        ("majority", "blocks", [Y, None, None], "rejected"),
        ("majority", "blocks", [Y, Y, None], "accepted"),
        ("consent", "consents", [Y, None], "accepted"),
        ("consent", "abstains", [Y, None], "accepted"),
        ("consent", "blocks", [Y, None], "rejected"),
        ({"majority": {"of": "eligible"}}, "abstains", [Y, None], "rejected"),
    ],
)
def test_silence_is_put_into_the_tally_as_the_method_says(
    rule: object, silence: str, ballots: list[str | None], expected: str
) -> None:
    assert result(declared(rule=rule, silence=silence, open_for="P1D"), *ballots) == (expected, None)


@pytest.mark.parametrize(("silence", "word"), [("consents", "abstain"), ("abstains", "abstain"), ("blocks", "block")])
def test_where_there_is_no_yes_silence_abstains_or_blocks(silence: str, word: str) -> None:
    tally = count(a_run("go", None), declared(rule="majority", ballot=CHOICES, silence=silence, open_for="P1D")).tally()

    assert dict(tally.counts) == {"go": 1, word: 1}


@pytest.mark.parametrize("silence", ["blocks", "abstains", "consents"])
def test_where_nobody_is_silent_nothing_is_told_of_silence(silence: str) -> None:
    run = a_run(N, N)
    heavy = replace(run, voters=(replace(run.voters[0], weight="2"), run.voters[1]))

    tally = count(heavy, declared(rule="majority", silence=silence, open_for="P1D")).tally()

    assert dict(tally.counts) == {"no": 2}
    assert dict(tally.weights) == {"cast": "3", "eligible": "3", "no": "3", "silent": "0"}


def test_a_number_is_no_word_and_is_added_up_by_weight() -> None:
    run = a_run("7", "0.5")
    heavy = replace(run, voters=(replace(run.voters[0], weight="2"), run.voters[1]))

    tally = count(heavy, declared(**NUMBER)).tally()

    assert (dict(tally.counts), tally.total) == ({}, "29/2")


def test_silence_is_no_vote_for_a_quorum_whatever_it_stands_for() -> None:
    decision = declared(rule="majority", quorum="50%", silence="consents", open_for="P1D")

    assert result(decision, Y, None, None) == ("rejected", None)


def test_a_tally_tells_of_the_eligible_the_cast_the_silent_and_each_ballot() -> None:
    decision = declared(rule="majority", silence="blocks", open_for="P1D")
    run = a_run(Y, N, A, None)

    tally = count(run, decision).tally()
    assert (tally.eligible, tally.cast, tally.silent) == (4, 3, 1)
    assert dict(tally.counts) == {"yes": 1, "no": 1, "abstain": 1, "block": 1}

    so_far = count(run, decision, silence=False).tally()
    assert (so_far.cast, so_far.silent, dict(so_far.counts)) == (2, 1, {"yes": 1, "no": 1, "abstain": 1})


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, ("yes", "no", "abstain")),
        ({"abstain": "no"}, ("yes", "no")),
        ({"rule": "consent"}, ("yes", "object")),
        ({"rule": "one_decides"}, ("yes", "no")),
        ({"rule": "majority", "ballot": CHOICES}, ("go", "wait", "stop", "abstain")),
    ],
)
def test_a_vote_may_say_what_rule_and_ballot_allow(told: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert ballots_of(declared(**told)) == expected


NUMBER = {"rule": {"accepted": "tally.avg >= 6"}, "ballot": {"number": {"from": 0.5, "to": 10}}}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("10", "10"),
        (10, "10"),
        ("0.5", "0.5"),
        (".50", "0.5"),
        ("+7.", "7"),
        ("6.0", "6"),
        ("0" * 29 + "7", "7"),
        ("1." + "3" * 28, "1." + "3" * 28),
        ("0." + "6" * 28, "0." + "6" * 28),
    ],
)
def test_a_number_is_kept_as_it_is_without_zeros_at_its_end(given: Any, kept: str) -> None:
    assert read_ballot(declared(**NUMBER), (), given) == kept


@pytest.mark.parametrize("given", ["0.49", "10.01", 0, -1])
def test_a_number_that_is_too_low_or_too_high_is_refused_with_what_is_allowed(given: Any) -> None:
    with pytest.raises(Refused) as refused:
        read_ballot(declared(**NUMBER), (), given)

    told = refused.value.refusal
    assert (told.message, told.values["lowest"], told.values["highest"]) == ("wants_between", "0.5", "10")


@pytest.mark.parametrize("given", [7, None, [["go"]], {"go": 1}, "gone"])
@pytest.mark.parametrize("ballot", [CHOICES, {"approval": "note"}, {"ranking": CHOICES["choice"]}])
def test_nothing_but_an_option_is_voted_for_also_in_what_was_not_read_as_a_command(given: Any, ballot: Any) -> None:
    rule = {"ranking": "schulze"} if "ranking" in ballot else "majority"
    told: dict[str, Any] = {
        "records": {"note": a_record(many=True)},
        "decisions": {"plan": a_decision(rule=rule, ballot=ballot)},
    }

    with pytest.raises(Refused) as refused:
        read_ballot(a_method(**told).declared.decisions["plan"], ("go", "stop"), given)

    assert refused.value.refusal.message == "not_an_option"


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ({"rule": {"ranking": "schulze"}, "ballot": {"ranking": ["topic"]}}, "stop", ["stop"]),
        ({"rule": {"ranking": "schulze"}, "ballot": {"ranking": ["topic"]}}, ["stop", "go"], ["stop", "go"]),
        ({"rule": "most", "ballot": {"approval": "topic"}}, "stop", ["stop"]),
        ({"rule": "most", "ballot": {"approval": "topic"}}, ["stop", "go"], ["go", "stop"]),
        ({"rule": "most", "ballot": {"approval": "topic"}}, [], []),
    ],
)
def test_a_ranking_is_kept_as_it_was_given_and_approvals_in_the_order_of_the_options(
    kind: dict[str, Any], given: Any, kept: list[str]
) -> None:
    method = a_method(records={"topic": a_record(many=True)}, decisions={"plan": a_decision(**kind)})

    assert read_ballot(method.declared.decisions["plan"], ("go", "stop"), given) == kept


def test_of_what_is_no_option_no_more_is_told_than_a_line() -> None:
    with pytest.raises(Refused) as refused:
        read_ballot(declared(), (), "x" * 200)

    assert refused.value.refusal.values["found"] == "x" * 80


# closing early


@pytest.mark.parametrize(
    ("told", "ballots", "expected"),
    [
        ({}, [Y, Y, None], False),
        ({}, [N, None, None], True),
        ({}, [A, None], True),
        ({"rule": "consent"}, ["object", None], True),
        ({"rule": "consent"}, [Y, None], False),
        ({"rule": {"majority": {"of": "eligible"}}}, [Y, Y, None], True),
        ({"rule": "majority"}, [Y, Y, None], True),
        ({"rule": "majority"}, [Y, None, None], False),
        ({"rule": "majority", "quorum": "100%"}, [Y, Y, None], False),
        ({"rule": "majority", "silence": "abstains", "open_for": "P1D"}, [Y, Y, None], True),
        ({"rule": "majority", "ballot": CHOICES}, ["go", "go", None], True),
        ({"rule": "majority", "ballot": CHOICES}, ["go", "stop", None], False),
        ({"rule": "unanimity", "ballot": CHOICES}, ["go", "stop", None], True),
        ({"rule": {"accepted": "tally.yes > 0"}}, [Y, None], False),
        ({"rule": "majority", "tie": "true"}, [Y, Y, None], False),
        ({"rule": {"ranking": "schulze"}, "ballot": {"ranking": CHOICES["choice"]}}, [["go"], ["go"], None], False),
    ],
)
def test_a_run_is_decided_when_the_votes_to_come_can_change_nothing(
    told: dict[str, Any], ballots: list[str | None], expected: bool
) -> None:
    assert is_decided(a_run(*ballots), declared(**told)) is expected
    assert not all_have_voted(a_run(*ballots))


@pytest.mark.parametrize("told", [{}, {"rule": {"accepted": "tally.yes > 0"}}])
def test_a_run_in_which_all_have_voted_is_decided(told: dict[str, Any]) -> None:
    assert is_decided(a_run(Y, N), declared(**told))
    assert all_have_voted(a_run(Y, N))


DECISIONS = [
    declared(**told)
    for told in (
        {},
        {"rule": "consent"},
        {"rule": "majority"},
        {"rule": "majority", "quorum": "60%"},
        {"rule": {"majority": {"of": "eligible", "at_least": "2/3"}}},
        {"rule": "majority", "silence": "consents", "open_for": "P1D", "quorum": "1/2"},
        {"rule": "majority", "silence": "blocks", "open_for": "P1D"},
        {"rule": {"majority": {"at_least": "1/3"}}, "ballot": CHOICES},
        {"rule": {"majority": {"of": "eligible", "at_least": "1/3"}}, "ballot": CHOICES, "quorum": "1/2"},
        {"rule": "majority", "ballot": CHOICES, "silence": "abstains", "open_for": "P1D"},
    )
]


@given(decision=st.sampled_from(DECISIONS), data=st.data())
def test_closing_early_never_changes_what_the_full_vote_would_have_said(decision: Any, data: st.DataObject) -> None:
    words = ballots_of(decision)
    cast = data.draw(st.lists(st.sampled_from(words), max_size=5))
    waiting = data.draw(st.integers(1, 3))
    run = a_run(*cast, *[None] * waiting)

    endings = {
        outcome(count(a_run(*cast, *rest), decision), decision)
        for rest in combinations_with_replacement([*words, None], waiting)
    }

    assert is_decided(run, decision) <= (len(endings) == 1)
    if is_decided(run, decision):
        assert endings == {outcome(count(run, decision), decision)}
