"""Hard situation 10: a sub-process times out; the parent receives "not settled", and the gate its other branch."""

from __future__ import annotations

from engine.process import events
from tests.engine.process.test_families import Family, a_family


def disputed() -> Family:
    """Return talks in which the facts of one topic are looked into for at most three weeks."""
    family = a_family()
    family.topic("wet")
    family.do("move", "chair", move="on")
    return family


def test_the_parent_receives_not_settled_when_the_sub_process_times_out() -> None:
    family = disputed()

    happened = family.wait(days=21, hours=1)

    assert [one.outcome for one in happened if isinstance(one, events.ChildEnded)] == ["not_settled"]
    assert family.outcomes() == {"wet": "not_settled"}


def test_the_gate_to_agreement_stays_shut_and_the_one_to_dissent_opens() -> None:
    family = disputed()
    assert family.refused("move", "chair", move="differ").kind == "gate-shut"
    family.wait(days=22)

    assert family.refused("move", "chair", move="agree").kind == "gate-shut"
    family.do("move", "chair", move="differ")

    assert family.situation.end == "dissent"


def test_a_sub_process_that_was_settled_in_time_opens_the_gate_to_agreement() -> None:
    family = disputed()
    family.wait(days=20)
    family.found()

    family.do("move", "chair", move="agree")

    assert family.situation.end == "agreed"
