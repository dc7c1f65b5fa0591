"""Hard situation 5: a party leaves between the opening and the closing of a vote.

What is open takes its denominator again, what was closed keeps its own; the records of the party stay, flagged.
"""

from __future__ import annotations

from typing import Any

from engine.process.view import records
from tests.factories import Table, a_decision, a_method, a_record, a_table

THREE = [("ann", "A", "envoy"), ("bob", "B", "envoy"), ("cat", "C", "envoy")]


def a_vote(**told: Any) -> tuple[Table, str]:
    """Return a table of three parties and a run in which A voted yes and C no."""
    rule = {"majority": {"of": "eligible", "over": "1/2"}}
    clause = a_record(per="party")
    table = a_table(a_method(decisions={"choice": a_decision(rule=rule, **told)}, records={"clause": clause}), THREE)
    table.share("clause", "cat")
    run = table.propose("choice")
    table.vote(run, ann="yes", cat="no")
    return table, run


def test_an_open_vote_is_counted_without_the_party_that_left() -> None:
    table, run = a_vote()
    table.do("leave", "cat")

    table.vote(run, bob="yes")
    table.do("close", "chair", run=run)

    tally = table.run(run).tally
    assert tally is not None
    assert (tally.eligible, tally.cast, dict(tally.counts).get("no", 0)) == (2, 2, 0)
    assert table.run(run).state == "accepted"


def test_a_vote_that_was_closed_keeps_its_tally_and_its_outcome() -> None:
    table, run = a_vote()
    table.vote(run, bob="yes")
    table.do("close", "chair", run=run)
    before = table.run(run).tally

    table.do("leave", "cat")

    assert (table.run(run).tally, table.run(run).state) == (before, "accepted")
    assert before is not None
    assert before.eligible == 3


def test_its_roles_end_and_its_records_stay_and_say_that_it_left() -> None:
    table, _ = a_vote()

    table.do("leave", "cat")

    assert [one.participant for one in table.situation.holders("envoy")] == ["ann", "bob"]
    assert [(one.party.name, one.party_left) for one in records(table.telling()) if one.party] == [("C", True)]


def test_while_somebody_of_it_stays_the_party_stays_and_keeps_its_vote() -> None:
    table, run = a_vote()
    table.join("cas", "C", "envoy")

    table.do("leave", "cat")

    assert len(table.run(run).voters) == 3
    assert [one.party_left for one in records(table.telling())] == [False]


def test_counted_as_it_closes_a_party_that_comes_meanwhile_has_a_vote_and_counted_as_it_opens_it_has_none() -> None:
    for counted, voters in (("at_open", 3), ("at_close", 4)):
        table, run = a_vote(counted=counted)
        table.join("dan", "D", "envoy")
        table.vote(run, bob="yes")
        if counted == "at_close":
            table.vote(run, dan="no")
        table.do("close", "chair", run=run)

        tally = table.run(run).tally
        assert tally is not None
        assert (counted, tally.eligible) == (counted, voters)
