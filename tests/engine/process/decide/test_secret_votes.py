"""Secret ballots: in a box from which nothing comes out before the count, and then everything at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.errors import BoxBroken
from engine.process import events
from engine.process.ballot_box import NO_BOXES, ballots_in, boxes_after, with_ballot
from engine.process.decide import decide
from engine.process.elapse import elapse
from engine.process.events import Event
from engine.process.refusal import Refusal, Refused
from engine.process.view.log import entries
from tests.factories import ROLES, Table, a_decision, a_method, a_need, a_record, a_table, command

if TYPE_CHECKING:
    from engine.process.situation import Json

BOARD = ("ann", "bea", "cas", "dan")


def a_secret_vote(people: tuple[str, ...] = BOARD, **told: Any) -> Table:
    """Return a process in which a board of four votes in secret, by majority."""
    plan = {"voters": "board", "rule": "majority", "secret": True, **told}
    method = a_method(
        roles={**ROLES, "board": {"title": "Board"}},
        records={"clause": a_record(seen_by="process", written_by="chair")},
        decisions={"plan": a_decision(**plan)},
        gate=[a_need("plan.accepted")],
    )
    return a_table(method, [(one, None, "board") for one in people])


def lines(table: Table, reader: str | None) -> str:
    nothing: dict[str, str] = {}
    return str(
        [(one.text, one.data) for one in entries(table.telling(reader), [(0, each, nothing) for each in table.events])]
    )


def test_a_secret_ballot_is_in_no_event_and_in_no_situation() -> None:
    worlds = []
    for ballots in ({"ann": "yes", "bea": "no"}, {"ann": "no", "bea": "yes"}, {"ann": "abstain", "bea": "abstain"}):
        table = a_secret_vote()
        run = table.propose("plan", run="run")
        table.vote(run, **ballots)
        worlds.append((table.events, table.situation, [table.progress(one) for one in (*BOARD, "chair", None)]))

    assert worlds[0] == worlds[1] == worlds[2]
    assert worlds[0][1].runs["run"].voted == ("ann", "bea")
    assert not worlds[0][1].runs["run"].votes


def test_that_somebody_voted_is_known_and_what_is_told_of_nobody_at_the_count() -> None:
    table = a_secret_vote()
    run = table.propose("plan")
    table.vote(run, ann="yes", bea="no", cas="yes")
    shown = table.progress("bea").decisions[0].tally
    assert (shown.eligible, shown.cast, shown.silent, shown.counts) == (4, 3, 1, {})
    assert [one.text for one in table.progress().todo if one.kind == "vote"] != []
    assert table.refused("close", "chair", run=run).message == "votes_missing"

    table.vote(run, dan="yes")
    closed = table.do("close", "chair", run=run)

    assert closed[0] == events.BallotsCounted(run, ("no", "yes", "yes", "yes"))
    assert [one.actor for one in table.events if one.type == "BallotsCounted"] == [None]
    assert table.run(run).state == "accepted"
    assert table.progress("ann").decisions[0].tally.counts == {"no": 1, "yes": 3}
    assert not table.run(run).votes


def test_who_voted_what_is_told_by_nothing_that_anybody_gets_afterwards() -> None:
    worlds = []
    for ballots in (("yes", "no", "yes", "abstain"), ("abstain", "yes", "yes", "no")):
        table = a_secret_vote()
        run = table.propose("plan", run="run")
        table.vote(run, **dict(zip(BOARD, ballots, strict=True)))
        table.do("close", "chair", run=run)
        worlds.append((table.events, table.situation, [lines(table, one) for one in (*BOARD, "chair", None)]))

    assert worlds[0] == worlds[1]


def test_a_secret_ballot_is_final() -> None:
    table = a_secret_vote()
    run = table.propose("plan")
    table.vote(run, ann="yes")

    for ballot in ("yes", "no", "nonsense"):
        assert table.refused("vote", "ann", run=run, ballot=ballot).message == "secret_is_final"
    assert table.refused("vote", "bea", run=run, ballot="nonsense").message == "not_an_option"
    assert table.refused("vote", "bea", run=run, ballot="no", reason="My hand").message == "secret_takes_no_reason"


def test_a_secret_vote_takes_three_voters() -> None:
    table = a_secret_vote(BOARD[:2])
    refusal = table.refused("propose", "chair", decision="plan")
    assert (refusal.message, refusal.values["found"]) == ("secret_among_few", 2)

    table.join("cas", None, "board")
    table.propose("plan")


@pytest.mark.parametrize("counted", ["at_open", "at_close"])
def test_whoever_leaves_after_voting_in_secret_stays_in_the_count(counted: str) -> None:
    table = a_secret_vote(counted=counted)
    run = table.propose("plan")
    table.vote(run, ann="no", bea="yes", cas="yes")

    table.do("leave", "ann")
    table.do("leave", "dan")
    table.do("close", "chair", run=run)

    tally = table.progress("bea").decisions[0].tally
    assert (tally.eligible, tally.cast, tally.counts) == (3, 3, {"no": 1, "yes": 2})


def test_the_clock_counts_a_secret_vote_and_silence_as_the_method_says() -> None:
    table = a_secret_vote(open_for="P1D", silence="blocks", quorum="1/2")
    run = table.propose("plan")
    table.vote(run, ann="yes", bea="yes")

    counted = table.wait(days=2)

    assert events.BallotsCounted(run, ("yes", "yes")) in counted
    assert table.progress().decisions[0].tally.counts == {"block": 2, "yes": 2}


def test_what_was_in_the_box_of_a_vote_that_lapses_is_never_told() -> None:
    table = a_secret_vote(about="clause")
    clause = table.share("clause", "chair")
    run = table.propose("plan")
    table.vote(run, ann="yes")

    table.do("withdraw", "chair", id=clause, version=1)

    assert table.run(run).state == "lapsed"
    assert not [one for one in table.events if one.type == "BallotsCounted"]
    table.share("clause", "chair")
    again = table.propose("plan")
    table.vote(again, ann="no", bea="no", cas="no", dan="no")
    assert table.do("close", "chair", run=again)[0] == events.BallotsCounted(again, ("no",) * 4)


def test_nobody_votes_in_secret_while_the_process_is_held_and_the_box_waits() -> None:
    table = a_secret_vote()
    run = table.propose("plan")
    table.vote(run, ann="yes")
    table.do("hold", "chair", reason="Wait")
    assert table.refused("vote", "bea", run=run, ballot="no").message == "held"
    table.do("resume", "chair", reason="On")
    table.vote(run, bea="no", cas="no", dan="no")

    table.do("close", "chair", run=run)

    assert table.progress().decisions[0].tally.counts == {"no": 3, "yes": 1}


@pytest.mark.parametrize(
    ("ballot", "votes", "told"),
    [
        ({"choice": {"go": "Go", "stop": "Stop"}}, ["stop", "go", "go", "abstain"], ["abstain", "go", "go", "stop"]),
        (
            {"ranking": {"a": "A", "b": "B"}},
            [["b", "a"], ["a"], ["b", "a"], "abstain"],
            ["abstain", ["a"], ["b", "a"], ["b", "a"]],
        ),
        ({"number": {"from": 0, "to": 10}}, [7, 2, "7.0", 10], ["10", "2", "7", "7"]),
    ],
)
def test_ballots_of_every_kind_come_out_in_the_order_of_their_text(ballot: Any, votes: Any, told: Any) -> None:
    rules: dict[str, Any] = {
        "choice": "majority", "ranking": {"ranking": "schulze"}, "number": {"accepted": "tally.avg > 3"},
    }  # fmt: skip
    table = a_secret_vote(ballot=ballot, rule=rules[next(iter(ballot))])
    run = table.propose("plan")
    for who, said in zip(BOARD, votes, strict=True):
        table.do("vote", who, run=run, ballot=said)

    assert table.do("close", "chair", run=run)[0] == events.BallotsCounted(run, tuple(told))


def test_what_a_vote_comes_to_is_not_told_by_trying_to_close_it() -> None:
    ways: list[dict[str, Any]] = [{"secret": True}, {"secret": False, "sealed": True}]
    for told in ways:
        table = a_secret_vote(open_for="P1D", silence="blocks", **told)
        run = table.propose("plan")
        table.vote(run, ann="yes", bea="yes", cas="no", dan="no")
        ids = iter(map(str, range(100)))

        tried = decide(table.method, table.situation, command("close", "chair", run=run), table.at, ids, None)

        assert isinstance(tried, Refusal)
        assert tried.message == "count_not_tried"
        with pytest.raises(Refused):
            elapse(table.method, table.situation, table.at.replace(day=9), ids, None)


def test_a_box_from_which_ballots_are_gone_is_not_counted() -> None:
    table = a_secret_vote()
    run = table.propose("plan")
    table.vote(run, ann="yes", bea="yes", cas="no", dan="no")
    boxes = with_ballot(with_ballot(NO_BOXES, run, "yes"), run, "no")

    for found in (NO_BOXES, boxes):
        with pytest.raises(BoxBroken, match="4 ballots were put into the box"):
            decide(table.method, table.situation, command("close", "chair", run=run), table.at, iter("xyz"), found)


def test_a_box_does_not_tell_in_which_order_it_was_filled() -> None:
    boxes = [NO_BOXES, NO_BOXES]
    orders: list[list[Json]] = [["no", "yes", ["b", "a"], "yes"], ["yes", ["b", "a"], "yes", "no"]]
    for number, order in enumerate(orders):
        for ballot in order:
            boxes[number] = with_ballot(boxes[number], "run", ballot)

    assert boxes[0] == boxes[1]
    assert ballots_in(boxes[0], "run") == ("no", "yes", "yes", ["b", "a"])


def test_a_box_is_emptied_with_its_vote_alone() -> None:
    table = a_secret_vote()
    boxes = with_ballot(with_ballot(NO_BOXES, "one", "yes"), "two", "no")
    gone: Any = events.DecisionLapsed("one", "plan", "moved")

    after = boxes_after(boxes, table.method, table.situation, None, [Event("e", table.at, "process", None, None, gone)])

    assert [*after] == ["two"]
