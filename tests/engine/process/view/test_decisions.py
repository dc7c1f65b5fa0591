from __future__ import annotations

from engine.process.view import decisions, entries
from tests.factories import a_decision, a_method, a_record, two_parties


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


WHO = {"who": {"type": "participant", "title": "Who"}}


def test_who_was_chosen_is_told_by_name_where_the_records_voted_for_name_somebody_and_hold_no_text() -> None:
    candidacy = a_record(many=True, plural="candidacies", fields=WHO)
    chosen = a_decision(ballot={"choice": ["candidacy"]}, rule="most")
    table = two_parties(a_method(records={"candidacy": candidacy}, decisions={"chosen": chosen}))
    table.share("candidacy", "ann", "of_ann", fields={"who": "ann"})
    table.share("candidacy", "bob", "of_bob", fields={"who": "bob"})
    run = table.propose("chosen")
    assert decisions(table.telling())[0].chosen == []

    table.vote(run, ann="of_bob", bob="of_bob")
    table.do("close", "chair", run=run)

    (told,) = decisions(table.telling())
    (closed,) = (
        one for one in entries(table.telling(), [(1, one, {}) for one in table.events]) if "Closed" in one.type
    )
    assert (told.winner, told.chosen) == ("of_bob", ["Bob"])
    assert closed.details == ["ballots(ballot=Bob, number=2)", "2/2"]
