from __future__ import annotations

from engine.process.view import decisions
from tests.factories import a_decision, a_method, two_parties


def test_every_time_that_something_was_put_to_the_vote_is_told_and_not_the_last_alone() -> None:
    table = two_parties(a_method(decisions={"plan": a_decision()}))
    first = table.propose("plan")
    table.vote(first, ann="no", bob="yes")
    table.do("close", "chair", run=first)
    second = table.propose("plan")

    told = decisions(table.telling("ann"))

    assert [(one.run, one.state) for one in told] == [(first, "rejected"), (second, "open")]
    assert told[0].tally.counts == {"no": 1, "yes": 1}
    assert [one.run for one in table.progress("ann").decisions] == [second]


def test_a_vote_among_few_is_told_to_these_alone() -> None:
    method = a_method(decisions={"plan": a_decision(by="envoy", seen_by="envoy")})
    table = two_parties(method)
    run = table.propose("plan", "ann")

    assert [one.run for one in decisions(table.telling("ann"))] == [run]
    assert decisions(table.telling("chair")) == decisions(table.telling()) == []
